"""What a study keeps of its runs until all are there, so that it goes on where it was stopped."""

from __future__ import annotations

import hashlib
import inspect
import pickle
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyarrow as pa

from abm.execution.kept import RUNS, Kept
from abm.execution.locks import Lock
from abm.execution.loop import Executor
from abm.execution.runs import Runs
from abm.execution.work import Batch, Point, Tables
from abm.observation.provenance import run_id
from abm.parameters import Parameters

Work = Callable[[Parameters, int], Any]


@dataclass(frozen=True)
class WorkBatch(Batch):
    """Runs of which only what a study makes of them is kept.

    Attributes
    ----------
    work : callable
        A function of a module.
    """

    work: Work

    def run(self, parameters: Parameters, seed: int, progress: Callable[[int, int], None] | None) -> Any:
        """What the study makes of a run."""
        return self.work(parameters, seed)

    def tables(self, point: Point, seed: int, recording: Any, seconds: float) -> Tables:
        """One row, which only the study itself reads."""
        content = {"run_id": [run_id(self.parameters(point), seed)], "result": [pickle.dumps(recording)]}
        return {RUNS: pa.table(content, schema=pa.schema([("run_id", pa.string()), ("result", pa.binary())]))}

    def failed(self, point: Point, seed: int, error: str, seconds: float) -> None:
        """Nothing: a study with a gap is none."""


class Keep:
    """Finished runs of a study, in the folder of its results.

    Parameters
    ----------
    lock : Lock
        Of that folder, held.
    workers : Executor, optional
        Who makes the runs; by default workers that start with them and end with them.
    """

    def __init__(self, lock: Lock, workers: Executor | None = None) -> None:
        self._lock, self._workers = lock, workers
        self._work: Work | None = None
        self._made: list[tuple[Runs, Kept]] = []

    @property
    def is_empty(self) -> bool:
        """Whether nothing is kept."""
        return not any(kept.present() for _, kept in self._made)

    def said(self) -> str:
        """How many runs there are, in words."""
        return self._made[-1][0].said() if self._made else ""

    def make(self, plan: Sequence[Parameters], work: Work) -> Iterator[Any]:
        """Make what is missing, and give the result of every run in the order of the plan.

        Raises
        ------
        ValueError
            When a study does one thing with some of its runs and another with others: they would be mistaken.
        """
        if self._work not in (None, work):
            raise ValueError("a study must do the same with all its runs")
        self._work = work
        runs = Runs(plan, (RUNS,), _note(work), partial(_batch, work))
        kept = runs.kept(self._lock)
        runs.begin(kept, self._lock)
        self._made.append((runs, kept))
        runs.make(kept, self._lock, self._workers)
        for tables in runs.recordings(kept):
            yield pickle.loads(tables[RUNS]["result"][0].as_py())

    def forget(self) -> None:
        """Take away what is kept."""
        for runs, kept in self._made:
            runs.forget(kept, self._lock)


def _batch(work: Work, kept: Kept, bases: Mapping[int, Parameters], points: tuple[Point, ...]) -> WorkBatch:
    return WorkBatch(kept, bases, points, work)


def _note(work: Work) -> dict[str, str]:
    """Fingerprint of what describes the work: results of another version of it are of no use."""
    sources = "".join(inspect.getsource(sys.modules[name]) for name in sorted(_described(work.__module__)))
    return {"work": f"{work.__module__}.{work.__qualname__} {hashlib.sha256(sources.encode()).hexdigest()[:16]}"}


def _described(module: str) -> set[str]:
    """A module and all modules of studies that it takes something from."""
    found, open_ = set(), {module}
    while open_:
        found.add(name := open_.pop())
        values = vars(sys.modules[name]).values()
        taken = {getattr(value, "__name__" if inspect.ismodule(value) else "__module__", "") for value in values}
        open_ |= {name for name in taken if isinstance(name, str) and name.startswith(__package__ + ".")} - found
    return found
