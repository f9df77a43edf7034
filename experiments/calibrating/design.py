"""The design of the calibration, as ``configs/study/calibration.yml`` has it: parameters, targets, sizes."""

from __future__ import annotations

import copy
import dataclasses
import functools
import math
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import yaml

from abm.declare import assign
from abm.numerics.streams import Floats
from abm.parameters import Parameters

DIGITS = 3
"""Significant digits of the value of a parameter."""


@dataclass(frozen=True)
class Range:
    """Values that a parameter may take.

    Attributes
    ----------
    key : str
    low, high : float
        Ends included.
    scale : str
        ``linear``, or ``log`` where every factor counts alike.
    """

    key: str
    low: float
    high: float
    scale: str = "linear"

    def value(self, unit: float) -> float:
        """Value at a place from 0, the low end, to 1, rounded; whole where the ends are whole numbers."""
        if isinstance(self.low, int):
            return min(self.low + math.floor(unit * (self.high - self.low + 1)), self.high)
        if self.scale == "log":
            value = self.low * (self.high / self.low) ** unit
        else:
            value = self.low + unit * (self.high - self.low)
        return float(f"{value:.{DIGITS}g}")

    def unit(self, value: float) -> float:
        """Place of a value; of a whole number the middle of its places."""
        if isinstance(self.low, int):
            return (value - self.low + 0.5) / (self.high - self.low + 1)
        if self.scale == "log":
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class Target:
    """What a world is held against.

    Attributes
    ----------
    name : str
        Of what is looked at, see :mod:`abm.experiments.calibrating.country`.
    source : str
    discrepancy : float
        S.d. by which a model of this kind may miss the country although its parameters are right.
    error : float
        S.d. of what was measured in the country.
    low, high : float
        Range, ends included; infinite on an open side, the same for a single value.
    history : str
        ``one`` where the figure is of one course of events, whose luck comes on top; else ``many``.
    held : bool
        Whether worlds are held against it; else it is only shown beside them.
    what : str
        What is looked at, in words.
    unit : str
    """

    name: str
    source: str
    discrepancy: float
    error: float = 0.0
    low: float = -math.inf
    high: float = math.inf
    history: str = "many"
    held: bool = True
    what: str = ""
    unit: str = "share"

    @property
    def survey(self) -> str:
        """Who measured it."""
        return self.source.partition(";")[0]

    @property
    def single(self) -> bool:
        """Whether it is a single figure and no range."""
        return self.low == self.high


@dataclass(frozen=True)
class Size:
    """How much is run.

    Attributes
    ----------
    first, later : int
        Worlds of the first wave, and of each later one.
    waves : int
        How many there are.
    candidates : int
        Places in the ranges among which a wave is chosen.
    members : int
        Worlds drawn from what the waves leave, of which the accepted set is made.
    lives : int
        Runs of each of these.
    weeks : int
        Weeks in the default scenario.
    steps : int
        Of the search for the length scales of an emulator, at most.
    live : int
        Live points of the nested sampling of the posterior.
    most : int
        Places at which its density is asked, at most.
    """

    first: int
    later: int
    waves: int
    candidates: int
    members: int
    lives: int
    weeks: int
    steps: int
    live: int
    most: int


@dataclass(frozen=True)
class Calibration:
    """Parameters, targets and sizes; see the file for the reasons.

    Attributes
    ----------
    shown : tuple of Target
        All targets, those that worlds are held against and those that are only shown.
    cut : float
        Distance from a target, in s.d., from which a world is ruled out.
    sizes, sizes_of_cuts : dict of str to Size
        By size: of the calibration, and of each refit.
    fixed : dict of str to float
        What all worlds have, whatever the defaults are: values of other parameters by their keys.
    """

    parameters: tuple[Range, ...]
    shown: tuple[Target, ...]
    cut: float
    sizes: dict[str, Size]
    sizes_of_cuts: dict[str, Size]
    fixed: dict[str, float] = dataclasses.field(default_factory=dict)

    @property
    def keys(self) -> list[str]:
        """Keys of the parameters."""
        return [item.key for item in self.parameters]

    @functools.cached_property
    def targets(self) -> tuple[Target, ...]:
        """Targets that worlds are held against."""
        return tuple(item for item in self.shown if item.held)

    @property
    def names(self) -> list[str]:
        """Names of these."""
        return [item.name for item in self.targets]

    def values(self, places: Floats) -> Floats:
        """Values of the parameters at places; shapes (worlds, parameters)."""
        return np.array([[item.value(u) for item, u in zip(self.parameters, row, strict=True)] for row in places])

    def places(self, values: Floats) -> Floats:
        """Places of values; shapes (worlds, parameters)."""
        return np.array([[item.unit(v) for item, v in zip(self.parameters, row, strict=True)] for row in values])

    def snapped(self, places: Floats) -> Floats:
        """The same places, where a whole number is asked for in the middle of those that give it; same shape."""
        places = places.copy()
        for k, item in enumerate(self.parameters):
            if isinstance(item.low, int):
                count = item.high - item.low + 1
                places[:, k] = (np.minimum(np.floor(places[:, k] * count), count - 1) + 0.5) / count
        return places

    def world(self, base: Parameters, values: Floats, seed: int, lives: int = 1) -> Parameters:
        """A world with these values, to be run ``lives`` times from a seed on."""
        made = copy.deepcopy(base)
        for key, value in (*self.fixed.items(), *zip(self.keys, values.tolist(), strict=True)):
            assign(made, key, value)
        made.seed, made.replicates = seed, lives
        return made


@functools.cache
def design() -> Calibration:
    """Read the design."""
    given = yaml.safe_load(files("abm.configs").joinpath("study", "calibration.yml").read_text(encoding="utf-8"))
    return Calibration(
        tuple(Range(key, **item) for key, item in given["parameters"].items()),
        tuple(Target(name, **item) for name, item in given["targets"].items()),
        given["cut"],
        *({name: Size(**item) for name, item in given[kind].items()} for kind in ("sizes", "sizes_of_cuts")),
        given["fixed"],
    )
