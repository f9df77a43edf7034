"""Parliament: parties of 150 seats ask questions, one part following the news, one part not."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from abm.agents.actor import Actor
from abm.numerics.arithmetic import exp
from abm.numerics.compiled import kernel
from abm.numerics.streams import Floats, Integers, Purpose, Streams

if TYPE_CHECKING:
    from abm.model import PolicyModel


@kernel
def _damped(following, apart, propensity, budget):
    """Mean questions on the news and others, shape (2, ministries, dossiers), damped by the soft budget B.

    Of a propensity p, the share B·(1 - exp(-p/B))/p is asked.
    """
    ministries, dossiers = following.shape
    means = np.zeros((2, ministries, dossiers))
    for m in range(ministries):
        p = propensity[m]
        if p > 0.0:
            damping = budget * (1.0 - exp(-p / budget)) / p
            for k in range(dossiers):
                means[0, m, k] = following[m, k] * damping
                means[1, m, k] = apart * damping
    return means


def divide_seats(seats: int, parties: int, floor: float, streams: Streams) -> list[int]:
    """Seats of each party by largest remainders of weights floor + u²; every party has one at least."""
    weights = floor + streams[Purpose.PARTY].uniforms(0, parties) ** 2
    exact = (seats - parties) * weights / weights.sum()
    whole = np.floor(exact).astype(int)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: seats - parties - whole.sum()]] += 1
    return [int(n) + 1 for n in whole]


def form_coalition(seats: list[int], cabinet: int, streams: Streams) -> list[bool]:
    """Parties of a new cabinet: joined in an addressed order until they hold a majority."""
    order = np.argsort(streams[Purpose.COALITION].uniforms(cabinet, len(seats)), kind="stable")
    members, held = [False] * len(seats), 0
    for party in order:
        if 2 * held > sum(seats):
            break
        members[party] = True
        held += seats[party]
    return members


class Party(Actor):
    """One parliamentary party.

    Attributes
    ----------
    seats : int
        Seats held.
    coalition : bool
        Whether it supports the cabinet; opposition parties ask more per seat.
    asked : integer array of shape (dossiers,)
        Questions of this week.
    asked_on_news : integer array of shape (dossiers,)
        Those of them that follow the news.
    """

    def __init__(self, model: PolicyModel, number: int, seats: int) -> None:
        super().__init__(model)
        self.number = number
        self.seats = seats
        self.coalition = False
        self.asked: Integers = np.zeros(len(model.board), np.int64)
        self.asked_on_news: Integers = self.asked

    @property
    def weight(self) -> float:
        """Questions this party asks relative to a coalition party of one seat."""
        return self.seats * (1.0 if self.coalition else self.model.parameters.parliament.opposition)

    @property
    def budget(self) -> float:
        """The party's part of the soft budget of questions over all ministries, in questions per week."""
        parameters = self.model.parameters
        total = fsum(party.weight for party in self.model.parties_by_number)
        return parameters.parliament.budget * parameters.ministries.count * self.weight / total

    def ask(self) -> None:
        """Ask this week's questions: Poisson around the party's share of what parliament would ask."""
        agenda = self.model.agenda
        self.asked_on_news, self.asked = agenda.drawn_on_news[self.number], agenda.drawn[self.number]


class Agenda:
    """What parliament as a whole would ask about each dossier this week, before parties divide it.

    Attributes
    ----------
    means : array of shape (2 x dossiers,)
        Mean questions that follow the news, by dossier, and then those that do not.
    weight : float
        Sum of the parties' weights.
    drawn, drawn_on_news : integer arrays of shape (parties, dossiers)
        What each party will ask, and what of it follows the news.
    """

    drawn: Integers
    drawn_on_news: Integers

    def __init__(self, count: int) -> None:
        self.means: Floats = np.zeros(2 * count)
        self.weight = 1.0

    def set(self, model: PolicyModel) -> None:
        """Per ministry Q = B·(1 - exp(-propensity/B)), with B a soft budget.

        The part that follows the news is ``news_questions`` at reference salience, linear in salience. What
        ``news_coupling`` takes from it falls on all dossiers alike, so that as many questions are asked.
        """
        own, size = model.parameters.parliament, model.parameters.ministries
        salience = model.board.salience.reshape(size.count, size.dossiers)
        following = own.news_coupling * own.news_questions / (own.reference_salience * size.dossiers) * salience
        apart = (own.other_questions + (1.0 - own.news_coupling) * own.news_questions) / size.dossiers
        propensity = following.sum(axis=1) + apart * size.dossiers
        self.means = _damped(following, apart, propensity, float(own.budget)).ravel()

    def draw(self, model: PolicyModel) -> None:
        """Draw the questions of all parties at once: Poisson around weight/total of the means, party by party."""
        weights = [party.weight for party in model.parties_by_number]
        self.weight = fsum(weights)
        shares = np.array(weights) / self.weight
        drawn = model.streams[Purpose.QUESTIONS].shared_poissons(model.week, shares, self.means)
        half = self.means.size // 2
        self.drawn_on_news = drawn[:, :half]
        self.drawn = self.drawn_on_news + drawn[:, half:]

    def gather(self, model: PolicyModel) -> None:
        """Publish the questions of all parties."""
        model.board.questions, model.board.news_questions = self.drawn.sum(axis=0), self.drawn_on_news.sum(axis=0)
