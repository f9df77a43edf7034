"""Board norm (norm van de bestuursraad): a target share per ministry, and the pull of falling short of it."""

from dataclasses import dataclass

from abm.declare import parameter
from abm.norms.base import Demand, Instrument, replace


class BoardNorm(Instrument):
    """Social pull towards participation as long as the ministry is below its target."""

    name = "board_norm"
    rule = "choice: social pull of any form of participation while the ministry is below its target"
    cost = "hours of reporting per process"
    observable = "share_outside"
    sign = +1

    @dataclass
    class Settings:
        """Target and pull."""

        target: float = parameter(0.5, "target share of processes with participation", unit="share", low=0, high=1)
        pull: float = parameter(
            2.0, "pull at a share of 0; falls linearly to 0 at the target", unit="utility", low=0, high=10
        )
        hours: float = parameter(4.0, "hours of reporting per process", unit="hours", low=0, high=200)

    def demand(self, demand: Demand, share_outside: float, processes_a_year: float) -> Demand:
        """Adds the pull of the gap to the target."""
        target = self.settings.target
        gap = (target - share_outside) / target if target > share_outside else 0.0
        return replace(demand, pull=demand.pull + self.settings.pull * gap, hours=demand.hours + self.settings.hours)
