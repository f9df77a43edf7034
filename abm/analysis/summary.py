"""The answer of a comparison: each measure under each norm set, and its difference from the baseline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype
from scipy.special import stdtrit

from abm.observation.measures import crossover_week
from abm.words import measure_short, say

CONFIDENCE = 0.95
KEYS = ("run_id", "norms", "scenario", "seed")
COLUMNS: dict[str, tuple[str, str]] = {
    "norms": ("", "name of the norm set"),
    "measure": ("", "name of the measure"),
    "mean": ("of the measure", "mean over seeds; a run without a value is left out"),
    "low": ("of the measure", "lower end of the 95% interval of the mean; empty below two seeds"),
    "high": ("of the measure", "upper end of that interval"),
    "difference": ("of the measure", "mean over seeds of the difference from the baseline with the same seed"),
    "difference_low": ("of the measure", "lower end of the 95% interval of that difference"),
    "difference_high": ("of the measure", "upper end of that interval"),
}
"""Columns of the answer: unit and meaning."""


@dataclass(frozen=True)
class ShownMeasure:
    """How one measure is shown.

    Attributes
    ----------
    measure, of : str
        Its name, and the key of the unit it is shown in; the words of both are those of :mod:`abm.words`.
    factor : float
        From the unit in which it is measured to the one shown.
    decimals : int
        Digits after the point.
    part : bool
        Whether it is a part of the row above.
    """

    measure: str
    of: str
    factor: float = 1.0
    decimals: int = 2
    part: bool = False

    @property
    def label(self) -> str:
        """Its name for a reader."""
        return measure_short(self.measure, "en")

    @property
    def unit(self) -> str:
        """The unit as shown."""
        return say(f"unit.{self.of}", "en")


_ROWS = (
    ShownMeasure("trust", "mean", decimals=3),
    ShownMeasure("trust_share", "above_half", 100, 1),
    ShownMeasure("trust_without_procedure", "mean", decimals=3),
    ShownMeasure("incidents", "ministry_year"),
    ShownMeasure("incidents_misfit", "ministry_year", part=True),
    ShownMeasure("incidents_coordination", "ministry_year", part=True),
    ShownMeasure("misfit", "distance", decimals=3),
    ShownMeasure("unrest", "in_action", 100),
    ShownMeasure("lead_time", "to_decision", decimals=1),
    ShownMeasure("share_inside", "of_processes", 100, 1),
    ShownMeasure("share_tick_box", "of_processes", 100, 1),
    ShownMeasure("share_outside", "of_processes", 100, 1),
    ShownMeasure("share_explained", "of_processes", 100, 1),
    ShownMeasure("crossover_week", "from_week", decimals=0),
    ShownMeasure("crossed", "of_runs", 100, 0, part=True),
    ShownMeasure("cyclicality", "correlation"),
)

SHOWN = {row.measure: row for row in _ROWS}
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
    error = np.std(values, ddof=1) / np.sqrt(values.size)
    half = float(stdtrit(values.size - 1, (1 + CONFIDENCE) / 2) * error)
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

    Examples
    --------
    >>> runs = pd.DataFrame({"norms": ["a", "a", "b", "b"], "seed": [1, 2, 1, 2], "trust": [0.5, 0.4, 0.6, 0.5]})
    >>> summarise(runs, "a").round(3)[["norms", "mean", "difference"]].to_dict("list")
    {'norms': ['a', 'b'], 'mean': [0.45, 0.55], 'difference': [nan, 0.1]}
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
    return pd.DataFrame(table, columns=list(COLUMNS))


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
