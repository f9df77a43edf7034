"""What is concluded on the refuters and on the claims of the essay: a bar for each of its sections."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from abm.analysis.answer import REFUTERS, refuted, unknown
from abm.analysis.rule import UNDECIDED
from abm.analysis.verdicts import DEPENDS, NOT_SUPPORTED, NOT_TESTABLE, SUPPORTED, Verdict, verdicts
from abm.experiments.report.chapter import Content, Drawing, chapter
from abm.experiments.report.look import GREY, SIZE, keyed, read_in
from abm.words import say

SAID = (SUPPORTED, DEPENDS, UNDECIDED, NOT_SUPPORTED, NOT_TESTABLE)
COLOURS = dict(zip(SAID, ("#0072b2", "#9ecae1", "#d9d9d9", "#d55e00", "#ffffff"), strict=True))
HATCHES = dict(zip(SAID, ("", "..", "", "//", ""), strict=True))


@chapter(120)
def write(language: str) -> Content:
    """Refuters first, then how many claims have which verdict."""
    found = verdicts()
    return Content((refuted(found, language), unknown(found, language)), _drawing(found, language))


def _drawing(found: list[Verdict], language: str) -> Drawing:
    section, claim, verdict = (say(f"report.verdicts.{name}", language) for name in ("section", "claim", "verdict"))
    data = pd.DataFrame(
        [
            {section: _section(item, language), claim: item.claim.name, verdict: _said(item, language)}
            for item in sorted(found, key=lambda item: item.claim.name not in REFUTERS)
        ]
    )
    counted = data.groupby(section, sort=False)[verdict].value_counts().unstack(fill_value=0)
    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.subplots()
    left = pd.Series(0.0, counted.index)
    for name in SAID:
        words = _words(name, language)
        wide = counted.get(words, pd.Series(0, counted.index)).astype(float)
        axes.barh(
            counted.index, wide, left=left, color=COLOURS[name], hatch=HATCHES[name], edgecolor=GREY, linewidth=0.8,
            label=words,
        )  # fmt: skip
        left += wide
    sns.despine(ax=axes, left=True)
    axes.invert_yaxis()
    axes.grid(axis="x")
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(say("report.verdicts.axis", language))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    read_in(axes, language, "x")
    keyed(figure, axes)
    totals = Counter(data[verdict])
    told = "; ".join(f"{_words(name, language)}: {totals[_words(name, language)]}" for name in SAID)
    return Drawing(figure, data, say("report.verdicts.alternative", language, told=told))


def _section(item: Verdict, language: str) -> str:
    """Where in the essay a claim stands first."""
    if item.claim.name in REFUTERS:
        return say("report.verdicts.refuters", language)
    first = item.claim.section.split(",")[0].split(".")[0]
    if first.isdigit():
        return say("report.verdicts.numbered", language, number=first)
    return say("report.verdicts.foreword", language)


def _said(item: Verdict, language: str) -> str:
    return _words(item.said if item.run and not item.stale else UNDECIDED, language)


def _words(said: str, language: str) -> str:
    return say(f"report.verdicts.{said.replace(' ', '_')}", language)
