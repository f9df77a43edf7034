"""``abm results DIR``: what a sweep holds, finished or not."""

from __future__ import annotations

import shutil
import sys
from typing import Any

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table

from abm.checks import ParameterError
from abm.commands.summary import SHOWN, student
from abm.sweeps import store

USAGE = """\
abm results DIR    how far a sweep is, what failed, and means per norm set and choice, also while it runs"""

MEASURES = ("trust", "trust_share", "incidents", "misfit", "unrest", "lead_time", "share_outside")
"""What the table shows; the files hold all measures."""

ROWS, ERRORS = 40, 5
"""Most lines shown of the table, and of different errors."""


def results(words: list[str]) -> int:
    """Run the command.

    Parameters
    ----------
    words : list of str
        What follows ``abm results``.

    Returns
    -------
    int
        Exit code.
    """
    if "--help" in words or "-h" in words:
        print(USAGE)
        return 0
    if len(words) != 1:
        raise ParameterError(f"abm results {' '.join(words)} is not allowed: abm results DIR, one folder of a sweep")
    note, expected, runs = store.manifest(words[0]), store.expected(words[0]), store.read(words[0])
    for line in store.damaged(words[0]):
        print(line, file=sys.stderr)
    console = Console(highlight=False, markup=False, width=shutil.get_terminal_size((120, 50)).columns)
    failed = runs[runs["error"].notna()]
    wanted = expected["run_id"].nunique()
    console.print(
        f"{note['design']['name']}: {note['points']:,} points x {note['replicates']:,} seeds. "
        f"{len(runs):,} of {wanted:,} runs are done, {len(failed):,} of them failed, {wanted - len(runs):,} are missing"
        f"{rate(runs)}.",
        soft_wrap=True,
    )
    for error, count in failed["error"].value_counts().head(ERRORS).items():
        console.print(f"  {count:,} failed: {error}", soft_wrap=True)
    good = runs[runs["error"].isna()]
    if not good.empty:
        console.print(means(good, [item["key"] for item in note["factors"] if item["kind"] == "choice"]))
    return 0


def rate(runs: pd.DataFrame) -> str:
    """Say how many runs were done per second, over the hour before the last."""
    if len(runs) < 2:
        return ""
    ended = runs["meta_finished"]
    recent = ended[ended > ended.max() - pd.Timedelta(hours=1)]
    seconds = (recent.max() - recent.min()).total_seconds()
    return f"; {(len(recent) - 1) / seconds:.1f} runs/s" if seconds > 0 else ""


def means(runs: pd.DataFrame, choices: list[str]) -> Table:
    """Mean of the main measures per norm set and combination of choices, with 95% Student intervals.

    The mean is over points and seeds. Where a group has several points, the interval is over their averages: it says
    how well the mean over the design is known; where it has one, the interval is over seeds.
    """
    keys = list(dict.fromkeys(["norms", *choices]))
    keys = [key for key in keys if key == "norms" or runs[key].nunique() > 1]
    if "instruments" in choices:
        keys.remove("norms")
    measures = [name for name in MEASURES if name in runs and runs[name].notna().any()]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, caption="After ±: half of the 95% Student interval.")
    for key in keys:
        table.add_column(key, style="cyan", overflow="fold", no_wrap=key != "instruments")
    table.add_column("runs", justify="right")
    for name in measures:
        table.add_column(f"{SHOWN[name].label}\n{SHOWN[name].unit}", justify="right")
    groups = runs.groupby(keys, sort=False)
    for values, group in list(groups)[:ROWS]:
        table.add_row(*map(str, values), f"{len(group):,}", *(_cell(group, name) for name in measures))
    if groups.ngroups > ROWS:
        table.caption = f"{groups.ngroups - ROWS:,} more in the files. {table.caption}"
    return table


def _cell(group: pd.DataFrame, name: str) -> str:
    averages: Any = group.groupby("point")[name].mean() if group["point"].nunique() > 1 else group[name]
    row = SHOWN[name]
    mean, low, _ = student(averages.dropna().to_numpy())
    if pd.isna(mean):
        return "-"
    text = f"{mean * row.factor:.{row.decimals}f}"
    return text if pd.isna(low) else f"{text} ±{(mean - low) * row.factor:.{row.decimals}f}"
