"""Media: outlets split a fixed budget of attention over dossiers and other news."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from abm.agents.actor import Actor
from abm.numerics.arithmetic import half_life_factor
from abm.numerics.compiled import kernel
from abm.numerics.streams import Floats, Purpose

if TYPE_CHECKING:
    from abm.model import PolicyModel


@kernel
def _cover(story, fatigue, fresh, total, share, outlets, retention, imitation, tiring, recovery, other_news):
    """One outlet's week, for every dossier j.

    story_j   <- retention·story_j + (1 - retention)·imitation·(mean story of the other outlets)_j + fresh_j
    appeal_j   = story_j / (1 + tiring·fatigue_j)
    share_j    = appeal_j / (other_news + mean appeal)         the budget: 1 is an even share of all news
    fatigue_j <- recovery·fatigue_j + (1 - recovery)·share_j
    """
    count = story.size
    others = max(1, outlets - 1)
    appeal_sum = 0.0
    for j in range(count):
        heard = (total[j] - story[j]) / others
        story[j] = retention * story[j] + (1.0 - retention) * imitation * heard + fresh[j]
        share[j] = story[j] / (1.0 + tiring * fatigue[j])
        appeal_sum += share[j]
    budget = other_news + appeal_sum / count
    for j in range(count):
        share[j] /= budget
        fatigue[j] = recovery * fatigue[j] + (1.0 - recovery) * share[j]


class Outlet(Actor):
    """One media outlet, with its own imitation and fatigue.

    Attributes
    ----------
    story : array of shape (dossiers,)
        How much of a story each dossier is to this outlet.
    share : array of shape (dossiers,)
        Attention, relative to an even share of all news.
    imitation_offset, fatigue_offset : float
        How this outlet differs from the mean of all outlets.
    """

    def __init__(self, model: PolicyModel, number: int) -> None:
        super().__init__(model)
        own = model.parameters.media
        draws = model.streams[Purpose.OUTLET].normals(0, 2, 2 * number)
        self.number = number
        self.imitation_offset = own.imitation_spread * draws[0]
        self.fatigue_offset = own.fatigue_spread * draws[1]
        count = len(model.board)
        self.story = np.zeros(count)
        self.fatigue = np.zeros(count)
        self.share = np.zeros(count)

    def cover(self) -> None:
        """Divide this week's attention, hearing what the others published last week."""
        model = self.model
        own = model.parameters.media
        # at imitation 0 no outlet imitates: the arrow is gone for all, whatever their offsets
        each = max(0.0, own.imitation + self.imitation_offset) if own.imitation > 0.0 else 0.0
        _cover(
            self.story,
            self.fatigue,
            model.press.fresh,
            model.press.stories,
            self.share,
            own.outlets,
            half_life_factor(own.attention_halflife),
            min(own.imitation_limit, each),
            max(0.0, own.fatigue + self.fatigue_offset),
            half_life_factor(own.fatigue_halflife),
            own.other_news,
        )


class Press:
    """What outlets have in common: what is fresh this week, and what they published last week."""

    def __init__(self, count: int) -> None:
        self.fresh: Floats = np.zeros(count)
        self.stories: Floats = np.zeros(count)

    def gather(self, model: PolicyModel) -> None:
        """Fresh material: severity that surfaced, people in action, and last week's questions."""
        own, board = model.parameters.media, model.board
        self.fresh = (
            own.severity_weight * board.news + own.unrest_weight * board.unrest + own.question_weight * board.questions
        )
        self.stories = sum_in_order([outlet.story for outlet in model.outlets_by_number])

    def publish(self, model: PolicyModel) -> None:
        """Salience a = A / (A + saturation) of the mean attention A over outlets; saturates below 1."""
        outlets = model.outlets_by_number
        attention = sum_in_order([outlet.share for outlet in outlets]) / len(outlets)
        model.board.salience = attention / (attention + model.parameters.media.saturation)


def sum_in_order(columns: list[Floats]) -> Floats:
    """Sum of columns in the order given, so that the order of activation changes no bit."""
    total = columns[0].copy()
    for column in columns[1:]:
        total += column
    return total
