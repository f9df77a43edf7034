"""The twin view: a measure of A and B over time in one plot, and their difference below it with zero marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from abm.app import look
from abm.app.views import svg
from abm.app.views.smoothing import SMOOTHED, binned, smoothed, step_of
from abm.numerics.streams import Floats
from abm.words import measure_name, number, say
from abm.words.described import measure_kind, measure_meaning, measure_unit

MEASURES = ("trust", "incidents", "unrest", "pressure")
"""What the twin view shows."""

_WIDTH, _HEIGHT = 460.0, 348.0
_LEFT, _RIGHT = 46.0, 392.0
_TOP, _MIDDLE = 76.0, 218.0
_UPPER, _LOWER = 274.0, 334.0


@dataclass(frozen=True)
class Series:
    """One measure over all weeks of the twins.

    Attributes
    ----------
    measure : str
        Its name.
    weeks : sequence of int
        Weeks lived, of equal length with the values; one apart from the next.
    a, b : sequence of float
        The measure in twin A and, where there is one, twin B.
    """

    measure: str
    weeks: Sequence[int] | np.ndarray
    a: Sequence[float] | np.ndarray
    b: Sequence[float] | np.ndarray | None = None

    def thinned(self) -> tuple[Floats, list[Floats]]:
        """Years, and the lines of the twins, smoothed where the measure asks for it, thinned where they are long."""
        given = [self.a] if self.b is None else [self.a, self.b]
        lines = [smoothed(np.asarray(values, np.float64), SMOOTHED.get(self.measure, 1)) for values in given]
        step = step_of(len(self.weeks))
        years = binned(np.asarray(self.weeks, np.float64) / 52.0, step)
        return years, [binned(line, step) for line in lines]


class Mark(NamedTuple):
    """A week in which something struck, and what is said of it."""

    week: int
    text: str


def draw(series: Series, language: str, label_a: str = "", label_b: str = "", marks: Sequence[Mark] = ()) -> str:
    """Draw the measure of both twins, and B minus A below it.

    Parameters
    ----------
    series : Series
        All weeks; smoothing and thinning are done here.
    label_a, label_b : str
        What the twins are called, such as the names of their norm sets.
    marks : sequence of Mark
        Weeks in which something struck.
    """
    kind = measure_kind(series.measure)
    scale = 100.0 if kind in ("percent", "points") else 1.0
    years, lines = series.thinned()
    lines = [scale * line for line in lines]
    x = _Axis(*_years(years), _LEFT, _RIGHT)
    body = [_heading(series.measure, language), _legend(label_a, label_b, len(lines)), *_time(x, language)]
    body += _marks(x, marks, language)
    body += _panel(x, years, lines, language)
    if len(lines) == 2:
        body += _difference(x, years, lines[1] - lines[0], language)
    return svg.picture(
        f"lines-{series.measure}",
        _WIDTH,
        _HEIGHT if len(lines) == 2 else _MIDDLE + 36,
        measure_name(series.measure, language),
        _told(series, lines, language),
        body,
    )


class _Axis:
    """From values to places, with round ticks."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.high, self.start, self.end = low, high, start, end

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def _years(years: Floats) -> tuple[float, float]:
    return (float(years[0]), max(float(years[-1]), float(years[0]) + 1.0)) if len(years) else (0.0, 1.0)


def _span(lines: list[Floats]) -> list[float]:
    """Round numbers around all values."""
    known = np.concatenate([line[np.isfinite(line)] for line in lines])
    return svg.ticks(float(known.min()), float(known.max()), 4) if len(known) else svg.ticks(0.0, 1.0, 4)


def _heading(measure: str, language: str) -> str:
    window = SMOOTHED.get(measure, 1)
    parts = [measure_meaning(measure, language), measure_unit(measure, language) if window == 1 else ""]
    if window > 1:
        parts.append(say("lines.mean", language, weeks=window))
    more = ", ".join(part for part in parts if part)
    return svg.label(8, 20, measure_name(measure, language), 15, font_weight=600) + svg.label(
        8, 36, more, 11.5, look.SOFT
    )


def _legend(label_a: str, label_b: str, count: int) -> str:
    made, x = [], 8.0
    for letter, name in [("A", label_a), ("B", label_b)][: count if count > 1 or label_a else 0]:
        text = f"{letter} {name}".strip()
        made.append(svg.element("path", d=f"M{x:.0f} 50h16", stroke=look.TWINS[letter], stroke_width=3))
        made.append(svg.label(x + 22, 54, text, 11.5, look.TWIN_TEXT[letter], font_weight=600))
        x += 44 + 6.4 * len(text)
    return "".join(made)


