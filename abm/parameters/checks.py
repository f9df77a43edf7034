"""What the model refuses: one line per mistake that names the key, its value and what is allowed."""

from __future__ import annotations

import copy
import dataclasses
import difflib
import functools
import re
import warnings
from collections.abc import Iterable, Iterator
from typing import Any, get_type_hints

from abm.declare import Declaration, ParameterError, declarations, refused
from abm.norms import INSTRUMENTS
from abm.parameters import Driver, Event, Method, Parameters, menu
from abm.parameters.removed import removed_key, was_removed
from abm.parameters.run import WHOLE_GOVERNMENT
from abm.parameters.society import MUNICIPALITIES
from abm.policy.choice import EXPLAINED, INSIDE, TICK_BOX
from abm.words.phrases import Phrase, phrase

NOT_METHODS = (INSIDE, EXPLAINED, TICK_BOX)
"""Choices that are no method of participation; a method of that name could not be told apart in the log."""


class Notice(UserWarning):
    """Something that holds otherwise than a user might think; the message is one line."""


@functools.cache
def declared() -> dict[str, Declaration]:
    """Every parameter of the model by its key."""
    return {item.key: item for item in declarations(Parameters)}


@functools.cache
def live() -> dict[str, Declaration]:
    """Parameters that can change while a run is under way: numbers that no start has used up."""
    return {key: item for key, item in declared().items() if item.live and item.low is not None}


def declaration_of(key: str) -> Declaration | None:
    """Find the declaration behind a key, also of one field of a method (``methods.dialogue.hours``) or an event."""
    rows = {"events": Event, "drivers": Driver}
    kind = Method if re.fullmatch(r"methods\.\w+\.\w+", key) else rows.get(key.partition("[")[0] if "[" in key else "")
    if kind is None:
        return declared().get(key)
    prefix, _, field = key.rpartition(".")
    return {item.key: item for item in declarations(kind, prefix + ".")}.get(f"{prefix}.{field}")


def nearest(name: str, names: Iterable[str]) -> str:
    """Hint at the nearest known name, or an empty text. The end of a dotted name is enough to find it."""
    known = list(names)
    same_end = [item for item in known if item.rpartition(".")[2] == name]
    found = same_end or difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return phrase("advice.nearest", name=found[0]) if found else ""


SHORTEST_TERM = 26
"""Weeks that a cabinet sits at least, where cabinets follow each other by themselves."""

MOST_NAMES = 10
"""Names that a refusal lists before it says where the rest can be found."""


def one_of(names: Iterable[str], given: str, describe: str = "", key: str = "allowed.one_of") -> Phrase:
    """Name the allowed names, and the one that is nearest to what was given.

    Parameters
    ----------
    names : iterable of str
        All that is allowed; of many the first ones are named.
    given : str
        What the user wrote.
    describe : str
        What ``abm describe`` lists them under, where it does.
    key : str
        ``allowed.names_from`` where any number of them may be given.
    """
    known = list(names)
    listed = ", ".join(known[:MOST_NAMES])
    if len(known) > MOST_NAMES:
        more = len(known) - MOST_NAMES
        listed = phrase(
            "allowed.names.listed" if describe else "allowed.names.more", names=listed, table=describe, more=more
        )
    return phrase(key, names=listed, advice=nearest(given, known))


def unknown(key: str, names: Iterable[str] = ()) -> Phrase:
    """Refuse a key that nothing has: say when it was removed, or the nearest one that something has."""
    if gone := removed_key(key):
        return was_removed(gone)
    known = list(names) or [*declared(), "events", "drivers", "methods"]
    return refused(phrase("subject.key"), key, phrase("allowed.known", advice=nearest(key, known)))


def problems(parameters: Parameters) -> Iterator[Phrase]:
    """Say, one line each, what is wrong with parameters, what would not die down included.

    Parameters
    ----------
    parameters : Parameters
        From anywhere: a configuration, or a notebook that has set attributes by hand.
    """
    found = list(wrong(parameters))
    yield from found or dies_down(parameters)


