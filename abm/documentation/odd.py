"""Keep ``ODD.md``, the description of this model (ODD+D), true: write what can be read from the code into it.

Text between ``<!-- generated: NAME -->`` and ``<!-- end -->`` belongs to this module; the rest is written by hand.

    python -m abm.documentation            says which blocks differ from the code; exit code 1 if any does
    python -m abm.documentation --write    brings them up to date
"""

from __future__ import annotations

import ast
import csv
import inspect
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from itertools import chain, groupby
from pathlib import Path
from typing import Any

import yaml

from abm.agents.inspectorates import Inspectorate
from abm.agents.media import Outlet
from abm.agents.ministries import Ministry
from abm.agents.parliament import Party
from abm.analysis.answer import loop
from abm.analysis.sentences import is_there, laid_out
from abm.analysis.tables import study_of
from abm.configuration.loading import load, options, said_of
from abm.declare import ASSUMPTION, Declaration, declarations
from abm.model import PolicyModel
from abm.norms import INSTRUMENTS
from abm.norms.base import acts_on
from abm.numerics.streams import Purpose
from abm.observation.groups import GROUP_MEASURES
from abm.observation.measures import MEASURES, RUN_MEASURES
from abm.parameters import Driver, Event, Method, Parameters
from abm.parameters.checks import declared
from abm.policy.arrows import ARROWS
from abm.words import instrument_name

TEXT = Path(__file__).parents[2] / "docs" / "ODD.md"
ACTORS: dict[str, type] = {
    "ministries": Ministry,
    "outlets": Outlet,
    "parties": Party,
    "inspectorates": Inspectorate,
}
"""Sets of actors that :class:`PolicyModel` tells what to do."""

RUN_SETTINGS = ("", "compare", "placebo", "record")
"""Groups that say how a run is made, not how the world works; they are no assumptions."""

ROWS: dict[str, type] = {"methods.NAME": Method, "events[NUMBER]": Event, "drivers[NUMBER]": Driver}
"""Rows of which there may be any number."""

FEW = 5
"""Rows of a scenario up to which each is shown."""

_BLOCK = re.compile(r"(<!-- generated: ([\w:]+) -->\n).*?(<!-- end -->)", re.DOTALL)


# --- tables -----------------------------------------------------------------------------------------------------


