"""A time picture in numbers: what a script tells of a week, a sentence, and a table of years."""

from __future__ import annotations

from html import escape

import numpy as np

from abm.app.views.scales import Axis, factor, scale_of, verdict
from abm.app.views.series import Band, Series, weak
from abm.numerics.streams import Floats
from abm.words import WORDS, measure_name, number, say, week_name
from abm.words.described import measure_unit


def attributes(measure: str, weeks: Floats, lines: list[Floats], x: Axis, language: str) -> dict[str, object]:
    """What ``crosshair.js`` reads of the root of a picture.

    Values are those of the drawn points, in their order, separated by spaces; ``-`` is one that is not known. From
    ``data-x0`` to ``data-x1`` (in units of the picture) the axis runs from week ``data-first`` to ``data-last``.
    Sentences have braces that the script fills in.
    """
    digits = scale_of(measure).digits
    values = {"data_a": lines[0]}
    if len(lines) == 2:
        values |= {"data_b": lines[1], "data_d": lines[1] - lines[0]}
    words = WORDS[language]
    return {
        "data_measure": measure,
        "data_language": language,
        "data_digits": digits,
        "data_x0": x.start,
        "data_x1": x.end,
        "data_first": f"{x.low:g}",
        "data_last": f"{x.high:g}",
        "data_weeks": " ".join(str(round(week)) for week in weeks.tolist()),
        **{key: " ".join(_plain(value, digits + 1) for value in line.tolist()) for key, line in values.items()},
        "data_told": words["lines.told.at" if len(lines) == 2 else "lines.told.at.one"],
        "data_since": words["week.since"],
        "data_before": words["week.before"],
        "data_before_one": words["week.before.one"],
    }


def _plain(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".rstrip("0").rstrip(".") if value == value else "-"


def last(line: Floats) -> float:
    """The value known last, or nan."""
    known = line[np.isfinite(line)]
    return float(known[-1]) if len(known) else float("nan")


def told(measure: str, lines: list[Floats], language: str) -> str:
    """The values of now, in the unit shown, in words."""
    digits = scale_of(measure).digits
    a = number(last(lines[0]), language, digits)
    if len(lines) == 1:
        return say("lines.told.one", language, a=a)
    gap = number(last(lines[1]) - last(lines[0]), language, digits, sign=True)
    return say("lines.told", language, a=a, b=number(last(lines[1]), language, digits), gap=gap)


def sentence(series: Series, language: str, label_a: str = "", label_b: str = "", band: Band | None = None) -> str:
    """The values of now in one sentence, with what the difference means for B, and whether it is weak."""
    if not len(series.weeks):
        return ""
    digits, by = scale_of(series.measure).digits, factor(series.measure)
    ends = [by * last(line) for line in series.thinned()[1]]
    week = week_name(int(series.weeks[-1]), language)
    week = week[0].upper() + week[1:]
    if len(ends) == 1:
        return say("lines.summary.one", language, week=week, a=number(ends[0], language, digits))
    gap = ends[1] - ends[0]
    means = verdict(series.measure, round(gap, digits))
    text = say(
        "lines.summary",
        language,
        week=week,
        label_a=label_a,
        label_b=label_b,
        a=number(ends[0], language, digits),
        b=number(ends[1], language, digits),
        gap=number(gap, language, digits, sign=True),
        verdict=say(f"lines.verdict.{means}", language),
    )
    if band is None:
        return text
    return f"{text} {'. '.join(told_band(band.until(series.weeks[-1]), series.measure, language))}."


def told_band(band: Band, measure: str, language: str) -> list[str]:
    """Of how many lives a band is, and whether the difference in its last week may as well be none."""
    found = [say("lines.band", language, lives=band.lives, wanted=band.wanted)]
    if ends := bounds(band, measure):
        low, high = (number(end, language, scale_of(measure).digits, sign=True) for end in ends)
        found.append(say("lines.band.weak" if weak(ends) else "lines.band.clear", language, low=low, high=high))
    return found


def bounds(band: Band, measure: str) -> tuple[float, float] | None:
    """Bounds of the difference in the last week in which both are known, as they are shown."""
    known = np.flatnonzero(np.isfinite(band.low_d) & np.isfinite(band.high_d))
    if not len(known):
        return None
    by, digits = factor(measure), scale_of(measure).digits
    low, high = (round(by * float(end[known[-1]]), digits) for end in (band.low_d, band.high_d))
    return low, high


def table(series: Series, language: str, label_a: str = "", label_b: str = "", band: Band | None = None) -> str:
    """The same in a table for whoever cannot see the picture: the mean of each year from week 0 on.

    Means are of the weeks themselves, not of a moving mean. With a band each row has the bounds of the difference in
    the last week of its year that the band holds.
    """
    by, digits = factor(series.measure), scale_of(series.measure).digits
    weeks = np.asarray(series.weeks, np.int64)
    band = band.until(weeks[-1]) if band is not None and len(weeks) else band
    twins = [by * values for values in series.values]
    heads = [f"{letter} {label}".strip() for letter, label in zip("AB", (label_a, label_b), strict=True)][: len(twins)]
    if len(twins) == 2:
        heads.append(say("lines.table.difference", language))
        if band is not None:
            heads.append(say("lines.table.lives", language))
    rows = []
    for year in range(int(weeks[-1]) // 52 + 1 if len(weeks) else 0):
        within = (weeks >= 52 * year) & (weeks < 52 * (year + 1))
        means = [_mean(values[within]) for values in twins]
        cells = [number(value, language, digits) for value in means]
        if len(twins) == 2:
            cells.append(number(means[1] - means[0], language, digits, sign=True))
            if band is not None:
                cells.append(_of_year(band, year, series.measure, language))
        name, last_week = number(year + 1, language, 0), int(weeks[-1]) - 52 * year + 1
        if last_week < 52:
            name = say("lines.table.so_far", language, year=name, weeks=last_week)
        rows.append((name, cells))
    caption = say(
        "lines.table",
        language,
        name=measure_name(series.measure, language),
        unit=measure_unit(series.measure, language),
    )
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in (say("lines.table.year", language), *heads))
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
        for name, cells in rows
    )
    return (
        f'<table class="abm-years"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _mean(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def _of_year(band: Band, year: int, measure: str, language: str) -> str:
    """Bounds of the difference in the last week of a year that the band holds."""
    there = np.flatnonzero(band.weeks // 52 == year)
    ends = bounds(band.kept(there), measure)
    digits = scale_of(measure).digits
    return "–" if ends is None else "; ".join(number(end, language, digits, sign=True) for end in ends)
