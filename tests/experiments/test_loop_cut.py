"""The loop cut: the rule by which a cut model fits as well, and tables at tiny size."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from abm.experiments import loop_cut
from abm.experiments.calibrating.design import Calibration, Range, Target, design
from abm.experiments.calibrating.emulating import Emulators
from abm.experiments.calibrating.matching import spread
from abm.experiments.common import Options

PLAN = Calibration(
    (Range("a", 0.0, 1.0), Range("b", 0.0, 1.0)), (Target("y", "", 0.1, low=0.5, high=0.5),), 3.0, {}, {}
)
ALL = np.ones(1, bool)
SIZE = dataclasses.replace(design().sizes["tiny"], live=60, most=100_000)


def evidence_of(offset: float) -> np.ndarray:
    """Evidence of a model that shows the first parameter and something beside it."""
    places = spread(60, 2, seed=1)
    return loop_cut.evidence(PLAN, Emulators.of(places, places[:, :1] + offset), ALL, np.zeros((1, 1)), SIZE, 2)


def test_a_model_that_shows_it_less_often_has_less_evidence():
    """Half as much where only half of the density lies within the ranges, by every sampler."""
    whole, half = evidence_of(0.0), evidence_of(0.5)
    assert np.exp(half - whole) == pytest.approx([0.5, 0.5], rel=0.2)


def test_a_model_in_which_a_target_cannot_be_read_has_none():
    """And is behind without end."""
    nothing = Emulators.of(spread(10, 2, seed=1), np.full((10, 1), np.nan))
    found = loop_cut.evidence(PLAN, nothing, ALL, np.zeros((1, 1)), SIZE, 2)
    assert found.tolist() == [-np.inf, -np.inf]
    said = loop_cut.compared(found, np.array([1.0, 1.1]), is_cut=True)
    assert (said["as_well"], said["behind"]) == ("no", np.inf)


@pytest.mark.parametrize(
    ("found", "as_well"),
    [
        ([-12.9, -12.9], "yes"),  # less than three behind
        ([-13.1, -13.1], "no"),
        ([-8.0, -8.0], "yes"),  # ahead
        ([-16.5, -12.0], "yes"),  # 4.25 behind, with an error of 2.25
        ([-26.0, -22.0], "no"),
    ],
)
def test_the_rule_was_written_before(found, as_well):
    """Less than three natural logarithms behind, or less than twice the error of the difference."""
    said = loop_cut.compared(np.array(found), np.array([-10.0, -10.0]), is_cut=True)
    assert said["as_well"] == as_well
    assert said["behind"] == pytest.approx(-10.0 - np.mean(found))


def test_the_whole_model_is_not_judged_by_itself():
    """It is what the others are behind of."""
    said = loop_cut.compared(np.array([-10.0, -10.2]), np.array([-10.0, -10.2]), is_cut=False)
    assert (said["as_well"], said["behind"]) == ("", 0.0)
    assert said["error"] == pytest.approx(0.1)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """Both tables at tiny size."""
    return dict(loop_cut.study(Options("tiny", seeds=1, workers=1)))


@pytest.mark.xdist_group("loop_cut")
def test_tables_have_a_row_for_each_model_and_only_columns_that_the_study_states(tables):
    """The whole model beside both that are cut."""
    words = {word.strip("(),;.:") for word in (loop_cut.__doc__ or "").split()}
    for table in tables.values():
        assert set(table["model"]) == set(loop_cut.CUTS)
        assert set(table.columns) <= words
    assert tables["loop_cut"]["model"].is_unique