def _time(x: _Axis, language: str) -> list[str]:
    """Years since the norm took force at the bottom; the weeks before it are shaded."""
    body = []
    if x.low < 0.0:
        edge = x(min(0.0, x.high))
        body.append(
            svg.element("rect", x=x.start, y=_TOP - 8, width=edge - x.start, height=_MIDDLE - _TOP + 8, fill="#f3f5f7")
        )
    if x.low <= 0.0 <= x.high:
        body.append(
            svg.element("path", d=f"M{x(0):.1f} {_TOP - 8}V{_MIDDLE}", stroke=look.SOFT, stroke_dasharray="2 3")
        )
    for year in svg.ticks(x.low, x.high, 6):
        if x.low <= year <= x.high:
            shown = number(year, language, 0 if year == int(year) else 1)
            body.append(svg.label(x(year), _MIDDLE + 14, shown, 10.5, look.SOFT, "middle"))
    body.append(svg.label(x.end + 8, _MIDDLE + 14, say("lines.years", language), 10.5, look.SOFT))
    return body


def _marks(x: _Axis, marks: Sequence[Mark], language: str) -> list[str]:
    """A triangle above the panel and a thin line through it for each week in which something struck."""
    there = [mark for mark in marks if x.low <= mark.week / 52.0 <= x.high]
    body = [svg.label(8, _TOP - 10, say("lines.events", language), 10.5, look.SOFT)] if there else []
    for place, mark in enumerate(there):
        at = x(mark.week / 52.0)
        body.append(
            svg.element(
                "g",
                svg.tip(mark.text),
                svg.element("path", d=f"M{at:.1f} {_TOP - 8}V{_MIDDLE}", stroke=look.LINE),
                svg.arrow_head((at, _TOP - 8.0), (0.0, 1.0), 8.0, look.SOFT),
                class_="abm-event",
                data_event=place,
                data_week=mark.week,
            )
        )
    return body


def _grid(axis: _Axis, values: list[float], language: str) -> list[str]:
    digits = max((len(f"{value:g}".partition(".")[2]) for value in values), default=0)
    body = []
    for value in values:
        y = axis(value)
        body.append(svg.element("path", d=f"M{_LEFT} {y:.1f}H{_RIGHT}", stroke=look.LINE))
        body.append(svg.label(_LEFT - 6, y + 3.5, number(value, language, digits), 10.5, look.SOFT, "end"))
    return body


def _panel(x: _Axis, years: Floats, lines: list[Floats], language: str) -> list[str]:
    marks = _span(lines)
    y = _Axis(marks[0], marks[-1], _MIDDLE, _TOP)
    body = _grid(y, marks, language) + _before(x, y, years, lines, language)
    ends = []
    for letter, line in zip("AB", lines, strict=False):
        width = 3.2 if letter == "A" and len(lines) == 2 else 1.8  # A shows at both sides of B where they coincide
        mark = {"stroke": look.TWINS[letter], "stroke_width": width, "class_": "abm-line", "data_twin": letter}
        body.append(_line(x, y, years, line, **mark))
        known = line[np.isfinite(line)]
        if len(known):
            ends.append((y(float(known[-1])), letter, float(known[-1])))
    return body + _ends(ends, language)


def _before(x: _Axis, y: _Axis, years: Floats, lines: list[Floats], language: str) -> list[str]:
    """What the shaded weeks are, at the bottom or the top of them, whichever the lines leave free."""
    if x.low >= 0.0 or x(min(0.0, x.high)) - x.start <= 70:
        return []
    there = np.concatenate([line[years < 0.0] for line in lines])
    places = [y(float(value)) for value in there[np.isfinite(there)]]
    free = max(places, default=_TOP) < _MIDDLE - 18 or min(places) < _TOP + 14
    return [svg.label(x.start + 5, _MIDDLE - 6 if free else _TOP + 4, say("lines.before", language), 10.5, look.SOFT)]


def _ends(ends: list[tuple[float, str, float]], language: str) -> list[str]:
    """The value of now at the end of each line; two that would overlap move apart, and clear of the axis below."""
    if len(ends) == 2 and abs(ends[0][0] - ends[1][0]) < 14:
        upper, lower = sorted(ends)
        centre = 0.5 * (upper[0] + lower[0])
        ends = [(centre - 7, *upper[1:]), (centre + 7, *lower[1:])]
    sunk = max(0.0, max((y for y, *_ in ends), default=0.0) - _MIDDLE + 3)
    ends = [(y - sunk if y > _MIDDLE - 18 else y, letter, value) for y, letter, value in ends]
    return [
        svg.label(
            _RIGHT + 8, y + 4, f"{letter} {number(value, language, 1)}", 12, look.TWIN_TEXT[letter], font_weight=700
        )
        for y, letter, value in ends
    ]


