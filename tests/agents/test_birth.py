"""Who the citizens are at the start: their attributes, communities and ties."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from abm.agents.citizens.columns import Citizens
from abm.agents.citizens.views import COLUMNS
from abm.numerics.streams import Streams
from tests.agents.test_citizens import DEFAULT, population


def test_people_are_free_of_their_number():
    """Citizen i of a small country is citizen i of a large one, but for where and among whom they live."""
    small, large = Citizens(population(500), Streams(5)), Citizens(population(4000), Streams(5))
    for name in set(COLUMNS) - {"ties", "community", "values"}:
        np.testing.assert_array_equal(getattr(small, name), getattr(large, name)[:500], err_msg=name)
    assert not np.array_equal(Citizens(population(500), Streams(6)).values, small.values)


def test_values_are_free_of_the_number_of_citizens_but_for_the_community():
    """What is a citizen's own in values is the same; only the mean of the community is another where that is."""
    own = []
    for people in (500, 4000):
        parameters = population(people)
        parameters.population = dataclasses.replace(parameters.population, value_clustering=0.0)
        own.append(Citizens(parameters, Streams(5)).values[:500])
    np.testing.assert_array_equal(*own)


def test_distributions_are_as_declared():
    """Education, unit variance, intraclass share, correlation, tolerance, baseline: what the parameters say."""
    parameters = population(60_000)
    parameters.population = dataclasses.replace(
        parameters.population, communities=400, value_clustering=0.3, education_needs=0.4
    )
    citizens = Citizens(parameters, Streams(11))
    values, community = citizens.values, citizens.community
    assert citizens.educated.mean() == pytest.approx(parameters.population.higher_educated, abs=0.01)
    assert values.mean(axis=0) == pytest.approx([0, 0], abs=0.12)  # 400 communities: s.e. 0.03
    assert values.var(axis=0) == pytest.approx([1, 1], abs=0.08)
    assert np.corrcoef(values[:, 0], citizens.educated)[0, 1] == pytest.approx(0.4, abs=0.02)
    assert np.corrcoef(values[:, 1], citizens.educated)[0, 1] == pytest.approx(0.0, abs=0.02)
    size = np.bincount(community, minlength=400)
    between = np.var(np.bincount(community, values[:, 1]) / size)
    assert between == pytest.approx(0.3, abs=0.08)
    assert (size == 150).all()
    log_tolerance = np.log(citizens.tolerance / DEFAULT.citizens.tolerance)
    assert log_tolerance.mean() == pytest.approx(0, abs=0.005) and log_tolerance.std() == pytest.approx(
        DEFAULT.citizens.tolerance_spread, abs=0.005
    )
    assert citizens.baseline.mean() == pytest.approx(DEFAULT.citizens.trust_baseline, abs=0.003)
    assert citizens.baseline.min() >= 0.02 and citizens.baseline.max() <= 0.98 and citizens.threshold.min() >= 0.01
