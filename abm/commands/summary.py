"""The answer of a comparison in one table: each measure under each norm set, and its difference from the baseline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype
from rich import box
from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text
from scipy import stats

from abm.measures import crossover_week

CONFIDENCE = 0.95
KEYS = ("run_id", "norms", "scenario", "seed")
COLUMNS = ["norms", "measure", "mean", "low", "high", "difference", "difference_low", "difference_high"]


Shown = dict[tuple[str, str], Any]
"""Rows of a summary by measure and norm set."""


@dataclass(frozen=True)
class Row:
    """How one measure is shown: its name for a reader, the unit as shown, the factor to that unit, the decimals."""

    label: str
    unit: str
    factor: float = 1.0
    decimals: int = 2


SHOWN = {
    "trust": Row("Trust", "mean, 0 to 1", decimals=3),
    "trust_share": Row("Trusting citizens", "% above one half", 100, 1),
    "trust_without_procedure": Row("Trust without procedure", "mean, 0 to 1", decimals=3),
    "incidents": Row("Incidents", "per ministry-year"),
    "incidents_misfit": Row("  from misfit", "per ministry-year"),
    "incidents_coordination": Row("  from coordination", "per ministry-year"),
    "misfit": Row("Misfit of policies", "distance to needs", decimals=3),
    "unrest": Row("Unrest", "% of citizens in action", 100),
    "lead_time": Row("Lead time", "weeks to a decision", decimals=1),
    "share_inside": Row("Stayed inside", "% of processes", 100, 1),
    "share_tick_box": Row("Ticked the box", "% of processes", 100, 1),
    "share_outside": Row("Went outside", "% of processes", 100, 1),
    "share_explained": Row("Explained why not", "% of processes", 100, 1),
    "crossover_week": Row("Cheaper per solution", "from this week on", decimals=0),
    "crossed": Row("  in how many runs", "% of runs", 100, 0),
    "cyclicality": Row("Cyclicality", "correlation, -1 to 1"),
}
"""The measures of the table at the end of ``abm compare``, in its order; ``summary.csv`` holds all of them."""


def student(values: np.ndarray) -> tuple[float, float, float]:
    """Mean and 95% Student interval.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Independent values, none missing.

    Returns
    -------
    mean, low, high : float
        NaN where there is nothing to take a mean of, or fewer than two values to take an interval from.
    """
    if values.size == 0:
        return np.nan, np.nan, np.nan
    mean = float(np.mean(values))
    if values.size == 1:
        return mean, np.nan, np.nan
    half = float(stats.t.ppf((1 + CONFIDENCE) / 2, values.size - 1) * stats.sem(values))
    return mean, mean - half, mean + half


def measures_of(runs: pd.DataFrame) -> list[str]:
    """Columns that are measures: numbers, neither a key of the run nor a note on the machine (``meta_``)."""
    return [
        name
        for name in runs.columns
        if name not in KEYS
        and not name.startswith("meta_")
        and (is_numeric_dtype(runs[name]) or runs[name].isna().all())
    ]


def summarise(runs: pd.DataFrame, baseline: str) -> pd.DataFrame:
    """Mean of every measure under every norm set, and its difference from a baseline paired by seed.

    A missing value (a crossover that never came) is left out of the mean; a seed for which either norm set misses the
    value is left out of their difference. The mean and the difference of one row can thus rest on different seeds.

    Parameters
    ----------
    runs : DataFrame
        One row per run, with ``norms``, ``seed`` and the measures, in their own units.
    baseline : str
        Norm set the others are held against. Where it was not run, all differences are NaN.

    Returns
    -------
    DataFrame
        Columns ``norms, measure, mean, low, high, difference, difference_low, difference_high``; norm sets in order of
        first appearance, measures in order of the columns. Intervals are 95% Student intervals over seeds, NaN below
        two seeds. The differences of the baseline itself are NaN.
    """
    order = list(dict.fromkeys(runs["norms"]))
    rows: dict[tuple[str, str], tuple[float, ...]] = {}
    measures = measures_of(runs)
    for measure in measures:
        values = runs.pivot(index="seed", columns="norms", values=measure).astype(float)
        for norms in order:
            own = student(values[norms].dropna().to_numpy())
            paired = np.empty(0)
            if norms != baseline and baseline in values:
                paired = (values[norms] - values[baseline]).dropna().to_numpy()
            rows[norms, measure] = own + student(paired)
    table = [(norms, measure, *rows[norms, measure]) for norms in order for measure in measures]
    return pd.DataFrame(table, columns=COLUMNS)


def with_crossover(runs: pd.DataFrame, weeks: pd.DataFrame, baseline: str) -> pd.DataFrame:
    """Add when each run became cheaper per durably solved dossier than its twin under the baseline.

    Parameters
    ----------
    runs : DataFrame
        One row per run.
    weeks : DataFrame
        Their weeks, with ``process_hours`` and ``solved``.
    baseline : str
        Norm set of the twins.

    Returns
    -------
    DataFrame
        The runs with ``crossover_week`` (missing where the week never came) and ``crossed`` (0 or 1); both are missing
        for the baseline itself. The runs as they were, where weeks or twins lack.
    """
    if not {"process_hours", "solved"} <= set(weeks.columns) or set(runs["norms"]) <= {baseline}:
        return runs
    measured = weeks[weeks["week"] >= 0].sort_values("week")
    paths = {
        key: group[["process_hours", "solved"]].cumsum().to_numpy()
        for key, group in measured.groupby(["norms", "seed"])
    }
    found = [
        np.nan
        if norms == baseline or (baseline, seed) not in paths
        else crossover_week(paths[norms, seed], paths[baseline, seed])
        for norms, seed in zip(runs["norms"], runs["seed"], strict=True)
    ]
    crossed = np.where(runs["norms"] == baseline, np.nan, np.isfinite(found))
    return runs.assign(crossover_week=found, crossed=crossed)


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
        indent = " " * (len(row.label) - len(row.label.lstrip()))
        table.add_row(row.label, *values)
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
            label = Text(row.label).append(f", {row.unit}", style="dim")
            changes = [_change(cell, row)] if compared and norms != baseline else []
            table.add_row(label, amount(cell.mean, cell.low, row), *changes)
        yield table


def _present(shown: Shown) -> Iterator[tuple[str, Row]]:
    measures = {measure for measure, _ in shown}
    return ((measure, row) for measure, row in SHOWN.items() if measure in measures)


def amount(mean: float, low: float, row: Row, sign: str = "") -> str:
    """Write a mean and, as Student intervals are symmetric, half the width of its interval."""
    if np.isnan(mean):
        return "-"
    text = f"{mean * row.factor:{sign}z.{row.decimals}f}"
    return text if np.isnan(low) else f"{text} ±{(mean - low) * row.factor:.{row.decimals}f}"


def _change(cell: Any, row: Row) -> Text:
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