def wrong(parameters: Parameters) -> Iterator[Phrase]:
    """Say, one line each, what is no value of a parameter, or not allowed together with others."""
    if misshapen := list(_misshapen(parameters, Parameters, "")):
        yield from misshapen  # nothing else can be looked at then
        return
    for key, declaration in declared().items():
        value: Any = parameters
        for part in key.split("."):
            value = getattr(value, part)
        if problem := declaration.problem(value):
            yield problem
    top = int(declared()["seed"].high or 0)
    numbers = not any(declared()[key].problem(getattr(parameters, key)) for key in ("seed", "replicates"))
    if numbers and parameters.seed + parameters.replicates - 1 > top:
        most = phrase("allowed.most", most=top - parameters.seed + 1, advice=phrase("advice.seeds", top=top))
        yield refused("replicates", parameters.replicates, most)
    if parameters.population.sizes == "municipalities" and parameters.population.communities != MUNICIPALITIES:
        needed = phrase("allowed.municipalities", count=MUNICIPALITIES)
        yield refused("population.communities", parameters.population.communities, needed)
    if 0 < parameters.ministries.cabinet_weeks < SHORTEST_TERM:
        needed = phrase("allowed.cabinet_weeks", low=SHORTEST_TERM)
        yield refused("ministries.cabinet_weeks", parameters.ministries.cabinet_weeks, needed)
    yield from _list_problems("instruments", parameters.instruments, INSTRUMENTS)
    yield from _record_problems(parameters)
    for key, value in parameters.norm_parameters.items():
        yield from _change_problems("norm_parameters", f"norm_parameters.{key}", key, value)
    for number, event in enumerate(parameters.events):
        yield from event_problems(event, f"events[{number}]", parameters)
    yield from _driver_problems(parameters.drivers)
    yield from _method_problems(parameters)


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


@functools.cache
def _groups(kind: type) -> dict[str, Any]:
    """Attributes that are groups of parameters, and what they are."""
    hints = _hints(kind)
    names = (item.name for item in dataclasses.fields(kind))
    return {name: hints[name] for name in names if dataclasses.is_dataclass(hints[name])}


def checked_copy(parameters: Parameters) -> Parameters:
    """Copy parameters that may come from anywhere, with numbers of the types that are declared.

    Raises
    ------
    ParameterError
        With one line that names key, value and what is allowed.
    """
    for problem in wrong(parameters):
        raise ParameterError(problem)
    for problem in dies_down(parameters):
        warnings.warn(problem, Notice, stacklevel=3)  # a study of what then happens is one's own affair
    copied = copy.deepcopy(parameters)
    for key, declaration in declared().items():
        *path, name = key.split(".")
        group: Any = copied
        for part in path:
            group = getattr(group, part)
        value = getattr(group, name)
        if declaration.low is not None and type(value) is not declaration.kind:  # such as a number of numpy
            setattr(group, name, declaration.kind(value))
    return copied


def checked_seed(seed: Any) -> int:
    """Read the seed of one run; a fraction or a text is refused, as it would be another seed than it says.

    Raises
    ------
    ParameterError
        With one line that says what is allowed.
    """
    if problem := declared()["seed"].problem(seed):
        raise ParameterError(problem)
    return int(seed)


def dies_down(parameters: Parameters) -> Iterator[Phrase]:
    """Say, one line each, which feedback would not die down with parameters that are right one by one."""
    from abm.policy.stability import stability_problems  # the rule lives with the rules, which know no checks

    yield from stability_problems(parameters)


def _misshapen(group: Any, kind: Any, prefix: str) -> Iterator[Phrase]:
    """Say which groups are none, and which attributes are no parameters: a typo would change nothing."""
    if not isinstance(group, kind):
        yield refused(prefix.rstrip("."), type(group).__name__, phrase("allowed.type", name=kind.__name__))
        return
    hints = _hints(kind)
    for name in vars(group):
        if name not in hints:
            yield unknown(f"{prefix}{name}")
    for name, inner in _groups(kind).items():
        yield from _misshapen(getattr(group, name), inner, f"{prefix}{name}.")
    if kind is Parameters:
        rows = (("methods", group.methods, dict), ("events", group.events, list), ("drivers", group.drivers, list))
        for key, value, whole in rows:
            if not isinstance(value, whole):
                yield refused(key, type(value).__name__, phrase("allowed.type", name=whole.__name__))
                return
        for name, method in group.methods.items():
            yield from _misshapen(method, Method, f"methods.{name}.")
        for number, event in enumerate(group.events):
            yield from _misshapen(event, Event, f"events[{number}].")
        for number, driver in enumerate(group.drivers):
            yield from _misshapen(driver, Driver, f"drivers[{number}].")


