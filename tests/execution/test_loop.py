"""The loop that hands out work: how much goes into one batch, and that every run is handed out once."""

from __future__ import annotations

from collections import Counter

import pytest

from abm.execution.loop import drive
from abm.execution.work import Outcome, Point
from tests.execution.test_work import Nothing


class Steady:
    """Somewhere every run takes as long; keeps what it was given."""

    def __init__(self, slots: int = 2, seconds: float = 5.0, each: float = 0.5) -> None:
        self.slots, self.seconds, self.each = slots, seconds, each
        self.batches: list[Nothing] = []
        self._under_way: list[Nothing] = []
        self.busiest = 0

    def submit(self, batch: Nothing) -> None:
        """Begin a batch."""
        self.batches.append(batch)
        self._under_way.append(batch)
        self.busiest = max(self.busiest, len(self._under_way))

    def wait(self, timeout: float) -> list[tuple[Nothing, Outcome]]:
        """End the one that began first."""
        batch = self._under_way.pop(0)
        return [(batch, Outcome(batch.runs, 0, batch.runs * self.each))]

    def close(self) -> None:
        """Nothing is left to be stopped."""


class Unlocked:
    """A lock that nobody takes over."""

    def check(self) -> None:
        """All is well."""


def driven(points: list[Point], executor: Steady) -> None:
    """Hand out all points, and see to it that each run was handed out once."""
    outcomes = drive(executor, points, lambda taken: Nothing(None, {}, tuple(taken)), Unlocked())
    runs = [(point.configuration, seed) for point in points for seed in point.seeds]
    assert sum(outcome.done for outcome in outcomes) == len(runs)
    handed_out = Counter(
        (point.configuration, seed) for batch in executor.batches for point in batch.points for seed in point.seeds
    )
    assert handed_out == Counter(runs)


def test_one_point_with_many_seeds_keeps_every_slot_at_work():
    """Its seeds are divided: no batch is longer than wanted, and none of the slots waits for another."""
    executor = Steady()
    driven([Point("a", 0, tuple(range(1000)), {}, {})], executor)
    assert executor.busiest == 2
    assert max(batch.runs for batch in executor.batches) == 10  # five seconds of half a second each


@pytest.mark.parametrize("seeds", [1, 3, 4, 12])
def test_many_points_are_taken_whole_where_they_fit(seeds):
    """Points are put together up to the time wanted, and a point that fits into a batch is not divided."""
    executor = Steady()
    driven([Point(str(number), 0, tuple(range(seeds)), {}, {}) for number in range(200)], executor)
    sizes = Counter(batch.runs for batch in executor.batches)
    assert max(sizes) <= 10 and max(sizes, key=lambda size: sizes[size] * size) == max(
        10 // seeds * seeds, min(seeds, 10)
    )


def test_the_last_batches_are_small():
    """So that all slots end together."""
    executor = Steady(seconds=1000.0)
    driven([Point("a", 0, tuple(range(100)), {}, {})], executor)
    sizes = [batch.runs for batch in executor.batches]
    assert sizes[:3] == [1, 1, 25] and sizes[-1] == 1 and sizes[2:] == sorted(sizes[2:], reverse=True)
