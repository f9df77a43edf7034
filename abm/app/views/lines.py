"""The twin view: a measure of A and B over time in one plot, and their difference below it with zero marked."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

import numpy as np

from abm.app import look
from abm.app.views import flags, readout, svg
from abm.app.views.flags import SIZE, Mark
from abm.app.views.scales import BETTER, Axis, factor, scale_of, span, span_apart, verdict
from abm.app.views.series import BOUNDS, Band, Series, weak
from abm.app.views.smoothing import SMOOTHED
from abm.numerics.streams import Floats
from abm.words import measure_name, number, say
from abm.words.described import measure_meaning, measure_unit

__all__ = ["MEASURES", "Band", "Mark", "Series", "draw"]

MEASURES = ("trust", "incidents", "unrest", "pressure")
"""What the twin view shows."""

_WIDTH = 420.0
_LEFT, _RIGHT = 46.0, 356.0
_FLAGS = 80.0
_TOP, _MIDDLE = 106.0, 232.0
_UPPER, _LOWER = 286.0, 350.0
_LINE = 17.0
"""Height of a line of text."""


def draw(
    series: Series,
    language: str,
    label_a: str = "",
    label_b: str = "",
    marks: Sequence[Mark] = (),
    band: Band | None = None,
) -> str:
    """Draw the measure of both twins, and B minus A below it.

    Parameters
    ----------
    series : Series
        All weeks; smoothing and thinning are done here.
    label_a, label_b : str
        What the twins are called, such as the names of their norm sets.
    marks : sequence of Mark
        Weeks in which something struck or a lever was moved.
    band : Band, optional
        Where many lives lie, drawn under the one life that is shown.
    """
    measure = series.measure
    by, (weeks, lines) = factor(measure), series.thinned()
    lines = [by * line for line in lines]
    x = Axis(*_reach(weeks), _LEFT, _RIGHT)
    lives = band.shown(x.low, x.high) if band is not None and len(lines) == 2 else None
    areas = {name: by * getattr(lives, name) for name in BOUNDS} if lives else {}
    upper = span(measure, _known(*lines, *(areas[name] for name in areas if not name.endswith("_d"))))
    y = Axis(upper[0], upper[-1], _MIDDLE, _TOP)
    grid = [*_years(x, language), *_grid(y, upper, language)]
    over, under = _twins(x, y, weeks, lines, scale_of(measure).digits, language), []
    panels = [(_TOP, _MIDDLE)]
    if len(lines) == 2:
        gap = lines[1] - lines[0]
        apart = span_apart(
            measure, _known(gap, *(areas[name] for name in areas if name.endswith("_d"))), y.high - y.low
        )
        z = Axis(apart[0], apart[-1], _LOWER, _UPPER)
        grid += [*_grid(z, apart, language), *_key_apart(measure, language)]
        over += _difference(x, z, weeks, gap, measure, language)
        panels.append((_UPPER, _LOWER))
        if lives:
            under = _lives(x, y, z, lives.weeks, areas)
    notes = readout.told_band(lives, measure, language) if lives else []
    foot = panels[-1][1] + (19 if len(lines) == 2 else 38)
    told = [readout.told(measure, lines, language), *notes]
    if upper[0] > 0.0:
        told.append(say("lines.broken.told", language, value=_short(upper[0], language)).rstrip("."))
    states = {
        "tabindex": 0,
        "data_broken": f"{upper[0]:g}" if upper[0] > 0.0 else None,
        "data_weak": str(weak(bounds)).lower() if lives and (bounds := readout.bounds(lives, measure)) else None,
    }
    return svg.picture(
        f"lines-{measure}",
        _WIDTH,
        foot + _LINE * len(notes) + 7,
        measure_name(measure, language),
        ". ".join(told) + ".",
        [
            *_heading(measure, language),
            _legend(label_a, label_b, len(lines)),
            *grid,
            svg.element("g", *under, data_testid="band") if under else "",
            *flags.draw(x, marks, _FLAGS, panels, say("lines.force", language)),
            *over,
            *_warming(x, panels),
            *_broken(upper[0], x, marks, language),
            _signs(x, marks, foot, language),
            *(
                svg.label(8, foot + _LINE * (i + 1), note, SIZE, look.INK, font_weight=(400, 600)[i])
                for i, note in enumerate(notes)
            ),
        ],
        more=readout.attributes(measure, weeks, lines, x, language) | states,
    )


def _lives(x: Axis, y: Axis, z: Axis, weeks: np.ndarray, areas: dict[str, Floats]) -> list[str]:
    """Where many lives lie: A and B above, their difference below."""
    return [
        _area(x, axis, weeks, areas[f"low_{twin}"], areas[f"high_{twin}"], colour)
        for twin, axis, colour in (("a", y, look.COLOUR_A), ("b", y, look.COLOUR_B), ("d", z, look.SOFT))
    ]


def _reach(weeks: Floats) -> tuple[float, float]:
    """First and last week of the axis: a year at least."""
    first = float(weeks[0]) if len(weeks) else 0.0
    return first, max(float(weeks[-1]) if len(weeks) else 0.0, first + 52.0)


def _known(*lines: Floats) -> Floats:
    return np.concatenate([line[np.isfinite(line)] for line in lines])


def _short(value: float, language: str) -> str:
    """A mark of an axis."""
    return number(value, language, len(f"{value:g}".partition(".")[2]))


# --- words and signs around the panels ------------------------------------------------------------------------------


def _heading(measure: str, language: str) -> list[str]:
    """What is measured, which way is better, and how; in two lines if it must."""
    window = SMOOTHED.get(measure, 1)
    parts = [measure_meaning(measure, language), measure_unit(measure, language) if window == 1 else ""]
    if window > 1:
        parts.append(say("lines.mean", language, weeks=window))
    more = wrap(", ".join(part for part in parts if part), 62)[:2]
    body = [svg.label(8, 19, measure_name(measure, language), 15.5, font_weight=600)]
    if measure in BETTER:
        way = say(f"lines.better.{BETTER[measure]}", language)
        body.append(svg.label(_WIDTH - 8, 19, way, SIZE, look.INK, "end", class_="abm-better"))
    return body + [svg.label(8, 37 + 15 * i, text, SIZE, look.SOFT) for i, text in enumerate(more)]


def _legend(label_a: str, label_b: str, count: int) -> str:
    """The twins; a name for which there is no room is cut short, and told in full when pointed at."""
    made, x = [], 8.0
    names = [("A", label_a), ("B", label_b)][: count if count > 1 or label_a else 0]
    most = 52 - sum(min(len(name), 24) for _, name in names[1:])
    for letter, name in names:
        cut = name if len(name) <= max(24, most) else f"{name[: max(24, most) - 1]}…"
        text = f"{letter} {cut}".strip()
        made.append(svg.element("path", d=f"M{x:.0f} 68h16", stroke=look.TWINS[letter], stroke_width=3))
        words = svg.label(x + 21, 72, text, SIZE, look.TWIN_TEXT[letter], font_weight=600)
        made.append(svg.element("g", svg.tip(name), words) if cut != name else words)
        x += 38 + 6.9 * len(text)
    return "".join(made)


def _key_apart(measure: str, language: str) -> list[str]:
    """What the tints of the difference mean for B."""
    heading = say("lines.difference", language)
    body = [svg.label(8, _UPPER - 14, heading, SIZE, look.INK, font_weight=600)]
    x = 22.0 + 7.0 * len(heading)
    for means in ("better", "worse") if measure in BETTER else ("higher", "lower"):
        text = say(f"lines.verdict.{means}", language)
        box = f"M{x:.1f} {_UPPER - 24:.1f}h14v12h-14z"
        body.append(svg.element("path", d=box, fill=_TINTS[means], fill_opacity=_OPACITY, stroke=_TINTS[means]))
        if means in _HATCHED:
            body.append(
                svg.element(
                    "path", d="".join(f"M{x + i:.1f} {_UPPER - 24:.1f}v12" for i in (3.5, 7, 10.5)),
                    stroke=_TINTS[means],
                )
            )  # fmt: skip
        body.append(svg.label(x + 19, _UPPER - 14, text, SIZE, look.SOFT))
        x += 32 + 6.6 * len(text)
    return body


def _signs(x: Axis, marks: Sequence[Mark], y: float, language: str) -> str:
    """What the signs on the axis of time mean, of those that are there."""
    kinds = {mark.lever for mark in marks if x.low <= mark.week <= x.high}
    left, made = 8.0, list[str]()
    for there, key, sign in (
        (x.low < 0.0, "warming", _hatched(left, y - 10, 14, 12, look.FAINT, 3.5)),
        (x.low <= 0.0 <= x.high, "force", flags.pennant(left + 2, y - 9)),
        (False in kinds, "event", flags.board(left, y - 11, "1", False)),
        (True in kinds, "lever", flags.board(left, y - 11, "2" if False in kinds else "1", True)),
    ):
        if there:
            text = say(f"lines.{key}", language)
            words = svg.label(left + 19, y, text, SIZE, look.SOFT)
            made.append(svg.element("g", sign, words, transform=f"translate({_along(made, left)} 0)"))
            made.append(text)
    return "".join(made[::2])


def _along(made: list[str], left: float) -> str:
    """Where the next entry of a row starts, right of those before it."""
    return f"{sum(36.0 + 6.3 * len(text) for text in made[1::2]):.1f}"


def _hatched(x: float, y: float, width: float, height: float, colour: str, step: float = 6.0) -> str:
    """Slanting lines over a rectangle."""
    path = []
    start = -height
    while start < width:
        x0, x1 = max(0.0, start), min(width, start + height)
        path.append(f"M{x + x0:.1f} {y + height - (x0 - start):.1f}L{x + x1:.1f} {y + height - (x1 - start):.1f}")
        start += step
    return svg.element("path", d="".join(path), stroke=colour, stroke_width=0.8)


def _warming(x: Axis, panels: Sequence[tuple[float, float]]) -> list[str]:
    """A veil over the weeks before norms take force: a start from assumed values, and no history."""
    if x.low >= 0.0:
        return []
    width = x(min(0.0, x.high)) - x.start
    body = []
    for top, bottom in panels:
        veil = {"x": x.start, "y": top, "width": width, "height": bottom - top}
        body.append(svg.element("rect", **veil, fill=look.PAPER, fill_opacity=0.55))
        body.append(_hatched(x.start, top, width, bottom - top, look.LINE))
    return [svg.element("g", *body, class_="abm-warming")]


def _broken(low: float, x: Axis, marks: Sequence[Mark], language: str) -> list[str]:
    """A zigzag at the foot of an axis that does not start at 0, in words too, clear of the lines of weeks."""
    if low <= 0.0:
        return []
    words = say("lines.broken", language, value=_short(low, language))
    left, wide = _LEFT + 8, 7.0 * len(words)
    for line in sorted(x(week) for week in {0, *(mark.week for mark in marks)} if x.low <= week <= x.high):
        if left - 3 < line < left + wide:
            left = line + 5
    left = left if left + wide <= _RIGHT else _LEFT + 8  # so many weeks that none is clear
    zigzag = f"M{_LEFT:.1f} {_MIDDLE - 16:.1f}v3l-4 2l8 4l-8 4l4 2v1"
    return [
        svg.element(
            "g",
            svg.tip(say("lines.broken.told", language, value=_short(low, language))),
            svg.element("path", d=zigzag, fill="none", stroke=look.INK, stroke_width=1.3),
            svg.haloed(left, _MIDDLE - 5, words, SIZE, look.SOFT, "start"),
            class_="abm-broken",
        )
    ]


# --- panels ---------------------------------------------------------------------------------------------------------

_TINTS = {"better": look.BETTER, "worse": look.WORSE, "higher": look.SOFT, "lower": look.SOFT}
_HATCHED = ("worse", "lower")
_OPACITY = 0.25


def _years(x: Axis, language: str) -> list[str]:
    """Years since norms took force, below the panel."""
    body = []
    for year in svg.ticks(x.low / 52.0, x.high / 52.0, 6):
        if x.low <= 52.0 * year <= x.high and year >= 0.0:
            shown = number(year, language, 0 if year == int(year) else 1)
            body.append(svg.label(x(52.0 * year), _MIDDLE + 16, shown, SIZE, look.SOFT, "middle"))
    return [*body, svg.label(_WIDTH - 8, _MIDDLE + 16, say("lines.years", language), SIZE, look.SOFT, "end")]


def _grid(axis: Axis, values: list[float], language: str) -> list[str]:
    digits = max((len(f"{value:g}".partition(".")[2]) for value in values), default=0)
    body = []
    for value in values:
        y = axis(value)
        body.append(svg.element("path", d=f"M{_LEFT} {y:.1f}H{_RIGHT}", stroke=look.LINE))
        body.append(svg.label(_LEFT - 7, y + 4.5, number(value, language, digits), SIZE, look.SOFT, "end"))
    return body


def _area(x: Axis, y: Axis, weeks: np.ndarray, low: Floats, high: Floats, colour: str) -> str:
    """What lies between two bounds, in pieces where one is not known."""
    path, points = [], []
    ends = zip(x.places(weeks), y.places(low), y.places(high), strict=True)
    for place, one, two in [*ends, (0.0, np.nan, np.nan)]:
        if one == one and two == two:
            points.append((place, one, two))
        elif points:
            outline = [f"{px:.1f} {py:.1f}" for px, py, _ in points]
            outline += [f"{px:.1f} {py:.1f}" for px, _, py in reversed(points)]
            path.append("M" + "L".join(outline) + "Z")
            points = []
    return svg.element("path", d="".join(path), fill=colour, fill_opacity=0.16, class_="abm-band")


def _twins(x: Axis, y: Axis, weeks: Floats, lines: list[Floats], digits: int, language: str) -> list[str]:
    body, ends = [], []
    for letter, line in zip("AB", lines, strict=False):
        width = 3.2 if letter == "A" and len(lines) == 2 else 1.8  # A shows at both sides of B where they coincide
        mark = {"stroke": look.TWINS[letter], "stroke_width": width, "class_": "abm-line", "data_twin": letter}
        body.append(_line(x, y, weeks, line, **mark))
        known = line[np.isfinite(line)]
        if len(known):
            ends.append((y(float(known[-1])), letter, float(known[-1])))
    return body + _ends(ends, digits, language)


def _ends(ends: list[tuple[float, str, float]], digits: int, language: str) -> list[str]:
    """The value of now at the end of each line; two that would overlap move apart, and clear of the axis below."""
    if len(ends) == 2 and abs(ends[0][0] - ends[1][0]) < 15:
        upper, lower = sorted(ends)
        centre = 0.5 * (upper[0] + lower[0])
        ends = [(centre - 7.5, *upper[1:]), (centre + 7.5, *lower[1:])]
    sunk = max(0.0, max((y for y, *_ in ends), default=0.0) - _MIDDLE + 3)
    ends = [(y - sunk if y > _MIDDLE - 18 else y, letter, value) for y, letter, value in ends]
    return [
        svg.label(
            _RIGHT + 7, y + 4, f"{letter} {number(value, language, digits)}", SIZE, look.TWIN_TEXT[letter],
            font_weight=700,
        )
        for y, letter, value in ends
    ]  # fmt: skip


def _difference(x: Axis, y: Axis, weeks: Floats, gap: Floats, measure: str, language: str) -> list[str]:
    """B minus A, filled from zero: the tint says what it means for B, and what is worse is hatched."""
    known = np.isfinite(gap)
    zero, body = y(0.0), []
    if known.any():
        shown, when = gap[known], weeks[known]
        for sign in (1.0, -1.0):
            part = sign * np.maximum(sign * shown, 0.0)
            means = verdict(measure, sign)
            points = list(zip(x.places(when), y.places(part), strict=True))
            outline = [(points[0][0], zero), *points, (points[-1][0], zero)]
            path = "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in outline) + "Z"
            fill = {"fill": _TINTS[means], "fill_opacity": _OPACITY, "class_": "abm-meaning", "data_meaning": means}
            body.append(svg.element("path", d=path, **fill))
            if means in _HATCHED:
                places = np.arange(points[0][0], points[-1][0], 4.0)
                ends = np.interp(places, [px for px, _ in points], [py for _, py in points])
                lines = (f"M{px:.1f} {zero:.1f}V{py:.1f}" for px, py in zip(places, ends, strict=True) if py != zero)
                body.append(svg.element("path", d="".join(lines), stroke=_TINTS[means], stroke_width=0.8))
        body.append(_line(x, y, weeks, gap, stroke=look.INK, stroke_width=1.3, class_="abm-difference"))
        last = float(shown[-1])
        told = number(last, language, scale_of(measure).digits, sign=True)
        body.append(svg.label(_RIGHT + 7, y(last) + 4, told, SIZE, look.INK, font_weight=700))
    body.append(svg.element("path", d=f"M{_LEFT} {zero:.1f}H{_RIGHT}", stroke=look.INK, class_="abm-zero"))
    return body


def _line(x: Axis, y: Axis, weeks: Floats, values: Floats, **attributes: object) -> str:
    """A line that is broken where nothing is known."""
    path, pen = [], "M"
    for px, py in zip(x.places(weeks), y.places(values), strict=True):
        if py != py:  # not a number: the pen is lifted
            pen = "M"
            continue
        path.append(f"{pen}{px:.1f} {py:.1f}")
        pen = "L"
    return svg.element("path", d="".join(path), fill="none", stroke_linejoin="round", **attributes)
