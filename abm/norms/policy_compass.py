"""Policy compass (Beleidskompas): the question 'who are the stakeholders, and why?' makes one consider, no more."""

from dataclasses import dataclass

from abm.declare import parameter
from abm.norms.base import Demand, Instrument, replace


class PolicyCompass(Instrument):
    """Consideration only."""

    name = "policy_compass"
    rule = "consideration: part of the way to 1"
    cost = "hours of filling in per process"
    observable = "considered"
    sign = +1

    @dataclass
    class Settings:
        """How far the compass makes officials consider."""

        consideration: float = parameter(0.5, "share of the way to always considering", unit="share", low=0, high=1)
        hours: float = parameter(6.0, "hours of filling in per process", unit="hours", low=0, high=200)

    def consider(self, probability: float, salience: float) -> float:
        """Part of the way to 1."""
        return probability + self.settings.consideration * (1 - probability)

    def demand(self, demand: Demand, share_outside: float, processes_a_year: float) -> Demand:
        """Filling in costs hours."""
        return replace(demand, hours=demand.hours + self.settings.hours)
