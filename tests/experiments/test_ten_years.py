"""Ten years: the past is shared, an arm is no different from itself, hours add up, and the median knows of never."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from abm.experiments import ten_years
from abm.experiments.common import Options, as_written
from abm.experiments.ten_years import CONTRASTS, COUNTED, EFFORT, FEW, NONE, YEARLY, arms_of, by_year, median, spent
from abm.observation.record import simulate

of_ten_years = pytest.mark.xdist_group("ten_years")
YEAR = 52


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """Both tables at tiny size."""
    return dict(ten_years.study(Options("tiny", seeds=2, workers=1)))


@of_ten_years
def test_tables_have_every_row_and_only_columns_that_the_study_states(tables):
    """Protects the documents, which render them."""
    words = {word.strip("(),;.:") for word in (ten_years.__doc__ or "").split()}
    for name, table in tables.items():
        assert set(table.columns) <= words, name
        assert as_written(table, 2)
    assert len(tables["ten_years"]) == 2 * len(FEW) * (len(YEARLY) + len(COUNTED))
    assert len(tables["ten_years_crossover"]) == (len(FEW) - 1) * len(COUNTED)
    assert sorted(set(tables["ten_years"]["year"])) == [1, 2]


@of_ten_years
def test_an_arm_held_against_itself_differs_by_nothing(tables):
    """The limiting case whose answer is known: identical arms give 0, exactly, with ends that are 0."""
    table = tables["ten_years"]
    own = table[(table["arm"] == NONE) & (table["measure"] != EFFORT)]
    assert (
        len(own) and (own[["difference", "low", "high"]] == 0.0).all(axis=None) and (own["found"] == "none found").all()
    )
    others = table[(table["arm"] != NONE) & (table["measure"] == "trust")]
    assert (others["difference"] != 0.0).all()


def test_every_arm_that_is_compared_is_lived():
    """No contrast is lost, and none but that of no norms is of an arm with itself."""
    compared = {name for contrast in CONTRASTS for name in (contrast.arm, contrast.against)}
    assert compared == arms_of().keys() and set(FEW) <= set(CONTRASTS)
    assert [contrast.arm for contrast in CONTRASTS if contrast.arm == contrast.against] == [NONE]


def lived(hours: list[float], solved: list[float], weeks: int = 2 * YEAR) -> pd.DataFrame:
    """Weeks of a run of which policy hours and solved dossiers are said, by year; questions take 10 hours a week."""
    year = np.arange(weeks) // YEAR
    given = {"process_hours": np.take(hours, year), "solved": np.take(solved, year), "hours_relations": 3.0}
    given["hours_used"] = given["process_hours"] + 10.0 + 3.0
    return pd.DataFrame({"week": np.arange(weeks), **dict.fromkeys(YEARLY, 1.0), **given})


def test_hours_for_a_solved_dossier_are_those_since_week_0():
    """Sum over sum: 52 weeks of 100 and of 200 hours for 1 + 2 dossiers; questions count in all, relations never."""
    years = by_year(lived([100.0, 200.0], [1.0, 2.0]))
    assert years["policy"].tolist() == pytest.approx([5_200.0, 15_600.0 / 3.0])
    assert years["all"].tolist() == pytest.approx([5_720.0, 16_640.0 / 3.0])
    assert by_year(lived([100.0, 200.0], [0.0, 2.0]))["policy"].isna().tolist() == [True, False]


@of_ten_years
def test_hours_are_those_of_the_model():
    """The measure of the model over a whole run is that of its last year here."""
    recording = simulate(Options("tiny", 1, 1).load(f"weeks={4 * YEAR}"), 1)
    weeks = recording.weeks.to_pandas()
    weeks = weeks[weeks["week"] >= 0]
    whole = float(recording.runs.to_pandas()["effort_per_solved"].iloc[0])
    assert by_year(weeks)["policy"].iloc[-1] == pytest.approx(whole)


def test_twins_never_cross_and_a_cheaper_arm_does():
    """Identical arms: in no world. An arm that is dearer for a year and then cheaper: in the week in which it is so."""
    same, dear = spent(lived([100.0, 100.0], [1.0, 1.0])), spent(lived([150.0, 20.0], [1.0, 1.0]))
    contrast = ten_years.Contrast("norms", "arm", "against")
    rows = {
        name: pd.DataFrame(ten_years.crossings({"arm": [path] * 40, "against": [same] * 40}, [contrast]))
        for name, path in (("same", same), ("dear", dear))
    }
    assert (rows["same"][["crossed", "late"]] == [0.0, 1.0]).all(axis=None) and rows["same"]["median"].isna().all()
    week = next(w for w in range(YEAR, 2 * YEAR) if YEAR * 150 + (w - YEAR + 1) * 20 < (w + 1) * 100)
    assert rows["dear"]["crossed"].tolist() == [1.0, 1.0]
    assert rows["dear"]["median"].tolist() == pytest.approx([week / YEAR, week / YEAR], abs=1.01 / YEAR)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([1.0] * 40, (1.0, 1.0, 1.0)),
        ([*range(1, 41)], (20.5, 14.0, 27.0)),  # ranks 14 and 27 of 40: the exact interval of 96%
        ([*range(1, 21), *[np.inf] * 20], (np.nan, 14.0, np.nan)),
        ([2.0, 1.0], (1.5, 0.0, np.nan)),
    ],
)
def test_the_median_counts_never_as_later_than_any(values, found):
    """And is none where half never come; two values say nothing of the ends."""
    np.testing.assert_equal(median(np.array(values, float)), found)
