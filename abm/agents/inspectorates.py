"""Inspectorates and executing agencies: they notice misfit before it becomes an incident."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from abm.agents.actor import Actor
from abm.numerics.streams import Purpose
from abm.policy.choice import room_lost
from abm.policy.evidence import Source, update

if TYPE_CHECKING:
    from abm.agents.ministries import Ministry
    from abm.model import PolicyModel


class Inspectorate(Actor):
    """The inspectorate of one ministry.

    It meets people whom a policy serves badly; its signal is their mean need, and so overshoots. It is government's own
    eye, and carries a share of the house bias. Whether a ministry hears it depends on the norms in force.

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
        reading = model.needs.mean_of(dossier, places) + own.house_share * model.board.house_bias[dossier]
        h = model.parameters.needs.heterogeneity
        signal = Source(reading, h * h / own.cases, own.perceived_bias * h, 1.0)
        self.signals.append((model.week + own.lag, dossier, signal))
        self.noticed += 1

    def tell(self, ministry: Ministry) -> None:
        """Let signals that arrive this week into the belief of a ministry, as far as its norms listen.

        They need no influence room, but pressure takes its share: weight·(1 - pressure_room·P·(1 - steadfastness)).
        """
        board = self.model.board
        coupling = self.model.parameters.ministries.pressure_room
        for j, signal in self.due(self.model.week):
            if (weight := ministry.norms.listen(0.0)) > 0.0:
                lost = room_lost(ministry.pressure, ministry.leadership.steadfastness, coupling)
                heard = signal._replace(weight=weight * (1.0 - lost))
                board.belief[j], board.variance[j] = update(board.belief[j], float(board.variance[j]), heard)

    def due(self, week: int) -> list[tuple[int, Source]]:
        """Signals that arrive this week."""
        arrived = []
        while self.signals and self.signals[0][0] <= week:
            _, dossier, signal = self.signals.popleft()
            arrived.append((dossier, signal))
        return arrived
