"""What each parameter of imposed timing, ablation and placebo acts on: what is cut, or put in another's place."""

from __future__ import annotations

from abm.agents.ministers import deadline
from abm.model import PolicyModel
from abm.policy.evidence import case_weight
from abm.policy.process import REACTIVE
from tests.conftest import open_process
from tests.parameters.acts import FALLS, RISES, acts
from tests.parameters.acts.offices import (
    DIALOGUE,
    MANY,
    WHOLE_ROOM,
    Changes,
    aggrieve,
    chosen,
    country,
    heard,
    length,
    make_tense,
)
from tests.parameters.acts.parliament import on_news

BRIEF, LONG = "internet_consultation", DIALOGUE
RICH = 1e6
"""Hours for any participation that is imposed."""

# --- imposed timing -------------------------------------------------------------------------------------------------


def hours_outside(changes: Changes, before: tuple[float, ...] = (), salience: float = 0.5) -> float:
    """Hours outside of a process that opens in week 0, after others with such salience."""
    model = country({"officials.availability": 0.0} | changes)
    ministry, model.week, model.board.salience[0] = model.ministries_by_number[0], 0, salience
    ministry.saliences.extend(before)
    ministry.budget = RICH
    process = open_process(model, 0)
    ministry.start_processes()
    return process.participation


CALM_BEFORE, TENSE_BEFORE = (0.0,) * 9, (1.0,) * 9


@acts("timing", "hours outside on a process that is more tense than others", RISES, "procyclical", "anticyclical")
def timing_of_tense(value: str) -> float:
    return hours_outside({"timing": value}, CALM_BEFORE)


@acts("timing", "hours outside on a process that is calmer than others", FALLS, "procyclical", "anticyclical")
def timing_of_calm(value: str) -> float:
    return hours_outside({"timing": value}, TENSE_BEFORE)


@acts("timing", "hours outside on a process that nobody would take outside", RISES, "chosen", "even")
def timing_at_all(value: str) -> float:
    return hours_outside({"timing": value}, TENSE_BEFORE)


@acts("imposed.hours", "hours that a ministry may spend outside after a week (budget)", RISES, 100.0, 400.0)
def imposed_hours(value: float) -> float:
    model = country({"imposed.hours": value})
    ministry, model.week = model.ministries_by_number[0], 0
    ministry.learn()
    return ministry.budget


@acts("imposed.method", "hours outside on a process whose timing is imposed", RISES, BRIEF, LONG)
def imposed_method(value: str) -> float:
    return hours_outside({"imposed.method": value, "timing": "even"})


@acts("imposed.memory", "hours outside on a process more tense than many before, not than the last", RISES, 3, 30)
def imposed_memory(value: int) -> float:
    return hours_outside({"imposed.memory": value, "timing": "anticyclical"}, CALM_BEFORE + (1.0,) * 4)


# --- ablation -------------------------------------------------------------------------------------------------------


def tense(changes: Changes) -> PolicyModel:
    """A country in which all is as tense as can be."""
    model = country(changes)
    make_tense(model)
    for ministry in model.ministries:
        ministry.pressure = 1.0
    return model


def weeks_left(value: str) -> float:
    """Weeks that a minister gives a salient dossier."""
    model = tense({"ablation": value})
    return deadline(model.ministries_by_number[0], 1.0)


acts("ablation", "weeks to the deadline of a salient dossier", RISES, "none", "no_haste")(weeks_left)
acts("ablation", "weeks to the deadline of a salient dossier, by another cut", RISES, "none", "no_loop")(weeks_left)


@acts("ablation", "hazard of opening a salient dossier (board.opening)", FALLS, "none", "no_loop")
def opening(value: str) -> float:
    model = country(MANY | {"ablation": value})
    make_tense(model)
    model.press_ministers()
    return float(model.board.opening.sum())


@acts("ablation", "pull of one case on a tense dossier (case_weight)", FALLS, "none", "no_loop")
def pull_of_cases(value: str) -> float:
    return case_weight(1.0, 1.0, country({"ablation": value}).parameters)


@acts("ablation", "room for influence that pressure leaves (may)", RISES, "none", "no_loop")
def room(value: str) -> float:
    return tense({"ablation": value}).ministries_by_number[0].may(0.0, 1.0)


@acts("ablation", "how far an official dares on a tense dossier (dares)", RISES, "none", "no_loop")
def dares(value: str) -> float:
    return chosen(tense({"ablation": value, "ministries.mandate": 0.2})).entry["dares"]


@acts("ablation", "news of participation that escalated (board.escalated)", FALLS, "none", "no_loop")
def escalation(value: str) -> float:
    model = tense({"ablation": value, "officials.escalation": 1.0})
    for official in model.officials:
        official.skill = 0.0
    chosen(model, DIALOGUE, REACTIVE)
    return float(model.board.escalated[0])


@acts("ablation", "aggrieved people who are heard about what aggrieves them (grievance)", FALLS, "none", "no_loop")
def mobilised(value: str) -> float:
    model = country({"ablation": value, "evidence.mobilised": 20.0, "methods.dialogue.respondents": 200})
    aggrieve(model, share=0.2)
    return heard(model).grievance


@acts("ablation", "questions that follow the news (news_questions)", FALLS, "none", "no_loop")
def questions(value: str) -> float:
    return on_news({"ablation": value})


# --- placebo --------------------------------------------------------------------------------------------------------


def distance_from_needs(value: str) -> float:
    """How far from needs the belief lies of a house that knew nothing, and took over all that it heard."""
    model = country(WHOLE_ROOM | {"placebo.respondents": value, "methods.dialogue.commitments": 0.0})
    board, needs = model.board, model.needs
    needs.centre[1:] += 20.0
    board.house_bias[0] = 20.0
    board.belief[0] = needs.centre[0] + 20.0
    board.variance[0] = 1e9
    heard(model)
    return length(board.belief[0] - needs.centre[0])


WRONG = "distance from needs of a belief that takes over what was heard, "
acts("placebo.respondents", WRONG + "of noise around the belief", RISES, "real", "noise")(distance_from_needs)
acts("placebo.respondents", WRONG + "of other needs", RISES, "real", "shuffled")(distance_from_needs)
acts("placebo.respondents", WRONG + "of the house bias", RISES, "real", "desk")(distance_from_needs)
acts("placebo.respondents", WRONG + "which is nothing", RISES, "real", "nobody")(distance_from_needs)


@acts("placebo.respondents", "people who are asked (respondents)", FALLS, "real", "nobody")
def people_asked(value: str) -> float:
    return heard(country({"placebo.respondents": value})).respondents
