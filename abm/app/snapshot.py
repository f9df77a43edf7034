"""One week of the model as the pictures need it: plain numbers and small copies that no later step can change.

The model steps in one thread and is drawn in another. So a picture never looks at the model: it looks at a
:class:`Snapshot`, taken under the lock between two steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from abm.app.activities import Memory, activities
from abm.app.states import (
    Communities,
    DossierNow,
    Focus,
    MinistryNow,
    OfficialNow,
    Participation,
    PartyNow,
    Person,
    Snapshot,
)
from abm.observation.flows import flows
from abm.policy.choice import blame_feared

if TYPE_CHECKING:
    from abm.agents.ministries import Ministry
    from abm.model import PolicyModel

__all__ = (
    "Communities",
    "DossierNow",
    "Focus",
    "MinistryNow",
    "OfficialNow",
    "Participation",
    "PartyNow",
    "Person",
    "Snapshot",
    "see",
    "take",
)

SAMPLE = 600
"""Citizens whose needs are shown of one dossier, at most."""


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
        contact=memory.chronicle.contact(),
        struck=int((model.struck > 0.0).sum()),
        past=memory.chronicle.past(number, number // size.dossiers),
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
            OfficialNow(
                official.seat, official.generation, official.home, *does, len(memory.log.get(official.seat, ()))
            )
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
    blame, found = model.parameters.officials.blame, []
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
                blame=blame_feared(blame, sensitivity, salience, dossier.ministry.leadership.backing),
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
