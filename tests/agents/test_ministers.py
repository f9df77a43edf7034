"""What makes a minister act, by hand: attention, a plan, danger from outside; and the deadlines that are set."""

from __future__ import annotations

import numpy as np
import pytest

import abm.model
from abm.agents.ministers import deadline, meet_crisis, respond, turn
from abm.parameters import Event
from abm.policy.process import PLANNED, REACTIVE
from abm.policy.rally import Rally
from tests.conftest import column, lively, open_process, run, same, small, start

CRISIS = "events=[{week: 5, kind: crisis, target: '5', size: 10}]"


@pytest.fixture
def model():
    """A small country after its burn-in and five weeks."""
    return start(small(), weeks=25)


@pytest.fixture
def ministry(model):
    """Its second ministry, with dossiers 4 to 7."""
    return model.ministries_by_number[1]


@pytest.fixture
def rallies(monkeypatch):
    """The answers of ministers that a rally hears of: dossier, salience, and weeks left."""
    heard, answer = [], Rally.answer
    monkeypatch.setattr(Rally, "answer", lambda self, *given: heard.append(given) or answer(self, *given))
    return heard


def at_rest(ministry, number):
    """A dossier of a ministry on which nothing is under way."""
    dossier = ministry.model.dossier(number)
    ministry.active = [process for process in ministry.active if process.dossier != number]
    dossier.process = None
    dossier.decisions.clear()
    return dossier


# --- attention and plans ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("caretaker", [False, True])
@pytest.mark.parametrize(("hot", "due"), [(True, False), (True, True), (False, True), (False, False)])
def test_what_opens_a_dossier_at_rest(model, ministry, hot, due, caretaker):
    """Attention opens it reactively, the plan planned; attention comes first; a caretaker plans nothing new."""
    model.caretaker_until = model.week + caretaker
    dossier = at_rest(ministry, 5)
    model.board.salience[5] = 0.4
    respond(ministry, dossier, hot, due)
    kind = REACTIVE if hot else PLANNED if due and not caretaker else None
    assert (dossier.process and dossier.process.kind) == kind
    if kind is not None:
        weeks = deadline(ministry, 0.4) if kind == REACTIVE else 1.5 * model.parameters.ministries.routine_lead
        assert dossier.process.deadline == pytest.approx(model.week + weeks)
        assert dossier.process.turned == model.week and not dossier.process.emergency
        expected = 1 - weeks / model.parameters.ministries.routine_lead if kind == REACTIVE else 0.0
        assert dossier.process.haste == pytest.approx(expected)


def test_a_decision_on_its_way_keeps_attention_out_and_no_danger(model, ministry):
    """A dossier with a decision that is not yet in force is opened by no attention and no plan, by a crisis it is."""
    dossier = at_rest(ministry, 5)
    dossier.decisions.append("on its way")
    respond(ministry, dossier, True, True)
    assert dossier.process is None
    meet_crisis(ministry, dossier)
    assert dossier.process.kind == REACTIVE and dossier.process.emergency


def test_a_new_process_has_all_its_work_before_it(model, ministry):
    """Drafting, and coordination with as many ministries as there are, up to the usual number."""
    dossier, work = at_rest(ministry, 6), model.parameters.work
    ministry.opened.clear()
    ministry.saliences.clear()
    serial = dossier.serial
    model.board.salience[6] = 0.3
    respond(ministry, dossier, False, True)
    process = dossier.process
    assert (process.serial, process.opened, process.salience) == (serial + 1, model.week, 0.3)
    assert process.drafting == process.drafting_total == work.drafting_hours
    assert process.coordination_total == work.coordination_hours * work.coordination_rounds * 3
    assert ministry.opened == [process] and list(ministry.saliences) == [0.3]
    assert [item.age for item in ministry.active] == sorted(item.age for item in ministry.active)


@pytest.mark.parametrize(("ago", "hot", "again"), [(103, True, 1), (104, True, 0), (9, False, 0)])
def test_rework_is_a_reactive_process_on_a_young_policy(model, ministry, ago, hot, again):
    """A policy that has not held for two years when attention opens it again is rework, counted once."""
    dossier = at_rest(ministry, 6)
    ministry.reworked, dossier.reopened, dossier.in_force_since = 0, False, model.week - ago
    respond(ministry, dossier, hot, True)
    assert ministry.reworked == again and dossier.reopened == hot
    at_rest(ministry, 6)
    respond(ministry, dossier, hot, True)
    assert ministry.reworked == again


