"""How a ministry spends the hours of a week; they are conserved.

Each team answers its own questions first, then coordination asked by others, then evidence and drafting of its own
process. What teams leave goes to other processes and questions, and in calm weeks to relations, if a norm asks.
"""

from __future__ import annotations

from math import fsum
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from abm.agents.ministries import Ministry

_OLDEST = attrgetter("posted", "dossier")  # order in which coordination is given

HOURS = ("questions", "participation", "desk", "drafting", "coordination", "norms", "training", "relations")
"""What hours go to; with the idle ones they add up to the hours available, every week."""


def spend(ministry: Ministry) -> None:
    """Spend the hours of the week: questions, training, coordination, own processes, relations."""
    model, parameters = ministry.model, ministry.model.parameters
    week, staff, limits = model.week, parameters.officials, parameters.work
    ministry.ledger = ledger = dict.fromkeys(HOURS, 0.0)
    training = min(ministry.training.hours, staff.hours) if ministry.utilisation < limits.calm else 0.0
    ministry.trained = training
    each, share, free = staff.hours - training, limits.question_share, []
    for dossier in ministry.dossiers:
        team = len(dossier.team) * each
        if dossier.waiting:
            used = dossier.answer(week, share * team)
            ledger["questions"] += used
            team -= used
        free.append(team)
    ledger["training"] = training * len(ministry.officials)
    pool = fsum(free)
    ledger["coordination"] = coordinate(ministry, limits.coordination_share * pool)
    left = 1.0 - ledger["coordination"] / pool if pool > 0.0 else 0.0
    free = [hours * left for hours in free]
    spare = work_on_processes(ministry, free, limits.officials_per_process * staff.hours)
    ledger["questions"] += help_with_questions(ministry, spare)
    available = ministry.hours_available
    spent = fsum(ledger.values())
    ministry.utilisation = spent / available if available > 0.0 else 1.0
    keep_relations(ministry, available - spent)


def work_on_processes(ministry: Ministry, free: list[float], most: float) -> float:
    """Own team first; what teams leave goes to processes in the order of age, at most ``most`` on each.

    Returns the hours that nobody could use.
    """
    first = ministry.number * len(ministry.dossiers)
    wants = []
    for process in ministry.active:
        need = process.need(most)
        if need <= 0.0:
            continue
        own = min(need, free[process.dossier - first])
        free[process.dossier - first] -= own
        wants.append((process, own, need - own))
    spare = fsum(free)
    for process, own, more in wants:
        extra = min(more, spare)
        spare -= extra
        if own + extra > 0.0:
            process.spend(own + extra, ministry.ledger)
    return spare


def help_with_questions(ministry: Ministry, spare: float) -> float:
    """Hours that are still idle go to other teams' waiting questions, in the order of the dossiers."""
    left = spare
    for dossier in ministry.dossiers:
        if dossier.waiting and left > 0.0:
            left -= dossier.answer(ministry.model.week, left)
    return spare - left


def coordinate(ministry: Ministry, most: float) -> float:
    """Hours given to the queue of coordination, oldest request first; slower as the ministry is busier."""
    if not ministry.inbox:
        return 0.0
    limits = ministry.model.parameters.work
    freedom = max(limits.coordination_slowest, 1.0 - ministry.utilisation)
    pace = limits.coordination_pace * limits.coordination_hours * freedom
    ministry.inbox.sort(key=_OLDEST)
    given = 0.0
    for request in ministry.inbox:
        hours = min(request.left, pace, most - given)
        request.left -= hours
        given += hours
        if given >= most:
            break
    ministry.inbox = [request for request in ministry.inbox if request.left > 0.0]
    return given


def keep_relations(ministry: Ministry, idle: float) -> None:
    """In calm weeks, idle hours go to honest contact with one community after another, if a norm asks."""
    asked = ministry.calm
    if asked.share <= 0.0 or idle <= 0.0 or ministry.model.week < 0:
        return
    hours = asked.share * idle
    ministry.ledger["relations"] = hours
    honest = ministry.model.parameters.ministries.relation_gain * ministry.may(0.0, 0.0)
    contacts = hours / asked.hours_per_contact
    while contacts > 0.0:
        community = ministry.visited % len(ministry.relations)
        ministry.relations[community] += min(1.0, contacts) * honest * (1.0 - ministry.relations[community])
        contacts -= 1.0
        ministry.visited += 1
