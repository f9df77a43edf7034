"""Whether courage, loyalty and mandate are needed together, and what room and bias make of the package: maps."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from abm.analysis.sentences import DIGITS, Line, Section, Sentence, interval, rows
from abm.experiments.maps import INTERACTION, MAPS, NONE, PACKAGE, READINESS, THREE
from abm.experiments.report.chapter import Content, Drawing, chapter
from abm.experiments.report.look import InLanguage
from abm.words import lever_name, measure_name, measure_short, number, percent, say

TABLES = MAP, TOGETHER = "maps", "maps_together"
MEASURES = ("share_outside", "misfit", "incidents")
FIT = "misfit"
"""The measure by which the three are judged, as in claim 5."""

SHIPPED = READINESS[0]
BROUGHT = MAPS[-1].name
"""The map of what the package brings; the others are without norms."""

SIZE = (8.0, 7.6)
AROUND = 2
"""Of what the package brings, digits behind the point in a cell."""


@chapter(40, *TABLES)
def write(language: str) -> Content:
    """What the three do together and one by one, under each rule of readiness; and where the package brings most."""
    found = rows(TOGETHER, measure=FIT)
    shipped = {one["lacking"]: one for one in found if one["readiness"] == SHIPPED}
    told = [_lacking(shipped[name], key, language) for name, key in THREE.items()]
    told += [
        _interaction("other", one, language, rule=say(f"choice.{one['readiness']}", language))
        for one in found
        if one["lacking"] == INTERACTION and one["readiness"] != SHIPPED
    ]
    sections = [Section(_interaction("shipped", shipped[INTERACTION], language), tuple(told))]
    if spread := _spread(language):
        sections.append(Section(spread[0], tuple(spread[1:])))
    return Content((*sections, _brings(language)), _drawing(language))


def _interaction(key: str, one: Line, language: str, **values: str) -> Sentence:
    """Whether the three do more together than their pairs and each of them add up to; less misfit is more."""
    said = {"down": "more", "up": "less"}.get(one["found"], "none")
    told = interval(one, "difference", language, DIGITS[FIT])
    return Sentence(say(f"report.together.{key}.{said}", language, **told, **values), (one.source,))


def _lacking(one: Line, key: str, language: str) -> Sentence:
    """What misfit is lower by where the one is high too."""
    said = one["found"] if one["found"] in ("up", "down") else "none"
    told = interval(one, "difference", language, DIGITS[FIT])
    name = lever_name(key, language).lower()
    return Sentence(say(f"report.together.lacking.{said}", language, name=name, **told), (one.source,))


def _spread(language: str) -> list[Sentence]:
    """From what to what a measure goes over the maps without norms; a study at a small size has none."""
    told = []
    for one in MAPS[:-1]:
        if not (cells := rows(MAP, map=one.name, measure=list(MEASURES))):
            continue
        parts, sources = [], []
        for measure in MEASURES:
            here = [cell for cell in cells if cell["measure"] == measure]
            ends = [choose(here, key=lambda cell: cell["mean"]) for choose in (min, max)]
            sources += [end.source for end in ends]
            low, high = (_level(end["mean"], measure, language) for end in ends)
            parts.append(
                say("report.together.from_to", language, name=measure_short(measure, language), low=low, high=high)
            )
        names = (lever_name(key, language).lower() for key in (one.x, one.y))
        x, y = names
        told.append(Sentence(say("report.together.spread", language, x=x, y=y, parts="; ".join(parts)), tuple(sources)))
    return told


def _level(value: float, measure: str, language: str) -> str:
    return percent(value, language) if measure == "share_outside" else number(value, language, DIGITS[measure])


def _brings(language: str) -> Section:
    """In how many cells of bias and room the package makes policies fit better, and where most and least."""
    told = []
    for measure in (FIT, "incidents"):
        cells = rows(MAP, map=BROUGHT, norms=PACKAGE, measure=measure)
        better, worse = (
            sum(sign * cell[end] < 0.0 for cell in cells) for sign, end in ((1, "brings_high"), (-1, "brings_low"))
        )
        most, least = (choose(cells, key=lambda cell: cell["brings"]) for choose in (min, max))
        text = say(
            "report.together.brings", language, name=measure_name(measure, language), all=len(cells), better=better,
            worse=worse, most=_place(most, measure, language), least=_place(least, measure, language),
        )  # fmt: skip
        told.append(Sentence(text, (most.source, least.source)))
    return Section(told[0], tuple(told[1:]))


def _place(cell: Line, measure: str, language: str) -> str:
    """What the package brings in a cell, and which cell that is."""
    ends = {"value": "brings", "low": "brings_low", "high": "brings_high"}
    told = {key: number(cell[name], language, DIGITS[measure], sign=True) for key, name in ends.items()}
    x, y = (number(cell[name], language, 1) for name in ("x_value", "y_value"))
    return say("report.together.place", language, **told, bias=x, room=y)


def _drawing(language: str) -> Drawing:
    shown = [one for one in MAPS if rows(MAP, map=one.name)]
    figure = Figure(figsize=(SIZE[0], SIZE[1] * len(shown) / len(MAPS) + 0.4), layout="constrained")
    panels = figure.subplots(len(shown), len(MEASURES), squeeze=False)
    told: list[dict[str, object]] = []
    for one, line in zip(shown, panels, strict=True):
        brought = one.name == BROUGHT
        value = "brings" if brought else "mean"
        for measure, axes in zip(MEASURES, line, strict=True):
            cells = rows(MAP, map=one.name, measure=measure, norms=PACKAGE if brought else NONE)
            _heat(axes, cells, value, measure, language)
            axes.set_title(
                say(f"report.together.of_{value}", language, name=measure_short(measure, language)), fontsize=9
            )
            axes.set_xlabel(lever_name(one.x, language), fontsize=9)
            axes.set_ylabel(lever_name(one.y, language) if axes is line[0] else "", fontsize=9)
            told += [_datum(cell, one.x, one.y, value, language) for cell in cells]
    alternative = say(
        "report.together.alternative", language, all=len(MEASURES) * len(shown),
        maps="; ".join(f"{lever_name(one.x, language)} × {lever_name(one.y, language)}" for one in shown),
    )  # fmt: skip
    return Drawing(figure, pd.DataFrame(told), alternative)


def _heat(axes: Axes, cells: list[Line], value: str, measure: str, language: str) -> None:
    """A map of squares with its numbers; what has an interval around nothing is in brackets."""
    table = pd.DataFrame([cell.values for cell in cells])
    table["said"] = [_said(cell.values, value, measure, language) for cell in cells]
    shown, said = (
        table.pivot(index="y_value", columns="x_value", values=column).sort_index(ascending=False)
        for column in (value, "said")
    )
    widest = float(np.nanmax(np.abs(shown.to_numpy()))) or 1.0
    brought = value == "brings"
    sns.heatmap(
        shown, ax=axes, annot=said.to_numpy(), fmt="", cbar=False, annot_kws={"size": 7}, linewidths=0.5,
        cmap="PuOr_r" if brought else "cividis", vmin=-widest if brought else None, vmax=widest if brought else None,
    )  # fmt: skip
    ends = InLanguage(language)
    axes.set_xticklabels(ends.format_ticks(list(shown.columns)))
    axes.set_yticklabels(ends.format_ticks(list(shown.index)))
    axes.tick_params(labelsize=8, labelrotation=0, length=0)


def _said(cell: Mapping[str, float], value: str, measure: str, language: str) -> str:
    if value == "mean":
        return _level(cell["mean"], measure, language)
    text = number(cell["brings"], language, AROUND, sign=True)
    return text if cell["brings_low"] > 0.0 or cell["brings_high"] < 0.0 else f"({text})"


def _datum(cell: Line, x: str, y: str, value: str, language: str) -> dict[str, object]:
    """A cell as it is printed below the figure."""
    low, high = ("low", "high") if value == "mean" else (f"{value}_low", f"{value}_high")
    return {
        say("report.together.map", language): f"{lever_name(x, language)} × {lever_name(y, language)}",
        say("report.measure", language): say(
            f"report.together.of_{value}", language, name=measure_short(cell["measure"], language)
        ),
        "x": cell["x_value"],
        "y": cell["y_value"],
        say("report.together.value", language): cell[value],
        say("report.low", language): cell[low],
        say("report.high", language): cell[high],
    }
