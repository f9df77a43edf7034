"""``abm describe``: every parameter with its unit, range, default, meaning and source."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any, get_type_hints

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from abm.configuration.loading import options, said_of
from abm.configuration.refusals import GROUPS
from abm.declare import Declaration, declarations
from abm.norms import INSTRUMENTS
from abm.parameters import Driver, Event, Method, Parameters
from abm.parameters.checks import ParameterError, declared, live, nearest, refused
from abm.parameters.removed import removed_key, was_removed
from abm.words import instrument_name

PREFIXES = {Method: "methods.NAME.", Event: "events[NUMBER].", Driver: "drivers[NUMBER]."}
"""Rows of which there may be any number, and the keys under which they stand."""

WIDE = 140
"""Columns from which unit, range and source stand beside the meaning, and not below."""

USAGE = """\
abm describe                     every parameter
abm describe officials.courage   one parameter
abm describe officials           a group of parameters, an instrument, method, events or drivers
abm describe norms               the named norm sets; likewise scenario, population, method, instrument
abm describe measures            what is measured"""


def describe(arguments: list[str]) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : list of str
        At most one name.

    Returns
    -------
    int
        Exit code.
    """
    console = Console(highlight=False, markup=False)
    if "--help" in arguments or "-h" in arguments:
        print(USAGE)
    elif len(arguments) > 1:
        raise ParameterError(refused("what follows abm describe", " ".join(arguments), "one name at a time"))
    elif not arguments:
        _print(parameters(), console)
    elif arguments[0] == "measures":
        _measures(console)
    else:
        _one(arguments[0].rstrip("."), console)
    return 0


def parameters() -> list[Declaration]:
    """Every parameter, those of a method, an event and a driver included."""
    rows = [item for kind, prefix in PREFIXES.items() for item in declarations(kind, prefix)]
    return [*declared().values(), *rows]


def _one(name: str, console: Console) -> None:
    known = {item.key: item for item in parameters()}
    key = f"instrument.{name}" if name in INSTRUMENTS else name
    members = [item for item in known.values() if item.key.partition("[")[0].startswith((f"{key}.", key))]
    members = [item for item in members if item.key.removeprefix(key)[:1] in (".", "[")]
    found = False
    if name in known:
        console.print(_sheet(known[name]))
        found = True
    if name in GROUPS:
        _sets(name, console)
        found = True
    if name in INSTRUMENTS:
        console.print(_instrument(name))
        found = True
    if members:
        _print(members, console)
    elif not found and (gone := removed_key(name)):
        raise ParameterError(was_removed(gone))
    elif not found:
        names = [*known, *_groups(), *INSTRUMENTS, *GROUPS, "measures"]
        raise ParameterError(refused("what follows abm describe", name, f"a name that there is{nearest(name, names)}"))


def _sets(group: str, console: Console) -> None:
    """Print the named sets of a group, and what each says that it is; into a pipe parted by tabs."""
    print("\nNamed sets:")
    if not console.is_terminal:
        print(*(f"{name}\t{said_of(group, name)}".rstrip() for name in options(group)), sep="\n")
        return
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column()
    for name in options(group):
        table.add_row(name, said_of(group, name))
    console.print(table)


def _print(rows: Iterable[Declaration], console: Console) -> None:
    """Print a table for reading on a terminal, and one row a line, parted by tabs, into a pipe."""
    if console.is_terminal:
        console.print(*_tables(rows, console.width), sep="\n")
        return
    print("name", "default", "unit", "allowed", "meaning", "source", sep="\t")
    for item in rows:
        print(item.key, _shown(item.default), item.unit, item.allowed, item.meaning, item.source, sep="\t")


def _tables(rows: Iterable[Declaration], width: int) -> Iterator[RenderableType]:
    """One table per group; the source stands under the meaning where there is no room beside it."""
    titles = _groups()
    groups: dict[str, list[Declaration]] = {}
    for item in rows:
        groups.setdefault(item.key.rpartition(".")[0], []).append(item)
    for group, members in groups.items():
        table = Table(box=box.SIMPLE_HEAD, title_justify="left", expand=True, pad_edge=False)
        table.title = Text.assemble((group or "a run", "bold"), "  ", (titles.get(group, ""), "italic"))
        name = max(24, *(len(item.key.rpartition(".")[2]) for item in members))
        table.add_column("name", width=name, no_wrap=True, style="cyan")
        (_fill_wide if width >= WIDE else _fill_narrow)(table, members)
        yield table