@pytest.mark.parametrize(
    ("kind", "sent", "outside", "concluded", "again"),
    [
        (PLANNED, False, False, False, True),
        (PLANNED, False, False, True, True),  # who asked nobody may still do so
        (PLANNED, False, True, False, True),  # participation under way
        (PLANNED, False, True, True, False),  # people were heard
        (PLANNED, True, False, True, False),  # the draft goes round
        (REACTIVE, False, False, False, False),
    ],
)
def test_where_the_choice_falls_again(model, ministry, kind, sent, outside, concluded, again):
    """When a planned process turns reactive before its draft goes round and before the people asked were heard."""
    process = open_process(model, 5, kind)
    ministry.turned.clear()
    process.requests = [] if sent else None
    process.outside, process.evidence_concluded = outside, concluded
    model.week += 3
    turn(ministry, process, 8.0)
    assert (ministry.turned == [process]) is again
    assert (process.kind, process.turned) == (REACTIVE, model.week)


def test_a_second_turn_changes_no_choice(model, ministry):
    """Once it is reactive a process can only become more urgent."""
    process = open_process(model, 5, PLANNED)
    ministry.turned.clear()
    turn(ministry, process, 20.0)
    turn(ministry, process, 9.0)
    turn(ministry, process, 30.0)
    assert ministry.turned == [process] and process.deadline == model.week + 9.0


# --- danger from outside ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lead", [1, 2, 8])
@pytest.mark.parametrize(("left", "kind"), [(None, None), (40.0, PLANNED), (40.0, REACTIVE), (0.5, PLANNED)])
def test_a_crisis_is_decided_upon_within_the_emergency_lead(model, ministry, rallies, left, kind, lead):
    """Deadline = min(old, now + lead), whatever the salience; R rises by a and exp(-D/8), D the weeks left."""
    model.parameters.ministries.emergency_lead = lead
    dossier = at_rest(ministry, 5)
    if left is not None:
        open_process(model, 5, kind).deadline = model.week + left
    model.board.salience[5] = 0.05
    meet_crisis(ministry, dossier)
    weeks = min(lead, left or lead)
    process = dossier.process
    assert process.emergency and process.kind == REACTIVE and process.turned == model.week
    assert process.deadline - model.week == weeks and rallies == [(5, 0.05, weeks)]
    assert process.haste == pytest.approx(1.0 - weeks / model.parameters.ministries.routine_lead)


@pytest.mark.parametrize("cut", ["ablation=no_loop", "ablation=no_haste", "ministries.opening_rate=0"])
@pytest.mark.parametrize("pending", [False, True])
def test_danger_opens_and_not_salience(cut, pending):
    """With no path from salience to opening or deadline, and a decision pending, a crisis is met in its first week."""
    model = start(small(cut, CRISIS), weeks=25)
    dossier = at_rest(model.ministries_by_number[1], 5)
    if pending:
        process = open_process(model, 5)
        dossier.holder.choose(process, "inside")
        process.deadline = model.week
        dossier.ministry._conclude(dossier, process)
    serial = dossier.serial
    model.step()
    process = dossier.process
    assert model.board.in_crisis[5] and process.serial == serial + 1 and len(dossier.decisions) == pending
    assert process.emergency and process.deadline - model.week == model.parameters.ministries.emergency_lead
    assert model.rally._answers == [(5, dossier.salience, 2.0)]
    for _ in range(2 + model.parameters.shocks.crisis_lag):
        assert model.board.in_crisis[5]
        model.step()
    assert not model.board.in_crisis[5] and model.world.crises[0].answered == model.week


def test_a_policy_decided_before_the_crisis_does_not_end_it():
    """It enters while the crisis rages, and harm goes on; the measure that was begun in its first week ends it."""
    model = start(small(CRISIS, changes={"ministries.implementation_lag": 2}), weeks=25)
    dossier = at_rest(model.ministries_by_number[1], 5)
    process = open_process(model, 5)
    dossier.holder.choose(process, "inside")
    process.deadline = model.week
    dossier.ministry._conclude(dossier, process)
    model.step()
    model.step()
    assert dossier.in_force_since == model.week and model.board.in_crisis[5]
    (crisis,), emergency = model.world.crises, dossier.process
    assert crisis.answered is None and emergency.turned == crisis.started == 5
    while dossier.in_force_since != emergency.deadline + model.parameters.shocks.crisis_lag:
        assert crisis.answered is None and model.week < 20
        model.step()
    assert crisis.answered == model.week and not model.board.in_crisis[5]


