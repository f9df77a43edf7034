"""Two weeks in the life of one official, as the decision log has them: a tense and a calm one, under two norm sets."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from abm.analysis.sentences import Line, Section, Sentence, rows
from abm.experiments.report.chapter import Content, Drawing, chapter
from abm.experiments.report.look import GREY, InLanguage, apart
from abm.experiments.week_of_official import DARES, NONE, PACKAGE, WILLING
from abm.words import method_name, norm_name, number, percent, say

TABLE = "week_of_official"
STORIES, NORMS = ("tense", "calm"), (NONE, PACKAGE)
REASONS = {"willing": WILLING, "dares": DARES}
THOUGH = "outside.though"
"""Of who went outside although something fell short; a reason for anything else is what it rests on."""

SIZE = (8.0, 6.4)
HATCHES = ("", "//", "xx", "..", "", "\\\\", "++")


@chapter(130, TABLE)
def write(language: str) -> Content:
    """Each week: what lies on the desk, and what is chosen in either world."""
    found = {(one["story"], one["norms"]): one for one in rows(TABLE, story=list(STORIES))}
    sections = tuple(_week(story, [found[story, norms] for norms in NORMS], language) for story in STORIES)
    return Content(sections, _drawing(found, language))


def _week(story: str, both: list[Line], language: str) -> Section:
    """What was chosen, where, and why."""
    without, package = both
    went = {(False, False): "neither", (True, False): "without", (False, True): "package", (True, True): "both"}
    key = went[_went(without), _went(package)]
    heading = say(f"report.week_of_official.{story}.{key}", language, official=without["official"])
    sources = tuple(one.source for one in both)
    told = [Sentence(_desk(without, language), (without.source,))]
    told += [Sentence(_choice(one, language), (one.source,)) for one in both]
    if all(not one["superseded"] and one["lead_time"] == one["lead_time"] for one in both):
        lead = {name: number(one["lead_time"], language, 0) for name, one in zip(("first", "other"), both, strict=True)}
        told.append(Sentence(say("report.week_of_official.decided", language, **lead), sources))
    return Section(Sentence(heading, sources), tuple(told))


def _went(one: Line) -> bool:
    """Whether the official went outside."""
    return str(one["did"]).startswith("outside")


def _desk(one: Line, language: str) -> str:
    """What lies on the desk that week."""
    usual_salience, usual_questions = one["usual_salience"], one["usual_questions"]
    return say(
        f"report.week_of_official.desk.{one['kind']}", language, week=one["week"], official=one["official"],
        dossier=one["dossier"], salience=number(one["salience"], language, 2),
        usual=number(usual_salience, language, 2),
        questions=one["ministry_questions"], usual_questions=number(usual_questions, language, 1),
        load=percent(one["utilisation"], language), usual_load=percent(one["usual_utilisation"], language),
    )  # fmt: skip


def _choice(one: Line, language: str) -> str:
    """What came to mind, what was weighed, and what was chosen."""
    values = {name: number(one[name], language, 2) for name in (*REASONS, "threshold")}
    parts = {name: number(one[name], language, 2, sign=True) for name in (*WILLING, *DARES)}
    short = _least(one)
    weighed = say(f"report.week_of_official.weighed.{short}", language, **values, **parts)
    considered = say(f"report.week_of_official.considered.{bool(one['considers'])}".lower(), language)
    chance = percent(one["probability"], language, 0 if one["probability"] >= 0.1 else 1)
    done = say(
        f"report.week_of_official.chose.{'though' if one['did'] == THOUGH else 'plain'}", language,
        did=method_name(one["chosen"], language), chance=chance, why=say(f"short.{one['why']}", language),
    )  # fmt: skip
    where = say(f"report.week_of_official.in.{one['norms']}", language)
    return f"{where}: {considered} {weighed} {done}"


def _least(one: Line) -> str:
    """What keeps readiness below the threshold: daring, willing or both; none where nothing does."""
    short = [name for name in REASONS if one[name] < one["threshold"]]
    return "both" if len(short) == len(REASONS) else (short or ["none"])[0]


def _drawing(found: dict[tuple[str, str], Line], language: str) -> Drawing:
    def word(name: str) -> str:
        return say(f"report.week_of_official.{name}", language)

    data = pd.DataFrame(
        [
            {
                word("week"): one["week"], say("report.norms", language): norm_name(norms, language),
                word("reason"): word(reason), word("part"): word(f"part.{part}"), word("size"): float(one[part]),
                word("sum"): float(one[reason]), word("threshold"): float(one["threshold"]),
            }
            for story in STORIES for norms in NORMS for one in [found[story, norms]]
            for reason, parts in REASONS.items() for part in parts
        ]
    )  # fmt: skip
    figure = Figure(figsize=SIZE, layout="constrained")
    panels = figure.subplots(1, len(STORIES), sharex=True, sharey=True, squeeze=False)[0]
    bars = [(norms, reason) for reason in REASONS for norms in NORMS]
    for story, axes in zip(STORIES, panels, strict=True):
        for place, (norms, reason) in enumerate(bars):
            _bar(axes, place, found[story, norms], reason)
        threshold = found[story, NONE]["threshold"]
        axes.axvline(threshold, color=GREY, linestyle="--", linewidth=1.2)
        axes.axvline(0.0, color=GREY, linewidth=1)
        axes.set_title(say(f"report.week_of_official.panel.{story}", language, week=found[story, NONE]["week"]))
        axes.set_xlabel(word("size"))
        axes.xaxis.set_major_formatter(InLanguage(language))
        axes.grid(axis="x")
        axes.grid(axis="y", visible=False)
    panels[0].set_yticks(range(len(bars)), [f"{word(reason)},\n{word(f'label.{norms}')}" for norms, reason in bars])
    panels[0].set_ylim(len(bars) - 0.5, -0.5)
    handles = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=word(f"part.{part}"))
        for part, (colour, hatch) in LOOK.items()
    ]
    (line,) = panels[0].plot([], [], color=GREY, linestyle="--", label=word("threshold"))
    (mark,) = panels[0].plot([], [], "D", color="black", label=word("sum"))
    figure.legend(handles=[*handles, line, mark], loc="outside lower center", ncols=3, frameon=False, fontsize="small")
    told = {
        f"{story}_{name}": number(found[story, norms]["readiness"], language, 2, sign=True)
        for story in STORIES for name, norms in (("without", NONE), ("package", PACKAGE))
    }  # fmt: skip
    return Drawing(figure, data, say("report.week_of_official.alternative", language, **told))


LOOK = dict(zip((*WILLING, *DARES), zip(apart(len(HATCHES)), HATCHES, strict=True), strict=True))
"""Colour and hatch of each term."""


def _bar(axes: Axes, place: int, one: Line, reason: str) -> None:
    """Terms that add to a reason to the right of 0, those that take off to the left, and a mark at their sum."""
    ends = {True: 0.0, False: 0.0}
    for part in REASONS[reason]:
        value = float(one[part])
        colour, hatch = LOOK[part]
        axes.barh(
            place, value, left=ends[value > 0.0], height=0.6, color=colour, hatch=hatch, edgecolor="white",
            linewidth=0.5,
        )  # fmt: skip
        ends[value > 0.0] += value
    axes.plot(one[reason], place, "D", color="black", markersize=7, zorder=4, markeredgecolor="white")
