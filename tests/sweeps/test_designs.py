"""Designs: the right points, repeatable, and the smaller ones first in the larger ones."""

import numpy as np
import pandas as pd
import pytest
from SALib.sample import sobol

import abm
from abm.sweeps import designs
from abm.sweeps.space import Interval
from tests.sweeps.conftest import COURAGE, MANDATE, NORMS, ready


@pytest.fixture
def points(tmp_path):
    """Points of a design, without running any."""
    return lambda *words: ready(tmp_path / "none", *words).points


def values(frame):
    """Factors only."""
    return frame.drop(columns=["point", "combination", "configuration"])


def test_grid_is_every_combination(points):
    """A grid has each combination once, intervals in even steps with both ends."""
    found = values(
        points("norms=reactive,mandate", "officials.courage=range(0.2,0.7,0.2)", "ministries.mandate=interval(0,1)")
    )
    assert list(found.columns) == ["ministries.mandate", "norms", "officials.courage"]
    assert len(found) == len(found.drop_duplicates()) == 4 * 2 * 3
    assert sorted(found["ministries.mandate"].unique()) == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert sorted(found["officials.courage"].unique()) == pytest.approx([0.2, 0.4, 0.6])


@pytest.mark.parametrize("design", ["random", "lhs"])
def test_scattered_points_fill_the_space(points, design):
    """Values lie between the ends, choices get their share, and the same seed gives the same points."""
    words = (f"design={design}", "design.samples=40", COURAGE, MANDATE, NORMS)
    found = points(*words)
    assert len(found) == 40
    assert found["officials.courage"].between(0, 1).all()
    assert found["ministries.mandate"].between(0.2, 0.9).all()
    assert found["norms"].value_counts().min() >= 8
    pd.testing.assert_frame_equal(found, points(*words))
    assert not found.equals(points(*words, "design.seed=2"))


def test_latin_hypercube_has_one_point_in_every_slice(points):
    """Each of 20 slices of each interval holds one of 20 points."""
    found = points("design=lhs", "design.samples=20", COURAGE, MANDATE)
    assert sorted(np.floor(found["officials.courage"] * 20)) == list(range(20))
    assert sorted(np.floor((found["ministries.mandate"] - 0.2) / 0.7 * 20)) == list(range(20))


@pytest.mark.parametrize("second", ["false", "true"])
def test_sobol_is_that_of_salib_for_every_combination(points, second):
    """Within a combination the rows are SALib's, in its order, scaled to the intervals."""
    found = points("design=sobol", "design.samples=8", f"design.second_order={second}", COURAGE, MANDATE, NORMS)
    problem = {"num_vars": 2, "names": ["a", "b"], "bounds": [[0, 1], [0.2, 0.9]]}
    wanted = sobol.sample(problem, 8, calc_second_order=second == "true", seed=1)
    for combination, norms in enumerate(("reactive", "anticyclical")):
        mine = found[found["combination"] == combination]
        assert set(mine["norms"]) == {norms}
        assert mine[["officials.courage", "ministries.mandate"]].to_numpy() == pytest.approx(wanted)


def test_morris_moves_one_factor_at_a_time(points):
    """From one row of a trajectory to the next exactly one factor changes, each once."""
    found = points("design=morris", "design.trajectories=5", COURAGE, MANDATE, "incidents.panel=interval(20,90)")
    rows = found[["officials.courage", "ministries.mandate", "incidents.panel"]].to_numpy(float).reshape(5, 4, 3)
    moved = np.diff(rows, axis=1) != 0
    assert (moved.sum(axis=2) == 1).all()
    assert (moved.sum(axis=1) == 1).all()


def test_sobol_without_indices_is_the_bare_sequence(points):
    """To fill the space, as many points as asked for."""
    assert len(points("design=sobol", "design.samples=16", "design.indices=false", COURAGE)) == 16


@pytest.mark.parametrize(("design", "size"), [("sobol", "samples"), ("random", "samples"), ("morris", "trajectories")])
def test_widening_keeps_the_earlier_points(points, design, size):
    """The points of a smaller design come first in a larger one, combinations included, with the same numbers."""
    words = (f"design={design}", COURAGE, MANDATE, NORMS)
    small, large = points(*words, f"design.{size}=8"), points(*words, f"design.{size}=16")
    assert len(large) == 2 * len(small)
    pd.testing.assert_frame_equal(large.head(len(small)), small)


def test_subsets_are_all_combinations_of_instruments(points):
    """Two to the power of n sets of instruments, none and all among them, crossed with a choice."""
    found = points(
        "design=subsets", "design.instruments=[pilots,board_norm,policy_compass]", "scenario=default,pandemic"
    )
    assert len(found) == 8 * 2
    assert found.groupby("combination")["instruments"].nunique().tolist() == [8, 8]
    assert {"[]", "[pilots]", "[pilots,board_norm,policy_compass]"} <= set(found["instruments"])
    assert found["configuration"].nunique() == 16


def test_subsets_default_to_the_package_of_the_essay(tmp_path, monkeypatch):
    """Without a list, the instruments of anticyclical are combined; here it has three of them."""

    def three(*words):
        parameters = abm.load(*words)
        assert parameters.norms == "anticyclical" and len(parameters.instruments) == 12
        del parameters.instruments[3:]
        return parameters

    monkeypatch.setattr(designs, "load", three)
    sweep = ready(tmp_path / "none", "design=subsets", "design.instruments=[]", "weeks=5")
    assert sweep.note["design"]["instruments"] == abm.load("norms=anticyclical").instruments[:3]
    assert len(sweep.points) == 2**3


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_file_gives_the_points(points, tmp_path, ending):
    """Columns are keys: numbers, named sets and lists; what a design was written to can be read back."""
    table = pd.DataFrame(
        {"officials.courage": [0.25, 0.5], "norms": ["reactive", "mandate"], "instruments": ["[pilots]", "[]"]}
    )
    path = tmp_path / f"points.{ending}"
    table.to_csv(path, index=False) if ending == "csv" else table.to_parquet(path)
    found = points("design=file", f"design.file={path.as_posix()}")
    pd.testing.assert_frame_equal(values(found), table, check_dtype=False)
    again = tmp_path / "again.parquet"
    found.to_parquet(again)
    pd.testing.assert_frame_equal(points("design=file", f"design.file={again.as_posix()}"), found)


def test_whole_numbers_are_equally_likely():
    """An interval of whole numbers gives each of them an equal part of the way, both ends included."""
    found = [Interval("k", 3, 6, whole=True).at(unit) for unit in np.linspace(0, 1, 4001)]
    assert all(isinstance(value, int) for value in found)
    assert np.bincount(found)[3:].tolist() == pytest.approx([1000] * 4, abs=1)


def test_points_reach_the_model(tmp_path):
    """The parameters of a point are those that composing its values as overrides gives."""
    from abm.observation.provenance import configuration_digest
    from tests.sweeps.conftest import TINY

    sweep = ready(
        tmp_path / "none",
        "design=random",
        "design.samples=4",
        COURAGE,
        NORMS,
        "methods.dialogue.hours=interval(100,300)",
    )
    for row in sweep.points.to_dict("records"):
        keys = ("officials.courage", "norms", "methods.dialogue.hours")
        parameters = abm.load(*TINY, *(f"{key}={row[key]}" for key in keys))
        assert configuration_digest(parameters) == row["configuration"]
