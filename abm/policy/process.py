"""A process: one revision of one dossier, from opening to decision, and the work it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import fsum
from typing import Any

from abm.parameters import Method
from abm.policy.choice import INSIDE

_CRUMBS = 1e-9  # hours below which nothing is left to do: what rounding leaves behind
REACTIVE, PLANNED = "reactive", "planned"


def haste(weeks: float, routine: float) -> float:
    """Share of the routine lead that a deadline after so many weeks takes away, in [0, 1]."""
    return max(0.0, 1.0 - weeks / routine)


@dataclass(slots=True)
class Request:
    """Hours of coordination that one ministry has to give to a process of (mostly) another."""

    posted: int
    dossier: int
    left: float


@dataclass(slots=True)
class Process:
    """One revision of a dossier. Weeks are absolute; hours are what is left to do.

    Attributes
    ----------
    serial : int
        Number of the process on its dossier; with the dossier it addresses all its draws.
    deadline : float
        Week in which the decision falls, ready or not.
    haste : float
        Share of the routine lead that this deadline took away when it was set; 0 while the process is planned.
    overhead : float
        Hours that norms, explanations and pilots add; done first.
    participation, desk : float
        Hours of each kind of evidence still to spend.
    pace : float
        Most evidence hours in a week, so that a method takes its weeks.
    room, weight, influence : float
        w that the earliest input could have had at the choice, w of what was chosen, and w·G once the evidence is in.
    """

    dossier: int
    serial: int
    kind: str
    opened: int
    deadline: float
    salience: float
    drafting: float
    drafting_total: float
    coordination_total: float
    haste: float = 0.0
    choice: str = INSIDE
    outside: bool = False
    official: Any = None
    method: Method | None = None
    overhead: float = 0.0
    participation: float = 0.0
    desk: float = 0.0
    desk_hours: float = 0.0
    evidence_total: float = 0.0
    pace: float = 0.0
    evidence_concluded: bool = False
    requests: list[Request] | None = None
    respondents: int = 0
    room: float = 0.0
    weight: float = 0.0
    influence: float = 0.0
    hours: float = 0.0
    entry: dict[str, Any] = field(default_factory=dict)

    def plan_evidence(self, method: Method | None, participation: float, desk: float, weeks: float) -> None:
        """Set the hours of evidence, to be spent over at least ``weeks``."""
        self.method = method
        self.participation, self.desk, self.desk_hours = participation, desk, desk
        self.evidence_total = participation + desk
        self.pace = self.evidence_total / max(weeks, 1.0)

    @property
    def age(self) -> tuple[int, int]:
        """Order in which contended hours are handed out: oldest first, then the lowest number."""
        return (self.opened, self.dossier)

    @property
    def evidence_share(self) -> float:
        """Share of the evidence hours done, in [0, 1]."""
        return 1.0 - (self.participation + self.desk) / self.evidence_total if self.evidence_total > 0.0 else 1.0

    @property
    def drafting_share(self) -> float:
        """Share f of drafting done, in [0, 1]."""
        return 1.0 - self.drafting / self.drafting_total

    @property
    def coordination_gap(self) -> float:
        """Unfinished share delta of coordination, in [0, 1]."""
        if self.coordination_total <= 0.0:
            return 0.0
        if self.requests is None:
            return 1.0
        return fsum([request.left for request in self.requests]) / self.coordination_total

    def need(self, most: float) -> float:
        """Hours the process can use this week, at most ``most``: overhead, then evidence, then drafting."""
        if self.overhead > 0.0:
            return min(most, self.overhead)
        evidence = self.participation + self.desk
        if evidence > 0.0:
            return min(most, evidence, self.pace)
        return min(most, self.drafting)

    def spend(self, hours: float, ledger: dict[str, float]) -> None:
        """Work the given hours, at most what :meth:`need` says, and enter them in the ministry's ledger."""
        self.hours += hours
        if self.overhead > 0.0:
            self.overhead = _less(self.overhead, hours)
            ledger["norms"] += hours
            return
        evidence = self.participation + self.desk
        if evidence > 0.0:
            outside = hours * self.participation / evidence
            self.participation = _less(self.participation, outside)
            inside = max(0.0, hours - outside)
            self.desk = _less(self.desk, inside)
            ledger["participation"] += outside
            ledger["desk"] += inside
            return
        self.drafting = _less(self.drafting, hours)
        ledger["drafting"] += hours

    @property
    def complete(self) -> bool:
        """Whether all work is done."""
        return self.evidence_concluded and self.drafting <= 0.0 and self.coordination_gap <= 0.0


def _less(left: float, done: float) -> float:
    """What is left after work, with the crumbs of rounding swept up."""
    left -= done
    return left if left > _CRUMBS else 0.0