def _fill_wide(table: Table, members: Iterable[Declaration]) -> None:
    table.add_column("default", width=12, overflow="fold")
    table.add_column("unit", width=16)
    table.add_column("allowed", width=18)
    table.add_column("meaning", ratio=3)
    table.add_column("source", ratio=2, style="dim")
    for item in members:
        values = (_shown(item.default), item.unit, _short(item))
        table.add_row(item.key.rpartition(".")[2], *values, item.meaning, item.source)


def _fill_narrow(table: Table, members: Iterable[Declaration]) -> None:
    table.add_column("default, allowed", ratio=2)
    table.add_column("meaning, source", ratio=3)
    for item in members:
        unit = "" if item.unit == "1" else f" {item.unit}"
        values = Text.assemble(f"{_shown(item.default)}{unit}", (f"\n{_short(item)}", "dim"))
        words = Text.assemble(item.meaning, (f"\n{item.source}", "dim"))
        table.add_row(item.key.rpartition(".")[2], values, words)


def _sheet(item: Declaration) -> RenderableType:
    settable = item.key in live()
    lines = {
        "meaning": item.meaning,
        "default": f"{_shown(item.default)}  (unit: {item.unit})",
        "allowed": item.allowed,
        "source": item.source,
        "events": "may set it while a run is under way" if settable else "cannot set it: it holds from the start",
        "to set it": f"abm run {item.key}={_shown(item.default)}",
    }
    return Group(Text(item.key, style="bold cyan"), _pairs(lines))


def _instrument(name: str) -> RenderableType:
    kind = INSTRUMENTS[name]
    sign = {-1: "down", 0: "either way", 1: "up"}[kind.sign]
    lines = {
        "in the essay": instrument_name(kind.name, "nl"),
        "rule": kind.rule,
        "cost": kind.cost,
        "should move": f"{kind.observable}, {sign}",
        "to use it": f"abm run instruments=[{name}]",
    }
    return Group(Text(name, style="bold cyan"), _pairs(lines))


def _measures(console: Console) -> None:
    from abm.observation.measures import MEASURES  # the model; a parameter can be described without it

    if not console.is_terminal:
        print("name", "unit", "definition", sep="\t")
        for measure in MEASURES.values():
            print(measure.name, measure.unit, measure.definition, sep="\t")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("name", style="cyan", no_wrap=True)
    table.add_column("unit", max_width=24)
    table.add_column("definition")
    for measure in MEASURES.values():
        table.add_row(measure.name, measure.unit, measure.definition)
    console.print(table)


def _pairs(lines: dict[str, str]) -> Table:
    table = Table.grid(padding=(0, 2))
    for name, text in lines.items():
        table.add_row(Text(f"  {name}", style="dim"), text)
    return table


def _groups() -> dict[str, str]:
    """First line of the docstring of every group of parameters."""
    found = {prefix[:-1]: _first_line(kind) for kind, prefix in PREFIXES.items()}

    def walk(kind: Any, prefix: str) -> None:
        for name, member in get_type_hints(kind).items():
            if dataclasses.is_dataclass(member):
                found[f"{prefix}{name}"] = _first_line(member)
                walk(member, f"{prefix}{name}.")

    walk(Parameters, "")
    return found


def _first_line(kind: Any) -> str:
    return (kind.__doc__ or "").strip().partition("\n")[0]


def _shown(value: Any) -> str:
    """Write a value as it is typed on the command line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{','.join(map(str, value))}]"
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)


def _short(item: Declaration) -> str:
    if item.choices:
        return ", ".join(item.choices)
    if item.low is None or item.high is None:
        return item.allowed.removesuffix(" in brackets, such as [a,b]")
    return f"{_shown(item.low)} to {_shown(item.high)}"
