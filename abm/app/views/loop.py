"""The loop: the essay's figure with what flows along each arrow this week, and each node with its current value."""

from __future__ import annotations

from collections.abc import Callable
from math import fsum, hypot, nan
from typing import NamedTuple

from abm.app import look
from abm.app.snapshot import Snapshot
from abm.app.views import svg
from abm.observation.flows import Flow
from abm.policy.choice import EXPLAINED, INSIDE, TICK_BOX
from abm.policy.process import REACTIVE
from abm.words import number, percent, say, week_name

WIDTH, HEIGHT = 940.0, 640.0

_HALF_WIDTH, _HALF_HEIGHT = 74.0, 29.0

Value = Callable[[Snapshot, str], str]


class _Node(NamedTuple):
    x: float
    y: float
    value: Value


def _measure(name: str, digits: int, scale: float = 1.0) -> Value:
    return lambda snapshot, language: number(scale * snapshot.measures.get(name, nan), language, digits)


def _share(name: str) -> Value:
    return lambda snapshot, language: percent(snapshot.measures.get(name, nan), language)


def _weeks_given(snapshot: Snapshot, language: str) -> str:
    given = [d.weeks_given for d in snapshot.dossiers if d.weeks_given is not None and d.kind == REACTIVE]
    return number(fsum(given) / len(given) if given else None, language, 0)


def _reactive(snapshot: Snapshot, language: str) -> str:
    return number(float(sum(1 for d in snapshot.dossiers if d.kind == REACTIVE)), language, 0)


def _outside(snapshot: Snapshot, language: str) -> str:
    chosen = [d.choice for d in snapshot.dossiers if d.choice]
    outside = sum(1 for choice in chosen if choice not in (INSIDE, EXPLAINED, TICK_BOX))
    return percent(outside / len(chosen) if chosen else None, language)


def _blame(snapshot: Snapshot, language: str) -> str:
    return number(next(f.amount for f in snapshot.flows if f.effect == "blame"), language)


def _incidents(snapshot: Snapshot, language: str) -> str:
    return number(float(len(snapshot.incidents)), language, 0)


NODES: dict[str, _Node] = {
    "unrest": _Node(104, 522, _measure("unrest", 1, 100)),
    "media": _Node(104, 300, _measure("salience", 0, 100)),
    "questions": _Node(104, 100, _measure("questions", 1)),
    "hours": _Node(372, 100, _share("utilisation")),
    "pressure": _Node(372, 183, _measure("pressure", 0, 100)),
    "deadline": _Node(372, 266, _weeks_given),
    "opening": _Node(372, 349, _reactive),
    "blame": _Node(372, 432, _blame),
    "influence room": _Node(612, 183, _share("influence_weight")),
    "outside": _Node(612, 308, _outside),
    "coordination": _Node(612, 432, _share("coordination_gap")),
    "policy": _Node(836, 308, _measure("misfit", 2)),
    "incident": _Node(496, 552, _incidents),
}
"""Where each node stands, and its value of this week."""

_ENDS = {"salience": "media", "coverage": "media", "complaints": "unrest", "misfit": "policy", "grievance": "unrest"}
"""Ends of arrows that are drawn at a node of another name: what an actor carries is drawn at the actor."""


class _Path(NamedTuple):
    """A cubic curve from one node's side to another's; the places are offsets from the centres."""

    leave: svg.Point
    arrive: svg.Point
    bend_out: svg.Point
    bend_in: svg.Point


def _across(leave_y: float = 0.0, arrive_y: float = 0.0) -> _Path:
    """From the right side of one node to the left side of another."""
    return _Path((_HALF_WIDTH, leave_y), (-_HALF_WIDTH, arrive_y), (55, 0), (-55, 0))


def _up(x: float) -> _Path:
    return _Path((x, -_HALF_HEIGHT), (x, _HALF_HEIGHT), (0, -40), (0, 40))


