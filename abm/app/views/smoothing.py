"""How the measures of a run are smoothed and thinned before they are drawn or told, the same for line and band."""

from __future__ import annotations

import numpy as np

from abm.numerics.streams import Floats

SMOOTHED = {"incidents": 13, "incidents_misfit": 13, "incidents_coordination": 13, "share_outside": 26}
"""Weeks of the moving mean of measures that jump from week to week."""

MOST = 400
"""Points of a line; more weeks than that are averaged, which keeps a long run as quick to draw as a short one."""


def smoothed(values: Floats, window: int) -> Floats:
    """Mean over the weeks up to now, at most ``window``; weeks without a value do not count.

    Parameters
    ----------
    values : array of shape (..., weeks)
        One line, or several at once.
    window : int
        Weeks.
    """
    if window <= 1 or not values.shape[-1]:
        return values
    known = np.isfinite(values)
    nought = np.zeros((*values.shape[:-1], 1))
    sums = np.concatenate([nought, np.cumsum(np.where(known, values, 0.0), axis=-1)], axis=-1)
    counts = np.concatenate([nought, np.cumsum(known, axis=-1)], axis=-1)
    first = np.maximum(0, np.arange(1, values.shape[-1] + 1) - window)
    total, cases = sums[..., 1:] - sums[..., first], counts[..., 1:] - counts[..., first]
    return np.where(cases > 0, total / np.maximum(cases, 1.0), np.nan)


def step_of(weeks: int) -> int:
    """Over how many weeks each point of a line is averaged."""
    return max(1, -(-weeks // MOST))


def binned(values: Floats, step: int) -> Floats:
    """Mean of every ``step`` values; of none that is known, nan."""
    if step == 1:
        return values
    whole = np.concatenate([values, np.full(-len(values) % step, np.nan)]).reshape(-1, step)
    known = np.isfinite(whole)
    return np.where(known.any(1), np.where(known, whole, 0.0).sum(1) / np.maximum(known.sum(1), 1), np.nan)
