"""The face of the columns: citizens as Mesa agents, and models that can be freed."""

from __future__ import annotations

import gc
import weakref

import mesa
import numpy as np
import pytest

from abm.agents.actor import Actor
from abm.agents.citizens.columns import Citizens
from abm.agents.citizens.views import COLUMNS
from abm.numerics.streams import Streams
from tests.agents.test_citizens import population, surroundings


@pytest.fixture
def model():
    class Country(mesa.Model):
        def __init__(self):
            super().__init__(rng=1)
            self.citizens = Citizens(population(400), Streams(1), model=self)

    return Country()


def test_views_read_and_write_the_columns(model):
    """A citizen is a Mesa agent over a row, and no entry of the model's agents."""
    citizen = model.citizens[7]
    assert isinstance(citizen, mesa.Agent) and citizen.unique_id == 7 and citizen.model is model
    assert len(model.agents) == 0
    citizen.trust = 0.25
    assert model.citizens.trust[7] == 0.25 and type(citizen.trust) is float
    model.citizens[7].grievance = 0.5
    assert citizen.grievance == 0.5 and citizen.values.shape == (2,) and citizen.topic == -1
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(citizen, name), getattr(model.citizens, name)[7])
    assert model.citizens[-1].unique_id == 399 and model.citizens[7] is citizen
    with pytest.raises(IndexError):
        model.citizens[400]
    with pytest.raises(TypeError):
        citizen.remove()
    assert "Citizen(7" in repr(citizen) and "400" in repr(model.citizens)


def test_mesa_ids_are_not_used_up(model):
    """Views do not shift the numbers of institutional agents."""
    list(model.citizens)
    assert Actor(model).unique_id == 1


def test_set_behaves_like_an_agent_set(model):
    """The methods do what Mesa's do to a set of ordinary agents with the same attributes."""
    people = model.citizens
    kept = list(people)
    mesas = mesa.agent.AgentSet(kept, random=model.random)
    assert len(people) == 400 and people[3] in people and mesa.Agent(model) not in people
    assert people.get("trust") == mesas.get("trust")
    assert people.get(["trust", "topic"]) == mesas.get(["trust", "topic"])
    assert people.agg("trust", np.mean) == pytest.approx(mesas.agg("trust", np.mean), abs=1e-6)  # of single precision
    assert people.agg("trust", [min, max]) == mesas.agg("trust", [min, max])

    def trusting(person):
        return person.trust > 0.5

    chosen, expected = people.select(trusting), mesas.select(trusting)
    assert list(chosen) == list(expected)
    assert list(people.select(people.trust > 0.5)) == list(expected)
    assert list(people.select(trusting, at_most=5)) == list(mesas.select(trusting, at_most=5))
    assert len(people.select(at_most=0.25)) == 100
    assert next(iter(chosen)) in chosen and people.select(people.trust <= 0.5)[0] not in chosen and model not in chosen
    assert len(chosen.select(lambda person: person.educated)) == (people.educated & (people.trust > 0.5)).sum()
    assert people.groupby("community").count() == mesas.groupby("community").count()
    means, expected_means = (each.groupby("educated").agg("trust", np.mean) for each in (people, mesas))
    assert means == pytest.approx(expected_means, abs=1e-6)
    assert people.groupby(trusting).map(len) == mesas.groupby(trusting).map(len)
    chosen.set("grievance", 0.4)
    assert people.agg("grievance", sum) == pytest.approx(0.4 * len(chosen), rel=1e-5)
    assert (people.grievance[people.trust <= 0.5] == 0).all()
    assert people.map(lambda person: person.unique_id) == list(range(400))
    assert [person.unique_id for person in people[2:5]] == [2, 3, 4]
    with pytest.raises(AttributeError, match="no attribute 'happiness'"):
        people.get("happiness")


def test_a_selection_keeps_its_views(model):
    """What a user hangs on a view stays as long as the selection that gave it; the population itself keeps nothing."""
    chosen = model.citizens.select(at_most=3)
    for person in chosen:
        person.note = "seen"
    del person
    gc.collect()
    assert [person.note for person in chosen] == ["seen"] * 3
    assert model.citizens[0].note == "seen"
    del chosen
    gc.collect()
    assert not hasattr(model.citizens[0], "note")


def test_models_are_freed():
    """Neither institutional actors nor citizens keep a model alive, on any line of Mesa."""

    class Country(mesa.Model):
        def __init__(self):
            super().__init__(rng=1)
            self.actors = [Actor(self), Actor(self)]
            self.citizens = Citizens(population(5000), Streams(1), threads=2, model=self)
            self.citizens.step(0, surroundings())
            self.someone = self.citizens[3]

    models = [Country() for _ in range(3)]
    assert [[actor.unique_id for actor in one.actors] for one in models] == [[1, 2]] * 3
    alive = [weakref.ref(one) for one in models]
    del models
    gc.collect()
    assert [one() for one in alive] == [None] * 3
