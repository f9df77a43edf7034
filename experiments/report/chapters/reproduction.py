"""Whether an incident brings about others, by norm set and load: a line for each norm set."""

from __future__ import annotations

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from abm.analysis.sentences import Line, Section, Sentence, rows
from abm.experiments.report.chapter import Content, Drawing, chapter
from abm.experiments.report.look import GREY, MARKERS, SIZE, apart, keyed, read_in
from abm.experiments.reproduction import USUAL
from abm.words import norm_name, number, percent, say

AS_SHIPPED = {"load": "officials", "extra": "total"}
NONE, PACKAGE = "reactive", "anticyclical"
SHOWN = (NONE, "tick_box", "mandate", "comply_or_explain", "going_outside", PACKAGE)


@chapter(80, "reproduction")
def write(language: str) -> Content:
    """The reproduction number at every load."""
    found = _shipped()
    without, package = _of(found, NONE), _of(found, PACKAGE)
    usual = next((one for one in without if one["officials"] == USUAL), without[0])
    as_few = [one for one in package if one["officials"] == without[-1]["officials"]]
    told = [("usual", usual), ("busy", without[-1]), *(("package", one) for one in as_few)]
    heading, *others = (
        Sentence(say(f"report.reproduction.{key}.{_said(one)}", language, **_told(one, language)), (one.source,))
        for key, one in told
    )
    return Content((Section(heading, tuple(others)),), _drawing(found, language))


def _shipped() -> list[Line]:
    """Rows of all incidents, at what coordination and drafts cost as shipped."""
    found = rows("reproduction", **AS_SHIPPED)
    usual = found[0]
    kept = ("coordination_slope", "drafting_error")
    return [one for one in found if all(one[name] == usual[name] for name in kept)]


def _of(found: list[Line], norms: str) -> list[Line]:
    """Rows of a norm set, from the lowest load; a study at a small size may have none."""
    return sorted((one for one in found if one["norms"] == norms), key=lambda one: one["utilisation"])


def _said(one: Line) -> str:
    return {"up": "up", "down": "down"}.get(one["found"], "none")


def _told(one: Line, language: str) -> dict[str, str]:
    ends = {"value": "reproduction", "low": "reproduction_low", "high": "reproduction_high"}
    told = {key: number(one[name], language, 2) for key, name in ends.items()}
    return told | {"load": percent(one["utilisation"], language), "norms": norm_name(one["norms"], language)}


def _drawing(found: list[Line], language: str) -> Drawing:
    data = pd.DataFrame(
        [
            {
                say("report.norms", language): norm_name(one["norms"], language),
                say("report.reproduction.load", language): 100.0 * one["utilisation"],
                say("report.reproduction.number", language): one["reproduction"],
                say("report.low", language): one["reproduction_low"],
                say("report.high", language): one["reproduction_high"],
            }
            for norms in SHOWN
            for one in _of(found, norms)
        ]
    )
    norms, load, value, low, high = data.columns
    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.subplots()
    shown = list(dict.fromkeys(data[norms]))
    for colour, marker, name in zip(apart(len(shown)), MARKERS, shown, strict=False):
        here = data[data[norms] == name]
        axes.vlines(here[load], here[low], here[high], color=colour, linewidth=1.2, alpha=0.7)
        sns.lineplot(data=here, x=load, y=value, ax=axes, color=colour, marker=marker, markersize=8, label=name)
    axes.axhline(0.0, color=GREY, linewidth=1)
    axes.set(xlabel=load, ylabel=value)
    read_in(axes, language)
    keyed(figure, axes)
    first, *_, last = (*_of(found, NONE), _of(found, NONE)[-1])
    alternative = say(
        "report.reproduction.alternative", language,
        low=number(first["reproduction"], language, 2), high=number(last["reproduction"], language, 2),
        few=percent(first["utilisation"], language), many=percent(last["utilisation"], language),
    )  # fmt: skip
    return Drawing(figure, data, alternative)
