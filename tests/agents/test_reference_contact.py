"""The reference state: what a contact does there by quadrature, and that it stands still."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from abm.agents.citizens.columns import Citizens
from abm.agents.citizens.reference_contact import reference_contact
from abm.numerics.streams import Streams
from tests.agents.test_citizens import population, surroundings


@pytest.mark.parametrize(
    ("ratio", "education", "spread", "distance"), [(2, 0.3, 0.25, 0.4), (5, 0.9, 0.1, 0.9), (1, 0, 0.6, 0)]
)
def test_reference_contact_agrees_with_simulation(ratio, education, spread, distance):
    """The quadrature behind habituation, against as many random contacts as give three digits."""
    parameters = population(loss_gain_ratio=ratio, tolerance_spread=spread, reference_distance=distance)
    parameters.population = dataclasses.replace(parameters.population, education_needs=education)
    reference, people, society = reference_contact(parameters), parameters.citizens, parameters.population
    heterogeneity, share = parameters.needs.heterogeneity, society.higher_educated
    generator, count = np.random.default_rng(1), 2_000_000
    educated = (generator.random(count) < share) - share
    values = generator.normal(size=(count, 2))
    values[:, 0] = np.sqrt(1 - education**2) * values[:, 0] + education * educated / np.sqrt(share * (1 - share))
    angle = generator.uniform(0, 2 * np.pi, count)
    policy = distance * np.column_stack([np.cos(angle), np.sin(angle)])
    misfit = np.linalg.norm(policy - heterogeneity * values, axis=1)
    tolerance = people.tolerance * np.exp(spread * generator.normal(size=count))
    trust = np.clip(people.trust_baseline + people.trust_spread * generator.normal(size=count), 0.02, 0.98)
    gain = people.contact_effect / np.sqrt(ratio) * np.maximum(0, 1 - misfit / tolerance) * (1 - trust)
    loss = people.contact_effect * np.sqrt(ratio) * np.clip((misfit - tolerance) / heterogeneity, 0, 1) * trust
    for name, sample in (
        ("gain", gain),
        ("loss", loss),
        ("bad_share", misfit > tolerance),
        ("trust", trust),
        ("dispersion", trust * (1 - trust)),
    ):
        error = 0.005 if name == "bad_share" else 4.5 * sample.std() / np.sqrt(count) + 1e-6  # a share jumps on a grid
        assert getattr(reference, name) == pytest.approx(sample.mean(), abs=error), name
    assert reference.habituation == reference.gain - reference.loss


@pytest.mark.parametrize("ratio", [1, 1.5, 2, 3, 5])
def test_reference_state_stands_still(ratio):
    """Contacts at the reference distance leave mean trust where it is, for any ratio of losses to gains.

    Every citizen has a contact. Without habituation the mean would move by c, many standard errors.
    """
    parameters = population(60_000, loss_gain_ratio=ratio, contact_rate=1.0)
    parameters.population = dataclasses.replace(parameters.population, communities=400)
    distance = parameters.citizens.reference_distance
    citizens = Citizens(parameters, Streams(8))
    changes = []
    for week in range(40):
        citizens.set("trust", citizens.baseline)
        changes.append(citizens.step(week, surroundings(week, 96, distance)).contributions.contact)
    error = np.std(changes, ddof=1) / np.sqrt(len(changes))
    assert abs(np.mean(changes)) < 4 * error
    if ratio == 2:
        assert abs(reference_contact(parameters).habituation) > 20 * error
