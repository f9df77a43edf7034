"""Ten years, year by year: trust and incidents under the norm sets, and whether slow is faster in the end.

Question: what do the norm sets do to trust and incidents in the first year, the second, and the tenth; and does going
          slowly, or going outside, ever cost fewer hours for each dossier that is durably solved?
Design:   worlds of the calibrated set, a seed each; ten years. *Norms*: six norm sets, each against none (``reactive``,
          which is held against itself, too, for its level). *Pace*: salience shortens no deadline (slow, λ 0) or every
          one as far as it can (fast, λ 1), and a dialogue is held on every process or on none, beside the desk; these
          arms are those of fair_test. All arms share their past, and part in week 0.
Columns of ten_years: test: norms or pace; arm, and against, what it is held against; measure, unit; mean of the arm in
          that year; difference, paired by world, with its interval (low, high: 95%, Student); found: up, down, or none
          found where the interval includes 0; year, the first being 1: means over its weeks, but for effort_per_solved,
          which is hours since week 0 for each dossier durably solved since then; counted, of that measure alone: policy
          (hours of policy-making, as refuter R4 has it) or all (those of questions and training, too, but not those in
          which relations are kept while there is nothing else to do); worlds, in which both arms have the measure, as
          there are no hours for a dossier before the first is solved; seeds, results_version.
Columns of ten_years_crossover: test, arm, against, counted, as above; years that were lived; crossed, the share of
          worlds in which these hours stay below the other arm's from some week on
          (abm.observation.measures.crossover_week), with its exact binomial interval (crossed_low, crossed_high); late,
          the share of worlds in which that week lies beyond week 416 or never comes (late_low, late_high); median of
          that time in years over all worlds, never being later than any, with its interval by ranks (median_low,
          median_high: at least 95%; empty: not within these years); seeds, results_version.

    abm study ten_years hydra.run.dir=experiments/data
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from scipy.stats import binom, binomtest

from abm.experiments import fair_test
from abm.experiments.challenging.contrasts import ArmValues, Contrast, differences
from abm.experiments.challenging.worlds import live
from abm.experiments.common import Options, Tables
from abm.experiments.refuters import LATE
from abm.experiments.registry import register
from abm.numerics.streams import Floats
from abm.observation.measures import crossover_week
from abm.observation.measuring import WEEKS_PER_YEAR
from abm.observation.record import simulate
from abm.parameters import Parameters

NONE = "reactive"
NORMS = (NONE, "tick_box", "mandate", "comply_or_explain", "going_outside", "anticyclical")
PACES = ("slow", "fast")
PLACES = ("inside", "outside")
YEARS = 10


def paced(pace: str, where: str) -> str:
    """Name of an arm of the test of pace."""
    return f"{pace}, {where}"


CONTRASTS = (
    *(Contrast("norms", name, NONE) for name in NORMS),
    *(Contrast("pace", paced("slow", where), paced("fast", where)) for where in PLACES),
    Contrast("pace", paced("slow", "outside"), paced("fast", "inside")),
)
FEW = (CONTRASTS[0], CONTRASTS[len(NORMS) - 1], CONTRASTS[-1])
"""What the smallest size has of them."""

YEARLY = (
    *("trust", "trust_without_procedure", "incidents", "incidents_misfit", "incidents_coordination", "misfit"),
    *("process_hours", "hours_questions", "solved"),
)
EFFORT = "effort_per_solved"
COUNTED = ("policy", "all")
"""Hours that are counted for a solved dossier."""

CONFIDENCE = 0.95

Lived = tuple[pd.DataFrame, Floats]
"""Measures by year, and cumulative policy hours, all hours and solved dossiers by week; shape (weeks, 3)."""


@register(seeds={"tiny": 2, "quick": 5, "full": 40})
def study(options: Options) -> Tables:
    """Live all arms."""
    made = options.at(tiny=FEW, quick=CONTRASTS, full=CONTRASTS)
    weeks = WEEKS_PER_YEAR * options.at(tiny=2, quick=YEARS, full=YEARS)
    lived = {name for contrast in made for name in (contrast.arm, contrast.against)}
    arms = {name: (*words, f"weeks={weeks}") for name, words in arms_of().items() if name in lived}
    return tabulate(live(arms, options, seen), made)


def arms_of() -> dict[str, tuple[str, ...]]:
    """What each arm sets."""
    fair = fair_test.arms_of()
    return {name: (f"norms={name}",) for name in NORMS} | {
        paced(pace, where): fair[fair_test.pace(pace, where, 1)] for pace in PACES for where in PLACES
    }


def seen(parameters: Parameters, seed: int) -> Lived:
    """What is looked at in one run."""
    weeks = simulate(parameters, seed).weeks.to_pandas()
    weeks = weeks[weeks["week"] >= 0].sort_values("week")
    return by_year(weeks), spent(weeks)


def spent(weeks: pd.DataFrame) -> Floats:
    """Hours and solved dossiers of a ministry since week 0, from weeks from week 0 on."""
    solved = weeks["solved"] / WEEKS_PER_YEAR
    every = weeks["hours_used"] - weeks["hours_relations"]
    return np.cumsum(np.column_stack([weeks["process_hours"], every, solved]).astype(float), axis=0)


def by_year(weeks: pd.DataFrame) -> pd.DataFrame:
    """Measures of every year, and hours for each solved dossier up to its end, by what is counted."""
    found = weeks.groupby(weeks["week"] // WEEKS_PER_YEAR + 1)[list(YEARLY)].mean().rename_axis("year")
    *hours, solved = spent(weeks)[WEEKS_PER_YEAR - 1 :: WEEKS_PER_YEAR].T
    some = np.where(solved > 0.0, solved, np.nan)
    return found.assign(**{name: of_kind / some for name, of_kind in zip(COUNTED, hours, strict=True)})


def tabulate(found: list[tuple[str, int, Lived]], made: Sequence[Contrast]) -> dict[str, pd.DataFrame]:
    """Both tables."""
    runs = pd.concat([years.assign(norms=name, seed=world) for name, world, (years, _) in found])
    paths: dict[str, list[Floats]] = {}
    for name, _, (_, path) in found:
        paths.setdefault(name, []).append(path)
    yearly = [table.assign(year=year) for year, own in runs.groupby(level="year") for table in of_year(own, made)]
    return {
        "ten_years": pd.concat(yearly, ignore_index=True),
        "ten_years_crossover": pd.DataFrame(crossings(paths, made)),
    }


def of_year(runs: pd.DataFrame, made: Sequence[Contrast]) -> Iterator[pd.DataFrame]:
    """Rows of one year."""
    yield compared(runs, made, YEARLY).assign(counted="")
    for counted in COUNTED:
        yield compared(runs.assign(**{EFFORT: runs[counted]}), made, (EFFORT,)).assign(counted=counted)


def compared(runs: pd.DataFrame, made: Sequence[Contrast], measures: Sequence[str]) -> pd.DataFrame:
    """A row for each contrast and measure, with the number of worlds behind it."""
    measured = ArmValues(runs, measures)
    rows = differences(measured, made, measures)
    pairs = zip(rows["arm"], rows["against"], rows["measure"], strict=True)
    missing = [np.isnan(measured.of(arm, name) - measured.of(against, name)) for arm, against, name in pairs]
    return rows.assign(worlds=[int((~lacks).sum()) for lacks in missing])


def crossings(paths: dict[str, list[Floats]], made: Sequence[Contrast]) -> Iterator[dict[str, object]]:
    """When each arm costs less for each solved dossier than what it is held against, over worlds."""
    for contrast, (column, counted) in itertools.product(made, enumerate(COUNTED)):
        if contrast.arm == contrast.against:
            continue
        pairs = list(zip(paths[contrast.arm], paths[contrast.against], strict=True))
        weeks = np.array([crossover_week(*(path[:, [column, -1]] for path in pair)) for pair in pairs])
        middle, low, high = median(np.where(np.isnan(weeks), np.inf, weeks) / WEEKS_PER_YEAR)
        yield {
            **contrast._asdict(), "counted": counted, "years": len(pairs[0][0]) / WEEKS_PER_YEAR,
            **share("crossed", np.isfinite(weeks)), **share("late", ~(weeks <= LATE)),
            "median": middle, "median_low": low, "median_high": high,
        }  # fmt: skip


def share(name: str, said: np.ndarray) -> dict[str, float]:
    """Share of worlds of which something is so, with its exact binomial interval."""
    count = int(said.sum())
    ends = binomtest(count, len(said)).proportion_ci(CONFIDENCE)
    return {name: count / len(said), f"{name}_low": ends.low, f"{name}_high": ends.high}


def median(times: np.ndarray) -> tuple[float, float, float]:
    """Median of times with an interval by ranks, whatever their distribution.

    Parameters
    ----------
    times : ndarray, shape (n,)
        Independent times from 0 on; infinite where it never came.

    Returns
    -------
    median, low, high : float
        NaN where infinite; from 0 and without an upper end where there are too few values for 95%.

    Examples
    --------
    >>> median(np.array([3.0, 1.0, 2.0, 6.0, 5.0, 4.0, np.inf]))
    (4.0, 1.0, nan)
    >>> median(np.array([1.0, 2.0, np.inf]))
    (2.0, 0.0, nan)
    """
    ranked, size = np.sort(times), len(times)
    rank = int(binom.ppf((1.0 - CONFIDENCE) / 2.0, size, 0.5))  # from below and from above; 0 where there is none
    low, high = (0.0, np.inf) if rank < 1 else (ranked[rank - 1], ranked[size - rank])
    middle = (ranked[(size - 1) // 2] + ranked[size // 2]) / 2.0
    found = np.array([middle, low, high])
    middle, low, high = np.where(np.isfinite(found), found, np.nan).tolist()
    return middle, low, high
