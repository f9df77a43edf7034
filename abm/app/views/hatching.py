"""Areas that are told apart by how they are hatched, and their legend, so that no colour has to be seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from abm.app import look
from abm.app.views import svg

_GAP = 4.0


class Key(NamedTuple):
    """One entry of a legend: a colour, what it stands for, a mark in it, and how it is hatched."""

    colour: str
    text: str
    mark: str = ""
    texture: str = "plain"


class Part(NamedTuple):
    """A part of a row of areas: its place and width, how it looks, its tip, and further attributes."""

    x: float
    width: float
    colour: str
    texture: str
    tip: str
    more: dict[str, object]


def row(parts: Iterable[Part], y: float, height: float) -> Iterator[str]:
    """Rectangles beside each other, hatched, with a line that parts each from the next.

    All lines of one ink are one path over them, which lets the mouse through: a browser draws it sooner than many.
    """
    lines = {look.INK: ""}
    for part in parts:
        yield svg.element(
            "rect", part.tip, x=part.x, y=y, width=part.width, height=height, fill=part.colour, **part.more
        )
        ink = look.readable_on(part.colour)
        lines[ink] = lines.get(ink, "") + "".join(_lines(part.texture, part.x, y, part.width, height))
        lines[look.INK] += f"M{part.x + part.width:.1f} {y:.1f}v{height:.1f}"
    for ink, made in lines.items():
        if made:
            yield svg.element("path", d=made, fill="none", stroke=ink, stroke_width=0.9, pointer_events="none")


def _lines(texture: str, x: float, y: float, width: float, height: float) -> Iterator[str]:
    """Strokes of a texture within a rectangle."""
    right, bottom = x + width, y + height
    if texture in ("rising", "crossed"):
        yield from _slanted(x, right, y, bottom, 1.0)
    if texture in ("falling", "crossed"):
        yield from _slanted(x, right, y, bottom, -1.0)
    for place in _steps(x, right):
        if texture == "upright":
            yield f"M{place:.1f} {y:.1f}V{bottom:.1f}"
        elif texture == "dots":
            for row in _steps(y, bottom):
                yield f"M{place - 0.6:.1f} {row:.1f}h1.2"
        elif texture == "waves" and place + _GAP / 2 <= right:
            middle = y + height / 2
            yield f"M{place - _GAP / 2:.1f} {middle:.1f}q1 -3 2 0t2 0"
    if texture == "level":
        for row in _steps(y, bottom):
            yield f"M{x:.1f} {row:.1f}H{right:.1f}"


def _steps(low: float, high: float) -> Iterator[float]:
    """Places at even distances between two ends, half a step from the first."""
    count = int((high - low) / _GAP + 0.5)
    return (low + _GAP * (i + 0.5) for i in range(count) if low + _GAP * (i + 0.5) < high)


def _slanted(left: float, right: float, top: float, bottom: float, way: float) -> Iterator[str]:
    """Lines at 45 degrees, cut off at the rectangle's sides."""
    tall = bottom - top
    start = left - tall + _GAP / 2
    while start < right:
        first, last = max(left, start), min(right, start + tall)
        if last > first:
            low, high = (first - start), (last - start)
            ends = (bottom - low, bottom - high) if way > 0 else (top + low, top + high)
            yield f"M{first:.1f} {ends[0]:.1f}L{last:.1f} {ends[1]:.1f}"
        start += _GAP


def legend(entries: Iterable[Key], x: float, y: float, width: float) -> tuple[str, float]:
    """A legend broken into lines; with the height of its last baseline."""
    made, left, line = [], x, y
    for entry in entries:
        needed = 24 + 7.0 * len(entry.text) + 12
        if left > x and left + needed - 12 > x + width:
            left, line = x, line + 20
        made.append(_entry(left, line, entry))
        left += needed
    return "".join(made), line


def _entry(x: float, y: float, entry: Key) -> str:
    return svg.element(
        "g",
        *row([Part(x, 18, entry.colour, entry.texture, "", {"stroke": look.SOFT, "stroke_width": 0.8})], y - 12, 15),
        svg.label(x + 9, y + 0.5, entry.mark, look.SMALLEST, look.readable_on(entry.colour), "middle", font_weight=700)
        if entry.mark
        else "",
        svg.label(x + 24, y, entry.text, look.SMALLEST, look.SOFT),
        class_="abm-key",
    )


def ramp(x: float, y: float, width: float, colours: tuple[str, ...], marks: list[str], name: str) -> str:
    """A legend of a colour scale, with marks at equal distances from end to end."""
    gap, steps = width / (len(marks) - 1), 24
    part = width / steps
    return svg.element(
        "g",
        svg.label(x, y - 6, name, look.SMALLEST, look.SOFT),
        *(
            svg.element(
                "rect", x=x + i * part, y=y, width=part + 0.5, height=10, fill=look.blend(colours, i / (steps - 1))
            )
            for i in range(steps)
        ),
        svg.element("rect", x=x, y=y, width=width, height=10, fill="none", stroke=look.SOFT, stroke_width=0.8),
        *(
            svg.label(
                x + i * gap, y + 25, mark, look.SMALLEST, look.SOFT,
                "start" if i == 0 else "end" if i == len(marks) - 1 else "middle",
            )
            for i, mark in enumerate(marks)
        ),
        class_="abm-ramp",
    )  # fmt: skip
