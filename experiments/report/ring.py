"""A ring of stages with arrows between them, drawn so that nothing covers anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import cos, hypot, pi, sin

from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch

from abm.experiments.report.look import BAND, GREY

RADIUS = 0.26
"""Of a stage; that of the ring is 1."""

ENDS = 1.42
OUTSIDE = 1.25
"""How far the axes reach, and how far out the number of an arrow between neighbours stands."""

BEND = 0.22
NUMBERS = 2.5
"""Layer of the numbers: above arrows, below stages."""

ASIDE = 0.12
"""How far beside an arrow to or from the middle."""

Point = tuple[float, float]


@dataclass(frozen=True)
class RingStage:
    """A stage of the ring.

    Attributes
    ----------
    label, below : str
        Its name, and the number under it.
    marked : bool
        Whether it stands out.
    """

    label: str
    below: str
    marked: bool


@dataclass(frozen=True)
class Link:
    """An arrow.

    Attributes
    ----------
    cause, effect : str
        Names of its stages.
    label, colour, line : str
        Its number, and how it is drawn.
    width : float
        In points.
    along : float
        How far along an arrow within the ring its number stands, in [0, 1].
    """

    cause: str
    effect: str
    label: str
    colour: str
    line: str
    width: float
    along: float = 0.5


def draw_ring(
    axes: Axes, ring: Mapping[str, RingStage], middle: Mapping[str, RingStage], links: Iterable[Link]
) -> None:
    """Draw stages clockwise from the top, one in the middle, and the arrows between them.

    Parameters
    ----------
    ring, middle : mapping of str to RingStage
        Stages by name, in order.
    """
    axes.set(xlim=(-ENDS, ENDS), ylim=(-ENDS, ENDS), aspect="equal")
    axes.set_axis_off()
    places = {name: _place(n / len(ring)) for n, name in enumerate(ring)} | dict.fromkeys(middle, (0.0, 0.0))
    order = list(ring)
    circles = {name: Circle(place, RADIUS, zorder=3) for name, place in places.items()}
    for name, stage in {**ring, **middle}.items():
        circle, (x, y) = circles[name], places[name]
        circle.set(facecolor=BAND[0] if stage.marked else "white", edgecolor="black" if stage.marked else GREY)
        circle.set(linewidth=1.6 if stage.marked else 0.8)
        axes.add_patch(circle)
        height = 0.05 if stage.below else 0.0
        axes.text(x, y + height, stage.label, ha="center", va="center", fontsize=6.6, zorder=4, linespacing=0.95)
        axes.text(x, y - 0.14, stage.below, ha="center", va="center", fontsize=6.6, zorder=4)
    for link in links:
        straight = link.effect in middle or link.cause in middle
        neighbours = not straight and (order.index(link.effect) - order.index(link.cause)) % len(ring) == 1
        bend = 0.0 if straight else -BEND if neighbours else BEND
        arrow = FancyArrowPatch(
            places[link.cause], places[link.effect], patchA=circles[link.cause], patchB=circles[link.effect],
            connectionstyle=f"arc3,rad={bend}", arrowstyle="-|>", mutation_scale=8.0 + 1.5 * link.width,
            linewidth=link.width, linestyle=link.line, color=link.colour, shrinkA=1.0, shrinkB=1.0, zorder=2,
        )  # fmt: skip
        axes.add_patch(arrow)
        if neighbours:
            x, y = _outside(*places[link.cause], *places[link.effect])
        elif straight:
            x, y = _along(places[link.cause], places[link.effect], 0.0, link.along, ASIDE)
        else:
            x, y = _along(places[link.cause], places[link.effect], bend, link.along, 0.0)
        under = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
        number = axes.text(x, y, link.label, ha="center", va="center", fontsize=7.0, color=link.colour, zorder=NUMBERS)
        number.set_bbox(None if neighbours or straight else under)


def _place(turn: float) -> Point:
    """Where on the ring a stage stands after so much of a turn, clockwise from the top."""
    return sin(2.0 * pi * turn), cos(2.0 * pi * turn)


def _outside(*ends: float) -> Point:
    """Outside the ring, between the ends of an arrow."""
    x, y = ends[0] + ends[2], ends[1] + ends[3]
    return OUTSIDE * x / hypot(x, y), OUTSIDE * y / hypot(x, y)


def _along(start: Point, end: Point, bend: float, along: float, aside: float) -> Point:
    """On an arrow, so far along it and so far beside it."""
    across, up = end[0] - start[0], end[1] - start[1]
    control = (start[0] + end[0]) / 2.0 + bend * up, (start[1] + end[1]) / 2.0 - bend * across
    before, half, after = (1.0 - along) ** 2, 2.0 * along * (1.0 - along), along**2
    x, y = (before * start[n] + half * control[n] + after * end[n] for n in (0, 1))
    far = hypot(across, up)
    return x + aside * up / far, y - aside * across / far
