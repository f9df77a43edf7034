"""What strikes from outside: exogenous shocks at a rate, and events of the schedule."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from abm.numerics.streams import Purpose, Streams
from abm.parameters import Event, Parameters
from abm.policy.board import Board
from abm.policy.evidence import less_sure, surprise
from abm.policy.incidents import Incident, heavy_tail
from abm.policy.needs import Needs


class Crisis:
    """Harm on one dossier that grows every week until a policy that was begun after its start is in force.

    Attributes
    ----------
    met : bool
        Whether its minister has opened, or turned, a process because of it.
    answered : int or None
        Week in which such a policy entered into force.
    """

    def __init__(self, dossier: int, week: int, size: float) -> None:
        self.dossier = dossier
        self.started = week
        self.harm = size
        self.total = 0.0
        self.met = False
        self.answered: int | None = None


class World:
    """Exogenous shocks and scheduled events of one run."""

    def __init__(self, parameters: Parameters, streams: Streams, needs: Needs, board: Board) -> None:
        self._parameters, self._streams, self._needs, self._board = parameters, streams, needs, board
        self.schedule: dict[int, list[tuple[int, Event]]] = defaultdict(list)
        for event in parameters.events:
            self.add(event)
        self.crises: list[Crisis] = []
        self.shocks = 0

    def add(self, event: Event) -> None:
        """Enter an event in the schedule; also while a run is under way.

        An event's number within its week addresses its draws. Events of other weeks take no part in it, and a setting
        draws nothing and takes none, so that twins with other settings or another scenario still meet the same event.
        """
        there = self.schedule[event.week]
        there.append((sum(other.kind != "set" for _, other in there), event))

    def strike(self, week: int) -> list[Event]:
        """Let a week of exogenous shocks, growing crises and scheduled shocks and crises strike.

        Returns
        -------
        list of Event
            The scheduled events that others carry out: incidents, cabinets, caretaker governments and settings.
        """
        board = self._board
        board.news[:] = board.escalated
        board.escalated[:] = 0.0
        self.shocks = 0
        self._exogenous(week)
        for crisis in self.crises:
            self._grow(crisis)
        others = []
        for number, event in self.schedule.get(week, ()):
            if event.kind == "shock":
                self._shock(self.dossier_of(event, number), event.size, self._event_jump(week, number))
            elif event.kind == "crisis":
                self._start_crisis(self.dossier_of(event, number), week, event.size, self._event_jump(week, number))
            else:
                others.append(event)
        return others

    def incidents(self, week: int) -> list[Incident]:
        """Incidents of the schedule that surface this week; of the national class from its severity on."""
        grave = self._parameters.incidents.national_severity
        return [
            Incident(self.dossier_of(event, number), event.size, "event", event.size >= grave)
            for number, event in self.schedule.get(week, ())
            if event.kind == "incident"
        ]

    def dossier_of(self, event: Event, number: int) -> int:
        """The dossier an event strikes: the one it names, or one that the streams pick."""
        if event.target:
            return int(event.target)
        return int(self._streams[Purpose.EVENT_TARGET].uniform(event.week, number) * len(self._board))

    def answer(self, dossier: int, turned: int, week: int) -> None:
        """A policy enters into force whose process was opened or turned in week ``turned``: it ends crises since."""
        for crisis in self.crises:
            if crisis.dossier == dossier and turned >= crisis.started and crisis.answered is None:
                crisis.answered = week
        self._board.in_crisis[dossier] = any(
            crisis.dossier == dossier and crisis.answered is None for crisis in self.crises
        )

    def unmet(self) -> list[Crisis]:
        """Crises that no minister has met yet, in the order of their dossiers."""
        found = [crisis for crisis in self.crises if not crisis.met]
        return sorted(found, key=lambda crisis: crisis.dossier)

    def _exogenous(self, week: int) -> None:
        own = self._parameters.shocks
        rate = own.rate / self._parameters.ministries.dossiers
        struck = self._streams[Purpose.SHOCK].uniforms(week, len(self._board)) < rate
        for j in struck.nonzero()[0].tolist():
            tail = self._parameters.incidents
            drawn = self._streams[Purpose.SHOCK_SEVERITY].uniform(week, j)
            size = own.severity * heavy_tail(drawn, tail.severity_tail, tail.severity_limit)
            moves = self._streams[Purpose.SHOCK_KIND].uniform(week, j) < own.needs_share
            self._shock(j, size, self._streams[Purpose.SHOCK_JUMP].normals(week, 2, 2 * j) if moves else np.zeros(2))

    def _event_jump(self, week: int, number: int) -> np.ndarray:
        return self._streams[Purpose.EVENT_JUMP].normals(week, 2, 2 * number)

    def _shock(self, dossier: int, severity: float, jump: np.ndarray) -> None:
        """News that may move needs; the house is less sure of what it knew. A crisis is one shock, at its start."""
        self.shocks += 1
        board = self._board
        board.news[dossier] += severity
        growth = surprise(severity, self._parameters)
        board.variance[dossier] = less_sure(board.variance[dossier], growth, self._parameters)
        self._needs.centre[dossier] += self._parameters.shocks.jump * self._needs.heterogeneity * jump

    def _start_crisis(self, dossier: int, week: int, size: float, jump: np.ndarray) -> None:
        self._shock(dossier, size, jump)
        self._board.in_crisis[dossier] = True
        self.crises.append(Crisis(dossier, week, size))

    def _grow(self, crisis: Crisis) -> None:
        if crisis.answered is not None:
            return
        own = self._parameters.shocks
        crisis.harm = min(own.crisis_limit, crisis.harm * (1.0 + own.crisis_growth))
        crisis.total += crisis.harm
        self._board.news[crisis.dossier] += crisis.harm
        self._board.struck[crisis.dossier] += self._parameters.citizens.incident_reach * crisis.harm
