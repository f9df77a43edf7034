"""A dossier: what citizens need, what the policy gives, what the ministry believes, and whom it asked."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterable
from math import ceil, hypot
from typing import NamedTuple

import numpy as np

from abm.app import look
from abm.app.snapshot import Focus, Snapshot
from abm.app.views import numbers, svg
from abm.numerics.streams import Floats
from abm.words import dossier_name, method_name, number, percent, say, week_name

WIDTH, HEIGHT = 440.0, 641.0
_LEFT, _TOP, _SIDE = 10.0, 106.0, 420.0

_BADLY, _SERVED, _ASKED, _BELIEF, _POLICY = "#c43d17", "#7b8794", "#00815e", "#7b3294", "#1f2933"
_DOT = 2.4
_MARK, _ROWS = 10.0, 3


def draw(a: Snapshot, language: str, twin: str = "", label: str = "", beside: Snapshot | None = None) -> str:
    """Draw the dossier in focus, in the plane of needs.

    Parameters
    ----------
    a : Snapshot
        Taken with the dossier in focus.
    twin, label : str
        ``A`` or ``B`` and the name of its norm set, or nothing.
    beside : Snapshot, optional
        The other twin, drawn next to this one: both then have the same scale.
    """
    focus = a.focus
    plane = _Plane(focus, *([beside.focus] if beside is not None else []))
    name = dossier_name(focus.now.number, len(a.ministries[0].dossiers), language)
    title = say(
        "dossier.title", language, name=name[0].upper() + name[1:], state=say(f"state.{focus.now.state}", language)
    )
    how = textwrap.wrap(say("dossier.how", language), 72)
    body = [
        _badge(twin, label, title),
        svg.label(WIDTH - _LEFT, 23, title, 13, look.INK, "end", font_weight=600),
        *(svg.label(_LEFT, 43 + 15 * i, line, look.SMALLEST, look.SOFT) for i, line in enumerate(how)),
        *(
            svg.label(_LEFT, 58 + 15 * (i + len(how) - 1), line, look.SMALLEST, look.INK)
            for i, line in enumerate(_facts(focus, language))
        ),
        svg.element("rect", x=_LEFT, y=_TOP, width=_SIDE, height=_SIDE, fill="#fafbfc", stroke=look.LINE),
        *_citizens(focus, plane),
        *_asked(focus, plane),
        *_policies(focus, plane),
        *_gaps(focus, plane, language),
        _legend(focus, language),
    ]
    return svg.picture("dossier", WIDTH, HEIGHT, say("view.dossier", language) + ": " + name, told(a, language), body)


def _badge(twin: str, label: str, title: str) -> str:
    """The twin; a name for which the title leaves no room is cut short, and told in full when pointed at."""
    most = int((_SIDE - 36 - 6.8 * len(title)) / 7.0)
    if len(label) <= most:
        return svg.badge(twin, label, _LEFT, 22)
    return svg.element("g", svg.tip(label), svg.badge(twin, f"{label[: max(0, most - 1)]}…", _LEFT, 22))


class _Plane:
    """Places of needs: the same scale both ways, around the needs centre, wide enough for all but the outliers."""

    def __init__(self, focus: Focus, *others: Focus) -> None:
        # Half units, so that the picture zooms now and then and does not breathe every week.
        self.half = max(ceil(2.0 * 1.06 * _reach(each)) / 2.0 for each in (focus, *others))
        self.centre = focus.centre

    def __call__(self, need: Floats) -> svg.Point:
        x, y = ((need - self.centre) / self.half).tolist()
        half = 0.5 * _SIDE
        return _LEFT + half * (1.0 + x), _TOP + half * (1.0 - y)

    def holds(self, needs: Floats) -> np.ndarray:
        """Which of the needs fall inside the picture."""
        return np.abs(needs - self.centre).max(axis=1) <= 0.985 * self.half

    def length(self, distance: float) -> float:
        """A distance between needs, in units of the picture."""
        return 0.5 * _SIDE * distance / self.half


def _reach(focus: Focus) -> float:
    """How far from the needs centre the picture has to reach, outliers among citizens left out."""
    people = np.abs(focus.needs - focus.centre).max(axis=1)
    marks = [focus.policy, focus.belief, *focus.coming, *focus.past]
    if focus.asked is not None and len(focus.asked.needs):
        marks.append(focus.asked.needs.mean(axis=0))
    return max(float(np.quantile(people, 0.98)), *(float(np.abs(mark - focus.centre).max()) for mark in marks))


def _citizens(focus: Focus, plane: _Plane) -> list[str]:
    shown = plane.holds(focus.needs)
    made = []
    for badly, colour in ((False, _SERVED), (True, _BADLY)):
        places = (plane(need) for need in focus.needs[shown & (focus.badly == badly)])
        made.append(
            svg.element(
                "path",
                d=_squares(places) if badly else _dots(places),
                fill=colour if badly else "none",
                stroke=look.PAPER if badly else colour,
                stroke_width=0.5 if badly else 2 * _DOT,
                stroke_linecap="round",
                class_="abm-badly" if badly else "abm-served",
                data_count=int((focus.badly == badly).sum()),
            )
        )
    return made


def _dots(places: Iterable[svg.Point]) -> str:
    """Many dots as one path, which a browser draws much sooner than many circles."""
    return "".join(f"M{x:.1f} {y:.1f}h.01" for x, y in places)


def _squares(places: Iterable[svg.Point]) -> str:
    """Whoever is badly served has another shape, not another colour alone."""
    return "".join(f"M{x - 3:.1f} {y - 3:.1f}h6v6h-6z" for x, y in places)


def _asked(focus: Focus, plane: _Plane) -> list[str]:
    if focus.asked is None:
        return []
    needs = focus.asked.needs
    inside = needs[plane.holds(needs)]
    corners = [plane(need) for need in inside]
    path = "".join(f"M{x:.1f} {y - 4:.1f}l3.8 6.8h-7.6z" for x, y in corners)
    return [
        svg.element(
            "path", d=path or "M0 0", fill=_ASKED, fill_opacity=0.75, stroke=look.PAPER, stroke_width=0.6,
            class_="abm-asked", data_count=len(needs),
        )
    ]  # fmt: skip


def _diamond(place: svg.Point, size: float, **attributes: object) -> str:
    x, y = place
    return svg.element("path", d=f"M{x:.1f} {y - size:.1f}l{size} {size}l{-size} {size}l{-size} {-size}z", **attributes)


def _policies(focus: Focus, plane: _Plane) -> list[str]:
    now = plane(focus.policy)
    trail = [plane(policy) for policy in focus.past]
    made = []
    if trail:
        made.append(svg.polyline([*trail, now], stroke=_SERVED, stroke_width=1.2, stroke_dasharray="2 3"))
        made += [_diamond(place, 5, fill=_SERVED, class_="abm-past") for place in trail]
    belief = plane(focus.belief)
    made.append(
        svg.element(
            "circle", cx=belief[0], cy=belief[1], r=max(7.0, plane.length(focus.belief_deviation)), fill=_BELIEF,
            fill_opacity=0.1, stroke=_BELIEF, stroke_width=1.6, stroke_dasharray="5 3", class_="abm-belief",
        )
    )  # fmt: skip
    made.append(svg.element("circle", cx=belief[0], cy=belief[1], r=3.5, fill=_BELIEF))
    for policy in focus.coming:
        place = plane(policy)
        made.append(svg.polyline([now, place], stroke=_POLICY, stroke_width=1.4, stroke_dasharray="4 3"))
        made.append(_diamond(place, 8, fill=look.PAPER, stroke=_POLICY, stroke_width=2, class_="abm-coming"))
    made.append(_diamond(now, 10, fill=_POLICY, stroke=look.PAPER, stroke_width=1.6, class_="abm-policy"))
    x, y = plane(focus.centre)
    made.append(
        svg.element("path", d=f"M{x - 11:.1f} {y:.1f}h22M{x:.1f} {y - 11:.1f}v22", stroke=look.PAPER, stroke_width=6)
        + svg.element(
            "path", d=f"M{x - 11:.1f} {y:.1f}h22M{x:.1f} {y - 11:.1f}v22", stroke="#c2185b", stroke_width=3,
            class_="abm-centre",
        )
    )  # fmt: skip
    return made


def _gaps(focus: Focus, plane: _Plane, language: str) -> list[str]:
    """The distances that matter, from the needs centre: misfit, blind spot, and how skewed the sample is."""
    ends = [("misfit", focus.policy, _POLICY), ("bias", focus.belief, _BELIEF)]
    if focus.asked is not None and len(focus.asked.needs):
        ends.append(("selection", focus.asked.needs.mean(axis=0), _ASKED))
    start, places = plane(focus.centre), [plane(end) for _, end, _ in ends]
    lines = [
        svg.polyline([start, place], stroke=colour, stroke_width=1.6, class_=f"abm-{name}")
        for place, (name, _, colour) in zip(places, ends, strict=True)
    ]
    if len(ends) == 3:
        x, y = places[-1]
        sample = f"M{x:.1f} {y - 9:.1f}l8.5 15h-17z"
        lines.append(svg.element("path", d=sample, fill=_ASKED, stroke=look.PAPER, stroke_width=1.6))
    taken = [_Box(x - _MARK, y - _MARK, x + _MARK, y + _MARK) for x, y in (start, *places)]
    words = []
    for place, (name, end, colour) in zip(places, ends, strict=True):
        value = number(hypot(*(end - focus.centre).tolist()), language)
        words.append(_beside(place, start, say(f"dossier.{name}", language, value=value), colour, taken))
    return [*lines, *words]


class _Box(NamedTuple):
    """What a mark or words take of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        """Whether two overlap."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def _beside(place: svg.Point, start: svg.Point, text: str, colour: str, taken: list[_Box]) -> str:
    """Words next to a mark, on the side away from the centre where they fit, and clear of what stands there already."""
    wide, away = 6.4 * len(text), 1 if place[0] >= start[0] else -1
    fitting = []
    for row, side in itertools.product(sorted(range(-_ROWS, _ROWS + 1), key=abs), (away, -away)):
        x, y = place[0] + 14 * side, place[1] + 4 + 15 * row
        left, right = sorted((x, x + wide * side))
        if left > _LEFT and right < _LEFT + _SIDE and y - 11 > _TOP and y + 4 < _TOP + _SIDE:
            fitting.append((side, x, y, _Box(left, y - 11, right, y + 4)))
    clear = (found for found in fitting if not any(found[-1].meets(other) for other in taken))
    side, x, y, box = next(clear, fitting[0])
    taken.append(box)
    return svg.haloed(x, y, text, look.SMALLEST, colour, "start" if side > 0 else "end")


def _facts(focus: Focus, language: str) -> list[str]:
    """Two lines: how hot the dossier is, and the process under way."""
    now = focus.now
    heat = say(
        "dossier.facts",
        language,
        salience=number(100 * now.salience, language, 0),
        questions=now.questions,
        waiting=now.waiting,
    )
    if not now.choice:
        return [heat]
    process = say(
        "dossier.process",
        language,
        kind=say(f"kind.{now.kind}", language),
        choice=method_name(now.choice, language),
        weeks=number(now.weeks_left, language, 0),
    )
    return [heat, process]


def _legend(focus: Focus, language: str) -> str:
    y = _TOP + _SIDE + 20
    share = percent(float(focus.badly.mean()), language)
    asked = say("dossier.asked.none", language)
    if focus.asked is not None:
        asked = say(
            "dossier.asked",
            language,
            count=len(focus.asked.needs),
            method=method_name(focus.asked.method, language),
            week=week_name(focus.asked.week, language),
        )
    x1, x2 = _LEFT + 8, _LEFT + 218.0
    cross = svg.element("path", d=f"M{x1 - 6} {y + 38}h12M{x1} {y + 32}v12", stroke="#c2185b", stroke_width=2.6)
    ring = svg.element(
        "circle", cx=x1, cy=y + 60, r=6, fill=_BELIEF, fill_opacity=0.15, stroke=_BELIEF, stroke_dasharray="3 2"
    )
    served = say("dossier.served", language), say("dossier.badly", language, share=share)
    rows = [
        svg.element("circle", cx=x1, cy=y - 4, r=3.5, fill=_SERVED) + _text(x1, y, served[0]),
        svg.element("rect", x=x2 - 4, y=y - 8, width=8, height=8, fill=_BADLY) + _text(x2, y, served[1]),
        _diamond((x1, y + 17), 7, fill=_POLICY) + _word(x1, y + 21, "dossier.policy", language),
        _diamond((x2, y + 17), 6, fill=look.PAPER, stroke=_POLICY, stroke_width=2)
        + _word(x2, y + 21, "dossier.coming", language),
        cross + _word(x1, y + 42, "dossier.centre", language),
        _diamond((x2 + 52, y + 38), 5, fill=_SERVED) + _word(x2 + 52, y + 42, "dossier.past", language),
        ring + _word(x1, y + 64, "dossier.belief", language),
        svg.element("path", d=f"M{x1} {y + 74}l6 11h-12z", fill=_ASKED) + _text(x1, y + 85, asked),
    ]
    return svg.element("g", *rows, class_="abm-legend")


def _word(x: float, y: float, key: str, language: str) -> str:
    return _text(x, y, say(key, language))


def _text(x: float, y: float, text: str) -> str:
    return svg.label(x + 14, y, text, look.SMALLEST, look.SOFT)


def told(a: Snapshot, language: str) -> str:
    """A summary: the gap, whom it serves badly, and how far the ministry is off."""
    focus = a.focus
    return say(
        "dossier.told",
        language,
        misfit=number(focus.now.misfit, language),
        share=percent(float(focus.badly.mean()), language),
        bias=number(_blind_spot(focus), language),
    )


def _blind_spot(focus: Focus) -> float:
    return hypot(*(focus.belief - focus.centre).tolist())


def table(a: Snapshot, language: str, twin: str = "") -> str:
    """The dossier in focus in numbers, as HTML."""
    focus, now = a.focus, a.focus.now
    rows = [
        ("table.salience", number(100 * now.salience, language, 0)),
        ("table.questions", str(now.questions)),
        ("table.waiting", str(now.waiting)),
        ("table.incidents", str(now.incidents)),
        ("table.misfit", number(now.misfit, language)),
        ("table.badly", percent(float(focus.badly.mean()), language)),
        ("table.bias", number(_blind_spot(focus), language)),
        ("table.asked", str(len(focus.asked.needs)) if focus.asked else number(None, language)),
        ("table.influence", number(focus.asked.influence if focus.asked else None, language)),
    ]
    name = dossier_name(now.number, len(a.ministries[0].dossiers), language)
    return numbers.table(
        "dossier",
        f"{name}: {numbers.caption('dossier', language, twin, week_name(a.week, language))}",
        [say("table.what", language), say("table.value", language)],
        [(say(key, language), value) for key, value in rows],
    )
