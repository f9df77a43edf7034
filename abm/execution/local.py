"""One machine: this process itself, or workers of our own, so that one that dies costs its batch and nothing else."""

from __future__ import annotations

import gc
import multiprocessing
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, Self, TypeVar

from abm.execution.loop import LOOK
from abm.execution.processes import begin_worker
from abm.execution.work import Batch, Outcome, work
from abm.numerics.interrupts import starting_processes

Result = TypeVar("Result")

PATIENCE = 5.0
"""Seconds to wait for a process that has been told to end."""


@dataclass(frozen=True)
class Call(Generic[Result]):
    """Something to do that is no batch of runs, such as to draw a figure.

    Attributes
    ----------
    function : callable
        A function of a module, as processes import it.
    arguments : tuple
    place : int
        Among those that are made side by side.
    """

    function: Callable[..., Result]
    arguments: tuple[Any, ...]
    place: int = 0

    def make(self) -> Result:
        """Do it."""
        return self.function(*self.arguments)

    def tried(self) -> tuple[Any, Exception | None]:
        """Do it, and give what came of it or what was raised."""
        try:
            return self.make(), None
        except Exception as error:  # for who waits for it
            return None, error


class Here:
    """As :class:`abm.execution.loop.Executor`: one batch at a time, in this process.

    Parameters
    ----------
    progress : callable, optional
        Called with weeks done and weeks in all of the run under way.
    """

    slots, seconds = 1, 0.5

    def __init__(self, progress: Callable[[int, int], None] | None = None) -> None:
        self._progress = progress
        self._waiting: list[Batch] = []

    def submit(self, batch: Batch) -> None:
        """Keep a batch until somebody waits for it."""
        self._waiting.append(batch)

    def wait(self, timeout: float) -> list[tuple[Batch, Outcome | None]]:
        """Run what has been submitted."""
        waiting, self._waiting = self._waiting, []
        return [(batch, work(batch, self._progress)) for batch in waiting]

    def close(self) -> None:
        """Nothing is under way."""
        self._waiting.clear()


class Local:
    """As :class:`abm.execution.loop.Executor`; a worker is started when there is a batch for it.

    Parameters
    ----------
    workers : int
        Processes.
    seconds : float
        How much work to put into one batch.
    """

    def __init__(self, workers: int, seconds: float = 5.0) -> None:
        self.slots, self.seconds = workers, seconds
        self._context = multiprocessing.get_context("spawn")  # a fork after a kernel has run can hang
        self._processes: dict[Any, BaseProcess] = {}
        self._busy: dict[Any, Any] = {}

    def submit(self, batch: Batch | Call[Any]) -> None:
        """Hand a batch to a worker that is idle, or to a new one."""
        idle = next((line for line in self._processes if line not in self._busy), None)
        if idle is None:
            idle = self._start()
        self._busy[idle] = batch
        try:
            idle.send(batch)
        except OSError:  # it died while idle; waiting will find out
            return

    def wait(self, timeout: float) -> list[tuple[Batch, Outcome | None]]:
        """Give what has come to an end; None for the batch of a worker that died."""
        ended: list[tuple[Batch, Outcome | None]] = []
        lines: list[Any] = wait(list(self._busy), timeout)
        for line in lines:
            batch = self._busy.pop(line)
            try:
                ended.append((batch, line.recv()))
            except (EOFError, OSError):
                process = self._processes.pop(line)
                process.join(PATIENCE)
                line.close()
                ended.append((batch, None))
        return ended

    def close(self) -> None:
        """End every worker, in the middle of its batch if need be."""
        self._end(list(self._processes))

    def _end(self, lines: Iterable[Any]) -> None:
        ended = [(line, self._processes.pop(line)) for line in lines]
        for line, process in ended:
            self._busy.pop(line, None)
            process.kill()
            line.close()
        for _, process in ended:
            process.join(PATIENCE)

    def _start(self) -> Any:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs,), daemon=True)
        with starting_processes():
            process.start()
        theirs.close()  # so that the line breaks when the worker dies
        self._processes[ours] = process
        return ours


class Shared(Local):
    """Workers for one piece of work after another, as most of what a small one takes is to start them.

    Examples
    --------
    >>> with Shared(workers=2) as workers:
    ...     workers.close()  # as whoever is done with them does; those that are idle wait for the next
    """

    def __enter__(self) -> Self:
        """For as long as there is work."""
        return self

    def __exit__(self, *error: object) -> None:
        """End every worker."""
        super().close()

    def close(self) -> None:
        """End those that are in the middle of a batch, which nobody waits for any more."""
        self._end(list(self._busy))

    def each(self, calls: Sequence[Call[Result]]) -> Iterator[Result]:
        """Make calls side by side, and give what comes of them in their order, as soon as it is there.

        What a worker took with it when it died is made here.

        Raises
        ------
        Exception
            What a call raised, when its turn comes.

        Examples
        --------
        >>> with Shared(workers=2) as workers:
        ...     list(workers.each([Call(divmod, (7, 2)), Call(pow, (2, 5))]))
        [(3, 1), 32]
        """
        waiting = deque(replace(call, place=place) for place, call in enumerate(calls))
        there: dict[int, tuple[Any, Exception | None]] = {}
        try:
            for place in range(len(calls)):
                while place not in there:
                    while waiting and len(self._busy) < self.slots:
                        self.submit(waiting.popleft())
                    ended: list[tuple[Any, Any]] = self.wait(LOOK)
                    there |= {call.place: outcome or call.tried() for call, outcome in ended}
                found, error = there.pop(place)
                if error is not None:
                    raise error
                yield found
        finally:
            self.close()


def _serve(line: Connection) -> None:
    """Run batches until the parent is gone."""
    begin_worker()
    known = len(sys.modules)
    while True:
        try:
            batch = line.recv()
        except EOFError:
            return
        line.send(batch.tried() if isinstance(batch, Call) else work(batch))
        del batch
        if len(sys.modules) > known:
            known = len(sys.modules)
            _leave_alone()


def _leave_alone() -> None:
    """Never look for garbage in what is there now: after every run, that would take longer than a small one does."""
    gc.collect()
    gc.freeze()
