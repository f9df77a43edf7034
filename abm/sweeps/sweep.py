"""A sweep from the words of a user to a full folder: everything checked first, then batch after batch."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from abm.configuration.loading import parse
from abm.execution.folders import remove_empty, try_folder
from abm.execution.kept import Kept, label
from abm.execution.locks import Lock, LockMark
from abm.execution.loop import drive
from abm.execution.processes import threads_of
from abm.execution.stops import Unwritable, reason
from abm.execution.work import Point
from abm.observation.provenance import address, configuration_digest
from abm.parameters import Parameters
from abm.parameters.checks import Notice, ParameterError, problems, refused
from abm.parameters.idle import idle
from abm.sweeps import designs, identity, store
from abm.sweeps import settings as settings_
from abm.sweeps import space as space_
from abm.sweeps.executors import create, require
from abm.sweeps.settings import SweepSettings
from abm.sweeps.space import Space, changed
from abm.sweeps.work import SweepBatch


@dataclass(frozen=True)
class Sweep:
    """A sweep of which every point has been checked.

    Attributes
    ----------
    settings : SweepSettings
        How it is run.
    space : Space
        What varies.
    points : DataFrame
        As in ``design.parquet``: ``point, combination``, a column per factor, ``configuration``.
    first : Parameters
        Those of the first point, for all that is the same at every point: seeds, threads, record.
    folder : Path
        Where results go.
    note : dict
        As in ``sweep.json``.
    """

    settings: SweepSettings
    space: Space
    points: pd.DataFrame
    first: Parameters
    folder: Path
    note: dict[str, Any]

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seeds of every point."""
        return tuple(range(*store.seeds_of(self.note)))

    def kept(self, mark: LockMark) -> Kept:
        """Where runs of this shard go."""
        tables = (store.WEEKS,) if self.note["weeks"] else ()
        return Kept(str(self.folder), label(self.settings.shard), mark, tables, store.required(self.space.keys))

    def batch(self, kept: Kept, points: Sequence[Point], bases: Mapping[int, Parameters]) -> SweepBatch:
        """Put points into a batch, with the parameters that they start from."""
        used = {point.base: bases[point.base] for point in points}
        return SweepBatch(kept, used, tuple(points), store.schema(self.space.keys, self.note["measures"]))

    def to_retry(self, runs: pa.Table) -> pa.ChunkedArray:
        """Which rows are those of failed runs of this shard."""
        mine = {address(item, seed) for item in self._mine() for seed in self.seeds}
        ours = pc.is_in(runs["run_id"], pa.array(sorted(mine), pa.string()))
        return pc.and_(ours, pc.is_valid(runs["error"]))

    def _mine(self) -> list[str]:
        """Configurations of this shard."""
        number, of = self.settings.part
        return [item for item in self.points["configuration"].unique() if int(item, 16) % of == number - 1]

    def missing(self, done: set[str]) -> tuple[list[Point], dict[int, Parameters]]:
        """Points of this shard with runs that are not done, and what they start from."""
        mine = set(self._mine())
        numbers: dict[tuple[str, ...], int] = {}
        found = []
        for row in self.points.to_dict("records"):
            configuration = row.pop("configuration")
            if configuration not in mine:
                continue
            mine.remove(configuration)  # points that are alike share their runs
            seeds = tuple(seed for seed in self.seeds if address(configuration, seed) not in done)
            if seeds:
                overrides, changes = self.space.point(row)
                base = numbers.setdefault(overrides, len(numbers))
                found.append(Point(configuration, base, seeds, row, changes))
        return found, {base: self._base(overrides) for overrides, base in numbers.items()}

    def _base(self, overrides: tuple[str, ...]) -> Parameters:
        return changed(self.space.base(overrides), {"record.decisions": False})  # nobody keeps them here

    def runs(self) -> int:
        """How many runs this shard has."""
        return len(self._mine()) * len(self.seeds)


