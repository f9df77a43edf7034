"""The citizens' week as an ordinary Mesa model: one Python agent per citizen, slow and obvious.

It shares with the kernels what is drawn at the start, the reference contact and the scalar draws; every rule is written
a second time, in :mod:`tests.reference.plain_rules`. ``tests/agents/test_citizens.py`` shows that both take the same
decisions, and that state agrees to the precision in which it is kept; the benchmarks how much slower this is.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

import mesa
import numpy as np

from abm.agents.actor import Actor
from abm.agents.citizens.columns import Citizens
from abm.agents.citizens.network import Network
from abm.agents.citizens.reference_contact import reference_contact
from abm.agents.citizens.week import Surroundings
from abm.numerics.arithmetic import half_life_factor
from abm.numerics.streams import Purpose, Streams, sparse_uniform, start
from abm.parameters import Parameters
from tests.reference.plain_rules import RULES, Given, PlainRules


def given(parameters: Parameters, surroundings: Surroundings) -> Given:
    """What the rules need to know of a week, in plain numbers and lists."""
    own, there, reference = parameters.citizens, surroundings, reference_contact(parameters)
    return Given(
        heterogeneity=parameters.needs.heterogeneity,
        contact_rate=own.contact_rate,
        gain=own.contact_effect / math.sqrt(own.loss_gain_ratio),
        loss=own.contact_effect * math.sqrt(own.loss_gain_ratio),
        habituation=reference.habituation / reference.dispersion,
        exposure=parameters.procedure.exposure,
        concerned=parameters.procedure.concerned,
        contact_grievance=own.contact_grievance,
        incident_grievance=own.incident_grievance,
        coverage_slows=own.coverage_slows,
        spread=own.grievance_spread,
        talk=own.talk,
        reversion=1.0 - half_life_factor(own.trust_halflife),
        forgetting=1.0 - half_life_factor(own.grievance_halflife),
        news_loss=float(there.news_loss),
        rally=float(there.rally),
        rally_change=float(there.rally_change),
        blame=float(there.blame),
        blame_change=float(there.blame_change),
        economy=float(there.economy),
        policy=there.policy.tolist(),
        centre=there.centre.tolist(),
        cosine=there.cosine.tolist(),
        sine=there.sine.tolist(),
        salience=there.salience.tolist(),
        struck=there.struck.tolist(),
        concluded=there.procedures.dossiers.tolist(),
        effects=there.procedures.effects.tolist(),
        reliefs=there.procedures.reliefs.tolist(),
    )


def choose_ties(streams: Streams, network: Network, week: int) -> list[int]:
    """Number of the tie that each citizen listens to: one draw for all runs that begin among the same 64."""
    numbers, listens = streams[Purpose.LISTEN], []
    for first, last in itertools.pairwise(network.run.tolist()):
        k = int(numbers.uniform(week, first // 64) * network.degree)
        listens += [k] * (last - first)
    return listens


def world_of(citizens: Citizens) -> dict[str, np.ndarray]:
    """What citizens are, have, feel and hear, as arrays by name."""
    names = ("values", "tolerance", "threshold", "baseline", "ties", "trust", "procedure", "grievance", "topic")
    return {name: getattr(citizens, name).copy() for name in names}


class PlainCitizen(PlainRules, Actor):
    """A citizen as any Mesa tutorial would write one."""

    def __init__(self, model: PlainModel, world: Mapping[str, Sequence[Any]], row: int) -> None:
        super().__init__(model)
        self.be_born(world, row)


class PlainModel(mesa.Model):
    """Citizens alone, who draw from Mesa's own generator.

    Parameters
    ----------
    world : mapping of str to array
        As of :func:`world_of`.
    seed : int
        Of the generator.

    Attributes
    ----------
    given : Given
        Numbers of the week, to be set before it.
    listens : sequence of int
        Number of the tie that each listens to, likewise.
    """

    given: Given
    listens: Sequence[int]

    def __init__(self, world: Mapping[str, np.ndarray], seed: int) -> None:
        super().__init__(rng=seed)
        plain = {name: column.tolist() for name, column in world.items()}
        self.people = [PlainCitizen(self, plain, row) for row in range(len(world["trust"]))]

    def draw(self, purpose: str, row: int) -> float:
        """One number in [0, 1)."""
        return self.random.random()

    def step(self) -> None:
        """Let all citizens live one week."""
        self.agents.do("publish")
        self.agents.do("live")


class AddressedModel(PlainModel):
    """The same with the draws of our own streams, so that both can be compared."""

    def __init__(self, parameters: Parameters, streams: Streams, citizens: Citizens) -> None:
        super().__init__(world_of(citizens), streams.seed)
        self.parameters, self.streams, self.network = parameters, streams, citizens.network

    def draw(self, purpose: str, row: int) -> float:
        """One number in [0, 1)."""
        return sparse_uniform(np.uint64(start(self.streams[Purpose[purpose.upper()]].key, self.number)), row)

    def live(self, week: int, surroundings: Surroundings) -> dict[str, float]:
        """Live one week; returns the change of mean trust by rule."""
        self.number, self.given = week, given(self.parameters, surroundings)
        self.listens = choose_ties(self.streams, self.network, week)
        self.step()
        return {rule: math.fsum(person.changes[rule] for person in self.people) / len(self.people) for rule in RULES}
