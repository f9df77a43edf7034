"""What norm sets and choices do in a sweep, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any

import numpy as np
import pandas as pd
from rich import box
from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from abm.analysis.contrasts import BASELINES, DRAWN, ROWS, SCATTERED, Contrasts
from abm.analysis.sensitivity import ROUNDING
from abm.analysis.summary import SHOWN
from abm.commands.summary_table import amount

WIDEST, NARROW = 30, 10
"""Characters on one line of a named set or a list of instruments, and of the head of a measure."""


def show(found: Contrasts, console: Console) -> None:
    """Print for a reader: measures side by side where they fit, one below the other where not."""
    console.print()
    last = found.table["group"].max()
    shown = found.table[found.table["group"] < ROWS]
    tables: list[RenderableType] = [_side_by_side(found, shown)]
    width = Measurement.get(console, console.options.update(max_width=10_000), tables[0]).maximum
    if width > console.width:
        tables = [_below(found, rows) for _, rows in shown.groupby("measure", sort=False)]
    if last >= ROWS:
        tables.append(Text(f"{last + 1 - ROWS:,} more in the files.", style="dim"))
    console.print(Group(*tables, *(Text(line, style="dim") for line in said(found))))


def _side_by_side(found: Contrasts, rows: pd.DataFrame) -> Table:
    """A row per group, a column per measure: mean, and below it the difference."""
    table = _table(found.keys)
    for name in rows["measure"].unique():
        row = SHOWN[name]
        head = "\n".join([*wrap(row.label, NARROW), *wrap(row.unit, NARROW)])
        table.add_column(head, justify="right", no_wrap=True)
    for _, group in rows.groupby("group", sort=False):
        table.add_row(*_names(found, group), *map(_cell, group.itertuples()), end_section=bool(found.key))
    return table


def _below(found: Contrasts, rows: pd.DataFrame) -> Table:
    """A table for one measure, a row per group."""
    row = SHOWN[rows["measure"].iloc[0]]
    table = _table(found.keys, title=f"{row.label}, {row.unit}", title_justify="left", title_style="bold")
    table.add_column("Mean", justify="right", no_wrap=True)
    for _, group in rows.groupby("group", sort=False):
        table.add_row(*_names(found, group), *map(_cell, group.itertuples()), end_section=bool(found.key))
    return table


def _table(keys: Sequence[str], **more: Any) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, **more)
    for key in keys:
        table.add_column(key, style="cyan", overflow="fold", max_width=WIDEST)
    table.add_column("runs", justify="right", no_wrap=True)
    return table


def _names(found: Contrasts, group: pd.DataFrame) -> list[str]:
    return [*map(str, group[found.keys].iloc[0]), f"{group['runs'].iloc[0]:,}"]


def _cell(cell: Any) -> Text:
    """Write a mean, and below it the difference, bold where its interval excludes zero."""
    shown = SHOWN[cell.measure]
    text = Text(amount(cell.mean, cell.mean - cell.half, shown))
    if not np.isnan(cell.difference):
        clear = abs(cell.difference) > cell.difference_half + ROUNDING * abs(cell.mean)
        change = amount(cell.difference, cell.difference - cell.difference_half, shown, "+")
        text.append("\n").append(change, style="bold" if clear else "")
    return text


def said(found: Contrasts) -> Iterator[str]:
    """Say over what means, intervals and differences are taken."""
    table, laid = found.table, f"points of a {found.design} design are no independent draws"
    several = bool((table["runs"] > 1).any())
    yield "Means over points, each averaged over its seeds." if several else "One run each."
    taken = set(table["over"]) - {""}
    if "points" in taken:
        yield "After ±: half of the 95% Student interval over points, which are independent draws from the ranges."
    if "seeds" in taken:
        yield "After ±: half of the 95% Student interval over seeds, for these points as they are."
    if not taken:
        why = "" if found.design == DRAWN or not several else f", and {laid}"
        yield f"No interval: one seed{why}. More replicates give one over seeds."
    if found.key:
        bold = " Bold: the interval excludes zero." if taken else ""
        yield f"With a sign: difference from {found.baseline}, paired by point and seed.{bold}"
        lacking = table[(table["pairs"] < table["runs"]) & (table[found.key] != found.baseline)]
        if len(lacking):
            first = lacking.iloc[0]
            yield (
                f"Not every run has a pair: differences rest on those that have, such as {first['pairs']:,} of "
                f"{first['runs']:,} of {first[found.key]}."
            )
    elif found.design in SCATTERED and set(BASELINES) & set(found.keys) and table["group"].nunique() > 1:
        yield (
            f"No differences: under design={found.design} each point has one norm set, so that none are paired; "
            "grid, sobol and morris give every norm set the same points."
        )
