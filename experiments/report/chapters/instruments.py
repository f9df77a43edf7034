"""Which instruments carry what the package does: what each adds, in whatever company it works (Shapley values)."""

from __future__ import annotations

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from abm.analysis.answer import instruments
from abm.analysis.sentences import Line, Section, Sentence, rows
from abm.experiments.report.chapter import Content, Drawing, chapter
from abm.experiments.report.look import FIRST, GREY, read_in
from abm.words import instrument_name, measure_short, number, say
from abm.words.described import declared_unit, unit_name

TABLE = "instruments_shared"
MEASURES = ("incidents", "misfit", "trust")
SIZE = (8.0, 5.6)
DIGITS = {"incidents": 2, "misfit": 3, "trust": 3}
FOUND = ("up", "down")
NAMED = 3


@chapter(91, TABLE)
def write(language: str) -> Content:
    """Which does most to incidents, and how many of the twelve are found to do anything to what is drawn."""
    found = {measure: rows(TABLE, measure=measure) for measure in MEASURES}
    told = tuple(_counted(measure, some, language) for measure, some in found.items())
    ranking = instruments(language)
    return Content((ranking, Section(_together(found["incidents"][0], language), told)), _drawing(found, language))


def _together(one: Line, language: str) -> Sentence:
    """What all instruments do together."""
    ends = {"value": "together", "low": "together_low", "high": "together_high"}
    told = {key: number(one[name], language, DIGITS["incidents"], sign=True) for key, name in ends.items()}
    return Sentence(say("report.instruments.together", language, **told), (one.source,))


def _counted(measure: str, found: list[Line], language: str) -> Sentence:
    """How many instruments are found to move a measure."""
    moved = [one for one in found if one["found"] in FOUND]
    text = say(
        "report.instruments.counted", language, measure=measure_short(measure, language), all=len(found),
        up=sum(one["found"] == "up" for one in moved), down=sum(one["found"] == "down" for one in moved),
    )  # fmt: skip
    return Sentence(text, (f"{TABLE}.csv",))


def _drawing(found: dict[str, list[Line]], language: str) -> Drawing:
    order = [one["instrument"] for one in sorted(found["incidents"], key=lambda one: one["rank"])]
    data = pd.DataFrame(
        [
            {
                say("report.measure", language): measure_short(measure, language),
                say("report.instruments.instrument", language): instrument_name(one["instrument"], language),
                say("report.instruments.adds", language): one["shapley"],
                say("report.low", language): one["low"],
                say("report.high", language): one["high"],
            }
            for measure, some in found.items()
            for one in sorted(some, key=lambda one: order.index(one["instrument"]))
        ]
    )
    measure, instrument, adds, low, high = data.columns
    figure = Figure(figsize=SIZE, layout="constrained")
    panels = figure.subplots(1, len(found), sharey=True, squeeze=False)[0]
    for name, axes in zip(found, panels, strict=True):
        here = data[data[measure] == measure_short(name, language)]
        sure = (here[low] > 0.0) | (here[high] < 0.0)
        colours = [FIRST if settled else GREY for settled in sure]
        axes.axvline(0.0, color=GREY, linewidth=1)
        axes.hlines(here[instrument], here[low], here[high], color=colours, linewidth=2)
        sns.scatterplot(
            x=here[adds], y=here[instrument], style=sure, markers={True: "o", False: "X"}, s=55, ax=axes, c=colours,
            legend=False, zorder=3,
        )  # fmt: skip
        axes.grid(axis="x")
        axes.grid(axis="y", visible=False)
        axes.locator_params(axis="x", nbins=4)
        axes.set(title=measure_short(name, language), xlabel=unit_name(declared_unit(name), language), ylabel="")
        read_in(axes, language, "x")
    panels[0].set_ylim(len(order) - 0.5, -0.5)
    together = number(found["incidents"][0]["together"], language, DIGITS["incidents"], sign=True)
    names = ", ".join(instrument_name(name, language) for name in order[:NAMED])
    told = {"names": names, "all": len(order), "together": together}
    return Drawing(figure, data, say("report.instruments.alternative", language, **told))
