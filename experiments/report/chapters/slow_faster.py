"""Whether slow is faster in the end: hours for each dossier that is durably solved, by pace and under all norms."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.figure import Figure

from abm.analysis.sentences import Line, Section, Sentence, by_direction, row, rows
from abm.experiments.report.chapter import Content, Drawing, chapter
from abm.experiments.report.curves import draw_over_years
from abm.experiments.report.look import SIZE
from abm.observation.measuring import WEEKS_PER_YEAR
from abm.words import norm_name, number, percent, say

TABLE, CROSSING = "ten_years", "ten_years_crossover"
EFFORT = "effort_per_solved"
POLICY, ALL = "policy", "all"
PACE = ("slow, outside", "fast, inside")
PACKAGE = ("anticyclical", "reactive")
PAIRS = (("slow, inside", "fast, inside"), ("slow, outside", "fast, outside"), PACE, PACKAGE)
"""What is held against what; a study at a small size lacks some."""

FIRST = 2
"""First year that is told: a dossier is solved when its policy has held for two years."""


@chapter(50, TABLE, CROSSING, "refuters", "fair_test")
def write(language: str) -> Content:
    """What slowness does alone, what all norms do, and from when on."""
    return Content((_slow(language), _package(language)), _drawing(language))


def _slow(language: str) -> Section:
    told = [_in_the_end(PAIRS[0], POLICY, "alone", language)] if _paths(PAIRS[0], POLICY) else []
    told += [part(PACE, counted, language) for counted in (POLICY, ALL) for part in (_path, _crossed)]
    told.append(_questions(language))
    weeks = row(
        "fair_test", test="pace, with both", arm="slow, inside, desk beside 1", against="fast, inside, desk beside 1",
        measure="lead_time",
    )  # fmt: skip
    told.append(by_direction("report.slow_faster.weeks", weeks, language))
    return Section(_answer(language), tuple(told))


def _answer(language: str) -> Sentence:
    """Whether slow is faster, by both ways to count hours: where they differ, it is what is counted that decides."""
    ends = [_paths(PACE, counted)[-1] for counted in (POLICY, ALL)]
    said = {_said(one) for one in ends}
    kind = said.pop() if len(said) == 1 else "depends"
    told = {f"{name}_{key}": text for name, one in zip((POLICY, ALL), ends, strict=True)
            for key, text in _told(one, language).items()}  # fmt: skip
    text = say(f"report.slow_faster.slow.{kind}", language, last=ends[0]["year"], **told)
    return Sentence(text, tuple(one.source for one in ends))


def _questions(language: str) -> Sentence:
    """Hours that go to questions, in which the two ways to count differ most."""
    found = rows(TABLE, measure="hours_questions", arm=PACE[0], against=PACE[1])
    one = max(found, key=lambda one: int(one["year"]))
    text = say(f"report.slow_faster.questions.{_said(one)}", language, last=one["year"], **_told(one, language))
    return Sentence(text, (one.source,))


def _package(language: str) -> Section:
    late = rows("refuters", refuter="R4")[-1]
    share, low, high = (percent(late[name], language) for name in ("difference", "low", "high"))
    years = number(late["x_value"] / WEEKS_PER_YEAR, language, 0)
    refuted = say("report.slow_faster.late", language, share=share, low=low, high=high, years=years)
    told = (
        _path(PACKAGE, POLICY, language),
        _crossed(PACKAGE, POLICY, language),
        Sentence(refuted, (late.source,)),
        _in_the_end(PACKAGE, ALL, "every", language),
    )
    return Section(_in_the_end(PACKAGE, POLICY, "package", language), told)


def _paths(pair: tuple[str, str], counted: str) -> list[Line]:
    """Rows of a pair from the first year that is told on."""
    arm, against = pair
    found = rows(TABLE, measure=EFFORT, counted=counted, arm=arm, against=against)
    return sorted((one for one in found if one["year"] >= FIRST), key=lambda one: int(one["year"]))


def _said(one: Line) -> str:
    return {"up": "up", "down": "down"}.get(one["found"], "none")


def _told(one: Line, language: str) -> dict[str, str]:
    """A difference in hours with its ends, and its size without a sign."""
    keys = {"value": "difference", "low": "low", "high": "high"}
    told = {name: number(one[column], language, 0, sign=True) for name, column in keys.items()}
    return told | {"size": number(abs(one["difference"]), language, 0)}


def _in_the_end(pair: tuple[str, str], counted: str, key: str, language: str) -> Sentence:
    """What a pair differs by over all years, by the direction that is found."""
    one = _paths(pair, counted)[-1]
    arm, against = (_name(name, language) for name in pair)
    told = _told(one, language) | {"last": one["year"], "arm": arm, "against": against}
    return Sentence(say(f"report.slow_faster.{key}.{_said(one)}", language, **told), (one.source,))


def _path(pair: tuple[str, str], counted: str, language: str) -> Sentence:
    """Whether the difference changes its sign over the years, as far as it is found."""
    found = _paths(pair, counted)
    up, down = ([int(one["year"]) for one in found if one["found"] == said] for said in ("up", "down"))
    last = int(found[-1]["year"])
    kind = "none"
    if up or down:
        kind = "down" if not up else "up" if not down else "cross" if max(up) < min(down) and last in down else "mixed"
    text = say(
        f"report.slow_faster.path.{kind}", language, arm=_name(pair[0], language), up=_years(up), down=_years(down),
        last_up=max(up, default=0), first_down=min(down, default=0), first=int(found[0]["year"]),
        counting=say(f"report.slow_faster.counting.{counted}", language),
    )  # fmt: skip
    return Sentence(text, tuple(one.source for one in found))


def _years(years: list[int]) -> str:
    """Years in order, those that follow each other as one span.

    Examples
    --------
    >>> _years([2, 3, 5, 7, 8, 9])
    '2–3, 5, 7–9'
    """
    starts = [year for year in years if year - 1 not in years]
    ends = [year for year in years if year + 1 not in years]
    return ", ".join(str(start) if start == end else f"{start}–{end}" for start, end in zip(starts, ends, strict=True))


def _crossed(pair: tuple[str, str], counted: str, language: str) -> Sentence:
    """In how many worlds, and when in half of them, the hours fall below for good."""
    arm, against = pair
    one = row(CROSSING, arm=arm, against=against, counted=counted)
    shares = {key: percent(one[name], language) for key, name in
              {"share": "crossed", "low": "crossed_low", "high": "crossed_high"}.items()}  # fmt: skip
    horizon = number(one["years"], language, 0)
    ends = {name: _time(one[name], horizon, language) for name in ("median", "median_low", "median_high")}
    kind = "most" if math.isfinite(one["median"]) else "few"
    text = say(
        f"report.slow_faster.crossed.{kind}", language, arm=_name(arm, language), years=horizon, **shares, **ends,
        counting=say(f"report.slow_faster.counting.{counted}", language),
    )  # fmt: skip
    return Sentence(text, (one.source,))


def _time(value: float, horizon: str, language: str) -> str:
    """A number of years, or that it is more than were lived."""
    return number(value, language, 1) if math.isfinite(value) else f"> {horizon}"


def _name(arm: str, language: str) -> str:
    """An arm in words: a pace with a place, or a norm set."""
    if ", " in arm:
        return say(f"report.slow_faster.{arm.replace(', ', '_')}", language)
    return say("report.quoted", language, name=norm_name(arm, language))


def _drawing(language: str) -> Drawing:
    names = ("counted", "pair", "difference")
    counted, pair, difference = (say(f"report.slow_faster.{name}", language) for name in names)
    low, high, year = (say(f"report.{name}", language) for name in ("low", "high", "year"))
    data = pd.DataFrame(
        [
            (say(f"report.slow_faster.{kind}", language), _held(both, language), one["year"], one["difference"],
             one["low"], one["high"])
            for kind in (POLICY, ALL) for both in PAIRS for one in _paths(both, kind)
        ],
        columns=[counted, pair, year, difference, low, high],
    )  # fmt: skip
    figure = Figure(figsize=SIZE, layout="constrained")
    panels = figure.subplots(1, 2)
    draw_over_years(figure, panels, data, language, columns=2)
    panels[0].set_ylabel(difference)
    ends = {
        f"{key}_{kind}": number(_paths(both, kind)[-1]["difference"], language, 0, sign=True)
        for key, both in (("slow", PACE), ("package", PACKAGE)) for kind in (POLICY, ALL)
    }  # fmt: skip
    alternative = say(
        "report.slow_faster.alternative", language, last=_paths(PACE, POLICY)[-1]["year"],
        pairs=data[pair].nunique(), **ends,
    )  # fmt: skip
    return Drawing(figure, data, alternative)


def _held(pair: tuple[str, str], language: str) -> str:
    arm, against = (_name(name, language) for name in pair)
    return say("report.slow_faster.held", language, arm=arm, against=against)
