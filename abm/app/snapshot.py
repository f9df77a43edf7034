"""One week of the model as the pictures need it: plain numbers and small copies that no later step can change.

The model steps in one thread and is drawn in another. So a picture never looks at the model: it looks at a
:class:`Snapshot`, taken under the lock between two steps.

Longer than 400 lines: a row for everything that any view may show, each once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from abm.app.activities import Memory, activities
from abm.numerics.streams import Floats
from abm.observation.flows import Flow, flows

if TYPE_CHECKING:
    from abm.agents.ministries import Ministry
    from abm.model import PolicyModel

SAMPLE = 600
"""Citizens whose needs are shown of one dossier, at most."""


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
    """

    seat: int
    generation: int
    home: int
    activity: str
    dossier: int | None


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

    @property
    def dossiers(self) -> tuple[DossierNow, ...]:
        """All dossiers in the order of their numbers."""
        return tuple(dossier for ministry in self.ministries for dossier in ministry.dossiers)


_memories: WeakKeyDictionary[PolicyModel, Memory] = WeakKeyDictionary()


def see(model: PolicyModel) -> None:
    """Remember of this week what the model itself forgets; call it after every step.

    A week that was not seen costs no more than a participation sample that is not shown.
    """
    _memory(model).see(model)


def take(model: PolicyModel, focus_dossier: int = 0, focus_official: int = 0) -> Snapshot:
    """Take a snapshot of the week that was lived last.

    Parameters
    ----------
    model : PolicyModel
        A model that made one step at least; it is not changed.
    focus_dossier : int
        Number of the dossier to see up close; beyond the last one, the last one is.
    focus_official : int
        Seat of the official to see up close; beyond the last one, the last one is.
    """
    memory = _memory(model)
    memory.see(model)
    dossiers = _dossiers(model)
    ministries = tuple(_ministry(ministry, memory, dossiers) for ministry in model.ministries_by_number)
    size = model.parameters.ministries
    number = min(max(0, focus_dossier), size.count * size.dossiers - 1)
    return Snapshot(
        week=model.week,
        norms=model.parameters.norms,
        seed=model.seed,
        citizens=len(model.citizens),
        measures={name: values[-1] for name, values in model.datacollector.model_vars.items()},
        flows=flows(model),
        ministries=ministries,
        communities=_communities(model, memory),
        parliament=tuple(
            PartyNow(p.number, p.seats, p.coalition, int(p.asked.sum()), int(p.asked_on_news.sum()))
            for p in model.parties_by_number
        ),
        focus=_focus(model, memory, dossiers[number]),
        person=_person(model, memory, focus_official, ministries),
        decisions=tuple(dict(entry) for ministry in model.ministries_by_number for entry in ministry.log),
        incidents=tuple((item.dossier, item.severity, item.source) for item in model.incidents),
        crises=tuple(crisis.dossier for crisis in model.world.crises if crisis.answered is None),
    )


def _memory(model: PolicyModel) -> Memory:
    memory = _memories.get(model)
    if memory is None:
        memory = _memories[model] = Memory(model)
    return memory


def _ministry(ministry: Ministry, memory: Memory, dossiers: list[DossierNow]) -> MinistryNow:
    doing = activities(ministry, memory)
    size = len(ministry.dossiers)
    return MinistryNow(
        number=ministry.number,
        pressure=ministry.pressure,
        mandate=ministry.leadership.mandate,
        steadfastness=ministry.leadership.steadfastness,
        influence=ministry.may(0.0, 0.0),
        utilisation=ministry.utilisation,
        questions_open=ministry.questions_open,
        hours_available=ministry.hours_available,
        ledger=dict(ministry.ledger),
        officials=tuple(
            OfficialNow(official.seat, official.generation, official.home, *does)
            for official, does in zip(ministry.officials, doing, strict=True)
        ),
        dossiers=tuple(dossiers[ministry.number * size : (ministry.number + 1) * size]),
    )


