"""What all studies share: the words after ``python -m abm.experiments.NAME``, the runs, the judgement and the table.

Every study runs twins: its configurations meet the same seeds, and differences are paired by seed. Intervals are 95%
Student intervals over seeds. Where there is a target, a row says whether the value lies in its range (``holds``) and
whether the whole interval lies on the same side (``settled``); elsewhere both are empty.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pandas as pd

from abm.analysis.summary import summarise
from abm.configuration.loading import load
from abm.execution.processes import jobs_of, processes, spread
from abm.execution.progress import Progress
from abm.observation.measures import MEASURES, RUN_MEASURES
from abm.observation.provenance import RESULTS_VERSION
from abm.observation.record import Recording, simulate
from abm.parameters import Parameters
from abm.parameters.checks import ParameterError, refused

Result = TypeVar("Result")
Tables = Mapping[str, pd.DataFrame]
"""The tables of a study, by the name of the file that each is written to."""

Cells = dict[tuple[str, str], dict[str, float]]
"""By measure and label: mean, low, high, difference, difference_low and difference_high."""

TRUST_TOLERANCE = 0.01
"""Difference of mean trust, or of the share of trusting citizens, that counts as none."""

SHARE_TOLERANCE = 0.05
"""Difference of any other measure that counts as none, as a share of its mean in the reference."""


@dataclass(frozen=True)
class Options:
    """What the user said.

    Attributes
    ----------
    seeds : int
        Twin runs of each configuration.
    workers : int
        Processes; 0 for every core.
    overrides : tuple of str
        Hydra overrides in all configurations, to try a study on other settings; none in the tables of the project.
        They never change what the study itself sets.
    """

    seeds: int = 20
    workers: int = 0
    overrides: tuple[str, ...] = ()

    def load(self, *own: str) -> Parameters:
        """Parameters of one configuration: what the user overrides, and last what the study sets."""
        return load(*self.overrides, f"replicates={self.seeds}", *own)


def main(description: str | None, study: Callable[[Options], Tables], words: Sequence[str] | None = None) -> int:
    """Run a study from the command line, print its tables and write them.

    Parameters
    ----------
    description : str
        Docstring of the study, shown by ``--help``.
    study : callable
        From options to tables.
    words : sequence of str, optional
        What follows the name of the module; by default what the user typed.

    Returns
    -------
    int
        Exit code: 0, 2 for a mistake of the user, 130 for Ctrl-C.
    """
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--seeds", type=positive, default=20, help="twin runs of each configuration (default 20)")
    parser.add_argument("--workers", type=natural, default=0, help="processes (default 0: every core)")
    parser.add_argument("--out", type=Path, default=Path(), help="folder for the tables (default: here)")
    parser.add_argument("overrides", nargs="*", metavar="key=value", help="other settings, as in abm run")
    given = parser.parse_args(words)
    try:
        try_folder(given.out)
        tables = study(Options(given.seeds, given.workers, tuple(given.overrides)))
        for name, table in tables.items():
            write(table, given.out / f"{name}.csv", given.seeds)
            print(f"{given.out / name}.csv, {len(table)} rows")
    except ParameterError as mistake:
        print(mistake, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped. Nothing unfinished was kept.", file=sys.stderr)
        return 130
    return 0


def run_all(
    plan: Mapping[str, Parameters], options: Options, work: Callable[[Parameters, int], Result]
) -> Iterator[tuple[str, Result]]:
    """Run every configuration with all its seeds in processes, showing progress.

    Parameters
    ----------
    plan : mapping of str to Parameters
        Configurations by label.
    work : callable
        What is done with one configuration and seed; a function of a module, as processes import it.

    Yields
    ------
    (str, result of work)
        In the order of the plan, seeds consecutive.
    """
    jobs = jobs_of(list(plan.values()))
    labels = [label for label, parameters in plan.items() for _ in range(parameters.replicates)]
    first = next(iter(plan.values()))
    workers = processes(options.workers, first.threads, len(jobs))
    with Progress(len(jobs), first.burn_in + first.weeks) as progress:
        for label, result in zip(labels, spread(work, jobs, workers), strict=True):
            yield label, result
            progress.run()


def runs_of(plan: Mapping[str, Parameters], options: Options) -> pd.DataFrame:
    """Run a plan; one row per run with all measures, ``norms`` being the label of its configuration."""
    return pd.concat(
        [labelled(recording, label) for label, recording in run_all(plan, options, simulate)], ignore_index=True
    )


def labelled(recording: Recording, label: str) -> pd.DataFrame:
    """Row of a run, with the label of its configuration where :func:`abm.analysis.summary.summarise` looks for it."""
    return recording.runs.to_pandas().assign(norms=label)


def cells(runs: pd.DataFrame, reference: str) -> Cells:
    """Summarise runs by measure and label, with the difference of each label from the reference, paired by seed."""
    rows = summarise(runs, reference).to_dict("records")
    return {(row.pop("measure"), row.pop("norms")): {str(name): float(row[name]) for name in row} for row in rows}


def unit_of(measure: str) -> str:
    """Look up the unit of a measure."""
    return (MEASURES.get(measure) or RUN_MEASURES[measure]).unit


def tolerance(measure: str, reference: float) -> float:
    """Difference from a reference that counts as none, in the unit of the measure."""
    return TRUST_TOLERANCE if measure in ("trust", "trust_share") else SHARE_TOLERANCE * abs(reference)


def judge(value: float, low: float, high: float, floor: float, ceiling: float) -> tuple[str, str]:
    """Judge a value and its interval by a target range.

    Parameters
    ----------
    value, low, high : float
        Measured value and the ends of its interval, which may be nan.
    floor, ceiling : float
        Target range, ends included; nan where a side is open.

    Returns
    -------
    holds, settled : str
        ``yes`` or ``no``: whether the value lies in the range, and whether the whole interval does, or none of it.
        Both empty without a target or a value.
    """
    if math.isnan(value) or (math.isnan(floor) and math.isnan(ceiling)):
        return "", ""
    floor = -math.inf if math.isnan(floor) else floor
    ceiling = math.inf if math.isnan(ceiling) else ceiling
    settled = (floor <= low and high <= ceiling) or high < floor or low > ceiling
    return _yes(floor <= value <= ceiling), _yes(settled)


def write(table: pd.DataFrame, path: Path, seeds: int) -> None:
    """Write a table as CSV: six significant digits, and which seeds and version of results it rests on."""
    table = table.assign(seeds=seeds, results_version=RESULTS_VERSION)
    table.to_csv(path, index=False, float_format="%.6g", lineterminator="\n", encoding="utf-8")


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def natural(text: str) -> int:
    """Read a whole number from 0, for argparse."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(refused("a number", text, "a whole number from 0"))
    return int(text)


def positive(text: str) -> int:
    """Read a whole number from 1, for argparse."""
    if not natural(text):
        raise argparse.ArgumentTypeError(refused("a number", text, "a whole number from 1"))
    return int(text)


def try_folder(folder: Path) -> None:
    """Refuse a folder that cannot be written before hours have gone into what should stand there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ParameterError(refused("--out", folder, f"a folder that can be written ({error.strerror})")) from None
