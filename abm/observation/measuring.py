"""The frame in which measures are declared: one week as they see it, and what a measure is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from abm.agents.citizens.week import CitizenWeek
from abm.agents.hours import HOURS
from abm.agents.ministries import Ministry
from abm.numerics.arithmetic import WEEKS_PER_YEAR
from abm.policy.board import Board
from abm.policy.process import Process

if TYPE_CHECKING:
    from abm.model import PolicyModel

SUMMED = ("unrest", "salience", "questions", "news_questions", "bad_share", "coordination_gap", "variance",
          "hazard_misfit", "hazard_coordination")  # fmt: skip
"""Columns of the board of which measures need the sum over dossiers."""


class Week:
    """One week of the model as measures see it: sums over ministries are made once, in the order of their numbers.

    Examples
    --------
    >>> import abm
    >>> model = abm.PolicyModel(abm.load("population=small"), seed=3)
    >>> model.step()
    >>> week = Week(model)
    >>> week.size == len(week.ministries), week.count_incidents("misfit") >= 0.0
    (True, True)
    """

    def __init__(self, model: PolicyModel) -> None:
        self.model = model
        self.lived: CitizenWeek = model.lived
        self.board: Board = model.board
        self.ministries: list[Ministry] = model.ministries_by_number
        self.incidents = model.incidents
        self.size = len(self.ministries)
        self.dossiers = len(model.board)

    @cached_property
    def over_dossiers(self) -> dict[str, float]:
        """Sums over dossiers of columns of the board, of misfit and of squared salience, made in one pass."""
        board = self.board
        columns = {name: getattr(board, name) for name in SUMMED}
        columns |= {"misfit": self.model.needs.distances(board.policy), "salience_squared": board.salience**2}
        return dict(zip(columns, np.add.reduce(list(columns.values()), axis=1).tolist(), strict=True))

    @cached_property
    def hours(self) -> dict[str, float]:
        """Hours of all ministries by what they went to."""
        ledgers = [ministry.ledger for ministry in self.ministries]
        return {kind: math.fsum([ledger[kind] for ledger in ledgers]) for kind in HOURS}

    @cached_property
    def hours_available(self) -> float:
        """Hours of all officials."""
        return math.fsum([ministry.hours_available for ministry in self.ministries])

    @cached_property
    def opened(self) -> list[Process]:
        """Processes opened this week."""
        return [process for ministry in self.ministries for process in ministry.opened]

    @cached_property
    def chosen(self) -> list[str]:
        """Choices made this week."""
        return [process.choice for process in self.opened]

    @cached_property
    def solved(self) -> int:
        """Dossiers found to be durably solved this week."""
        return sum([ministry.solved for ministry in self.ministries])

    @cached_property
    def lead_times(self) -> list[int]:
        """Weeks from opening to decision, of this week's decisions."""
        return [item.decided - item.process.opened for ministry in self.ministries for item in ministry.decided]

    def per_ministry_year(self, count: float) -> float:
        """A count of this week as a rate per ministry and year."""
        return count * WEEKS_PER_YEAR / self.size

    def count_incidents(self, source: str) -> float:
        """Incidents of one source per ministry and year."""
        return self.per_ministry_year(sum([incident.source == source for incident in self.incidents]))

    def mean(self, values: Iterable[float]) -> float:
        """Mean over ministries."""
        return math.fsum(values) / self.size

    def share(self, *options: str) -> tuple[float, float]:
        """Choices among the given options, and all choices."""
        return float(sum([choice in options for choice in self.chosen])), float(len(self.chosen))


@dataclass(frozen=True)
class Measure:
    """One measure.

    Attributes
    ----------
    name, unit, definition : str
        As in ``abm describe measures`` and in the metadata of every Parquet file.
    compute : callable
        From a :class:`Week` to a number, or to numerator and denominator of a ratio.
    ratio : bool
        Which of the two.
    """

    name: str
    unit: str
    definition: str
    compute: Callable[[Week], float] | Callable[[Week], tuple[float, float]]
    ratio: bool


MEASURES: dict[str, Measure] = {}
"""Every measure of a week, by name, in the order of the columns."""


def measure(unit: str) -> Callable[[Callable[[Week], float]], Callable[[Week], float]]:
    """Declare a measure; the function's name is its name, the first paragraph of its docstring its definition.

    Examples
    --------
    >>> @measure("share")
    ... def share_skilled(week):
    ...     'Share of officials whose skill exceeds one half.'
    ...     return week.mean(float(one.skill > 0.5) for ministry in week.ministries for one in ministry.officials)
    >>> MEASURES["share_skilled"].definition
    'Share of officials whose skill exceeds one half'
    >>> del MEASURES["share_skilled"]  # here alone: it would be in every run from now on
    """

    def declare(compute: Callable[[Week], float]) -> Callable[[Week], float]:
        MEASURES[compute.__name__] = Measure(compute.__name__, unit, definition_of(compute), compute, ratio=False)
        return compute

    return declare


def ratio(unit: str) -> Callable[[Callable[[Week], tuple[float, float]]], Callable[[Week], tuple[float, float]]]:
    """Declare a measure that is a ratio of two sums: numerator and denominator of the week.

    Examples
    --------
    >>> @ratio("share")
    ... def share_dialogue(week):
    ...     'Choices of dialogue among all choices.'
    ...     return week.share("dialogue")
    >>> MEASURES.pop("share_dialogue").ratio
    True
    """

    def declare(compute: Callable[[Week], tuple[float, float]]) -> Callable[[Week], tuple[float, float]]:
        MEASURES[compute.__name__] = Measure(compute.__name__, unit, definition_of(compute), compute, ratio=True)
        return compute

    return declare


def definition_of(compute: Callable[..., object]) -> str:
    """The first paragraph of a docstring as one line without its full stop."""
    return " ".join((compute.__doc__ or "").split()).rstrip(".")


@dataclass(frozen=True)
class RunMeasure:
    """A measure that only a whole run has; computed from the log of choices since week 0."""

    name: str
    unit: str
    definition: str
    compute: Callable[[list[dict[str, float]]], float]


QUARTER = 13
"""Weeks over which measures by group are averaged."""
