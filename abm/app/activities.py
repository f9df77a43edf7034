"""What each official is doing, read off the hours of a ministry, and what a week leaves no trace of.

The model keeps hours by team and process, not by person. So a ministry's officials are divided over what its hours went
to by largest remainders: the numbers are the ledger's, rounded to people. Who does what follows the model's order: the
official who chose works on the process, then the dossier's own team, then others. Every activity is one of
:data:`abm.app.look.ACTIVITIES`. Hours are added up by ``fsum``: ``sum`` rounds otherwise from Python 3.12 on, and a tie
would then go to another official.
"""

from __future__ import annotations

from collections import deque
from math import fsum
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from abm.app.chronicle import Chronicle
from abm.policy.choice import EXPLAINED, INSIDE, TICK_BOX
from abm.policy.process import ROUND

if TYPE_CHECKING:
    from abm.agents.ministries import Ministry
    from abm.model import PolicyModel

LOG = 12
"""Choices of one seat that are kept for its decision log."""


PAST = 3
"""Earlier policies of a dossier that are kept."""


class _Task(NamedTuple):
    activity: str
    dossier: int | None
    hours: float
    lead: Any


class Memory:
    """What of past weeks the pictures need and the model does not keep.

    Attributes
    ----------
    asked : dict of int to (week, method, citizens, influence)
        Last participation sample of a dossier.
    log : dict of int to deque of dict
        Last choices of each seat; the entries are the model's own and still fill up.
    past : dict of int to deque of array
        Policies of a dossier that were in force before.
    community_size : integer array of shape (communities,)
        Citizens of each community.
    community_values : array of shape (communities, 2)
        Their mean values.
    chronicle : Chronicle
        What happened to every dossier, week by week.
    """

    def __init__(self, model: PolicyModel) -> None:
        citizens, count = model.citizens, model.parameters.population.communities
        self.asked: dict[int, tuple[int, str, np.ndarray, float]] = {}
        self.log: dict[int, deque[dict[str, Any]]] = {}
        self.past: dict[int, deque[np.ndarray]] = {}
        self._policy = model.board.policy.copy()
        self.community_size = np.bincount(citizens.community, minlength=count)
        members = np.maximum(self.community_size, 1)
        self.community_values = np.column_stack(
            [np.bincount(citizens.community, citizens.values[:, d], count) / members for d in (0, 1)]
        )
        self.chronicle = Chronicle()
        self._week: int | None = None
        self._read = 0
        self._hours: dict[tuple[int, int], float] = {}
        self._worked: dict[int, float] = {}

    def see(self, model: PolicyModel) -> None:
        """Take up the week that was lived last; a week that was seen already changes nothing."""
        if model.week == self._week:
            return
        self._week = model.week
        choices = model.datacollector.choices
        self.chronicle.see(model, choices[self._read :])
        for entry in choices[self._read :]:
            self.log.setdefault(entry["official"], deque(maxlen=LOG)).append(entry)
        self._read = len(choices)
        for dossier in np.flatnonzero((model.board.policy != self._policy).any(axis=1)).tolist():
            self.past.setdefault(dossier, deque(maxlen=PAST)).append(self._policy[dossier].copy())
            self._policy[dossier] = model.board.policy[dossier]
        under_way: dict[tuple[int, int], float] = {}
        self._worked = {}
        for ministry in model.ministries_by_number:
            running = ministry.active + [decision.process for decision in ministry.decided]
            by_address = {(process.dossier, process.serial): process for process in running}
            for address, process in by_address.items():
                under_way[address] = process.hours
                self._worked[process.dossier] = process.hours - self._hours.get(address, 0.0)
            for concluded in ministry.procedures:
                if heard := by_address.get((concluded.dossier, concluded.serial % ROUND)):
                    self.asked[concluded.dossier] = (model.week, heard.choice, concluded.asked, heard.influence)
        self._hours = under_way

    def hours_on(self, dossier: int) -> float:
        """Hours spent on a dossier's process since the last week that was seen."""
        return self._worked.get(dossier, 0.0)


def activities(ministry: Ministry, memory: Memory) -> list[tuple[str, int | None]]:
    """What each official of a ministry is doing, and on which dossier; in the order of the seats."""
    officials = ministry.officials
    tasks = _tasks(ministry, memory)
    doing: dict[int, tuple[str, int | None]] = {}
    free = {official.seat: official for official in officials}
    for task, people in zip(tasks, _heads(tasks, len(officials)), strict=True):
        if not people:
            continue
        fit = [(official is not task.lead, official.home != task.dossier, seat) for seat, official in free.items()]
        for _, _, seat in sorted(fit)[:people]:
            doing[seat] = (task.activity, task.dossier)
            del free[seat]
    return [doing.get(official.seat, ("idle", None)) for official in officials]


def _tasks(ministry: Ministry, memory: Memory) -> list[_Task]:
    """What the ministry's hours went to; hours on processes are divided as they were worked, to the ledger's sum."""
    ledger = ministry.ledger
    tasks = []
    processes = ministry.active + [decision.process for decision in ministry.decided]
    worked = [max(0.0, memory.hours_on(process.dossier)) for process in processes]
    spent = fsum(ledger[kind] for kind in ("participation", "desk", "drafting", "norms"))
    total = fsum(worked)
    for process, hours in zip(processes, worked, strict=True):
        if hours > 0.0:
            chosen = process.choice
            kind = "inside" if chosen in (INSIDE, EXPLAINED) else "tick_box" if chosen == TICK_BOX else "outside"
            tasks.append(_Task(kind, process.dossier, spent * hours / total, process.official))
    tasks += _questions(ministry, ledger["questions"])
    for kind in ("coordination", "relations", "training"):
        tasks.append(_Task(kind, None, ledger[kind], None))
    tasks.append(_Task("idle", None, max(0.0, ministry.hours_available - fsum(ledger.values())), None))
    return tasks


def _questions(ministry: Ministry, hours: float) -> list[_Task]:
    """Hours on questions by dossier, in proportion to the questions that came or wait there."""
    board = ministry.model.board
    load = [
        float(board.questions[d.number]) + sum([batch.count for batch in d.waiting]) if hours > 0.0 else 0.0
        for d in ministry.dossiers
    ]
    total = fsum(load)
    if total <= 0.0:
        return [_Task("questions", None, hours, None)]
    return [
        _Task("questions", dossier.number, hours * share / total, None)
        for dossier, share in zip(ministry.dossiers, load, strict=True)
        if share > 0.0
    ]


def _heads(tasks: list[_Task], people: int) -> list[int]:
    """People per task by largest remainders of the hours; ties go to the first."""
    total = fsum(task.hours for task in tasks)
    if total <= 0.0:
        return [0] * len(tasks)
    exact = [people * task.hours / total for task in tasks]
    heads = [int(number) for number in exact]
    order = sorted(range(len(tasks)), key=lambda i: (heads[i] - exact[i], i))
    for i in order[: people - sum(heads)]:
        heads[i] += 1
    return heads
