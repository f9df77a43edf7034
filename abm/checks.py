"""What the model refuses: one line per mistake that names the key, its value and what is allowed."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterable, Iterator
from typing import Any

from abm.declare import Declaration, declarations
from abm.norms import INSTRUMENTS
from abm.parameters import Event, Method, Parameters

NOT_METHODS = ("inside", "explained", "tick_box")
"""Choices that are no method of participation; a method of that name could not be told apart in the log."""


class ParameterError(ValueError):
    """Something that the model does not accept; the message is one line for the user."""


@functools.cache
def declared() -> dict[str, Declaration]:
    """Every parameter of the model by its key."""
    return {item.key: item for item in declarations(Parameters)}


def declaration_of(key: str) -> Declaration | None:
    """Find the declaration behind a key, also of one field of a method (``methods.dialogue.hours``) or an event."""
    kind = Method if re.fullmatch(r"methods\.\w+\.\w+", key) else Event if key.startswith("events[") else None
    if kind is None:
        return declared().get(key)
    prefix, _, field = key.rpartition(".")
    return {item.key: item for item in declarations(kind, prefix + ".")}.get(f"{prefix}.{field}")


def nearest(name: str, names: Iterable[str]) -> str:
    """Hint at the nearest known name, or an empty text. The end of a dotted name is enough to find it."""
    known = list(names)
    same_end = [item for item in known if item.rpartition(".")[2] == name]
    found = same_end or difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"; did you mean {found[0]}?" if found else ""


LONGEST = 160
"""Characters of a value that a refusal repeats."""


def refused(key: str, value: Any, allowed: str) -> str:
    """Put the one line together; of a long value its beginning, so that it stays one line."""
    shown = str(value)
    return f"{key}={shown if len(shown) <= LONGEST else shown[:LONGEST] + '…'} is not allowed: {allowed}"


def one_of(names: Iterable[str], given: str) -> str:
    """Name the allowed names, and the one that is nearest to what was given."""
    known = list(names)
    return f"one of {', '.join(known)}{nearest(given, known)}"


def problems(parameters: Parameters) -> Iterator[str]:
    """Say, one line each, what is wrong with parameters whose types are right."""
    for key, declaration in declared().items():
        value: Any = parameters
        for part in key.split("."):
            value = getattr(value, part)
        if problem := declaration.problem(value):
            yield problem
    yield from _list_problems("instruments", parameters.instruments, INSTRUMENTS)
    yield from _record_problems(parameters)
    for number, event in enumerate(parameters.events):
        yield from _rows(event, Event, f"events[{number}].")
        yield from _event_problems(event, number, parameters)
    yield from _method_problems(parameters)
    from abm.policy.stability import stability_problems  # the rule lives with the rules, which know no checks

    yield from stability_problems(parameters)


def _list_problems(key: str, given: list[str], known: Iterable[str]) -> Iterator[str]:
    names = list(known)
    shown = f"[{','.join(map(str, given))}]"
    for name in given:
        if name not in names:
            yield refused(key, shown, one_of(names, name))
    if len(set(given)) < len(given):
        yield refused(key, shown, "each name once")


def _record_problems(parameters: Parameters) -> Iterator[str]:
    if parameters.record.measures:
        from abm.measures import MEASURES  # measures know the model, which knows these checks

        yield from _list_problems("record.measures", parameters.record.measures, MEASURES)
    if parameters.record.citizens:
        from abm.agents.citizen_views import COLUMNS

        single = [name for name in COLUMNS if name not in ("values", "ties")]  # one number for each citizen
        yield from _list_problems("record.citizens", parameters.record.citizens, single)


def _rows(row: Any, kind: type, prefix: str) -> Iterator[str]:
    for declaration in declarations(kind, prefix):
        if problem := declaration.problem(getattr(row, declaration.key.removeprefix(prefix))):
            yield problem


def _event_problems(event: Event, number: int, parameters: Parameters) -> Iterator[str]:
    key = f"events[{number}].target"
    if event.kind == "set":
        known = {name: item for name, item in declared().items() if item.live and item.low is not None}
        if event.target not in known:
            yield refused(key, event.target, f"a parameter that can be set while running{nearest(event.target, known)}")
        elif problem := known[event.target].problem(event.size):
            yield f"events[{number}].size: {problem}"
    elif event.kind != "cabinet" and event.target:
        last = parameters.ministries.count * parameters.ministries.dossiers - 1
        if not event.target.isdecimal() or int(event.target) > last:
            yield refused(key, event.target, f"a dossier from 0 to {last}, or empty")


def _method_problems(parameters: Parameters) -> Iterator[str]:
    methods = parameters.methods
    for name, method in methods.items():
        yield from _rows(method, Method, f"methods.{name}.")
        if name in NOT_METHODS or not name.isidentifier():
            yield f"methods.{name} is not allowed: a name of letters, digits and _ other than {', '.join(NOT_METHODS)}"
    if not methods:
        yield refused("method", "[]", "at least one method")
    elif parameters.timing != "chosen" and parameters.imposed.method not in methods:
        yield refused("imposed.method", parameters.imposed.method, one_of(methods, parameters.imposed.method))
