"""Trust by municipality after a term, under two norm sets: how far it changes, and how much of what differs is luck."""

from __future__ import annotations

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from abm.analysis.sentences import Line, Section, Sentence, row, rows
from abm.experiments.municipalities import DIFFERENCE, SHARE, WITH, WITHOUT
from abm.experiments.report.chapter import Content, Drawing, chapter
from abm.experiments.report.look import BAND, FIRST, GREY, SIZE, keyed, read_in
from abm.words import number, percent, say

TABLE, SPREAD = "municipalities", "municipalities_spread"
POINTS = 100.0
WIDE = 1.96
"""S.d. on both sides of a mean between which 95% lie."""

DIGITS = 2


@chapter(140, TABLE, SPREAD)
def write(language: str) -> Content:
    """The change in the country, in how many municipalities it is found, and how much of their spread is luck."""
    spread = {what: row(SPREAD, measure=SHARE, what=what) for what in (WITHOUT, WITH, DIFFERENCE)}
    places = rows(TABLE, measure=SHARE)
    change = spread[DIFFERENCE]
    heading = Sentence(_changed(spread, language), tuple(one.source for one in spread.values()))
    counted = say(
        "report.municipalities.found", language, all=len(places), up=sum(one["found"] == "up" for one in places),
        down=sum(one["found"] == "down" for one in places),
    )  # fmt: skip
    told = (
        Sentence(counted, (f"{TABLE}.csv",)),
        _luck("level", spread[WITHOUT], language),
        _luck("change", change, language),
        Sentence(_by_size(change, language), (change.source,)),
    )
    return Content((Section(heading, told),), _drawing(places, change, language))


def _points(value: float, language: str, *, sign: bool = True) -> str:
    return number(POINTS * value, language, DIGITS, sign=sign)


def _direction(found: str) -> str:
    return found if found in ("up", "down") else "none"


def _changed(spread: dict[str, Line], language: str) -> str:
    """What the norms do in the country as a whole; beside "more" or "fewer" a number has no sign."""
    change, key = spread[DIFFERENCE], _direction(spread[DIFFERENCE]["found"])
    value = abs(change["mean"]) if key != "none" else change["mean"]
    ends = {name: _points(change[name], language) for name in ("low", "high")}
    levels = {name: percent(spread[name]["mean"], language, 1) for name in (WITHOUT, WITH)}
    return say(
        f"report.municipalities.{key}", language, value=_points(value, language, sign=key == "none"), **ends, **levels
    )


def _luck(key: str, one: Line, language: str) -> Sentence:
    """How far municipalities differ within a world, and how much of that sampling alone would give."""
    spread = _points(one["spread"], language, sign=False)
    share = "part" if one["sampling"] < 1.0 else "all"
    told = {"spread": spread, "sampling": percent(one["sampling"], language)}
    return Sentence(say(f"report.municipalities.{key}.{share}", language, **told), (one.source,))


def _by_size(one: Line, language: str) -> str:
    """Whether it matters how large a municipality is."""
    ends = {"value": "by_size", "low": "by_size_low", "high": "by_size_high"}
    told = {key: _points(one[name], language) for key, name in ends.items()}
    return say(f"report.municipalities.size.{_direction(one['size_found'])}", language, **told)


def _drawing(places: list[Line], change: Line, language: str) -> Drawing:
    def word(name: str) -> str:
        return say(f"report.municipalities.{name}", language)

    shown = sorted((one for one in places if one["citizens"]), key=lambda one: -one["inhabitants"])
    data = pd.DataFrame({word("municipality"): [one["municipality"] for one in shown]})
    data[word("inhabitants")] = [one["inhabitants"] for one in shown]
    for name in (WITHOUT, WITH, DIFFERENCE):
        data[word(name)] = [POINTS * one[name] for one in shown]
    for name in ("low", "high"):
        data[say(f"report.{name}", language)] = [POINTS * one[name] for one in shown]
    middle = POINTS * change["mean"]
    chance = POINTS * np.array([one["chance"] for one in shown]) / np.sqrt(change["seeds"])
    data[word("luck")] = WIDE * chance
    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.subplots()
    size, value = data[word("inhabitants")], data[word(DIFFERENCE)]
    half = data[word("luck")]
    axes.fill_between(size, middle - half, middle + half, color=BAND[0], label=word("luck"))
    axes.axhline(middle, color=GREY, linestyle="--", linewidth=1.2, label=word("all"))
    axes.axhline(0.0, color=GREY, linewidth=1)
    for found, colour, marker, name in ((True, FIRST, "o", "clear"), (False, GREY, "X", "unclear")):
        here = np.array([(one["found"] in ("up", "down")) == found for one in shown])
        sns.scatterplot(
            x=size[here], y=value[here], ax=axes, color=colour, marker=marker, s=28, label=word(name), zorder=3
        )
    axes.set_xscale("log")
    axes.set(xlabel=word("inhabitants"), ylabel=word(DIFFERENCE))
    read_in(axes, language)
    keyed(figure, axes, columns=2)
    told = {"low": value.min(), "high": value.max(), "value": middle}
    words = {name: number(some, language, DIGITS, sign=True) for name, some in told.items()}
    return Drawing(figure, data, say("report.municipalities.alternative", language, all=len(shown), **words))
