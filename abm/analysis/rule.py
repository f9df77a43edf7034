"""The rule by which a refuter is judged, as ``docs/ODD.md`` I.i has had it since 2026-11-23."""

from __future__ import annotations

STANDS, FAILS, UNDECIDED = "stands", "fails", "undecided"

SMALLEST = {"misfit": 0.01, "trust": 0.005, "trust_without_procedure": 0.005, "lead_time": 2.0}
"""Smallest differences that count, in the unit of the measure."""

OF_A_CITIZEN = 0.01
"""Change of a citizen's trust over a year, against their twin, from which on they gain or lose."""

CHANGE_OF_R = 0.03
"""Smallest change of the reproduction number of incidents over the levels of a load that counts (R7)."""

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


def expected(middle: float, low: float, high: float, sign: int, least: float) -> str:
    """Whether what a claim leads one to expect is found: stricter than :func:`judged`, as what is too small is not it.

    Parameters
    ----------
    middle, low, high : float
        Difference with its interval; nan where there is none.
    sign : int
        1 where it should be above 0, -1 where below, 0 where no difference that counts is expected.
    least : float
        Smallest difference that counts.

    Returns
    -------
    str
        ``stands`` where the interval lies wholly on the right side of 0 and the difference counts; ``fails`` where the
        interval reaches nothing that counts on that side; else ``undecided``. Without a sign ``stands`` where the
        interval lies within what counts, ``fails`` where it lies wholly beyond.

    Examples
    --------
    >>> expected(0.03, 0.02, 0.04, 1, 0.01), expected(0.005, 0.004, 0.006, 1, 0.01), expected(0.0, -0.1, 0.1, 1, 0.01)
    ('stands', 'fails', 'undecided')
    >>> expected(0.0, -0.01, 0.01, 0, 0.05), expected(0.07, 0.06, 0.08, 0, 0.05), expected(0.03, -0.01, 0.08, 0, 0.05)
    ('stands', 'fails', 'undecided')
    """
    if sign:
        middle, low, high = (middle, low, high) if sign > 0 else (-middle, -high, -low)
        if low > 0.0 and middle >= least:
            return STANDS
        return FAILS if high < least else UNDECIDED
    if -least < low <= high < least:
        return STANDS
    return FAILS if low >= least or high <= -least else UNDECIDED
