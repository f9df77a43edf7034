"""Recovery of known truths, in a case whose answer is known: one parameter is seen, the other is not."""

import numpy as np
import pandas as pd
import pytest

from abm.experiments import calibration_recovery
from abm.experiments.calibrating import posterior
from abm.experiments.calibrating.design import Calibration, Range, Target, design
from abm.experiments.calibrating.emulating import Emulators
from abm.experiments.calibrating.matching import spread
from abm.experiments.common import Options

PLAN = Calibration(
    (Range("seen", 0.0, 1.0), Range("unseen", 0.0, 1.0)),
    (Target("y", "", discrepancy=0.05, low=0.4, high=0.6), Target("open", "", discrepancy=0.05, low=0.0)),
    3.0,
    {},
    {},
)


PLACES = spread(400, 2, seed=3)
SHOWN = PLACES[:, :1] + 0.05 * np.random.default_rng(3).standard_normal((400, 1))
"""Runs that show the first parameter, with luck of .05; the last 250 are truths."""


pytestmark = pytest.mark.xdist_group("calibration_recovery")  # one worker makes what they share


@pytest.fixture(scope="module")
def emulators() -> Emulators:
    """Of the first 150 runs."""
    return Emulators.of(PLACES[:150], SHOWN[:150])


def even(emulators, plan, use, live, seed, effective, most):
    """The posterior by weights on places spread evenly, which in two dimensions is as good and takes no time."""
    places = spread(2000, 2, seed=4)
    density = posterior.log_density(*emulators.expect(places), emulators.luck, plan.targets)
    weights = np.exp(density - density.max())
    return posterior.Posterior(places, weights / weights.sum(), 0.0)


def recovered(emulators: Emulators, rows: slice) -> list[calibration_recovery.Recovered]:
    """What is recovered of some truths."""
    pairs = zip(PLACES[rows], SHOWN[rows], strict=True)
    return [calibration_recovery.recover(PLAN, emulators, truth, shown) for truth, shown in pairs]


@pytest.fixture(scope="module")
def table(emulators) -> pd.DataFrame:
    """What is recovered of all truths."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(posterior, "explore", even)
        return calibration_recovery.tabulate(PLAN, recovered(emulators, slice(150, None))).set_index("parameter")


def test_what_is_seen_is_identified_and_what_is_not_is_not(table):
    """A range of .2 and errors of .07 leave an s.d. of .091; nothing is learnt of the second, which is not seen."""
    assert table["identified"].to_dict() == {"seen": "yes", "unseen": "no"}
    assert table.loc["seen", "narrowed"] == pytest.approx(
        1 - np.sqrt(0.2**2 / 12 + 2 * 0.05**2) * np.sqrt(12), abs=0.04
    )
    assert abs(table.loc["unseen", "narrowed"]) < 0.05
    assert (table["places"] > 100).all()


@pytest.mark.parametrize(("live", "near"), [(300, 0.03), (calibration_recovery.LIVE, 0.05)])
def test_the_sampler_of_the_calibration_finds_the_same(emulators, live, near, monkeypatch):
    """Of one truth: the same quantiles, the nearer the more points it has, from as many places as are stated."""
    monkeypatch.setattr(calibration_recovery, "LIVE", live)
    (found,) = recovered(emulators, slice(150, 151))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(posterior, "explore", even)
        (grid,) = recovered(emulators, slice(150, 151))
    assert found.quantiles == pytest.approx(grid.quantiles, abs=near)
    assert found.places > calibration_recovery.EFFECTIVE


@pytest.mark.parametrize("share", [50, 90])
def test_intervals_cover_as_often_as_they_say(table, share):
    """Calibrated intervals, also of a range: the nominal share lies within the interval of the share found."""
    for key in PLAN.keys:
        low, high = table.loc[key, [f"covered_{share}_low", f"covered_{share}_high"]]
        assert low <= share / 100 <= high


def test_intervals_that_are_too_narrow_are_found_out():
    """A posterior that is sure of the wrong place covers nothing."""
    wrong = calibration_recovery.Recovered(
        np.array([0.2, 0.2]), np.array([[0.4, 0.5, 0.6, 0.7]] * 2), np.array([0.01, 0.01]), 900.0
    )
    table = calibration_recovery.tabulate(PLAN, [wrong] * 20)
    assert table["covered_50"].tolist() == table["covered_90"].tolist() == [0.0, 0.0]


def test_the_study_runs_on_the_stored_rows(monkeypatch):
    """At its smallest: a truth, emulators of a few rows, a glance at its posterior, a row for each parameter."""
    monkeypatch.setattr(calibration_recovery, "MOST", 100)
    table = calibration_recovery.study(Options("tiny", seeds=1, workers=1))["calibration_recovery"]
    assert table["parameter"].tolist() == design().keys
    assert (table["truths"] == 1).all() and table["places"].gt(0.0).all()


def test_the_table_has_only_columns_that_the_study_states(table):
    """Protects the documents, which render it."""
    words = {word.strip("(),;.:") for word in (calibration_recovery.__doc__ or "").split()}
    assert set(table.reset_index().columns) <= words


def test_truths_are_runs_of_the_first_wave_that_could_be_read():
    """Spread evenly over the ranges, and none twice."""
    runs = pd.DataFrame({"wave": ["1", "1", "2", "1"], "y": [0.1, np.nan, 0.2, 0.3], "open": [np.nan, 0.0, 0.0, 0.0]})
    assert sorted(calibration_recovery.chosen(PLAN, runs, 10)) == [0, 3]


def test_a_truth_is_recovered_without_its_own_fifth(monkeypatch):
    """Nor by more runs than are stated."""
    asked = []
    pool = (spread(500, 2, 1), np.zeros((500, 1)), np.arange(500) % 5)
    monkeypatch.setattr(calibration_recovery, "_pool", lambda: pool)
    monkeypatch.setattr(calibration_recovery.Emulators, "of", lambda places, seen, steps: asked.append(places))
    calibration_recovery._emulators.__wrapped__(3)
    assert len(asked[0]) == calibration_recovery.MOST
    rows = {tuple(place) for place in asked[0]}
    assert not rows & {tuple(place) for place in pool[0][pool[2] == 3]}
