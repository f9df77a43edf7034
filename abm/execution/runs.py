"""The runs of ``abm run`` and ``abm compare``: kept one by one until all are there, in the order of the plan."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from abm.execution.burn_ins import MOST_CITIZENS, SHARED
from abm.execution.checkpoints import Checkpoints
from abm.execution.folders import shown, write_bytes
from abm.execution.kept import RUNS, Kept, read_file
from abm.execution.local import Here, Local
from abm.execution.locks import Lock
from abm.execution.loop import Executor, drive
from abm.execution.processes import jobs_of, processes, threads_of
from abm.execution.progress import Progress
from abm.execution.work import Batch, Point, Tables
from abm.observation.earlier import of_this_version
from abm.observation.provenance import RESULTS_VERSION, address, configuration_digest
from abm.observation.record import Keeper, Recording
from abm.parameters import Parameters

TABLES = (RUNS, "weeks", "groups", "decisions")
"""The tables of a recording, each written to a Parquet file of its name."""

KEPT, NOTE = "kept", "kept.json"
"""Folder of what is kept, beside what is not finished, and a note of what that is."""

SECONDS = 2.0
"""How much work a process is given at once."""


@dataclass(frozen=True)
class RecordingBatch(Batch):
    """Runs of which the whole recording is kept, and of long ones the state under way.

    Attributes
    ----------
    checkpoints : Checkpoints
        Where that is kept.
    burn_ins : bool
        Whether runs of one seed may share the burn-in.
    """

    checkpoints: Checkpoints
    burn_ins: bool

    def keepers(self) -> Sequence[Keeper]:
        """Its checkpoint, and a burn-in that was lived before."""
        return [self.checkpoints, SHARED] if self.burn_ins else [self.checkpoints]

    def written(self, runs: Sequence[str]) -> None:
        """Take away the states of runs that are done."""
        self.checkpoints.remove(*runs)

    def tables(self, point: Point, seed: int, recording: Recording, seconds: float) -> Tables:
        """Every table of the recording."""
        return {name: getattr(recording, name) for name in (RUNS, *self.kept.tables)}

    def failed(self, point: Point, seed: int, error: str, seconds: float) -> None:
        """Nothing: a comparison with a gap is none."""


class Runs:
    """The runs of a plan.

    Parameters
    ----------
    plan : sequence of Parameters
        One configuration per norm set.
    tables : sequence of str, optional
        What is kept of each run; by default every table of its recording.
    note : mapping, optional
        What else decides what is kept of a run, beside its address: where it has changed, runs are made again.
    batch : callable, optional
        Makes the batch that one worker runs, from where it is kept, parameters and points; by default of recordings.

    Attributes
    ----------
    jobs : list of (Parameters, int)
        Every run, in the order of the plan.
    tables : tuple of str
        What is kept of each.
    done : int
        How many are there.
    """

    def __init__(
        self,
        plan: Sequence[Parameters],
        tables: Sequence[str] | None = None,
        note: Mapping[str, Any] | None = None,
        batch: Callable[[Kept, Mapping[int, Parameters], tuple[Point, ...]], Batch] | None = None,
    ) -> None:
        self.jobs = jobs_of(plan)
        recorded = (*TABLES, "citizens") if plan[0].record.citizens else TABLES
        self.tables = recorded if tables is None else tuple(tables)
        self._more, self._make_batch = dict(note or {}), batch
        self.done = 0
        self._plan = plan
        self._shares_burn_in = len(plan) > 1 and plan[0].population.citizens <= MOST_CITIZENS
        self._digests = [configuration_digest(item) for item in plan for _ in range(item.replicates)]
        self._places = [number for number, item in enumerate(plan) for _ in range(item.replicates)]
        self._ids = [address(digest, seed) for digest, (_, seed) in zip(self._digests, self.jobs, strict=True)]

    def said(self) -> str:
        """How many there are, in words."""
        return f"{self.done} of {len(self.jobs)} runs are done"

    def kept(self, lock: Lock) -> Kept:
        """Where runs are kept until all are done."""
        return Kept(str(lock.home / KEPT), "", lock.mark, self.tables[1:], pa.schema([("run_id", pa.string())]))

    def begin(self, kept: Kept, lock: Lock) -> None:
        """Find what an earlier command has kept in the folder, and say so where it is of no use.

        Raises
        ------
        ParameterError
            When it is of another results version: that is neither gone on from nor thrown away.
        """
        note = lock.home / NOTE
        # What is kept of a run is no part of its address.
        record = {key: value for key, value in dataclasses.asdict(self._plan[0].record).items() if key != "host"}
        content = {"results_version": RESULTS_VERSION, "record": record, "tables": self.tables, **self._more}
        wanted = json.loads(json.dumps(content))
        with lock.guard():
            found = _read(note)
            if isinstance(found, dict) and self.any_left(kept):
                of_this_version(Path(shown(lock.folder)), found.get("results_version"), "unfinished runs")
            if found != wanted:
                if any(Path(kept.folder, RUNS).glob("*.parquet")):
                    print(
                        f"{shown(lock.folder)} holds runs of which something else was kept; they are made again",
                        file=sys.stderr,
                    )
                _everything(kept).remove()
                write_bytes(note, json.dumps(wanted).encode(), lock.mark)
            for line in kept.begin(lock):
                print(line, file=sys.stderr)
            checkpoints = self._checkpoints(kept)
            if not self._plan[0].checkpoint.resume:
                checkpoints.remove()
            for digest, (_, seed) in zip(self._digests, self.jobs, strict=True):
                checkpoints.check(digest, seed)
        self.done = self._count(kept.present())

    def make(self, kept: Kept, lock: Lock, workers: Executor | None = None) -> None:
        """Make the runs that are missing, by workers of their own unless there are some."""
        first, present = self._plan[0], kept.present()
        points = [
            Point(digest, place, (seed,), {}, {})
            for digest, place, (_, seed), run in zip(self._digests, self._places, self.jobs, self._ids, strict=True)
            if run not in present
        ]
        points.sort(key=lambda point: point.seeds)  # those that can share a burn-in follow each other
        if not points:
            return
        count = processes(first.workers, threads_of(first), len(points))
        with Progress(len(self.jobs), first.burn_in + first.weeks, self.done) as progress:
            executor = workers or Local(count, SECONDS)
            if count == 1:
                executor = Here(progress.weeks if len(self.jobs) == 1 else None)
            try:
                for outcome in drive(executor, points, lambda taken: self._batch(kept, taken), lock):
                    self.done += outcome.done
                    progress.run(outcome.done)
            finally:
                executor.close()

    def recordings(self, kept: Kept) -> Iterator[Tables]:
        """Read what is kept, run after run in the order of the plan."""
        home = Path(kept.folder)
        files = {
            run: path
            for path in (home / RUNS).glob("*.parquet")
            for run in read_file(path, kept.required, ["run_id"])["run_id"].to_pylist()
        }
        open_: Path | None = None
        for run in self._ids:
            if files[run] != open_:  # runs of one file follow each other, as a rule
                open_ = files[run]
                tables = {name: _as_written(read_file(home / name / open_.name, kept.required)) for name in self.tables}
            yield {
                name: table.filter(pc.equal(table["run_id"], run)).combine_chunks() for name, table in tables.items()
            }

    def forget(self, kept: Kept, lock: Lock) -> None:
        """Take away what is kept."""
        lock.mark.check()
        self._checkpoints(kept).remove()
        _everything(kept).remove()
        (lock.home / NOTE).unlink(missing_ok=True)

    def any_left(self, kept: Kept) -> bool:
        """Whether there is anything to go on from."""
        return bool(kept.present()) or self._checkpoints(kept).present()

    def _checkpoints(self, kept: Kept) -> Checkpoints:
        return Checkpoints(kept.folder, kept.mark, self._plan[0].checkpoint.every)

    def _batch(self, kept: Kept, points: Sequence[Point]) -> Batch:
        bases = {point.base: self._plan[point.base] for point in points}
        if self._make_batch is not None:
            return self._make_batch(kept, bases, tuple(points))
        return RecordingBatch(kept, bases, tuple(points), self._checkpoints(kept), self._shares_burn_in)

    def _count(self, present: set[str]) -> int:
        return sum(run in present for run in self._ids)


def _as_written(table: pa.Table) -> pa.Table:
    """Take away what a Parquet file adds to the description of its columns."""
    fields = [
        field.with_metadata({key: value for key, value in (field.metadata or {}).items() if key != b"PARQUET:field_id"})
        for field in table.schema
    ]
    return table.cast(pa.schema(fields, metadata=table.schema.metadata))


def _everything(kept: Kept) -> Kept:
    return dataclasses.replace(kept, tables=tuple(item.name for item in dataclasses.fields(Recording)))


def _read(note: Path) -> Any:
    with contextlib.suppress(OSError, ValueError):
        return json.loads(note.read_text(encoding="utf-8"))
    return None
