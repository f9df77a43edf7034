"""Which worlds fit: how far each lies from every target, and what emulators of the runs rule out.

History matching (Craig et al. 1997; Vernon, Goldstein and Bower 2010): a world is ruled out where the distance of what
it shows from a target, in units of all that could explain one, exceeds a cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from abm.experiments.calibrating.design import Calibration, Target
from abm.experiments.calibrating.emulating import Emulators
from abm.numerics.streams import Floats

Bools = NDArray[np.bool_]

ENOUGH = 0.001
"""Share of the candidates that must be left after the search; where fewer are, one target more may be missed."""

NEAR = 0.05
"""S.d. of the steps to candidates near those that fit best, as a share of a range."""

ROUNDS = 4
"""How often candidates are drawn near the best ones found so far."""

BEST = 50
"""How many of these there are."""


def distances(shown: Floats, variance: Floats, luck: Floats, targets: Sequence[Target]) -> Floats:
    """Implausibility: how far from each target, in s.d. of all that could explain it.

    Parameters
    ----------
    shown : array of shape (worlds, targets)
        What is expected of each world; nan lies infinitely far.
    variance : array that fits that shape
        How unsure that expectation is.
    luck : array of shape (targets,)
        Variance from run to run, which counts where the country has one history.

    Returns
    -------
    array of shape (worlds, targets)
        0 within the range of a target.
    """
    low, high = np.array([item.low for item in targets]), np.array([item.high for item in targets])
    own = np.array([item.error**2 + item.discrepancy**2 for item in targets])
    once = np.array([item.history == "one" for item in targets])
    gap = np.maximum(0.0, np.maximum(low - shown, shown - high))
    return np.asarray(np.where(np.isnan(shown), np.inf, gap / np.sqrt(own + variance + np.where(once, luck, 0.0))))


def worst(distance: Floats, missed: int) -> Floats:
    """Largest distance of each world but for the ``missed`` largest ones; shape (worlds,), 0 without targets."""
    if not distance.shape[1]:
        return np.zeros(len(distance))
    return np.asarray(np.sort(distance, axis=1)[:, -1 - missed])


@dataclass(frozen=True)
class Left:
    """What emulators leave of the ranges.

    Attributes
    ----------
    even, near : arrays of shape (left, parameters)
        Candidates that are not ruled out, of those spread evenly and of those near the best.
    share : float
        Of the ranges, by candidates spread evenly; 0 where only those near others are left.
    counts : array of bool, shape (targets,)
        Which targets count: those that some world comes near.
    missed : int
        How many of these a world may miss.
    most_missed : int
        Which target most of what is left miss; -1 where none need be.
    """

    even: Floats
    near: Floats
    share: float
    counts: Bools
    missed: int
    most_missed: int

    def choose(self, count: int, seed: int) -> Floats:
        """Choose worlds for a wave: half of what is left evenly, as far as there is any, and half near the best."""
        generator = np.random.default_rng(seed)
        even, near = (generator.permutation(part) for part in (self.even, self.near))
        first = min(len(even), max(count // 2, count - len(near)))
        return np.concatenate((even[:first], near[: count - first]))


def spread(count: int, parameters: int, seed: int) -> Floats:
    """Places spread evenly over the ranges; shape (count, parameters)."""
    return np.asarray(qmc.LatinHypercube(parameters, rng=np.random.default_rng(seed)).random(count))


def left_of(emulators: Emulators, plan: Calibration, runs: Floats, count: int, seed: int) -> Left:
    """Rule out what lies too far from a target.

    Places spread evenly and those of all runs are asked first; a target that none of them comes near is looked for near
    what comes nearest, and then all targets that count are near what fits best, in several rounds each.

    Parameters
    ----------
    runs : array of shape (runs, parameters)
        Places of the runs so far.
    count : int
        Candidates spread evenly, and as many near the best.
    """

    def asked(places: Floats) -> Floats:
        return distances(*emulators.expect(places), np.diag(emulators.luck), plan.targets)

    def nearer(places: Floats, distance: Floats, far: Floats) -> tuple[Floats, Floats]:
        """Places and distances with more of them, near those that are least far."""
        best = places[np.argsort(far, kind="stable")[:BEST]]
        steps = NEAR * generator.standard_normal((count // ROUNDS, len(plan.keys)))
        around = plan.snapped(_reflected(best[generator.integers(len(best), size=len(steps))] + steps))
        return np.concatenate((places, around)), np.concatenate((distance, asked(around)))

    generator = np.random.default_rng(seed)
    places = np.concatenate((plan.snapped(spread(count, len(plan.keys), seed)), runs))
    distance = asked(places)
    for j in np.flatnonzero(~(distance <= plan.cut).any(axis=0)):
        for _ in range(ROUNDS):
            places, distance = nearer(places, distance, distance[:, j])
    counts = (distance <= plan.cut).any(axis=0)
    for _ in range(ROUNDS):
        places, distance = nearer(places, distance, worst(distance[:, counts], 0))
    missed = 0
    while missed + 1 < counts.sum() and (worst(distance[:, counts], missed) <= plan.cut).mean() < ENOUGH:
        missed += 1
    fits = worst(distance[:, counts], missed) <= plan.cut
    over = ((distance[fits] > plan.cut) & counts).sum(axis=0)
    even = np.arange(len(places)) < count
    return Left(
        places[fits & even],
        places[fits & ~even],
        float(fits[:count].mean()),
        counts,
        missed,
        int(over.argmax()) if over.any() else -1,
    )


def _reflected(places: Floats) -> Floats:
    """Places that left the ranges by a step, turned back at the end where they did."""
    return np.asarray(1.0 - np.abs(1.0 - np.abs(places)))
