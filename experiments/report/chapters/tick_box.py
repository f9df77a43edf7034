"""Whether forced participation raises trust, by room for influence; with what being heard does, and without."""

from __future__ import annotations

import itertools

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from abm.analysis.sentences import Line, Section, Sentence, rows
from abm.experiments.report.chapter import Content, Drawing, chapter
from abm.experiments.report.look import GREY, MARKERS, SIZE, apart, keyed, read_in
from abm.words import measure_name, measure_short, norm_name, number, say

MEASURES = ("trust", "trust_without_procedure")
NORMS = ("tick_box", "comply_or_explain")
POINTS = 100.0


@chapter(70, "refuters", "refuters_limits")
def write(language: str) -> Content:
    """From which room on each of the two raises trust, and what it does at least and most."""
    found = rows("refuters", refuter="R5")
    limits = {(one["arm"], one["measure"]): one for one in rows("refuters_limits", refuter="R5")}
    heading, *others = (
        _from(limits[norms, measure], language) for measure in MEASURES for norms in NORMS if (norms, measure) in limits
    )
    least, most = (choose(found, key=lambda one: one["difference"]) for choose in (min, max))
    sizes = say(
        "report.tick_box.sizes", language, least=_points(least["difference"], language),
        most=_points(most["difference"], language),
    )  # fmt: skip
    told = (*others, Sentence(sizes, (least.source, most.source)))
    return Content((Section(heading, told),), _drawing(found, language))


def _from(limit: Line, language: str) -> Sentence:
    """From which room on trust rises at every one that was tried."""
    rooms = {
        float(room): said == "stands"
        for said in ("stands", "fails", "undecided")
        for room in ("" if pd.isna(limit[said]) else str(limit[said])).split()
    }
    rises = list(itertools.takewhile(rooms.__getitem__, sorted(rooms, reverse=True)))
    key = "never" if not rises else "always" if len(rises) == len(rooms) else "from"
    measure, norms = measure_name(limit["measure"], language), norm_name(limit["arm"], language)
    first = number(rises[-1] if rises else None, language, 2)
    return Sentence(say(f"report.tick_box.{key}", language, norms=norms, measure=measure, first=first), (limit.source,))


def _points(value: float, language: str) -> str:
    return number(POINTS * value, language, 2, sign=True)


def _drawing(found: list[Line], language: str) -> Drawing:
    shown = [
        one for measure in MEASURES for norms in NORMS for one in found
        if (one["measure"], one["arm"]) == (measure, norms)
    ]  # fmt: skip
    data = pd.DataFrame(
        {
            say("report.measure", language): [measure_short(one["measure"], language) for one in shown],
            say("report.norms", language): [norm_name(one["arm"], language) for one in shown],
            say("report.tick_box.room", language): [one["x_value"] for one in shown],
            say("report.tick_box.change", language): [POINTS * one["difference"] for one in shown],
            say("report.low", language): [POINTS * one["low"] for one in shown],
            say("report.high", language): [POINTS * one["high"] for one in shown],
        }
    )
    measure, norms, room, change, low, high = data.columns
    figure = Figure(figsize=SIZE, layout="constrained")
    panels = figure.subplots(1, len(MEASURES), sharey=True, squeeze=False)[0]
    names = list(dict.fromkeys(data[norms]))
    for name, axes in zip(dict.fromkeys(data[measure]), panels, strict=False):
        for colour, marker, norm in zip(apart(len(names)), MARKERS, names, strict=False):
            here = data[(data[measure] == name) & (data[norms] == norm)]
            axes.fill_between(here[room], here[low], here[high], color=colour, alpha=0.2, linewidth=0)
            sns.lineplot(
                data=here,
                x=room,
                y=change,
                ax=axes,
                color=colour,
                marker=marker,
                markersize=7,
                label=norm,
                legend=False,
            )
        axes.axhline(0.0, color=GREY, linewidth=1)
        axes.set_title(name)
        read_in(axes, language)
    keyed(figure, panels[0])
    low_end, high_end = data[change].min(), data[change].max()
    alternative = say(
        "report.tick_box.alternative", language, least=number(low_end, language, 2, sign=True),
        most=number(high_end, language, 2, sign=True),
    )  # fmt: skip
    return Drawing(figure, data, alternative)