_PATHS: dict[tuple[str, str], _Path] = {
    ("unrest", "media"): _up(-26),
    ("media", "media"): _Path((-34, -_HALF_HEIGHT), (26, -_HALF_HEIGHT), (-44, -62), (40, -62)),
    ("media", "questions"): _Path((50, -_HALF_HEIGHT), (14, _HALF_HEIGHT), (10, -50), (0, 50)),
    ("questions", "hours"): _across(),
    ("salience", "deadline"): _across(-15, 0),
    ("salience", "opening"): _across(3, 0),
    ("salience", "blame"): _across(20, 0),
    ("pressure", "influence room"): _across(),
    ("complaints", "policy"): _Path((-20, _HALF_HEIGHT), (34, _HALF_HEIGHT), (120, 125), (0, 330)),
    ("misfit", "incident"): _Path((0, _HALF_HEIGHT), (_HALF_WIDTH, 8), (0, 150), (120, 0)),
    ("coordination", "incident"): _Path((0, _HALF_HEIGHT), (26, -_HALF_HEIGHT), (0, 35), (0, -35)),
    ("incident", "grievance"): _Path((-_HALF_WIDTH, 0), (_HALF_WIDTH, 8), (-80, 0), (80, 0)),
    ("coverage", "grievance"): _Path((26, _HALF_HEIGHT), (26, -_HALF_HEIGHT), (0, 40), (0, -40)),
}

_LABELS: dict[tuple[str, str], tuple[float, float, str]] = {
    ("unrest", "media"): (56, 452, "end"),
    ("media", "media"): (96, 211, "middle"),
    ("media", "questions"): (166, 206, "start"),
    ("questions", "hours"): (238, 90, "middle"),
    ("salience", "deadline"): (236, 256, "middle"),
    ("salience", "opening"): (248, 324, "middle"),
    ("salience", "blame"): (220, 400, "end"),
    ("pressure", "influence room"): (492, 173, "middle"),
    ("complaints", "policy"): (380, 611, "middle"),
    ("misfit", "incident"): (736, 498, "end"),
    ("coordination", "incident"): (516, 500, "end"),
    ("incident", "grievance"): (310, 512, "middle"),
    ("coverage", "grievance"): (156, 452, "start"),
}
"""Where the words of an arrow stand."""

_CONTEXT = (
    ("media", "pressure", _across(-24, 8)),
    ("questions", "pressure", _across(14, -10)),
    ("hours", "outside", _across(6, -20)),
    ("deadline", "outside", _across(0, -8)),
    ("blame", "outside", _across(-8, 14)),
    ("hours", "coordination", _across(14, -14)),
    ("deadline", "coordination", _across(12, -2)),
    ("influence room", "policy", _across(0, -14)),
    ("outside", "policy", _across()),
)
"""What also follows, without a parameter of its own: drawn thin and grey, so that the loop is seen to close."""


def draw(a: Snapshot, language: str, b: Snapshot | None = None, label_a: str = "", label_b: str = "") -> str:
    """Draw the loop of one model, or of both twins in one figure.

    Parameters
    ----------
    a, b : Snapshot
        The twins in the same week; with ``b`` every arrow has two strands and every node two values.
    label_a, label_b : str
        What the twins are called.
    """
    twins = {"A": a} if b is None else {"A": a, "B": b}
    body = [_halves(language), *(_context(*link) for link in _CONTEXT)]
    body += [_arrow(i, twins, language) for i in range(len(a.flows))]
    body += [_node(name, node, twins, language) for name, node in NODES.items()]
    body += [_words(flow, language) for flow in a.flows]
    body.append(_legend(a, twins, language, label_a, label_b))
    return svg.picture("loop", WIDTH, HEIGHT, say("view.loop", language), _told(twins, language), body)


