"""Needs by hand: where they lie, how they move, whom a policy serves, and what communities do."""

from __future__ import annotations

import numpy as np
import pytest

from abm.numerics.streams import Purpose
from tests.conftest import small, start


@pytest.fixture
def model():
    """A small country at its start."""
    return start(small())


def turned(needs, j, v):
    """H·Rot(angle_j)·v, with numpy's own product."""
    c, s = needs.cosine[j], needs.sine[j]
    return needs.heterogeneity * (np.array([[c, -s], [s, c]]) @ v)


def test_a_need_is_the_centre_and_the_turned_values(model):
    """n = centre + H·Rot·v, for a member of a panel as for anybody who speaks; a rotation keeps lengths."""
    needs, values = model.needs, model.citizens.values
    assert needs.cosine**2 + needs.sine**2 == pytest.approx(np.ones(12))
    assert np.std(np.arctan2(needs.sine, needs.cosine)) > 0.8  # directions of all kinds
    for j, place in ((0, 0), (5, 17), (11, 49)):
        v = values[needs.panel[j, place]]
        assert needs.member(j, place) == pytest.approx(needs.centre[j] + turned(needs, j, v))
        assert needs.spoken(j, values[needs.panel[j]])[place] == pytest.approx(needs.member(j, place))


def test_a_policy_serves_badly_whom_it_misses_by_more_than_they_bear(model):
    """The share of the panel whose distance exceeds the own tolerance, and who they are."""
    needs, tolerance = model.needs, model.citizens.tolerance
    policy = needs.centre + np.array([0.3, -0.1])
    shares = needs.bad_share(policy)
    for j in range(12):
        members = np.array([needs.member(j, place) for place in range(50)])
        far = np.hypot(*(policy[j] - members).T) > tolerance[needs.panel[j]]
        assert shares[j] == pytest.approx(far.mean())
        assert needs.badly_served(j, policy[j]).tolist() == np.flatnonzero(far).tolist()
        assert needs.distance(j, policy[j]) == pytest.approx(np.hypot(0.3, 0.1))
    assert needs.distances(policy) == pytest.approx(np.full(12, np.hypot(0.3, 0.1)))
    assert 0.0 < shares.mean() < 1.0


def test_panels_are_drawn_apart(model):
    """Every dossier has a panel of its own, from the whole country."""
    panel = model.needs.panel
    assert panel.min() < 25 and panel.max() >= 475 and len({tuple(row) for row in panel.tolist()}) == 12
    for one, other in ((0, 1), (3, 4)):
        assert len(set(panel[one].tolist()) & set(panel[other].tolist())) < 25


def test_needs_walk_at_random():
    """Every week a step in each dimension with the stated s.d., drawn for that week; at 0 nothing moves."""
    model = start(small(changes={"ministries.count": 12, "ministries.dossiers": 40}))
    needs, before = model.needs, model.needs.centre.copy()
    needs.drift(7, 0.0)
    assert (needs.centre == before).all()
    needs.drift(7, 0.02)
    step = needs.centre - before
    assert step == pytest.approx(0.02 * model.streams[Purpose.NEEDS_DRIFT].normals(7, 960).reshape(-1, 2))
    assert step.std() == pytest.approx(0.02, rel=0.1) and abs(np.corrcoef(step.T)[0, 1]) < 0.15


def test_practices_close_in_on_what_a_community_needs(model):
    """By the stated share a week towards the need of the mean value, lasting error included."""
    needs, citizens = model.needs, model.citizens
    errors = model.streams[Purpose.PRACTICE_ERROR].normals(0, 10 * 12 * 2).reshape(10, 12, 2)
    own = model.parameters.needs
    target = np.empty((10, 12, 2))
    for c in range(10):
        mean = citizens.values[citizens.community == c].mean(axis=0, dtype=np.float64)
        for j in range(12):
            target[c, j] = needs.centre[j] + turned(needs, j, mean)
    target += own.practice_error * own.heterogeneity * errors
    assert needs.practices == pytest.approx(target)  # at the start they have had all the time they need
    needs.practices[:] = target + 1.0
    needs.follow(0.25)
    assert needs.practices == pytest.approx(target + 0.75)
    needs.follow(0.0)
    assert needs.practices == pytest.approx(target + 0.75)


def test_the_first_centres_have_the_declared_spread():
    """An s.d. per dimension over dossiers."""
    model = start(small(changes={"needs.start_spread": 0.8, "ministries.count": 12, "ministries.dossiers": 40}))
    assert model.needs.centre.std(axis=0) == pytest.approx([0.8, 0.8], rel=0.1)
