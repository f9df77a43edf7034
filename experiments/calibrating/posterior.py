"""The posterior on what the waves leave: pyABC (Schälte et al. 2022) on the emulators of the runs."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np

from abm.experiments.calibrating.design import Target
from abm.experiments.calibrating.matching import INSTALL, Emulators, distances
from abm.numerics.streams import Floats
from abm.parameters.checks import ParameterError

MOST_POPULATIONS = 12
"""Populations of the sequence at most; the last one accepts by the density itself."""


def draw(
    emulators: Emulators, variance: Floats, targets: Sequence[Target], use: Floats, particles: int, seed: int
) -> tuple[Floats, Floats]:
    """Draw from the posterior: the ranges as prior, and errors that are normal and independent of each other.

    A particle is accepted in proportion to the density of the targets given what the emulators expect of it, by an
    exact stochastic acceptor (Wilkinson 2013); within the range of a target all is alike.

    Parameters
    ----------
    variance : array of shape (targets,)
        Of what the emulators say, on average over what is left.
    use : array of bool, shape (targets,)
        Which targets count.
    particles : int
        Of a population.
    seed : int
        Of the generator that pyABC draws from, which is numpy's global one.

    Returns
    -------
    places : array of shape (particles, parameters)
    weights : array of shape (particles,)
        Together 1.
    """
    try:
        import pyabc
    except ImportError:
        raise ParameterError(INSTALL) from None
    logging.getLogger("ABC").setLevel(logging.WARNING)
    fitted = next(item for item in emulators.fitted if item is not None)
    names = [f"place_{number:02d}" for number in range(fitted.X_train_.shape[1])]
    kept = [item for item, counts in zip(targets, use, strict=True) if counts]

    def expected(particle: dict[str, float]) -> dict[str, Floats]:
        place = np.array([particle[name] for name in names])
        shown = emulators.expected(place)[None, use]
        return {"distance": distances(shown, variance[use], emulators.luck[use], kept)[0]}

    def log_density(x: dict[str, Floats], **_: object) -> float:
        return -0.5 * float(np.square(x["distance"]).sum())

    state = np.random.get_state()  # noqa: NPY002
    np.random.seed(seed)  # noqa: NPY002, as pyABC draws from it
    try:
        prior = pyabc.Distribution(**{name: pyabc.RV("uniform", 0.0, 1.0) for name in names})
        kernel = pyabc.FunctionKernel(log_density, ret_scale=pyabc.distance.SCALE_LOG, pdf_max=0.0)
        sequence = pyabc.ABCSMC(
            expected, prior, kernel, population_size=particles, sampler=pyabc.SingleCoreSampler(),
            eps=pyabc.Temperature(), acceptor=pyabc.StochasticAcceptor(),
        )  # fmt: skip
        sequence.new("sqlite://", {"distance": np.zeros(len(kept))})
        history = sequence.run(max_nr_populations=MOST_POPULATIONS)
    finally:
        np.random.set_state(state)  # noqa: NPY002
    found, weights = history.get_distribution()
    return found[names].to_numpy(), np.asarray(weights)
