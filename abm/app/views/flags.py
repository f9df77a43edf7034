"""Numbered flags above a time picture: events, levers that were moved, and the week in which norms take force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from abm.app import look
from abm.app.views import svg
from abm.app.views.scales import Axis

SIZE = 12.5
"""Of text: 12 px and more where the picture stands two to a row."""

_HEIGHT, _GAP, _SHIFT, _PENNANT = 15.0, 1.5, 9.0, 12.0


class Mark(NamedTuple):
    """Something of the schedule in its week.

    Attributes
    ----------
    week : int
        When it struck, or when a lever was moved.
    text : str
        What is said of it.
    number : int
        Its number in the schedule beside the page, from 1.
    lever : bool
        Whether it is a lever that was moved.
    """

    week: int
    text: str
    number: int
    lever: bool = False


class _Flag(NamedTuple):
    left: float
    marks: list[Mark]

    @property
    def text(self) -> str:
        first, last = self.marks[0].number, self.marks[-1].number
        return str(first) if first == last else f"{first}–{last}"

    @property
    def width(self) -> float:
        return _width(self.text)


def _width(text: str) -> float:
    return 7.0 + 7.0 * len(text)


def draw(x: Axis, marks: Sequence[Mark], top: float, panels: Sequence[tuple[float, float]], text: str) -> list[str]:
    """A line through the panels and a flag above them for each mark on the axis; flags without room are one.

    Parameters
    ----------
    x : Axis
        Of weeks.
    top : float
        Upper edge of the flags.
    panels : sequence of (float, float)
        Top and bottom of each panel.
    text : str
        What is said of the week in which norms take force.
    """
    body = [_force(x, top, panels, text)] if x.low <= 0.0 <= x.high else []
    flags = {flag.marks[0]: flag for flag in _flags(x, [mark for mark in marks if x.low <= mark.week <= x.high])}
    for mark in (mark for flag in flags.values() for mark in flag.marks):
        body.append(
            svg.element(
                "g",
                svg.tip(mark.text),
                _through(x(mark.week), top + _HEIGHT, panels, "1 3" if mark.lever else None),
                board(flags[mark].left, top, flags[mark].text, mark.lever) if mark in flags else "",
                class_="abm-event",
                data_event=mark.number,
                data_week=mark.week,
                data_kind="lever" if mark.lever else "event",
            )
        )
    return body


def _flags(x: Axis, marks: Sequence[Mark]) -> list[_Flag]:
    """Flags from left to right: each over its week, or a little to the right of it, or in one with the last."""
    flags: list[_Flag] = []
    free = x.start - 20.0
    for mark in sorted(marks, key=lambda mark: mark.number):
        alone = _Flag(0.0, [mark])
        wanted = x(mark.week) - 0.5 * alone.width
        left = max(wanted, free, x(0.0) + _PENNANT if mark.week >= 0 else free)
        if flags and left - wanted > _SHIFT:
            flags[-1].marks.append(mark)
        else:
            flags.append(_Flag(left, [mark]))
        free = flags[-1].left + flags[-1].width + _GAP
    return flags


def board(left: float, top: float, text: str, lever: bool) -> str:
    """A number on a flag: square for an event, round and pale for a lever."""
    width = _width(text)
    return svg.element(
        "rect", x=left, y=top, width=width, height=_HEIGHT, rx=7.5 if lever else 1.5,
        fill=look.PAPER if lever else look.SOFT, stroke=look.SOFT,
    ) + svg.label(
        left + 0.5 * width, top + 12, text, SIZE, look.INK if lever else look.PAPER, "middle", font_weight=700
    )  # fmt: skip


def pennant(x: float, top: float) -> str:
    """The sign of norms that take force."""
    return svg.element("path", d=f"M{x:.1f} {top:.1f}l10 5l-10 5z", fill=look.INK)


def _force(x: Axis, top: float, panels: Sequence[tuple[float, float]], text: str) -> str:
    return svg.element(
        "g", svg.tip(text), _through(x(0.0), top, panels, None, look.INK), pennant(x(0.0), top),
        class_="abm-force", data_force=0,
    )  # fmt: skip


def _through(x: float, top: float, panels: Sequence[tuple[float, float]], dashes: str | None, ink: str = "") -> str:
    """A thin line from the flags down, which leaves out what stands between the panels."""
    parts = [(top, panels[0][1]), *panels[1:]]
    path = "".join(f"M{x:.1f} {start:.1f}V{end:.1f}" for start, end in parts)
    return svg.element("path", d=path, stroke=ink or look.FAINT, stroke_width=1, stroke_dasharray=dashes)
