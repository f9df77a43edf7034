"""What the accepted worlds show: each pattern with its target, and the Dutch series with what comes after it.

Question: do the worlds that the calibration accepted show the patterns and the series, and what do they say of 2021 to
          2023, which they were not held against?
Design:   every accepted member of the calibration is run anew, with seeds that it was not accepted by, in the default
          scenario and in that of the Netherlands until the end of 2023. Bands are over members and seeds: the country
          is one of them. A survey errs and a model of this kind misses by more than luck, so that bands for a survey
          hold error and discrepancy as well. The band after January 2021 is what trust would be given the events and
          the consumer confidence of these years, which are put in as they were; it foretells neither. Surveys of 2021
          to 2023 have not been looked at; the band is there to be held against them.
Columns of calibration_predictive: target, source; held, yes, or no where the calibration was not held against it;
          target_low, target_high (empty: open on that side); found, the mean over members and runs, with the interval
          of that mean over members (low, high: 95%, Student); inside, the share of members that lie within the target
          by their means (empty for a single figure); one_low, one_high: between which nine in ten single runs lie, for
          a figure of one history as a survey would find them; holds: yes or no, whether found lies in the target, for a
          figure of one history whether one_low to one_high meets it; members, how many; seeds, results_version.
Columns of calibration_predictive_series: quarter, as 2012-Q1; week, its first that lies in it by its Thursday; low,
          median, high of the share of citizens who trust, over all runs (nine in ten lie between low and high);
          survey_low, survey_high, the same as a survey would find them; part: calibrated, partly (January 2021 only) or
          predicted; seeds, results_version.

    abm study calibration_predictive hydra.run.dir=experiments/data
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.style
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from abm.analysis.figures import GREY, style, write
from abm.analysis.summary import student
from abm.experiments.calibrating import country, stored
from abm.experiments.calibrating.design import Calibration, Target, design
from abm.experiments.calibration import seed_of
from abm.experiments.common import Options, Tables, run_all
from abm.experiments.registry import register
from abm.model import PolicyModel
from abm.numerics.streams import Floats
from abm.observation.measuring import WEEKS_PER_YEAR
from abm.parameters import Parameters

NEW_SEEDS = 1_000_001
"""First of the seeds, which no world of the calibration had."""

UNTIL = 626
"""Weeks from 2 January 2012 to the end of 2023."""

THURSDAY = "2012-01-05"
"""Of week 0: a week belongs to the quarter that its Thursday lies in, as by ISO 8601 to the year."""

SURVEY_ERROR, SURVEY_DISCREPANCY = 0.012, 0.02
"""S.d. of a quarter of the survey, and by which the model may miss it: those of its quarters in the design."""

FIRST_YEAR = 2012
NINE_IN_TEN = (0.05, 0.95)
TINY = ("ministries.count=12", "weeks=110")
QUARTERLY = "quarterly"
SURVEY = "#d55e00"


def draw(tables: Tables, folder: Path) -> None:
    """Picture of the series with its band, the surveys it was held against, and where the prediction begins."""
    with matplotlib.style.context(style(), after_reset=True):
        write(figure_of(tables["calibration_predictive_series"]), folder, "calibration_predictive_series")


def figure_of(series: pd.DataFrame) -> Figure:
    """Draw the band of the share of citizens who trust, by quarter."""
    figure = Figure(figsize=(9, 4.5), layout="constrained")
    axes = figure.subplots()
    years = FIRST_YEAR + series["week"] / WEEKS_PER_YEAR + 1 / 8
    survey = (100 * series["survey_low"], 100 * series["survey_high"])
    axes.fill_between(years, *survey, color="#e8e8e8", label="nine in ten surveys of a run")
    axes.fill_between(years, 100 * series["low"], 100 * series["high"], color="#c4c4c4", label="nine in ten runs")
    sns.lineplot(x=years, y=100 * series["median"], color=GREY, ax=axes, label="median run")
    held = {item.name: 100 * item.low for item in design().targets}
    for period in (name for name in country.LEVELS if f"trust_{name}" in held):
        span = [FIRST_YEAR + week / WEEKS_PER_YEAR for week in country.PERIODS[period]]
        axes.hlines(held[f"trust_{period}"], *span, color=SURVEY, linewidth=3)
    axes.hlines([], 0, 0, color=SURVEY, linewidth=3, label="surveys (CBS, trust in the Tweede Kamer)")
    until = FIRST_YEAR + country.LENGTH / WEEKS_PER_YEAR
    axes.axvline(until, color=GREY, linestyle=":")
    axes.annotate("predicted", (until, 1.0), (4, -4), ("data", "axes fraction"), "offset points", va="top", color=GREY)
    axes.set(
        xlabel="year", ylabel="citizens who trust, %", title="Trust in the Netherlands, and in the accepted worlds"
    )
    axes.legend(loc="upper left", frameon=False)
    return figure


@register(draw=draw, seeds={"tiny": 1, "quick": 2, "full": 4})
def study(options: Options) -> Tables:
    """Run the accepted members."""
    values = stored.accepted()[: options.at(tiny=1, quick=10, full=None)]
    small = options.at(tiny=TINY, quick=(), full=())
    length = options.at(tiny=country.LENGTH, quick=UNTIL, full=UNTIL)
    bases = (
        options.load(*small, *country.PLAIN, *options.at(tiny=(), quick=("weeks=312",), full=("weeks=312",))),
        options.load(*small[:1], f"scenario={country.DUTCH}", f"weeks={length}"),
    )
    return tables_of(design(), look_at(design(), bases, values, options))


def look_at(
    plan: Calibration, bases: tuple[Parameters, ...], values: Floats, options: Options
) -> list[list[dict[str, Any]]]:
    """What each member shows in each of its runs."""
    made = {
        f"{number} {base.scenario}": plan.world(
            base, row, seed_of(base, NEW_SEEDS + number * options.seeds), options.seeds
        )
        for number, row in enumerate(values)
        for base in bases
    }
    found: dict[str, list[dict[str, Any]]] = {label: [] for label in made}
    for label, seen in run_all(made, options, look):
        found[label].append(seen)
    return [
        [plain | dutch for plain, dutch in zip(*(found[f"{number} {base.scenario}"] for base in bases), strict=True)]
        for number in range(len(values))
    ]


def look(parameters: Parameters, seed: int) -> dict[str, Any]:
    """Look at a world as the calibration does; in the scenario of the Netherlands also at every quarter."""
    if parameters.scenario != country.DUTCH:
        return dict(country.patterns(parameters, seed))
    model = PolicyModel(parameters, seed=seed)
    for _ in range(parameters.burn_in):
        model.step()
    share = country.watch(model, parameters.weeks).trust_share
    quarters = pd.Series(share).groupby(quarters_of(len(share))).mean()
    return {**country.series_of(share), QUARTERLY: quarters.to_numpy()}


def quarters_of(weeks: int) -> pd.PeriodIndex:
    """Quarter of the calendar that each of the first weeks belongs to."""
    return pd.date_range(THURSDAY, periods=weeks, freq="7D").to_period("Q")


def tables_of(plan: Calibration, found: list[list[dict[str, Any]]]) -> Tables:
    """Both tables, from what each member shows in each of its runs."""
    shares = (NINE_IN_TEN[0], 0.5, NINE_IN_TEN[1])
    quarters = np.array([seen[QUARTERLY] for member in found for seen in member])
    low, median, high = np.quantile(quarters, shares, axis=0)
    wider = as_surveyed(quarters, np.hypot(SURVEY_ERROR, SURVEY_DISCREPANCY))
    survey_low, _, survey_high = np.quantile(wider, shares, axis=0)
    names = quarters_of(UNTIL)
    first = np.flatnonzero(~names.duplicated())[: quarters.shape[1]]
    until = names[country.LENGTH - 1]
    part = np.where(names[first] < until, "calibrated", np.where(names[first] > until, "predicted", "partly"))
    series = pd.DataFrame(
        {"quarter": [f"{item.year}-Q{item.quarter}" for item in names[first]], "week": first, "low": low,
         "median": median, "high": high, "survey_low": survey_low, "survey_high": survey_high, "part": part}
    )  # fmt: skip
    return {
        "calibration_predictive": pd.DataFrame([_row(item, found) for item in plan.shown]),
        "calibration_predictive_series": series,
    }


def as_surveyed(values: Floats, sd: float) -> Floats:
    """Values as they would be found with an error of this s.d.: each 200 times, always with the same errors."""
    errors = sd * np.random.default_rng(1).standard_normal((200, *values.shape))
    return np.asarray((values + errors).reshape(-1, *values.shape[1:]))


def _row(item: Target, found: list[list[dict[str, Any]]]) -> dict[str, object]:
    shown = [np.array([seen[item.name] for seen in member], float) for member in found]
    single = np.concatenate(shown)
    means = np.array([np.nanmean(column) for column in shown if not np.isnan(column).all()])
    middle, low, high = student(means)
    once = item.history == "one"
    wider = as_surveyed(single, np.hypot(item.error, item.discrepancy)) if once else single
    one_low, one_high = (np.nan, np.nan) if np.isnan(wider).all() else np.nanquantile(wider, NINE_IN_TEN)
    holds = one_low <= item.high and item.low <= one_high if once else item.low <= middle <= item.high
    inside = np.nan if item.single or not len(means) else float(((item.low <= means) & (means <= item.high)).mean())
    return {
        "target": item.name,
        "source": item.source,
        "held": "yes" if item.held else "no",
        "target_low": item.low if np.isfinite(item.low) else np.nan,
        "target_high": item.high if np.isfinite(item.high) else np.nan,
        "found": middle,
        "low": low,
        "high": high,
        "inside": inside,
        "one_low": one_low,
        "one_high": one_high,
        "holds": "yes" if holds else "no",
        "members": len(found),
    }
