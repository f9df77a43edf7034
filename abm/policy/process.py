"""A process: one revision of one dossier, from opening to decision, and the work it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import fsum
from typing import Any, NamedTuple

from abm.parameters import Method
from abm.policy.choice import INSIDE

_CRUMBS = 1e-9  # hours below which nothing is left to do: what rounding leaves behind
REACTIVE, PLANNED = "reactive", "planned"
ROUND = 1 << 20
"""More than the processes of one dossier: who is asked after others were has addresses of its own."""


def haste(weeks: float, routine: float) -> float:
    """Share of the routine lead that a deadline after so many weeks takes away, in [0, 1]."""
    return max(0.0, 1.0 - weeks / routine)


@dataclass(slots=True)
class Request:
    """Hours of coordination that one ministry has to give to a process of (mostly) another."""

    posted: int
    dossier: int
    left: float


class Asked(NamedTuple):
    """Participation that was done, wholly or in part, and is not yet heard.

    Attributes
    ----------
    choice : str
        What the official chose.
    method : Method
        How people were asked.
    real : bool
        Whether it is a real method, and not the tick-box exercise.
    weight : float
        w of what they say.
    share : float
        Share of its hours that was spent, in (0, 1].
    address : int
        Takes the place of the serial number in the addresses of its draws.
    """

    choice: str
    method: Method
    real: bool
    weight: float
    share: float
    address: int


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
    turned : int
        Week in which it was opened, or turned reactive since.
    emergency : bool
        Whether it answers a crisis from outside.
    reconsidered : bool
        Whether the choice fell again because the dossier turned hot.
    overhead : float
        Hours that norms, explanations and pilots add; done first.
    participation, desk : float
        Hours of each kind of evidence still to spend.
    participation_planned : float
        Hours of the participation that was chosen last, when it was chosen.
    desk_planned : float
        Hours of the desk, done and to be done.
    participation_done, desk_done, desk_read : float
        Hours spent on each kind so far, and those of the desk whose findings are in the belief.
    aside : list of Asked
        Participation that another choice broke off; it is heard with the rest.
    pace : float
        Most evidence hours in a week, so that a method takes its weeks.
    respondents, educated : int
        People who were heard, and those of them who are higher educated.
    grievance : float
        Sum of what they are aggrieved about the dossier.
    room, weight, influence : float
        w that the earliest input could have had at the choice, w of what was chosen, and w·G once the evidence is in.
    explained, exposed : bool
        Whether an explanation was written, and whether the official has stood in public: neither is done twice.
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
    turned: int = 0
    emergency: bool = False
    reconsidered: bool = False
    choice: str = INSIDE
    outside: bool = False
    official: Any = None
    method: Method | None = None
    overhead: float = 0.0
    participation: float = 0.0
    desk: float = 0.0
    participation_planned: float = 0.0
    desk_planned: float = 0.0
    participation_done: float = 0.0
    desk_done: float = 0.0
    desk_read: float = 0.0
    aside: list[Asked] = field(default_factory=list)
    pace: float = 0.0
    evidence_concluded: bool = False
    requests: list[Request] | None = None
    respondents: int = 0
    educated: int = 0
    grievance: float = 0.0
    room: float = 0.0
    weight: float = 0.0
    influence: float = 0.0
    explained: bool = False
    exposed: bool = False
    hours: float = 0.0
    entry: dict[str, Any] = field(default_factory=dict)

    def plan_evidence(self, method: Method | None, participation: float, desk: float, weeks: float) -> None:
        """Set the hours of evidence, to be spent over at least ``weeks``; what the desk has done is not done again."""
        self.method = method
        self.participation = self.participation_planned = participation
        self.desk_planned = max(desk, self.desk_done)
        self.desk = _less(self.desk_planned, self.desk_done)
        self.evidence_concluded = False
        self.pace = (self.participation + self.desk) / max(weeks, 1.0)

    def put_aside(self) -> None:
        """Break off the participation under way; what was heard of it is read with the rest."""
        if not self.evidence_concluded:
            self.aside += self._under_way()
        self.method, self.participation, self.participation_planned = None, 0.0, 0.0

    def take_asked(self) -> list[Asked]:
        """Participation to be heard now, in the order in which it was chosen."""
        asked, self.aside = self.aside + self._under_way(), []
        return asked

    def take_desk(self) -> float:
        """Hours of the desk whose findings are to be read now."""
        done = self.desk_planned * (1.0 - self.desk / self.desk_planned) if self.desk_planned > 0.0 else 0.0
        hours, self.desk_read = done - self.desk_read, done
        return hours

    def _under_way(self) -> list[Asked]:
        share = 1.0 - self.participation / self.participation_planned if self.participation_planned > 0.0 else 0.0
        if self.method is None or share <= 0.0:
            return []
        address = self.serial + (ROUND if self.aside or self.respondents else 0)
        return [Asked(self.choice, self.method, self.outside, self.weight, share, address)]

    @property
    def age(self) -> tuple[int, int]:
        """Order in which contended hours are handed out: oldest first, then the lowest number."""
        return (self.opened, self.dossier)

    @property
    def evidence_share(self) -> float:
        """Share of the evidence hours done, in [0, 1]."""
        done, left = self.participation_done + self.desk_done, self.participation + self.desk
        return done / (done + left) if left > 0.0 else 1.0

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
            self.participation_done += outside
            inside = max(0.0, hours - outside)
            self.desk = _less(self.desk, inside)
            self.desk_done += inside
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
