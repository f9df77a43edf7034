"""Whether the calibration finds what is known: truths of which the parameters were given.

Question: would the calibration find the right values, were they known, and how wide would it say they are?
Design:   truths are worlds of the first wave of the calibration, spread evenly over the ranges: what one run of such a
          world shows is taken for the country, with errors and discrepancies drawn as they are assumed, and ranges as
          wide as those of the targets placed at random around it. As that is one run of each scenario, its luck counts
          for all targets; of a country that is known on average it counts for one history only, so that intervals are,
          if anything, wider here. A target that is open on one side cannot be made so, and is left out. Emulators
          rest on 300 runs of the waves at most, none of the fifth to which the truth belongs; the posterior is found as
          that of the calibration is. Nothing is run anew.
Columns:  parameter by its key; range_low, range_high that it was drawn from; truths, how many; covered_50, the share of
          truths that lie in the middle half of the posterior, with its interval (covered_50_low, covered_50_high:
          Wilson, 95%); covered_90 likewise for the middle nine tenths (covered_90_low, covered_90_high); narrowed, by
          how much the s.d. of the posterior is smaller than that of the range, as a share of the latter, median over
          truths; identified: yes from a half on, weakly from a fifth on, no below; places, how many independent places
          the posterior of the median truth is worth; seeds, results_version.

    abm study calibration_recovery hydra.run.dir=experiments/data
"""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from abm.experiments.calibrating import posterior, stored
from abm.experiments.calibrating.design import Calibration, Target, design
from abm.experiments.calibrating.emulating import Emulators
from abm.experiments.common import Options, Tables, run_all
from abm.experiments.registry import register
from abm.numerics.streams import Floats
from abm.parameters import Parameters
from abm.parameters.checks import ParameterError

FOLDS = 5

MOST = 300
"""Runs on which emulators rest."""

STEPS = 30
"""Of the search for the length scales of an emulator, at most."""

LIVE, EFFECTIVE = 150, 500
"""Live points of the sampler, and independent places that a posterior is at least worth."""

IDENTIFIED, WEAKLY = 0.5, 0.2
"""By how much a posterior must be narrower than its range."""

SHARES = (0.05, 0.25, 0.75, 0.95)
TRUTHS = {"tiny": 1, "quick": 10, "full": 100}

GLANCE = 400
"""Places at which the density is asked at most, at size=tiny: to see that it runs."""


@dataclass(frozen=True)
class Recovered:
    """What a posterior says of one truth; arrays over parameters, by places from 0 to 1.

    Attributes
    ----------
    truth : array
    quantiles : array of shape (parameters, 4)
        Below which :data:`SHARES` lie.
    sd : array
    places : float
        Number of independent places that the posterior is worth.
    """

    truth: Floats
    quantiles: Floats
    sd: Floats
    places: float


@register(seeds={"tiny": 1, "quick": 1, "full": 1})
def study(options: Options) -> Tables:
    """Recover truths from the stored runs of the calibration."""
    plan, runs = design(), stored.runs_of_waves()
    values = runs[plan.keys].to_numpy()
    base = options.load()
    truths = {str(row): plan.world(base, values[row], int(row)) for row in chosen(plan, runs, TRUTHS[options.size])}
    work = options.at(tiny=glance, quick=look, full=look)
    table = tabulate(plan, [found for _, found in run_all(truths, options, work)])
    return {"calibration_recovery": table.assign(results_version=stored.version())}


def chosen(plan: Calibration, runs: pd.DataFrame, truths: int) -> np.ndarray:
    """Rows of the runs that are taken for truths: of the first wave, where everything could be read."""
    seen = runs[[item.name for item in closed(plan)]]
    rows = np.flatnonzero((runs["wave"] == "1") & seen.notna().all(axis=1))
    return np.random.default_rng(1).permutation(rows)[:truths]


def closed(plan: Calibration) -> list[Target]:
    """Targets that can be made of what a run shows: those that are open on no side."""
    return [item for item in plan.targets if np.isfinite(item.low) and np.isfinite(item.high)]


