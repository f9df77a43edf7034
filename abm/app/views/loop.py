"""The loop: the essay's figure with what flows along each arrow this week, and each node with its current values."""

from __future__ import annotations

import textwrap
from math import hypot
from typing import NamedTuple

from abm.app import look
from abm.app.snapshot import Snapshot
from abm.app.views import numbers, svg
from abm.app.views.loop_nodes import HALF_WIDTH, NODES, Node
from abm.observation.flows import Flow
from abm.words import dossier_name, number, percent, say, week_name

WIDTH, HEIGHT = 900.0, 515.0
"""As much as a window of 1280 by 720 leaves beside the levers and under the bar."""

MOST = 1.5
"""Times a tense week up to which an arrow grows, as flows are cut off."""

_ENDS = {"salience": "media", "coverage": "media", "complaints": "unrest", "misfit": "policy", "grievance": "unrest"}
"""Ends of arrows that are drawn at a node of another name: what an actor carries is drawn at the actor."""

_CONTEXT_COLOUR = "#75818f"


class _Path(NamedTuple):
    """A cubic curve from one node's side to another's; the places are offsets from the centres."""

    leave: svg.Point
    arrive: svg.Point
    bend_out: svg.Point
    bend_in: svg.Point


def _across(leave_y: float = 0.0, arrive_y: float = 0.0, bend: float = 55.0) -> _Path:
    """From the right side of one node to the left side of another."""
    return _Path((HALF_WIDTH, leave_y), (-HALF_WIDTH, arrive_y), (bend, 0), (-bend, 0))


_PATHS: dict[tuple[str, str], _Path] = {
    ("unrest", "media"): _Path((-55, -32), (-55, 32), (0, -40), (0, 40)),
    ("media", "media"): _Path((-52, -32), (-12, -32), (-12, -38), (12, -38)),
    ("media", "questions"): _Path((53, -32), (-HALF_WIDTH, 0), (0, -58), (-120, 0)),
    ("questions", "hours"): _across(bend=30),
    ("salience", "deadline"): _across(),
    ("salience", "opening"): _Path((HALF_WIDTH, 11), (-HALF_WIDTH, 0), (50, 0), (-145, 0)),
    ("salience", "blame"): _Path((HALF_WIDTH, 23), (-HALF_WIDTH, 0), (30, 0), (-175, 0)),
    ("pressure", "influence room"): _across(bend=15),
    ("complaints", "policy"): _Path((-17, 32), (55, 48), (40, 110), (0, 229)),
    ("outside", "policy"): _across(8, -10, 20),
    ("misfit", "incident"): _Path((30, 48), (HALF_WIDTH, 0), (0, 108), (85, 0)),
    ("coordination", "incident"): _Path((-10, 25), (19, -32), (0, 10), (0, -10)),
    ("incident", "grievance"): _Path((-HALF_WIDTH, -13), (HALF_WIDTH, 10), (-110, -4), (100, 2)),
    ("coverage", "grievance"): _Path((55, 32), (55, -32), (0, 40), (0, -40)),
}

_LABELS: dict[tuple[str, str], tuple[float, float, str, int]] = {
    ("unrest", "media"): (36, 216, "start", 14),
    ("media", "media"): (5, 46, "start", 18),
    ("media", "questions"): (321, 90, "end", 24),
    ("questions", "hours"): (513.5, 36, "middle", 14),
    ("salience", "deadline"): (241, 129, "middle", 24),
    ("salience", "opening"): (321, 180, "end", 17),
    ("salience", "blame"): (321, 268, "end", 17),
    ("pressure", "influence room"): (823, 104, "middle", 24),
    ("complaints", "policy"): (371, 452, "start", 25),
    ("outside", "policy"): (811, 211, "middle", 24),
    ("misfit", "incident"): (824, 356, "end", 24),
    ("coordination", "incident"): (604, 391, "end", 24),
    ("incident", "grievance"): (178, 448, "start", 32),
    ("coverage", "grievance"): (119, 296, "end", 14),
}
"""Where the words of an arrow stand, on which side of that point, and letters to a line."""

