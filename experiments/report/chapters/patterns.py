"""Every figure that worlds were held against: its target, and where nine in ten runs of the accepted worlds lie."""

from __future__ import annotations

import math

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from abm.analysis.sentences import Line, Section, Sentence, rows
from abm.experiments.report.chapter import Content, Drawing, chapter
from abm.experiments.report.look import BAND, FIRST, GREY
from abm.words import number, say

TABLE = "calibration_predictive"
SIZE = (8.0, 10.2)
ENDS = 2.2
"""Where the axis ends, in widths of a target from its middle; what lies beyond is drawn there."""


@chapter(111, TABLE)
def write(language: str) -> Content:
    """How many are met, which are not, and what of those that were not fitted to."""
    found = rows(TABLE)
    sections = []
    for held in ("yes", "no"):
        some = [one for one in found if one["held"] == held]
        missed = [one for one in some if one["holds"] == "no"]
        heading = say(f"report.patterns.held_{held}", language, met=len(some) - len(missed), all=len(some))
        told = (Sentence(_missed(one, language), (one.source,)) for one in missed)
        if some:
            sections.append(Section(Sentence(heading, (f"{TABLE}.csv",)), tuple(told)))
    return Content(tuple(sections), _drawing(found, language))


def _missed(one: Line, language: str) -> str:
    """A figure that is missed: what it should be, and what it is."""
    target = _range(one["target_low"], one["target_high"], language)
    found = number(one["found"], language, 3)
    return say("report.patterns.missed", language, name=_name(one, language), target=target, found=found)


def _name(one: Line, language: str) -> str:
    return say(f"report.patterns.{one['target']}", language)


def _range(low: float, high: float, language: str) -> str:
    """A target in words."""
    if math.isnan(low):
        return say("report.patterns.at_most", language, value=number(high, language, 3))
    if math.isnan(high):
        return say("report.patterns.at_least", language, value=number(low, language, 3))
    ends = [number(value, language, 3) for value in (low, high)]
    return ends[0] if low == high else say("report.patterns.between", language, low=ends[0], high=ends[1])


def _drawing(found: list[Line], language: str) -> Drawing:
    data = pd.DataFrame(
        {
            say("report.patterns.name", language): [_name(one, language) for one in found],
            say("report.patterns.target", language): [
                _range(one["target_low"], one["target_high"], language) for one in found
            ],
            say("report.patterns.found", language): [one["found"] for one in found],
            say("report.low", language): [one["one_low"] for one in found],
            say("report.high", language): [one["one_high"] for one in found],
            say("report.patterns.holds", language): [say(f"report.{one['holds']}", language) for one in found],
        }
    )
    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.subplots()
    for place, one in enumerate(found):
        _row(axes, place, one)
    sns.despine(ax=axes, left=True, bottom=True)
    axes.set_yticks(range(len(found)), [_name(one, language) for one in found], fontsize="x-small")
    axes.set_ylim(len(found) - 0.5, -0.5)
    axes.set_xlim(-ENDS - 0.1, ENDS + 0.1)
    axes.set_xticks([])
    axes.set_xlabel(say("report.patterns.axis", language))
    axes.grid(visible=False)
    missed = [one for one in found if one["holds"] == "no"]
    names = "; ".join(_name(one, language) for one in missed)
    told = {"all": len(found), "missed": len(missed), "names": names}
    return Drawing(figure, data, say("report.patterns.alternative", language, **told))


def _row(axes: Axes, place: int, one: Line) -> None:
    """The target as a band of width 2 around 0, single runs as a line, and their mean as a mark."""
    low, high = one["target_low"], one["target_high"]
    wide = (one["one_high"] - one["one_low"]) or 1.0
    if low == high or math.isnan(low) or math.isnan(high):
        half, middle = wide / 2.0, high if math.isnan(low) else low
    else:
        half, middle = (high - low) / 2.0, (low + high) / 2.0

    def at(value: float) -> float:
        return max(-ENDS, min(ENDS, (value - middle) / half))

    ends = (-ENDS if math.isnan(low) else at(low), ENDS if math.isnan(high) else at(high))
    axes.barh(place, ends[1] - ends[0], left=ends[0], height=0.8, color=BAND[0])
    if low == high:
        axes.plot([0.0, 0.0], [place - 0.4, place + 0.4], color=GREY, linewidth=2)
    missed = one["holds"] == "no"
    axes.hlines(place, at(one["one_low"]), at(one["one_high"]), color=FIRST if missed else GREY, linewidth=1.4)
    axes.plot(at(one["found"]), place, marker="X" if missed else "o", color=FIRST if missed else GREY, markersize=6)
