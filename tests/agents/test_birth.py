"""Who the citizens are at the start: their attributes, communities and ties."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from abm.agents.citizens.columns import Citizens
from abm.agents.citizens.views import COLUMNS
from abm.numerics.streams import Purpose, Streams
from tests.agents.test_citizens import DEFAULT, population


def test_people_are_free_of_their_number():
    """Citizen i of a small country is citizen i of a large one, ties excepted."""
    small, large = Citizens(population(500), Streams(5)), Citizens(population(4000), Streams(5))
    for name in set(COLUMNS) - {"ties"}:
        np.testing.assert_array_equal(getattr(small, name), getattr(large, name)[:500], err_msg=name)
    assert not np.array_equal(Citizens(population(500), Streams(6)).values, small.values)


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
    assert size.min() > 90 and size.max() < 220
    log_tolerance = np.log(citizens.tolerance / DEFAULT.citizens.tolerance)
    assert log_tolerance.mean() == pytest.approx(0, abs=0.005) and log_tolerance.std() == pytest.approx(
        DEFAULT.citizens.tolerance_spread, abs=0.005
    )
    assert citizens.baseline.mean() == pytest.approx(DEFAULT.citizens.trust_baseline, abs=0.003)
    assert citizens.baseline.min() >= 0.02 and citizens.baseline.max() <= 0.98 and citizens.threshold.min() >= 0.01


@pytest.mark.parametrize("within", [0.0, 0.6, 1.0])
def test_ties(within):
    """Nobody hears themselves; the share inside the own community is the declared one; nobody is left out."""
    parameters = population(4000)
    parameters.population = dataclasses.replace(parameters.population, ties_within=within)
    citizens = Citizens(parameters, Streams(4))
    ties, community = citizens.ties, citizens.community
    rows = np.arange(4000)[:, None]
    assert ties.shape == (4000, 8) and ties.min() >= 0 and ties.max() < 4000
    assert not (ties == rows).any()
    inside = (community[ties] == community[:, None]).mean()
    assert inside == pytest.approx(within + (1 - within) / 40, abs=0.01)
    heard = np.bincount(ties.ravel(), minlength=4000)
    assert heard.std() == pytest.approx(np.sqrt(8), abs=0.25)  # as if drawn at random


def test_every_tie_has_a_draw_of_its_own():
    """Tie k of citizen i is drawn at address degree·i + k, anybody else alike; so no two ties share a draw."""
    parameters = population(500)
    parameters.population = dataclasses.replace(parameters.population, ties_within=0.0)
    streams = Streams(4)
    others = (streams[Purpose.TIES].uniforms(0, 8 * 500).reshape(500, 8) * 499).astype(int)
    expected = others + (others >= np.arange(500)[:, None])
    np.testing.assert_array_equal(Citizens(parameters, streams).ties, expected)


def test_tiny_communities_hear_others():
    """A citizen who is alone in the community is still tied to others."""
    parameters = population(200)
    parameters.population = dataclasses.replace(parameters.population, communities=400, ties_within=1.0)
    citizens = Citizens(parameters, Streams(4))
    alone = np.bincount(citizens.community, minlength=400)[citizens.community] == 1
    assert alone.any() and not (citizens.ties == np.arange(200)[:, None]).any()
