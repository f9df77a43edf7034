"""Pilots (experimenteerruimte): a policy runs in a few communities before it enters into force in the country."""

from dataclasses import dataclass

from abm.declare import parameter
from abm.norms.base import Instrument, Pilot


class Pilots(Instrument):
    """A noisy panel in a few communities before the country, at the cost of weeks."""

    name = "pilots"
    rule = "decision: a panel in a few communities corrects the policy before it enters into force"
    cost = "weeks and hours"
    observable = "misfit"
    sign = -1

    @dataclass
    class Settings:
        """Size of a pilot."""

        weeks: int = parameter(12, "weeks a pilot takes", unit="weeks", low=1, high=104)
        hours: float = parameter(120.0, "hours a pilot takes", unit="hours", low=0, high=4000)
        communities: int = parameter(3, "communities with a pilot", unit="communities", low=1, high=40)
        citizens: int = parameter(20, "citizens read in each", unit="citizens", low=1, high=1000)
        commitments: float = parameter(
            0.2, "share of the policy that is fixed when a pilot is read", unit="share", low=0, high=1
        )

    def pilot(self, pilot: Pilot) -> Pilot:
        """Asks for a pilot."""
        asked = self.settings
        return Pilot(asked.weeks, asked.hours, asked.communities, asked.citizens, asked.commitments)
