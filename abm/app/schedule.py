"""What can happen in the twins: the lines of a schedule, and what may be one, entered by visitor, link or file."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence, Sized
from dataclasses import dataclass
from typing import Any

from abm.app.levers import OWN, live, number, read
from abm.declare import refused
from abm.parameters import Event, Parameters
from abm.parameters.checks import ParameterError, event_problems, one_of
from abm.words.phrases import phrase

STRIKES = {"incident": 20.0, "crisis": 10.0, "cabinet": 1.0, "caretaker": 26.0}
"""Kinds of events that a visitor lets happen in both worlds at once, with the size that each has unless said."""

MOST = 200
"""Events that a schedule may hold."""

FIELDS = {item.name for item in dataclasses.fields(Event)}

USUAL = {"target": Event.target, "size": Event.size}
"""What an event has where its row says nothing."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the schedule that a visitor entered: for both sides, or a lever of one."""

    side: int | None
    event: Event


def happening(side: int | None, row: Any) -> Happening:
    """Read a line of the schedule from its parts.

    Parameters
    ----------
    side : int or None
        For which a lever is set; None where none can be. What strikes, strikes both.
    row : object
        A mapping of week, kind, target and size, or something that somebody wrote instead.

    Raises
    ------
    ParameterError
        When a part is unknown or of the wrong type, or when it cannot be entered on the page.
    """
    if not isinstance(row, dict) or not set(row) <= FIELDS:
        raise ParameterError(refused("events", row, phrase("allowed.event")))
    row = USUAL | row
    kind, target = row.get("kind", ""), row["target"]
    if (week := number(row.get("week"), int)) is None:
        raise ParameterError(refused("events.week", row.get("week", ""), phrase("allowed.any_whole")))
    if (size := number(row["size"], float)) is None:
        raise ParameterError(refused("events.size", row["size"], phrase("allowed.any_number")))
    kinds = STRIKES if side is None else (*STRIKES, "set")
    if kind not in kinds:
        raise ParameterError(refused("events.kind", kind, one_of(kinds, str(kind))))
    if kind == "set":
        if target not in OWN or not live(target):
            raise ParameterError(refused("events.target", target, one_of(filter(live, OWN), str(target))))
        read(target, size)
    return Happening(side if kind == "set" else None, Event(int(week), kind, str(target), size))


def enterable(entry: Happening, worlds: Sequence[Parameters]) -> None:
    """Hold a line to the checks of the model.

    Parameters
    ----------
    entry : Happening
        As :func:`happening` reads it.
    worlds : sequence of Parameters
        What A and B start from.

    Raises
    ------
    ParameterError
        When it cannot happen there.
    """
    for side, parameters in enumerate(worlds):
        if entry.side in (None, side):
            for problem in event_problems(entry.event, "events", parameters):
                raise ParameterError(problem)


def bounded(schedule: Sized) -> None:
    """Hold a schedule to its length.

    Raises
    ------
    ParameterError
        When it is longer.
    """
    if len(schedule) > MOST:
        raise ParameterError(phrase("refusal.full", most=MOST))
