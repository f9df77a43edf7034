"""What a finished sweep says about its factors: Sobol and Morris indices by SALib, Shapley values of instruments.

Runs of one design point with different seeds are averaged first; the seeds are the same at every point, so what a seed
does to all points alike cancels out. What remains of the seeds in those averages looks to every index like an
interaction of everything with everything: it raises total indices and sigma, and lowers first ones. Its share of the
variance over points is therefore reported with them (``seed_noise``); it takes two seeds to see it.
"""

from __future__ import annotations

import itertools
import shlex
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from abm.analysis.shapley import added_last, alone, row_numbers, shapley
from abm.analysis.summary import CONFIDENCE, student
from abm.parameters.checks import ParameterError, refused
from abm.sweeps import store
from abm.sweeps.designs import BOOKKEEPING

COLUMNS = ["combination", "measure", "factor", "index", "value", "low", "high"]

RESAMPLES = 500
"""Bootstrap samples behind the intervals of Sobol indices and of mu_star."""

BOOTSTRAP_SEED = 1
"""Fixed, so that the same results always get the same intervals."""

ALL = "all"
"""Stands where a factor would, in rows that are about all of them together."""

ONLY = "only"
"""Name of the combination where no choice was crossed."""

NOISE, SPREAD = "seed_noise", "variance"
"""Indices of all factors together: the share of seeds in the variance over points, and that variance itself."""

ROUNDING = 1e-12
"""Differences between averages smaller than this part of them are of arithmetic, not of the model."""

PAIR = "*"
"""Between the names of two factors, in rows of second-order indices."""

MAIN_INDEX = {"sobol": "total", "morris": "mu_star", "subsets": "shapley"}
"""The index that factors are ranked by."""

IndexRow = tuple[str, str, float, float, float]
"""Factor, index, value, low, high."""


class Index(NamedTuple):
    """An index with its 95% interval; NaN where there is none."""

    value: float
    low: float
    high: float

    @property
    def half(self) -> float:
        """Half of the interval."""
        return self.high - self.value

    @property
    def clear(self) -> bool:
        """Whether the interval excludes zero."""
        return self.low > 0 or self.high < 0


NOTHING = Index(np.nan, np.nan, np.nan)


@dataclass(frozen=True)
class CompleteSweep:
    """A complete sweep, as the analysis needs it.

    Attributes
    ----------
    design : str
        ``sobol``, ``morris`` or ``subsets``.
    bounds : mapping of str to (float, float)
        Factors that vary within a combination, with their lower and upper ends, in the order of the design; empty for
        ``subsets``, where the players take their place.
    points : DataFrame
        One row per design point in the order of the design: ``point``, ``combination`` and a column per factor.
    runs : DataFrame
        ``point``, ``seed`` and measures; every point with every seed, exactly once.
    levels : int
        Levels of the grid of a Morris design.
    second_order : bool
        Whether a Sobol design has the points for indices of pairs.
    players : sequence of str
        Instruments of a design of subsets; the column ``instruments`` of its points holds those in force.
    """

    design: str
    bounds: Mapping[str, tuple[float, float]]
    points: pd.DataFrame
    runs: pd.DataFrame
    levels: int = 4
    second_order: bool = False
    players: Sequence[str] = ()


def finished(folder: str | Path) -> CompleteSweep:
    """Read a sweep that can be analysed: complete, and of a design that was made for it.

    Raises
    ------
    ParameterError
        With one line that says how to go on, where runs are missing or failed.

    Examples
    --------
    Where ``folder`` is that of a sweep, of ``abm sweep design=morris 'officials.courage=interval(0,1)' ...``:

    >>> finished(folder).design
    'morris'
    """
    note = store.manifest(folder)
    design = note["design"]
    if design["name"] not in MAIN_INDEX or not design.get("indices", True):
        bare = " and a bare sequence of points; run it with design.indices=true" if design["name"] == "sobol" else ""
        wish = f"a sweep with design={', '.join(MAIN_INDEX)}; this one has design={design['name']}{bare}"
        raise ParameterError(refused("DIR", folder, wish))
    runs, expected, points = store.read(folder), store.expected(folder), store.points(folder)
    failed, missing = int(runs["error"].notna().sum()), len(expected) - len(runs)
    if failed or missing:
        words = [word for word in note["meta_command"] if not word.startswith("retry=")]
        again = shlex.join([*words, *(["retry=true"] if failed else [])])
        counted = " and ".join(
            f"{count} {what}" for count, what in ((missing, "are missing"), (failed, "failed")) if count
        )
        damaged = "".join(f"; {line.partition(' and is left')[0]}" for line in store.damaged(folder))
        remedy = f"go on with: {again}"
        if store.is_earlier(note):
            version = note["results_version"]
            remedy = f"results of version {version} are not gone on with: run it again in another folder"
        raise ParameterError(f"{folder} cannot be analysed yet: of {len(expected)} runs {counted}{damaged}; {remedy}")
    runs = _at_every_point(runs, points)
    intervals = {item["key"]: (item["low"], item["high"]) for item in note["factors"] if "low" in item}
    crossed = [str(name) for name in points if name not in (*BOOKKEEPING, *intervals, "instruments")]
    points = points.assign(combination=[_label(row, crossed) for row in points.to_dict("records")])
    players: Sequence[str] = ()
    if design["name"] == "subsets":
        members = [[name for name in str(text).strip("[]").split(",") if name] for text in points["instruments"]]
        points = points.assign(instruments=pd.Series(members, index=points.index))
        players = max(members, key=len)
    return CompleteSweep(
        design["name"],
        intervals,
        points,
        runs,
        levels=design.get("levels", 0),
        second_order=design.get("second_order", False),
        players=players,
    )


