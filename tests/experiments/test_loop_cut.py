"""The loop cut: evidence by a case whose answer is known, and tables at tiny size."""

import numpy as np
import pandas as pd
import pytest

from abm.experiments import calibration, loop_cut
from abm.experiments.calibrating.design import Calibration, Range, Target
from abm.experiments.calibrating.matching import Emulators, spread
from abm.experiments.common import Options

PLAN = Calibration(
    (Range("a", 0.0, 1.0), Range("b", 0.0, 1.0)), (Target("y", "", 0.1, low=0.5, high=0.5),), 3.0, {}, {}
)


def fitted(offset: float) -> calibration.Waves:
    """Waves that have seen the first parameter, and something beside it."""
    places = spread(60, 2, seed=1)
    waves = calibration.Waves(PLAN, None)
    waves.emulators = Emulators.of(places, places[:, :1] + offset)
    return waves


def test_evidence_is_the_mean_density_over_the_ranges():
    """Of a normal error of .1 around .5, of which the ranges hold nearly all: .1 times the root of two pi."""
    found = loop_cut.evidence(PLAN, fitted(0.0), np.ones(1, bool), spread(4000, 2, seed=2))
    assert np.exp(found["evidence"]) == pytest.approx(0.1 * np.sqrt(2 * np.pi), rel=0.03)
    assert found["places"] == pytest.approx(4000 * 0.1 * np.sqrt(4 * np.pi), rel=0.05)


def test_a_model_that_shows_it_nowhere_has_less_evidence():
    """Half as much where only half of the density lies within the ranges."""
    use, asked = np.ones(1, bool), spread(4000, 2, seed=2)
    whole, half = (loop_cut.evidence(PLAN, fitted(offset), use, asked)["evidence"] for offset in (0.0, 0.5))
    assert np.exp(half - whole) == pytest.approx(0.5, rel=0.05)


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