_LINE = 14.0

_CONTEXT = (
    ("media", "pressure", _Path((71, -32), (-HALF_WIDTH, -4), (30, -20), (-78, -50))),
    ("questions", "pressure", _across(18, -14, 40)),
    ("hours", "outside", _Path((HALF_WIDTH, 10), (55, -32), (45, 20), (51, -46))),
    ("deadline", "outside", _across(4, -10, 40)),
    ("blame", "outside", _across(-4, 10, 40)),
    ("hours", "coordination", _Path((-HALF_WIDTH, 22), (-HALF_WIDTH, -10), (-45, 70), (-45, -70))),
    ("deadline", "coordination", _across(14, 2, 45)),
    ("influence room", "policy", _Path((62, 32), (62, -47), (0, 5), (0, -5))),
)
"""What also follows, without a parameter of its own: drawn thin and grey, so that the loop is seen to close."""


def arrows(snapshot: Snapshot) -> tuple[Flow, ...]:
    """What flows along every arrow: those with a parameter of their own, and the share of decisions with contact.

    That one is counted over the past year; full is every decision.
    """
    measured = Flow("outside", "policy", "", snapshot.contact.share, "decisions", 1.0)
    return (*snapshot.flows, measured)


def draw(a: Snapshot, language: str, b: Snapshot | None = None, label_a: str = "", label_b: str = "") -> str:
    """Draw the loop of one model, or of both twins in one figure.

    Parameters
    ----------
    a, b : Snapshot
        The twins in the same week; with ``b`` every arrow has two strands and every node two values.
    label_a, label_b : str
        What the twins are called.
    """
    twins = _twins(a, b)
    flows = {letter: arrows(snapshot) for letter, snapshot in twins.items()}
    body = [_halves(language), *(_context(*link) for link in _CONTEXT)]
    body += [_arrow([flows[letter][i] for letter in twins], language) for i in range(len(flows["A"]))]
    body += [_node(name, node, twins, language) for name, node in NODES.items()]
    body += [_words(flow, language) for flow in flows["A"]]
    body.append(_legend(twins, language, label_a, label_b))
    return svg.picture("loop", WIDTH, HEIGHT, say("view.loop", language), told(a, language, b), body)


def _twins(a: Snapshot, b: Snapshot | None) -> dict[str, Snapshot]:
    return {"A": a} if b is None else {"A": a, "B": b}


def _halves(language: str) -> str:
    """The towers against society."""
    return (
        svg.element("path", d="M314 116H500V28H898V396H314Z", fill="#f3f6fa", stroke=look.LINE)
        + svg.label(322, 388, say("loop.inside", language), look.SMALLEST, look.SOFT, font_weight=600)
        + svg.label(6, 508, say("loop.society", language), look.SMALLEST, look.SOFT, font_weight=600)
    )


def curve(cause: str, effect: str, path: _Path | None = None) -> tuple[svg.Point, svg.Point, svg.Point, svg.Point]:
    """The four points of the curve that an arrow follows."""
    path = path or _PATHS[cause, effect]
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
    p0, p1, p2, p3 = curve(cause, effect, path)
    return svg.element(
        "path", d=_curve(p0, p1, p2, p3), fill="none", stroke=_CONTEXT_COLOUR, stroke_width=1.1,
        stroke_dasharray="4 3", class_="abm-context",
    ) + svg.arrow_head(p3, (p3[0] - p2[0], p3[1] - p2[1]), 7, _CONTEXT_COLOUR)  # fmt: skip


def _curve(*points: svg.Point) -> str:
    (x0, y0), *rest = points
    return f"M{x0:.1f} {y0:.1f}C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in rest)


def width_of(flow: Flow) -> float:
    """Width of an arrow's strand: 0 where nothing flows, 5 where it is full."""
    return 0.0 if flow.amount <= 0.0 else 1.0 + 4.0 * flow.strength