def _dossiers(model: PolicyModel) -> list[DossierNow]:
    """All dossiers; columns of the board are turned into numbers at once, which is what makes this quick."""
    board, gap = model.board, model.board.policy - model.needs.centre
    columns = (board.salience, board.sensitivity, board.unrest, board.questions, board.bad_share)
    misfit = np.sqrt((gap**2).sum(axis=1)).tolist()
    incidents = np.bincount([item.dossier for item in model.incidents], minlength=len(board)).tolist()
    rows = zip(*(column.tolist() for column in columns), misfit, incidents, strict=True)
    found = []
    for number, (salience, sensitivity, unrest, questions, bad_share, distance, struck) in enumerate(rows):
        dossier = model.dossier(number)
        process = dossier.process
        found.append(
            DossierNow(
                number=number,
                ministry=dossier.ministry.number,
                state=dossier.state,
                salience=salience,
                sensitivity=sensitivity,
                unrest=unrest,
                questions=questions,
                waiting=sum([batch.count for batch in dossier.waiting]),
                incidents=struck,
                kind=process.kind if process is not None else "",
                choice=process.choice if process is not None else "",
                weeks_left=process.deadline - model.week if process is not None else None,
                weeks_given=process.deadline - process.opened if process is not None else None,
                misfit=distance,
                bad_share=bad_share,
            )
        )
    return found


def _communities(model: PolicyModel, memory: Memory) -> Communities:
    citizens, count = model.citizens, len(memory.community_size)
    members = np.where(memory.community_size > 0, memory.community_size, np.nan)
    return Communities(
        size=memory.community_size,
        trust=np.bincount(citizens.community, citizens.trust, count) / members,
        unrest=np.bincount(citizens.community, citizens.acting, count) / members,
        values=memory.community_values,
    )


def _focus(model: PolicyModel, memory: Memory, now: DossierNow) -> Focus:
    citizens, board, needs, number = model.citizens, model.board, model.needs, now.number
    people = len(citizens)
    rows = np.arange(min(SAMPLE, people)) * people // min(SAMPLE, people)  # rows are in no order: even steps are fair
    wanted = needs.spoken(number, citizens.values[rows])
    gap = wanted - board.policy[number]
    asked = None
    if number in memory.asked:
        week, method, who, influence = memory.asked[number]
        known = model.parameters.methods.get(method)
        practices = known is not None and known.practices
        said = (
            needs.practices[citizens.community[who], number]
            if practices
            else needs.spoken(number, citizens.values[who])
        )
        asked = Participation(week, method, said, citizens.educated[who].copy(), influence)
    return Focus(
        now=now,
        centre=needs.centre[number].copy(),
        policy=board.policy[number].copy(),
        belief=board.belief[number].copy(),
        belief_deviation=float(np.sqrt(board.variance[number])),
        past=tuple(memory.past.get(number, ())),
        coming=tuple(decision.policy.copy() for decision in model.dossier(number).decisions),
        needs=wanted,
        badly=(gap**2).sum(axis=1) > citizens.tolerance[rows] ** 2,
        educated=citizens.educated[rows].copy(),
        asked=asked,
    )


def _person(model: PolicyModel, memory: Memory, seat: int, ministries: tuple[MinistryNow, ...]) -> Person:
    size = model.parameters.officials.per_ministry
    seat = min(max(0, seat), size * len(ministries) - 1)
    official = model.ministries_by_number[seat // size].officials[seat % size]
    names = ("courage", "fear", "loyalty_minister", "loyalty_society", "skill", "expected_benefit")
    return Person(
        seat=seat,
        generation=official.generation,
        ministry=seat // size,
        home=official.home,
        activity=ministries[seat // size].officials[seat % size].activity,
        traits={name: float(getattr(official, name)) for name in names},
        log=tuple(dict(entry) for entry in reversed(memory.log.get(seat, ()))),
    )
