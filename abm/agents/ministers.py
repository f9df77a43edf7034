"""What makes a minister act: attention, a plan, or danger from outside; and the deadlines that are set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abm.agents.dossiers import Dossier
from abm.numerics.arithmetic import WEEKS_PER_YEAR, power
from abm.policy.process import PLANNED, REACTIVE, Process, haste

if TYPE_CHECKING:
    from abm.agents.ministries import Ministry

DURABLE = 2 * WEEKS_PER_YEAR
"""Weeks that a policy holds without a reactive process to have solved its dossier."""


def respond(ministry: Ministry, dossier: Dossier, hot: bool, due: bool) -> None:
    """Open a dossier, or turn its planned process reactive, where the minister's attention or the plan says so.

    A caretaker government opens nothing planned.
    """
    if dossier.process is not None:
        if hot and dossier.heeds_attention:
            turn(ministry, dossier.process, deadline(ministry, dossier.salience))
    elif not dossier.decisions:
        if hot:
            open_process(ministry, dossier, REACTIVE, deadline(ministry, dossier.salience))
        elif due and not ministry.model.is_caretaker:
            own = ministry.model.parameters.ministries
            open_process(ministry, dossier, PLANNED, own.planned_limit * own.routine_lead)


def meet_crisis(ministry: Ministry, dossier: Dossier) -> None:
    """Open an emergency process because danger strikes from outside, or make the process under way one.

    Neither attention, nor decisions on their way, nor the coupling of deadlines to salience have a part in it. To be
    seen to act moves the rally, once for each crisis.
    """
    model = ministry.model
    lead = float(model.parameters.ministries.emergency_lead)
    if dossier.process is None:
        open_process(ministry, dossier, REACTIVE, lead)
    else:
        turn(ministry, dossier.process, lead)
    assert dossier.process is not None
    dossier.process.emergency = True
    model.rally.answer(dossier.number, dossier.salience, dossier.process.deadline - model.week)


def find_under_way(ministry: Ministry, dossier: Dossier, share: float) -> None:
    """Begin a run with a planned revision, so far that the given share of its draft is still to be written."""
    own = ministry.model.parameters.ministries
    open_process(ministry, dossier, PLANNED, own.planned_limit * own.routine_lead)
    assert dossier.process is not None
    dossier.process.drafting *= share


def deadline(ministry: Ministry, salience: float) -> float:
    """D = routine·(rush/routine)^(lambda·min(1, a/a*)), in weeks."""
    own = ministry.model.parameters.ministries
    hurry = ministry.coupling(salience) * min(1.0, salience / own.haste_salience)
    return own.routine_lead * power(own.rush_lead / own.routine_lead, hurry)


def turn(ministry: Ministry, process: Process, weeks: float) -> None:
    """Turn a process reactive, to be decided within so many weeks; the choice of who stayed inside falls again.

    It falls again, too, where participation is under way; not once the draft goes round, or people were heard.
    """
    week = ministry.model.week
    heard = process.outside and process.evidence_concluded
    if process.kind == PLANNED and process.requests is None and not heard:
        ministry.turned.append(process)
    process.kind, process.turned = REACTIVE, week
    process.deadline = min(process.deadline, week + weeks)
    process.haste = haste(process.deadline - process.opened, ministry.model.parameters.ministries.routine_lead)


def open_process(ministry: Ministry, dossier: Dossier, kind: str, weeks: float) -> None:
    """Start a revision of a dossier, to be decided within so many weeks."""
    week, own, work = ministry.model.week, ministry.model.parameters.ministries, ministry.model.parameters.work
    dossier.serial += 1
    process = Process(
        dossier=dossier.number,
        serial=dossier.serial,
        kind=kind,
        opened=week,
        turned=week,
        deadline=week + weeks,
        haste=haste(weeks, own.routine_lead) if kind == REACTIVE else 0.0,
        salience=dossier.salience,
        drafting=work.drafting_hours,
        drafting_total=work.drafting_hours,
        coordination_total=work.coordination_hours * work.coordination_rounds * ministry.parties,
    )
    if kind == REACTIVE and not dossier.reopened:
        dossier.reopened = True
        ministry.reworked += dossier.in_force_since > week - DURABLE
    dossier.process = process
    ministry.active.append(process)
    ministry.active.sort(key=lambda item: item.age)
    ministry.opened.append(process)
    ministry.saliences.append(process.salience)
