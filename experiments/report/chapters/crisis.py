"""What a crisis does to trust: whether relations built before it help, when haste wins, and rally and blame."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from abm.analysis.rule import smallest
from abm.analysis.sentences import Line, Section, Sentence, rows
from abm.experiments.common import FOUND
from abm.experiments.crisis import AFTER, BEFORE, BEGUN, BY_QUARTER, NEVER
from abm.experiments.report.chapter import Content, Drawing, chapter
from abm.experiments.report.look import GREY, MARKERS, apart, keyed, read_in
from abm.observation.measuring import QUARTER
from abm.words import number, percent, say

EFFECTS, ARMS = "crisis", "crisis_arms"
SIZE = (8.0, 6.8)
POINTS = 100.0
OUTSIDE, OWN, NONE = "outside", "own", "none"
YEAR, NEXT, FIRST, LATER = "year 1", "year 2", "quarter 1", "quarter 5"
QUARTERS = range(1, AFTER // QUARTER + 1)
RELATIONS = (NEVER, BEGUN, BEFORE)
HASTE = {OUTSIDE: ("lead 1", "lead 8"), OWN: ("fast", "slow")}
"""With haste and without, where it can make a difference to the crisis itself."""

APART = 0.15
"""Quarters between lines that would else hide each other."""

Shown = tuple[str, str, str]
"""A crisis, a label in words, and an arm."""


@chapter(60, EFFECTS, ARMS)
def write(language: str) -> Content:
    """What is found of relations, of haste, and of rally and blame."""
    parts = (_relations(language), _haste(language), _rally(language))
    told = (list(part) for part in parts)
    return Content(tuple(Section(some[0], tuple(some[1:])) for some in told), _drawing(language))


def _relations(language: str) -> Iterator[Sentence]:
    """Lived before against begun in the crisis, then relations alone, then full ones, and how large they are."""
    for key, arm in (("before", BEFORE), ("alone", "carried"), ("full", "full")):
        for crisis in (OUTSIDE, OWN):
            yield from _arms(key, crisis, arm, BEGUN, language)
    for crisis in (OUTSIDE, OWN):
        yield from _arms("lived", crisis, BEFORE, NEVER, language)
    sizes = [one for arm in (BEFORE, NEVER) for one in _effect(OUTSIDE, arm, "relations", YEAR)]
    asked = [one for arm in (BEFORE, NEVER) for one in _effect(OUTSIDE, arm, "answered_outside", "whole")]
    told = {"before": number(sizes[0]["mean"], language, 2), "never": number(sizes[1]["mean"], language, 2)}
    told |= {"asked": percent(asked[0]["mean"], language), "asked_never": percent(asked[1]["mean"], language)}
    yield Sentence(say("report.crisis.sizes", language, **told), tuple(one.source for one in (*sizes, *asked)))


def _haste(language: str) -> Iterator[Sentence]:
    """The answer to danger from outside, then deadlines of everything else, and what haste costs without a crisis."""
    hurried, slow = ((f"{NEVER}, {name}" for name in pair) for pair in zip(*HASTE.values(), strict=True))
    (lead, fast), (late, calm) = tuple(hurried), tuple(slow)
    yield from _arms("lead", OUTSIDE, lead, late, language)
    yield from _arms("answer", OUTSIDE, lead, late, language, "struck_misfit")
    for crisis in (OUTSIDE, OWN):
        yield from _arms("deadlines", crisis, fast, calm, language)
    yield from _arms("price", NONE, fast, calm, language, "hazard_coordination", "level", NEXT)


def _rally(language: str) -> Iterator[Sentence]:
    """How large rally and blame are, what is left of them a year later, and how trust stands then."""
    for crisis, measure in ((OUTSIDE, "rally"), (OWN, "blame")):
        for one in _effect(crisis, NEVER, measure, FIRST):
            yield _said(measure, one, language)
        for one in _effect(crisis, NEVER, measure, LATER):
            yield _said(f"{measure}_left", one, language)
        for one in _effect(crisis, NEVER, "trust_share", FIRST):
            yield _said("share", one, language)
    for crisis in (OUTSIDE, OWN):
        for one in _effect(crisis, NEVER, "trust", LATER):
            yield _said("later", one, language)


def _effect(crisis: str, arm: str, measure: str, when: str) -> list[Line]:
    """What a crisis does in an arm; a study at a small size may lack it."""
    return rows(EFFECTS, crisis=crisis, arm=arm, measure=measure, when=when)


def _arms(
    key: str, crisis: str, arm: str, against: str, language: str, measure: str = "trust", of: str = "effect",
    when: str = YEAR,
) -> Iterator[Sentence]:  # fmt: skip
    """What is found of two arms, in the first year unless another is meant, if they were lived."""
    for one in rows(ARMS, crisis=crisis, arm=arm, against=against, measure=measure, of=of, when=when):
        told = _said(key, one, language)
        little = one["found"] != FOUND[0] and measure == "trust" and abs(one["difference"]) < smallest(measure, 0.0)
        yield Sentence(f"{told.text} {say('report.crisis.small', language)}", told.sources) if little else told


def _said(key: str, one: Line, language: str) -> Sentence:
    """A sentence by the direction of a difference; trust is in points of 100, all else in its own unit."""
    points = POINTS if one["measure"] in BY_QUARTER else 1.0
    digits = 1 if one.source.startswith(f"{EFFECTS}.csv") else 2  # crises do more than arms differ by
    ends = {name: number(points * one[name], language, digits, sign=True) for name in ("low", "high")}
    value = number(points * one["difference"], language, digits, sign=True)
    size = number(abs(points * one["difference"]), language, digits)
    crisis = "" if one["crisis"] == NONE else say(f"report.crisis.{one['crisis']}", language)
    found = {"up": "up", "down": "down"}.get(one["found"], "none")
    text = say(f"report.crisis.{key}.{found}", language, **ends, value=value, size=size, crisis=crisis)
    return Sentence(text, (one.source,))


def _drawing(language: str) -> Drawing:
    above = [[(crisis, say(f"report.crisis.line.{arm}", language), arm) for arm in RELATIONS] for crisis in HASTE]
    below = [
        [
            (crisis, say(f"report.crisis.line.{name}", language), f"{NEVER}, {arm}")
            for name, arm in zip(("haste", "slow"), pair, strict=True)
        ]
        for crisis, pair in HASTE.items()
    ]
    data = _data(list(itertools.chain(*above, *below)), language)
    crisis, line, when, change, _, _ = data.columns
    figure = Figure(figsize=SIZE, layout="constrained")
    panels = figure.subplots(2, len(HASTE), sharex=True, sharey=True)
    names = [label for _, label, _ in (*above[0], *below[0])]
    looks = dict(zip(names, zip(apart(len(names)), MARKERS, strict=False), strict=True))
    for row, shown in zip(panels, (above, below), strict=True):
        for axes, lines, kind in zip(row, shown, HASTE, strict=True):
            here = data[data[crisis] == say(f"report.crisis.{kind}", language)]
            for place, (_, label, _) in enumerate(lines):
                _draw(axes, here[here[line] == label], APART * (place - (len(lines) - 1) / 2), *looks[label])
            axes.axhline(0.0, color=GREY, linewidth=1)
            axes.set_xticks(QUARTERS)
            read_in(axes, language)
    figure.supylabel(change, fontsize="medium")
    for axes, kind in zip(panels[0], HASTE, strict=True):
        axes.set_title(say(f"report.crisis.panel.{kind}", language))
    for axes, kind in zip(panels[1], HASTE, strict=True):
        axes.set(title=say(f"report.crisis.haste.{kind}", language), xlabel=when)
    for label, (colour, marker) in looks.items():
        panels[0, 0].plot([], [], color=colour, marker=marker, label=label)
    keyed(figure, panels[0, 0])
    told = {
        f"{kind}_{end}": number(getattr(part[change], how)(), language, 1, sign=True)
        for kind in HASTE
        for part in (data[data[crisis] == say(f"report.crisis.{kind}", language)],)
        for end, how in (("least", "min"), ("most", "max"))
    }
    return Drawing(figure, data, say("report.crisis.alternative", language, **told))


def _draw(axes: Axes, here: pd.DataFrame, aside: float, colour: tuple[float, float, float], marker: str) -> None:
    """One line with its band; nothing where the arm was not lived."""
    when, change, low, high = here.columns[2:]
    places = here[when] + aside
    axes.fill_between(places, here[low], here[high], color=colour, alpha=0.2, linewidth=0)
    sns.lineplot(x=places, y=here[change], ax=axes, color=colour, marker=marker, markersize=7)
    axes.set(xlabel="", ylabel="")


def _data(shown: list[Shown], language: str) -> pd.DataFrame:
    """What is drawn: trust by quarter minus that without the crisis."""
    names = [say(f"report.crisis.{name}", language) for name in ("crisis", "line", "quarter", "change")]
    found = [
        (say(f"report.crisis.{crisis}", language), label, quarter,
         *(POINTS * one[name] for name in ("difference", "low", "high")))
        for crisis, label, arm in shown
        for quarter in QUARTERS
        for one in _effect(crisis, arm, "trust", f"quarter {quarter}")
    ]  # fmt: skip
    return pd.DataFrame(found, columns=[*names, *(say(f"report.{name}", language) for name in ("low", "high"))])
