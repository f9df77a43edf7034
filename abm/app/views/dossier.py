"""A dossier: what citizens need, what the policy gives, what the ministry believes, and whom it asked."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, hypot

import numpy as np

from abm.app import look
from abm.app.snapshot import Focus, Snapshot
from abm.app.views import svg
from abm.numerics.streams import Floats
from abm.words import dossier_name, method_name, number, percent, say, week_name

WIDTH, HEIGHT = 480.0, 632.0
_LEFT, _TOP, _SIDE = 14.0, 82.0, 452.0

_BADLY, _SERVED, _ASKED, _BELIEF, _POLICY = "#d95f3b", "#b9c2cc", "#009e73", "#7b3294", "#1f2933"
_DOT = 2.4


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
    body = [
        svg.badge(twin, label, 14, 24),
        svg.label(WIDTH - 14, 24, title, 13, look.INK, "end", font_weight=600),
        svg.label(14, 43, say("dossier.how", language), 11.5, look.SOFT),
        *(svg.label(14, 59 + 15 * line, text, 11.5, look.INK) for line, text in enumerate(_facts(focus, language))),
        svg.element("rect", x=_LEFT, y=_TOP, width=_SIDE, height=_SIDE, fill="#fafbfc", stroke=look.LINE),
        *_citizens(focus, plane),
        *_asked(focus, plane),
        *_policies(focus, plane),
        *_gaps(focus, plane, language),
        _legend(focus, language),
    ]
    return svg.picture(
        "dossier", WIDTH, HEIGHT, say("view.dossier", language) + ": " + name, _told(focus, language), body
    )


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
    return max(float(np.quantile(people, 0.98)), *(float(np.abs(mark - focus.centre).max()) for mark in marks))


def _citizens(focus: Focus, plane: _Plane) -> list[str]:
    shown = plane.holds(focus.needs)
    made = []
    for badly, colour in ((False, _SERVED), (True, _BADLY)):
        places = (plane(need) for need in focus.needs[shown & (focus.badly == badly)])
        made.append(
            svg.element(
                "path",
                d=_dots(places),
                stroke=colour,
                stroke_width=2 * _DOT,
                stroke_linecap="round",
                stroke_opacity=0.75,
                class_="abm-badly" if badly else "abm-served",
                data_count=int((focus.badly == badly).sum()),
            )
        )
    return made


def _dots(places: Iterable[svg.Point]) -> str:
    """Many dots as one path, which a browser draws much sooner than many circles."""
    return "".join(f"M{x:.1f} {y:.1f}h.01" for x, y in places)


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
        made.append(svg.polyline([*trail, now], stroke=look.FAINT, stroke_width=1.2, stroke_dasharray="2 3"))
        made += [_diamond(place, 5, fill=look.FAINT, class_="abm-past") for place in trail]
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
    made, taken = [], [plane(focus.centre)]
    for name, end, colour in ends:
        start, place = plane(focus.centre), plane(end)
        made.append(svg.polyline([start, place], stroke=colour, stroke_width=1.6, class_=f"abm-{name}"))
        if name == "selection":
            x, y = place
            made.append(
                svg.element(
                    "path", d=f"M{x:.1f} {y - 9:.1f}l8.5 15h-17z", fill=_ASKED, stroke=look.PAPER, stroke_width=1.6
                )
            )
        value = number(hypot(*(end - focus.centre).tolist()), language)
        made.append(_beside(place, start, say(f"dossier.{name}", language, value=value), colour, taken))
    return made


def _beside(place: svg.Point, start: svg.Point, text: str, colour: str, taken: list[svg.Point]) -> str:
    """Words next to a mark, on the side away from the centre, and clear of words that stand there already."""
    right = place[0] >= start[0]
    wide = 6.4 * len(text) + 18
    if right and place[0] + wide > _LEFT + _SIDE:
        right = False
    elif not right and place[0] - wide < _LEFT:
        right = True
    y = place[1] + 4
    while any(abs(y - other[1]) < 15 and abs(place[0] - other[0]) < 150 for other in taken[1:]):
        y += 15
    taken.append((place[0], y))
    return svg.haloed(place[0] + (14 if right else -14), y, text, 12, colour, "start" if right else "end")


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
    x1, x2 = 24.0, 250.0
    cross = svg.element("path", d=f"M{x1 - 6} {y + 32}h12M{x1} {y + 26}v12", stroke="#c2185b", stroke_width=2.6)
    rows = [
        svg.element("circle", cx=x1, cy=y - 4, r=3.5, fill=_SERVED) + _word(x1, y, "dossier.served", language),
        svg.element("circle", cx=x2, cy=y - 4, r=3.5, fill=_BADLY)
        + svg.label(x2 + 14, y, say("dossier.badly", language, share=share), 11.5, look.SOFT),
        _diamond((x1, y + 14), 7, fill=_POLICY) + _word(x1, y + 18, "dossier.policy", language),
        _diamond((x2, y + 14), 6, fill=look.PAPER, stroke=_POLICY, stroke_width=2)
        + _word(x2, y + 18, "dossier.coming", language),
        cross + _word(x1, y + 36, "dossier.centre", language),
        _diamond((x2, y + 32), 5, fill=look.FAINT) + _word(x2, y + 36, "dossier.past", language),
        svg.element(
            "circle", cx=x1, cy=y + 50, r=6, fill=_BELIEF, fill_opacity=0.15, stroke=_BELIEF, stroke_dasharray="3 2"
        )
        + _word(x1, y + 54, "dossier.belief", language),
        svg.element("path", d=f"M{x1} {y + 62}l6 11h-12z", fill=_ASKED)
        + svg.label(x1 + 14, y + 72, asked, 11.5, look.SOFT),
    ]
    return svg.element("g", *rows, class_="abm-legend")


def _word(x: float, y: float, key: str, language: str) -> str:
    return svg.label(x + 14, y, say(key, language), 11.5, look.SOFT)


def _told(focus: Focus, language: str) -> str:
    return say(
        "dossier.told",
        language,
        misfit=number(focus.now.misfit, language),
        share=percent(float(focus.badly.mean()), language),
        bias=number(hypot(*(focus.belief - focus.centre).tolist()), language),
    )