def table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """Lay out a Markdown table; bars inside cells are escaped."""
    lines = [list(head), *([str(cell).replace("|", r"\|").replace("\n", " ") for cell in row] for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def shown(value: Any) -> str:
    """Write a value as it is typed on the command line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(shown, value))}]"
    if value is None or value == "":
        return "(empty)"
    return f"{value:.10g}" if isinstance(value, (int, float)) else str(value)


def first_line(thing: Any) -> str:
    """First line of a docstring."""
    return (inspect.getdoc(thing) or "").partition("\n")[0]


def _allowed(item: Declaration) -> str:
    if item.choices:
        return ", ".join(item.choices)
    return item.allowed if item.low is None else f"{shown(item.low)} to {shown(item.high)}"


def all_parameters() -> list[Declaration]:
    """Every parameter, those of a method, an event and a driver included."""
    rows = (declarations(kind, f"{name}.") for name, kind in ROWS.items())
    return [*declared().values(), *chain.from_iterable(rows)]


def _group(item: Declaration) -> str:
    return item.key.rpartition(".")[0]


def _group_meaning(name: str) -> str:
    if name in ROWS:
        return first_line(ROWS[name])
    part: Any = Parameters()
    for step in filter(None, name.split(".")):
        part = getattr(part, step)
    return first_line(type(part))


def parameters() -> str:
    """Every parameter with unit, range, default, meaning and source, by group."""
    parts = []
    for name, members in groupby(all_parameters(), _group):
        rows = (
            (f"`{item.key}`", item.unit, _allowed(item), shown(item.default), item.meaning, item.source)
            for item in members
        )
        head = ("name", "unit", "range", "default", "meaning", "source")
        parts.append(f"**{name or 'a run'}**: {_group_meaning(name)}\n\n{table(head, rows)}")
    return "\n\n".join(parts)


def assumptions() -> str:
    """Parameters about the world without an empirical number, and those of which only the size is assumed."""
    world = [item for item in all_parameters() if _group(item) not in RUN_SETTINGS and item.low is not None]
    bare = [item for item in world if item.source == ASSUMPTION]
    part = [item for item in world if item.source != ASSUMPTION and ASSUMPTION in item.source]
    first = table(
        ("name", "default", "range", "unit", "meaning"),
        ((f"`{i.key}`", shown(i.default), _allowed(i), i.unit, i.meaning) for i in bare),
    )
    second = table(
        ("name", "default", "range", "unit", "what is known"),
        ((f"`{i.key}`", shown(i.default), _allowed(i), i.unit, i.source) for i in part),
    )
    some = f"{len(part)} more are so in part, or with a reason:"
    return f"{len(bare)} parameters are assumptions:\n\n{first}\n\n{some}\n\n{second}"


def measures() -> str:
    """Every measure: of a week, of a run, and by group."""
    rows = [
        (f"`{m.name}`", m.unit, "ratio of sums" if m.ratio else "mean of weeks", m.definition)
        for m in MEASURES.values()
    ]
    rows += [(f"`{m.name}`", m.unit, "whole run", m.definition) for m in RUN_MEASURES.values()]
    by_group = table(
        ("measure", "by", "kept"),
        (
            (f"`{name}`", item.grouping, "with `record.groups=weekly`" if item.weekly else "always")
            for name, item in GROUP_MEASURES.items()
        ),
    )
    return (
        f"{table(('name', 'unit', 'over a run', 'definition'), rows)}\n\nBy group, averaged per quarter:\n\n{by_group}"
    )


# --- the order of a week ----------------------------------------------------------------------------------------


def _calls(method: Callable[..., Any]) -> Iterator[ast.Call]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(method)))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    yield from sorted(found, key=lambda call: (call.lineno, call.col_offset))


def phases() -> list[str]:
    """Names of the methods that :meth:`PolicyModel.step` calls on the model, in their order."""
    return [
        call.func.attr
        for call in _calls(PolicyModel.step)
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "self"
    ]


def tasks(phase: str) -> list[tuple[str, str]]:
    """List what a phase asks of sets of actors, in its order: (set, method)."""
    found = []
    for call in _calls(getattr(PolicyModel, phase)):
        assert isinstance(call.func, ast.Attribute)
        owner = call.func.value
        if call.func.attr == "do" and isinstance(owner, ast.Attribute) and owner.attr in ACTORS:
            task = call.args[0]
            assert isinstance(task, ast.Constant)
            found.append((owner.attr, str(task.value)))
    return found


def process() -> str:
    """Tell a week in its order, from the docstrings of what is called."""
    lines = []
    for phase in phases():
        number, _, text = first_line(getattr(PolicyModel, phase)).partition(". ")
        lines.append(f"{number}. {text} (`PolicyModel.{phase}`)")
        for name, task in tasks(phase):
            kind = ACTORS[name]
            lines.append(f"    - each of `{name}`: {first_line(getattr(kind, task))} (`{kind.__name__}.{task}`)")
    lines.append(f"{len(phases()) + 1}. Measures are taken (`Collector.collect`)")
    return "\n".join(lines)


# --- named things -----------------------------------------------------------------------------------------------


def arrows() -> str:
    """List the arrows of the loop, each with its parameter."""
    rows = (
        (f"{a.cause} → {a.effect}", f"`{a.parameter}`", shown(declared()[a.parameter].default), a.meaning)
        for a in ARROWS
    )
    return table(("arrow", "parameter", "default", "meaning"), rows)


def instruments() -> str:
    """Governance instruments: term, rule, cost, observable, expected sign, settings."""
    rows = []
    for name, kind in INSTRUMENTS.items():
        settings = "; ".join(f"{i.key} = {shown(i.default)}" for i in declarations(kind.Settings))
        sign = {1: "up", -1: "down", 0: "either way"}[kind.sign]
        changed = ", ".join(f"`{hook}`" for hook in acts_on(kind))
        term = instrument_name(name, "nl")
        rows.append((f"`{name}`", term, kind.rule, changed, kind.cost, f"`{kind.observable}`", sign, settings))
    head = ("instrument", "Dutch term", "rule", "hooks", "cost", "should move", "expected", "settings")
    return table(head, rows)


def methods() -> str:
    """Methods of participation, and the tick-box exercise."""
    given = load()
    rows = [(name, given.methods[name]) for name in sorted(given.methods)] + [("tick_box", given.tick_box)]
    names = [item.key for item in declarations(Method)]
    return table(
        ("method", *names), ((f"`{name}`", *(shown(getattr(row, field)) for field in names)) for name, row in rows)
    )


def named_sets(group: str) -> str:
    """Named sets of one group: what the file says it is, and what it sets."""
    rows = []
    for name in options(group):
        text = files("abm.configs").joinpath(group, f"{name}.yaml").read_text(encoding="utf-8")
        content = _in_brief(yaml.safe_load(text) or {})
        flow = (
            yaml.safe_dump(content, default_flow_style=True, width=10_000, sort_keys=False).strip() if content else ""
        )
        rows.append((f"`{name}`", said_of(group, name), f"`{flow}`" if flow else "the defaults"))
    return table((group, "what it is", "what it sets"), rows)


def _in_brief(content: dict[str, Any]) -> dict[str, Any]:
    """What a file sets, its longer series by the number of their rows; what wrote them is said in the file."""
    return {
        key: f"{len(value)} rows" if key in ("events", "drivers") and len(value) > FEW else value
        for key, value in content.items()
    }


def purposes() -> str:
    """Purposes of random draws, and the modules that draw for them."""
    root = Path(__file__).parents[1]
    sources = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*.py"))
        if path.name != "streams.py"
    }
    rows = []
    for purpose in Purpose:
        used = [f"`{path}`" for path, text in sources.items() if re.search(rf"Purpose\.{purpose.name}\b", text)]
        rows.append((f"`{purpose.name}`", ", ".join(used) or "not drawn at present"))
    return table(("purpose", "drawn in"), rows)


# --- data -------------------------------------------------------------------------------------------------------


def rows_of(name: str) -> list[dict[str, str]]:
    """Rows of a file in ``experiments/data``; none where there is no such file."""
    path = files("abm.experiments.data").joinpath(name)
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) if path.is_file() else []


def data() -> str:
    """Say what each row of the country's data is used for."""
    rows = (
        (
            row["file"],
            row["row"],
            row["period"],
            row["value"],
            row["use"],
            f"`{row['name']}`" if row["name"] else "",
            row["note"],
        )
        for row in rows_of("data_use.csv")
    )
    return table(("file", "row", "period", "value", "use", "parameter or measure", "how, or why not"), rows)


def measured(study: str) -> str:
    """Show the table that a study left in ``experiments/data``, or say how to make it."""
    rows = rows_of(f"{study}.csv")
    if not rows:
        return f"Not measured yet: `abm study {study_of(study)}` writes this table."
    return table(rows[0], (map(_rounded, row.values()) for row in rows))


def answered(section: str) -> str:
    """A section of the answer, in words that its table chooses; nothing where that is of older results."""
    made, needed = {"loop": (loop, "loop_cut")}[section]
    return laid_out(made("en")).rstrip() if is_there(needed) else ""


def _rounded(cell: str) -> str:
    """Round a number with decimals to four digits; leave all else as it is."""
    return f"{float(cell):.4g}" if re.fullmatch(r"-?\d+\.\d+(e-?\d+)?", cell) else cell


BLOCKS: dict[str, Callable[[], str]] = {
    "parameters": parameters,
    "assumptions": assumptions,
    "measures": measures,
    "process": process,
    "arrows": arrows,
    "instruments": instruments,
    "methods": methods,
    "purposes": purposes,
    "data": data,
}
"""Blocks without an argument; ``sets:GROUP``, ``study:NAME`` and ``answer:SECTION`` have one."""


def block(name: str) -> str:
    """Content of one generated block."""
    kind, _, argument = name.partition(":")
    if argument:
        return {"sets": named_sets, "study": measured, "answer": answered}[kind](argument)
    return BLOCKS[kind]()


def blocks(text: str) -> list[str]:
    """Names of the generated blocks of a text."""
    return [match[2] for match in _BLOCK.finditer(text)]


def render(text: str) -> str:
    """Bring every generated block of a text up to date."""
    return _BLOCK.sub(lambda match: f"{match[1]}\n{block(match[2])}\n\n{match[3]}", text)


def main(arguments: list[str]) -> int:
    """Check or write ``ODD.md``; returns the exit code."""
    text = TEXT.read_text(encoding="utf-8")
    rendered = render(text)
    if "--write" in arguments:
        TEXT.write_text(rendered, encoding="utf-8", newline="\n")
        return 0
    old, new = ([match[0] for match in _BLOCK.finditer(t)] for t in (text, rendered))
    stale = [name for name, before, after in zip(blocks(text), old, new, strict=True) if before != after]
    for name in stale:
        print(f"{name} in docs/ODD.md differs from the code; python -m abm.documentation --write brings it up to date")
    return 1 if stale else 0
