"""Trust as surveys found it and as the accepted worlds have it, 2012 to January 2021, and what they say of the rest."""

from __future__ import annotations

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from abm.analysis.sentences import Line, Section, Sentence, rows
from abm.experiments.calibrating.country import LENGTH, LEVELS, PERIODS
from abm.experiments.calibrating.design import design
from abm.experiments.report.chapter import Content, Drawing, chapter
from abm.experiments.report.look import BAND, FIRST, GREY, SIZE, keyed, read_in
from abm.observation.measuring import QUARTER, WEEKS_PER_YEAR
from abm.words import percent, say

TABLE = "calibration_predictive_series"
PREDICTED = "predicted"
FIRST_YEAR = 2012


@chapter(110, TABLE)
def write(language: str) -> Content:
    """The band, the surveys in it, and the band after the last of them."""
    found = rows(TABLE)
    surveys = [one for one in _surveys() if one[0] <= found[-1]["week"]]
    within = sum(_lies_within(one, found) for one in surveys)
    heading = say("report.series.within", language, within=within, all=len(surveys))
    last = found[-1]
    coming = say(
        "report.series.predicted", language, quarter=last["quarter"], median=percent(last["median"], language),
        low=percent(last["survey_low"], language), high=percent(last["survey_high"], language),
    )  # fmt: skip
    section = Section(Sentence(heading, (f"{TABLE}.csv",)), (Sentence(coming, (last.source,)),))
    return Content((section,), _drawing(found, surveys, language))


def _surveys() -> list[tuple[int, int, float]]:
    """First week, the one after the last, and share that trusts, of every survey that worlds were held against."""
    held = {item.name: item.low for item in design().targets}
    return [(*PERIODS[period], held[f"trust_{period}"]) for period in LEVELS if f"trust_{period}" in held]


def _lies_within(survey: tuple[int, int, float], found: list[Line]) -> bool:
    """Whether a survey lies between the means of the bands over its quarters."""
    first, end, share = survey
    here = [one for one in found if first - QUARTER < one["week"] < end]
    low, high = (sum(one[name] for one in here) / len(here) for name in ("survey_low", "survey_high"))
    return bool(low <= share <= high)


def _drawing(found: list[Line], surveys: list[tuple[int, int, float]], language: str) -> Drawing:
    data = pd.DataFrame({say("report.series.quarter", language): [one["quarter"] for one in found]})
    for name in ("median", "low", "high", "survey_low", "survey_high"):
        data[say(f"report.series.{name}", language)] = [100.0 * one[name] for one in found]
    years = [FIRST_YEAR + (one["week"] + QUARTER / 2) / WEEKS_PER_YEAR for one in found]
    median, low, high, survey_low, survey_high = data.columns[1:]
    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.subplots()
    wide, narrow = BAND
    axes.fill_between(years, data[survey_low], data[survey_high], color=wide, label=say("report.series.wide", language))
    axes.fill_between(years, data[low], data[high], color=narrow, label=say("report.series.narrow", language))
    sns.lineplot(x=years, y=data[median], color=GREY, ax=axes, label=median)
    for first, end, share in surveys:
        ends = (FIRST_YEAR + week / WEEKS_PER_YEAR for week in (first, end))
        axes.hlines(100.0 * share, *ends, color=FIRST, linewidth=3)
    axes.hlines([], 0, 0, color=FIRST, linewidth=3, label=say("report.series.surveys", language))
    until = FIRST_YEAR + LENGTH / WEEKS_PER_YEAR
    axes.axvline(until, color=GREY, linestyle=":")
    words = say("report.series.from_here", language)
    axes.annotate(words, (until, 1.0), (4, -4), ("data", "axes fraction"), "offset points", va="top", color=GREY)
    axes.set(xlabel=say("report.year", language), ylabel=say("report.series.axis", language))
    read_in(axes, language, "y")
    keyed(figure, axes, columns=2)
    begin, end = found[0], found[-1]
    alternative = say(
        "report.series.alternative", language, first=begin["quarter"], last=end["quarter"],
        start=percent(begin["median"], language), end=percent(end["median"], language),
    )  # fmt: skip
    return Drawing(figure, data, alternative)
