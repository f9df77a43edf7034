"""Patterns in the weeks of a run: what attention, questions, decisions and trust look like over time.

Pure functions from columns to numbers. All columns run over weeks first; nan where a pattern cannot be told.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.signal import find_peaks, peak_widths
from scipy.stats import lmoment

from abm.numerics.streams import Floats
from abm.observation.measuring import WEEKS_PER_YEAR

NORMAL_L_KURTOSIS = 0.1226
"""L-kurtosis of a normal distribution; punctuated change lies above it (Jones and Baumgartner 2005)."""


def l_kurtosis(changes: Floats) -> float:
    """L-kurtosis of all changes together: 0.1226 for a normal distribution, towards 1 for rare large jumps."""
    changes = np.ravel(changes)
    if changes.size < 4 or np.ptp(changes) == 0.0:
        return np.nan
    return float(lmoment(changes, order=4))


def by_ministry(columns: np.ndarray, ministries: int) -> np.ndarray:
    """Sum columns over the dossiers of each ministry.

    Parameters
    ----------
    columns : array of shape (weeks, dossiers) or (weeks, dossiers, 2)

    Returns
    -------
    array of shape (weeks, ministries) or (weeks, ministries, 2)
    """
    return columns.reshape(len(columns), ministries, -1, *columns.shape[2:]).sum(axis=2)


def by_year(columns: np.ndarray) -> np.ndarray:
    """Sum columns over the weeks of each whole year; shape (weeks, ...) to (years, ...)."""
    years = len(columns) // WEEKS_PER_YEAR
    return columns[: years * WEEKS_PER_YEAR].reshape(years, WEEKS_PER_YEAR, *columns.shape[1:]).sum(axis=1)


def poisson_l_kurtosis(counts: np.ndarray, draws: int = 200) -> float:
    """L-kurtosis that changes would have, if counts were independent Poisson counts of the same means.

    Counts change by leaps where means are small, whoever makes them: .131 where a normal distribution gives .123.

    Parameters
    ----------
    counts : array of shape (years, ministries)
        The mean of a ministry is that over its years.
    draws : int
        Series that are drawn, always the same ones.
    """
    generator = np.random.default_rng(0)
    drawn = (generator.poisson(counts.mean(axis=0), counts.shape) for _ in range(draws))
    return float(np.mean([l_kurtosis(np.diff(series, axis=0)) for series in drawn]))


def of_median_path(
    paths: Floats, read: Callable[[Floats], float], draws: int = 1000, confidence: float = 0.95
) -> tuple[float, float, float]:
    """Read something from the median of paths, with a percentile interval by the bootstrap over paths.

    Parameters
    ----------
    paths : array of shape (seeds, weeks)
    read : callable
        From a path to a number, nan where it cannot be read.
    draws : int
        Samples of the bootstrap, always the same ones.
    confidence : float
        Of the interval, from 0 to 1.

    Returns
    -------
    value, low, high : float
    """
    value = read(np.median(paths, axis=0))
    if len(paths) < 2:
        return value, np.nan, np.nan
    chosen = np.random.default_rng(0).integers(len(paths), size=(draws, len(paths)))
    found = [read(np.median(paths[sample], axis=0)) for sample in chosen]
    tail = (1.0 - confidence) / 2.0
    low, high = np.nanquantile(found, [tail, 1.0 - tail]) if not np.isnan(found).all() else (np.nan, np.nan)
    return value, float(low), float(high)


def in_two_groups(values: Floats) -> bool:
    """Whether values fall into two groups, so that their mean may be near none of them.

    That is when the widest gap between neighbours, with at least two values on each side, is more than a quarter
    of their range. Found by drawing 20 values each: 7% of normal samples do, 50% of samples from two normal
    distributions five s.d. apart, and 99% at eight.
    """
    ordered = np.sort(values)
    if ordered.size < 5 or ordered[0] == ordered[-1]:
        return False
    inner = np.diff(ordered)[1:-1]
    return bool(inner.max() > (ordered[-1] - ordered[0]) / 4.0)


def rise_and_fall(salience: Floats, prominence: float) -> tuple[float, float]:
    """Mean weeks that attention takes from half of a peak to the peak, and from the peak down to half.

    Parameters
    ----------
    salience : array of shape (weeks, dossiers)
    prominence : float
        How far a peak must stand out from the valleys around it to count.
    """
    rises, falls = [], []
    for column in salience.T:
        peaks, found = find_peaks(column, prominence=prominence)
        given = (found["prominences"], found["left_bases"], found["right_bases"])
        _, _, left, right = peak_widths(column, peaks, rel_height=0.5, prominence_data=given)
        rises.extend(peaks - left)
        falls.extend(right - peaks)
    return (float(np.mean(rises)), float(np.mean(falls))) if rises else (np.nan, np.nan)


def falls_to_rises(trust: Floats, tail: float = 0.05) -> float:
    """Size of the weekly falls of a series that only the share ``tail`` exceeds, relative to that of its rises."""
    changes = np.diff(trust)
    if not changes.size:
        return np.nan
    fall, rise = np.quantile(changes, [tail, 1.0 - tail])
    return float(-fall / rise) if rise > 0.0 else np.nan


def response(path: Floats, within: int, sign: int) -> tuple[float, float]:
    """Largest deviation in the first weeks of a path, and the weeks until half of it is gone.

    Parameters
    ----------
    path : array of shape (weeks,)
        Deviation from a twin from the week of an event on.
    within : int
        Weeks in which the largest deviation is looked for.
    sign : int
        +1 for a rise, -1 for a fall.

    Returns
    -------
    size : float
        Largest deviation in the direction of ``sign``; negative where it went the other way only.
    half_life : float
        Weeks from the largest deviation to the first week with at most half of it; the weeks left in the path when
        there is none such (a lower bound); nan where there was no deviation in this direction.
    """
    path = sign * np.asarray(path, float)
    if not path.size:
        return np.nan, np.nan
    top = int(np.argmax(path[:within]))
    size = float(path[top])
    if size <= 0.0:
        return size, np.nan
    halved = np.flatnonzero(path[top:] <= 0.5 * size)
    return size, float(halved[0]) if halved.size else float(path.size - top)
