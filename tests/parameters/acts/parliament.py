"""What each parameter of parliament acts on: who sits in it, and how many questions it asks about what."""

from __future__ import annotations

import numpy as np

from abm.model import PolicyModel
from tests.parameters.acts import FALLS, RISES, acts
from tests.parameters.acts.offices import Changes, country

UNBOUNDED = {"parliament.budget": 100.0}
"""Parliament asks nearly as much as it is inclined to."""


def asked(changes: Changes, salience: float = 0.2) -> PolicyModel:
    """A week of questions in a country of which every dossier has this salience."""
    model = country(UNBOUNDED | {"ministries.count": 10} | changes)
    model.board.salience[:] = salience
    model.ask_questions()
    return model


def on_news(changes: Changes) -> float:
    """Questions of a week that follow the news."""
    return float(asked(changes).board.news_questions.sum())


def on_others(changes: Changes) -> float:
    """Questions of a week that do not."""
    board = asked(changes).board
    return float((board.questions - board.news_questions).sum())


@acts("parliament.parties", "parties", RISES, 5, 10)
def parties(value: int) -> float:
    return len(country({"parliament.parties": value}).parties)


@acts("parliament.seats", "seats of all parties", RISES, 100, 200)
def seats(value: int) -> float:
    return sum(party.seats for party in country({"parliament.seats": value}).parties)


@acts("parliament.seat_floor", "s.d. of seats over parties", FALLS, 0.0, 10.0)
def seat_floor(value: float) -> float:
    return float(np.std([party.seats for party in country({"parliament.seat_floor": value}).parties]))


@acts("parliament.budget", "questions of a week that every dossier is in the news", RISES, 5.0, 20.0)
def budget(value: float) -> float:
    return float(asked({"parliament.budget": value}, salience=1.0).board.questions.sum())


@acts("parliament.budget", "pressure on a ministry by as many questions", FALLS, 5.0, 20.0)
def budget_under_pressure(value: float) -> float:
    model = country({"parliament.budget": value})
    model.board.questions[0] = 4
    ministry = model.ministries_by_number[0]
    ministry.feel()
    return ministry.pressure


@acts("parliament.budget", "questions that one party has the budget for (party.budget)", RISES, 5.0, 20.0)
def budget_of_a_party(value: float) -> float:
    return country({"parliament.budget": value}).parties_by_number[0].budget


@acts("parliament.news_questions", "questions that follow the news (news_questions)", RISES, 2.0, 8.0)
def news_questions(value: float) -> float:
    return on_news({"parliament.news_questions": value})


@acts("parliament.news_questions", "questions apart from the news, where none follow it", RISES, 2.0, 8.0)
def questions_apart(value: float) -> float:
    return on_others({"parliament.news_questions": value, "parliament.news_coupling": 0.0})


@acts("parliament.other_questions", "questions that do not follow the news", RISES, 1.0, 4.0)
def other_questions(value: float) -> float:
    return on_others({"parliament.other_questions": value})


@acts("parliament.reference_salience", "questions that follow the news (news_questions)", FALLS, 0.1, 0.4)
def reference_salience(value: float) -> float:
    return on_news({"parliament.reference_salience": value})


@acts("parliament.news_coupling", "questions that follow the news (news_questions)", RISES, 0.2, 0.8)
def news_coupling(value: float) -> float:
    return on_news({"parliament.news_coupling": value})


@acts("parliament.news_coupling", "questions that do not follow the news", FALLS, 0.2, 0.8)
def coupling_of_others(value: float) -> float:
    return on_others({"parliament.news_coupling": value})


@acts("parliament.opposition", "share of questions that the opposition asks (asked)", RISES, 1.0, 4.0)
def opposition(value: float) -> float:
    model = asked({"parliament.opposition": value}, salience=1.0)
    of_opposition = sum(party.asked.sum() for party in model.parties if not party.coalition)
    return float(of_opposition / model.board.questions.sum())
