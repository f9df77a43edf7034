"""On what it depends whether the package helps: Sobol indices of the difference that it makes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from abm.analysis.sensitivity import ALL, NOISE, PAIR
from abm.analysis.sentences import Line, Section, Sentence, rows
from abm.experiments.report.chapter import Content, Drawing, chapter
from abm.experiments.report.look import FIRST, GREY, keyed, read_in
from abm.experiments.what_matters import DIFFERENCE, DUMMY, FULL, PLAUSIBLE, WITHOUT
from abm.words import lever_name, measure_name, measure_short, number, percent, say

TABLE = "what_matters"
MEASURES = ("misfit", "incidents", "trust")
JUDGED = MEASURES[:2]
"""Those of which pairs are told."""

KINDS = (PLAUSIBLE, FULL)
ORDERS = {"total": (FIRST, "o", -0.15), "first": (GREY, "D", 0.15)}
"""Orders of the indices that are drawn: colour, symbol, and place in the row."""

DIGITS = 2
NAMED = 3
"""Pairs that are named at most."""

SIZE = (8.0, 6.8)


@chapter(90, TABLE)
def write(language: str) -> Content:
    """On what the difference hangs most, on both kinds of ranges; pairs; without norms; and how much of it is luck."""
    kinds = [kind for kind in KINDS if rows(TABLE, ranges=kind)]
    told = [_most(kind, DIFFERENCE, measure, language) for measure in MEASURES for kind in kinds]
    told += [_pairs(kind, measure, language) for measure in JUDGED for kind in kinds]
    told += [_most(kinds[0], WITHOUT, measure, language) for measure in MEASURES]
    heading, *others = told
    return Content((Section(heading, (*others, _luck(kinds, language))),), _drawing(kinds, language))


def _most(kind: str, of: str, measure: str, language: str) -> Sentence:
    """The factor with the largest total index, if it is surely larger than that of the next, and so with each seed."""
    found = [
        one for one in rows(TABLE, ranges=kind, of=of, measure=measure, index="total") if one["factor"] != DUMMY
    ]  # fmt: skip
    first, second, *_ = sorted(found, key=lambda one: -np.nan_to_num(one["value"]))
    alone = (max(found, key=lambda one: np.nan_to_num(one[seed]))["factor"] for seed in ("one_seed", "other_seed"))
    sure = first["low"] > second["high"] and set(alone) == {first["factor"]}
    key = "unvaried" if np.isnan(first["value"]) else "most" if sure else "shared"
    text = say(
        f"report.dependence.{key}", language, of=_of(of, measure, language), ranges=_ranges(kind, language),
        first=_index(first, language), second=_index(second, language),
    )  # fmt: skip
    return Sentence(text, (first.source, second.source))


def _of(of: str, measure: str, language: str) -> str:
    key = "difference" if of == DIFFERENCE else "without"
    return say(f"report.dependence.{key}", language, name=_name(measure, key, language))


def _name(measure: str, key: str, language: str) -> str:
    """Name of a measure, small where it does not begin a sentence."""
    name = measure_name(measure, language)
    return name.lower() if key == "difference" else name


def _ranges(kind: str, language: str) -> str:
    return say(f"report.dependence.{kind}", language)


def _index(one: Line, language: str) -> str:
    ends = {key: number(one[key], language, DIGITS) for key in ("value", "low", "high")}
    return say("report.dependence.index", language, name=_factor(one["factor"], language), **ends)


def _factor(name: str, language: str) -> str:
    if name == DUMMY:
        return say("report.dependence.dummy", language)
    return " × ".join(lever_name(key, language).lower() for key in name.split(PAIR))


def _pairs(kind: str, measure: str, language: str) -> Sentence:
    """How many pairs do together what none of both does alone, surely, and those that do most."""
    pairs = [
        one for one in rows(TABLE, ranges=kind, of=DIFFERENCE, measure=measure, index="second")
        if DUMMY not in one["factor"]
    ]  # fmt: skip
    sure = sorted((one for one in pairs if one["low"] > 0.0), key=lambda one: -one["value"])
    text = say(
        f"report.dependence.{'pairs' if sure else 'no_pairs'}", language, of=_of(DIFFERENCE, measure, language),
        ranges=_ranges(kind, language), all=len(pairs), count=len(sure),
        names=", ".join(_index(one, language) for one in sure[:NAMED]),
    )  # fmt: skip
    return Sentence(text, tuple(one.source for one in sure[:NAMED]) or (f"{TABLE}.csv",))


def _luck(kinds: list[str], language: str) -> Sentence:
    """Which share of the variance is due to seeds, of each measure on the first kind of ranges."""
    found = [
        one for measure in MEASURES
        for one in rows(TABLE, ranges=kinds[0], of=DIFFERENCE, measure=measure, factor=ALL, index=NOISE)
    ]  # fmt: skip
    parts = ", ".join(f"{measure_name(one['measure'], language)} {percent(one['value'], language)}" for one in found)
    text = say("report.dependence.luck", language, parts=parts, ranges=_ranges(kinds[0], language))
    return Sentence(text, tuple(one.source for one in found))


def _drawing(kinds: list[str], language: str) -> Drawing:
    found = [
        one for kind in kinds for measure in MEASURES for order in ORDERS
        for one in rows(TABLE, ranges=kind, of=DIFFERENCE, measure=measure, index=order)
    ]  # fmt: skip
    factors = list(dict.fromkeys(one["factor"] for one in found))
    data = pd.DataFrame(
        {
            say("report.dependence.ranges", language): [_ranges(one["ranges"], language) for one in found],
            say("report.measure", language): [measure_short(one["measure"], language) for one in found],
            say("report.dependence.factor", language): [_factor(one["factor"], language) for one in found],
            say("report.dependence.order", language): [
                say(f"report.dependence.order_{one['index']}", language) for one in found
            ],
            say("report.dependence.share", language): [one["value"] for one in found],
            say("report.low", language): [one["low"] for one in found],
            say("report.high", language): [one["high"] for one in found],
        }
    )
    ranges, measure, factor, order, share, low, high = data.columns
    figure = Figure(figsize=(SIZE[0], SIZE[1] * len(kinds) / len(KINDS) + 0.4), layout="constrained")
    panels = figure.subplots(len(kinds), len(MEASURES), sharex=True, sharey=True, squeeze=False)
    places = {_factor(name, language): place for place, name in enumerate(factors)}
    for kind, line in zip(kinds, panels, strict=True):
        for name, axes in zip(MEASURES, line, strict=True):
            here = data[(data[ranges] == _ranges(kind, language)) & (data[measure] == measure_short(name, language))]
            axes.axvline(0.0, color=GREY, linewidth=1)
            for key, (colour, marker, lift) in ORDERS.items():
                label = say(f"report.dependence.order_{key}", language)
                some = here[here[order] == label]
                rows_ = some[factor].map(places) + lift
                axes.hlines(rows_, some[low], some[high], color=colour, linewidth=1.5)
                sns.scatterplot(
                    x=some[share], y=rows_, color=colour, marker=marker, s=35, ax=axes, label=label, legend=False,
                    zorder=3,
                )  # fmt: skip
            axes.set(title=measure_short(name, language), xlabel=share if line is panels[-1] else "", ylabel="")
            axes.grid(axis="x")
            axes.grid(axis="y", visible=False)
            read_in(axes, language, "x")
        line[0].set_ylabel(_ranges(kind, language))
        line[0].set_yticks(list(places.values()), list(places))
    panels[0, 0].set_ylim(len(factors) - 0.5, -0.5)
    keyed(figure, panels[0, 0])
    most = _most(kinds[0], DIFFERENCE, MEASURES[0], language).text
    return Drawing(figure, data, say("report.dependence.alternative", language, all=len(factors), most=most))
