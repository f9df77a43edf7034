"""Which of the model's great unknowns its answers depend on.

Question: how much of the variance of trust, incidents and misfit is due to what officials are like (courage, both
          loyalties), what leadership gives them (mandate, influence room), haste (deadline coupling), house bias and
          imitation among media; by itself, and together with the others?
Design:   Sobol indices, first and total order, of 512 x (8 + 2) = 5,120 points under ``reactive``; 2,000 citizens, 260
          weeks after a burn-in of 104, every point with the same seed. A second, small sweep (a Latin hypercube of 64
          points over the same ranges, 4 seeds each) tells how much of that variance is noise of the seed.
Ranges:   the declared ones, whole, but for two. House bias from 0 to 1.5 of its declared 0 to 2: the range that the
          survey proposes (docs/sources/literature.md 4.10); a wider one would make its own share larger by that alone.
          Imitation from 0 to 0.8 of 0 to 0.95: with the feedback through questions, 0.11 by default, it must stay
          below 1 (:mod:`abm.policy.stability`), and near 1 a single story lasts for years.
Columns:  combination of choices that are crossed (only: none is); measure; factor, the parameter; index (first, total;
          seed_noise with factor ``all``); value of the index, a share of the variance, with its 95% interval from
          SALib's bootstrap (low, high); samples behind it; seeds, results_version. Noise of seeds looks like
          interaction: total indices are too high by about that share, first ones too low by as large a part.

    abm study sobol_study hydra.run.dir=experiments/data

Stopped, it goes on where it was when started again: its runs stand in two sweeps, in ``sweeps/sobol_study-full``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from abm.analysis.index_figures import draw
from abm.analysis.sensitivity import NOISE, analyse, by_seed, finished, seed_noise
from abm.experiments.common import SIZES, Options, Tables
from abm.experiments.registry import register
from abm.sweeps import store
from abm.sweeps.progress import SweepProgress
from abm.sweeps.sweep import carry_out, prepare

FACTORS = {
    "officials.courage": (0.0, 1.0),
    "officials.loyalty_minister": (0.0, 1.0),
    "officials.loyalty_society": (0.0, 1.0),
    "ministries.mandate": (0.0, 1.0),
    "ministries.influence_room": (0.0, 1.0),
    "ministries.deadline_coupling": (0.0, 1.0),
    "evidence.house_bias": (0.0, 1.5),
    "media.imitation": (0.0, 0.8),
}
"""What varies, and between which ends."""

SETTINGS = ("population.citizens=2000", "weeks=260")

MEASURES = ("trust", "incidents", "misfit")

NOISE_POINTS, NOISE_SEEDS = 64, 4
"""Size of the sweep that tells noise of seeds."""

NAME = "sobol_study"


def draw_indices(tables: Tables, folder: Path) -> None:
    """Picture of the indices."""
    draw(tables[NAME], "sobol", folder, name=NAME)


@register(draw=draw_indices, seeds={"tiny": 1, "quick": 1, "full": 1})
def study(options: Options) -> Tables:
    """Do what is missing of two sweeps, and make indices of them with noise of seeds."""
    samples = options.at(tiny=2, quick=64, full=512)
    points, seeds = options.at(tiny=(4, 2), quick=(32, 4), full=(NOISE_POINTS, NOISE_SEEDS))
    indices, noise = (options.sweeps / f"{NAME}-{options.size}" / part for part in ("indices", "noise"))
    _sweep(options, indices, "design=sobol", f"design.samples={samples}", f"replicates={options.seeds}")
    _sweep(options, noise, "design=lhs", f"design.samples={points}", f"replicates={seeds}")
    table = with_noise(analyse(finished(indices), MEASURES), noise, options.seeds)
    return {NAME: table.assign(samples=samples)}


def _sweep(options: Options, folder: Path, *design: str) -> None:
    """Do what is missing of a sweep."""
    ranges = [f"{key}=interval({low},{high})" for key, (low, high) in FACTORS.items()]
    named = {item.partition("=")[0] for item in options.overrides}
    size = {item.partition("=")[0]: item for item in (*SETTINGS, *SIZES[options.size])}
    usual = [item for key, item in size.items() if key not in named]  # nothing is given twice
    where = (f"workers={options.workers}", f"hydra.sweep.dir={folder}")
    words = [*design, *ranges, *usual, *options.overrides, *where]
    ready, progress = prepare(words, ["abm", "sweep", *words]), SweepProgress()
    try:
        carry_out(ready, progress.start, progress.add, lambda line: print(line, file=sys.stderr))
    finally:
        progress.stop()


def with_noise(table: pd.DataFrame, folder: Path, seeds: int) -> pd.DataFrame:
    """Fill in the share of noise of seeds, as the small sweep tells it.

    Parameters
    ----------
    table : DataFrame
        As from :func:`abm.analysis.sensitivity.analyse`.
    folder : path
        Of the small sweep.
    seeds : int
        Over how many seeds the results behind the table are averaged.
    """
    runs, points = store.read(folder), store.points(folder)
    share = {name: seed_noise(by_seed(runs, points, name), seeds) for name in MEASURES}
    return table.assign(value=table["value"].mask(table["index"] == NOISE, table["measure"].map(share)))
