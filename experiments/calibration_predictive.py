"""What the accepted worlds show: each pattern with its target, and the Dutch series with what comes after it.

Question: do the worlds that the calibration accepted show the patterns and the series, and what do they say of 2021 to
          2023, which they were not held against?
Design:   every accepted member of the calibration is run anew, with seeds that it was not accepted by, in the default
          scenario and in that of the Netherlands until the end of 2023. Bands are over members and seeds: the country
          is one of them. Surveys of 2021 to 2023 have not been looked at; the band is there to be held against them.
Columns of calibration_predictive: target, source; target_low, target_high (empty: open on that side); found, the median
          over members of what they show on average, and low, high, between which nine in ten lie; one_low, one_high:
          between which nine in ten single runs lie; holds: yes or no, whether found lies in the target, for a single
          figure of one history whether that figure lies among nine in ten single runs; members, how many; seeds,
          results_version.
Columns of calibration_series: quarter, as 2012-Q1; week, its first; low, median, high of the share of citizens who
          trust, over all runs (nine in ten lie between low and high); part: calibrated, or predicted after January
          2021; seeds, results_version.

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
from abm.experiments.calibrating import country, stored
from abm.experiments.calibrating.design import Calibration, Target, design
from abm.experiments.common import Options, Tables, run_all
from abm.experiments.registry import register
from abm.model import PolicyModel
from abm.numerics.streams import Floats
from abm.observation.measuring import QUARTER, WEEKS_PER_YEAR
from abm.parameters import Parameters

NEW_SEEDS = 1_000_001
"""First of the seeds, which no world of the calibration had."""

UNTIL = 48 * QUARTER
"""Weeks from January 2012 to the end of 2023."""

FIRST_YEAR = 2012
NINE_IN_TEN = (0.05, 0.95)
TINY = ("ministries.count=12", "weeks=110")
QUARTERLY = "quarterly"
SURVEY = "#d55e00"


def draw(tables: Tables, folder: Path) -> None:
    """Picture of the series with its band, the surveys it was held against, and where the prediction begins."""
    with matplotlib.style.context(style(), after_reset=True):
        write(figure_of(tables["calibration_series"]), folder, "calibration_series")


def figure_of(series: pd.DataFrame) -> Figure:
    """Draw the band of the share of citizens who trust, by quarter."""
    figure = Figure(figsize=(9, 4.5), layout="constrained")
    axes = figure.subplots()
    years = FIRST_YEAR + series["week"] / WEEKS_PER_YEAR + 1 / 8
    axes.fill_between(years, 100 * series["low"], 100 * series["high"], color="#cccccc", label="nine in ten runs")
    sns.lineplot(x=years, y=100 * series["median"], color=GREY, ax=axes, label="median run")
    surveys = {item.name: 100 * item.low for item in design().targets if item.name.startswith("trust_20")}
    for name, percent in surveys.items():
        span = [FIRST_YEAR + week / WEEKS_PER_YEAR for week in country.PERIODS[name.removeprefix("trust_")]]
        axes.hlines(percent, *span, color=SURVEY, linewidth=3)
    axes.hlines([], 0, 0, color=SURVEY, linewidth=3, label="surveys (CBS, trust in the Tweede Kamer)")
    until = FIRST_YEAR + country.LENGTH / WEEKS_PER_YEAR
    axes.axvline(until, color=GREY, linestyle=":")
    axes.annotate("predicted", (until, 1.0), (4, -4), ("data", "axes fraction"), "offset points", va="top", color=GREY)
    axes.set(
        xlabel="year", ylabel="citizens who trust, %", title="Trust in the Netherlands, and in the accepted worlds"
    )
    axes.legend(loc="lower left", frameon=False)
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
        f"{number} {base.scenario}": plan.world(base, row, NEW_SEEDS + number * options.seeds, options.seeds)
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
    quarters = share[: len(share) // QUARTER * QUARTER].reshape(-1, QUARTER).mean(axis=1)
    return {**country.series_of(share), QUARTERLY: quarters}


def tables_of(plan: Calibration, found: list[list[dict[str, Any]]]) -> Tables:
    """Both tables, from what each member shows in each of its runs."""
    quarters = np.array([seen[QUARTERLY] for member in found for seen in member])
    low, median, high = np.quantile(quarters, (NINE_IN_TEN[0], 0.5, NINE_IN_TEN[1]), axis=0)
    count = np.arange(quarters.shape[1])
    series = pd.DataFrame(
        {"quarter": [f"{FIRST_YEAR + n // 4}-Q{n % 4 + 1}" for n in count], "week": QUARTER * count,
         "low": low, "median": median, "high": high,
         "part": np.where(QUARTER * count < country.LENGTH, "calibrated", "predicted")}
    )  # fmt: skip
    return {
        "calibration_predictive": pd.DataFrame([_row(item, found) for item in plan.targets]),
        "calibration_series": series,
    }


def _row(item: Target, found: list[list[dict[str, Any]]]) -> dict[str, object]:
    shown = [np.array([seen[item.name] for seen in member], float) for member in found]
    means, single = np.array([np.nanmean(column) for column in shown]), np.concatenate(shown)
    low, middle, high = np.nanquantile(means, (NINE_IN_TEN[0], 0.5, NINE_IN_TEN[1]))
    one_low, one_high = np.nanquantile(single, NINE_IN_TEN)
    once = item.history == "one"
    holds = one_low <= item.low and item.high <= one_high if once else item.low <= middle <= item.high
    return {
        "target": item.name,
        "source": item.source,
        "target_low": item.low if np.isfinite(item.low) else np.nan,
        "target_high": item.high if np.isfinite(item.high) else np.nan,
        "found": middle,
        "low": low,
        "high": high,
        "one_low": one_low,
        "one_high": one_high,
        "holds": "yes" if holds else "no",
        "members": len(found),
    }
