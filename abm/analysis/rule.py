"""The rule by which a refuter is judged, as ``docs/ODD.md`` I.i has had it since 2026-11-23."""

from __future__ import annotations

STANDS, FAILS, UNDECIDED = "stands", "fails", "undecided"

SMALLEST = {"misfit": 0.01, "trust": 0.005, "trust_without_procedure": 0.005, "lead_time": 2.0}
"""Smallest differences that count, in the unit of the measure."""

SHARE_OF_INCIDENTS = 0.03
"""That of incidents and their hazards, as a share of what there is of them without norms."""


def smallest(measure: str, without_norms: float) -> float:
    """Smallest difference of a measure that counts.

    Parameters
    ----------
    measure : str
        One of :data:`SMALLEST`, else incidents or their hazard.
    without_norms : float
        Mean of the measure under ``reactive``.

    Examples
    --------
    >>> smallest("misfit", 0.7), smallest("incidents", 5.0)
    (0.01, 0.15)
    """
    return SMALLEST[measure] if measure in SMALLEST else SHARE_OF_INCIDENTS * without_norms


def judged(low: float, high: float, sign: int, least: float) -> str:
    """Whether the essay's conclusion stands or fails on a difference, or is undecided.

    Parameters
    ----------
    low, high : float
        Interval of the difference; nan where there is none.
    sign : int
        1 where the conclusion asks that it is above 0, -1 where below.
    least : float
        Smallest difference that counts.

    Returns
    -------
    str
        ``fails`` when the interval lies wholly on the wrong side of 0, or contains 0 and is narrower on both sides than
        what counts; ``stands`` when it lies wholly on the right side; else ``undecided``.

    Examples
    --------
    >>> judged(-0.3, -0.1, -1, 0.01), judged(0.1, 0.3, -1, 0.01), judged(-0.005, 0.005, -1, 0.01)
    ('stands', 'fails', 'fails')
    >>> judged(-0.02, 0.005, -1, 0.01), judged(float("nan"), float("nan"), -1, 0.01)
    ('undecided', 'undecided')
    """
    if low > 0 or high < 0:
        return STANDS if (low > 0) == (sign > 0) else FAILS
    return FAILS if -least < low <= high < least else UNDECIDED


def verdict_on(low: float, high: float, sign: int, least: float) -> str:
    """As :func:`judged`; without a sign no difference that counts is expected.

    Examples
    --------
    >>> verdict_on(-0.01, 0.01, 0, 0.05), verdict_on(0.06, 0.08, 0, 0.05), verdict_on(-0.01, 0.08, 0, 0.05)
    ('stands', 'fails', 'undecided')
    """
    if sign:
        return judged(low, high, sign, least)
    if -least < low <= high < least:
        return STANDS
    return FAILS if low >= least or high <= -least else UNDECIDED
