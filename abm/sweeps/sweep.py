"""A sweep from the words of a user to a full folder: everything checked first, then batch after batch."""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from abm.checks import ParameterError, problems
from abm.commands.jobs import try_folder
from abm.configuration import parse
from abm.parameters import Parameters
from abm.provenance import address, configuration_digest
from abm.sweeps import designs, identity, store
from abm.sweeps import settings as settings_
from abm.sweeps import space as space_
from abm.sweeps.executors import Executor, create, require
from abm.sweeps.settings import Settings
from abm.sweeps.space import Space, changed
from abm.sweeps.work import Batch, Outcome, Point, give_up

TRIES = 3
"""How often a point may take its worker with it before its runs are given up."""

LOOK = 0.5
"""Seconds after which waiting for batches is interrupted, so that Ctrl-C is heard and progress is shown."""

PER_SLOT = 2
"""Batches into which what is left is cut for each slot; the last ones get small, and all slots end together."""


class Unwritable(Exception):
    """Results cannot be written any more; what is written stays."""


@dataclass(frozen=True)
class Sweep:
    """A sweep of which every point has been checked.

    Attributes
    ----------
    settings : Settings
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

    settings: Settings
    space: Space
    points: pd.DataFrame
    first: Parameters
    folder: Path
    note: dict[str, Any]

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seeds of every point."""
        return tuple(range(*store.seeds_of(self.note)))

    @property
    def label(self) -> str:
        """Begins the names of files of a shard."""
        number, of = self.settings.part
        return f"{number}of{of}-" if of > 1 else ""

    def batch(self, points: Sequence[Point], bases: dict[int, Parameters]) -> Batch:
        """Put points into a batch, with the parameters that they start from."""
        fields = store.schema(self.space.keys, self.note["measures"])
        used = {point.base: bases[point.base] for point in points}
        return Batch(str(self.folder), self.label, fields, used, tuple(points), self.note["weeks"])

    def missing(self, done: set[str]) -> tuple[list[Point], dict[int, Parameters]]:
        """Points of this shard with runs that are not done, and what they start from."""
        number, of = self.settings.part
        numbers: dict[tuple[str, ...], int] = {}
        found = []
        for row in self.points.drop_duplicates("configuration").to_dict("records"):
            configuration = row.pop("configuration")
            if int(configuration, 16) % of != number - 1:
                continue
            seeds = tuple(seed for seed in self.seeds if address(configuration, seed) not in done)
            if seeds:
                overrides, changes = self.space.point(row)
                base = numbers.setdefault(overrides, len(numbers))
                found.append(Point(row, configuration, base, changes, seeds))
        return found, {base: self._base(overrides) for overrides, base in numbers.items()}

    def _base(self, overrides: tuple[str, ...]) -> Parameters:
        return changed(self.space.base(overrides), {"record.decisions": False})  # nobody keeps them here

    def runs(self) -> int:
        """How many runs this shard has; points of one configuration share theirs."""
        number, of = self.settings.part
        mine = sum(int(item, 16) % of == number - 1 for item in self.points["configuration"].unique())
        return mine * len(self.seeds)


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
        raise ParameterError(f"{strange.input_line} is not allowed: of Hydra's own keys a sweep takes hydra.sweep.dir")
    space = space_.read([item for item in parsed if item not in ours], config_name, config_dir)
    space.base(
        tuple(f"{item.key}={item.values[0]}" for item in space.choices if item.composed)
    )  # what holds everywhere
    space, points = designs.lay_out(settings, space)
    points["configuration"] = _checked(space, points)
    if points["configuration"].duplicated().any():
        points = _without_repeats(settings, points)
    first = space.parameters(points.iloc[0].to_dict())
    note = identity.describe(settings, space, points, first, command)
    folder = Path(given) if given is not None else Path("sweeps", f"{settings.design}-{note['hash']}")
    sweep = Sweep(settings, space, points, first, folder, note)
    require(settings)
    identity.check(folder, note, points)
    try_folder("hydra.sweep.dir", folder)
    return sweep