def _list_problems(key: str, given: list[str], known: Iterable[str]) -> Iterator[Phrase]:
    names = list(known)
    shown = f"[{','.join(map(str, given))}]"
    for name in given:
        if gone := removed_key(key, str(name)):
            yield was_removed(gone)
        elif name not in names:
            yield refused(key, shown, one_of(names, name, key, "allowed.names_from"))
    if len(set(given)) < len(given):
        yield refused(key, shown, phrase("allowed.list_once"))


def _record_problems(parameters: Parameters) -> Iterator[Phrase]:
    if parameters.record.measures:
        from abm.observation.measures import MEASURES  # measures know the model, which knows these checks

        yield from _list_problems("record.measures", parameters.record.measures, MEASURES)
    if parameters.record.citizens:
        from abm.agents.citizens.views import COLUMNS

        single = [name for name in COLUMNS if name not in ("values", "ties")]  # one number for each citizen
        yield from _list_problems("record.citizens", parameters.record.citizens, single)


def _rows(row: Any, kind: type, prefix: str) -> Iterator[Phrase]:
    for declaration in declarations(kind, prefix):
        if problem := declaration.problem(getattr(row, declaration.key.removeprefix(prefix))):
            yield problem


def _driver_problems(drivers: list[Driver]) -> Iterator[Phrase]:
    """Say, one line each, what is wrong with points of exogenous series: each has one value in a week."""
    seen = set()
    for number, driver in enumerate(drivers):
        wrong_here = list(_rows(driver, Driver, f"drivers[{number}]."))
        yield from wrong_here
        if not wrong_here and (driver.kind, driver.week) in seen:
            wish = phrase("allowed.driver_once", kind=driver.kind)
            yield refused(f"drivers[{number}].week", driver.week, wish)
        seen.add((str(driver.kind), driver.week))


def event_problems(event: Event, key: str, parameters: Parameters) -> Iterator[Phrase]:
    """Say, one line each, what is wrong with an event, under the key by which the user knows it."""
    yield from _rows(event, Event, f"{key}.")
    if event.kind == "set":
        size = phrase("subject.size", key=f"{key}.size", target=event.target)
        yield from _change_problems(f"{key}.target", size, event.target, event.size)
    elif event.kind in WHOLE_GOVERNMENT:
        if event.target:
            yield refused(f"{key}.target", event.target, phrase("allowed.cabinet_target"))
        if event.kind == "cabinet" and event.size != Event().size:
            yield refused(f"{key}.size", event.size, phrase("allowed.cabinet_size"))
        if event.kind == "caretaker" and not (event.size >= 1 and float(event.size).is_integer()):
            yield refused(f"{key}.size", event.size, phrase("allowed.caretaker_size"))
    else:
        last = parameters.ministries.count * parameters.ministries.dossiers - 1
        if event.target and not (event.target.isdecimal() and int(event.target) <= last):
            yield refused(f"{key}.target", event.target, phrase("allowed.dossier", high=last))
        if event.size < 0:
            yield refused(f"{key}.size", event.size, phrase("allowed.severity"))


def _change_problems(holder: str, said: str, key: str, value: Any) -> Iterator[Phrase]:
    """Say what is wrong with giving a parameter another value while a run is under way."""
    if gone := removed_key(str(key)):
        yield was_removed(gone)
        return
    if key not in live():
        yield refused(holder, key, phrase("allowed.live", advice=nearest(str(key), live())))
        return
    if live()[key].kind is int and isinstance(value, float) and value.is_integer():
        value = int(value)  # events carry numbers of one type
    if problem := live()[key].problem(value, said):
        yield problem


def _method_problems(parameters: Parameters) -> Iterator[Phrase]:
    methods = parameters.methods
    for name, method in methods.items():
        yield from _rows(method, Method, f"methods.{name}.")
        if name in NOT_METHODS or not name.isidentifier():
            wish = phrase("allowed.method_name", names=", ".join(NOT_METHODS))
            yield refused(phrase("subject.method"), name, wish)
    if not methods:
        yield refused("method", "[]", phrase("allowed.methods"))
    elif parameters.imposed.method not in (methods if parameters.timing != "chosen" else [*methods, *menu()]):
        yield refused("imposed.method", parameters.imposed.method, one_of(methods, parameters.imposed.method))
