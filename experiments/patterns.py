"""Patterns in the weeks of a run: what attention, questions, decisions and trust look like over time.

Pure functions from columns to numbers. All columns run over weeks first; nan where a pattern cannot be told.
"""

from __future__ import annotations

import numpy as np
from scipy.signal import find_peaks, peak_widths
from scipy.stats import lmoment

from abm.numerics.streams import Floats

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
