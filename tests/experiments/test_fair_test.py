"""The fair test: arms share their past, hours are equal or do not count, and nobody is asked where nobody is."""

from __future__ import annotations

import pandas as pd
import pytest

import abm
from abm.experiments import fair_test
from abm.experiments.common import Options, as_written
from abm.experiments.fair_test import DESK, MEASURES, PARTICIPATION, arms_of, contrasts, timed

of_fair_test = pytest.mark.xdist_group("fair_test")


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """The table at tiny size."""
    return fair_test.study(Options("tiny", seeds=2, workers=1))["fair_test"]


@of_fair_test
def test_the_table_has_every_contrast_and_only_columns_that_the_study_states(table):
    """Protects the documents, which render it."""
    words = {word.strip("(),;.:") for word in (fair_test.__doc__ or "").split()}
    assert set(table.columns) <= words
    assert len(table) == len(contrasts()) * len(MEASURES)
    assert as_written(table, 2)


def test_every_arm_that_is_compared_is_lived():
    """No contrast is lost, and none is of an arm with itself."""
    arms = arms_of()
    for contrast, _ in contrasts():
        assert {contrast.arm, contrast.against} <= arms.keys() and contrast.arm != contrast.against
    assert arms.keys() == {name for contrast, _ in contrasts() for name in (contrast.arm, contrast.against)}


def test_arms_differ_from_week_0_on_only():
    """All share their past within a setting of the desk: what differs before would be no effect of the arm."""
    small = ("population.citizens=300", "burn_in=20", "weeks=1", "ministries.count=3", "incidents.panel=30")
    pasts: dict[object, set[object]] = {}
    for words in arms_of().values():
        given = abm.load(*words, *small)
        weeks = abm.simulate(given, seed=1).weeks.to_pandas()
        past = weeks[weeks["week"] < 0].drop(columns=["run_id", "norms"])
        beside = given.evidence.desk_beside
        if given.placebo.respondents == given.placebo.relations == "real":
            pasts.setdefault(beside, set()).add(past.to_csv())
    assert [len(found) for found in pasts.values()] == [1, 1]


def made_up(hours: float) -> pd.DataFrame:
    """Runs in which all is alike, but for the hours of one arm."""
    row = dict.fromkeys(MEASURES, 1.0) | {PARTICIPATION: 10.0, DESK: 0.0}
    runs = [{"norms": name, "seed": world, **row} for name in arms_of() for world in (1, 2)]
    table = pd.DataFrame(runs)
    table.loc[table["norms"] == timed("anticyclical", 160), PARTICIPATION] = hours
    return table


@pytest.mark.parametrize(("hours", "counts"), [(10.4, "yes"), (9.6, "yes"), (10.6, "no"), (9.4, "no")])
def test_a_comparison_at_other_hours_does_not_count(hours, counts):
    """Protects timing from being judged by amount."""
    table = fair_test.tabulate(made_up(hours))
    one = table[(table["test"] == "timing, 160 hours") & (table["arm"] == timed("anticyclical", 160))]
    assert set(one["counts"]) == {counts}
    assert one["hours"].tolist() == pytest.approx([hours / 10.0] * len(one))
    assert set(table.loc[table["test"] == "contact", "counts"]) == {""}
    assert set(table["found"]) == {"none found"}