def glance(parameters: Parameters, seed: int) -> Recovered:
    """Look at one truth, and not long."""
    return look(parameters, seed, GLANCE)


def look(parameters: Parameters, seed: int, most: int | None = None) -> Recovered:
    """Recover one truth.

    Parameters
    ----------
    parameters : Parameters
        Its world, which is not looked into.
    seed : int
        Its row among the stored runs of the waves.
    most : int, optional
        Places at which the density is asked, at most.
    """
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:
        raise ParameterError(posterior.INSTALL) from None
    plan = design()
    known, seen, fold = _pool()
    with threadpool_limits(1):  # a truth is recovered in each process, which would wait for each other's threads
        return recover(plan, _emulators(int(fold[seed])), known[seed], seen[seed], most)


def recover(
    plan: Calibration, emulators: Emulators, truth: Floats, shown: Floats, most: int | None = None
) -> Recovered:
    """Find the posterior of a country that showed this once.

    Parameters
    ----------
    emulators : Emulators
        Of the closed targets, in their order.
    truth : array of shape (parameters,)
        Its places.
    shown : array of shape (targets,)
    most : int, optional
        Places at which the density is asked, at most.
    """
    generator = np.random.default_rng(np.frombuffer(truth.tobytes(), np.uint32))
    country = tuple(as_target(real, value, generator) for real, value in zip(closed(plan), shown, strict=True))
    asked = dataclasses.replace(plan, shown=country)
    use = np.ones(len(country), bool)
    found = posterior.explore(emulators, asked, use, LIVE, seed=1, effective=EFFECTIVE, most=most)
    return Recovered(truth, found.quantiles(SHARES), found.sd(), found.effective)


def as_target(real: Target, shown: float, generator: np.random.Generator) -> Target:
    """A target as if a country had shown this: with errors as they are assumed, and a range as wide as the real one."""
    half = (real.high - real.low) / 2.0
    middle = (
        shown + generator.uniform(-half, half) + np.hypot(real.error, real.discrepancy) * generator.standard_normal()
    )
    return Target(real.name, real.name, real.discrepancy, real.error, middle - half, middle + half, "one")


def tabulate(plan: Calibration, found: list[Recovered]) -> pd.DataFrame:
    """Table of all parameters."""
    truth, ends = np.array([item.truth for item in found]), np.array([item.quantiles for item in found])
    narrowed = 1.0 - np.median([item.sd for item in found], axis=0) * np.sqrt(12.0)
    rows = []
    for k, item in enumerate(plan.parameters):
        row: dict[str, object] = {"parameter": item.key, "range_low": item.low, "range_high": item.high}
        row["truths"] = len(found)
        for share, low, high in ((50, 1, 2), (90, 0, 3)):
            inside = int(((truth[:, k] >= ends[:, k, low]) & (truth[:, k] <= ends[:, k, high])).sum())
            interval = binomtest(inside, len(found)).proportion_ci(method="wilson")
            name = f"covered_{share}"
            row |= {name: inside / len(found), f"{name}_low": interval.low, f"{name}_high": interval.high}
        kind = "yes" if narrowed[k] >= IDENTIFIED else "weakly" if narrowed[k] >= WEAKLY else "no"
        places = float(np.median([each.places for each in found]))
        rows.append(row | {"narrowed": narrowed[k], "identified": kind, "places": places})
    return pd.DataFrame(rows)


@functools.cache
def _pool() -> tuple[Floats, Floats, np.ndarray]:
    """Places of the stored runs, what they show of the closed targets, and to which fifth each belongs."""
    plan, runs = design(), stored.runs_of_waves()
    seen = runs[[item.name for item in closed(plan)]].to_numpy(float)
    return plan.places(runs[plan.keys].to_numpy()), seen, np.random.default_rng(2).integers(FOLDS, size=len(runs))


@functools.cache
def _emulators(left_out: int) -> Emulators:
    """Emulators of runs outside a fifth."""
    known, seen, fold = _pool()
    rows = np.random.default_rng(left_out).permutation(np.flatnonzero(fold != left_out))[:MOST]
    return Emulators.of(known[rows], seen[rows], STEPS)
