"""Both twins as one file that a person can read: the items of a link, one a line; and twins from files of one side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

import yaml

from abm.app.codec.file import from_yaml, mapping
from abm.app.codec.link import from_query, to_query
from abm.app.codec.state import DEFAULT_NORMS, SIDES, State
from abm.app.hosting import Hosting
from abm.app.levers import SHARED, Start, written
from abm.app.schedule import Happening, bounded
from abm.declare import ParameterError, refused
from abm.words.phrases import Phrase, phrase

HEAD = """\
# Two worlds set up in the browser. As one page to send to others:
#   abm app replay={name}.html state={name}.yaml
"""

SCHEDULE = "schedule"
"""Where a file has what a link can have several of, in the order in which it was entered."""

MANY = ("event", "set")


def twins_to_yaml(state: State, name: str) -> str:
    """Both twins, their schedule, the week and what is seen up close.

    Parameters
    ----------
    state : State
        As a link holds it.
    name : str
        Name of the file without its ending, for the command in its first lines.
    """
    content: dict[str, Any] = {side: {} for side in SIDES}
    for key, raw in parse_qsl(to_query(state), keep_blank_values=True):
        side, _, own = key.partition(".")
        group, name_there = (content[side], own) if side in SIDES else (content, key)
        if name_there in MANY:
            content.setdefault(SCHEDULE, []).append({key: raw})
        elif name_there == "instruments":
            group[name_there] = [item for item in raw.split(",") if item]
        else:
            group[name_there] = _plain(raw)
    return HEAD.format(name=name) + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)


def _plain(raw: str) -> int | float | str:
    """A number where a link writes one, to the last digit."""
    if re.fullmatch("-?[0-9]+", raw):
        return int(raw)
    try:
        return value if repr(value := float(raw)) == raw else raw
    except ValueError:
        return raw


def of_both(text: str) -> bool:
    """Whether a file is one of both twins."""
    content = mapping(text)
    return any(side in content for side in SIDES)


def twins_from_yaml(text: str, hosting: Hosting) -> State:
    """Read such a file back; it is held to the rules of a link, and refused as a whole.

    Raises
    ------
    ParameterError
        With one line that names what is not allowed.
    """
    state = from_query(urlencode(list(_items(mapping(text)))), hosting)
    for problem in _refusals(state):
        raise ParameterError(problem)
    return state


def _items(content: dict[Any, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """The items of the link that a file stands for."""
    for name, value in content.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict) and key in SIDES:
            yield from _items(value, f"{key}.")
        elif isinstance(value, list) and key == SCHEDULE and all(isinstance(item, dict) for item in value):
            for item in value:
                yield from _items(item)
        elif isinstance(value, list) and name == "instruments":
            yield key, ",".join(map(str, value))
        elif isinstance(value, (str, int, float)) and not isinstance(value, bool):
            yield key, written(value)
        else:
            raise ParameterError(refused(key, value, phrase("allowed.saved")))


def _refusals(state: State) -> Iterator[Phrase]:
    """What of a file is not allowed; what an earlier version had is left out, and stays told in the state."""
    for field, problem in state.problems.items():
        if field == "event":
            yield refused("event", problem, phrase("allowed.event"))
        elif isinstance(problem, Phrase):
            if field != "earlier":
                yield problem
        else:
            yield refused("file", problem, phrase("allowed.saved"))


# --- from files of one side ------------------------------------------------------------------------------------------


def with_counterpart(text: str, hosting: Hosting) -> State:
    """The twin of a file beside the same settings and schedule under no norms, or under all where it has none.

    Raises
    ------
    ParameterError
        When the file is none that the page gives.
    """
    norms = from_yaml(text, 0, hosting)[0].parameters().norms
    side = DEFAULT_NORMS.index(norms) if norms in DEFAULT_NORMS else 1
    mine, entered, week = from_yaml(text, side, hosting)
    same = {key: value for key, value in mine.chosen if key != "instruments"}
    sides = [mine, mine]
    sides[1 - side] = Start.of(same | {"norms": DEFAULT_NORMS[1 - side]})
    schedule = tuple(
        Happening(where, entry.event)
        for entry in entered
        for where in ((None,) if entry.side is None else (side, 1 - side))
    )
    bounded(schedule)
    return State((sides[0], sides[1]), schedule, week)


def from_files(text_a: str, text_b: str, hosting: Hosting) -> State:
    """Twins of which each is a file; what twins share must be the same in both.

    Raises
    ------
    ParameterError
        When a file is none that the page gives, or the two are no twins.
    """
    a, entered_a, week_a = from_yaml(text_a, 0, hosting)
    b, entered_b, week_b = from_yaml(text_b, 1, hosting)
    for key in SHARED:
        if a.values()[key] != b.values()[key]:
            raise ParameterError(refused(key, b.values()[key], phrase("allowed.shared", value=a.values()[key])))
    if week_a != week_b:
        raise ParameterError(refused("weeks", week_b + 1, phrase("allowed.shared", value=week_a + 1)))
    both, others = ([entry.event for entry in entered if entry.side is None] for entered in (entered_a, entered_b))
    if both != others:
        raise ParameterError(refused("events", len(others), phrase("allowed.shared", value=len(both))))
    schedule = tuple(_together(entered_a, list(entered_b)))
    bounded(schedule)
    return State((a, b), schedule, week_a)


def _together(entered_a: Iterable[Happening], left: list[Happening]) -> Iterator[Happening]:
    """Two schedules as one, each in its order; what strikes both stands in both."""
    for entry in entered_a:
        if entry.side is None:
            place = left.index(entry)
            yield from left[:place]
            del left[: place + 1]
        yield entry
    yield from left
