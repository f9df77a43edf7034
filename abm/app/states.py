"""What a snapshot holds: plain numbers and small copies of one week, each row of what any view may show once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from abm.numerics.streams import Floats
from abm.observation.flows import Flow


@dataclass(frozen=True, slots=True)
class OfficialNow:
    """What one official is doing this week.

    Attributes
    ----------
    seat, generation : int
        The seat over all ministries, and how many held it before.
    home : int
        Dossier of the team the official belongs to.
    activity : str
        One of :data:`abm.app.look.ACTIVITIES`.
    dossier : int or None
        The dossier worked on, where it is one.
    choices : int
        Choices of the seat that its decision log still holds.
    """

    seat: int
    generation: int
    home: int
    activity: str
    dossier: int | None
    choices: int = 0


@dataclass(frozen=True, slots=True)
class DossierNow:
    """State of one dossier.

    Attributes
    ----------
    state : str
        At rest, preparing, coordinating, decided, or entering into force.
    salience, sensitivity : float
        In [0, 1].
    unrest : float
        Share of citizens in action over it.
    questions, waiting, incidents : int
        Questions of this week, questions that wait for hours, incidents of this week.
    kind, choice : str
        Of the process under way: reactive or planned, and what was chosen; empty at rest.
    weeks_left, weeks_given : float or None
        Weeks to the deadline of the process under way, and weeks between its opening and its deadline.
    misfit, bad_share : float
        Distance between policy in force and needs (needs), and share of the panel badly served; hidden from actors.
    blame : float
        Daring that its salience takes away of whoever would go outside.
    """

    number: int
    ministry: int
    state: str
    salience: float
    sensitivity: float
    unrest: float
    questions: int
    waiting: int
    incidents: int
    kind: str
    choice: str
    weeks_left: float | None
    weeks_given: float | None
    misfit: float
    bad_share: float
    blame: float = 0.0


@dataclass(frozen=True, slots=True)
class MinistryNow:
    """State of one ministry; the hours of the ledger and the idle ones add up to ``hours_available``."""

    number: int
    pressure: float
    mandate: float
    steadfastness: float
    influence: float
    utilisation: float
    questions_open: int
    hours_available: float
    ledger: dict[str, float]
    officials: tuple[OfficialNow, ...]
    dossiers: tuple[DossierNow, ...]


@dataclass(frozen=True, slots=True)
class Communities:
    """Citizens by community.

    Attributes
    ----------
    size : integer array of shape (communities,)
        Citizens.
    trust, unrest : arrays of shape (communities,)
        Mean trust and share in action; nan in an empty community.
    values : array of shape (communities, 2)
        Mean values, for placing like by like.
    """

    size: np.ndarray
    trust: Floats
    unrest: Floats
    values: Floats


@dataclass(frozen=True, slots=True)
class PartyNow:
    """One party: its seats, whether it supports the cabinet, and its questions this week."""

    number: int
    seats: int
    coalition: bool
    questions: int
    news_questions: int


@dataclass(frozen=True, slots=True)
class Participation:
    """The last participation sample of a dossier.

    Attributes
    ----------
    week : int
        When it was read.
    method : str
        Name of the method, or ``tick_box``.
    needs : array of shape (asked, 2)
        What each of those asked would say now: the own need, or the working practice of the own community.
    educated : boolean array of shape (asked,)
        Which of them are higher educated.
    influence : float
        w·G: weight that their input got.
    """

    week: int
    method: str
    needs: Floats
    educated: np.ndarray
    influence: float


@dataclass(frozen=True, slots=True)
class Focus:
    """One dossier up close, in units of needs.

    Attributes
    ----------
    now : DossierNow
        Its state.
    centre, policy, belief : arrays of shape (2,)
        Needs centre, policy in force, and what the ministry believes the needs centre to be.
    belief_deviation : float
        Standard deviation of that belief per dimension.
    past : tuple of array
        Policies that were in force before, oldest first.
    coming : tuple of array
        Policies decided and not yet in force.
    needs : array of shape (sample, 2)
        What a fixed sample of citizens needs.
    badly : boolean array of shape (sample,)
        Whom of them the policy in force serves badly.
    educated : boolean array of shape (sample,)
        Who of them is higher educated.
    asked : Participation or None
        Who took part last.
    """

    now: DossierNow
    centre: Floats
    policy: Floats
    belief: Floats
    belief_deviation: float
    past: tuple[Floats, ...]
    coming: tuple[Floats, ...]
    needs: Floats
    badly: np.ndarray
    educated: np.ndarray
    asked: Participation | None


@dataclass(frozen=True, slots=True)
class Person:
    """One official up close: traits in [0, 1], and the seat's choices, newest first."""

    seat: int
    generation: int
    ministry: int
    home: int
    activity: str
    traits: dict[str, float]
    log: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """Decisions of the past year, by whether society was met for them: by a method that is more than a ticked box.

    Officials choose whom they meet, so that the two kinds of decisions are on other dossiers too: a difference between
    them is not by itself what contact does.

    Attributes
    ----------
    decisions, met : int
        All of them, and those for which society was met.
    misfit_met, misfit_apart : float or None
        Mean misfit of the policies decided with contact and without; None where there were none.
    gain_met, gain_apart : float or None
        By how much the misfit fell with these decisions, on average.
    """

    decisions: int
    met: int
    misfit_met: float | None
    misfit_apart: float | None
    gain_met: float | None
    gain_apart: float | None

    @property
    def share(self) -> float:
        """Share of the decisions for which society was met."""
        return self.met / self.decisions if self.decisions else 0.0


