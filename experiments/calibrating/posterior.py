"""The posterior over the ranges and the evidence of a model, by nested sampling on the emulators of its runs.

The density of the targets given a world can be written down; nautilus (Lange 2023) draws from it, and says what it is
on average over the ranges. Tried by hand before, on 2026-11-29, in cases of fourteen parameters whose answer is known:
the sequential Monte Carlo of pyABC with an exact stochastic acceptor rested on an effective 1.5 of 400 particles;
weights on places spread evenly over the ranges rest on a handful of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr

from abm.experiments.calibrating.design import Calibration, Target
from abm.experiments.calibrating.emulating import INSTALL, Emulators
from abm.experiments.calibrating.matching import Bools
from abm.numerics.streams import Floats
from abm.parameters.checks import ParameterError

SHARED = 0.5
"""Share of the variance of discrepancies that figures of one survey have together: a model that takes for trust another
thing than a survey asks for misses all of its levels. A judgement."""

EFFECTIVE = 4
"""Independent places for each live point that a posterior is at least worth."""


def log_density(mean: Floats, variance: Floats, luck: Floats, targets: Sequence[Target]) -> Floats:
    """Logarithm of the density of what is known of the country, given what would be seen of a world on average.

    A range says that the country lies in it: its probability is the difference of two normal distributions. Single
    figures are normal; those of one history have their luck together, and those of one survey part of the discrepancy.

    Parameters
    ----------
    mean, variance : arrays of shape (worlds, targets)
        What would be seen, and how unsure that is.
    luck : array of shape (targets, targets)
        Covariance from run to run, which counts where the country has one history.

    Returns
    -------
    array of shape (worlds,)
    """
    once = np.array([item.history == "one" for item in targets])
    luck = np.where(np.outer(once, once), luck, 0.0)
    own = np.array([item.error**2 + item.discrepancy**2 for item in targets])
    single = np.array([item.single for item in targets])
    low, high = (np.array([getattr(item, end) for item in targets])[~single] for end in ("low", "high"))
    scale = np.sqrt(variance[:, ~single] + own[~single] + np.diag(luck)[~single])
    within = _log_between((low - mean[:, ~single]) / scale, (high - mean[:, ~single]) / scale).sum(axis=1)
    figures = np.array([item.low for item in targets])[single]
    surveys = np.array([item.survey for item in targets])[single]
    apart = np.array([item.discrepancy for item in targets])[single]
    together = SHARED * np.outer(apart, apart) * (surveys[:, None] == surveys)
    np.fill_diagonal(together, own[single])
    shared = luck[np.ix_(single, single)] + together
    lower = np.linalg.cholesky(shared + variance[:, single, None] * np.eye(len(figures)))
    off = np.linalg.solve(lower, (figures - mean[:, single])[:, :, None])[:, :, 0]
    log_determinant = 2.0 * np.log(np.diagonal(lower, axis1=1, axis2=2)).sum(axis=1)
    return np.asarray(
        within - 0.5 * (np.square(off).sum(axis=1) + log_determinant + len(figures) * np.log(2.0 * np.pi))
    )


def _log_between(low: Floats, high: Floats) -> Floats:
    """Logarithm of the share of a standard normal distribution between two ends, also where it is tiny."""
    turned = low > 0.0  # where both are large, their lower tails are as good and do not round to 1
    low, high = np.where(turned, -high, low), np.where(turned, -low, high)
    upper = log_ndtr(high)
    return np.asarray(upper + np.log1p(-np.exp(log_ndtr(low) - upper)))


@dataclass(frozen=True)
class Posterior:
    """Places in the ranges with weights, and what the density is on average.

    Attributes
    ----------
    places : array of shape (places, parameters)
    weights : array of shape (places,)
        They sum to 1.
    log_evidence : float
        Natural logarithm of the mean density over the ranges.
    """

    places: Floats
    weights: Floats
    log_evidence: float

    @property
    def effective(self) -> float:
        """Number of independent places that they are worth."""
        return float(1.0 / np.square(self.weights).sum())

    def draw(self, count: int, seed: int) -> Floats:
        """Draw places, none twice; shape (count, parameters)."""
        chosen = np.random.default_rng(seed).choice(len(self.places), count, replace=False, p=self.weights)
        return np.asarray(self.places[chosen])

    def sd(self) -> Floats:
        """S.d. of each parameter, in ranges; shape (parameters,)."""
        return np.asarray(np.sqrt(self.weights @ np.square(self.places - self.weights @ self.places)))

    def quantiles(self, shares: Sequence[float]) -> Floats:
        """Places below which these shares lie; shape (parameters, shares)."""
        found = []
        for column in self.places.T:
            order = np.argsort(column, kind="stable")
            cumulative = np.cumsum(self.weights[order]) - self.weights[order] / 2.0
            found.append(np.interp(shares, cumulative, column[order]))
        return np.array(found)


def explore(
    emulators: Emulators,
    plan: Calibration,
    use: Bools,
    live: int,
    seed: int,
    luck: Floats | None = None,
    effective: int | None = None,
    most: int | None = None,
) -> Posterior:
    """Find the posterior, with the ranges as prior; what the emulators do not know is taken at every place.

    Parameters
    ----------
    use : array of bool, shape (targets,)
        Which targets count.
    live : int
        Live points of the sampler.
    seed : int
    luck : array of shape (targets, targets), optional
        Covariance from run to run; that of the emulators if not given.
    effective : int, optional
        Independent places that it is at least worth; :data:`EFFECTIVE` for each live point if not given.
    most : int, optional
        Places at which the density is asked, at most; what is found so far is then given, to see that it runs.
    """
    try:
        from nautilus import Sampler
    except ImportError:
        raise ParameterError(INSTALL) from None
    targets = [item for item, used in zip(plan.targets, use, strict=True) if used]
    together = (emulators.luck if luck is None else luck)[np.ix_(use, use)]
    asked = emulators.only(use)

    def density(places: Floats) -> Floats:
        return log_density(*asked.expect(plan.snapped(places)), together, targets)

    sampler = Sampler(
        _ranges, density, n_dim=len(plan.keys), n_live=live, n_networks=0, vectorized=True, pass_dict=False, seed=seed
    )
    sampler.run(n_eff=effective or EFFECTIVE * live, n_like_max=most or np.inf)
    places, log_weights, _ = sampler.posterior()
    weights = np.exp(log_weights - log_weights.max())
    return Posterior(places, weights / weights.sum(), float(sampler.log_z))


def _ranges(unit: Floats) -> Floats:
    """The prior: every place in the ranges alike."""
    return unit
