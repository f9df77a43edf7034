"""Media: how attention is divided over the dossiers, A upwards and B downwards."""

from __future__ import annotations

from abm.app import look
from abm.app.snapshot import DossierNow, Snapshot
from abm.app.views import numbers, svg
from abm.words import dossier_name, ministry_name, number, say, week_name

WIDTH = 900.0
_LEFT, _RIGHT, _TOP = 34.0, 892.0, 74.0
_REACH = 120.0
_MIDDLE = 34.0
"""Height of the strip between the twins, which names the ministries."""
_LETTER = 6.4
"""Width of a letter of a name."""


def draw(a: Snapshot, language: str, b: Snapshot | None = None, label_a: str = "", label_b: str = "") -> str:
    """Draw the attention to every dossier of one model, or of both twins against each other.

    Parameters
    ----------
    a, b : Snapshot
        The twins in the same week.
    label_a, label_b : str
        What the twins are called.
    """
    twins = {"A": a} if b is None else {"A": a, "B": b}
    body = [svg.label(_LEFT, 46, say("media.how", language), look.SMALLEST, look.SOFT)]
    x = _LEFT
    for letter, name in zip(twins, (label_a, label_b), strict=False):
        if len(twins) > 1 or name:
            body.append(svg.badge(letter, name, x, 24))
            x += 60 + 8.2 * len(name)
    body.append(svg.label(_RIGHT, 24, week_name(a.week, language), look.SMALLEST, look.SOFT, "end"))
    for letter, snapshot in twins.items():
        body += _side(letter, snapshot, language)
    body += _ministries(a, language)
    legend, bottom = _legend(_TOP + (2 if b is not None else 1) * _REACH + _MIDDLE + 26, language)
    body.append(legend)
    return svg.picture(
        "media", WIDTH, bottom + 14, say("view.media", language), told(a, language, b), body, role="group"
    )


def _base(letter: str) -> float:
    return _TOP + _REACH + (0.0 if letter == "A" else _MIDDLE)


def _side(letter: str, snapshot: Snapshot, language: str) -> list[str]:
    """Bars of one twin, a grid behind them, and the names of its three hottest dossiers."""
    base, way = _base(letter), -1.0 if letter == "A" else 1.0
    made = []
    for mark in (0.25, 0.5, 0.75):
        y = base + way * _REACH * mark
        made.append(svg.element("path", d=f"M{_LEFT} {y:.1f}H{_RIGHT}", stroke=look.LINE))
        made.append(svg.label(_LEFT - 6, y + 4, number(100 * mark, language, 0), look.SMALLEST, look.SOFT, "end"))
    dossiers = snapshot.dossiers
    per_ministry = len(snapshot.ministries[0].dossiers)
    hottest: list[tuple[DossierNow, str, float]] = []
    for dossier in sorted(dossiers, key=lambda d: -d.salience)[:3]:
        text = dossier_name(dossier.number, per_ministry, language)
        half = 0.5 * _LETTER * len(text)
        x = _x(dossier.number, len(dossiers), per_ministry) + 0.5 * _width(len(dossiers), per_ministry)
        x = min(max(x, _LEFT + half), _RIGHT - half)
        if all(abs(x - at) > half + 0.5 * _LETTER * len(name) for _, name, at in hottest):
            hottest.append((dossier, text, x))  # one whose name would stand in another's is left out
    for dossier in dossiers:
        made.append(_bar(dossier, letter, snapshot, per_ministry, language))
    for dossier, text, x in hottest:
        y = base + way * (_REACH * dossier.salience + 6)
        made.append(svg.haloed(x, y + (0 if letter == "A" else 9), text, look.SMALLEST, look.INK))
    return made


def _slot(count: int, per_ministry: int) -> float:
    return (_RIGHT - _LEFT) / (count + 0.8 * (count / per_ministry - 1))