def test_a_process_turned_by_the_crisis_ends_it():
    """It was opened before, and is the emergency process since; its measure does not wait for the usual lag."""
    model = start(small(CRISIS), weeks=25)
    at_rest(model.ministries_by_number[1], 5)
    process, dossier = open_process(model, 5, PLANNED), model.dossier(5)
    model.step()
    assert dossier.process is process and process.opened == 4 and process.turned == 5
    model.step()
    model.step()
    (decision,) = dossier.decisions
    assert decision.process is process and decision.enters - decision.decided == model.parameters.shocks.crisis_lag
    while model.week < decision.enters:
        assert model.board.in_crisis[5]
        model.step()
    assert not model.board.in_crisis[5]


def test_a_crisis_rallies_once_and_own_incidents_never(rallies):
    """One answer for each crisis, however long it lasts; none for incidents of 60, of 100 or of the national class."""
    events = ", ".join(
        f"{{week: {week}, kind: incident, target: '2', size: {size}}}" for week, size in ((3, 60), (9, 100))
    )
    scandal = run(lively(f"events=[{events}]", "incidents.national_share=0.2"))
    assert column(scandal, "incidents_national").max() > 0.0
    assert not rallies and column(scandal, "rally").max() == 0.0
    slow = {"shocks.crisis_lag": 20}
    twice = "events=[{week: 5, kind: crisis, target: '5', size: 10}, {week: 9, kind: crisis, target: '2', size: 10}]"
    assert column(run(small(twice, changes=slow)), "crisis_harm").astype(bool).sum() > 20
    assert [dossier for dossier, *_ in rallies] == [5, 2]


@pytest.mark.parametrize("size", [59.0, 60.0, 100.0])
def test_own_incidents_get_no_emergency(size):
    """However grave, they are opened by the ordinary hazard alone, and with the ordinary deadline."""
    model = start(small(changes={"ministries.opening_rate": 0.0}), weeks=25)
    dossier = at_rest(model.ministries_by_number[1], 5)
    model.parameters.ministries.planned_interval = 1e12
    model.world.add(Event(week=model.week + 1, kind="incident", target="5", size=size))
    model.step()
    assert dossier.salience > 0.5 and dossier.process is None and not model.board.in_crisis.any()
    model.parameters.ministries.opening_rate = 5.0
    while dossier.process is None:
        model.step()
    process = dossier.process
    assert not process.emergency and process.deadline - model.week == pytest.approx(
        deadline(dossier.ministry, process.salience)
    )
    assert process.deadline - model.week > 8.0


@pytest.mark.parametrize("pilots", [False, True])
def test_an_emergency_pays_for_no_pilot(pilots):
    """Its measures wait for none, so that no hours go to one; an ordinary process has them."""
    model = start(small("norms=reactive", f"instruments=[{'pilots' * pilots}]"), weeks=25)
    ministry = model.ministries_by_number[1]
    hours = []
    for crisis in (False, True):
        dossier = at_rest(ministry, 5)
        dossier.repairs = 0.0
        ministry.start_week()
        (meet_crisis(ministry, dossier) if crisis else respond(ministry, dossier, True, False))
        ministry.start_processes()
        hours.append(dossier.process.overhead)
    assert hours == [120.0 * pilots, 0.0]


# --- caretakers and cabinets ------------------------------------------------------------------------------------


def caretaker(week: int, size: int, *more: str) -> str:
    """A caretaker government in the schedule, and what else is to happen."""
    return f"events=[{', '.join((f'{{week: {week}, kind: caretaker, size: {size}}}', *more))}]"


@pytest.mark.parametrize("factor", [0.0, 0.5, 1.0])
def test_a_caretaker_has_part_of_the_mandate_after_all_instruments(factor):
    """From its week on for so many weeks the mandate that the norms leave is multiplied; steadfastness is not."""
    words = ("norms=mandate", "instruments=[leadership_mandate,coalition_paragraph]")
    own = {"ministries.caretaker_mandate": factor}
    model, twin = start(small(*words, caretaker(3, 4), changes=own)), start(small(*words))
    for _ in range(30):
        model.step()
        twin.step()
        expected = factor if 3 <= model.week < 7 else 1.0
        for one, other in zip(model.ministries_by_number, twin.ministries_by_number, strict=True):
            assert other.leadership.mandate > 0.2
            assert one.leadership.mandate == pytest.approx(expected * other.leadership.mandate)
            assert one.leadership.steadfastness == other.leadership.steadfastness


