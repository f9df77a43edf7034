"""The answer of a comparison: each measure under each norm set, and its difference from the baseline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype
from scipy import stats

from abm.observation.measures import crossover_week

CONFIDENCE = 0.95
KEYS = ("run_id", "norms", "scenario", "seed")
COLUMNS = ["norms", "measure", "mean", "low", "high", "difference", "difference_low", "difference_high"]


@dataclass(frozen=True)
class Row:
    """How one measure is shown: its name for a reader, the unit as shown, the factor to that unit, the decimals."""

    label: str
    unit: str
    factor: float = 1.0
    decimals: int = 2


SHOWN = {
    "trust": Row("Trust", "mean, 0 to 1", decimals=3),
    "trust_share": Row("Trusting citizens", "% above one half", 100, 1),
    "trust_without_procedure": Row("Trust without procedure", "mean, 0 to 1", decimals=3),
    "incidents": Row("Incidents", "per ministry-year"),
    "incidents_misfit": Row("  from misfit", "per ministry-year"),
    "incidents_coordination": Row("  from coordination", "per ministry-year"),
    "misfit": Row("Misfit of policies", "distance to needs", decimals=3),
    "unrest": Row("Unrest", "% of citizens in action", 100),
    "lead_time": Row("Lead time", "weeks to a decision", decimals=1),
    "share_inside": Row("Stayed inside", "% of processes", 100, 1),
    "share_tick_box": Row("Ticked the box", "% of processes", 100, 1),
    "share_outside": Row("Went outside", "% of processes", 100, 1),
    "share_explained": Row("Explained why not", "% of processes", 100, 1),
    "crossover_week": Row("Cheaper per solution", "from this week on", decimals=0),
    "crossed": Row("  in how many runs", "% of runs", 100, 0),
    "cyclicality": Row("Cyclicality", "correlation, -1 to 1"),
}
"""The measures of the table at the end of ``abm compare``, in its order; ``summary.csv`` holds all of them."""


def student(values: np.ndarray) -> tuple[float, float, float]:
    """Mean and 95% Student interval.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Independent values, none missing.

    Returns
    -------
    mean, low, high : float
        NaN where there is nothing to take a mean of, or fewer than two values to take an interval from.
    """
    if values.size == 0:
        return np.nan, np.nan, np.nan
    mean = float(np.mean(values))
    if values.size == 1:
        return mean, np.nan, np.nan
    half = float(stats.t.ppf((1 + CONFIDENCE) / 2, values.size - 1) * stats.sem(values))
    return mean, mean - half, mean + half


def measures_of(runs: pd.DataFrame) -> list[str]:
    """Columns that are measures: numbers, neither a key of the run nor a note on the machine (``meta_``)."""
    return [
        name
        for name in runs.columns
        if name not in KEYS
        and not name.startswith("meta_")
        and (is_numeric_dtype(runs[name]) or runs[name].isna().all())
    ]


def summarise(runs: pd.DataFrame, baseline: str) -> pd.DataFrame:
    """Mean of every measure under every norm set, and its difference from a baseline paired by seed.

    A missing value (a crossover that never came) is left out of the mean; a seed for which either norm set misses the
    value is left out of their difference. The mean and the difference of one row can thus rest on different seeds.

    Parameters
    ----------
    runs : DataFrame
        One row per run, with ``norms``, ``seed`` and the measures, in their own units.
    baseline : str
        Norm set the others are held against. Where it was not run, all differences are NaN.

    Returns
    -------
    DataFrame
        Columns ``norms, measure, mean, low, high, difference, difference_low, difference_high``; norm sets in order of
        first appearance, measures in order of the columns. Intervals are 95% Student intervals over seeds, NaN below
        two seeds. The differences of the baseline itself are NaN.
    """
    order = list(dict.fromkeys(runs["norms"]))
    rows: dict[tuple[str, str], tuple[float, ...]] = {}
    measures = measures_of(runs)
    for measure in measures:
        values = runs.pivot(index="seed", columns="norms", values=measure).astype(float)
        for norms in order:
            own = student(values[norms].dropna().to_numpy())
            paired = np.empty(0)
            if norms != baseline and baseline in values:
                paired = (values[norms] - values[baseline]).dropna().to_numpy()
            rows[norms, measure] = own + student(paired)
    table = [(norms, measure, *rows[norms, measure]) for norms in order for measure in measures]
    return pd.DataFrame(table, columns=COLUMNS)


def with_crossover(runs: pd.DataFrame, weeks: pd.DataFrame, baseline: str) -> pd.DataFrame:
    """Add when each run became cheaper per durably solved dossier than its twin under the baseline.

    Parameters
    ----------
    runs : DataFrame
        One row per run.
    weeks : DataFrame
        Their weeks, with ``process_hours`` and ``solved``.
    baseline : str
        Norm set of the twins.

    Returns
    -------
    DataFrame
        The runs with ``crossover_week`` (missing where the week never came) and ``crossed`` (0 or 1); both are missing
        for the baseline itself. The runs as they were, where weeks or twins lack.
    """
    if not {"process_hours", "solved"} <= set(weeks.columns) or set(runs["norms"]) <= {baseline}:
        return runs
    measured = weeks[weeks["week"] >= 0].sort_values("week")
    paths = {
        key: group[["process_hours", "solved"]].cumsum().to_numpy()
        for key, group in measured.groupby(["norms", "seed"])
    }
    found = [
        np.nan
        if norms == baseline or (baseline, seed) not in paths
        else crossover_week(paths[norms, seed], paths[baseline, seed])
        for norms, seed in zip(runs["norms"], runs["seed"], strict=True)
    ]
    crossed = np.where(runs["norms"] == baseline, np.nan, np.isfinite(found))
    return runs.assign(crossover_week=found, crossed=crossed)
