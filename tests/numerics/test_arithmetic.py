"""The exponential and the logarithm through which state passes."""

from __future__ import annotations

import math
from decimal import Decimal, getcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.numerics.arithmetic import exp, half_life_factor, log, power


def in_last_places(got: float, true: float) -> float:
    """Distance in units of the last place of the true value."""
    return abs(got - true) / math.ulp(true)


@given(st.floats(-700, 700))
def test_exp_is_accurate(x):
    """Within three units of the last place of the C library's, which is itself within one."""
    assert in_last_places(exp(x), math.exp(x)) <= 3


@given(st.floats(1e-300, 1e300))
def test_log_is_accurate(x):
    """Within four units of the last place, and as close in absolute terms where the logarithm passes through 0."""
    assert abs(log(x) - math.log(x)) <= 4 * math.ulp(math.log(x)) + 1e-18


@given(st.floats(0.5, 2.0))
def test_log_near_one(x):
    """Near 1, where it matters for quantiles, no digits cancel."""
    assert log(x) == pytest.approx(math.log(x), rel=1e-15, abs=0)


def test_stated_error_holds_on_a_grid():
    """The relative error that the module states, against thirty exact digits at thousands of points."""
    getcontext().prec = 30
    for x in np.concatenate([np.linspace(-700, 700, 2001), np.linspace(-2, 2, 2001)]).tolist():
        true = Decimal(x).exp()
        assert abs(Decimal(exp(x)) / true - 1) < Decimal("4e-16"), x
    for x in np.concatenate([np.geomspace(1e-300, 1e300, 2001), np.linspace(0.45, 2.2, 2001)]).tolist():
        true = Decimal(x).ln()
        assert abs(Decimal(log(x)) - true) <= abs(true) * Decimal("4e-16"), x


@given(st.floats(-745, 709))
def test_exp_rises(x):
    """A larger argument never gives a smaller value, also one step further."""
    assert 0.0 <= exp(x) <= exp(math.nextafter(x, math.inf)) * (1 + 4e-16)
    assert exp(x) < exp(x + 0.5) or exp(x + 0.5) == 0.0


def test_extremes():
    """At the ends of the range there is an answer and no surprise."""
    assert exp(0.0) == 1.0 and log(1.0) == 0.0
    assert exp(-1e6) == 0.0 and exp(-math.inf) == 0.0
    assert exp(1e6) == math.inf and exp(math.inf) == math.inf
    assert exp(709.0) == pytest.approx(math.exp(709.0), rel=1e-15)
    assert exp(-708.0) == pytest.approx(math.exp(-708.0), rel=1e-15)
    assert log(5e-324) == pytest.approx(math.log(5e-324), rel=1e-15)
    assert log(1.7976931348623157e308) == pytest.approx(709.782712893384, rel=1e-15)


@given(st.floats(1e-3, 1e3), st.floats(-20, 20))
def test_power(base, exponent):
    """As accurate as the product of exponent and logarithm lets it be."""
    assert power(base, exponent) == pytest.approx(base**exponent, rel=1e-13)


@given(st.floats(0.5, 1000))
def test_half_life(weeks):
    """A stock that keeps this factor each week halves in the stated number of weeks."""
    assert 0 < half_life_factor(weeks) < 1
    assert half_life_factor(weeks) ** weeks == pytest.approx(0.5, rel=1e-12)


def test_known_bytes():
    """Exact values, the same on every x86-64 machine; a change of the last bit would change every run."""
    known = {1.0: "0x1.5bf0a8b14576ap+1", -0.5: "0x1.368b2fc6f960ap-1", 10.0: "0x1.5829dcf950560p+14"}
    assert {x: exp(x).hex() for x in known} == known
    known = {2.0: "0x1.62e42fefa39efp-1", 0.1: "-0x1.26bb1bbb55515p+1", 3.0: "0x1.193ea7aad030bp+0"}
    assert {x: log(x).hex() for x in known} == known