def _x(number_: int, count: int, per_ministry: int) -> float:
    return _LEFT + _slot(count, per_ministry) * (number_ + 0.8 * (number_ // per_ministry))


def _width(count: int, per_ministry: int) -> float:
    return 0.82 * _slot(count, per_ministry)


def _bar(dossier: DossierNow, letter: str, snapshot: Snapshot, per_ministry: int, language: str) -> str:
    count = len(snapshot.ministries) * per_ministry
    base, height = _base(letter), max(0.6, _REACH * dossier.salience)
    x, width = _x(dossier.number, count, per_ministry), _width(count, per_ministry)
    told = say(
        "media.tip",
        language,
        name=dossier_name(dossier.number, per_ministry, language),
        salience=number(100 * dossier.salience, language, 0),
        questions=dossier.questions,
        incidents=dossier.incidents,
    )
    chosen = dossier.number == snapshot.focus.now.number
    parts = [
        svg.tip(told),
        svg.element(
            "rect", x=x, y=base - height if letter == "A" else base, width=width, height=height,
            fill=look.TWINS[letter], fill_opacity=0.9, stroke=look.INK if chosen else None,
        ),
    ]  # fmt: skip
    middle = x + 0.5 * width
    foot = base + (5.0 if letter == "A" else -5.0)
    if dossier.number in snapshot.crises:
        parts.append(svg.label(middle, foot + 5, "!", 15, _CRISIS, "middle", font_weight=800))
    elif dossier.incidents:
        parts.append(svg.element("circle", cx=middle, cy=foot, r=3, fill=look.INK))
    return svg.element(
        "g",
        *parts,
        class_="abm-attention abm-click",
        data_dossier=dossier.number,
        data_twin=letter,
        data_value=f"{dossier.salience:.4f}",
        role="button",
        tabindex=0 if chosen else -1,
    )


_CRISIS = "#b3261e"


def _ministries(a: Snapshot, language: str) -> list[str]:
    """Names of the ministries between the twins, or below the one."""
    per_ministry, count = len(a.ministries[0].dossiers), len(a.dossiers)
    made = [svg.element("path", d=f"M{_LEFT} {y}H{_RIGHT}", stroke=look.FAINT) for y in (_base("A"), _base("B"))]
    slot = _slot(count, per_ministry)
    names = [ministry_name(ministry.number, language, short=True) for ministry in a.ministries]
    if max(map(len, names)) * _LETTER > slot * per_ministry:  # some would run into the next
        names = [str(ministry.number + 1) for ministry in a.ministries]
    for ministry, name in zip(a.ministries, names, strict=True):
        middle = _x(ministry.number * per_ministry, count, per_ministry) + 0.5 * slot * per_ministry
        made.append(svg.label(middle, _base("A") + 22, name, look.SMALLEST, look.SOFT, "middle"))
    return made


def _legend(y: float, language: str) -> tuple[str, float]:
    return (
        svg.element("circle", cx=_LEFT + 4, cy=y - 4, r=3, fill=look.INK)
        + svg.label(_LEFT + 14, y, say("media.incident", language), look.SMALLEST, look.SOFT)
        + svg.label(_LEFT + 164, y + 1, "!", 15, _CRISIS, "middle", font_weight=800)
        + svg.label(_LEFT + 174, y, say("media.crisis", language), look.SMALLEST, look.SOFT)
    ), y


def told(a: Snapshot, language: str, b: Snapshot | None = None) -> str:
    """A summary: the dossier with most attention in each twin."""
    twins = {"A": a} if b is None else {"A": a, "B": b}
    return " ".join(_summary(letter, snapshot, language) for letter, snapshot in twins.items())


HOTTEST = 8
"""Dossiers in the table."""


def table(a: Snapshot, language: str, b: Snapshot | None = None) -> str:
    """The dossiers with most attention in each twin, as HTML."""
    twins = {"A": a} if b is None else {"A": a, "B": b}
    per_ministry = len(a.ministries[0].dossiers)
    rows = []
    for letter, snapshot in twins.items():
        for dossier in sorted(snapshot.dossiers, key=lambda d: -d.salience)[:HOTTEST]:
            crisis = dossier.number in snapshot.crises
            rows.append(
                [
                    f"{letter}: {dossier_name(dossier.number, per_ministry, language)}",
                    number(100 * dossier.salience, language, 0),
                    str(dossier.questions),
                    str(dossier.incidents),
                    say("table.yes" if crisis else "table.no", language),
                ]
            )
    names = ("dossier_name", "salience", "questions", "incidents", "crisis")
    caption = numbers.caption("media", language, week_name(a.week, language))
    return numbers.table("media", caption, [say(f"table.{name}", language) for name in names], rows)


def _summary(letter: str, snapshot: Snapshot, language: str) -> str:
    hottest = max(snapshot.dossiers, key=lambda dossier: dossier.salience)
    name = dossier_name(hottest.number, len(snapshot.ministries[0].dossiers), language)
    return say(
        "media.told", language, twin=f"{letter}:", name=name, salience=number(100 * hottest.salience, language, 0)
    )
