"""Indices on functions whose true indices are known, through real designs and real folders."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from abm.analysis.sensitivity import ALL, NOISE, SPREAD, analyse, finished, ranked, seed_noise
from abm.parameters.checks import ParameterError

from .conftest import SOBOL, linear, write

COURAGE, MANDATE, ROOM = "officials.courage", "ministries.mandate", "ministries.influence_room"


def ishigami(points: pd.DataFrame, seed: int) -> dict[str, np.ndarray]:
    """Ishigami's function of three factors between -pi and pi, and a constant per seed that no index may see."""
    one, two, three = (np.pi * (2 * points[key].to_numpy() - 1) for key in (COURAGE, MANDATE, ROOM))
    return {"trust": np.sin(one) + 7 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one) + 100.0 * seed}


def values(indices: pd.DataFrame, measure: str = "trust") -> pd.DataFrame:
    """Value, low and high of a measure, by index and factor."""
    return indices[indices["measure"] == measure].set_index(["index", "factor"])[["value", "low", "high"]]


def test_sobol_indices_of_ishigami(tmp_path):
    """Protects the way from the design to SALib and back: true indices lie in intervals, and those are useful."""
    words = ["design=sobol", "design.samples=256", "design.second_order=true", "replicates=2"]
    words += [f"{key}=interval(0,1)" for key in (COURAGE, MANDATE, ROOM)]
    found = values(analyse(finished(write(tmp_path, words, ishigami)), ["trust"]))
    true = {
        ("first", COURAGE): 0.3139,
        ("first", MANDATE): 0.4424,
        ("first", ROOM): 0.0,
        ("total", COURAGE): 0.5576,
        ("total", MANDATE): 0.4424,
        ("total", ROOM): 0.2437,
        ("second", f"{COURAGE}*{MANDATE}"): 0.0,
        ("second", f"{COURAGE}*{ROOM}"): 0.2437,
        ("second", f"{MANDATE}*{ROOM}"): 0.0,
    }
    assert set(true) | {(NOISE, ALL), (SPREAD, ALL)} == set(found.index)
    for place, value in true.items():
        row = found.loc[place]
        assert row["low"] <= value <= row["high"], place
        assert row["high"] - row["low"] < 0.6, place
    assert found.loc[(NOISE, ALL), "value"] == pytest.approx(0.0, abs=1e-9)


def test_sobol_indices_by_combination(sobol_folder):
    """Protects crossed choices: each has indices of its own, in the order of its own points."""
    indices = analyse(finished(sobol_folder), ["trust"])
    assert list(dict.fromkeys(indices["combination"])) == ["reactive", "anticyclical"]
    for _, rows in indices.groupby("combination"):
        found = values(rows)
        for factor, share in ((COURAGE, 0.2), (MANDATE, 0.8)):  # weights 1 and 2: variances 1 and 4 of 5
            for index in ("first", "total"):
                assert found.loc[(index, factor), "low"] <= share <= found.loc[(index, factor), "high"]
                assert found.loc[(index, factor), "value"] == pytest.approx(share, abs=0.1)


def test_what_does_not_vary_has_no_indices(sobol_folder):
    """Protects a reader from indices of a constant, which would be noise divided by noise."""
    found = values(analyse(finished(sobol_folder), ["misfit"]), "misfit")
    assert found.loc[["first", "total"]].isna().all(axis=None)


def test_the_same_results_have_the_same_intervals(sobol_folder):
    """Protects committed tables: the bootstrap has a seed of its own."""
    sweep = finished(sobol_folder)
    np.random.default_rng().random()
    pd.testing.assert_frame_equal(analyse(sweep, ["trust", "incidents"]), analyse(sweep, ["trust", "incidents"]))


def bent(points: pd.DataFrame, seed: int) -> dict[str, np.ndarray]:
    """Linear in courage, a valley in mandate, nothing of influence room, and whole numbers of weeks."""
    return {
        "trust": 3.0 * points[COURAGE]
        + np.abs(points[MANDATE] - 0.5)
        + 0.0 * points[ROOM]
        + 0.1 * points["ministries.implementation_lag"]
    }


def test_morris_effects_are_over_the_whole_range(tmp_path):
    """Protects the unit of Morris effects, and mu, mu_star and sigma from each other."""
    words = ["design=morris", "design.trajectories=20", f"{COURAGE}=interval(0.2,0.6)", f"{MANDATE}=interval(0,1)"]
    words += [f"{ROOM}=interval(0,1)", "ministries.implementation_lag=interval(10,29)"]
    found = values(analyse(finished(write(tmp_path, words, bent)), ["trust"]))["value"]
    assert found[("mu", COURAGE)] == pytest.approx(1.2)  # slope 3 over 0.4
    assert found[("mu_star", COURAGE)] == pytest.approx(1.2)
    assert found[("sigma", COURAGE)] == pytest.approx(0.0, abs=1e-9)
    assert found[("mu_star", MANDATE)] > 2 * abs(found[("mu", MANDATE)])
    assert found[("sigma", MANDATE)] > 0.1
    assert found[("mu_star", ROOM)] == pytest.approx(0.0, abs=1e-9)
    assert found[("mu", "ministries.implementation_lag")] == pytest.approx(2.0, rel=0.1)  # of steps rounded to weeks


