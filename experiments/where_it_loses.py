"""Where the essay's package makes things worse than no norms at all.

Question: under which values of the parameters does ``anticyclical`` bring more incidents than ``reactive``, less trust
          in its first two years, or make a crisis cost more trust?
Design:   points of a Latin hypercube over twenty-three parameters, each lived under both norm sets with a seed of its
          own: five years of the default scenario, and a crisis from outside after two years. 2,000 citizens. Worse is a
          difference that counts by the rule of docs/ODD.md I.i: 3% more incidents than without norms at that point,
          .005 less trust; of a single pair of runs, so that some are worse by luck alone. Trust in a crisis is that of
          the year from its outbreak, less that of the same weeks without a crisis; all trust also without what
          procedures of participation add or take. PRIM (Friedman and Fisher 1999; the EMA Workbench) finds where points
          that are worse are dense, on every other point: the box with the largest share of all that is worse among
          those in which three in four points are, or the densest where there is none. How dense it is is told by the
          points that it was not found on, as PRIM finds dense boxes in luck too.
Ranges:   those of what_matters: full for the seven of its indices, plausible for the others.
Columns of where_it_loses: outcome: incidents, or trust or trust_without_procedure, in two years or in a crisis; unit;
          points; difference, the mean over points, with its interval (low, high: 95%, Student); worse, the share of
          points, with its exact binomial interval (worse_low, worse_high); much_worse, the difference that one point in
          twenty exceeds on the bad side; found_density, the share that is worse in the box, where it was found;
          density, on the other points, with its exact binomial interval (density_low, density_high); coverage, the
          share of all that is worse that lies in it; mass, the share of points in it (both on the other points);
          denser: yes where that interval lies above the share of all points, else no; seeds, results_version.
Columns of where_it_loses_box: outcome; parameter, of those that the box restricts; low_end, high_end of its range;
          from, to: ends in the box; chance, the probability that its side of the box is restricted by luck (quasi-p
          value, the larger of both ends; of the points that it was found on); seeds, results_version.

    abm study where_it_loses hydra.run.dir=experiments/data
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import binomtest, qmc

from abm.analysis.ema import identifier, prim
from abm.analysis.rule import smallest
from abm.analysis.summary import student
from abm.experiments.common import Options, Tables, run_all, unit_of
from abm.experiments.registry import register
from abm.experiments.what_matters import DUMMY, FACTORS, FULL, PLAUSIBLE, SCREENED, Bounds, placed, ranges
from abm.numerics.streams import Floats
from abm.observation.measuring import WEEKS_PER_YEAR
from abm.observation.record import simulate
from abm.parameters import Parameters

NONE, PACKAGE = "reactive", "anticyclical"
EARLY = 2 * WEEKS_PER_YEAR
"""Weeks of the first two years; in the other scenario the crisis breaks out in the week after them."""

ORDINARY, CRISIS = "ordinary", "crisis"
SCENARIOS = {
    ORDINARY: ("scenario=default", "weeks=260"),
    CRISIS: ("scenario=pandemic", f"weeks={EARLY + WEEKS_PER_YEAR}"),
}
OUTCOMES = {
    "incidents": 1,
    "trust in two years": -1,
    "trust in a crisis": -1,
    "trust_without_procedure in two years": -1,
    "trust_without_procedure in a crisis": -1,
}
"""What is looked at, by measure and when, and the sign of what is worse."""

TRUSTS = ("trust", "trust_without_procedure")

DENSE = 0.75
OPTIONS = {"peel_alpha": 0.05, "mass_min": 0.05}


@register(seeds={"tiny": 1, "quick": 1, "full": 1})
def study(options: Options) -> Tables:
    """Live all points."""
    bounds = ranges(PLAUSIBLE, SCREENED) | ranges(FULL, FACTORS)
    del bounds[DUMMY]
    points = points_of(bounds, options.at(tiny=12, quick=60, full=800))
    plan = plan_of(bounds, points, options)
    values: dict[str, list[tuple[float, ...]]] = {}
    for label, found in run_all(plan, options, look):
        values.setdefault(label.rpartition(" ")[0], []).append(found)
    return tabulate(bounds, points, {name: np.array(rows) for name, rows in values.items()})


def points_of(bounds: Bounds, count: int) -> Floats:
    """Points of a Latin hypercube; shape (points, parameters)."""
    low, high = np.array(list(bounds.values())).T
    return np.asarray(qmc.scale(qmc.LatinHypercube(len(bounds), rng=1).random(count), low, high))


def plan_of(bounds: Bounds, points: Floats, options: Options) -> dict[str, Parameters]:
    """Every point in both scenarios under both norm sets."""
    small = options.at(tiny=(), quick=("population.citizens=2000",), full=("population.citizens=2000",))
    plan = {}
    for scenario, words in SCENARIOS.items():
        for norms in (NONE, PACKAGE):
            least = (words[0], SCENARIOS[CRISIS][1])  # all that is looked at
            base = options.load(f"norms={norms}", *options.at(tiny=least, quick=words, full=words), *small)
            for number, point in enumerate(points.tolist()):
                world = placed(base, bounds, point)
                world.seed, world.replicates = number + 1, 1
                plan[f"{scenario} {norms} {number}"] = world
    return plan


def look(parameters: Parameters, seed: int) -> tuple[float, ...]:
    """Incidents; and of trust, and of it without procedure, the mean of two years and of the year after them."""
    recording = simulate(parameters, seed)
    weeks = recording.weeks.to_pandas()
    early, after = weeks["week"].between(0, EARLY - 1), weeks["week"].between(EARLY, EARLY + WEEKS_PER_YEAR - 1)
    trust = (float(weeks.loc[when, name].mean()) for name in TRUSTS for when in (early, after))
    return (float(recording.runs.to_pandas()["incidents"].iloc[0]), *trust)


def tabulate(bounds: Bounds, points: Floats, seen: Mapping[str, Floats]) -> Tables:
    """Both tables, from what was seen at the points."""
    rows, boxes = [], []
    for outcome, sign in OUTCOMES.items():
        without, package = (looked_at(outcome, seen, norms) for norms in (NONE, PACKAGE))
        difference, measure = package - without, outcome.partition(" ")[0]
        worse = sign * difference >= np.array([smallest(measure, level) for level in without.tolist()])
        middle, low, high = student(difference)
        ends = binomtest(int(worse.sum()), len(worse)).proportion_ci()
        box = box_of(bounds, points, worse)
        rows.append(
            {"outcome": outcome, "unit": unit_of(measure), "points": len(points), "difference": middle, "low": low,
             "high": high, "worse": float(worse.mean()), "worse_low": ends.low, "worse_high": ends.high,
             "much_worse": float(np.quantile(difference, 0.95 if sign > 0 else 0.05)),
             **{name: box[name] for name in box if name != "sides"}}
        )  # fmt: skip
        boxes += [{"outcome": outcome, **side} for side in box["sides"]]
    sides = ["outcome", "parameter", "low_end", "high_end", "from", "to", "chance"]
    return {"where_it_loses": pd.DataFrame(rows), "where_it_loses_box": pd.DataFrame(boxes, columns=sides)}


def looked_at(outcome: str, seen: Mapping[str, Floats], norms: str) -> Floats:
    """An outcome at every point under one norm set; shape (points,)."""
    ordinary, (measure, _, when) = seen[f"{ORDINARY} {norms}"], outcome.partition(" ")
    if measure not in TRUSTS:
        return np.asarray(ordinary[:, 0])
    early = 1 + 2 * TRUSTS.index(measure)
    if when == "in a crisis":
        return np.asarray(seen[f"{CRISIS} {norms}"][:, early + 1] - ordinary[:, early + 1])
    return np.asarray(ordinary[:, early])


def box_of(bounds: Bounds, points: Floats, worse: np.ndarray) -> dict[str, Any]:
    """The box in which points that are worse are dense.

    Parameters
    ----------
    worse : boolean array of shape (points,)

    Returns
    -------
    dict
        What the table says of the box, nan where nothing is worse, and ``sides``: a row for each parameter that the box
        restricts.
    """
    own = np.arange(len(points)) % 2 == 0
    found_density, sides = found_box(bounds, points[own], worse[own])
    inside = np.ones(len(points), bool)
    for side in sides:
        column = points[:, list(bounds).index(side["parameter"])]
        inside &= (column >= side["from"]) & (column <= side["to"])
    there, bad = inside & ~own, worse & ~own
    count, among = int((there & bad).sum()), int(there.sum())
    if np.isnan(found_density) or not among:
        empty = dict.fromkeys(("density", "density_low", "density_high", "coverage", "mass"), np.nan)
        return {"found_density": found_density, **empty, "denser": "", "sides": sides}
    ends = binomtest(count, among).proportion_ci()
    return {
        "found_density": found_density,
        "density": count / among,
        "density_low": ends.low,
        "density_high": ends.high,
        "coverage": count / bad.sum() if bad.any() else np.nan,
        "mass": among / (~own).sum(),
        "denser": "yes" if ends.low > worse[~own].mean() else "no",
        "sides": sides,
    }


def found_box(bounds: Bounds, points: Floats, worse: np.ndarray) -> tuple[float, list[dict[str, Any]]]:
    """Share that is worse in the box that PRIM finds, and its sides."""
    if worse.all() or not worse.any():  # the box is everything, or there is none
        return (1.0 if worse.all() else np.nan), []
    experiments = pd.DataFrame(points, columns=[identifier(key) for key in bounds])
    box = prim(experiments, worse, **OPTIONS).find_box()
    path = box.peeling_trajectory
    dense = path[path["density"] >= DENSE]
    step = int(dense["coverage"].idxmax() if len(dense) else path["density"].idxmax())
    chances = (box.p_values if hasattr(box, "p_values") else box.qp)[step]  # as the two lines of the Workbench name it
    limits = box.box_lims[step]
    sides = []
    for key, (low, high) in bounds.items():
        start, end = limits[identifier(key)].tolist()
        whole = experiments[identifier(key)]
        if start > whole.min() or end < whole.max():
            found = [value for value in chances.get(identifier(key), ()) if value >= 0.0]
            chance = max(found) if found else float("nan")
            sides.append(
                {"parameter": key, "low_end": low, "high_end": high, "from": start, "to": end, "chance": chance}
            )
    return float(path.loc[step, "density"]), sides
