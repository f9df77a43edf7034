"""What norm sets and choices do in a sweep: means over its points, paired differences, and over what these are sure.

Points of a ``random`` design are independent draws from the ranges, so that an interval over them says how well the
mean over the ranges is known. Points of every other design were laid out on purpose: the mean is over just these, and
what is left to chance is the seeds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import numpy as np
import pandas as pd
from rich import box
from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from abm.commands.summary import SHOWN, amount, student
from abm.sweeps.sensitivity import ROUNDING

MEASURES = ("trust", "trust_share", "incidents", "misfit", "unrest", "lead_time", "share_outside")
"""What the table shows; the files hold all measures."""

DRAWN = "random"
"""The one design whose points are independent draws."""

SCATTERED = ("random", "lhs")
"""Designs in which a choice is one more dimension: its values stand at different points."""

BASELINES = {"norms": "reactive", "instruments": "[]"}
"""What can be compared, and with what where that is there."""

ROWS = 40
"""Most groups shown."""

WIDEST, NARROW = 30, 10
"""Characters on one line of a named set or a list of instruments, and of the head of a measure."""


@dataclass(frozen=True)
class Contrasts:
    """Means per group, and differences from a baseline.

    Attributes
    ----------
    keys : list of str
        Columns that name a group: norm set and choices.
    table : DataFrame
        A row per group and measure: the keys, ``group`` (its number), ``runs``, ``measure``, ``mean``, ``half`` (of the
        interval) and ``over`` (``seeds``, ``points`` or empty); ``difference``, ``difference_half`` and ``pairs``.
    key, baseline : str
        What is compared, and with which of its values; empty where nothing is.
    design : str
        Which design the points are of.
    """

    keys: list[str]
    table: pd.DataFrame
    key: str
    baseline: str
    design: str


def contrasts(runs: pd.DataFrame, factors: Sequence[str], choices: Sequence[str], design: str) -> Contrasts:
    """Compute means per norm set and combination of choices, and differences between norm sets.

    Parameters
    ----------
    runs : DataFrame
        A row per run that went well, with ``point``, ``seed``, ``norms``, the factors and measures.
    factors, choices : sequence of str
        Keys of all factors, and of those that are lists of values.
    design : str
        Which design the points are of.

    Returns
    -------
    Contrasts
        The mean is over points, each averaged over its seeds. A difference is paired by seed and by the values of all
        other factors, so that both runs had the same shocks and people.
    """
    keys = [key for key in dict.fromkeys(["norms", *choices]) if key == "norms" or runs[key].nunique() > 1]
    if "instruments" in keys and "norms" not in choices:
        keys.remove("norms")  # the sets are made of instruments; the name says nothing of them
    measures = [name for name in MEASURES if name in runs and runs[name].notna().any()]
    key = next((item for item in BASELINES if item in choices and item in keys and runs[item].nunique() > 1), "")
    values = list(dict.fromkeys(runs[key])) if key else []
    baseline = "" if not key else BASELINES[key] if BASELINES[key] in values else str(values[0])
    others = [item for item in factors if item != key]
    if design in SCATTERED and others:
        key = baseline = ""
    held = runs[runs[key] == baseline].set_index([*others, "seed"])[measures].add_suffix(" held") if key else None
    held = held[~held.index.duplicated()] if held is not None else None
    rows: list[dict[str, Any]] = []
    for number, (names, group) in enumerate(runs.groupby(keys, sort=False)):
        named = dict(zip(keys, names, strict=True)) | {"group": number, "runs": len(group)}
        pairs = group.iloc[:0]
        if held is not None and named[key] != baseline:
            pairs = group.join(held, on=[*others, "seed"], how="inner")
        for name in measures:
            own = _interval(group, group[name], design)
            change = (np.nan, np.nan, "")
            if len(pairs):
                change = _interval(pairs, pairs[name] - pairs[f"{name} held"], design)
            row = {"measure": name, "mean": own[0], "half": own[1], "over": own[2], "pairs": len(pairs)}
            rows.append(named | row | {"difference": change[0], "difference_half": change[1]})
    return Contrasts(keys, pd.DataFrame(rows), key, baseline, design)


def _interval(runs: pd.DataFrame, values: pd.Series, design: str) -> tuple[float, float, str]:
    """Mean over points, half of its 95% interval, and over what that is taken."""
    table = pd.DataFrame({"point": runs["point"], "seed": runs["seed"], "value": values.astype(float)}).dropna()
    table = table.pivot(index="point", columns="seed", values="value")
    averages = table.mean(axis=1)
    if table.empty:
        return np.nan, np.nan, ""
    mean = float(averages.mean())
    if design == DRAWN and len(table) > 1:
        over, varied = "points", averages
    else:
        over, varied = "seeds", table.sub(averages, axis=0).mean(axis=0)
    middle, low, _ = student(varied.to_numpy())
    return mean, middle - low, over if len(varied) > 1 else ""


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
        head = "\n".join([*wrap(row.label.strip(), NARROW), *wrap(row.unit, NARROW)])
        table.add_column(head, justify="right", no_wrap=True)
    for _, group in rows.groupby("group", sort=False):
        table.add_row(*_names(found, group), *map(_cell, group.itertuples()), end_section=bool(found.key))
    return table


def _below(found: Contrasts, rows: pd.DataFrame) -> Table:
    """A table for one measure, a row per group."""
    row = SHOWN[rows["measure"].iloc[0]]
    table = _table(found.keys, title=f"{row.label.strip()}, {row.unit}", title_justify="left", title_style="bold")
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
