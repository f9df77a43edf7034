"""What flows along each arrow of the loop in one week.

An arrow's flow is what its rule moved this week, in the rule's own unit. The picture draws it relative to a tense week
of the default reactive country (``TENSE``), so that arrows of different units can stand in one figure and a thick arrow
means: much, as such arrows go.
"""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from abm.numerics.arithmetic import half_life_factor
from abm.policy.arrows import ARROWS
from abm.policy.process import PLANNED, REACTIVE, Process

if TYPE_CHECKING:
    from abm.agents.dossiers import Dossier
    from abm.model import PolicyModel


class Flow(NamedTuple):
    """One arrow in one week: its ends, its parameter, the amount, its unit, and the amount of a tense week."""

    cause: str
    effect: str
    parameter: str
    amount: float
    unit: str
    tense: float

    @property
    def strength(self) -> float:
        """Amount relative to a tense week; 0 where nothing flows, cut off at 1.5."""
        return min(1.5, self.amount / self.tense) if self.tense > 0.0 else 0.0


_UNITS = ("story", "story", "questions", "share", "share", "openings", "daring", "share", "share", "incidents",
          "incidents", "grievance", "grievance")  # fmt: skip

TENSE: tuple[float, ...] = (0.5, 4.3, 4.0, 0.48, 0.145, 0.04, 0.14, 0.25, 0.07, 1.5, 0.43, 0.007, 0.0011)
"""Amount of a tense week, in the order of the arrows: rounded 95th percentile over 200 weeks, norm set reactive. Of the
pull of single cases, which is rare then, one decision with three quarters of the evidence."""


def flows(model: PolicyModel) -> tuple[Flow, ...]:
    """What flows along every arrow in the week that was lived last, in the order of :data:`ARROWS`."""
    amounts = _amounts(model)
    return tuple(
        Flow(arrow.cause, arrow.effect, arrow.parameter, amount, unit, tense)
        for arrow, amount, unit, tense in zip(ARROWS, amounts, _UNITS, TENSE, strict=True)
    )


def _amounts(model: PolicyModel) -> tuple[float, ...]:
    parameters, board = model.parameters, model.board
    return (
        parameters.media.unrest_weight * float(board.unrest.sum()),
        _imitated(model),
        float(board.news_questions.sum()) / len(model.ministries_by_number),
        _questions_share(model),
        _haste(model),
        _openings(model),
        _blame(model),
        _room_lost(model),
        _pull_of_cases(model),
        float(board.hazard_misfit.sum()),
        float(board.hazard_coordination.sum()),
        parameters.citizens.incident_grievance * min(1.0, float(model.struck.sum())),
        _kept_awake(model),
    )


def _processes(model: PolicyModel) -> list[Process]:
    return [process for ministry in model.ministries_by_number for process in ministry.active]


def _imitated(model: PolicyModel) -> float:
    """Story that outlets took over from each other, summed over dossiers, mean over outlets."""
    own = model.parameters.media
    if own.imitation <= 0.0:
        return 0.0
    taken = (1.0 - half_life_factor(own.attention_halflife)) * own.imitation
    return taken * float(model.press.stories.sum()) / own.outlets


def _questions_share(model: PolicyModel) -> float:
    """Share of all hours that went to questions."""
    available = fsum([ministry.hours_available for ministry in model.ministries_by_number])
    spent = fsum([ministry.ledger["questions"] for ministry in model.ministries_by_number])
    return spent / available if available > 0.0 else 0.0


def _haste(model: PolicyModel) -> float:
    """Share of the routine time that deadlines take from the processes under way."""
    under_way = _processes(model)
    routine = model.parameters.ministries.routine_lead
    lost = [max(0.0, 1.0 - (p.deadline - p.opened) / routine) for p in under_way if p.kind == REACTIVE]
    return fsum(lost) / len(under_way) if under_way else 0.0


def _openings(model: PolicyModel) -> float:
    """Reactive openings to be expected at this week's salience of dossiers that can open or turn, per ministry."""
    own, board = model.parameters.ministries, model.board
    thresholds = np.repeat([ministry.threshold for ministry in model.ministries_by_number], own.dossiers)
    heard = [_can_open(dossier, model.week) for ministry in model.ministries_by_number for dossier in ministry.dossiers]
    return own.opening_rate * float(np.maximum(0.0, board.salience - thresholds)[heard].sum()) / own.count


def _can_open(dossier: Dossier, week: int) -> bool:
    """Whether attention could open a dossier this week, or turn its planned process reactive."""
    process = dossier.process
    if process is None:
        return not dossier.decisions
    return process.kind == PLANNED or process.opened == week


def _blame(model: PolicyModel) -> float:
    """Daring that salience takes away, on the dossier of each ministry where it takes most; mean over ministries."""
    own, board = model.parameters, model.board
    heat = (board.sensitivity * board.salience).reshape(own.ministries.count, own.ministries.dossiers).max(axis=1)
    lost = [h * (1.0 - m.leadership.mandate) for h, m in zip(heat.tolist(), model.ministries_by_number, strict=True)]
    return own.officials.blame * fsum(lost) / len(lost)


def _room_lost(model: PolicyModel) -> float:
    """Share of the influence room that pressure takes away; mean over ministries."""
    lost = [m.pressure * (1.0 - m.leadership.steadfastness) for m in model.ministries_by_number]
    return model.parameters.ministries.pressure_room * fsum(lost) / len(lost)


def _pull_of_cases(model: PolicyModel) -> float:
    """Pull of single cases on this week's decisions: the sum of kappa·(1 - evidence done)."""
    fell = [decision for ministry in model.ministries_by_number for decision in ministry.decided]
    pulls = [1.0 - decision.process.evidence_share for decision in fell]
    return model.parameters.ministries.complaint_weight * fsum(pulls)


def _kept_awake(model: PolicyModel) -> float:
    """Grievance that would have faded this week without coverage; mean over citizens."""
    own, citizens = model.parameters.citizens, model.citizens
    topical = citizens.topic >= 0
    about = np.bincount(citizens.topic[topical], citizens.grievance[topical], len(model.board))
    fades = 1.0 - half_life_factor(own.grievance_halflife)
    return fades * own.coverage_slows * float((about * model.board.salience).sum()) / len(citizens)
