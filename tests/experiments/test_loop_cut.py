"""The loop cut: the rule by which a cut model fits as well, and tables at tiny size."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from abm.experiments import loop_cut
from abm.experiments.calibrating.design import Calibration, Range, Target, design
from abm.experiments.calibrating.emulating import Emulators
from abm.experiments.calibrating.matching import spread
from abm.experiments.calibration import Waves
from abm.experiments.common import Options

PLAN = Calibration(
    (Range("a", 0.0, 1.0), Range("b", 0.0, 1.0)), (Target("y", "", 0.1, low=0.5, high=0.5),), 3.0, {}, {}
)
ALL = np.ones(1, bool)
SIZE = dataclasses.replace(design().sizes["tiny"], live=60, most=100_000)


def fit(evidence: float, error: float = 0.0) -> loop_cut.Fit:
    """A fit of which only this is looked at."""
    return loop_cut.Fit(Waves(PLAN, SIZE), pd.DataFrame(), evidence, error)


def evidence_of(offset: float) -> float:
    """Evidence of a model that shows the first parameter and something beside it."""
    places = spread(60, 2, seed=1)
    return loop_cut.evidence(PLAN, Emulators.of(places, places[:, :1] + offset), ALL, np.zeros((1, 1)), SIZE)


def test_a_model_that_shows_it_less_often_has_less_evidence():
    """Half as much where only half of the density lies within the ranges, ."""
    assert np.exp(evidence_of(0.5) - evidence_of(0.0)) == pytest.approx(0.5, rel=0.2)


def test_a_model_in_which_a_target_cannot_be_read_has_none():
    """And is behind without end."""
    nothing = Emulators.of(spread(10, 2, seed=1), np.full((10, 1), np.nan))
    found = loop_cut.evidence(PLAN, nothing, ALL, np.zeros((1, 1)), SIZE)
    assert found == -np.inf
    said = loop_cut.compared(fit(found), fit(1.0))
    assert (said["as_well"], said["behind"]) == ("no", np.inf)


@pytest.mark.parametrize(
    ("evidence", "error", "as_well"),
    [
        (-12.9, 0.0, "yes"),  # less than three behind
        (-13.1, 0.0, "no"),
        (-8.0, 0.0, "yes"),  # ahead
        (-14.2, 2.0, "yes"),  # 4.2 behind, with an error of 2.2
        (-14.6, 2.0, "no"),
    ],
)
def test_the_rule_was_written_before(evidence, error, as_well):
    """Less than three natural logarithms behind, or less than twice the error of the difference."""
    said = loop_cut.compared(fit(evidence, error), fit(-10.0, 1.0 if error else 0.0))
    assert said["as_well"] == as_well
    assert said["behind"] == pytest.approx(-10.0 - evidence)


def test_the_whole_model_is_not_judged_by_itself():
    """It is what the others are behind of."""
    whole = fit(-10.0, 0.1)
    said = loop_cut.compared(whole, whole)
    assert (said["as_well"], said["behind"], said["error"]) == ("", 0.0, 0.1)


def test_halves_of_the_runs_spread_as_what_all_tell_is_unsure():
    """The mean of what a half shows lies around that of all by the standard error of the latter."""
    runs = pd.DataFrame({"wave": "1", "a": 0.5, "b": 0.5, "y": np.random.default_rng(1).standard_normal(100)})
    waves = Waves(PLAN, SIZE)
    waves.runs = runs.assign(a=np.linspace(0, 1, 100))
    centres = [waves.emulate(loop_cut.half(len(runs), part)).centre[0] for part in range(16)]
    assert np.std(centres, ddof=1) == pytest.approx(runs["y"].std() / 10, rel=0.5)
    assert np.mean(centres) == pytest.approx(runs["y"].mean(), abs=0.06)


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
