"""The answer of a comparison in one table: each measure under each norm set, and its difference from the baseline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from rich import box
from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from abm.analysis.summary import SHOWN, ShownMeasure

Shown = dict[tuple[str, str], Any]
"""Rows of a summary by measure and norm set."""


def show(summary: pd.DataFrame, console: Console) -> None:
    """Print the summary for a reader: norm sets side by side where they fit, one below the other where not.

    Parameters
    ----------
    summary : DataFrame
        As :func:`summarise` returns it.
    console : rich.console.Console
        Where to print.
    """
    order = list(dict.fromkeys(summary["norms"]))
    compared = summary[summary["difference"].notna()]
    baseline = next((norms for norms in order if norms not in set(compared["norms"])), order[0])
    shown: Shown = {(str(row.measure), str(row.norms)): row for row in summary.itertuples() if row.measure in SHOWN}
    tables: list[RenderableType] = [_side_by_side(shown, order, bool(len(compared)))]
    width = Measurement.get(console, console.options.update(max_width=10_000), tables[0]).maximum
    if len(order) == 1 or width > console.width:
        tables = list(_below(shown, order, baseline, bool(len(compared))))
    console.print(Group(*tables, *_legend(baseline, bool(len(compared)), bool(summary["low"].notna().any()))))


def _side_by_side(shown: Shown, order: list[str], compared: bool) -> Table:
    """One row per measure, one column per norm set: value, and below it the difference."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Measure", no_wrap=True)
    for norms in order:
        table.add_column(norms, justify="right", no_wrap=True)
    for measure, row in _present(shown):
        cells = [shown[measure, norms] for norms in order]
        values = [amount(cell.mean, cell.low, row) for cell in cells]
        changes = [_change(cell, row) for cell in cells]
        unit = Text(row.unit, style="dim")
        indent = _indent(row)
        table.add_row(indent + row.label, *values)
        table.add_row(Text(indent).append(unit), *(changes if compared else []), end_section=True)
    return table


def _below(shown: Shown, order: list[str], baseline: str, compared: bool) -> Iterator[RenderableType]:
    """One table per norm set."""
    for norms in order:
        table = Table(title=norms, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
        table.add_column("Measure", overflow="fold")
        table.add_column("Mean", justify="right", no_wrap=True)
        if compared and norms != baseline:
            table.add_column(f"Minus {baseline}", justify="right", no_wrap=True)
        for measure, row in _present(shown):
            cell = shown[measure, norms]
            label = Text(_indent(row) + row.label).append(f", {row.unit}", style="dim")
            changes = [_change(cell, row)] if compared and norms != baseline else []
            table.add_row(label, amount(cell.mean, cell.low, row), *changes)
        yield table


def _indent(row: ShownMeasure) -> str:
    return "  " if row.part else ""


def _present(shown: Shown) -> Iterator[tuple[str, ShownMeasure]]:
    measures = {measure for measure, _ in shown}
    return ((measure, row) for measure, row in SHOWN.items() if measure in measures)


def amount(mean: float, low: float, row: ShownMeasure, sign: str = "") -> str:
    """Write a mean and, as Student intervals are symmetric, half the width of its interval."""
    if np.isnan(mean):
        return "-"
    text = f"{mean * row.factor:{sign}z.{row.decimals}f}"
    return text if np.isnan(low) else f"{text} ±{(mean - low) * row.factor:.{row.decimals}f}"


def _change(cell: Any, row: ShownMeasure) -> Text:
    """Write a difference, bold where its interval excludes zero."""
    if np.isnan(cell.difference):
        return Text("")
    clear = cell.difference_low > 0 or cell.difference_high < 0
    text = amount(cell.difference, cell.difference_low, row, "+")
    return Text(text, style="bold cyan" if clear else "cyan")


def _legend(baseline: str, compared: bool, intervals: bool) -> Iterator[Text]:
    if intervals:
        yield Text("After ±: half of the 95% Student interval of a mean over seeds.", style="dim")
    else:
        yield Text("One seed: no interval. replicates=20 runs twenty.", style="dim")
    if compared:
        bold = " Bold: the interval excludes zero." if intervals else ""
        same = "seed by seed: the same shocks and people, other norms."
        yield Text(f"With a sign: difference from {baseline}, {same}{bold}", style="dim")
