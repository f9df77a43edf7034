"""Comply or explain (pas toe of leg uit): participation is the default; not doing it costs an explanation."""

from dataclasses import dataclass

from abm.declare import parameter
from abm.norms.base import Demand, Instrument, replace


class ComplyOrExplain(Instrument):
    """Consideration 1; staying inside costs an explanation that can be rejected."""

    name = "comply_or_explain"
    rule = "consideration 1; choice: staying inside must be explained, and an explanation can be rejected"
    cost = "hours of explanations, of rejected ones twice"
    observable = "share_inside"
    sign = -1

    @dataclass
    class Settings:
        """How strictly explanations are judged. Their rejection decides how much tick-box there is: sweep it."""

        rejection: float = parameter(
            0.3,
            "probability that an explanation is rejected where input would count in full",
            unit="probability",
            low=0,
            high=1,
        )
        rejected_cost: float = parameter(4.0, "cost of a rejected explanation", unit="utility", low=0, high=20)
        breach: float = parameter(4.0, "cost of staying inside without a word", unit="utility", low=0, high=20)

    def consider(self, probability: float, salience: float) -> float:
        """Participation is always considered."""
        return 1.0

    def demand(self, demand: Demand, share_outside: float, processes_a_year: float) -> Demand:
        """Asks for an explanation."""
        asked = self.settings
        return replace(
            demand, must_explain=True, breach=asked.breach, rejection=asked.rejection, rejected_cost=asked.rejected_cost
        )
