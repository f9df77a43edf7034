"""Trust and incidents over ten years under the norm sets, as differences from no norms: years 1, 2 and the last."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from abm.analysis.rule import smallest
from abm.analysis.sentences import Line, Section, Sentence, rows
from abm.experiments.report.chapter import Content, Drawing, chapter
from abm.experiments.report.curves import draw_over_years
from abm.experiments.report.look import SIZE
from abm.words import measure_short, norm_name, number, say

TABLE = "ten_years"
NONE, PACKAGE = "reactive", "anticyclical"
SHOWN = ("trust", "trust_without_procedure", "incidents")
SOURCES = ("incidents_misfit", "incidents_coordination")
FACTOR = {"trust": 100.0, "trust_without_procedure": 100.0}
"""Trust is told in points of 100."""

DIGITS = 2
FIRST = (1, 2)
"""Years that are told, with the last."""


@chapter(30, TABLE)
def write(language: str) -> Content:
    """For trust and for incidents: what all norms do in the last year, and what each set does early and late."""
    return Content((_section("trust", language), _section("incidents", language)), _drawing(language))


def _section(measure: str, language: str) -> Section:
    found = rows(TABLE, test="norms", measure=measure)
    last = max(one["year"] for one in found)
    told = [_level(measure, last, language), *(_year(measure, year, language) for year in (*FIRST, last))]
    told = list({sentence.text: sentence for sentence in told}.values())  # a small study ends with the second year
    told.append(_counts(measure, last, language))
    told += _without_procedure(last, language) if measure == "trust" else _by_source(last, language)
    return Section(_package(measure, last, f"report.ten_years.{measure}", language), tuple(told))


def _of(measure: str, year: int, norms: str) -> Line:
    (one,) = rows(TABLE, test="norms", measure=measure, year=year, arm=norms)
    return one


def _package(measure: str, year: int, key: str, language: str) -> Sentence:
    """What all norms of the essay do in a year, by the direction that is found."""
    one = _of(measure, year, PACKAGE)
    text = say(f"{key}.{_said(one)}", language, year=year, norms=norm_name(PACKAGE, language), **_told(one, language))
    return Sentence(text, (one.source,))


def _said(one: Line) -> str:
    return {"up": "up", "down": "down"}.get(one["found"], "none")


def _told(one: Line, language: str) -> dict[str, str]:
    """Difference with its ends, and its size without a sign, in the unit in which it is told."""
    factor = FACTOR.get(one["measure"], 1.0)
    keys = {"value": "difference", "low": "low", "high": "high"}
    told = {key: number(factor * one[name], language, DIGITS, sign=True) for key, name in keys.items()}
    return told | {"size": number(factor * abs(one["difference"]), language, DIGITS)}


def _level(measure: str, last: int, language: str) -> Sentence:
    """Where no norms stand in the first year and in the last."""
    ends = [_of(measure, year, NONE) for year in (FIRST[0], last)]
    first, final = (number(FACTOR.get(measure, 1.0) * one["mean"], language, 1) for one in ends)
    text = say(f"report.ten_years.{measure}.level", language, first=first, final=final, last=last)
    return Sentence(text, tuple(one.source for one in ends))


def _year(measure: str, year: int, language: str) -> Sentence:
    """Which norm sets are found to raise or to lower a measure in a year, and by how much; and of which it is not."""
    found = [one for one in rows(TABLE, test="norms", measure=measure, year=year) if one["arm"] != NONE]
    parts = []
    for said in ("up", "down", "none"):
        if named := [_named(one, said, language) for one in found if _said(one) == said]:
            parts.append(say(f"report.ten_years.{measure}.year_{said}", language, named=", ".join(named)))
    text = say("report.ten_years.year", language, year=year, parts="; ".join(parts))
    return Sentence(text, tuple(one.source for one in found))


def _named(one: Line, said: str, language: str) -> str:
    norms = _quoted(one, language)
    return norms if said == "none" else f"{norms} ({_told(one, language)['value']})"


def _quoted(one: Line, language: str) -> str:
    return say("report.quoted", language, name=norm_name(one["arm"], language))


def _counts(measure: str, year: int, language: str) -> Sentence:
    """Which of the differences in a year reach what the rule of the refuters counts as one."""
    without = _of(measure, year, NONE)
    least = smallest(measure, without["mean"])
    found = [one for one in rows(TABLE, test="norms", measure=measure, year=year) if _said(one) != "none"]
    large = [one for one in found if abs(one["difference"]) >= least]
    text = say(
        f"report.ten_years.counts_{'some' if large else 'none'}", language, year=year,
        least=number(FACTOR.get(measure, 1.0) * least, language, DIGITS),
        named=", ".join(_quoted(one, language) for one in large),
    )  # fmt: skip
    return Sentence(text, tuple(one.source for one in (without, *large)))


def _without_procedure(year: int, language: str) -> list[Sentence]:
    return [_package("trust_without_procedure", year, "report.ten_years.plain", language)]


def _by_source(year: int, language: str) -> list[Sentence]:
    """By source, as the loop has two."""
    return [_package(measure, year, f"report.ten_years.{measure}", language) for measure in SOURCES]


def _drawing(language: str) -> Drawing:
    found = {measure: rows(TABLE, test="norms", measure=measure) for measure in SHOWN}
    columns = [say(f"report.{name}", language) for name in ("measure", "norms", "year")]
    columns += [say("report.ten_years.difference", language), say("report.low", language), say("report.high", language)]
    data = pd.DataFrame(
        [
            (measure_short(measure, language), norm_name(one["arm"], language), one["year"],
             *(FACTOR.get(measure, 1.0) * one[name] for name in ("difference", "low", "high")))
            for measure, some in found.items() for one in sorted(some, key=lambda one: int(one["year"]))
            if one["arm"] != NONE
        ],
        columns=columns,
    )  # fmt: skip
    figure = Figure(figsize=SIZE, layout="constrained")
    panels = figure.subplots(1, len(SHOWN))
    draw_over_years(figure, panels, data, language, columns=5)
    panels[1].sharey(panels[0])
    panels[1].tick_params(labelleft=False)
    for measure, axes in (("trust", panels[0]), ("incidents", panels[-1])):
        axes.set_ylabel(say(f"report.ten_years.axis.{measure}", language))
    last = max(one["year"] for one in found["trust"])
    trust, incidents = (_told(_of(measure, last, PACKAGE), language)["value"] for measure in ("trust", "incidents"))
    alternative = say(
        "report.ten_years.alternative", language, last=last, trust=trust, incidents=incidents,
        norms=norm_name(PACKAGE, language), sets=data[columns[1]].nunique(),
    )  # fmt: skip
    return Drawing(figure, data, alternative)
