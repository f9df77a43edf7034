"""What the time pictures are drawn from: measures of the twins by week, and the bands of many lives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from abm.app.views.smoothing import MOST, SMOOTHED, binned, smoothed, step_of
from abm.numerics.streams import Floats

WARMING = 13
"""Weeks before week 0 that are shown once week 0 is near; those before them are no history but a start."""


@dataclass(frozen=True)
class Series:
    """One measure over all weeks of the twins.

    Attributes
    ----------
    measure : str
        Its name.
    weeks : sequence of int
        Weeks lived, of equal length with the values; one apart from the next.
    a, b : sequence of float
        The measure in twin A and, where there is one, twin B.
    """

    measure: str
    weeks: Sequence[int] | np.ndarray
    a: Sequence[float] | np.ndarray
    b: Sequence[float] | np.ndarray | None = None

    @property
    def values(self) -> list[Floats]:
        """What was lived, of each twin."""
        given = [self.a] if self.b is None else [self.a, self.b]
        return [np.asarray(values, np.float64) for values in given]

    def thinned(self) -> tuple[Floats, list[Floats]]:
        """Weeks that are shown, and the lines of the twins, smoothed, thinned where they are long."""
        weeks = np.asarray(self.weeks, np.float64)
        shown = weeks >= first_shown(weeks)
        step, window = step_of(int(shown.sum())), SMOOTHED.get(self.measure, 1)
        lines = [binned(smoothed(values, window)[shown], step) for values in self.values]
        return binned(weeks[shown], step), lines


@dataclass(frozen=True)
class Band:
    """Where 5 to 95% of many lives of the twins lie, in the model's units; nan where nothing is known.

    Each life is smoothed as the lines are before the bounds are taken: those of single weeks would be wider.

    Attributes
    ----------
    weeks : integer array
        In order; not every week need be there.
    low_a, high_a, low_b, high_b : array
        Bounds of each twin.
    low_d, high_d : array
        Bounds of B minus A of one life.
    lives, wanted : int
        How many have been lived, of how many.
    """

    weeks: np.ndarray
    low_a: Floats
    high_a: Floats
    low_b: Floats
    high_b: Floats
    low_d: Floats
    high_d: Floats
    lives: int
    wanted: int

    def shown(self, first: float, last: float) -> Band:
        """The weeks of an axis, thinned."""
        there = np.flatnonzero((self.weeks >= first) & (self.weeks <= last))
        step = max(1, -(-len(there) // (MOST // 2)))
        return self.kept(np.unique([*there[::step], *there[-1:]]).astype(int))

    def until(self, week: float) -> Band:
        """The weeks up to one; the other lives may be ahead of the page, and the page may look back."""
        return self.kept(np.flatnonzero(self.weeks <= week))

    def kept(self, places: np.ndarray) -> Band:
        """Some of the weeks."""
        bounds = {name: np.asarray(getattr(self, name), np.float64)[places] for name in BOUNDS}
        return replace(self, weeks=np.asarray(self.weeks)[places], **bounds)


BOUNDS = tuple(field.name for field in fields(Band) if field.name.startswith(("low", "high")))


def weak(bounds: tuple[float, float]) -> bool:
    """Whether a difference between these bounds may as well be none."""
    return bounds[0] <= 0.0 <= bounds[1]


def first_shown(weeks: Floats) -> float:
    """First week of the axis; all weeks are shown where week 0 is not yet near."""
    if not len(weeks):
        return 0.0
    return float(weeks[0]) if weeks[-1] < -1 else max(float(weeks[0]), -float(WARMING))
