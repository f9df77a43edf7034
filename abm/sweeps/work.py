"""What a worker does with a batch: run its points with all their seeds, and put every few seconds into a file."""

from __future__ import annotations

import dataclasses
import errno
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from abm.parameters import Parameters
from abm.provenance import address, host
from abm.recorder import simulate
from abm.sweeps import store
from abm.sweeps.space import Value, changed

PAUSE = 5.0
"""Seconds of work between two files; what a crash costs at most, per worker."""

LONGEST = 500
"""Characters kept of an error."""


@dataclass(frozen=True)
class Point:
    """A design point with the seeds that are still to be run.

    Attributes
    ----------
    head : dict
        Its number, combination and factors, as they stand in the table.
    configuration : str
        Digest of its parameters.
    base : int
        Which parameters of the batch it starts from.
    changes : dict
        What is set in them.
    seeds : tuple of int
        Runs.
    """

    head: dict[Any, Value]
    configuration: str
    base: int
    changes: dict[str, Any]
    seeds: tuple[int, ...]


@dataclass(frozen=True)
class Batch:
    """Points that one worker runs one after the other.

    Attributes
    ----------
    folder : str
        Of the sweep.
    label : str
        Of the shard; begins the name of every file.
    schema : pyarrow.Schema
        Of the table of runs.
    bases : dict of int to Parameters
        Composed parameters that points start from.
    weeks : bool
        Whether weeks are kept, too.
    """

    folder: str
    label: str
    schema: pa.Schema
    bases: dict[int, Parameters]
    points: tuple[Point, ...]
    weeks: bool = False

    @property
    def runs(self) -> int:
        """How many runs it holds."""
        return sum(len(point.seeds) for point in self.points)

    def left(self, present: set[str]) -> Iterator[Point]:
        """Points with runs that are not among those present, without those that are."""
        for point in self.points:
            seeds = tuple(seed for seed in point.seeds if address(point.configuration, seed) not in present)
            if seeds:
                yield dataclasses.replace(point, seeds=seeds)


@dataclass(frozen=True)
class Outcome:
    """What came of a batch: runs done, those of them that failed, seconds; and why nothing could be written, if so."""

    done: int
    failed: int
    seconds: float
    unwritable: str = ""


def work(batch: Batch) -> Outcome:
    """Run a batch; everything that executors have in common."""
    began = written = time.monotonic()
    rows: list[dict[str, Any]] = []
    weeks: list[pa.Table] = []
    done = failed = 0
    try:
        for number, point in enumerate(batch.points, 1):
            for row, table in _runs(batch, point):
                rows.append(row)
                weeks += [table] if batch.weeks and table is not None else []
                failed += row["error"] is not None
            if time.monotonic() > written + PAUSE or number == len(batch.points):
                store.write_runs(batch.folder, batch.label, batch.schema, rows, weeks)
                done += len(rows)
                rows, weeks, written = [], [], time.monotonic()
    except OSError as error:  # of writing only: what a run raises is caught where it runs
        reason = error.strerror or errno.errorcode.get(error.errno or 0, str(error))
        return Outcome(done, failed, time.monotonic() - began, reason)
    return Outcome(done, failed, time.monotonic() - began)


def give_up(batch: Batch, reason: str) -> Outcome:
    """Write rows with an error for runs that cannot be had."""
    rows = [_row(point, seed, batch, {}, reason, 0.0) for point in batch.points for seed in point.seeds]
    store.write_runs(batch.folder, batch.label, batch.schema, rows, [])
    return Outcome(len(rows), len(rows), 0.0)


def _runs(batch: Batch, point: Point) -> Iterator[tuple[dict[str, Any], pa.Table | None]]:
    parameters = changed(batch.bases[point.base], point.changes)
    for seed in point.seeds:
        began = time.perf_counter()
        measures: dict[str, Any] = {}
        weeks, problem = None, None
        try:
            recording = simulate(parameters, seed)
            measures, weeks = recording.runs.to_pylist()[0], recording.weeks
        except Exception as error:  # one run that fails is a row like any other
            problem = in_a_line(error)
        yield _row(point, seed, batch, measures, problem, time.perf_counter() - began), weeks


def _row(
    point: Point, seed: int, batch: Batch, measures: dict[str, Any], error: str | None, seconds: float
) -> dict[str, Any]:
    base = batch.bases[point.base]
    return (
        point.head  # first: what was run is never overwritten by what a design says
        | measures
        | {"run_id": address(point.configuration, seed), "norms": base.norms, "scenario": base.scenario, "seed": seed}
        | {
            "error": error,
            "meta_seconds": seconds,
            "meta_host": host(base),
            "meta_finished": datetime.now(UTC),
        }
    )


def in_a_line(error: BaseException) -> str:
    """Say what went wrong in one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:LONGEST]
