"""Whether the calibration finds what is known: truths of which the parameters were given.

Question: would the calibration find the right values, were they known, and how wide would it say they are?
Design:   truths are worlds of the first wave of the calibration, spread evenly over the ranges: what one run of such a
          world shows is taken for the country, with errors and discrepancies drawn as they are assumed, and ranges as
          wide as those of the targets placed at random around it. A target that is open on one side cannot be made so,
          and is left out. Emulators are fitted without the truth and a fifth of all other runs; the posterior is
          by weights on places spread evenly over the ranges, from the same density as that of the calibration, but
          without its waves, cut and chains. Nothing is run.
Columns:  parameter by its key; range_low, range_high that it was drawn from; truths, how many; covered_50, the share of
          truths that lie in the middle half of the posterior, with its interval (covered_50_low, covered_50_high:
          Wilson, 95%); covered_90 likewise for the middle nine tenths (covered_90_low, covered_90_high); narrowed, by
          how much the s.d. of the posterior is smaller than that of the range, as a share of the latter, median over
          truths; identified: yes from a half on, weakly from a fifth on, no below; places, on how many the posterior
          of the median truth effectively rests; seeds, results_version.

    abm study calibration_recovery hydra.run.dir=experiments/data
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from abm.experiments.calibrating import matching, stored
from abm.experiments.calibrating.design import Calibration, Target, design
from abm.experiments.common import Options, Tables
from abm.experiments.registry import register
from abm.numerics.streams import Floats

FOLDS = 5

IDENTIFIED, WEAKLY = 0.5, 0.2
"""By how much a posterior must be narrower than its range."""

TRUTHS = {"tiny": 20, "quick": 60, "full": 200}
PLACES = {"tiny": 512, "quick": 8192, "full": 32768}


@dataclass(frozen=True)
class Recovered:
    """What a posterior says of one truth; arrays over parameters, by places from 0 to 1.

    Attributes
    ----------
    truth : array
    half, most : arrays of shape (parameters, 2)
        Ends of the middle half and of the middle nine tenths.
    sd : array
    places : float
        Effective number of places that it rests on.
    """

    truth: Floats
    half: Floats
    most: Floats
    sd: Floats
    places: float


@register(seeds={"tiny": 1, "quick": 1, "full": 1})
def study(options: Options) -> Tables:
    """Recover truths from the stored runs of the calibration."""
    steps = design().sizes[options.size].steps
    found = recover(design(), stored.runs_of_waves(), TRUTHS[options.size], PLACES[options.size], steps)
    return {"calibration_recovery": tabulate(design(), found)}


def recover(plan: Calibration, runs: pd.DataFrame, truths: int, places: int, steps: int) -> list[Recovered]:
    """Take runs of the first wave for the country, one after another.

    Parameters
    ----------
    runs : DataFrame
        A row for each, with the columns of ``calibration_runs``.
    truths, places : int
        How many truths, and candidates of the posterior.
    steps : int
        Of the search for the length scales of an emulator, at most.
    """
    generator = np.random.default_rng(1)
    known, seen = plan.places(runs[plan.keys].to_numpy()), runs[plan.names].to_numpy(float)
    use = [j for j, item in enumerate(plan.targets) if np.isfinite(item.low) and np.isfinite(item.high)]
    first = np.flatnonzero((runs["wave"] == "1") & ~np.isnan(seen[:, use]).any(axis=1))
    chosen = generator.permutation(first)[:truths]
    fold = generator.integers(FOLDS, size=len(runs))
    asked = matching.spread(places, len(plan.keys), seed=2)
    found = []
    for number in range(FOLDS):
        emulators = matching.Emulators.of(known[fold != number], seen[fold != number][:, use], steps)
        mean, variance = emulators.expect(asked)
        for row in chosen[fold[chosen] == number]:
            country = [as_target(plan.targets[j], seen[row, j], generator) for j in use]
            distance = matching.distances(mean, variance + emulators.luck, np.zeros(len(use)), country)
            found.append(_recovered(known[row], asked, -0.5 * np.square(distance).sum(axis=1)))
    return found


def as_target(real: Target, shown: float, generator: np.random.Generator) -> Target:
    """A target as if a country had shown this: with errors as they are assumed, and a range as wide as the real one."""
    half = (real.high - real.low) / 2.0
    middle = (
        shown + generator.uniform(-half, half) + np.hypot(real.error, real.discrepancy) * generator.standard_normal()
    )
    return Target(real.name, "", real.discrepancy, real.error, middle - half, middle + half)


def tabulate(plan: Calibration, found: list[Recovered]) -> pd.DataFrame:
    """Table of all parameters."""
    truth = np.array([item.truth for item in found])
    narrowed = 1.0 - np.median([item.sd for item in found], axis=0) * np.sqrt(12.0)
    rows = []
    for k, item in enumerate(plan.parameters):
        row: dict[str, object] = {"parameter": item.key, "range_low": item.low, "range_high": item.high}
        row["truths"] = len(found)
        for share, ends in ((50, [each.half[k] for each in found]), (90, [each.most[k] for each in found])):
            low, high = np.transpose(ends)
            inside = int(((truth[:, k] >= low) & (truth[:, k] <= high)).sum())
            interval = binomtest(inside, len(found)).proportion_ci(method="wilson")
            name = f"covered_{share}"
            row |= {name: inside / len(found), f"{name}_low": interval.low, f"{name}_high": interval.high}
        kind = "yes" if narrowed[k] >= IDENTIFIED else "weakly" if narrowed[k] >= WEAKLY else "no"
        places = float(np.median([each.places for each in found]))
        rows.append(row | {"narrowed": narrowed[k], "identified": kind, "places": places})
    return pd.DataFrame(rows)


def _recovered(truth: Floats, asked: Floats, log_density: Floats) -> Recovered:
    weights = np.exp(log_density - log_density.max())
    weights /= weights.sum()
    mean = weights @ asked
    ends = np.array([_quantiles(asked[:, k], weights, (0.05, 0.25, 0.75, 0.95)) for k in range(asked.shape[1])])
    return Recovered(
        truth,
        ends[:, 1:3],
        ends[:, [0, 3]],
        np.sqrt(weights @ np.square(asked - mean)),
        1.0 / float(np.square(weights).sum()),
    )


def _quantiles(values: Floats, weights: Floats, shares: tuple[float, ...]) -> Floats:
    order = np.argsort(values, kind="stable")
    return np.asarray(np.interp(shares, np.cumsum(weights[order]) - weights[order] / 2.0, values[order]))