def _difference(x: _Axis, years: Floats, gap: Floats, language: str) -> list[str]:
    """B minus A, filled from zero: blue where B is higher, vermilion where A is."""
    known = np.isfinite(gap)
    marks = svg.ticks(float(gap[known].min(initial=0.0)), float(gap[known].max(initial=0.0)), 2)
    y = _Axis(marks[0], marks[-1], _LOWER, _UPPER)
    body = [svg.label(8, _UPPER - 14, say("lines.difference", language), 11.5, look.SOFT, font_weight=600)]
    body += _grid(y, marks, language)
    if known.any():
        shown, when = gap[known], years[known]
        for colour, part in ((look.COLOUR_B, np.maximum(shown, 0.0)), (look.COLOUR_A, np.minimum(shown, 0.0))):
            points = [(x(float(t)), y(float(v))) for t, v in zip(when, part, strict=True)]
            outline = [(points[0][0], y(0.0)), *points, (points[-1][0], y(0.0))]
            path = "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in outline) + "Z"
            body.append(svg.element("path", d=path, fill=colour, fill_opacity=0.28))
        body.append(_line(x, y, years, gap, stroke=look.INK, stroke_width=1.3, class_="abm-difference"))
        last = float(shown[-1])
        body.append(
            svg.label(_RIGHT + 8, y(last) + 4, number(last, language, 1, sign=True), 12, look.INK, font_weight=700)
        )
    zero = y(0.0)
    body.append(svg.element("path", d=f"M{_LEFT} {zero:.1f}H{_RIGHT}", stroke=look.INK, class_="abm-zero"))
    return body


def _line(x: _Axis, y: _Axis, years: Floats, values: Floats, **attributes: object) -> str:
    """A line that is broken where nothing is known."""
    path, pen = [], "M"
    for t, v in zip(years.tolist(), values.tolist(), strict=True):
        if v != v:  # not a number: the pen is lifted
            pen = "M"
            continue
        path.append(f"{pen}{x(t):.1f} {y(v):.1f}")
        pen = "L"
    return svg.element("path", d="".join(path), fill="none", stroke_linejoin="round", **attributes)


def _told(series: Series, lines: list[Floats], language: str) -> str:
    """The last values in words."""
    ends = [float(line[np.isfinite(line)][-1]) if np.isfinite(line).any() else float("nan") for line in lines]
    a = number(ends[0], language, 1)
    if len(ends) == 1:
        return say("lines.told.one", language, a=a)
    gap = number(ends[1] - ends[0], language, 1, sign=True)
    return say("lines.told", language, a=a, b=number(ends[1], language, 1), gap=gap)


def options(series: Series, language: str, label_a: str = "", label_b: str = "") -> dict[str, Any]:
    """The same as options of Apache ECharts, to hover over and to zoom into."""
    scale = 100.0 if measure_kind(series.measure) in ("percent", "points") else 1.0
    years, lines = series.thinned()
    names = [f"{letter} {name}".strip() for letter, name in (("A", label_a), ("B", label_b))]

    def points(values: Floats) -> list[list[float | None]]:
        known = zip(years.tolist(), (scale * values).tolist(), strict=True)
        return [[round(t, 3), round(v, 4) if v == v else None] for t, v in known]

    base = {"type": "line", "showSymbol": False, "animation": False}
    shown: list[dict[str, Any]] = [
        base | {"name": name, "data": points(line), "color": look.TWINS[name[0]]}
        for name, line in zip(names, lines, strict=False)
    ]
    if len(lines) == 2:
        zero = {"silent": True, "symbol": "none", "data": [{"yAxis": 0}], "lineStyle": {"color": look.INK}}
        shown.append(
            base
            | {
                "name": say("lines.difference", language),
                "data": points(lines[1] - lines[0]),
                "color": look.INK,
                "xAxisIndex": 1,
                "yAxisIndex": 1,
                "areaStyle": {"opacity": 0.2},
                "markLine": zero,
            }
        )
    grids = [{"left": 55, "right": 20, "top": 60, "height": 150}, {"left": 55, "right": 20, "top": 250, "height": 60}]
    count = 2 if len(lines) == 2 else 1
    return {
        "aria": {"enabled": True},
        "title": {
            "text": measure_name(series.measure, language),
            "subtext": measure_unit(series.measure, language),
            "textStyle": {"fontSize": 15},
        },
        "legend": {"data": names[: len(lines)], "right": 10, "top": 4},
        "tooltip": {"trigger": "axis"},
        "axisPointer": {"link": [{"xAxisIndex": "all"}]},
        "grid": grids[:count],
        "xAxis": [{"type": "value", "gridIndex": i, "min": "dataMin", "max": "dataMax"} for i in range(count)],
        "yAxis": [{"type": "value", "gridIndex": i, "scale": not i, "splitNumber": 3} for i in range(count)],
        "series": shown,
    }
