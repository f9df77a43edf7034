"""Patterns are read from the weeks of a run as their definitions say, on series whose answer is known."""

import math

import numpy as np
import pytest

from abm.experiments.patterns import (
    by_ministry,
    by_year,
    falls_to_rises,
    in_two_groups,
    l_kurtosis,
    of_median_path,
    poisson_l_kurtosis,
    response,
    rise_and_fall,
)


def test_l_kurtosis_of_known_distributions():
    """Protects the measure of punctuation: 0.1226 for a normal, 0.236 for a Laplace distribution."""
    rng = np.random.default_rng(5)
    assert l_kurtosis(rng.normal(size=(400, 500))) == pytest.approx(0.1226, abs=0.005)
    assert l_kurtosis(rng.laplace(size=200_000)) == pytest.approx(0.236, abs=0.005)
    assert math.isnan(l_kurtosis(np.zeros(50)))


def test_rise_and_fall_of_a_known_peak():
    """Protects the direction of the asymmetry: a peak built in 2 weeks, worn off in 20, rises faster than it falls."""
    up, down = np.linspace(0, 1, 3), np.linspace(1, 0, 21)[1:]
    column = np.concatenate([np.zeros(10), up, down, np.zeros(10)])
    rise, fall = rise_and_fall(np.stack([column, np.zeros_like(column)], axis=1), 0.1)
    assert (rise, fall) == pytest.approx((1.0, 10.0))
    backwards = rise_and_fall(column[::-1][:, None], 0.1)
    assert backwards == pytest.approx((10.0, 1.0))
    assert all(math.isnan(value) for value in rise_and_fall(np.zeros((30, 2)), 0.1))


def test_response_to_an_event():
    """Protects drop, rally and half-life, also where nothing comes back or nothing happens."""
    path = np.array([0.0, 0.05, 0.2, 0.15, 0.11, 0.1, 0.05])
    assert response(path, 5, +1) == pytest.approx((0.2, 3.0))
    assert response(-path, 5, -1) == pytest.approx((0.2, 3.0))
    assert response(np.array([0.0, 0.2, 0.2, 0.2]), 5, +1) == pytest.approx((0.2, 3.0))
    size, half_life = response(-path - 0.01, 5, +1)
    assert size == pytest.approx(-0.01)
    assert math.isnan(half_life)


def test_falls_to_rises():
    """Protects the direction: above 1 where falls are the larger."""
    saw = np.tile([1.0, 0.0, 0.25, 0.5, 0.75], 40)
    assert falls_to_rises(saw) == pytest.approx(4.0)
    assert falls_to_rises(-saw) == pytest.approx(0.25)


def test_columns_are_summed_over_the_dossiers_of_each_ministry():
    """Protects patterns by ministry from mixing up ministries, dossiers and dimensions."""
    columns = np.arange(2 * 6).reshape(2, 6)
    assert by_ministry(columns, 3).tolist() == [[1, 5, 9], [13, 17, 21]]
    both = np.stack([columns, 10 * columns], axis=2)
    assert by_ministry(both, 3)[1].tolist() == [[13, 130], [17, 170], [21, 210]]


def test_years_are_summed_whole():
    """Protects counts by year from a last year that is not whole, and from mixing up ministries."""
    columns = np.stack([np.ones(110, int), np.arange(110)], axis=1)
    assert by_year(columns).tolist() == [[52, sum(range(52))], [52, sum(range(52, 104))]]


def test_null_of_punctuation_is_that_of_poisson_counts():
    """Protects the null: what Poisson counts themselves give, above a normal distribution where means are small."""
    counts = np.random.default_rng(3).poisson(4.0, (10, 400))
    null = poisson_l_kurtosis(counts)
    assert null == pytest.approx(0.133, abs=0.003)
    assert l_kurtosis(np.diff(counts, axis=0)) == pytest.approx(null, abs=0.02)
    assert poisson_l_kurtosis(np.full((10, 400), 1)) > poisson_l_kurtosis(np.full((10, 400), 100)) + 0.02


def test_the_median_path_is_read_and_not_the_mean_of_what_each_seed_gives():
    """Protects the rally from one seed in which something else ended the crisis."""
    paths = np.tile([0.0, 0.2, 0.1, 0.05], (9, 1))
    paths[0] = 5.0
    value, low, high = of_median_path(paths, lambda path: float(path.max()))
    assert (value, low) == (0.2, 0.2)
    assert low <= value <= high
    assert of_median_path(paths[1:], lambda path: float(path.max())) == (0.2, 0.2, 0.2)
    assert math.isnan(of_median_path(paths[:1], lambda path: float(path.max()))[1])


def test_two_groups_are_seen():
    """Protects the reader from a mean that lies between two groups of seeds; one value apart is no group."""
    near, far = np.linspace(0.0, 1.0, 10), np.linspace(8.0, 9.0, 10)
    assert in_two_groups(np.concatenate([far, near]))
    assert not in_two_groups(np.linspace(0.0, 9.0, 20))
    assert not in_two_groups(np.append(near, 8.0))
    assert not in_two_groups(np.zeros(20))