def carry_out(
    sweep: Sweep,
    started: Callable[[int, int], None] = lambda done, of: None,
    progress: Callable[[int, int], None] = lambda done, failed: None,
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

    Raises
    ------
    Unwritable
        When results cannot be written any more.
    """
    try:
        store.tidy(sweep.folder, sweep.label)
        if sweep.settings.retry:
            store.drop_failed(sweep.folder)
        identity.write(sweep.folder, sweep.note, sweep.points)
    except OSError as error:
        raise Unwritable(error.strerror or str(error)) from None
    points, bases = sweep.missing(store.present(sweep.folder))
    started(sweep.runs() - sum(len(point.seeds) for point in points), sweep.runs())
    if not points:
        return
    workers = min(sweep.first.workers, len(points)) if sweep.first.workers else 0
    executor = create(sweep.settings, str(sweep.folder), sweep.first.threads, workers)
    try:
        for outcome in _drive(sweep, executor, points, bases):
            progress(outcome.done, outcome.failed)
    finally:
        executor.close()
    store.tidy(sweep.folder, sweep.label)


def _drive(
    sweep: Sweep, executor: Executor, points: Sequence[Point], bases: dict[int, Parameters]
) -> Iterator[Outcome]:
    """Keep every slot at work; points whose worker was lost are tried again, each alone."""
    fresh, again = deque(points), deque[Point]()
    tries: Counter[str] = Counter()
    under_way = 0
    seconds = runs = 0.0
    while fresh or again or under_way:
        while (fresh or again) and under_way < executor.slots:
            if again:
                taken = [again.popleft()]
            else:
                size = _size(executor, len(fresh), runs, seconds, len(fresh[0].seeds))
                taken = [fresh.popleft() for _ in range(size)]
            executor.submit(sweep.batch(taken, bases))
            under_way += 1
        ended = executor.wait(LOOK)
        under_way -= len(ended)
        for batch, outcome in ended:
            if outcome is not None:
                if outcome.unwritable:
                    raise Unwritable(outcome.unwritable)
                seconds, runs = seconds + outcome.seconds, runs + outcome.done
                yield outcome
                continue
            left = list(batch.left(store.present(sweep.folder)))
            yield Outcome(batch.runs - sum(len(point.seeds) for point in left), 0, 0.0)
            tries.update(point.configuration for point in left[:1])  # points run in order: this one was under way
            for point in left:
                if tries[point.configuration] < TRIES:
                    again.append(point)
                else:
                    yield give_up(sweep.batch([point], bases), f"lost: its worker ended without a word, {TRIES} times")
        if not ended:
            yield Outcome(0, 0, 0.0)


def _size(executor: Executor, left: int, runs: float, seconds: float, seeds: int) -> int:
    """How many points to put into the next batch, from how long runs have taken so far; one while nothing is known."""
    if not runs:
        return 1
    wanted = math.ceil(executor.seconds * runs / max(seconds, 1e-9) / seeds)
    return max(1, min(wanted, math.ceil(left / (PER_SLOT * executor.slots))))


def _checked(space: Space, points: pd.DataFrame) -> list[str]:
    """Check every point as a run is checked, and give the digest of its configuration."""
    digests = []
    for row in points.to_dict("records"):
        parameters = space.parameters(row)
        for problem in problems(parameters):
            raise ParameterError(f"{problem} (point {row['point']} of the design)")
        digests.append(configuration_digest(parameters))
    return digests


def _without_repeats(settings: Settings, points: pd.DataFrame) -> pd.DataFrame:
    """Keep repeated points where an analysis counts on the order of rows; their runs are shared."""
    if settings.design in designs.CROSSED:
        return points
    points = points.drop_duplicates("configuration", ignore_index=True)
    return points.assign(point=range(len(points)))
