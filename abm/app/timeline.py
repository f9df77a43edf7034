"""The schedule in order of its weeks, numbered: the same numbers stand in the list and in the time pictures."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from abm.app.levers import Start
from abm.app.panels import event_in_words, side_name
from abm.app.schedule import Happening
from abm.parameters import Event
from abm.words import say, week_name


class Numbered(NamedTuple):
    """A line of the schedule.

    Attributes
    ----------
    number : int
        From 1, in order of the weeks.
    week : int
        When it happens.
    text : str
        What happens, with the letter of its world where it does not happen in both.
    side : int or None
        The world in which it happens; None for both.
    lever : bool
        Whether a lever is moved.
    event : Event
        As the model meets it.
    """

    number: int
    week: int
    text: str
    side: int | None
    lever: bool
    event: Event

    def told(self, language: str) -> str:
        """The line with its week."""
        return say("schedule.strike", language, week=week_name(self.week, language), what=self.text)


def numbered(events: tuple[Sequence[Event], Sequence[Event]], per_ministry: int, language: str) -> list[Numbered]:
    """Lines of what happens in A and in B, in order of their weeks.

    A line that is entered later comes in a later week than what has happened, so that no number changes of what a
    picture shows.

    Parameters
    ----------
    events : (sequence of Event, sequence of Event)
        Of A and of B, as :func:`scheduled` gives all of them and ``Scene.events`` those up to now.
    """
    a, b = (_counted(side) for side in events)
    lines: list[Numbered] = []
    for key, event in sorted((a | b).items(), key=lambda item: item[1].week):
        side = None if key in a and key in b else 0 if key in a else 1
        what = event_in_words(event, per_ministry, language)
        text = what if side is None else f"{side_name(side, language)}: {what}"
        lines.append(Numbered(len(lines) + 1, event.week, text, side, event.kind == "set", event))
    return lines


def scheduled(
    entries: Iterable[Happening], settings: tuple[Start, Start]
) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """All events of A and of B: first what their scenarios bring, then what was entered, as a run would meet them."""
    entered = list(entries)
    a, b = (
        (*start.parameters().events, *(entry.event for entry in entered if entry.side in (None, side)))
        for side, start in enumerate(settings)
    )
    return a, b


class ScheduleLine(NamedTuple):
    """A line of the list beside the page; ``place`` is that in the schedule, and None for what a scenario brings."""

    number: int
    text: str
    place: int | None


def listed(
    entries: Sequence[Happening], settings: tuple[Start, Start], per_ministry: int, language: str
) -> list[ScheduleLine]:
    """Every line of the schedule in words, with the number that it has in the pictures."""
    brought = tuple(tuple(start.parameters().events) for start in settings)
    left = list(enumerate(entries))
    found = []
    for line in numbered(scheduled(entries, settings), per_ministry, language):
        theirs = brought[line.side or 0]
        place = None
        for at, (number, entry) in enumerate(left):
            if entry.event == line.event and entry.side in (line.side, None) and line.event not in theirs:
                place = number
                del left[at]
                break
        text = line.told(language)
        if place is None:
            text = say("schedule.scenario", language, text=text)
        found.append(ScheduleLine(line.number, text, place))
    return found


def _counted(events: Sequence[Event]) -> dict[tuple[object, ...], Event]:
    """Events by what they are and how many of the same came before."""
    seen: Counter[tuple[object, ...]] = Counter()
    found = {}
    for event in events:
        key = dataclasses.astuple(event)
        found[*key, seen[key]] = event
        seen[key] += 1
    return found
