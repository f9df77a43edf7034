"""What all studies share: sizes, runs, the judgement and the table.

Every study runs twins: its configurations meet the same seeds, and differences are paired by seed. Intervals are 95%
Student intervals over seeds. Where there is a target, a row says whether the value lies in its range (``holds``) and
whether the whole interval lies on the same side (``settled``); elsewhere both are empty.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import pandas as pd

from abm.analysis.summary import summarise
from abm.configuration.loading import load
from abm.execution.processes import jobs_of, processes, spread, threads_of
from abm.experiments.keeping import Keep
from abm.observation.measures import MEASURES, RUN_MEASURES
from abm.observation.provenance import RESULTS_VERSION
from abm.observation.record import simulate
from abm.parameters import Parameters
from abm.parameters.checks import ParameterError, declared, problems, refused
from abm.sweeps.space import changed

Result = TypeVar("Result")
Tables = Mapping[str, pd.DataFrame]
"""The tables of a study, by the name of the file that each is written to."""

Cells = dict[tuple[str, str], dict[str, float]]
"""By measure and label: mean, low, high, difference, difference_low and difference_high."""

TRUST_TOLERANCE = 0.01
"""Difference of mean trust, or of the share of trusting citizens, that counts as none."""

SHARE_TOLERANCE = 0.05
"""Difference of any other measure that counts as none, as a share of its mean in the reference."""


SIZES: Mapping[str, tuple[str, ...]] = {
    "tiny": (
        *("ministries.count=3", "population.citizens=300", "population.communities=5", "incidents.panel=30"),
        *("burn_in=10", "weeks=160"),
    ),
    "quick": ("population.citizens=2000",),
    "full": (),
}
"""Sizes, and what each sets: tiny to see that a study runs, quick for a first answer, full for what is reported."""

SEEDS: Mapping[str, int] = {"tiny": 2, "quick": 3, "full": 20}
"""Twin runs of each configuration, unless a study says otherwise."""


@dataclass(frozen=True)
class Options:
    """What the user said.

    Attributes
    ----------
    size : str
        One of :data:`SIZES`.
    seeds : int
        Twin runs of each configuration.
    workers : int
        Processes; 0 for every core.
    overrides : tuple of str
        Hydra overrides in all configurations, to try a study on other settings; none in the tables of the project.
    keep : Keep, optional
        Where finished runs are kept until all are there; without one nothing is.
    composed : dict
        Parameters by the words that were composed to them, once: that takes most of the time of a small study. Studies
        that follow each other may share it.

    Examples
    --------
    >>> options = Options(size="tiny", seeds=2)
    >>> parameters = options.load("norms=reactive", "officials.courage=0.2")
    >>> parameters.replicates, parameters.population.citizens, options.at(tiny=1, quick=2, full=3)
    (2, 300, 1)
    """

    size: str = "full"
    seeds: int = 20
    workers: int = 0
    overrides: tuple[str, ...] = ()
    keep: Keep | None = None
    composed: dict[tuple[str, ...], Parameters] = field(default_factory=dict, compare=False, repr=False)

    def load(self, *own: str) -> Parameters:
        """Parameters of one configuration: the size, what the user overrides, and what the study sets.

        Raises
        ------
        ParameterError
            Also when the user gives what the study sets, which would be lost.
        """
        settings = (f"replicates={self.seeds}", f"workers={self.workers}")
        set_here = {word.partition("=")[0] for word in (*own, *settings)}
        for word in self.overrides:
            key, _, value = word.partition("=")
            if key in set_here:
                raise ParameterError(refused(key, value, "left to the study, which sets it"))
        words = (*SIZES[self.size], *settings, *self.overrides)
        return self._with_numbers(words, own) or load(*words, *own)

    def _with_numbers(self, words: tuple[str, ...], own: tuple[str, ...]) -> Parameters | None:
        """The same with numbers and choices set after the sets were composed; None where only composing all will do.

        That is where the norm set has its own say on a number, and where something is wrong, which Hydra's way tells.
        """
        sets, values = parted(own)
        key = (*words, *sets)
        try:
            if key not in self.composed:
                self.composed[key] = load(*key)
        except ParameterError:
            return None
        base = self.composed[key]
        made = changed(copy.deepcopy(base), values)
        return None if values.keys() & base.norm_parameters.keys() or any(problems(made)) else made

    def at(self, **choices: Result) -> Result:
        """What a study does at this size: ``options.at(tiny=..., quick=..., full=...)``."""
        return choices[self.size]


def parted(own: Iterable[str]) -> tuple[tuple[str, ...], dict[str, float | str]]:
    """Part overrides into those that Hydra composes, and numbers and choices that are simply set.

    Examples
    --------
    >>> parted(("norms=mandate", "officials.courage=0.2", "weeks=30", "timing=even", "instruments=[pilots]"))
    (('norms=mandate', 'instruments=[pilots]'), {'officials.courage': 0.2, 'weeks': 30, 'timing': 'even'})
    """
    sets: list[str] = []
    values: dict[str, float | str] = {}
    for word in own:
        key, _, value = word.partition("=")
        item = declared().get(key)
        try:
            values[key] = value if item and value in item.choices else _NUMBERS[item.kind if item else None](value)
        except (KeyError, ValueError):
            sets.append(word)
    return tuple(sets), values


_NUMBERS: Mapping[object, Callable[[str], float]] = {int: int, float: float}


def run_all(
    plan: Mapping[str, Parameters], options: Options, work: Callable[[Parameters, int], Result]
) -> Iterator[tuple[str, Result]]:
    """Run every configuration with all its seeds in processes, showing progress.

    Parameters
    ----------
    plan : mapping of str to Parameters
        Configurations by label.
    work : callable
        What is done with one configuration and seed; a function of a module, as processes import it. What it gives is
        kept until the study is done.

    Yields
    ------
    (str, result of work)
        In the order of the plan, seeds consecutive.
    """
    labels = [label for label, parameters in plan.items() for _ in range(parameters.replicates)]
    if options.keep is not None:
        yield from zip(labels, options.keep.make(list(plan.values()), work), strict=True)
        return
    jobs = jobs_of(list(plan.values()))
    workers = processes(options.workers, threads_of(next(iter(plan.values()))), len(jobs))
    yield from zip(labels, spread(work, jobs, workers), strict=True)


def runs_of(plan: Mapping[str, Parameters], options: Options) -> pd.DataFrame:
    """Run a plan; one row per run with all measures, and the label of its configuration in ``norms``.

    That is where :func:`abm.analysis.summary.summarise` looks for it.

    Examples
    --------
    >>> options = Options(size="tiny", seeds=1, workers=1, overrides=("weeks=2", "burn_in=1"))
    >>> found = runs_of({str(mean): options.load(f"officials.courage={mean}") for mean in (0.2, 0.8)}, options)
    >>> found["norms"].tolist()
    ['0.2', '0.8']
    """
    rows = [row.assign(norms=label) for label, row in run_all(plan, options, row_of)]
    return pd.concat(rows, ignore_index=True)


def row_of(parameters: Parameters, seed: int) -> pd.DataFrame:
    """Row of one run, with all measures."""
    return simulate(parameters, seed).runs.to_pandas()


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


FOUND = {1: "up", -1: "down", 0: "none found"}
"""What is said of an effect, by its direction."""


def direction(low: float, high: float) -> int:
    """Direction of an effect that its interval settles; 0 where it includes 0 or there is none."""
    return 1 if low > 0 else -1 if high < 0 else 0


SHARED: Mapping[str, tuple[str, str]] = {
    "measure": ("", "name of a measure, as abm describe has it"),
    "unit": ("", "unit of the numbers in this row"),
    "evidence_share": ("share", "share of the hours of evidence that is done"),
    "holds": ("", "yes or no: whether the value lies in the target range; empty without a target or a value"),
    "settled": ("", "yes or no: whether the whole interval lies on the same side of the target range"),
    "seeds": ("runs", "twin runs of each configuration, over whose seeds means and intervals are taken"),
    "results_version": ("1", "version of the model's results that the table rests on"),
}
"""Columns that mean the same in every table that has them: unit (none of a text) and meaning."""


def as_written(table: pd.DataFrame, seeds: int) -> bytes:
    """A table as CSV: six significant digits, and which seeds and version of results it rests on.

    That is the present one, unless the table says itself that what it was made of is older.
    """
    version = table.get("results_version", RESULTS_VERSION)
    table = table.drop(columns="results_version", errors="ignore").assign(seeds=seeds, results_version=version)
    return table.to_csv(index=False, float_format="%.6g", lineterminator="\n").encode()


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
