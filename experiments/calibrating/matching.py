"""Which worlds fit: how far each lies from every target, and what emulators of the runs rule out.

History matching (Craig et al. 1997; Vernon, Goldstein and Bower 2010): a world is ruled out where the distance of what
it shows from a target, in units of all that could explain one, exceeds a cut. Between the worlds that were run, a
Gaussian process says what would be seen and how unsure that is.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import qmc

from abm.experiments.calibrating.design import Calibration, Target
from abm.numerics.streams import Floats
from abm.parameters.checks import ParameterError

Bools = NDArray[np.bool_]

INSTALL = 'what calibrates is not installed: pip install "anticyclical-abm[calibration]"'

MOST_FOR_KERNEL = 400
"""Worlds from which the length scales of an emulator are found; its predictions rest on all."""

AT_ONCE = 4096
"""Places at which a process is asked at once; what that takes grows with the number of runs, too."""

ENOUGH = 0.001
"""Share of the candidates that must be left; where fewer are, one target more may be missed."""

NEAR = 0.05
"""S.d. of the steps to candidates near those that are left, as a share of a range."""


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
    """Largest distance of each world but for the ``missed`` largest ones; shape (worlds,)."""
    return np.asarray(np.sort(distance, axis=1)[:, -1 - missed])


@dataclass
class Emulators:
    """One Gaussian process for each target, from places in the ranges to what would be seen there.

    Attributes
    ----------
    fitted : list
        Of scikit-learn; None where a target could not be read in enough runs, or is always the same.
    centre, scale : arrays of shape (targets,)
        By which what was seen was made comparable.
    luck : array of shape (targets,)
        Variance from run to run.
    """

    fitted: list[Any]
    centre: Floats
    scale: Floats
    luck: Floats

    @classmethod
    def of(cls, places: Floats, seen: Floats, steps: int = 100) -> Emulators:
        """Fit to runs.

        Parameters
        ----------
        places : array of shape (runs, parameters)
        seen : array of shape (runs, targets)
        steps : int
            Of the search for length scales, at most.
        """
        try:
            from sklearn.exceptions import ConvergenceWarning
            from sklearn.gaussian_process import GaussianProcessRegressor
            from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
        except ImportError:
            raise ParameterError(INSTALL) from None
        count = seen.shape[1]
        made = cls([None] * count, np.full(count, np.nan), np.zeros(count), np.zeros(count))
        for j in range(count):
            there = ~np.isnan(seen[:, j])
            x, y = places[there], seen[there, j]
            if not y.size:
                continue
            made.centre[j], made.scale[j] = y.mean(), y.std()
            if y.size < 4 or made.scale[j] == 0.0:
                continue
            y = (y - made.centre[j]) / made.scale[j]
            some = np.random.default_rng(j).permutation(y.size)[:MOST_FOR_KERNEL]
            kernel = ConstantKernel(1.0, (1e-2, 1e2)) * RBF(np.full(x.shape[1], 1.0), (0.1, 100.0)) + WhiteKernel(
                0.1, (1e-4, 2.0)
            )
            search = functools.partial(_most_likely, steps=steps)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)  # bounds and steps are meant
                found = GaussianProcessRegressor(kernel, optimizer=search).fit(x[some], y[some])
            made.fitted[j] = GaussianProcessRegressor(found.kernel_, optimizer=None).fit(x, y)
            made.luck[j] = made.fitted[j].kernel_.k2.noise_level * made.scale[j] ** 2
        return made

    def expect(self, places: Floats) -> tuple[Floats, Floats]:
        """What would be seen on average, and the variance of saying so; shapes (places, targets)."""
        mean = np.tile(self.centre, (len(places), 1))
        variance = np.tile(self.scale**2, (len(places), 1))
        for j, fitted in enumerate(self.fitted):
            if fitted is not None:
                for first in range(0, len(places), AT_ONCE):
                    some = slice(first, first + AT_ONCE)
                    found, sd = fitted.predict(places[some], return_std=True)
                    mean[some, j] += found * self.scale[j]
                    variance[some, j] = np.maximum(0.0, sd**2 * self.scale[j] ** 2 - self.luck[j])
        return mean, variance

    def expected(self, places: Floats) -> Floats:
        """What would be seen on average, without how unsure that is, which takes longest; shape (places, targets)."""
        mean = np.tile(self.centre, (len(places), 1))
        for j, fitted in enumerate(self.fitted):
            if fitted is not None:
                mean[:, j] += (fitted.kernel_.k1(places, fitted.X_train_) @ fitted.alpha_) * self.scale[j]
        return mean


@dataclass(frozen=True)
class Left:
    """What emulators leave of the ranges.

    Attributes
    ----------
    places : array of shape (left, parameters)
        Candidates that are not ruled out.
    share : float
        Of the ranges, by candidates spread evenly; 0 where only those near others are left.
    missed : int
        Targets that a world may miss, beside those that fail everywhere.
    """

    places: Floats
    share: float
    missed: int


def _most_likely(objective: Callable[..., Any], start: Floats, bounds: Floats, steps: int) -> tuple[Floats, float]:
    """Length scales that make the runs most likely, as scikit-learn asks for them."""
    found = minimize(objective, start, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": steps})
    return found.x, found.fun


def spread(count: int, parameters: int, seed: int) -> Floats:
    """Places spread evenly over the ranges; shape (count, parameters)."""
    return np.asarray(qmc.LatinHypercube(parameters, rng=np.random.default_rng(seed)).random(count))


def left_of(emulators: Emulators, plan: Calibration, use: Bools, near: Floats, count: int, seed: int) -> Left:
    """Rule out what lies too far from a target.

    Parameters
    ----------
    use : array of bool, shape (targets,)
        Which targets count.
    near : array of shape (places, parameters)
        Places of the runs so far that fit best, around which candidates are drawn beside those spread evenly.
    count : int
        Candidates of either kind.
    """
    even = spread(count, near.shape[1], seed)
    generator = np.random.default_rng(seed)
    around = near[generator.integers(len(near), size=count)]
    around = np.clip(around + NEAR * generator.standard_normal(around.shape), 0.0, 1.0)
    places = np.concatenate((even, around))
    mean, variance = emulators.expect(places)
    distance = distances(mean, variance, emulators.luck, plan.targets)[:, use]
    missed = 0
    while (worst(distance, missed) <= plan.cut).mean() < ENOUGH:
        missed += 1
    fits = worst(distance, missed) <= plan.cut
    return Left(places[fits], float(fits[:count].mean()), missed)
