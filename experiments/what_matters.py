"""On what outcomes depend, and on what it depends whether the essay's package helps.

Question: which unknowns decide trust, incidents and misfit without norms, and which decide what the package does to
          them?
Design:   every point is lived under ``reactive`` and under ``anticyclical`` with the same two seeds; looked at are the
          outcome without norms, and the difference, averaged over them. A screening of twenty-three parameters comes
          first (Morris: elementary effects). Then Sobol indices of first, second and total order of seven of them,
          chosen beforehand: what officials are like (courage, both loyalties), what leadership gives (mandate,
          influence room), haste (λ) and the bias of the house; on plausible and on full ranges. Beside them varies a
          dummy, which nothing hangs on: an index that is no larger than its own is none. 2,000 citizens, five years.
          All that does not vary is as shipped.
Ranges:   full: the declared ones, but house bias to 1.5 (docs/sources/literature.md 4.10). Plausible: half of the
          default to one and a half times it, within those; λ as the calibration leaves it (its 5 and 95%). The
          screening is on plausible ranges, and of the calibrated parameters on those the calibration leaves.
Columns of what_matters: ranges, plausible or full; of: without norms, or difference; measure; factor, a parameter, the
          dummy, or two of them with a * between; index: first, second or total, a share of the variance; variance
          (factor ``all``), that of the points, in the unit squared; seed_noise (factor ``all``), the share of it that
          is due to seeds, which looks like an interaction of everything with everything; value of the index, with its
          95% interval from SALib's bootstrap (low, high); one_seed, other_seed: the index by one seed alone; points,
          lived under each norm set; seeds, results_version.
Columns of what_matters_screening: of: without norms, or difference; measure, unit; parameter, or the dummy; low_end,
          high_end of its range; mu_star, the mean size of what it does over its range, in that unit, with its interval
          (low, high: 95%, bootstrap), which is above 0 by luck too; mu, the mean; sigma, the s.d. over trajectories;
          rank by mu_star; points; seeds, results_version.

    abm study what_matters hydra.run.dir=experiments/data
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample

from abm.analysis.sensitivity import ALL, CompleteSweep, analyse
from abm.declare import assign
from abm.experiments.calibrating import stored
from abm.experiments.calibrating.design import design
from abm.experiments.common import Options, Tables, run_all, unit_of
from abm.experiments.registry import register
from abm.numerics.streams import Floats
from abm.observation.record import simulate
from abm.parameters import Parameters
from abm.parameters.checks import declared

MEASURES = ("trust", "trust_without_procedure", "incidents", "misfit")
NONE, PACKAGE = "reactive", "anticyclical"
WITHOUT, DIFFERENCE = "without norms", "difference"
SETTINGS = ("population.citizens=2000", "weeks=260")
BIAS, COUPLING = "evidence.house_bias", "ministries.deadline_coupling"
FACTORS = (
    *("officials.courage", "officials.loyalty_minister", "officials.loyalty_society"),
    *("ministries.mandate", "ministries.influence_room", COUPLING, BIAS),
)
SCREENED = (
    *("needs.drift", "evidence.desk_noise", "evidence.surprise", "population.education_needs"),
    *("officials.availability", "officials.skill", "officials.turnover", "work.drafting_hours"),
    *("work.coordination_rounds", "work.drafting_error", "incidents.coordination_slope", "ministries.planned_interval"),
    *("ministries.implementation_lag", "shocks.rate", "incidents.misfit_slope", "media.imitation"),
)
"""Screened beside the factors."""

LARGEST = {BIAS: 1.5}
"""Upper end of a range where it is not the declared one."""

CHANGE = 0.5
"""Share of the default on either side that counts as plausible."""

LEFT = (0.05, 0.95)
"""Quantiles of the accepted members between which a calibrated parameter lies."""

LEVELS = 4
"""Of the grid of the screening."""

PLAUSIBLE, FULL = "plausible", "full"
KINDS = (PLAUSIBLE, FULL)
SCREENING = "screening"
DUMMY = "dummy"
"""A factor that nothing hangs on."""

Bounds = dict[str, tuple[float, float]]


@register(seeds={"tiny": 1, "quick": 1, "full": 2})
def study(options: Options) -> Tables:
    """Screen, then make indices on both ranges."""
    samples = options.at(tiny=2, quick=8, full=64)
    trajectories = options.at(tiny=2, quick=4, full=16)
    size = options.at(tiny=("weeks=30",), quick=SETTINGS, full=SETTINGS)
    kinds = options.at(tiny=KINDS[:1], quick=KINDS[:1], full=KINDS)
    screened, bounds = ranges(PLAUSIBLE, (*FACTORS, *SCREENED)), {kind: ranges(kind, FACTORS) for kind in kinds}
    places = {SCREENING: (screened, screening_points(screened, trajectories))}
    places |= {kind: (bounds[kind], sobol_points(bounds[kind], samples)) for kind in kinds}
    values: dict[str, list[list[list[float]]]] = {}
    for label, found in run_all(plan_of(places, options, size), options, look):
        name, _, number = label.rpartition(" ")
        rows = values.setdefault(name, [])
        rows.extend([] for _ in range(int(number) + 1 - len(rows)))
        rows[int(number)].append(found)
    seen = {name: np.array(rows) for name, rows in values.items()}
    table = pd.concat([indices(kind, *places[kind], seen) for kind in kinds], ignore_index=True)
    return {"what_matters": table, "what_matters_screening": screening(*places[SCREENING], seen)}


def ranges(kind: str, keys: Iterable[str]) -> Bounds:
    """Ends between which each parameter varies."""
    left = dict(zip(design().keys, np.quantile(stored.accepted(), LEFT, axis=0).T.tolist(), strict=True))
    found: Bounds = {}
    for key in keys:
        item = declared()[key]
        assert item.low is not None and item.high is not None
        lowest, highest = float(item.low), LARGEST.get(key, float(item.high))
        if kind == FULL:
            found[key] = lowest, highest
        elif key in left:
            found[key] = tuple(left[key])
        else:
            found[key] = max(lowest, (1.0 - CHANGE) * item.default), min(highest, (1.0 + CHANGE) * item.default)
    return found | {DUMMY: (0.0, 1.0)}


def problem(bounds: Bounds) -> dict[str, Any]:
    """Ranges as SALib takes them."""
    return {"num_vars": len(bounds), "names": list(bounds), "bounds": [list(ends) for ends in bounds.values()]}


def screening_points(bounds: Bounds, trajectories: int) -> Floats:
    """Points of the screening; shape (points, parameters)."""
    return np.asarray(morris_sample.sample(problem(bounds), trajectories, num_levels=LEVELS, seed=1))


def sobol_points(bounds: Bounds, samples: int) -> Floats:
    """Points of a design for indices up to second order; shape (points, parameters)."""
    return np.asarray(sobol_sample.sample(problem(bounds), samples, calc_second_order=True, seed=1))


def placed(base: Parameters, bounds: Bounds, point: Sequence[float]) -> Parameters:
    """Parameters at one point of a design; what is counted is rounded, and nothing hangs on the dummy."""
    world = copy.deepcopy(base)
    for key, value in zip(bounds, point, strict=True):
        if key != DUMMY:
            assign(world, key, round(value) if declared()[key].kind is int else value)
    return world


def plan_of(
    places: Mapping[str, tuple[Bounds, Floats]], options: Options, size: tuple[str, ...]
) -> dict[str, Parameters]:
    """Every point under both norm sets, by the name of its design, the norm set and its number."""
    bases = {norms: options.load(f"norms={norms}", *size) for norms in (NONE, PACKAGE)}
    plan = {}
    for name, (bounds, points) in places.items():
        for norms, base in bases.items():
            for number, point in enumerate(points.tolist()):
                world = placed(base, bounds, point)
                world.seed, world.replicates = 1, options.seeds
                plan[f"{name} {norms} {number}"] = world
    return plan


def look(parameters: Parameters, seed: int) -> list[float]:
    """What is looked at in a run."""
    row = simulate(parameters, seed).runs.to_pandas().iloc[0]
    return [float(row[measure]) for measure in MEASURES]


def outcomes(seen: Mapping[str, Floats], name: str) -> dict[str, Floats]:
    """Outcome without norms and difference that the package makes, of one design; shape (points, seeds, measures)."""
    without, package = (seen[f"{name} {norms}"] for norms in (NONE, PACKAGE))
    return {WITHOUT: without, DIFFERENCE: package - without}


def analysed(kind: str, bounds: Bounds, points: Floats, values: Floats) -> pd.DataFrame:
    """Indices of a design (``sobol`` or ``morris``) by what was seen at its points, with as many seeds as there are."""
    numbers = np.arange(len(points))
    placed = pd.DataFrame(points, columns=list(bounds)).assign(point=numbers, combination="")
    runs = pd.concat(
        [
            pd.DataFrame(values[:, s], columns=list(MEASURES)).assign(point=numbers, seed=s)
            for s in range(values.shape[1])
        ]
    )
    sweep = CompleteSweep(kind, bounds, placed, runs, levels=LEVELS, second_order=True)
    return analyse(sweep, MEASURES).drop(columns="combination")


def indices(kind: str, bounds: Bounds, points: Floats, seen: Mapping[str, Floats]) -> pd.DataFrame:
    """Rows of one kind of ranges."""
    keys, tables = ["measure", "factor", "index"], []
    for of, values in outcomes(seen, kind).items():
        table = analysed("sobol", bounds, points, values).set_index(keys)
        alone = [analysed("sobol", bounds, points, values[:, [s]]).set_index(keys)["value"] for s in (0, -1)]
        whole = table.assign(one_seed=alone[0], other_seed=alone[1]).reset_index()
        tables.append(whole.assign(ranges=kind, of=of, points=len(points)))
    columns = ["ranges", "of", *keys, "value", "low", "high", "one_seed", "other_seed", "points"]
    return pd.concat(tables, ignore_index=True)[columns]


def screening(bounds: Bounds, points: Floats, seen: Mapping[str, Floats]) -> pd.DataFrame:
    """Table of the screening, by size of what a parameter does."""
    tables = []
    for of, values in outcomes(seen, SCREENING).items():
        found = analysed("morris", bounds, points, values)
        for measure, group in found[found["factor"] != ALL].groupby("measure", sort=False):
            wide = group.pivot(index="factor", columns="index", values="value").loc[list(bounds)]
            star = group[group["index"] == "mu_star"].set_index("factor")
            rows = pd.DataFrame(
                {"of": of, "measure": measure, "unit": unit_of(str(measure)), "parameter": list(bounds),
                 "low_end": [low for low, _ in bounds.values()], "high_end": [high for _, high in bounds.values()],
                 "mu_star": wide["mu_star"], "low": star["low"], "high": star["high"], "mu": wide["mu"],
                 "sigma": wide["sigma"], "rank": wide["mu_star"].rank(ascending=False, method="first").astype(int),
                 "points": len(points)}
            )  # fmt: skip
            tables.append(rows.sort_values("rank"))
    return pd.concat(tables, ignore_index=True)