def test_intervals_of_mu_are_students_over_trajectories(tmp_path):
    """Protects the one Morris interval that is ours: mean of elementary effects, t quantile, their own spread."""
    words = ["design=morris", "design.trajectories=10", f"{COURAGE}=interval(0,1)", f"{MANDATE}=interval(0,1)"]
    product = write(tmp_path, words, lambda points, seed: {"trust": points[COURAGE] * points[MANDATE]})
    found = values(analyse(finished(product), ["trust"]))
    half = stats.t.ppf(0.975, 9) * found.loc[("sigma", COURAGE), "value"] / np.sqrt(10)
    mu = found.loc[("mu", COURAGE)]
    assert [mu["low"], mu["high"]] == pytest.approx([mu["value"] - half, mu["value"] + half])
    assert half > 0


SUBSETS = ["design=subsets", "design.instruments=[pilots,policy_compass]", "replicates=4"]


def package(points: pd.DataFrame, seed: int) -> dict[str, np.ndarray]:
    """Each instrument does a little, both more together, and seeds disagree about the pilots."""
    pilots = points["instruments"].str.contains("pilots").to_numpy(dtype=float)
    compass = points["instruments"].str.contains("compass").to_numpy(dtype=float)
    return {"trust": 0.5 + (1.0 + 0.1 * seed) * pilots + 2.0 * compass + pilots * compass + seed}


def test_shapley_values_of_instruments(tmp_path):
    """Protects who gets what of a package, the interval over seeds, and the sum."""
    found = values(analyse(finished(write(tmp_path, SUBSETS, package)), ["trust"]))
    by_seed = np.array([1.5 + 0.1 * seed for seed in (1, 2, 3, 4)])
    interval = stats.ttest_1samp(by_seed, 0.0).confidence_interval(0.95)
    assert list(found.loc[("shapley", "pilots")]) == pytest.approx([by_seed.mean(), interval.low, interval.high])
    assert list(found.loc[("shapley", "policy_compass")]) == pytest.approx([2.5, 2.5, 2.5])
    assert found.loc[("alone", "pilots"), "value"] == pytest.approx(1.25)
    assert found.loc[("added_last", "pilots"), "value"] == pytest.approx(2.25)
    assert found.loc[("together", ALL), "value"] == pytest.approx(found.loc["shapley", "value"].sum())


def test_shapley_values_under_every_choice(tmp_path):
    """Protects subsets that are crossed with scenarios."""
    folder = write(tmp_path, [*SUBSETS, "scenario=calm,turbulent"], package)
    indices = analyse(finished(folder), ["trust"])
    assert list(dict.fromkeys(indices["combination"])) == ["calm", "turbulent"]


@pytest.mark.parametrize("seeds", [2, 5])
def test_noise_of_seeds_is_found(seeds):
    """Protects the warning on every picture: noise of known size is found, what seeds do to all alike is none."""
    rng = np.random.default_rng(1)
    points, spread = rng.normal(size=(4000, 1)), 2.0
    made = points + rng.normal(size=(1, seeds)) * 10 + spread * rng.normal(size=(4000, seeds))
    assert seed_noise(made) == pytest.approx(spread**2 / seeds / (spread**2 / seeds + 1), abs=0.03)


def test_noise_of_one_seed_is_not_known():
    """Protects from a zero where nothing can be said."""
    assert np.isnan(seed_noise(np.arange(4.0)[:, None]))
    assert np.isnan(seed_noise(np.ones((4, 3))))


def test_factors_are_ranked_by_what_they_do_to_any_measure():
    """Protects the order of rows: measures count alike, whatever their unit."""
    rows = [
        ("c", "trust", "a", 0.001),
        ("c", "trust", "b", 0.002),
        ("c", "hours", "a", -900.0),
        ("c", "hours", "b", 90.0),
    ]
    indices = pd.DataFrame(rows, columns=["combination", "measure", "factor", "value"]).assign(index="shapley")
    assert ranked(indices, "subsets") == ["a", "b"]


def test_runs_without_a_value(tmp_path):
    """Protects ratios: a gap with one seed is bridged, a point without any value is refused by name."""

    def gaps(points: pd.DataFrame, seed: int) -> dict[str, np.ndarray]:
        made = linear(points, seed)["trust"].to_numpy()
        return {"trust": np.where(points["point"] == seed, np.nan, made), "lead_time": np.where(made < 1, np.nan, made)}

    sweep = finished(write(tmp_path, [*SOBOL, "replicates=2"], gaps))
    assert values(analyse(sweep, ["trust"])).loc["total", "value"].notna().all()
    with pytest.raises(ParameterError, match=r"^measures must be .*, not \[lead_time\]; this has none at \d+ of 128"):
        analyse(sweep, ["lead_time"])
