"""Close to implementation (nabijheid uitvoering en toezicht): inspectorates' early signals reach the policy desk."""

from dataclasses import dataclass

from abm.declare import parameter
from abm.norms.base import Demand, Instrument, replace


class CloseToImplementation(Instrument):
    """The inspectorate's early signal enters the house belief."""

    name = "close_to_implementation"
    rule = "belief: the inspectorate's early signal enters b"
    cost = "hours of meetings per process"
    observable = "misfit"
    sign = -1

    @dataclass
    class Settings:
        """How much is heard."""

        weight: float = parameter(0.5, "weight of a signal in the house belief", unit="weight", low=0, high=1)
        hours: float = parameter(24.0, "hours of meetings per process", unit="hours", low=0, high=400)

    def listen(self, weight: float) -> float:
        """Weight of a signal."""
        return max(weight, self.settings.weight)

    def demand(self, demand: Demand, share_outside: float, processes_a_year: float) -> Demand:
        """The meetings cost hours."""
        return replace(demand, hours=demand.hours + self.settings.hours)
