"""Being heard by hand: relief and grievance of who took part or noticed, who notices, and what 0 removes."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from abm.agents.citizens.columns import Citizens
from abm.agents.citizens.rules import be_heard_at
from abm.agents.citizens.week import Procedures
from abm.numerics.passes import find_equal
from abm.numerics.streams import Streams
from abm.parameters import Parameters
from abm.policy.participation import Concluded, relief
from tests.agents.test_citizens import concluded, population, quiet, state
from tests.conftest import run, same, small, start

GENTLE = {"contact_rate": 0.0, "talk": 0.0, "grievance_spread": 0.0, "grievance_halflife": 1e9}


def asked(people: int = 4000, **changes: float) -> Citizens:
    """Citizens to whom nothing happens but processes; fields of ``procedure`` as given."""
    parameters = population(people, **GENTLE)
    parameters.procedure = dataclasses.replace(parameters.procedure, **changes)
    return Citizens(parameters, Streams(5))


@pytest.mark.parametrize(
    ("share", "explained", "expected"),
    [(1.0, False, 0.3), (1.0, True, 0.3), (0.0, False, -0.3), (0.0, True, -0.3 * 0.4), (0.5, False, 0.0),
     (0.5, True, 0.15 - 0.15 * 0.4)],
)  # fmt: skip
def test_relief_by_hand(share, explained, expected):
    """heard·q - heard·(1 - q)·(1 - repair if explained), with q the share of full adoption."""
    parameters = Parameters()
    own = dataclasses.replace(parameters.procedure, heard=0.3, repair=0.6, full_adoption=0.2)
    parameters.procedure = own
    assert relief(share * own.full_adoption, explained, parameters) == pytest.approx(expected, abs=1e-15)
    parameters.procedure = dataclasses.replace(own, heard=0.0)
    assert relief(share * own.full_adoption, explained, parameters) == 0.0


@pytest.mark.parametrize(
    ("relieved", "before", "after"),
    [
        (0.3, (0.5, 2), (0.35, 2)),  # heard
        (0.3, (0.5, 4), (0.5, 4)),  # aggrieved about something else
        (1.0, (0.5, 2), (0.0, -1)),  # nothing is left
        (-0.3, (0.5, 2), (0.65, 2)),  # unheard, about the same
        (-0.3, (0.2, 4), (0.3, 2)),  # unheard, and more than about something else
        (-0.3, (0.4, 4), (0.4, 4)),  # less than about something else
        (-0.3, (0.0, -1), (0.3, 2)),  # unheard for the first time
        (0.0, (0.5, 2), (0.5, 2)),
    ],
)
def test_who_took_part_is_heard_or_not(relieved, before, after):
    """g(1 - relief) about that dossier, or the rule of suffering about it; and trust by the effect."""
    citizens = asked(exposure=0.0, concerned=0.0)
    citizens.set("grievance", before[0]).set("topic", before[1])
    trust = citizens.trust.copy()
    there = Procedures(np.array([2]), np.array([0.02]), np.array([relieved]), [(7, 0)])
    citizens.step(0, quiet(procedures=there))
    assert citizens.grievance[7] == pytest.approx(after[0], abs=1e-6) and citizens.topic[7] == after[1]
    assert citizens.trust[7] - trust[7] == pytest.approx(0.04 * (1 - trust[7]), abs=2e-3)
    others = np.arange(len(citizens)) != 7
    np.testing.assert_allclose(citizens.grievance[others], before[0], atol=1e-6)
    assert (citizens.topic[others] == before[1]).all()


def test_all_aggrieved_notice_when_all_are_concerned():
    """At concerned 1 a process reaches everybody who is aggrieved about it, and nobody else without exposure."""
    citizens = asked(exposure=0.0, concerned=1.0)
    citizens[::3].set("grievance", 0.5).set("topic", 1)
    citizens[1::3].set("grievance", 0.5).set("topic", 2)
    trust = citizens.trust.copy()
    citizens.step(0, quiet(procedures=concluded([0.0, 0.02], [0.0, 0.3])))
    own = np.zeros(len(citizens), bool)
    own[::3] = True
    np.testing.assert_allclose(citizens.grievance[own], 0.35, atol=1e-6)
    np.testing.assert_allclose(citizens.grievance[1::3], 0.5, atol=1e-6)
    assert not citizens.grievance[2::3].any()
    moved = np.abs(citizens.trust - trust) > 1e-3
    assert (moved == own).all()


def test_who_is_concerned_notices_instead_of_by_exposure():
    """At concerned 0 and exposure 1 the aggrieved hear of everything but what they are aggrieved about."""
    for dossier in (0, 5):
        citizens = asked(exposure=1.0, concerned=0.0)
        citizens.set("grievance", 0.5).set("topic", 0)
        about = Procedures(np.array([dossier]), np.array([-0.02]), np.array([-0.6]))
        trust = citizens.trust.copy()
        citizens.step(0, quiet(procedures=about))
        changed = citizens.trust < trust - 1e-4
        assert changed.all() if dossier else not changed.any()
        np.testing.assert_allclose(citizens.grievance, 0.6 if dossier else 0.5, atol=1e-6)
        assert (citizens.topic == dossier).all()


def test_as_many_notice_as_said():
    """Of the aggrieved the share ``concerned``, of the others the share ``exposure``; nobody feels a process twice."""
    citizens = asked(40_000, exposure=0.1, concerned=0.4)
    citizens[::2].set("grievance", 0.5).set("topic", 3)
    about = Procedures(np.array([3]), np.array([0.0]), np.array([-0.6]))
    citizens.step(0, quiet(procedures=about))
    felt = np.isclose(citizens.grievance[::2], 0.8, atol=1e-6)
    assert felt.mean() == pytest.approx(0.4, abs=0.015)
    assert np.isclose(citizens.grievance[::2][~felt], 0.5, atol=1e-6).all()
    unheard = np.isclose(citizens.grievance[1::2], 0.6, atol=1e-6)
    assert unheard.mean() == pytest.approx(0.1, abs=0.01) and not citizens.grievance[1::2][~unheard].any()


def test_who_lets_go_of_a_grievance_does_not_notice_again():
    """What a process takes away altogether it took away once: who noticed is settled before anybody feels it."""
    citizens = asked(exposure=1.0, concerned=1.0)
    citizens.set("grievance", 0.5).set("topic", 3)
    before = citizens.trust.copy()
    citizens.step(0, quiet(procedures=Procedures(np.array([3]), np.array([0.05]), np.array([1.0]))))
    assert not citizens.grievance.any() and (citizens.topic == -1).all()
    np.testing.assert_allclose(citizens.trust - before, 0.1 * (1 - before), atol=3e-3)


def test_without_being_heard_grievance_is_untouched():
    """At relief 0, as heard 0 gives, a process moves trust and no grievance."""
    citizens, twin = asked(exposure=0.3), asked(exposure=0.3)
    for one in (citizens, twin):
        one[::2].set("grievance", 0.5).set("topic", 1)
    result = citizens.step(0, quiet(procedures=concluded([-0.05, -0.05])))
    twin.step(0, quiet())
    np.testing.assert_array_equal(citizens.grievance, twin.grievance)
    np.testing.assert_array_equal(citizens.topic, twin.topic)
    assert result.contributions.procedure < -0.001


def test_heard_moves_grievance_of_a_run_and_0_does_not():
    """With trust left out, a run with being heard differs from one at heard 0, which is the one without procedures."""
    lively = {"shocks.rate": 0.5, "procedure.gain": 0.0, "procedure.loss": 0.0, "procedure.exposure": 0.3, "weeks": 120}
    lively |= {"officials.threshold_conjunctive": 0.0, "evidence.mobilised": 0.0}
    heard = run(small(changes=lively))
    deaf = run(small(changes=lively | {"procedure.heard": 0.0}))
    nobody = {"procedure.heard": 0.0, "procedure.exposure": 0.0, "procedure.concerned": 0.0}
    assert not same(heard, deaf)
    assert same(deaf, run(small(changes=lively | nobody)))


@pytest.mark.parametrize("people", [500, 4000])
def test_participants_are_thinned_to_the_scale_of_the_country(people):
    """A simulated citizen stands for many: of those asked the share citizens/adults feels it, for any number."""
    adults = 20_000.0
    model = start(small(changes={"population.citizens": people, "population.adult_population": adults}), weeks=1)
    for serial in range(400):
        item = Concluded(0, 0.01, 0.3, serial, np.arange(50))
        model.ministries_by_number[0].procedures[:] = [item]
        model._conclude_procedures()
        assert model.procedures.dossiers.tolist() == [0] and model.procedures.reliefs.tolist() == [0.3]
        assert all(k == 0 and 0 <= citizen < 50 for citizen, k in model.procedures.participants)
        model.felt = getattr(model, "felt", 0) + len(model.procedures.participants)
    share = model.felt / (400 * 50)
    assert share == pytest.approx(people / adults, rel=0.1)


def test_what_equals_is_found_in_any_stretch():
    """Ascending, also across stretches and at their ends; nothing outside is looked at."""
    values = np.full(1000, -1, np.int16)
    where = [0, 63, 64, 200, 777, 999]
    values[where] = 7
    found = np.empty(1000, np.int64)
    for first, last in ((0, 1000), (1, 999), (64, 65), (5, 5)):
        count = find_equal(values, first, last, np.int16(7), found)
        assert found[:count].tolist() == [i for i in where if first <= i < last]


def test_threads_change_nothing_of_being_heard():
    """Who is found in which block changes nobody's draw."""
    runs = []
    for threads in (1, 3):
        parameters = population(2048 * 3 + 5)
        citizens = Citizens(parameters, Streams(3), threads=threads)
        for week in range(8):
            citizens.step(week, quiet(procedures=concluded([-0.02, 0.02], [-0.3, 0.3])))
        runs.append(state(citizens))
    np.testing.assert_equal(runs[0], runs[1])


def test_who_is_heard_enough_is_aggrieved_about_nothing():
    """What is left of a grievance, if it is too little, is forgotten with what it was about; a larger rest is not."""
    grievance, topic = np.array([0.0015, 0.5], np.float32), np.array([3, 3], np.int16)
    for citizen in (0, 1):
        be_heard_at(grievance, topic, citizen, 0.5, 3)
    assert topic.tolist() == [-1, 3]
    assert grievance.tolist() == [0.0, 0.25]
