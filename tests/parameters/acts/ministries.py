"""What each parameter of ministries acts on: leadership and its room, deadlines and openings, decisions, cabinets."""

from __future__ import annotations

from statistics import fmean, pstdev

from abm.agents.ministers import find_under_way, meet_crisis
from abm.policy.process import PLANNED
from tests.conftest import open_process
from tests.parameters.acts import FALLS, RISES, acts
from tests.parameters.acts.offices import (
    MANY,
    Changes,
    chosen,
    country,
    length,
    make_tense,
    serve_everybody_badly,
)

# --- how many -------------------------------------------------------------------------------------------------------


@acts("ministries.count", "ministries", RISES, 2, 4)
def count(value: int) -> float:
    return len(country({"ministries.count": value}).ministries)


@acts("ministries.dossiers", "dossiers of a ministry", RISES, 2, 4)
def dossiers(value: int) -> float:
    return len(country({"ministries.dossiers": value}).ministries_by_number[0].dossiers)


# --- leadership -----------------------------------------------------------------------------------------------------


def led(name: str, changes: Changes) -> list[float]:
    """Mandate or steadfastness that the leadership of each of many ministries gives."""
    return [getattr(ministry.leadership, name) for ministry in country(MANY | changes).ministries]


@acts("ministries.mandate", "mean mandate over ministers (leadership)", RISES, 0.3, 0.6)
def mandate(value: float) -> float:
    return fmean(led("mandate", {"ministries.mandate": value}))


@acts("ministries.mandate_spread", "s.d. of mandate over ministers (leadership)", RISES, 0.05, 0.15)
def mandate_spread(value: float) -> float:
    return pstdev(led("mandate", {"ministries.mandate_spread": value}))


@acts("ministries.steadfastness", "mean steadfastness over ministers (leadership)", RISES, 0.3, 0.6)
def steadfastness(value: float) -> float:
    return fmean(led("steadfastness", {"ministries.steadfastness": value}))


@acts("ministries.steadfastness_spread", "s.d. of steadfastness over ministers (leadership)", RISES, 0.05, 0.15)
def steadfastness_spread(value: float) -> float:
    return pstdev(led("steadfastness", {"ministries.steadfastness_spread": value}))


@acts("ministries.caretaker_mandate", "mandate that a caretaker government gives (leadership)", RISES, 0.2, 0.8)
def caretaker_mandate(value: float) -> float:
    model = country({"ministries.caretaker_mandate": value})
    model.caretaker_until = model.week + 1
    ministry = model.ministries_by_number[0]
    ministry.lead()
    return ministry.leadership.mandate


@acts("ministries.cabinet_weeks", "cabinets that took office in two years", FALLS, 26, 52)
def cabinet_weeks(value: int) -> float:
    model = country({"ministries.cabinet_weeks": value})
    first = model.cabinet
    for model.week in range(104):
        model.learn()
    return model.cabinet - first


# --- room for influence ---------------------------------------------------------------------------------------------


def room(changes: Changes, pressure: float = 0.0) -> float:
    """Influence w that input can have in a ministry under a pressure."""
    ministry = country(changes).ministries_by_number[0]
    ministry.pressure = pressure
    return ministry.may(0.0, 0.0)


@acts("ministries.influence_room", "influence that input can have (may)", RISES, 0.2, 0.6)
def influence_room(value: float) -> float:
    return room({"ministries.influence_room": value})


@acts("ministries.room_without_mandate", "influence that input can have without a mandate (may)", RISES, 0.2, 0.8)
def room_without_mandate(value: float) -> float:
    nobody_gives_any = {"ministries.mandate": 0.0, "ministries.mandate_spread": 0.0}
    return room(nobody_gives_any | {"ministries.room_without_mandate": value})


@acts("ministries.pressure_room", "influence that input can have under full pressure (may)", FALLS, 0.2, 0.8)
def pressure_room(value: float) -> float:
    return room({"ministries.pressure_room": value}, pressure=1.0)


@acts("ministries.pressure_halflife", "pressure left after a week without news and questions", RISES, 1.0, 10.0)
def pressure_halflife(value: float) -> float:
    ministry = country({"ministries.pressure_halflife": value}).ministries_by_number[0]
    ministry.pressure = 1.0
    ministry.feel()
    return ministry.pressure


# --- openings -------------------------------------------------------------------------------------------------------


def opening(changes: Changes) -> float:
    """Hazard that attention opens a dossier on which there is some."""
    model = country(changes)
    model.board.salience[0] = 0.8
    model.press_ministers()
    return float(model.board.opening[0])


@acts("ministries.attention_threshold", "hazard that attention opens a dossier (board.opening)", FALLS, 0.3, 0.6)
def attention_threshold(value: float) -> float:
    return opening({"ministries.attention_threshold": value})


