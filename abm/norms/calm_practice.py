"""Calm-time practice (ook in rustige tijden de normale werkwijze): relations and planned participation at low load."""

from dataclasses import dataclass

from abm.declare import parameter
from abm.norms.base import Calm, Instrument


class CalmPractice(Instrument):
    """Idle hours go to relations; planned participation is considered as a matter of course."""

    name = "calm_practice"
    rule = "hours: idle hours go to relations; consideration 1 on planned processes"
    cost = "idle hours"
    observable = "relations"
    sign = +1

    @dataclass
    class Settings:
        """Hours in calm weeks."""

        share: float = parameter(0.5, "share of idle hours spent on relations", unit="share", low=0, high=1)
        hours_per_contact: float = parameter(
            40.0, "hours of one contact with a community", unit="hours", low=1, high=1000
        )

    def calm(self, calm: Calm) -> Calm:
        """Asks for relations in idle hours, and for consideration of planned participation."""
        return Calm(self.settings.share, self.settings.hours_per_contact, considered=True)
