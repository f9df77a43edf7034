"""One incident from end to end, and one seat in both twins."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from abm import load
from abm.app.chronicle import WEEKS
from abm.app.snapshot import Snapshot, see, take
from abm.app.views import incident, person
from abm.model import PolicyModel
from abm.observation.decision_log import reason
from abm.parameters import Event
from abm.words import LANGUAGES, norm_name, number, say
from tests.app.conftest import lived
from tests.app.test_views import EVIL, _Cells

Twins = tuple[Snapshot, Snapshot]


@pytest.fixture(scope="module")
def struck() -> tuple[tuple[PolicyModel, PolicyModel], Twins]:
    """Two countries in which the same incident was entered, a year and a half later."""
    models = []
    for norms in ("reactive", "anticyclical"):
        parameters = load("population=small", f"norms={norms}", "burn_in=26")
        parameters.events = [Event(week=10, kind="incident", target="20", size=60.0)]
        model = PolicyModel(parameters, seed=3)
        for _ in range(120):
            model.step()
            see(model)
        models.append(model)
    return (models[0], models[1]), (take(models[0], 20), take(models[1], 20))


def test_the_past_is_the_models(struck):
    """What is kept of a dossier is what the board and the log held in those weeks."""
    for model, snapshot in zip(*struck, strict=True):
        past = snapshot.past
        assert past.weeks.tolist() == list(range(-26, model.week + 1))
        assert past.salience[-1] == pytest.approx(model.board.salience[20], abs=1e-6)
        assert past.questions[-1] == model.board.questions[20]
        ministry = model.dossier(20).ministry
        assert past.pressure[-1] == ministry.pressure
        assert past.answering[-1] == ministry.ledger["questions"] / ministry.hours_available
        assert len(past.incidents) == model.incidents_on[20]
        own = [entry for entry in model.datacollector.choices if entry["dossier"] == 20]
        assert [dict(entry) for entry in own] == [dict(entry) for entry in past.choices]
        assert (past.contact >= 0.0).all()


def test_hours_outside_are_those_of_processes_that_went_out():
    """Contact hours on a dossier add up to what its processes spent outside, and a ticked box is none."""
    model, spent = lived("norms=anticyclical", "burn_in=0", weeks=1), {}
    for _ in range(110):
        model.step()
        see(model)
        for ministry in model.ministries_by_number:
            for process in (*ministry.active, *(decision.process for decision in ministry.decided)):
                if not process.reconsidered and process.choice != "tick_box":
                    spent[process.dossier, process.serial] = process.participation_done
    once = [d for d in {key[0] for key in spent} if not any(e["reconsidered"] for e in take(model, d).past.choices)]
    found = {d: float(take(model, d).past.contact.sum()) for d in once}
    assert sum(found.values()) > 0.0
    for dossier, hours in found.items():
        if not any(entry["chosen"] == "tick_box" for entry in take(model, dossier).past.choices):
            assert hours == pytest.approx(sum(h for key, h in spent.items() if key[0] == dossier))


def test_what_is_kept_is_bounded():
    """A run of many years holds no more than three of them."""
    model = lived("burn_in=0", weeks=2)
    for _ in range(WEEKS + 20):
        model.step()
        see(model)
    past = take(model, 3).past
    assert len(past.weeks) == WEEKS
    assert all(week > model.week - WEEKS for week, _, _ in past.incidents)


def test_an_incident_is_followed_to_the_next(struck):
    """From the incident through attention, questions, hours, haste and choice to the decision and what came then."""
    for snapshot in struck[1]:
        past = snapshot.past
        start = incident.pick(past)
        assert start is not None and start[0] == 10 and start[2] == "event"
        told = incident.moments(past, start, "en")
        assert told[[m.after for m in told].index(0)].step == 8
        assert {2, 3, 4, 5, 6, 8} <= {m.step for m in told}
        assert [m.after for m in told] == sorted(m.after for m in told)
        after = past.weeks >= 10
        until = min([10 + incident.SPAN, *(week - 1 for week, _, _ in past.incidents if week > 10)])
        peak = 100 * past.salience[after & (past.weeks <= until)].max()
        assert f"to {number(peak, 'en', 0)} of 100" in next(m.text for m in told if m.step == 2)
        entry = next(e for e in past.choices if e["week"] >= 10 or (e.get("decided_week") or 99) >= 10)
        choice = next(m for m in told if m.step == 6 and person.why(entry, "en") in m.text)
        assert choice.after == entry["week"] - 10
        decided = [e["decided_week"] for e in past.choices if e["serial"] == entry["serial"] and e.get("decided_week")]
        assert [m.after for m in told if m.step == 7] == [week - 10 for week in decided]
        ends = [m for m in told if m.step == 8][1:]
        later = [week for week, _, _ in past.incidents if week > 10]
        assert ends and (ends[0].after == later[0] - 10 if later else ends[0].after == past.weeks[-1] - 10)


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_countries_stand_in_one_table(struck, language: str):
    """A row for every week in which something happened, a column for each twin; names are escaped."""
    a, b = struck[1]
    drawn = incident.draw(a, language, b, EVIL, EVIL)
    told = _Cells(drawn)
    assert "<script" not in drawn
    weeks = {m.after for s in (a, b) for m in incident.moments(s.past, incident.pick(s.past), language)}
    assert drawn.count("data-after=") == len(weeks)
    assert drawn.count('data-twin="A"') == drawn.count('data-twin="B"') == len(weeks)
    assert say("incident.title", language) in told.text
    numbers = _Cells(incident.table(a, language, "A"))
    assert incident.table(a, language).count("<tr>") == 1 + min(incident.SPAN, a.week - 10) + 1
    assert say("table.contact", language) in numbers.text


def test_a_dossier_without_incidents_says_so(struck):
    """Nothing to follow is said, not drawn as an empty table; the twin that has none says it in its column."""
    a, b = struck[1]
    quiet = replace(b, past=replace(b.past, incidents=()))
    assert say("incident.none", "en") in incident.draw(replace(a, past=quiet.past), "en", quiet)
    assert incident.table(quiet, "en") == ""
    assert say("incident.head.none", "en", twin="B") in incident.draw(a, "en", quiet)
    assert incident.pick(a.past, 10_000) is None


def test_the_first_week_can_be_told():
    """An incident of this week has no past and no future yet."""
    model = lived("burn_in=0", weeks=1)
    snapshot = take(model, 4)
    now = replace(snapshot.past, incidents=((model.week, 2.0, "misfit"),))
    assert 'data-after="0"' in incident.draw(replace(snapshot, past=now), "nl")


# --- one seat in both twins ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_logs_of_a_seat_stand_in_one_table(twins: Twins, language: str):
    """Every choice of both once, in its own column, with its reason; rows are weeks and dossiers, newest first."""
    a, b = twins
    drawn = person.both(a, b, language, norm_name("reactive", language), EVIL)
    told = _Cells(drawn)
    assert "<script" not in drawn
    assert drawn.count("data-reason=") == len(a.person.log) + len(b.person.log) > 1
    keys = {(e["week"], e["dossier"]) for s in twins for e in s.person.log}
    assert drawn.count('<th scope="row">') == len(keys)
    for snapshot in twins:
        for entry in snapshot.person.log:
            assert person.why(entry, language) in told.text
    nobody = [replace(s, person=replace(s.person, log=())) for s in twins]
    assert say("both.empty", language) in person.both(*nobody, language)


def test_choices_are_filtered_by_reason(twins: Twins):
    """The reasons that occur, with counts for A and B that add up; one of them leaves its own choices alone."""
    logs = [snapshot.person.log for snapshot in twins]
    found = person.reasons(*logs)
    for place, log in enumerate(logs):
        assert sum(counts[place] for _, counts in found) == len(log)
    totals = [sum(counts) for _, counts in found]
    assert totals == sorted(totals, reverse=True) and len(found) >= 2
    for code, counts in found:
        kept = [person.for_reason(log, code) for log in logs]
        assert tuple(map(len, kept)) == counts
        assert all(reason(entry).why == code for log in kept for entry in log)
        drawn = person.both(*twins, "en", "", "", code)
        assert drawn.count("data-reason=") == drawn.count(f'data-reason="{code}"') == sum(counts)
    assert person.for_reason(logs[0], "") == logs[0]
    assert say("both.empty.reason", "nl") in person.both(*twins, "nl", "", "", "no such reason")


def test_nothing_here_changes_a_snapshot(struck):
    """Telling is not acting."""
    a, b = struck[1]
    before = a.past.salience.copy()
    incident.draw(a, "nl", b)
    assert np.array_equal(before, a.past.salience)