@acts("ministries.threshold_spread", "s.d. of the threshold of attention over ministers", RISES, 0.05, 0.15)
def threshold_spread(value: float) -> float:
    return pstdev(ministry.threshold for ministry in country(MANY | {"ministries.threshold_spread": value}).ministries)


@acts("ministries.opening_rate", "hazard that attention opens a dossier (board.opening)", RISES, 0.2, 0.8)
def opening_rate(value: float) -> float:
    return opening({"ministries.opening_rate": value})


@acts("ministries.planned_interval", "planned revisions opened in twenty weeks on twenty dossiers", FALLS, 26.0, 1040.0)
def planned_interval(value: float) -> float:
    model = country(MANY | {"ministries.planned_interval": value})
    opened = 0
    for model.week in range(20):
        model.press_ministers()
        opened += sum(process.kind == PLANNED for ministry in model.ministries for process in ministry.opened)
    return opened


# --- deadlines ------------------------------------------------------------------------------------------------------


def weeks_given(changes: Changes, salience: float) -> float:
    """Weeks to the deadline of a reactive process on a dossier of this salience."""
    model = country(changes)
    model.board.salience[0] = salience
    return open_process(model, 0).deadline - model.week


@acts("ministries.deadline_coupling", "weeks to the deadline on a salient dossier", FALLS, 0.2, 0.8)
def deadline_coupling(value: float) -> float:
    return weeks_given({"ministries.deadline_coupling": value}, salience=1.0)


@acts("ministries.haste_salience", "weeks to the deadline on a dossier of some salience", RISES, 0.4, 0.8)
def haste_salience(value: float) -> float:
    return weeks_given({"ministries.haste_salience": value}, salience=0.3)


@acts("ministries.routine_lead", "weeks to the deadline when nothing presses", RISES, 40.0, 80.0)
def routine_lead(value: float) -> float:
    return weeks_given({"ministries.routine_lead": value}, salience=0.0)


@acts("ministries.routine_lead", "weeks to the deadline of a planned process", RISES, 40.0, 80.0)
def routine_lead_of_a_plan(value: float) -> float:
    model = country({"ministries.routine_lead": value})
    return open_process(model, 0, PLANNED).deadline - model.week


@acts("ministries.routine_lead", "share of it that a hurried deadline takes away (haste)", RISES, 40.0, 80.0)
def routine_lead_in_haste(value: float) -> float:
    model = country({"ministries.routine_lead": value})
    make_tense(model)
    return open_process(model, 0).haste


@acts("ministries.rush_lead", "weeks to the deadline at full haste", RISES, 4.0, 16.0)
def rush_lead(value: float) -> float:
    return weeks_given({"ministries.rush_lead": value, "ministries.deadline_coupling": 1.0}, salience=1.0)


@acts("ministries.planned_limit", "weeks to the deadline of a planned process", RISES, 1.0, 2.0)
def planned_limit(value: float) -> float:
    model = country({"ministries.planned_limit": value})
    return open_process(model, 0, PLANNED).deadline - model.week


@acts("ministries.planned_limit", "weeks to the deadline of a revision under way at the start", RISES, 1.0, 2.0)
def planned_limit_at_the_start(value: float) -> float:
    model = country({"ministries.planned_limit": value})
    ministry = model.ministries_by_number[0]
    find_under_way(ministry, model.dossier(0), 1.0)
    (process,) = ministry.active
    return process.deadline - model.week


@acts("ministries.emergency_lead", "weeks to the deadline when danger strikes from outside", RISES, 2, 6)
def emergency_lead(value: int) -> float:
    model = country({"ministries.emergency_lead": value})
    ministry = model.ministries_by_number[0]
    meet_crisis(ministry, model.dossier(0))
    (process,) = ministry.active
    return process.deadline - model.week


# --- decisions ------------------------------------------------------------------------------------------------------


@acts("ministries.implementation_lag", "weeks from a decision to its entry into force", RISES, 8, 24)
def implementation_lag(value: int) -> float:
    model = country({"ministries.implementation_lag": value})
    decision = model.dossier(0).decide(chosen(model), model.week)
    return decision.enters - decision.decided


def pulled(changes: Changes, off: float = 0.0) -> float:
    """How far one case pulls the policy of a house from its belief, which is so far off what people need."""
    model = country(changes | {"evidence.desk_hours": 0.0, "work.drafting_error": 0.0})
    make_tense(model)
    serve_everybody_badly(model)
    model.board.belief[0] = model.needs.centre[0] + off
    decision = model.dossier(0).decide(chosen(model, "inside"), model.week)
    return length(decision.policy - model.board.belief[0])


@acts("ministries.complaint_weight", "distance to which one case pulls a policy from the belief", RISES, 0.2, 0.8)
def complaint_weight(value: float) -> float:
    return pulled({"ministries.complaint_weight": value})


@acts("ministries.complaint_case", "distance to which one case pulls a house that errs far", RISES, "deviation", "need")
def complaint_case(value: str) -> float:
    return pulled({"ministries.complaint_case": value}, off=5.0)