def _at_every_point(runs: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Give points that are alike the runs that they share, which stand under the first of them."""
    first = points.groupby("configuration")["point"].transform("first")
    shared = pd.DataFrame({"own": points["point"], "point": first})
    return shared.merge(runs, on="point").drop(columns="point").rename(columns={"own": "point"})


def _label(choices: Mapping[Any, Any], crossed: Sequence[str]) -> str:
    """Name a combination by what was chosen in it, with keys where there are several."""
    if len(crossed) == 1:
        return str(choices[crossed[0]])
    return " ".join(f"{key}={choices[key]}" for key in crossed) or ONLY


def analyse(sweep: CompleteSweep, measures: Sequence[str]) -> pd.DataFrame:
    """Compute every index that the design allows, per combination and measure.

    Parameters
    ----------
    sweep : CompleteSweep
        Complete.
    measures : sequence of str
        Columns of its runs.

    Returns
    -------
    DataFrame
        Columns ``combination, measure, factor, index, value, low, high`` with 95% intervals, empty where there is none.
        Indices are

        - ``first``, ``total``, ``second`` (factor ``a*b``) of ``sobol``: shares of variance;
        - ``mu``, ``mu_star``, ``sigma`` of ``morris``: change of the measure in its unit, over the range of the factor;
        - ``shapley``, ``alone``, ``added_last`` of ``subsets``: change of the measure in its unit, and ``together``
          (factor ``all``), the change by all instruments at once, to which Shapley values add up;
        - ``variance`` (factor ``all``): over points, of averages over seeds, in the unit squared; 0 where nothing
          varies, so that nothing is a share of anything;
        - ``seed_noise`` (factor ``all``): share of that variance that is due to seeds; empty for one seed.

    Raises
    ------
    ParameterError
        When a measure has no value at some point.

    Examples
    --------
    Where ``folder`` is that of a sweep, of ``abm sweep design=morris 'officials.courage=interval(0,1)' ...``:

    >>> indices = analyse(finished(folder), ["misfit"])
    >>> sorted(set(indices["index"]))
    ['mu', 'mu_star', 'seed_noise', 'sigma', 'variance']
    """
    compute = {"sobol": _sobol, "morris": _morris, "subsets": _subsets}[sweep.design]
    table = [
        (combination, measure, *row)
        for combination, points in sweep.points.groupby("combination", sort=False)
        for measure in measures
        for row in _rows(compute, sweep, points, measure)
    ]
    return pd.DataFrame(table, columns=COLUMNS)


def seed_noise(values: np.ndarray) -> float:
    """Share of the variance over points that is due to seeds, where results are averages over seeds.

    Parameters
    ----------
    values : ndarray, shape (points, seeds)
        A measure at every point with every seed.

    Returns
    -------
    float
        s/seeds / (s/seeds + v), with s the mean square of the interaction of point and seed (two-way analysis of
        variance without replication), and v the variance over points less s/seeds, at least 0. NaN with one seed, or
        where nothing varies.
    """
    points, seeds = values.shape
    averages, total = values.mean(axis=1), spread(values)
    if seeds < 2 or total == 0.0:
        return np.nan
    rest = values - averages[:, None] - values.mean(axis=0) + averages.mean()
    interaction = (rest**2).sum() / ((points - 1) * (seeds - 1))
    own = interaction / seeds
    return float(own / (own + max(total - own, 0.0)))


def spread(values: np.ndarray) -> float:
    """Variance over points of averages over seeds; exactly 0 where points differ by no more than rounding."""
    averages = values.mean(axis=1)
    if np.ptp(averages) <= ROUNDING * np.abs(averages).max():
        return 0.0
    return float(averages.var(ddof=1))


def varies(rows: pd.DataFrame) -> bool:
    """Whether a measure varies over points at all; rows are those of one combination and measure."""
    found = estimates(rows).get((SPREAD, ALL))
    return found is None or found.value != 0.0


def estimates(rows: pd.DataFrame) -> dict[tuple[str, str], Index]:
    """Indices of one combination and measure, by index and factor."""
    return {
        (row["index"], row["factor"]): Index(row["value"], row["low"], row["high"]) for row in rows.to_dict("records")
    }


def ranked(indices: pd.DataFrame, design: str) -> list[str]:
    """Factors by the size of their main index relative to the largest of its measure, summed; the largest first."""
    main = indices[indices["index"] == MAIN_INDEX[design]].assign(size=lambda rows: rows["value"].abs())
    largest = main.groupby(["combination", "measure"])["size"].transform("max")
    weight = (main["size"] / largest.where(largest > 0)).fillna(0.0).groupby(main["factor"], sort=False).sum()
    return [str(name) for name in weight.sort_values(ascending=False, kind="stable").index]


def _rows(
    compute: Callable[..., Iterator[IndexRow]], sweep: CompleteSweep, points: pd.DataFrame, measure: str
) -> Iterator[IndexRow]:
    values = by_seed(sweep.runs, points, measure)
    yield from compute(sweep, points, values)
    yield ALL, SPREAD, spread(values), np.nan, np.nan
    yield ALL, NOISE, seed_noise(values), np.nan, np.nan


def by_seed(runs: pd.DataFrame, points: pd.DataFrame, measure: str) -> np.ndarray:
    """Lay a measure out by point and seed.

    A measure that is a ratio has no value in a run without cases; such a gap takes the average of its point.

    Returns
    -------
    ndarray, shape (points, seeds)
        In the order of the design, and of seeds.

    Raises
    ------
    ParameterError
        Where a point has no value at all.
    """
    table = runs.pivot(index="point", columns="seed", values=measure).astype(float).reindex(points["point"])
    if empty := int(table.isna().all(axis=1).sum()):
        wish = f"a list of measures that have a value at every point; this has none at {empty} of {len(table)}"
        raise ParameterError(refused("measures", f"[{measure}]", wish))
    return table.T.fillna(table.mean(axis=1)).T.to_numpy()


def _problem(sweep: CompleteSweep) -> dict[str, Any]:
    names = list(sweep.bounds)
    return {"num_vars": len(names), "names": names, "bounds": [list(sweep.bounds[name]) for name in names]}


def _sobol(sweep: CompleteSweep, points: pd.DataFrame, values: np.ndarray) -> Iterator[IndexRow]:
    """First, total and, where the design has the points for it, second order."""
    from SALib.analyze import sobol

    problem, averages = _problem(sweep), values.mean(axis=1)
    names = problem["names"]
    if spread(values) == 0.0:  # no variance to take shares of
        yield from ((name, index, *NOTHING) for index in ("first", "total") for name in names)
        return
    with warnings.catch_warnings():  # of resamples in which nothing varies; their interval is then wide or empty
        warnings.simplefilter("ignore", RuntimeWarning)
        found = sobol.analyze(
            problem,
            averages,
            calc_second_order=sweep.second_order,
            num_resamples=RESAMPLES,
            conf_level=CONFIDENCE,
            seed=BOOTSTRAP_SEED,
        )
    for index, key in (("first", "S1"), ("total", "ST")):
        for number, name in enumerate(names):
            yield name, index, *_around(found[key][number], found[f"{key}_conf"][number])
    for one, other in itertools.combinations(range(len(names)), 2) if sweep.second_order else ():
        name = f"{names[one]}{PAIR}{names[other]}"
        yield name, "second", *_around(found["S2"][one, other], found["S2_conf"][one, other])


def _morris(sweep: CompleteSweep, points: pd.DataFrame, values: np.ndarray) -> Iterator[IndexRow]:
    """Elementary effects over trajectories; sigma has no interval, as it would rest on their being normal."""
    from SALib.analyze import morris

    problem, averages = _problem(sweep), values.mean(axis=1)
    if spread(values) == 0.0:  # effects of rounding are none
        averages = np.full_like(averages, averages[0])
    found = morris.analyze(
        problem,
        points[problem["names"]].to_numpy(dtype=float),
        averages,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        num_levels=sweep.levels,
        seed=BOOTSTRAP_SEED,
    )
    trajectories = len(points) // (problem["num_vars"] + 1)
    student_width = stats.t.ppf((1 + CONFIDENCE) / 2, trajectories - 1) / np.sqrt(trajectories)
    for number, name in enumerate(problem["names"]):
        yield name, "mu_star", *_around(found["mu_star"][number], found["mu_star_conf"][number])
        yield name, "mu", *_around(found["mu"][number], student_width * found["sigma"][number])
        yield name, "sigma", float(found["sigma"][number]), np.nan, np.nan


def _around(value: float, half: float) -> tuple[float, float, float]:
    return float(value), float(value - half), float(value + half)


def _subsets(sweep: CompleteSweep, points: pd.DataFrame, values: np.ndarray) -> Iterator[IndexRow]:
    """Shapley values seed by seed, with Student intervals over seeds."""
    rows = row_numbers(points["instruments"], sweep.players)
    worth = np.empty_like(values)
    worth[rows] = values
    for index, contributions in (("shapley", shapley), ("alone", alone), ("added_last", added_last)):
        for name, values_by_seed in zip(sweep.players, contributions(worth), strict=True):
            yield name, index, *student(values_by_seed)
    yield ALL, "together", *student(worth[-1] - worth[0])
