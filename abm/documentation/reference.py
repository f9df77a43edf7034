"""Tables of the reference: every measure, column, parameter, norm set and instrument, from where each is declared.

They are written into the pages of ``docs/reference`` while the site is built (:mod:`abm.documentation.site`), and stand
in no file: what ``abm describe`` prints and what the site shows have one home.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

import pyarrow as pa

from abm.analysis.summary import COLUMNS
from abm.configuration.loading import load, options, said_of
from abm.declare import declarations
from abm.documentation.odd import ROWS, all_parameters, methods, named_sets, shown, table
from abm.documentation.odd import measures as measures_of_odd
from abm.norms import INSTRUMENTS
from abm.norms.base import acts_on
from abm.observation.measures import MEASURES, RUN_MEASURES
from abm.observation.record import simulate
from abm.parameters.checks import live
from abm.parameters.rules import GO_OUTSIDE, READINESS
from abm.sweeps import store
from abm.words import instrument_name, measure_name

SETS = ("norms", "scenario", "population", "instrument")
"""Groups of named sets of which each is shown."""

WAYS = {1: "up", -1: "down", 0: "either way"}


def measures() -> str:
    """Every measure in both languages, and those by group."""
    rows = [
        (f"`{name}`", measure_name(name, "en"), measure_name(name, "nl"), item.unit)
        for name, item in (MEASURES | RUN_MEASURES).items()
    ]
    return f"{measures_of_odd()}\n\n## Their labels\n\n{table(('name', 'English', 'Dutch', 'unit'), rows)}"


def parameters() -> str:
    """Every parameter by group, with a heading for each group."""
    settable = live()
    parts = []
    for name, members in groupby(all_parameters(), lambda item: item.key.rpartition(".")[0]):
        rows = (
            (
                f"`{item.key}`",
                item.meaning,
                shown(item.default),
                item.unit,
                item.allowed,
                "yes" if item.key in settable or name in ROWS else "no",
                item.source,
            )
            for item in members
        )
        head = ("name", "meaning", "default", "unit", "allowed", "by events", "source")
        parts.append(f"## {f'`{name}`' if name else 'A run'}\n\n{table(head, rows)}")
    return "\n\n".join(parts)


def norm_sets() -> str:
    """Every named set, by group, and the worlds that fit the country in one line each."""
    parts = [f"## `{group}`\n\n{named_sets(group)}" for group in SETS]
    worlds = table(
        ("calibration", "what it is"), ((f"`{name}`", said_of("calibration", name)) for name in options("calibration"))
    )
    return "\n\n".join([*parts, f"## `calibration`\n\n{worlds}"])


def instruments() -> str:
    """Every instrument, with a heading for each: what it changes, costs and should move, and its settings."""
    parts = []
    for name, kind in INSTRUMENTS.items():
        facts = (
            ("in the essay", instrument_name(name, "nl")),
            ("rule", kind.rule),
            ("hooks", ", ".join(f"`{hook}`" for hook in acts_on(kind))),
            ("cost", kind.cost),
            ("should move", f"`{kind.observable}`, {WAYS[kind.sign]}"),
        )
        settings = table(
            ("setting", "meaning", "default", "unit", "allowed", "source"),
            (
                (
                    f"`instrument.{name}.{item.key}`",
                    item.meaning,
                    shown(item.default),
                    item.unit,
                    item.allowed,
                    item.source,
                )
                for item in declarations(kind.Settings)
            ),
        )
        parts.append(f"## `{name}`\n\n{table(('what', 'of this instrument'), facts)}\n\n{settings}")
    return "\n\n".join(parts)


def rules() -> str:
    """Rules that a parameter chooses by name."""
    found = (
        (f"`{key}={name}`", (rule.__doc__ or "").strip().partition("\n")[0])
        for key, registry in (("officials.rule", GO_OUTSIDE), ("officials.readiness", READINESS))
        for name, rule in registry.items()
    )
    return table(("override", "rule"), found)


def files() -> str:
    """Every column of every file of results, read from files as they are written."""
    made = simulate(load("population.citizens=200", "weeks=1", "burn_in=0", "ministries.count=1"), 1)
    parts = [
        f"## `{name}.parquet`\n\n{columns(getattr(made, name).schema)}"
        for name in ("runs", "weeks", "groups", "decisions")
    ]
    parts.append(f"## `summary.csv`\n\n{table(('column', 'unit', 'meaning'), _described(COLUMNS.items()))}")
    swept = store.schema([])
    own = pa.schema([field for field in swept if field.name not in made.runs.schema.names])
    parts.append(
        "## `runs/` of a sweep\n\nThe columns of `runs.parquet`, a column for each factor (its key, with unit and "
        f"meaning of the parameter), and these:\n\n{columns(own)}"
    )
    return "\n\n".join(parts)


def columns(schema: pa.Schema) -> str:
    """Columns of a table with type, unit and definition, as its metadata have them."""
    rows = []
    for field in schema:
        said = {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
        rows.append((f"`{field.name}`", field.type, said.get("unit", ""), said.get("definition", "")))
    return table(("column", "type", "unit", "definition"), rows)


def _described(items: Iterable[tuple[str, tuple[str, str]]]) -> Iterable[tuple[str, str, str]]:
    return ((f"`{name}`", unit, meaning) for name, (unit, meaning) in items)


BLOCKS: dict[str, Callable[[], str]] = {
    "measures": measures,
    "parameters": parameters,
    "norm_sets": norm_sets,
    "instruments": instruments,
    "methods": methods,
    "rules": rules,
    "files": files,
}
"""What a page of the reference can ask for by ``<!-- built: NAME -->``."""