def prepare(
    overrides: Sequence[str], command: list[str], config_name: str = "config", config_dir: str | None = None
) -> Sweep:
    """Read and check everything: settings, factors, every single point, executor, folder.

    Parameters
    ----------
    overrides : sequence of str
        What the user typed after ``abm sweep``.
    command : list of str
        The same with the command, for the manifest.

    Raises
    ------
    ParameterError
        With one line, before anything is written or run.
    """
    parsed = parse(overrides)
    ours = [item for item in parsed if settings_.is_ours(item.key_or_group)]
    settings, given = settings_.read(ours)
    if strange := next((item for item in parsed if item.key_or_group.startswith("hydra") and item not in ours), None):
        raise ParameterError(refused("the key", strange.key_or_group, "hydra.sweep.dir, of Hydra's own in a sweep"))
    space = space_.read([item for item in parsed if item not in ours], config_name, config_dir)
    space.base(
        tuple(f"{item.key}={item.values[0]}" for item in space.choices if item.composed)
    )  # what holds everywhere
    space, points = designs.lay_out(settings, space)
    points["configuration"] = _checked(space, points)
    laid, alike = len(points), int(points["configuration"].duplicated().sum())
    if alike:
        points = _without_repeats(settings, points)
    first = space.parameters(points.iloc[0].to_dict())
    note = identity.describe(settings, space, points, first, command)
    folder = Path(given) if given is not None else Path("sweeps", f"{settings.design}-{note['hash']}")
    sweep = Sweep(settings, space, points, first, folder, note)
    require(settings)
    identity.check(folder, note, points)
    try_folder("hydra.sweep.dir", folder)
    for told in (*_held_against_norms(space, points), *idle(map(space.parameters, points.to_dict("records")))):
        warnings.warn(Notice(told), stacklevel=2)
    if alike:
        warnings.warn(Notice(f"{alike:,} of {laid:,} points are like others, and share their runs"), stacklevel=2)
    return sweep


def carry_out(
    sweep: Sweep,
    started: Callable[[int, int], None] = lambda done, of: None,
    progress: Callable[[int, int], None] = lambda done, failed: None,
    say: Callable[[str], None] = lambda line: None,
) -> None:
    """Do what is missing.

    Parameters
    ----------
    sweep : Sweep
        Checked.
    started : callable
        Called once with the runs that are already done, and all runs of this shard.
    progress : callable
        Called with runs done and failed, whenever a batch has come to an end, and with zeros in between.
    say : callable
        Called with a line for each damaged file that has been put aside.

    Raises
    ------
    ParameterError
        When somebody else is at work in the folder, or the executor cannot start; then nothing is written.
    Stop
        When it cannot go on; what is written stays.
    """
    there = {parent for parent in (sweep.folder, *sweep.folder.parents) if parent.exists()}
    try:
        with Lock(sweep.folder, sweep.settings.shard) as lock:
            _carry_out(sweep, lock, started, progress, say)
    except OSError as error:
        raise Unwritable(reason(error)) from None
    finally:
        remove_empty(*(parent for parent in (sweep.folder, *sweep.folder.parents) if parent not in there))


def _carry_out(
    sweep: Sweep,
    lock: Lock,
    started: Callable[[int, int], None],
    progress: Callable[[int, int], None],
    say: Callable[[str], None],
) -> None:
    kept = sweep.kept(lock.mark)
    with lock.guard():
        identity.check(sweep.folder, sweep.note, sweep.points)  # somebody may have begun another since it was checked
        for line in kept.begin(lock, sweep.to_retry if sweep.settings.retry else None):
            say(line)
    points, bases = sweep.missing(kept.present())
    missing = sum(len(point.seeds) for point in points)
    started(sweep.runs() - missing, sweep.runs())
    workers = min(sweep.first.workers, missing)
    executor = create(sweep.settings, str(sweep.folder), threads_of(sweep.first), workers) if points else None
    try:
        with lock.guard():
            identity.check(sweep.folder, sweep.note, sweep.points)
            identity.write(sweep.folder, sweep.note, sweep.points, lock.mark)
        if executor is not None:
            for outcome in drive(executor, points, lambda taken: sweep.batch(kept, taken, bases), lock):
                progress(outcome.done, outcome.failed)
    finally:
        if executor is not None:
            executor.close()
    with lock.guard():
        kept.tidy(lock)


def _checked(space: Space, points: pd.DataFrame) -> list[str]:
    """Check every point as a run is checked, and give the digest of its configuration."""
    digests = []
    for row in points.to_dict("records"):
        parameters = space.parameters(row)
        for problem in problems(parameters):
            raise ParameterError(f"{problem} (point {row['point']} of the design)")
        digests.append(configuration_digest(parameters))
    return digests


def _held_against_norms(space: Space, points: pd.DataFrame) -> list[str]:
    """Say which parameters of a norm set give way to what the design varies."""
    told: dict[str, None] = {}
    for row in points.to_dict("records"):
        overrides, changes = space.point(row)
        base = space.base(overrides)
        for key in base.norm_parameters.keys() & changes.keys():
            own = base.norm_parameters[key]
            told[f"{key} varies in the design and holds in place of {own} in norms/{base.norms}.yaml"] = None
    return sorted(told)


def _without_repeats(settings: SweepSettings, points: pd.DataFrame) -> pd.DataFrame:
    """Keep repeated points where an analysis counts on the order of rows; their runs are shared."""
    if settings.design in designs.CROSSED:
        return points
    points = points.drop_duplicates("configuration", ignore_index=True)
    return points.assign(point=range(len(points)))
