"""The loop of the essay with measured strengths: what an incident does at each stage, and how strong each arrow is."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from abm.analysis.answer import loop
from abm.analysis.sentences import Line, Section, Sentence, is_there, rows
from abm.experiments.loop_strengths import DIFFERENCE, NORMS, RING, WITHOUT
from abm.experiments.report.chapter import Content, Drawing, chapter
from abm.experiments.report.look import FIRST, GREY, MARKERS, apart, read_in
from abm.experiments.report.ring import Link, RingStage, draw_ring
from abm.words import norm_name, number, say

ARROWS, STAGES = "loop_strengths", "loop_strengths_stages"
AGAINST = "#0072b2"
"""An arrow against the essay; of the same palette as what stands out."""

SIZE = (8.0, 9.6)
STYLES = {"up": (FIRST, "-"), "down": (AGAINST, "-."), "none": (GREY, "--")}
THIN, WIDER, WIDEST = 1.0, 3.5, 5.0
"""Points of an arrow of no strength, how much more for one of strength 1 (by its root), and at most."""

ALONG = {
    ("attention", "haste"): 0.34, ("questions", "busyness"): 0.24, ("haste", "contact"): 0.66,
    ("haste", "unfinished"): 0.62,
}  # fmt: skip
"""Where along arrows that cross each other their numbers stand, so that none covers another."""

COLOURS = tuple(apart(3)[::2])
"""Of norm sets."""


@chapter(20, ARROWS, STAGES)
def write(language: str) -> Content:
    """How far an incident travels, which arrows are found, and whether the norms make them weaker."""
    last = max(one["weeks"] for one in rows(STAGES))
    stages = {norms: rows(STAGES, norms=norms, weeks=last) for norms in (*NORMS, DIFFERENCE)}
    arrows = {norms: rows(ARROWS, norms=norms, weeks=last) for norms in (*NORMS, DIFFERENCE)}
    sections = [_travels(stages, language), _strengths(arrows, language), _weaker(stages, arrows, language)]
    if is_there("loop_cut"):
        cut = loop(language)
        sections.append(Section(cut.heading, (Sentence(say("report.loop.both", language)), *cut.sentences[:2])))
    return Content(tuple(sections), _drawing(stages, arrows, int(last), language))


def _travels(stages: dict[str, list[Line]], language: str) -> Section:
    """What comes back as incidents, where more is found on the way, and where the first stage is without."""
    told = [sentence for norms in NORMS for sentence in _way(stages[norms], norms, language)]
    return Section(_comes_back(stages[WITHOUT], WITHOUT, language), tuple(told))


def _comes_back(found: list[Line], norms: str, language: str) -> Sentence:
    one = next(one for one in found if one["stage"] == RING[-1])
    years = number(one["weeks"] / 52, language, 0 if one["weeks"] % 52 == 0 else 1)
    told = {"norms": norm_name(norms, language), "years": years} | _interval(one, "extra", language, 1)
    return Sentence(say(f"report.loop.comes_back.{_found(one)}", language, **told), (one.source,))


def _way(found: list[Line], norms: str, language: str) -> list[Sentence]:
    """Stages in the order of the essay, and the first at which nothing is found."""
    ring = [one for one in found if one["stage"] in RING]
    more = [one for one in ring if one["found"] == "up"]
    less = [one for one in ring if one["found"] == "down"]
    dies = next((one for one in ring if _found(one) == "none"), None)
    name = norm_name(norms, language)
    told = []
    for key, some in (("more", more), ("less", less)):
        if some:
            listed = "; ".join(_extra(one, language) for one in some)
            text = say(f"report.loop.{key}", language, norms=name, stages=listed)
            told.append(Sentence(text, tuple(one.source for one in some)))
    if dies is not None:
        stage = _stage(dies["stage"], language)
        text = say("report.loop.dies", language, norms=name, stage=stage, **_interval(dies, "extra", language, 1))
        told.append(Sentence(text, (dies.source,)))
    return told


def _strengths(arrows: dict[str, list[Line]], language: str) -> Section:
    """How many arrows of the ring are found, which is the strongest, and which are not found."""
    told = []
    for norms in NORMS:
        ring = [one for one in arrows[norms] if one["kind"] == "ring"]
        gone = [one for one in ring if _found(one) == "none"]
        against = [one for one in ring if _found(one) == "down"]
        told.append(_counted(ring, norms, language))
        for key, some in (("not_found", gone), ("against", against)):
            if some:
                listed = "; ".join(_arrow(one, language) for one in some)
                text = say(f"report.loop.{key}", language, norms=norm_name(norms, language), arrows=listed)
                told.append(Sentence(text, tuple(one.source for one in some)))
    return Section(told[0], (*told[1:], Sentence(say("report.loop.strength", language))))


def _counted(ring: list[Line], norms: str, language: str) -> Sentence:
    there = [one for one in ring if _found(one) == "up"]
    told = {"norms": norm_name(norms, language), "found": len(there), "all": len(ring)}
    return Sentence(say("report.loop.counted", language, **told), tuple(one.source for one in ring))


def _weaker(stages: dict[str, list[Line]], arrows: dict[str, list[Line]], language: str) -> Section:
    """Whether less comes back with all norms of the essay, and which arrows they change."""
    back = next(one for one in stages[DIFFERENCE] if one["stage"] == RING[-1])
    text = say(f"report.loop.weaker.{_found(back)}", language, **_interval(back, "extra", language, 1))
    told = []
    for key, found in (("less", "down"), ("more", "up")):
        some = [one for one in arrows[DIFFERENCE] if one["found"] == found]
        if some:
            listed = "; ".join(_arrow(one, language, sign=True) for one in some)
            said = say(f"report.loop.arrows.{key}", language, arrows=listed)
            told.append(Sentence(said, tuple(one.source for one in some)))
    if not told:
        some = arrows[DIFFERENCE]
        told = [Sentence(say("report.loop.arrows.none", language), tuple(one.source for one in some))]
    return Section(Sentence(text, (back.source,)), tuple(told))


def _found(one: Line) -> str:
    return {"up": "up", "down": "down"}.get(one["found"], "none")


def _stage(name: str, language: str) -> str:
    return say(f"report.loop.stage.{name}", language)


def _ends(one: Line, language: str) -> str:
    """Both ends of an arrow; at contact what is pushed, and what the essay expects more of, is the lack of it."""
    told = (
        say("report.loop.lack.contact", language) if name == "contact" else _stage(name, language)
        for name in (one["cause"], one["effect"])
    )
    return " → ".join(told)


def _arrow(one: Line, language: str, sign: bool = False) -> str:
    value, low, high = (number(one[key], language, 2, sign=sign) for key in ("strength", "low", "high"))
    return f"{_ends(one, language)} {value} ({low}; {high})"


def _extra(one: Line, language: str) -> str:
    ends = _interval(one, "extra", language, 1)
    return f"{_stage(one['stage'], language)} {ends['value']}% ({ends['low']}; {ends['high']})"


def _interval(one: Line, name: str, language: str, digits: int) -> dict[str, str]:
    keys = {"value": name, "low": "low", "high": "high"}
    return {key: number(one[column], language, digits, sign=True) for key, column in keys.items()}


# --- the figure ----------------------------------------------------------------------------------------------------


def _drawing(
    stages: dict[str, list[Line]], arrows: dict[str, list[Line]], weeks: int, language: str
) -> Drawing:  # fmt: skip
    figure = Figure(figsize=SIZE, layout="constrained")
    above, below = figure.subfigures(2, 1, height_ratios=(4.4, 5.2))
    for axes, norms in zip(above.subplots(1, len(NORMS)), NORMS, strict=True):
        _ring(axes, stages[norms], arrows[norms], language)
        axes.set_title(norm_name(norms, language))
    _points(below.subplots(), arrows, language)
    below.legend(
        handles=[
            *(Line2D([], [], color=colour, marker=marker, linewidth=1.5, label=norm_name(norms, language))
              for norms, colour, marker in zip(NORMS, COLOURS, MARKERS, strict=False)),
            Line2D([], [], color=FIRST, linewidth=3, label=say("report.loop.key.up", language)),
            Line2D([], [], color=AGAINST, linewidth=2, linestyle="-.", label=say("report.loop.key.down", language)),
            Line2D([], [], color=GREY, linewidth=1.5, linestyle="--", label=say("report.loop.key.none", language)),
        ],
        loc="outside lower center", ncols=3, frameon=False, fontsize="small",
    )  # fmt: skip
    data = _data(stages, arrows, language)
    told = {"found": _list(arrows[WITHOUT], "up", language), "none": _list(arrows[WITHOUT], "none", language)}
    return Drawing(figure, data, say("report.loop.alternative", language, weeks=weeks, **told))


def _ring(axes: Axes, stages: list[Line], arrows: list[Line], language: str) -> None:
    """The loop under one norm set."""
    shown = {
        one["stage"]: RingStage(
            say(f"report.loop.short.{one['stage']}", language),
            number(one["extra"], language, 1, sign=True) + "%" if _found(one) != "none" else "",
            _found(one) != "none",
        )
        for one in stages
    }
    beside = [name for name in shown if name not in RING]
    links = []
    for one in arrows:
        colour, line = STYLES[_found(one)]
        size = min(WIDEST, THIN + WIDER * abs(one["strength"]) ** 0.5) if _found(one) != "none" else THIN
        ends = one["cause"], one["effect"]
        links.append(Link(*ends, number(one["strength"], language, 2), colour, line, size, ALONG.get(ends, 0.5)))
    draw_ring(axes, {name: shown[name] for name in RING}, {name: shown[name] for name in beside}, links)


def _points(axes: Axes, arrows: dict[str, list[Line]], language: str) -> None:
    """Every arrow with its interval, those of the ring above."""
    order = sorted(arrows[WITHOUT], key=lambda one: one["kind"] != "ring")
    names = [_ends(one, language) for one in order]
    axes.axvline(0.0, color=GREY, linewidth=1)
    for n, (norms, colour) in enumerate(zip(NORMS, COLOURS, strict=True)):
        for one in arrows[norms]:
            line, sure = STYLES[_found(one)][1], _found(one) != "none"
            place = names.index(_ends(one, language)) + 0.36 * (n - 0.5)
            drawn = {"color": colour if sure else GREY, "fillstyle": "full" if sure else "none"}
            axes.plot([one["low"], one["high"]], [place, place], linestyle=line, **drawn)
            axes.plot(one["strength"], place, MARKERS[n], markersize=5, **drawn)
    axes.axhline(sum(one["kind"] == "ring" for one in order) - 0.5, color=GREY, linewidth=0.6)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xscale("symlog", linthresh=0.1)
    axes.grid(axis="x")
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(say("report.loop.axis", language), fontsize="small", loc="right")
    axes.tick_params(axis="y", labelsize="small")
    read_in(axes, language, "x")


def _list(found: list[Line], said: str, language: str) -> str:
    """Arrows of which this is said, by name."""
    return "; ".join(_ends(one, language) for one in found if _found(one) == said) or say("report.loop.no", language)


def _data(stages: dict[str, list[Line]], arrows: dict[str, list[Line]], language: str) -> pd.DataFrame:
    """All that is drawn."""
    head = [say(f"report.{key}", language) for key in ("norms", "loop.what", "loop.value", "low", "high", "loop.found")]
    made = []
    for norms in NORMS:
        drawn = [(_stage(one["stage"], language) + ", %", "extra", "is", one) for one in stages[norms]]
        drawn += [(_ends(one, language), "strength", "key", one) for one in arrows[norms]]
        made += [
            (norm_name(norms, language), what, one[value], one["low"], one["high"],
             say(f"report.loop.{said}.{_found(one)}", language))
            for what, value, said, one in drawn
        ]  # fmt: skip
    return pd.DataFrame(made, columns=head)
