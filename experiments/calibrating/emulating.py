"""Emulators: what worlds between those that were run would show, by a Gaussian process for each target."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import cho_solve
from scipy.optimize import minimize

from abm.numerics.streams import Floats
from abm.parameters.checks import ParameterError

INSTALL = 'what calibrates is not installed: pip install "anticyclical-abm[calibration]"'

MOST_FOR_KERNEL = 400
"""Worlds from which the length scales of an emulator are found; its predictions rest on all."""

SETTLED = 3e-5
"""Share of the log likelihood by which a step must better it, or the search for length scales ends: with 400 worlds a
hundredth, where a whole one would be needed to tell two sets of length scales apart."""

AT_ONCE = 4096
"""Places at which a process is asked at once; what that takes grows with the number of runs, too."""

FEWEST = 4
"""Runs below which a target is not emulated."""


@dataclass
class Emulators:
    """One Gaussian process for each target, from places in the ranges to what would be seen there.

    Attributes
    ----------
    fitted : list
        Of scikit-learn; None where a target could not be read in enough runs, or is always the same.
    centre, scale : arrays of shape (targets,)
        By which what was seen was made comparable.
    noise : array of shape (targets,)
        Variance that each process takes for luck, the same over all of the ranges.
    luck : array of shape (targets, targets)
        Covariance from run to run of the same world, near the country where runs near it are named.
    skill : array of shape (targets,)
        Share of the variance over runs, luck included, that is told of a run from all others; nan without a process.
    covered : array of shape (targets,)
        Share of runs that lie within two s.d. of what is told of them from all others: .95 where it is well told.
    """

    fitted: list[Any]
    centre: Floats
    scale: Floats
    noise: Floats
    luck: Floats
    skill: Floats
    covered: Floats

    @classmethod
    def of(cls, places: Floats, seen: Floats, steps: int = 100, near: np.ndarray | None = None) -> Emulators:
        """Fit to runs.

        Parameters
        ----------
        places : array of shape (runs, parameters)
        seen : array of shape (runs, targets)
        steps : int
            Of the search for length scales, at most.
        near : array of bool, shape (runs,), optional
            Runs from which luck is read, since it differs over the ranges: from how far they lie from what all others
            tell of them. Of all if not given, or where too few of them could be read.
        """
        try:
            from sklearn.exceptions import ConvergenceWarning
            from sklearn.gaussian_process import GaussianProcessRegressor
            from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
        except ImportError:
            raise ParameterError(INSTALL) from None
        count = seen.shape[1]
        unknown = np.full(count, np.nan)
        made = cls(
            [None] * count, unknown, *np.zeros((2, count)), np.zeros((count, count)), unknown.copy(), unknown.copy()
        )
        left_out, luck = np.full(seen.shape, np.nan), np.zeros(count)
        for j in range(count):
            there = ~np.isnan(seen[:, j])
            x, y = places[there], seen[there, j]
            if not y.size:
                continue
            made.centre[j], made.scale[j] = y.mean(), y.std()
            if y.size < FEWEST or made.scale[j] == 0.0:
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
            made.noise[j] = made.fitted[j].kernel_.k2.noise_level * made.scale[j] ** 2
            left_out[there, j], sd = _left_out(made.fitted[j])
            off = left_out[there, j] / sd
            made.skill[j], made.covered[j] = 1.0 - np.square(left_out[there, j]).mean(), (np.abs(off) <= 2.0).mean()
            close = np.ones(y.size, bool) if near is None or near[there].sum() < FEWEST else near[there]
            luck[j] = made.noise[j] * np.square(off[close]).mean()
        made.luck = np.outer(np.sqrt(luck), np.sqrt(luck)) * _correlation(left_out)
        return made

    def only(self, use: np.ndarray) -> Emulators:
        """Those of some targets; ``use`` is bool, of shape (targets,)."""
        some = [fitted for fitted, used in zip(self.fitted, use, strict=True) if used]
        first = (self.centre[use], self.scale[use], self.noise[use], self.luck[np.ix_(use, use)])
        return Emulators(some, *first, self.skill[use], self.covered[use])

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
                    variance[some, j] = np.maximum(0.0, sd**2 * self.scale[j] ** 2 - self.noise[j])
        return mean, variance


def _most_likely(objective: Callable[..., Any], start: Floats, bounds: Floats, steps: int) -> tuple[Floats, float]:
    """Length scales that make the runs most likely, as scikit-learn asks for them."""
    options = {"maxiter": steps, "ftol": SETTLED}
    found = minimize(objective, start, jac=True, bounds=bounds, method="L-BFGS-B", options=options)
    return found.x, found.fun


def _left_out(fitted: Any) -> tuple[Floats, Floats]:
    """How far each run lies from what all others tell of it, and how sure they are, as an s.d.

    In closed form, with the process as it was found from all (Rasmussen and Williams 2006, 5.4.2).
    """
    certain = np.diag(cho_solve((fitted.L_, True), np.eye(len(fitted.L_))))
    return fitted.alpha_ / certain, 1.0 / np.sqrt(certain)


def _correlation(columns: Floats) -> Floats:
    """Correlation of columns over the rows that both have; none with a column that does not vary."""
    count = columns.shape[1]
    found = np.eye(count)
    for j in range(count):
        for k in range(j):
            both = columns[~np.isnan(columns[:, [j, k]]).any(axis=1)][:, [j, k]]
            if len(both) > FEWEST and (np.ptp(both, axis=0) > 0.0).all():
                found[j, k] = found[k, j] = np.corrcoef(both.T)[0, 1]
    return found
