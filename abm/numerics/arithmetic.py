"""Exponential and logarithm from additions and multiplications alone.

Sums of Python floats go through ``math.fsum``: the builtin ``sum`` rounds differently from Python 3.12 on.

The library functions of numpy and of the C library pick another code path on another class of CPU and may differ in the
last bit. State of the model passes through these functions instead, so that the same seed gives the same bytes on every
x86-64 machine. Their relative error is below 4e-16.
"""

from __future__ import annotations

import math
from functools import lru_cache

from abm.numerics.compiled import kernel

WEEKS_PER_YEAR = 52
"""Weeks in a year of the model; ten years are 520 weeks."""

_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_PER_LN2 = 1.44269504088896338700
_ROOT_HALF = 0.70710678118654752440


@kernel
def exp(x: float) -> float:
    """e to the power x, by reduction to abs(r) < ln(2)/2 and a Taylor polynomial of degree 13."""
    if x < -708.0:
        return 0.0
    if x > 709.0:
        return math.inf
    k = math.floor(x * _PER_LN2 + 0.5)
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    p = 1.0 / 6227020800.0
    p = p * r + 1.0 / 479001600.0
    p = p * r + 1.0 / 39916800.0
    p = p * r + 1.0 / 3628800.0
    p = p * r + 1.0 / 362880.0
    p = p * r + 1.0 / 40320.0
    p = p * r + 1.0 / 5040.0
    p = p * r + 1.0 / 720.0
    p = p * r + 1.0 / 120.0
    p = p * r + 1.0 / 24.0
    p = p * r + 1.0 / 6.0
    p = p * r + 0.5
    p = p * r + 1.0
    p = p * r + 1.0
    return math.ldexp(p, int(k))


@kernel
def log(x: float) -> float:
    """Natural logarithm of x > 0, by reduction to [sqrt(1/2), sqrt(2)) and the series of artanh."""
    m, e = math.frexp(x)
    if m < _ROOT_HALF:
        m *= 2.0
        e -= 1
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    p = 1.0 / 23.0
    p = p * z + 1.0 / 21.0
    p = p * z + 1.0 / 19.0
    p = p * z + 1.0 / 17.0
    p = p * z + 1.0 / 15.0
    p = p * z + 1.0 / 13.0
    p = p * z + 1.0 / 11.0
    p = p * z + 1.0 / 9.0
    p = p * z + 1.0 / 7.0
    p = p * z + 0.2
    p = p * z + 1.0 / 3.0
    p = p * z + 1.0
    return e * _LN2_HIGH + (e * _LN2_LOW + 2.0 * s * p)


@kernel
def power(base: float, exponent: float) -> float:
    """Base > 0 to a real exponent."""
    return exp(exponent * log(base))


@lru_cache(maxsize=256)
def half_life_factor(half_life: float) -> float:
    """What a stock keeps each week when it halves in ``half_life`` weeks: 2^(-1/h)."""
    return exp(-0.69314718055994530942 / half_life)
