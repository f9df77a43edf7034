"""The posterior on what the waves leave: emcee (Foreman-Mackey et al. 2013) on the emulators of the runs.

The density of the targets given a world can be written down, so that it is drawn from by Markov chains. The
sequential Monte Carlo of pyABC was tried first, by hand on 2026-11-29, with an exact stochastic acceptor: in a case of
fourteen parameters whose answer is known, its last population of 400 rested on an effective 1.5 particles, with a sixth
to a half of the true s.d.
"""

from __future__ import annotations

import numpy as np

from abm.experiments.calibrating.design import Calibration
from abm.experiments.calibrating.matching import INSTALL, Bools, Emulators, distances
from abm.numerics.streams import Floats
from abm.parameters.checks import ParameterError

WALKERS = 4
"""Chains for each parameter, that move together."""

BURN_IN = 0.25
"""Share of the steps that is thrown away."""


def draw(
    emulators: Emulators, plan: Calibration, use: Bools, begin: Floats, steps: int, count: int, seed: int
) -> tuple[Floats, float]:
    """Draw from the posterior: the ranges as prior, and errors that are normal and independent of each other.

    Within the range of a target all is alike. What the emulators do not know is taken on average over what is left.

    Parameters
    ----------
    use : array of bool, shape (targets,)
        Which targets count.
    begin : array of shape (left, parameters)
        Places that are left, from which the chains begin.
    steps : int
        Of each chain.
    count : int
        Places to draw.
    seed : int

    Returns
    -------
    places : array of shape (count, parameters)
    effective : float
        Number of independent places that the chains are worth, for the parameter that moves most slowly; nan where
        they are too short to tell.
    """
    try:
        import emcee
    except ImportError:
        raise ParameterError(INSTALL) from None
    generator = np.random.default_rng(seed)
    _, variance = emulators.expect(begin)
    unsure, size = variance.mean(axis=0), begin.shape[1]

    def log_density(places: Floats) -> Floats:
        distance = distances(emulators.expected(places), unsure, emulators.luck, plan.targets)[:, use]
        inside = ((places >= 0.0) & (places <= 1.0)).all(axis=1)
        return np.where(inside, -0.5 * np.square(distance).sum(axis=1), -np.inf)

    walkers = WALKERS * size
    start = np.clip(
        begin[generator.integers(len(begin), size=walkers)] + 0.01 * generator.standard_normal((walkers, size)),
        0.0,
        1.0,
    )
    moves = [(emcee.moves.DEMove(), 0.8), (emcee.moves.DESnookerMove(), 0.2)]
    chains = emcee.EnsembleSampler(walkers, size, log_density, moves=moves, vectorize=True)
    chains.run_mcmc(emcee.State(start, random_state=np.random.RandomState(seed).get_state()), steps)
    kept = chains.get_chain(discard=int(BURN_IN * steps))
    slowest = float(np.max(emcee.autocorr.integrated_time(kept, quiet=True)))
    flat = kept.reshape(-1, size)
    return flat[generator.choice(len(flat), count, replace=False)], len(flat) / slowest