def _arrow(flows: list[Flow], language: str) -> str:
    """One arrow, with a strand for each twin."""
    flow = flows[0]
    points = curve(flow.cause, flow.effect)
    strands = []
    for letter, each in zip("AB", flows, strict=False):
        half = 0.5 * width_of(each) + 0.8
        side = 0.0 if len(flows) == 1 else (-half if letter == "A" else half)
        strands.append(_strand(points, side, each, letter))
    about = say(f"arrow.{flow.cause}.{flow.effect}.meaning", language)
    unit = say(f"flow.{flow.unit}", language)
    return svg.element(
        "g",
        svg.tip(f"{about} ({_both([amount(each, language) for each in flows])} {unit}; {_full(flow, language)})"),
        *strands,
        class_="abm-arrow",
        data_cause=flow.cause,
        data_effect=flow.effect,
    )


def _both(values: list[str], between: str = " ") -> str:
    """A value of one model, or the twins' values with their letters."""
    return values[0] if len(values) == 1 else between.join(f"{a} {v}" for a, v in zip("AB", values, strict=True))


def amount(flow: Flow, language: str) -> str:
    """What flows, of a share as a percentage."""
    if flow.unit in ("share", "decisions"):
        return percent(flow.amount, language)
    return number(flow.amount, language, 2 if flow.tense >= 0.1 else 4)


def _full(flow: Flow, language: str) -> str:
    """What an arrow of full width means, in the arrow's own unit."""
    share = flow.unit in ("share", "decisions")
    value = 100 * flow.tense if share else flow.tense
    digits = next(d for d in range(8) if abs(round(value, d) - value) < 1e-9)
    text = number(value, language, digits) + ("%" if share else "")
    return say(f"loop.full.{flow.cause}.{flow.effect}", language, amount=text)


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
    """What an arrow says, and under it what its full width means."""
    x, y, anchor, letters = _LABELS[flow.cause, flow.effect]
    lines = textwrap.wrap(say(f"arrow.{flow.cause}.{flow.effect}", language), letters)
    lines += textwrap.wrap(_full(flow, language), letters)
    return svg.element(
        "g",
        *(
            svg.label(x, y + i * _LINE, line, look.SMALLEST, look.SOFT, anchor)
            for i, line in enumerate(lines)
        ),
        class_="abm-words",
        data_cause=flow.cause,
        data_effect=flow.effect,
    )  # fmt: skip


def _node(name: str, node: Node, twins: dict[str, Snapshot], language: str) -> str:
    title, unit = say(f"node.{name}", language), say(f"node.{name}.unit", language)
    left, top = node.x - HALF_WIDTH, node.y - node.half_height
    badge = max(left + 3, 10.5)  # whole within the picture
    outside = name in ("unrest", "media", "questions", "incident")
    shown = [
        svg.element("rect", x=left, y=top, width=2 * HALF_WIDTH, height=2 * node.half_height, rx=9, fill=look.PAPER,
                    stroke=look.SOFT if outside else look.INK, stroke_width=1.2),
        svg.label(node.x + 3, top + 14, title, look.SMALLEST, look.INK, "middle", font_weight=600),
        svg.element("circle", cx=badge, cy=top + 4, r=9.5, fill=look.SOFT),
        svg.label(badge, top + 8.5, str(node.step), look.SMALLEST, look.PAPER, "middle", font_weight=700,
                  class_="abm-step"),
    ]  # fmt: skip
    step = 2 * HALF_WIDTH / (len(twins) + 1)
    for place, (letter, snapshot) in enumerate(twins.items(), 1):
        value = node.value(snapshot, language)
        shown.append(
            svg.label(left + step * place, top + 29, f"{letter} {value}" if len(twins) > 1 else value, 14,
                      look.TWIN_TEXT[letter], "middle", font_weight=700, class_="abm-value", data_twin=letter)
        )  # fmt: skip
    lines = [unit] + [
        f"{say(key, language)} {_both([value(snapshot, language) for snapshot in twins.values()])}"
        for key, value in node.more
    ]
    for place, line in enumerate(lines):
        colour = look.SOFT if not place else look.INK
        shown.append(svg.label(node.x, top + 43 + 15 * place, line, look.SMALLEST, colour, "middle"))
    said = _both([node.value(snapshot, language) for snapshot in twins.values()])
    told = f"{title}: {said} {unit}; " + "; ".join(lines[1:])
    return svg.element("g", svg.tip(told.rstrip("; ")), *shown, class_="abm-node", data_node=name)


