"""What a worker does with a batch: make its runs, and put what it has into files every few seconds."""

from __future__ import annotations

import gc
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from abm.execution.kept import RUNS, Kept
from abm.execution.stops import Failed, Stop, Unwritable, reason
from abm.observation.provenance import address
from abm.observation.record import Keeper, simulate
from abm.parameters import Parameters

PAUSE = 5.0
"""Seconds of work between two files; what a crash costs at most, per worker."""

LONGEST = 500
"""Characters kept of an error."""

Tables = dict[str, pa.Table]
"""What is kept of one run: rows of each table."""


@dataclass(frozen=True)
class Point:
    """A configuration with the seeds that are still to be run.

    Attributes
    ----------
    configuration : str
        Digest of its parameters.
    base : int
        Which parameters of the batch it starts from.
    seeds : tuple of int
        Runs.
    head : dict
        What stands in the table besides, such as its number and factors.
    changes : dict
        What is set in the parameters that it starts from.
    """

    configuration: str
    base: int
    seeds: tuple[int, ...]
    head: Mapping[Any, Any]
    changes: Mapping[str, Any]

    def left(self, present: set[str]) -> tuple[int, ...]:
        """Seeds whose runs are not there."""
        return tuple(seed for seed in self.seeds if address(self.configuration, seed) not in present)


@dataclass(frozen=True)
class Batch(ABC):
    """Points that one worker runs one after the other, and how its runs are kept.

    Attributes
    ----------
    kept : Kept
        Where runs go.
    bases : dict of int to Parameters
        Composed parameters that points start from.
    points : tuple of Point
        In this order.
    """

    kept: Kept
    bases: Mapping[int, Parameters]
    points: tuple[Point, ...]

    @property
    def runs(self) -> int:
        """How many runs it holds."""
        return sum(len(point.seeds) for point in self.points)

    def left(self, present: set[str]) -> Iterator[Point]:
        """Points with runs that are not among those present, without those that are."""
        for point in self.points:
            if seeds := point.left(present):
                yield replace(point, seeds=seeds)

    def parameters(self, point: Point) -> Parameters:
        """Parameters of a point."""
        return self.bases[point.base]

    def run(self, parameters: Parameters, seed: int, progress: Callable[[int, int], None] | None) -> Any:
        """Make one run; its recording, or what else :meth:`tables` makes rows of."""
        return simulate(parameters, seed, progress, self.keepers())

    def keepers(self) -> Sequence[Keeper]:
        """Who keep the state of runs under way."""
        return ()

    @abstractmethod
    def tables(self, point: Point, seed: int, recording: Any, seconds: float) -> Tables:
        """Rows to keep of a run."""

    @abstractmethod
    def failed(self, point: Point, seed: int, error: str, seconds: float) -> Tables | None:
        """Rows to keep of a run that failed; None when the others are of no use without it."""

    def written(self, runs: Sequence[str]) -> None:  # noqa: B027 most batches need not know
        """Take notice that the rows of these runs are on the disk."""


@dataclass(frozen=True)
class Outcome:
    """What came of a batch: runs done, those of them that failed, seconds; and why the command must end, if so."""

    done: int
    failed: int
    seconds: float
    stop: Stop | None = None


def work(batch: Batch, progress: Callable[[int, int], None] | None = None) -> Outcome:
    """Run a batch; everything that executors have in common.

    Parameters
    ----------
    batch : Batch
        Whose runs are missing.
    progress : callable, optional
        Called with weeks done and weeks in all of the run under way.
    """
    began = written = time.monotonic()
    rows: list[Tables] = []
    done = failed = 0
    stop: Stop | None = None
    try:
        for point in batch.points:
            for seed, tables, problem in _runs(batch, point, progress):
                if tables is None:
                    stop = _failure(batch, point, seed, str(problem))
                    break
                rows.append(tables)
                failed += problem is not None
                if time.monotonic() > written + PAUSE:
                    done += _write(batch, rows)
                    rows, written = [], time.monotonic()
            if stop:
                break
        done += _write(batch, rows)
    except Stop as lost:
        stop = lost
    except OSError as error:  # of writing only: what a run raises is caught where it runs
        stop = Unwritable(reason(error))
    return Outcome(done, failed, time.monotonic() - began, stop)


def give_up(batch: Batch, error: str) -> Outcome:
    """Keep rows with an error for runs that cannot be had.

    Raises
    ------
    Failed
        When the others are of no use without them.
    """
    rows = []
    for point in batch.points:
        for seed in point.seeds:
            tables = batch.failed(point, seed, error, 0.0)
            if tables is None:
                raise _failure(batch, point, seed, error)
            rows.append(tables)
    try:
        _write(batch, rows)
    except OSError as problem:
        raise Unwritable(reason(problem)) from None
    return Outcome(len(rows), len(rows), 0.0)


def _failure(batch: Batch, point: Point, seed: int, error: str) -> Failed:
    return Failed(f"The run norms={batch.parameters(point).norms} seed={seed} failed: {error}.")


def _write(batch: Batch, rows: list[Tables]) -> int:
    """Put the rows of runs into files; returns how many runs."""
    if rows:
        names = dict.fromkeys(name for tables in rows for name in tables)
        batch.kept.write({name: [tables[name] for tables in rows if name in tables] for name in names})
        batch.written([run for tables in rows for run in tables[RUNS]["run_id"].to_pylist()])
    return len(rows)


def _runs(
    batch: Batch, point: Point, progress: Callable[[int, int], None] | None
) -> Iterator[tuple[int, Tables | None, str | None]]:
    """Make the runs of a point: seed, rows to keep, and what went wrong."""
    parameters = batch.parameters(point)
    for seed in point.seeds:
        began = time.perf_counter()
        try:
            recording = batch.run(parameters, seed, progress)
        except Exception as error:  # one run that fails is a result like any other
            problem = in_a_line(error)
            yield seed, batch.failed(point, seed, problem, time.perf_counter() - began), problem
        else:
            yield seed, batch.tables(point, seed, recording, time.perf_counter() - began), None
        gc.collect()  # a model holds on to itself, and would stay until Python happens to look


def in_a_line(error: BaseException) -> str:
    """Say what went wrong in one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:LONGEST]
