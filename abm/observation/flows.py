"""What flows along each arrow of the loop in one week.

An arrow's flow is what its rule moved this week, in the rule's own unit. The picture draws it relative to a tense week
of the default reactive country (``TENSE``), so that arrows of different units can stand in one figure and a thick arrow
means: much, as such arrows go. Opening and haste are read as their rules left them on the board and the processes;
blame and room, which a rule needs only where somebody chooses, are asked of the rule's own term.
"""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from abm.numerics.arithmetic import half_life_factor
from abm.policy.arrows import ARROWS
from abm.policy.choice import blame_feared, room_lost
from abm.policy.process import Process

if TYPE_CHECKING:
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
    """Share of the routine time that deadlines took from the processes under way."""
    under_way = _processes(model)
    return fsum([process.haste for process in under_way]) / len(under_way) if under_way else 0.0


def _openings(model: PolicyModel) -> float:
    """Reactive openings that this week's attention let expect, turned processes included; per ministry."""
    return float(model.board.opening.sum()) / len(model.ministries_by_number)


def _blame(model: PolicyModel) -> float:
    """Daring that salience takes away, on the dossier of each ministry where it takes most; mean over ministries."""
    blame, board = model.parameters.officials.blame, model.board
    heat = list(zip(board.sensitivity.tolist(), board.salience.tolist(), strict=True))
    most = []
    for ministry in model.ministries_by_number:
        own = [heat[dossier.number] for dossier in ministry.dossiers]
        most.append(max(blame_feared(blame, *pair, ministry.leadership.backing) for pair in own))
    return fsum(most) / len(most)


def _room_lost(model: PolicyModel) -> float:
    """Share of the influence room that pressure takes away; mean over ministries."""
    coupling = model.parameters.ministries.pressure_room
    lost = [room_lost(m.pressure, m.leadership.steadfastness, coupling) for m in model.ministries_by_number]
    return fsum(lost) / len(lost)


def _pull_of_cases(model: PolicyModel) -> float:
    """Pull of single cases on this week's decisions, added up."""
    return fsum(decision.case_weight for ministry in model.ministries_by_number for decision in ministry.decided)


def _kept_awake(model: PolicyModel) -> float:
    """Grievance that would have faded this week without coverage; mean over citizens."""
    own, citizens = model.parameters.citizens, model.citizens
    topical = citizens.topic >= 0
    about = np.bincount(citizens.topic[topical], citizens.grievance[topical], len(model.board))
    fades = 1.0 - half_life_factor(own.grievance_halflife)
    return fades * own.coverage_slows * float((about * model.board.salience).sum()) / len(citizens)
