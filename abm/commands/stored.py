"""``abm results DIR``: what a sweep holds, finished or not."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from typing import Any

import pandas as pd
from rich.console import Console

from abm.analysis.contrasts import Contrasts, contrasts
from abm.commands.contrasts_table import show
from abm.declare import refused
from abm.parameters.checks import ParameterError
from abm.sweeps import store

USAGE = """\
abm results DIR    how far a sweep is, what failed, and means per norm set and choice, also while it runs;
                   of an earlier results version, too, with what it has that was removed since, and what it lacks

Norm sets (or sets of instruments) that stand at the same points with the same seeds are compared point by point and
seed by seed. The line below the table says over what its intervals are taken: over seeds; over points where these are
independent draws (design=random); or none, as for one seed of a Sobol design, whose points are no draws."""

ERRORS = 5
"""Most different errors shown."""


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
    if len(words) != 1 or not words[0].strip():
        raise ParameterError(refused("DIR", " ".join(words) or "nothing", "one folder of a sweep: abm results DIR"))
    note, expected, runs = store.manifest(words[0]), store.expected(words[0]), store.read(words[0])
    for line in (*store.differing(note, runs), *store.damaged(words[0])):
        print(line, file=sys.stderr)
    console = Console(highlight=False, markup=False, width=shutil.get_terminal_size((120, 50)).columns)
    for line in progress(note, expected, runs):
        console.print(line, soft_wrap=True)
    good = runs[runs["error"].isna()]
    if not good.empty:
        show(found(note, good), console)
    return 0


def progress(note: dict[str, Any], expected: pd.DataFrame, runs: pd.DataFrame) -> Iterator[str]:
    """Say how far it is, and what failed."""
    failed = runs[runs["error"].notna()]
    different = len(expected) // note["replicates"]
    alike = f", {different:,} of them different," if different < note["points"] else ""
    yield (
        f"{note['design']['name']}: {note['points']:,} points{alike} x {note['replicates']:,} seeds. "
        f"{len(runs):,} of {len(expected):,} runs are done, {len(failed):,} of them failed, "
        f"{len(expected) - len(runs):,} are missing{rate(runs)}."
    )
    for error, count in failed["error"].value_counts().head(ERRORS).items():
        yield f"  {count:,} failed: {error}"


def rate(runs: pd.DataFrame) -> str:
    """Say how many runs were done per second, over the hour before the last."""
    if len(runs) < 2:
        return ""
    ended = runs["meta_finished"]
    recent = ended[ended > ended.max() - pd.Timedelta(hours=1)]
    seconds = (recent.max() - recent.min()).total_seconds()
    return f"; {(len(recent) - 1) / seconds:.1f} runs/s" if seconds > 0 else ""


def found(note: dict[str, Any], runs: pd.DataFrame) -> Contrasts:
    """Means and differences of the runs of a sweep that went well."""
    factors = [item["key"] for item in note["factors"]]
    choices = [item["key"] for item in note["factors"] if item["kind"] == "choice"]
    return contrasts(runs, factors, choices, note["design"]["name"])