def test_a_caretaker_with_its_full_mandate_only_plans_nothing(monkeypatch):
    """Else the weeks are those of a world in which no plan falls due in the same weeks, to the last bit."""
    full = {"ministries.caretaker_mandate": 1.0}
    model = run(lively(caretaker(5, 30), changes=full))

    def without_plans(ministry, dossier, hot, due):
        respond(ministry, dossier, hot, due and not 5 <= ministry.model.week < 35)

    assert not same(model, run(lively(changes=full)))
    monkeypatch.setattr(abm.model, "respond", without_plans)
    assert same(model, run(lively(changes=full)))


def test_a_new_cabinet_ends_a_caretaker_government():
    """By the schedule or by its term; reactive openings and emergencies go on meanwhile."""
    early = start(small(caretaker(3, 40, "{week: 10, kind: cabinet}")), weeks=20)
    term = start(small(caretaker(3, 40), "ministries.cabinet_weeks=26"), weeks=20)
    seen = []
    for _ in range(40):
        early.step()
        term.step()
        seen.append((early.is_caretaker, term.is_caretaker))
    weeks = np.array(seen).sum(axis=0)  # at the end of each week: a term ends with week 25
    assert weeks.tolist() == [10 - 3, 25 - 3] and seen[3] == (True, True)


def leaders(model):
    """Who lead, before any norm."""
    return [
        (ministry._mandate, ministry._steadfastness, ministry._threshold) for ministry in model.ministries_by_number
    ]


def test_without_terms_only_the_schedule_brings_a_cabinet():
    """``cabinet_weeks`` 0: leadership stays to the end, over week 0 as well; an event redraws it all the same."""
    model = start(small("ministries.cabinet_weeks=0", "weeks=300"))
    first = leaders(model)
    for _ in range(320):
        model.step()
        assert leaders(model) == first
    model.world.add(Event(week=model.week + 1, kind="cabinet"))
    model.step()
    assert leaders(model) != first and model.cabinet == 1


@pytest.mark.parametrize("weeks", [0, 40, 500])
def test_another_term_brings_no_cabinet_by_itself(weeks):
    """A cabinet that sits goes on when the term is changed, and the one after it has leaders of its own."""
    model = start(small("ministries.cabinet_weeks=26", "weeks=200"), weeks=20 + 55)
    before, number = leaders(model), model.cabinet
    model.parameters.ministries.cabinet_weeks = weeks
    model.step()
    assert leaders(model) == before
    model.world.add(Event(week=model.week + 1, kind="cabinet"))
    model.step()
    assert leaders(model) != before and model.cabinet == number + 1


# --- those who are struck ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [0.0, 0.02, 1.0])
def test_at_most_the_limit_is_struck_by_crises_and_incidents_together(limit):
    """Their sum on one dossier in one week is cut at ``citizens.struck_limit``, and each dossier by itself."""
    model = start(small("norms=reactive", CRISIS, changes={"citizens.struck_limit": limit}), weeks=27)
    model.board.struck[:] = 0.0
    model.board.struck[[2, 5]] = 0.015  # incidents of last week
    reach, crisis = model.parameters.citizens.incident_reach, model.world.crises[0]
    model.step()
    together = 0.015 + reach * crisis.harm
    assert 0.02 < together < 0.05
    assert model.struck[5] == pytest.approx(min(limit, together)) and model.struck[2] == min(limit, 0.015)
    assert not model.struck[[0, 1, 3, 4]].any()


def test_citizens_meet_what_the_limit_leaves(monkeypatch):
    """What reaches citizens is the number that the limit leaves, not what happened."""
    met = []
    model = start(small(CRISIS, changes={"citizens.struck_limit": 0.01}), weeks=27)
    lived = type(model.citizens).step
    monkeypatch.setattr(
        type(model.citizens),
        "step",
        lambda self, week, around: met.append(around.struck.copy()) or lived(self, week, around),
    )
    model.board.struck[3] = 0.5
    model.step()
    assert met[0].max() == 0.01 == met[0][3]
