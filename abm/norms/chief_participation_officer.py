"""Chief Participation Officer: audits a limited number of processes on real influence and sample quality."""

from dataclasses import dataclass
from typing import Any

from abm.declare import parameter
from abm.norms.base import Demand, Instrument, replace
from abm.numerics.arithmetic import WEEKS_PER_YEAR


class ChiefParticipationOfficer(Instrument):
    """A few audits a year; who fails one is sanctioned by what is lacking, repairs, and is audited again."""

    name = "chief_participation_officer"
    rule = "choice: audit probability x sanction x shortfall of w x quality; who fails repairs and is audited again"
    cost = "hours per audit"
    observable = "share_tick_box"
    sign = -1

    @dataclass
    class Settings:
        """Capacity and strictness."""

        audits: float = parameter(3.0, "audits a year in one ministry", unit="1/year", low=0, high=100)
        sanction: float = parameter(5.0, "cost of an audit that finds nothing", unit="utility", low=0, high=20)
        quality_norm: float = parameter(0.1, "w x quality below which an audit fails", unit="weight", low=0, high=1)
        repairs: float = parameter(
            80.0, "hours of repair after an audit that finds nothing", unit="hours", low=0, high=2000
        )
        hours: float = parameter(24.0, "hours of the audited team per audit", unit="hours", low=0, high=400)

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self.done_in_year = 0
        self.year = 0

    def demand(self, demand: Demand, share_outside: float, processes_a_year: float) -> Demand:
        """Officials expect audits spread evenly over the processes of a year."""
        probability = min(1.0, self.settings.audits / max(processes_a_year, 1.0))
        return replace(
            demand,
            audit=probability,
            sanction=self.settings.sanction,
            quality_norm=self.settings.quality_norm,
            repairs=self.settings.repairs,
            hours=demand.hours + probability * self.settings.hours,
        )

    def audit(self, audited: bool, week: int) -> bool:
        """First come, first audited, until the year's audits are used; who is audited again is not counted."""
        if audited:
            return True
        if (year := week // WEEKS_PER_YEAR) != self.year:
            self.year, self.done_in_year = year, 0
        if self.done_in_year >= self.settings.audits:
            return False
        self.done_in_year += 1
        return True