def _legend(twins: dict[str, Snapshot], language: str, label_a: str, label_b: str) -> str:
    made, x = [], 6.0
    for letter, name in zip(twins, (label_a, label_b), strict=False):
        if len(twins) > 1 or name:
            made.append(svg.badge(letter, name, x, 17))
            x += 44 + 8.2 * len(name)
    made.append(svg.label(min(x + 6, 480), 18, _hottest(twins, language), look.SMALLEST, look.INK))
    made.append(svg.label(894, 18, week_name(twins["A"].week, language), look.SMALLEST, look.SOFT, "end"))
    how = (
        say("loop.how", language),
        say("loop.full", language),
        say("loop.fuller", language, most=number(MOST, language, 1)),
        say("loop.context", language),
    )
    made += [svg.label(892, 41 + 14 * i, line, look.SMALLEST, look.SOFT, "end") for i, line in enumerate(how)]
    return "".join(made)


def _hottest(twins: dict[str, Snapshot], language: str) -> str:
    names = [
        dossier_name(snapshot.hottest.number, len(snapshot.ministries[0].dossiers), language)
        for snapshot in twins.values()
    ]
    return say("loop.hottest", language, names=_both(names, ", "))


def told(a: Snapshot, language: str, b: Snapshot | None = None) -> str:
    """A summary: the hottest dossier, the strongest arrow of each twin, and decisions with contact."""
    twins = _twins(a, b)
    parts = [_hottest(twins, language) + "."]
    for letter, snapshot in twins.items():
        flow = max(snapshot.flows, key=lambda item: item.strength)
        parts.append(
            say("loop.told", language, twin=letter, arrow=say(f"arrow.{flow.cause}.{flow.effect}.meaning", language))
        )
        parts.append(_contact(letter, snapshot, language))
    return " ".join(parts)


def _contact(letter: str, snapshot: Snapshot, language: str) -> str:
    contact = snapshot.contact
    return say(
        "loop.contact",
        language,
        twin=letter,
        met=contact.met,
        decisions=contact.decisions,
        misfit_met=number(contact.misfit_met, language),
        misfit_apart=number(contact.misfit_apart, language),
    )


def table(a: Snapshot, language: str, b: Snapshot | None = None) -> str:
    """Every node and every arrow with its numbers, as HTML."""
    twins = _twins(a, b)
    rows = []
    for name, node in NODES.items():
        title, unit = say(f"node.{name}", language), say(f"node.{name}.unit", language)
        rows.append([f"{node.step}. {title}", unit, *(node.value(s, language) for s in twins.values())])
        for key, value in node.more:
            rows.append([f"{node.step}. {title}", say(key, language), *(value(s, language) for s in twins.values())])
    for i, flow in enumerate(arrows(a)):
        about = say(f"arrow.{flow.cause}.{flow.effect}.meaning", language)
        what = f"{say(f'flow.{flow.unit}', language)} ({_full(flow, language)})"
        rows.append([f"→ {about}", what, *(amount(arrows(s)[i], language) for s in twins.values())])
    head = [say("table.what", language), say("table.unit", language), *(twins if b else [say("table.value", language)])]
    return numbers.table("loop", numbers.caption("loop", language, week_name(a.week, language)), head, rows, words=1)
