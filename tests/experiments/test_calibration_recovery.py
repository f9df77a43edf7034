"""Recovery of known truths, in a case whose answer is known: one parameter is seen, the other is not."""

import numpy as np
import pandas as pd
import pytest

from abm.experiments import calibration_recovery
from abm.experiments.calibrating.design import Calibration, Range, Target
from abm.experiments.calibrating.matching import spread

PLAN = Calibration(
    (Range("seen", 0.0, 1.0), Range("unseen", 0.0, 1.0)),
    (Target("y", "", discrepancy=0.05, low=0.5, high=0.5), Target("open", "", discrepancy=0.05, low=0.0)),
    3.0,
    {},
    {},
)


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """What is recovered from 150 runs that show the first parameter, with luck of .05."""
    places = spread(150, 2, seed=3)
    luck = 0.05 * np.random.default_rng(3).standard_normal(150)
    values = PLAN.values(places)
    runs = pd.DataFrame(values, columns=PLAN.keys).assign(wave="1", y=values[:, 0] + luck, open=values[:, 1])
    found = calibration_recovery.recover(PLAN, runs, truths=100, places=2000, steps=100)
    return calibration_recovery.tabulate(PLAN, found).set_index("parameter")


def test_what_is_seen_is_identified_and_what_is_not_is_not(table):
    """The second is looked at only by a target that is open on one side, which is left out."""
    assert table["identified"].to_dict() == {"seen": "yes", "unseen": "no"}
    assert table.loc["seen", "narrowed"] == pytest.approx(1.0 - np.hypot(0.05, 0.05) * np.sqrt(12), abs=0.06)
    assert abs(table.loc["unseen", "narrowed"]) < 0.05


@pytest.mark.parametrize("share", [50, 90])
def test_intervals_cover_as_often_as_they_say(table, share):
    """Calibrated intervals: the nominal share lies within the interval of the share that was found."""
    for key in PLAN.keys:
        low, high = table.loc[key, [f"covered_{share}_low", f"covered_{share}_high"]]
        assert low <= share / 100 <= high


def test_intervals_that_are_too_narrow_are_found_out():
    """A posterior that is sure of the wrong place covers nothing."""
    wrong = calibration_recovery.Recovered(
        np.array([0.2, 0.2]), np.array([[0.5, 0.6]] * 2), np.array([[0.4, 0.7]] * 2), np.array([0.01, 0.01]), 9.0
    )
    table = calibration_recovery.tabulate(PLAN, [wrong] * 20)
    assert table["covered_50"].tolist() == table["covered_90"].tolist() == [0.0, 0.0]


def test_the_table_has_only_columns_that_the_study_states(table):
    """Protects the documents, which render it."""
    words = {word.strip("(),;.:") for word in (calibration_recovery.__doc__ or "").split()}
    assert set(table.reset_index().columns) <= words
