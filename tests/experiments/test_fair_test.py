"""The fair test: arms share their past, hours are equal or do not count, and waiting is asking without contact."""

from __future__ import annotations

import pandas as pd
import pytest

import abm
from abm.experiments import fair_test
from abm.experiments.common import Options, as_written
from abm.experiments.fair_test import DESK, MEASURES, OPENINGS, PARTICIPATION, arms_of, contrasts, pace, timed
from abm.observation.record import record

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


def test_arms_differ_from_week_0_on_only(monkeypatch):
    """All share their past within a setting of the desk, placebos too: what differs before is no effect of an arm."""
    short = Options("tiny", seeds=1, overrides=("burn_in=30", "weeks=1", "shocks.rate=0.8"))
    pasts: dict[float, set[str]] = {}
    for words in arms_of().values():
        given = short.load(*words)
        weeks = past_of(given, monkeypatch)
        pasts.setdefault(given.evidence.desk_beside, set()).add(weeks)
    assert [len(found) for found in pasts.values()] == [1, 1]


def past_of(given, monkeypatch) -> str:
    """The weeks before week 0 of what the study makes of these parameters."""
    seen = []

    class Told:
        def __init__(self, model):
            weeks = record(model).weeks.to_pandas()
            seen.append(weeks[weeks["week"] < 0].drop(columns=["run_id", "norms"]).to_csv())
            self.runs = record(model).runs

    monkeypatch.setattr(fair_test, "record", Told)
    fair_test.look(given, 1)
    return seen[0]


def test_a_placebo_is_in_force_from_week_0():
    """What is read after it is not what is read without it."""
    small = ("population.citizens=300", "burn_in=10", "weeks=80", "ministries.count=3", "incidents.panel=30")
    lively = ("shocks.rate=0.8", "ministries.influence_room=1", "officials.courage=1")
    found = [
        fair_test.look(abm.load("norms=going_outside", *words, *small, *lively), 1)["misfit"].iloc[0]
        for words in ((), fair_test.PLACEBOS["noise"])
    ]
    assert found[0] != found[1]


@pytest.mark.parametrize("desk", [0, 1])
def test_waiting_takes_the_hours_and_weeks_of_asking_and_asks_nobody(desk):
    """What is left between it and going outside is contact; between it and staying inside, the delay."""
    small = ("population.citizens=300", "burn_in=10", "weeks=80", "ministries.count=3", "incidents.panel=30")
    lively = ("shocks.rate=0.8", "officials.availability=0")  # so that nobody was asked before
    rows = {
        where: fair_test.look(abm.load(*arms_of()[pace("usual", where, desk)], *small, *lively), 1).iloc[0]
        for where in ("outside", "waiting", "inside")
    }
    hours = {where: row[PARTICIPATION] / row[OPENINGS] for where, row in rows.items()}
    assert hours["waiting"] == pytest.approx(hours["outside"], rel=fair_test.EQUAL) and hours["inside"] == 0.0
    assert rows["waiting"]["share_outside"] == rows["outside"]["share_outside"] == 1.0
    felt = {where: row["trust"] - row["trust_without_procedure"] for where, row in rows.items()}
    assert [felt["waiting"], felt["inside"]] == pytest.approx([0.0, 0.0], abs=1e-12) and abs(felt["outside"]) > 1e-6


def test_delay_is_held_against_contact_at_the_same_hours_and_against_none():
    """Contact at the same delay counts at equal hours only; delay alone does so where it takes the desk's."""
    found = {
        (contrast.test, contrast.arm, contrast.against): set(equal)
        for contrast, equal in contrasts()
        if contrast.test.startswith("delay")
    }
    outside, waiting, inside = (
        [pace("usual", where, desk) for desk in (0, 1)] for where in ("outside", "waiting", "inside")
    )
    same, test = {PARTICIPATION, DESK}, ("delay, at equal hours", "delay, with both")
    assert found == {
        (test[0], outside[0], waiting[0]): same,
        (test[0], waiting[0], inside[0]): same,
        (test[1], outside[1], waiting[1]): same,
        (test[1], waiting[1], inside[1]): set(),
    }


def made_up(hours: float) -> pd.DataFrame:
    """Runs in which all is alike, but for the hours of one arm."""
    row = dict.fromkeys(MEASURES, 1.0) | {PARTICIPATION: 10.0, DESK: 0.0, OPENINGS: 2.0}
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
    judged = one[one["against"] == timed("even", 160)].set_index("measure")["verdict"]
    assert judged["misfit"] == judged["incidents"] == ("fails" if counts == "yes" else "")
    assert judged["trust"] == ""


def test_hours_are_for_a_process_that_opens():
    """Haste that opens more processes spends more in a year, and not more on each."""
    table = made_up(10.0)
    fast = table["norms"].str.startswith("fast, inside, desk beside 0")
    table.loc[fast, [PARTICIPATION, OPENINGS]] = [20.0, 4.0]
    found = fair_test.tabulate(table)
    pace = found[found["against"] == "fast, inside, desk beside 0"]
    assert set(pace["counts"]) == {"yes"} and pace["hours"].tolist() == pytest.approx([1.0] * len(pace))
