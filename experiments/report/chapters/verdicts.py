"""What is concluded on the refuters and on the claims of the essay: a bar for each section, and all in a list."""

from __future__ import annotations

import math
from collections import Counter

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from abm.analysis.answer import REFUTERS, refuted, unknown, verdict_name
from abm.analysis.rule import FAILS, STANDS, UNDECIDED
from abm.analysis.verdicts import DEPENDS, NOT_SUPPORTED, NOT_TESTABLE, SUPPORTED, Finding, Verdict, verdicts
from abm.experiments.report.chapter import Content, Drawing, chapter
from abm.experiments.report.look import GREY, SIZE, keyed, read_in
from abm.words import measure_short, number, say
from abm.words.described import unit_name

SAID = (SUPPORTED, DEPENDS, UNDECIDED, NOT_SUPPORTED, NOT_TESTABLE)
COLOURS = dict(zip(SAID, ("#0072b2", "#9ecae1", "#d9d9d9", "#d55e00", "#ffffff"), strict=True))
HATCHES = dict(zip(SAID, ("", "..", "", "//", ""), strict=True))
PURE = ("", "1")
"""Units that are not said."""


@chapter(120)
def write(language: str) -> Content:
    """Refuters first, then how many claims have which verdict, then all of them with theirs."""
    found = verdicts()
    return Content((refuted(found, language), unknown(found, language)), _drawing(found, language))


def _listed(found: list[Verdict], language: str) -> pd.DataFrame:
    """A line for each, refuters first: where it stands, what it says, the verdict, its number, what that rests on."""
    names = ("section", "number", "claim", "verdict", "found", "why")
    lines = [
        (_section(item, language), item.claim.name, item.claim.told(language), _said(item, language),
         _found(item.lead, language), _why(item, language))
        for item in sorted(found, key=lambda item: item.claim.name not in REFUTERS)
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=[say(f"report.verdicts.{name}", language) for name in names])


def _drawing(found: list[Verdict], language: str) -> Drawing:
    section, verdict = (say(f"report.verdicts.{name}", language) for name in ("section", "verdict"))
    data = _listed(found, language)
    counted = data.groupby(section, sort=False)[verdict].value_counts().unstack(fill_value=0)
    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.subplots()
    left = pd.Series(0.0, counted.index)
    for name in SAID:
        words = verdict_name(name, language)
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
    names = [verdict_name(name, language) for name in SAID]
    told = "; ".join(f"{name}: {totals[name]}" for name in names)
    return Drawing(figure, data, say("report.verdicts.alternative", language, told=told), listed=True)


def _section(item: Verdict, language: str) -> str:
    """Where in the essay a claim stands first."""
    if item.claim.name in REFUTERS:
        return say("report.verdicts.refuters", language)
    first = item.claim.section.split(",")[0].split(".")[0]
    if first.isdigit():
        return say("report.verdicts.numbered", language, number=first)
    return say("report.verdicts.foreword", language)


def _said(item: Verdict, language: str) -> str:
    return verdict_name(item.said if _is_judged(item) else UNDECIDED, language)


def _is_judged(item: Verdict) -> bool:
    return item.run and not item.stale


def _found(lead: Finding | None, language: str) -> str:
    """The leading number with its interval, of which measure, and in which unit."""
    if lead is None:
        return ""
    largest = max((abs(end) for end in (lead.estimate, lead.low, lead.high) if end and math.isfinite(end)), default=1.0)
    digits = max(0, 1 - math.floor(math.log10(largest / 2.0)))
    value, low, high = (number(end, language, digits) for end in (lead.estimate, lead.low, lead.high))
    about = f"{measure_short(lead.measure, language)}: " if lead.measure else ""
    unit = "" if lead.unit in PURE else f", {unit_name(lead.unit, language)}"
    return f"{about}{value} ({low}; {high}){unit}"


def _why(item: Verdict, language: str) -> str:
    """What a verdict rests on: how many comparisons, or why there is none."""
    claim = item.claim
    if claim.untested:
        return claim.why_untested(language).replace("`", "")
    if not _is_judged(item):
        return say("report.verdicts.waits", language)
    counted = Counter(row.said for row in item.deciding)
    if item.said == NOT_TESTABLE:
        rules = "; ".join(dict.fromkeys(reading.why_built_in(language) for reading in claim.readings))
        held = sum(row.said == STANDS for row in item.evidence)
        return say("report.verdicts.built_in", language, rules=rules, held=held, all=len(item.evidence))
    told = {"all": len(item.deciding), "stand": counted[STANDS], "fail": counted[FAILS]}
    hangs = item.said == DEPENDS and not counted[FAILS]
    return say(f"report.verdicts.{'hangs' if hangs else 'rows'}", language, **told)
