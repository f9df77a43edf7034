"""Reflection period (stilstaan in plaats van hollen): a hot dossier does not shorten its own deadline as much."""

from dataclasses import dataclass

from abm.declare import parameter
from abm.norms.base import Instrument


class ReflectionPeriod(Instrument):
    """Weakens the coupling of deadlines to salience while salience is high."""

    name = "reflection_period"
    rule = "deadline: weakens lambda while salience is high"
    cost = "weeks: a slower first answer"
    observable = "lead_time"
    sign = +1

    @dataclass
    class Settings:
        """From when, and how much."""

        salience: float = parameter(0.3, "salience from which the period holds", unit="salience", low=0, high=1)
        strength: float = parameter(0.7, "share of lambda taken away", unit="share", low=0, high=1)

    def couple(self, coupling: float, salience: float) -> float:
        """Coupling, weakened on a salient dossier."""
        return coupling * (1 - self.settings.strength) if salience >= self.settings.salience else coupling