def _halves(language: str) -> str:
    """The towers against society."""
    return (
        svg.element("rect", x=278, y=48, width=646, height=432, rx=14, fill="#f3f6fa", stroke=look.LINE)
        + svg.label(908, 70, say("loop.inside", language), 12.5, look.SOFT, "end", font_weight=600)
        + svg.label(14, 622, say("loop.society", language), 12.5, look.SOFT, font_weight=600)
    )


def _place(cause: str, effect: str, path: _Path) -> tuple[svg.Point, svg.Point, svg.Point, svg.Point]:
    start, end = NODES[_ENDS.get(cause, cause)], NODES[_ENDS.get(effect, effect)]
    p0 = (start.x + path.leave[0], start.y + path.leave[1])
    p3 = (end.x + path.arrive[0], end.y + path.arrive[1])
    return (
        p0,
        (p0[0] + path.bend_out[0], p0[1] + path.bend_out[1]),
        (p3[0] + path.bend_in[0], p3[1] + path.bend_in[1]),
        p3,
    )


def _context(cause: str, effect: str, path: _Path) -> str:
    p0, p1, p2, p3 = _place(cause, effect, path)
    return svg.element(
        "path", d=_curve(p0, p1, p2, p3), fill="none", stroke="#c3ccd6", stroke_width=1.2, stroke_dasharray="4 3"
    ) + svg.arrow_head(p3, (p3[0] - p2[0], p3[1] - p2[1]), 7, "#c3ccd6")


def _curve(*points: svg.Point) -> str:
    (x0, y0), *rest = points
    return f"M{x0:.1f} {y0:.1f}C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in rest)


def width_of(flow: Flow) -> float:
    """Width of an arrow's strand: 0 where nothing flows, 7 in a tense week."""
    return 0.0 if flow.amount <= 0.0 else 1.0 + 6.0 * flow.strength


def _arrow(index: int, twins: dict[str, Snapshot], language: str) -> str:
    flow = next(iter(twins.values())).flows[index]
    points = _place(flow.cause, flow.effect, _PATHS[flow.cause, flow.effect])
    strands = []
    for letter, snapshot in twins.items():
        half = 0.5 * width_of(snapshot.flows[index]) + 0.8
        side = 0.0 if len(twins) == 1 else (-half if letter == "A" else half)
        strands.append(_strand(points, side, snapshot.flows[index], letter))
    amounts = ", ".join(f"{letter} {_amount(snapshot.flows[index], language)}" for letter, snapshot in twins.items())
    about = say(f"arrow.{flow.cause}.{flow.effect}.meaning", language)
    unit = say(f"flow.{flow.unit}", language)
    return svg.element(
        "g",
        svg.tip(f"{about} ({amounts} {unit})"),
        *strands,
        class_="abm-arrow",
        data_cause=flow.cause,
        data_effect=flow.effect,
    )


def _amount(flow: Flow, language: str) -> str:
    """What flows, of a share as a percentage."""
    if flow.unit == "share":
        return percent(flow.amount, language)
    return number(flow.amount, language, 2 if flow.tense >= 0.1 else 4)


def _strand(points: tuple[svg.Point, ...], side: float, flow: Flow, letter: str) -> str:
    """One twin's strand of an arrow, moved sideways from the middle so that the twins' lie next to each other."""
    width = width_of(flow)
    colour = look.TWINS[letter]
    moved = [_sideways(points, i, side) for i in range(4)]
    mark = {"class_": "abm-strand", "data_twin": letter, "data_flow": f"{flow.amount:.6g}"}
    if width <= 0.0:  # an arrow that is cut stays visible as a trace
        return svg.element("path", d=_curve(*moved), fill="none", stroke=look.FAINT, stroke_width=0.6, **mark)
    end, before = moved[3], moved[2]
    back = hypot(end[0] - before[0], end[1] - before[1]) or 1.0
    size = 6.0 + 0.9 * width
    short = (end[0] - 0.8 * size * (end[0] - before[0]) / back, end[1] - 0.8 * size * (end[1] - before[1]) / back)
    line = _curve(moved[0], moved[1], before, short)
    return svg.element(
        "path", d=line, fill="none", stroke=colour, stroke_width=width, stroke_opacity=0.85, **mark
    ) + svg.arrow_head(end, (end[0] - before[0], end[1] - before[1]), size, colour)


