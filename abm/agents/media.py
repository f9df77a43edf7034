"""Media: outlets split a fixed budget of attention over dossiers and other news."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from abm.agents.actor import Actor, RowOf
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


@kernel
def _cover_all(story, fatigue, fresh, total, share, retention, imitation, tiring, recovery, other_news):
    """The week of every outlet: a row of the tables and a number of ``imitation`` and ``tiring`` for each."""
    outlets = imitation.size
    for n in range(outlets):
        _cover(
            story[n], fatigue[n], fresh, total, share[n],
            outlets, retention, imitation[n], tiring[n], recovery, other_news,
        )  # fmt: skip


@kernel
def _sum_rows(rows):
    """Sum of rows in their order, so that the order of activation changes no bit."""
    total = rows[0].copy()
    for n in range(1, rows.shape[0]):
        total += rows[n]
    return total


class Outlet(Actor):
    """One media outlet, with its own imitation and fatigue.

    Attributes
    ----------
    story : array of shape (dossiers,)
        How much of a story each dossier is to this outlet.
    fatigue : array of shape (dossiers,)
        How tired of each dossier this outlet is.
    share : array of shape (dossiers,)
        Attention, relative to an even share of all news.
    imitation_offset, fatigue_offset : float
        How this outlet differs from the mean of all outlets.
    """

    story = RowOf(lambda outlet: outlet.model.press.story)
    fatigue = RowOf(lambda outlet: outlet.model.press.fatigue)
    share = RowOf(lambda outlet: outlet.model.press.share)

    def __init__(self, model: PolicyModel, number: int) -> None:
        super().__init__(model)
        own = model.parameters.media
        draws = model.streams[Purpose.OUTLET].normals(0, 2, 2 * number).tolist()
        self.number = number
        self.imitation_offset = own.imitation_spread * draws[0]
        self.fatigue_offset = own.fatigue_spread * draws[1]

    @property
    def imitation(self) -> float:
        """How far this outlet takes up stories of others; at imitation 0 none does, whatever its offset."""
        own = self.model.parameters.media
        each = max(0.0, own.imitation + self.imitation_offset) if own.imitation > 0.0 else 0.0
        return min(own.imitation_limit, each)

    @property
    def tiring(self) -> float:
        """How fast this outlet tires of a dossier that it covers."""
        return max(0.0, self.model.parameters.media.fatigue + self.fatigue_offset)


class Press:
    """What outlets have in common: what is fresh this week, what they published last week, and their tables.

    Attributes
    ----------
    fresh, stories : array of shape (dossiers,)
        Fresh material of this week, and the stories of all outlets before it.
    story, fatigue, share : array of shape (outlets, dossiers)
        As :class:`Outlet` has them, a row for each.
    """

    def __init__(self, outlets: int, count: int) -> None:
        self.fresh: Floats = np.zeros(count)
        self.stories: Floats = np.zeros(count)
        self.story, self.fatigue, self.share = (np.zeros((outlets, count)) for _ in ("story", "fatigue", "share"))

    def gather(self, model: PolicyModel) -> None:
        """Fresh material: severity that surfaced, people in action, and last week's questions."""
        own, board = model.parameters.media, model.board
        self.fresh = (
            own.severity_weight * board.news + own.unrest_weight * board.unrest + own.question_weight * board.questions
        )
        self.stories = _sum_rows(self.story)

    def cover(self, model: PolicyModel) -> None:
        """Divide every outlet's attention of this week, hearing what the others published last week."""
        own, outlets = model.parameters.media, model.outlets_by_number
        _cover_all(
            self.story,
            self.fatigue,
            self.fresh,
            self.stories,
            self.share,
            half_life_factor(own.attention_halflife),
            np.array([outlet.imitation for outlet in outlets]),
            np.array([outlet.tiring for outlet in outlets]),
            half_life_factor(own.fatigue_halflife),
            own.other_news,
        )

    def publish(self, model: PolicyModel) -> None:
        """Salience a = A / (A + saturation) of the mean attention A over outlets; saturates below 1."""
        attention = _sum_rows(self.share) / len(self.share)
        model.board.salience = attention / (attention + model.parameters.media.saturation)
