"""Addressed random numbers: known answers, distributions, independence."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from abm.numerics.streams import Purpose, Stream, Streams, below, normal_quantile, poisson_quantile, start, uniform_in

COUNT = 200_000


def test_known_answers():
    """The very numbers of seed 1: a change here changes every result and needs a new ``RESULTS_VERSION``."""
    stream = Streams(1)[Purpose.CONTACT]
    assert int(stream.key) == 0x26D5BAA3A2AC9A2B
    assert stream.uniforms(0, 3).tolist() == [0.8325688986163875, 0.1616279825589933, 0.21617181095127097]
    assert stream.uniform(-104, 13_999_999) == 0.7568772329462565
    assert stream.normal(5, 2) == -1.3681960652131957


def test_splitmix_is_the_published_one():
    """For one key and one week the draws over entities are splitmix64: first outputs of the published code for 0."""
    published = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]
    got = [uniform_in(np.uint64(0), who) for who in range(3)]
    assert got == [((z >> 11) + 0.5) * 2.0**-53 for z in published]


@given(st.integers(-(2**31), 2**31), st.integers(-5000, 5000), st.integers(0, 2**40))
def test_a_draw_depends_on_its_address_alone(seed, when, who):
    """One number, a stretch of numbers, another stretch: the same draw, strictly inside (0, 1)."""
    stream = Stream(seed, Purpose.SHOCK)
    one = stream.uniform(when, who)
    assert 0.0 < one < 1.0
    assert stream.uniforms(when, 3, first=who)[0] == one
    assert Streams(seed)[Purpose.SHOCK].uniforms(when, 5, first=who - 2)[2] == one
    assert stream.normal(when, who) == normal_quantile(one) == stream.normals(when, 1, first=who)[0]


@pytest.mark.parametrize("when", [-104, 0, 519, 10**9])
def test_uniformity(when):
    """Chi-square over 256 cells, within what chance allows in both directions; the low digits too."""
    draws = Streams(3)[Purpose.PANEL].uniforms(when, COUNT)
    for fraction in (draws, draws * 4096 % 1.0):
        counts = np.bincount((fraction * 256).astype(int), minlength=256)
        assert 1e-4 < stats.chisquare(counts).pvalue < 1 - 1e-4


def correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Correlation in standard errors."""
    return float(np.corrcoef(first, second)[0, 1] * math.sqrt(first.size))


def test_neighbours_are_independent():
    """No correlation between an entity and the next ones, between weeks, seeds or purposes."""
    streams, other = Streams(5), Streams(6)
    base = streams[Purpose.CONTACT].uniforms(10, COUNT)
    for lag in (1, 2, 3, 8, 64, 2048):
        assert abs(correlation(base[:-lag], base[lag:])) < 4.5
    for week in (-10, 9, 11, 62):
        assert abs(correlation(base, streams[Purpose.CONTACT].uniforms(week, COUNT))) < 4.5
    assert abs(correlation(base, other[Purpose.CONTACT].uniforms(10, COUNT))) < 4.5
    for purpose in set(Purpose) - {Purpose.CONTACT}:
        assert abs(correlation(base, streams[purpose].uniforms(10, COUNT))) < 4.5, purpose


def test_weeks_of_one_entity_are_independent():
    """The draws of one entity over the weeks are as good as those over entities."""
    stream = Streams(5)[Purpose.QUESTIONS]
    weeks = np.array([stream.uniform(week, 3) for week in range(-10_000, 10_000)])
    assert stats.kstest(weeks, "uniform").pvalue > 1e-4
    assert abs(correlation(weeks[:-1], weeks[1:])) < 4.5
    assert abs(correlation(weeks[:-52], weeks[52:])) < 4.5


def test_triples_fill_the_cube():
    """Three successive entities fall evenly into 1,000 cells: no lattice."""
    draws = Streams(9)[Purpose.CHOOSE].uniforms(1, 3 * COUNT).reshape(COUNT, 3)
    cells = (draws * 10).astype(int) @ [100, 10, 1]
    assert 1e-4 < stats.chisquare(np.bincount(cells, minlength=1000)).pvalue < 1 - 1e-4


def test_purposes_have_keys_of_their_own():
    """No two purposes or seeds share a key, and a key hangs on the purpose's name, not on its place in the list."""
    keys = {int(Streams(seed)[purpose].key) for seed in range(50) for purpose in Purpose}
    assert len(keys) == 50 * len(Purpose)
    assert Stream(1, Purpose.SHOCK).key == Streams(1)[Purpose.SHOCK].key


def test_normal_numbers():
    """Moments and shape of the normal distribution, and the quantile against scipy's out to the far tails."""
    draws = Streams(2)[Purpose.VALUES].normals(0, COUNT)
    assert abs(draws.mean()) < 4.5 / math.sqrt(COUNT)
    assert draws.var() == pytest.approx(1, abs=4.5 * math.sqrt(2 / COUNT))
    assert stats.skew(draws) == pytest.approx(0, abs=4.5 * math.sqrt(6 / COUNT))
    assert stats.kurtosis(draws) == pytest.approx(0, abs=4.5 * math.sqrt(24 / COUNT))
    assert stats.kstest(draws, "norm").pvalue > 1e-4
    for p in (2**-54, 1e-12, 1e-5, 0.01, 0.0749, 0.0751, 0.3, 0.5, 0.9, 0.99999, 1 - 2**-53):
        assert normal_quantile(p) == pytest.approx(stats.norm.ppf(p), rel=1e-13, abs=1e-15)


@pytest.mark.parametrize("mean", [0.0, 0.01, 0.5, 3.0, 40.0])
def test_poisson_numbers(mean):
    """Mean and variance of the Poisson distribution, and no number at all where the mean is 0."""
    draws = Streams(2)[Purpose.INCIDENT_MISFIT].poissons(0, np.full(COUNT, mean))
    assert draws.mean() == pytest.approx(mean, abs=4.5 * math.sqrt(mean / COUNT) + 1e-12)
    assert draws.var() == pytest.approx(mean, abs=4.5 * math.sqrt((mean + 2 * mean**2) / COUNT) + 1e-12)


@example(u=1 - 2**-52, one=3.0, other=2.4609375)  # the sum of the smaller mean ends just below u, for good
@given(st.floats(0, 1, exclude_min=True, exclude_max=True), st.floats(0, 100), st.floats(0, 100))
def test_more_never_gives_fewer(u, one, other):
    """Twin runs: at one draw, a larger mean never gives fewer events."""
    assert poisson_quantile(u, min(one, other)) <= poisson_quantile(u, max(one, other))


@given(st.integers(1, 10**9), st.integers(-5000, 5000), st.integers(0, 10**9))
def test_whole_numbers_stay_below(count, when, who):
    """A whole number below a count is one, for any count."""
    sequence = np.uint64(start(Streams(1)[Purpose.LISTEN].key, when))
    assert 0 <= below(sequence, who, count) < count
