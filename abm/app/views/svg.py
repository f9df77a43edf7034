"""The little SVG that every picture is made of; all text is escaped here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from math import hypot

from abm.app import look

Point = tuple[float, float]


def element(name: str, *children: str, **attributes: object) -> str:
    """An element; ``stroke_width=2`` becomes ``stroke-width="2"``, None is left out, a trailing underscore dropped.

    Children are markup already: what is to be read goes through :func:`label` or :func:`tip`, which escape it.
    """
    given = "".join([f' {_named(key)}="{_plain(value)}"' for key, value in attributes.items() if value is not None])
    return f"<{name}{given}>{''.join(children)}</{name}>" if children else f"<{name}{given}/>"


@cache
def _named(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _plain(value: object) -> str:
    """A value as an attribute has it."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value) if type(value) is int else escape(str(value))


def tip(text: str) -> str:
    """What appears when the mouse rests on an element, and what a screen reader says of it."""
    return f"<title>{escape(text)}</title>"


def label(
    x: float | str, y: float | str, text: str, size: float = 12, colour: str = look.INK, anchor: str = "start",
    **more: object,
) -> str:  # fmt: skip
    """A line of text; the point is on its baseline. A list of points has one for each letter."""
    return element("text", escape(text), x=x, y=y, font_size=size, fill=colour, text_anchor=anchor, **more)


def haloed(x: float, y: float, text: str, size: float = 11, colour: str = look.SOFT, anchor: str = "middle") -> str:
    """A line of text that stays readable over lines."""
    return label(
        x,
        y,
        text,
        size,
        colour,
        anchor,
        stroke=look.PAPER,
        stroke_width=3,
        stroke_linejoin="round",
        paint_order="stroke",
    )


def picture(
    name: str,
    width: float,
    height: float,
    title: str,
    description: str,
    body: Iterable[str],
    *,
    role: str = "img",
    more: dict[str, object] | None = None,
) -> str:
    """The whole picture.

    Parameters
    ----------
    name : str
        Kind of picture, as its class and ``data-view``.
    title, description : str
        What a screen reader says: what it is, and what is to be seen in it now.
    role : str
        ``img``, or ``group`` where something in it can be clicked.
    more : dict, optional
        Further attributes of the root, such as what a script reads.
    """
    return element(
        "svg",
        f"<desc>{escape(description)}</desc>",
        element("rect", width=width, height=height, fill=look.PAPER),
        *body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_plain(width)} {_plain(height)}",
        width="100%",
        class_=f"abm-view abm-{name}",
        data_view=name,
        role=role,
        aria_label=f"{title}. {description}",
        font_family=look.FONT,
        style="display:block;height:auto",
        **(more or {}),
    )


def polyline(points: Iterable[Point], **attributes: object) -> str:
    """A line through points."""
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return element("path", d=path, fill="none", **attributes)


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers that span a range, with 1, 2 or 5 times a power of ten between them."""
    span = high - low
    if not span > 0.0:
        low, span = low - 0.5, 1.0
        high = low + 1.0
    step = 10.0 ** _floor_log10(span / most)
    step = next(step * factor for factor in (1, 2, 5, 10, 20) if span / (step * factor) <= most)
    first = int(low // step)
    found = [round(first * step, 10)]
    while found[-1] < high - 1e-9 * step:
        first += 1
        found.append(round(first * step, 10))
    return found


def _floor_log10(value: float) -> int:
    return int(f"{value:e}".partition("e")[2])


def badge(twin: str, text: str, x: float, y: float) -> str:
    """Say which twin a picture is of: its letter on its colour, and the name of its norm set."""
    if not twin:
        return label(x, y, text, 14, font_weight=600) if text else ""
    colour = look.TWIN_TEXT[twin]
    return element(
        "g",
        element("rect", x=x, y=y - 14, width=20, height=20, rx=4, fill=colour),
        label(x + 10, y + 1, twin, 14, look.PAPER, "middle", font_weight=700),
        label(x + 28, y + 1, text, 14, look.INK, font_weight=600),
        class_="abm-badge",
        data_twin=twin,
    )


def arrow_head(tip_at: Point, direction: Point, size: float, colour: str) -> str:
    """A filled triangle whose tip is at a point and which looks in a direction."""
    length = hypot(*direction) or 1.0
    dx, dy = direction[0] / length, direction[1] / length
    bx, by = tip_at[0] - size * dx, tip_at[1] - size * dy
    half = 0.55 * size
    corners = (tip_at, (bx - half * dy, by + half * dx), (bx + half * dy, by - half * dx))
    return element("polygon", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners), fill=colour)
