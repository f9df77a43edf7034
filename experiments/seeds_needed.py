"""How many seeds a comparison needs until what it says no longer depends on which seeds they were.

Question: with how many seeds does the comparison of the essay's package with no norms say the same as with all?
Design:   ``anticyclical`` against ``reactive`` in the default scenario, paired by seed, with many seeds. Of these,
          samples of several sizes are drawn with replacement; each says whether the difference of a measure goes
          up, goes down or is not found, by its 95% Student interval, as every table of the project does.
Columns:  measure, unit; drawn, the seeds of a sample; difference with all seeds, and with its interval (low, high);
          half_width, median half width of the interval of a sample; agrees, the share of samples that find the same
          direction as all seeds together; opposite, the share that find the opposite one; enough: yes where at least
          nineteen in twenty agree, no where fewer do, empty where all seeds together find no direction; seeds,
          results_version.

    abm study seeds_needed hydra.run.dir=experiments/data
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from abm.analysis.summary import student
from abm.experiments.common import Options, Tables, direction, runs_of, unit_of
from abm.experiments.registry import register
from abm.numerics.streams import Floats

MEASURES = (
    *("trust", "trust_share", "trust_procedure", "incidents", "incidents_misfit", "incidents_coordination"),
    *("misfit", "unrest", "share_outside", "lead_time", "utilisation", "questions", "questions_late_share"),
)
REFERENCE, PACKAGE = "reactive", "anticyclical"
SAMPLES = 1000
AGREE = 0.95
"""Share of samples that must find the same."""

DRAWN = {"tiny": (2, 3), "quick": (2, 3, 5, 10), "full": (3, 5, 10, 15, 20, 30, 40)}
"""Seeds of a sample, by size."""


@register(seeds={"tiny": 4, "quick": 20, "full": 100})
def study(options: Options) -> Tables:
    """Run both norm sets with all seeds."""
    plan = {name: options.load(f"norms={name}") for name in (REFERENCE, PACKAGE)}
    runs = runs_of(plan, options)
    return {"seeds_needed": tabulate(runs, DRAWN[options.size])}


def tabulate(runs: pd.DataFrame, drawn: tuple[int, ...]) -> pd.DataFrame:
    """Table of all measures and sizes of samples, from one row per run."""
    by_norms = runs.pivot(index="seed", columns="norms", values=list(MEASURES))
    rows = []
    for measure in MEASURES:
        values = (by_norms[measure][PACKAGE] - by_norms[measure][REFERENCE]).to_numpy()
        values = values[~np.isnan(values)]
        difference, low, high = student(values)
        for count in (n for n in drawn if n < len(values)):
            rows.append(
                {"measure": measure, "unit": unit_of(measure), "drawn": count, "difference": difference, "low": low,
                 "high": high, **of_samples(values, count, direction(low, high))}
            )  # fmt: skip
    return pd.DataFrame(rows)


def of_samples(values: Floats, count: int, found: int) -> dict[str, object]:
    """What samples of this many values say, where all of them find a direction."""
    generator = np.random.default_rng(count)
    said = [student(values[generator.integers(values.size, size=count)]) for _ in range(SAMPLES)]
    directions = np.array([direction(low, high) for _, low, high in said])
    agrees = float((directions == found).mean())
    return {
        "half_width": float(np.median([(high - low) / 2.0 for _, low, high in said])),
        "agrees": agrees,
        "opposite": float((directions == -found).mean()) if found else 0.0,
        "enough": "" if not found else "yes" if agrees >= AGREE else "no",
    }
