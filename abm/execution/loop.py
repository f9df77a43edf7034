"""The loop that keeps executors at work until every run is done, whatever becomes of workers."""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from abm.execution.locks import Lock
from abm.execution.work import Batch, Outcome, Point, give_up
from abm.numerics.interrupts import hear

TRIES = 3
"""How often a point may take its worker with it before its runs are given up."""

LOOK = 0.5
"""Seconds after which waiting for batches is interrupted, so that Ctrl-C is heard and progress is shown."""

PER_SLOT = 2
"""Batches into which what is left is cut for each slot; the last ones get small, and all slots end together."""


class Executor(Protocol):
    """Somewhere to run batches.

    Attributes
    ----------
    slots : int
        Batches that can be under way at once.
    seconds : float
        How much work to put into one batch.
    """

    slots: int
    seconds: float

    def submit(self, batch: Batch) -> None:
        """Start a batch; called only while fewer than ``slots`` are under way."""

    def wait(self, timeout: float) -> list[tuple[Batch, Outcome | None]]:
        """Give what has come to an end, at the latest after a timeout; None for a batch whose worker was lost."""

    def close(self) -> None:
        """Stop at once whatever is under way."""


def drive(
    executor: Executor, points: Sequence[Point], batch_of: Callable[[Sequence[Point]], Batch], lock: Lock
) -> Iterator[Outcome]:
    """Keep every slot at work; points whose worker was lost are tried again, each alone.

    A point with more seeds than a batch should hold is divided over several.

    Parameters
    ----------
    executor : Executor
        Closed by whoever made it.
    points : sequence of Point
        With runs that are missing.
    batch_of : callable
        Puts points into a batch.
    lock : Lock
        Of the folder of results, held.

    Yields
    ------
    Outcome
        Whenever a batch has come to an end, and one of nothing in between.

    Raises
    ------
    Stop
        When it cannot go on.
    """
    fresh, again = deque(points), deque[Point]()
    tries: Counter[tuple[str, int]] = Counter()
    left, under_way = sum(len(point.seeds) for point in fresh), 0
    seconds = runs = 0.0
    while fresh or again or under_way:
        hear()
        lock.check()
        while (fresh or again) and under_way < executor.slots:
            if again:
                taken = [again.popleft()]
            else:
                taken = _take(fresh, _size(executor, left, runs, seconds))
                left -= sum(len(point.seeds) for point in taken)
            executor.submit(batch_of(taken))
            under_way += 1
        ended = executor.wait(LOOK)
        under_way -= len(ended)
        for batch, outcome in ended:
            if outcome is not None:
                seconds, runs = seconds + outcome.seconds, runs + outcome.done
                yield outcome
                if outcome.stop is not None:
                    raise outcome.stop
                continue
            lost = list(batch.left(batch.kept.present()))
            yield Outcome(batch.runs - sum(len(point.seeds) for point in lost), 0, 0.0)
            tries.update(_first(point) for point in lost[:1])  # points run in order: this one was under way
            for point in lost:
                if tries[_first(point)] < TRIES:
                    again.append(point)
                else:
                    yield give_up(batch_of([point]), f"lost: its worker ended without a word, {TRIES} times")
        if not ended:
            yield Outcome(0, 0, 0.0)


def _first(point: Point) -> tuple[str, int]:
    return point.configuration, point.seeds[0]


def _size(executor: Executor, left: int, done: float, seconds: float) -> int:
    """How many runs to put into the next batch, from how long runs have taken so far; one while nothing is known."""
    if not done:
        return 1
    wanted = math.ceil(executor.seconds * done / max(seconds, 1e-9))
    return max(1, min(wanted, math.ceil(left / (PER_SLOT * executor.slots))))


def _take(fresh: deque[Point], runs: int) -> list[Point]:
    """Take points with about so many runs; of a first one that has more, its first seeds."""
    point = fresh.popleft()
    if len(point.seeds) > runs:
        fresh.appendleft(replace(point, seeds=point.seeds[runs:]))
        return [replace(point, seeds=point.seeds[:runs])]
    taken = [point]
    runs -= len(point.seeds)
    while fresh and len(fresh[0].seeds) <= runs:
        taken.append(fresh.popleft())
        runs -= len(taken[-1].seeds)
    return taken