def _sideways(points: tuple[svg.Point, ...], i: int, side: float) -> svg.Point:
    before, after = points[max(0, i - 1)], points[min(3, i + 1)]
    dx, dy = after[0] - before[0], after[1] - before[1]
    length = hypot(dx, dy) or 1.0
    return points[i][0] - side * dy / length, points[i][1] + side * dx / length


def _words(flow: Flow, language: str) -> str:
    x, y, anchor = _LABELS[flow.cause, flow.effect]
    return svg.haloed(x, y, say(f"arrow.{flow.cause}.{flow.effect}", language), 11, look.SOFT, anchor)


def _node(name: str, node: _Node, twins: dict[str, Snapshot], language: str) -> str:
    values = {letter: node.value(snapshot, language) for letter, snapshot in twins.items()}
    title = say(f"node.{name}", language)
    unit = say(f"node.{name}.unit", language)
    left, top = node.x - _HALF_WIDTH, node.y - _HALF_HEIGHT
    outside = name in ("unrest", "media", "questions", "incident")
    shown = [
        svg.element("rect", x=left, y=top, width=2 * _HALF_WIDTH, height=2 * _HALF_HEIGHT, rx=9, fill=look.PAPER,
                    stroke=look.SOFT if outside else look.INK, stroke_width=1.2),
        svg.label(node.x, top + 16, title, 12, look.INK, "middle", font_weight=600),
    ]  # fmt: skip
    step = 2 * _HALF_WIDTH / (len(values) + 1)
    for place, (letter, value) in enumerate(values.items(), 1):
        text = f"{letter} {value}" if len(values) > 1 else value
        x = node.x if len(values) == 1 else left + step * place
        shown.append(
            svg.label(x, top + 34, text, 14, look.TWIN_TEXT[letter], "middle", font_weight=700, class_="abm-value",
                      data_twin=letter)
        )  # fmt: skip
    shown.append(svg.label(node.x, top + 50, unit, 10, look.SOFT, "middle"))
    said = ", ".join(f"{letter} {value}" for letter, value in values.items())
    return svg.element("g", svg.tip(f"{title}: {said} {unit}"), *shown, class_="abm-node", data_node=name)


def _legend(a: Snapshot, twins: dict[str, Snapshot], language: str, label_a: str, label_b: str) -> str:
    made, x = [], 14.0
    for letter, name in zip(twins, (label_a, label_b), strict=False):
        if len(twins) > 1 or name:
            made.append(svg.badge(letter, name, x, 26))
            x += 60 + 8.2 * len(name)
    made.append(svg.label(926, 26, week_name(a.week, language), 12.5, look.SOFT, "end"))
    made.append(svg.label(max(x, 330), 19, say("loop.how", language), 11.5, look.SOFT))
    made.append(svg.label(max(x, 330), 35, say("loop.context", language), 11.5, look.SOFT))
    return "".join(made)


def _told(twins: dict[str, Snapshot], language: str) -> str:
    """The strongest arrow of each twin, and the value of every node, for who does not see the picture."""
    parts = [
        f"{say(f'node.{name}', language)}: "
        + ", ".join(f"{letter} {node.value(snapshot, language)}" for letter, snapshot in twins.items())
        + f" ({say(f'node.{name}.unit', language)})."
        for name, node in NODES.items()
    ]
    for letter, snapshot in twins.items():
        flow = max(snapshot.flows, key=lambda item: item.strength)
        parts.append(
            say("loop.told", language, twin=letter, arrow=say(f"arrow.{flow.cause}.{flow.effect}.meaning", language))
        )
    return " ".join(parts)
