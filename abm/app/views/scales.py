"""Axes of the time pictures: how short each may be, from where it starts, and which way is better."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from abm.app.views import svg
from abm.numerics.streams import Floats
from abm.words.described import measure_kind


class Scale(NamedTuple):
    """How a measure is drawn, in the unit in which it is shown.

    Attributes
    ----------
    least : float
        Span that the axis has at least.
    apart : float
        How far the axis of the difference reaches at least, both ways.
    digits : int
        Digits of a value that is told.
    """

    least: float = 0.0
    apart: float = 0.0
    digits: int = 1


SCALES = {
    "trust": Scale(least=10.0, apart=1.0),
    "incidents": Scale(least=10.0, apart=3.0),
    "unrest": Scale(least=3.0, apart=0.5, digits=2),
    "pressure": Scale(least=20.0, apart=4.0),
}
"""Why these: eight lives of one world without norms (seeds 0 to 7, 2,000 citizens, weeks 26 to 207) have a standard
deviation between lives of 0.5 points of trust, 1.6 incidents, 0.3 points of unrest and 2.1 of pressure, drawn as here.
Two lives that differ in luck alone are thus some 1.4 times as much apart, which the axis of the difference holds; the
axis above it is at least six times the standard deviation. A measure that is not listed is given a fifth of its own
axis for the difference."""

BETTER = {
    "trust": "higher", "trust_share": "higher", "trust_without_procedure": "higher", "trust_slow": "higher",
    "incidents": "lower", "incidents_misfit": "lower", "incidents_coordination": "lower", "incidents_national": "lower",
    "severity": "lower", "unrest": "lower", "misfit": "lower", "lead_time": "lower",
}  # fmt: skip
"""Which way is better: where the essay says so (incidents, fit, unrest, delay), and for trust, this project's own
outcome. Pressure, attention or hours are no outcomes: more of them is neither better nor worse in itself."""

_FROM_ZERO = 2.5
"""An axis begins at 0 where that makes it no more than so many times as long as it must be."""


class Axis:
    """From values to places."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.high, self.start, self.end = low, high, start, end

    def __call__(self, value: float) -> float:
        """Place of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def places(self, values: Floats | np.ndarray) -> list[float]:
        """Places of many values at once; of none that is known, nan."""
        found: list[float] = (
            self.start + (values - self.low) / (self.high - self.low) * (self.end - self.start)
        ).tolist()
        return found


def factor(measure: str) -> float:
    """By how much a value of the model is multiplied to be shown."""
    return 100.0 if measure_kind(measure) in ("percent", "points") else 1.0


def scale_of(measure: str) -> Scale:
    """How a measure is drawn."""
    return SCALES.get(measure, Scale())


def span(measure: str, values: Floats) -> list[float]:
    """Round marks around all values, which are known: from 0 where there is room for it, and never shorter than may be.

    The first is not 0 where the axis is broken.
    """
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    missing = max(scale_of(measure).least, 0.0 if high > low else 1.0) - (high - low)
    if missing > 0.0:
        low, high = low - 0.5 * missing, high + 0.5 * missing
        if low < 0.0 <= float(values.min(initial=0.0)):
            low, high = 0.0, high - low
    if low > 0.0 and high <= _FROM_ZERO * (high - low):
        low = 0.0
    return svg.ticks(low, high, 4)


def span_apart(measure: str, gaps: Floats, above: float) -> list[float]:
    """Round marks around all differences, which are known, and around 0.

    Parameters
    ----------
    above : float
        Span of the axis above.
    """
    apart = scale_of(measure).apart or 0.1 * above
    return svg.ticks(min(-apart, float(gaps.min(initial=0.0))), max(apart, float(gaps.max(initial=0.0))), 2)


def verdict(measure: str, gap: float) -> str:
    """What a difference B minus A means: ``better``, ``worse``, or just ``higher`` or ``lower``; 0 is ``same``."""
    if not abs(gap) > 0.0:
        return "same"
    way = "higher" if gap > 0.0 else "lower"
    if measure not in BETTER:
        return way
    return "better" if way == BETTER[measure] else "worse"
