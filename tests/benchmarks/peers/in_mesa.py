"""Plain Mesa: an agent for each citizen, in an agent set that is told what to do."""

from __future__ import annotations

import mesa
import numpy as np

from tests.benchmarks.peers.alone import Drawn, World
from tests.reference.plain_mesa import PlainModel
from tests.reference.plain_rules import Given

VERSION = mesa.__version__


class Country(PlainModel):
    """Citizens who draw from Mesa's generator, unless they are told what they draw."""

    drawn: Drawn | None = None

    def draw(self, purpose: str, row: int) -> float:
        """One number in [0, 1)."""
        return self.random.random() if self.drawn is None else self.drawn[purpose][row]


class Peer:
    """The country, told to live."""

    def __init__(self, world: World, given: Given) -> None:
        self.country = Country(world, 1)
        self.country.given = given.plain()

    def state(self, name: str) -> np.ndarray:
        """A column of the state."""
        return np.array([getattr(person, name) for person in self.country.people])

    def live(self, listens: np.ndarray, drawn: Drawn | None = None) -> None:
        """Live one week."""
        self.country.listens, self.country.drawn = listens.tolist(), drawn
        self.country.step()
