"""AgentPy (Foramitti 2021): an agent for each citizen, in an agent list that is told what to do."""

from __future__ import annotations

import agentpy as ap
import numpy as np

from tests.benchmarks.peers.alone import Drawn, World
from tests.reference.plain_rules import Given, PlainRules

VERSION = ap.__version__


class Person(PlainRules, ap.Agent):
    """A citizen."""

    def setup(self, row: int) -> None:
        """Begin as the world says."""
        self.be_born(self.model.world, row)


class Country(ap.Model):
    """Citizens who draw from AgentPy's generator, unless they are told what they draw."""

    drawn: Drawn | None = None

    def setup(self) -> None:
        """Let citizens be born."""
        self.world, self.given = self.p.world, self.p.given
        people = len(self.world["trust"])
        self.people = ap.AgentList(self, people, Person, row=ap.AttrIter(range(people)))

    def draw(self, purpose: str, row: int) -> float:
        """One number in [0, 1)."""
        return self.random.random() if self.drawn is None else self.drawn[purpose][row]

    def step(self) -> None:
        """Live one week."""
        self.people.publish()
        self.people.live()


class Peer:
    """The country, told to live."""

    def __init__(self, world: World, given: Given) -> None:
        plain = {name: column.tolist() for name, column in world.items()}
        self.country = Country({"world": plain, "given": given.plain()})
        self.country.sim_setup(steps=10**9, seed=1)

    def state(self, name: str) -> np.ndarray:
        """A column of the state."""
        return np.array([getattr(person, name) for person in self.country.people])

    def live(self, listens: np.ndarray, drawn: Drawn | None = None) -> None:
        """Live one week."""
        self.country.listens, self.country.drawn = listens.tolist(), drawn
        self.country.sim_step()
