"""Inspectorates and executing agencies: they notice misfit before it becomes an incident."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from abm.agents.actor import Actor
from abm.numerics.streams import Purpose
from abm.policy.evidence import Source

if TYPE_CHECKING:
    from abm.model import PolicyModel


class Inspectorate(Actor):
    """The inspectorate of one ministry.

    It meets people whom a policy serves badly; its signal is their mean need, and so overshoots. Whether a ministry
    hears it depends on the norms in force.

    Attributes
    ----------
    signals : deque of (due week, dossier, Source)
        Signals on their way.
    noticed : int
        Signals raised this week.
    """

    def __init__(self, model: PolicyModel, number: int) -> None:
        super().__init__(model)
        self.number = number
        self.signals: deque[tuple[int, int, Source]] = deque()
        self.noticed = 0

    def inspect(self) -> None:
        """Notice misfit on own dossiers, each with probability detection x bad share."""
        self.noticed = 0
        size = self.model.parameters.ministries.dossiers
        for dossier in self.model.detected:
            if dossier // size == self.number:
                self._raise_signal(dossier)

    def _raise_signal(self, dossier: int) -> None:
        model = self.model
        own = model.parameters.inspectorates
        served_badly = model.needs.badly_served(dossier, model.board.policy[dossier])
        if not len(served_badly):
            return
        draws = model.streams[Purpose.SIGNAL].uniforms(model.week, own.cases, dossier * own.cases)
        places = served_badly[(draws * len(served_badly)).astype(int)]
        reading = model.needs.mean_of(dossier, places)
        h = model.parameters.needs.heterogeneity
        signal = Source(reading, h * h / own.cases, own.perceived_bias * h, 1.0)
        self.signals.append((model.week + own.lag, dossier, signal))
        self.noticed += 1

    def due(self, week: int) -> list[tuple[int, Source]]:
        """Signals that arrive this week."""
        arrived = []
        while self.signals and self.signals[0][0] <= week:
            _, dossier, signal = self.signals.popleft()
            arrived.append((dossier, signal))
        return arrived