@dataclass(frozen=True, slots=True)
class Past:
    """The weeks of one dossier that are kept, oldest first.

    Attributes
    ----------
    weeks : integer array
        Which weeks.
    salience, unrest, questions, contact : arrays of the same length
        Attention, share of citizens in action, questions, and hours outside on the dossier.
    answering, pressure : arrays of the same length
        Of its ministry: share of the hours that questions took, and pressure on the minister.
    incidents : tuple of (week, severity, source)
        Incidents on the dossier in these weeks.
    choices : tuple of dict
        Choices on the dossier, oldest first, as in ``decisions.parquet``.
    """

    weeks: np.ndarray
    salience: Floats
    unrest: Floats
    questions: np.ndarray
    contact: Floats
    answering: Floats
    pressure: Floats
    incidents: tuple[tuple[int, float, str], ...]
    choices: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One week of one model.

    Attributes
    ----------
    measures : dict of str to float
        Every measure kept; nan in a week without cases.
    flows : tuple of Flow
        What flows along each arrow of the loop, in the order of :data:`abm.policy.arrows.ARROWS`.
    decisions : tuple of dict
        Choices made this week, as in ``decisions.parquet``.
    incidents : tuple of (dossier, severity, source)
        Incidents of this week.
    crises : tuple of int
        Dossiers with an unanswered crisis.
    contact : Contact
        The decisions of the past year, with contact and without.
    struck : int
        Dossiers on which citizens are struck this week: by incidents of the week before, or by a crisis.
    past : Past
        What happened to the dossier in focus.
    """

    week: int
    norms: str
    seed: int
    citizens: int
    measures: dict[str, float]
    flows: tuple[Flow, ...]
    ministries: tuple[MinistryNow, ...]
    communities: Communities
    parliament: tuple[PartyNow, ...]
    focus: Focus
    person: Person
    decisions: tuple[dict[str, Any], ...]
    incidents: tuple[tuple[int, float, str], ...]
    crises: tuple[int, ...]
    contact: Contact
    struck: int
    past: Past

    @property
    def dossiers(self) -> tuple[DossierNow, ...]:
        """All dossiers in the order of their numbers."""
        return tuple(dossier for ministry in self.ministries for dossier in ministry.dossiers)

    @property
    def hottest(self) -> DossierNow:
        """The dossier with the most attention; of several the first."""
        return max(self.dossiers, key=lambda dossier: dossier.salience)
