"""Inside the ministries: a tower each, with an official at every window and the hours of the week as a bar."""

from __future__ import annotations

from collections import Counter
from math import ceil

from abm.app import look
from abm.app.snapshot import DossierNow, MinistryNow, OfficialNow, Snapshot
from abm.app.views import svg
from abm.words import dossier_name, ministry_name, number, official_name, percent, say, week_name

WIDTH = 480.0
COLUMNS = 4
MARKS = {"outside": "↗", "tick_box": "✓", "questions": "?", "coordination": "⇄", "relations": "♥", "training": "+"}
"""What says in a window what its colour says too."""

_GAP = 14.0
_TOWER = (WIDTH - (COLUMNS + 1) * _GAP) / COLUMNS
_TOP = 62.0
_HEAD, _FOOT = 40.0, 26.0


def draw(a: Snapshot, language: str, twin: str = "", label: str = "") -> str:
    """Draw every ministry.

    Officials carry ``data-official`` (the seat) and dossiers ``data-dossier``; both can be clicked and have the focus
    of the keyboard. Of each kind only the one that is seen up close is a stop of the tab key: there are hundreds, and
    a page walks from one to the next with the arrow keys.

    Parameters
    ----------
    a : Snapshot
        The week to draw.
    twin, label : str
        ``A`` or ``B`` and the name of its norm set, or nothing.
    """
    across = max(5, ceil(len(a.ministries[0].officials) ** 0.5))
    down = ceil(len(a.ministries[0].officials) / across)
    height = _HEAD + down * (_TOWER - 12) / across + _FOOT
    rows = ceil(len(a.ministries) / COLUMNS)
    body = [
        svg.badge(twin, label, 14, 24),
        svg.label(WIDTH - 14, 24, week_name(a.week, language), 12, look.SOFT, "end"),
        svg.label(14, 46, say("towers.how", language), 12, look.SOFT),
    ]
    for place, ministry in enumerate(a.ministries):
        x = _GAP + (place % COLUMNS) * (_TOWER + _GAP)
        y = _TOP + (place // COLUMNS) * (height + 16)
        body.append(_tower(ministry, x, y, height, across, a, language))
    legend, bottom = _legend(_TOP + rows * (height + 16) + 10, language)
    body.append(legend)
    return svg.picture(
        "towers", WIDTH, bottom + 14, say("view.towers", language), _told(a, language), body, role="group"
    )


def _tower(ministry: MinistryNow, x: float, y: float, height: float, across: int, a: Snapshot, language: str) -> str:
    name = ministry_name(ministry.number, language, short=True)
    pressure = say("towers.pressure", language, value=number(100 * ministry.pressure, language, 0))
    size = (_TOWER - 12) / across
    shown = [
        svg.element("rect", x=x, y=y, width=_TOWER, height=height, rx=5, fill="#f7f9fb", stroke=look.LINE),
        svg.label(x + 6, y + 15, name, 10.5, look.INK, font_weight=600),
        *_pressure(ministry, x, y, pressure),
        *(_flag(dossier, i, x, y + 23, a, language) for i, dossier in enumerate(ministry.dossiers)),
    ]
    for i, official in enumerate(ministry.officials):
        place = (x + 6 + (i % across) * size, y + _HEAD + (i // across) * size)
        shown.append(_window(official, *place, size, a, language))
    shown.append(_hours(ministry, x + 6, y + height - 16, _TOWER - 12, language))
    return svg.element("g", *shown, class_="abm-tower", data_ministry=ministry.number)


def _pressure(ministry: MinistryNow, x: float, y: float, text: str) -> list[str]:
    """A thermometer in the roof."""
    width = 19.0
    return [
        svg.element(
            "g",
            svg.tip(text),
            svg.element("rect", x=x + _TOWER - 6 - width, y=y + 7.5, width=width, height=8, rx=2, fill=look.LINE),
            svg.element(
                "rect", x=x + _TOWER - 6 - width, y=y + 7.5, width=width * min(1.0, ministry.pressure), height=8, rx=2,
                fill="#c9301c",
            ),
            class_="abm-pressure",
            data_value=f"{ministry.pressure:.4f}",
        )
    ]  # fmt: skip


def _flag(dossier: DossierNow, place: int, x: float, y: float, a: Snapshot, language: str) -> str:
    count = len(a.ministries[0].dossiers)
    width = (_TOWER - 12) / count
    chosen = dossier.number == a.focus.now.number
    told = say(
        "towers.dossier.tip",
        language,
        name=dossier_name(dossier.number, count, language),
        state=say(f"state.{dossier.state}", language),
        salience=number(100 * dossier.salience, language, 0),
        questions=dossier.questions,
    )
    return svg.element(
        "rect",
        svg.tip(told),
        x=x + 6 + place * width,
        y=y,
        width=width - 1.5,
        height=10,
        rx=1.5,
        fill=look.blend(look.UNREST_RAMP, 1.4 * dossier.salience),
        stroke=look.INK if chosen else look.FAINT,
        stroke_width=1.8 if chosen else 0.5,
        class_="abm-dossier abm-click",
        data_dossier=dossier.number,
        data_value=f"{dossier.salience:.4f}",
        role="button",
        tabindex=0 if chosen else -1,
    )


def _window(official: OfficialNow, x: float, y: float, size: float, a: Snapshot, language: str) -> str:
    colour = look.ACTIVITIES[official.activity]
    mark = MARKS.get(official.activity, "")
    chosen = official.seat == a.person.seat
    told = f"{official_name(official.seat, language)}: {say(f'activity.{official.activity}', language)}"
    if official.dossier is not None:
        told += f", {dossier_name(official.dossier, len(a.ministries[0].dossiers), language)}"
    return svg.element(
        "g",
        svg.tip(told),
        svg.element(
            "rect", x=x + 1, y=y + 1, width=size - 2, height=size - 2, rx=2.5, fill=colour,
            stroke=look.INK if chosen else look.FAINT, stroke_width=2.4 if chosen else 0.5,
        ),
        svg.label(
            x + size / 2, y + 0.72 * size, mark, 0.62 * size, look.readable_on(colour), "middle", font_weight=700
        ) if mark and size > 9 else "",
        class_="abm-official abm-click",
        data_official=official.seat,
        data_activity=official.activity,
        role="button",
        tabindex=0 if chosen else -1,
    )  # fmt: skip


def _hours(ministry: MinistryNow, x: float, y: float, width: float, language: str) -> str:
    """The hours of the week: one bar, whose whole length is the hours there are."""
    parts = [svg.element("rect", x=x, y=y, width=width, height=9, rx=2, fill=look.ACTIVITIES["idle"])]
    left, there = x, ministry.hours_available
    for kind, colour in look.HOURS.items():
        share = ministry.ledger[kind] / there if there > 0.0 else 0.0
        if share <= 0.0:
            continue
        name = say(f"hours.{kind}", language)
        tip = svg.tip(say("towers.hours.tip", language, name=name, share=percent(share, language)))
        parts.append(
            svg.element(
                "rect", tip, x=left, y=y, width=width * share, height=9, fill=colour, data_hours=kind,
                data_value=f"{share:.4f}",
            )
        )  # fmt: skip
        left += width * share
    return svg.element("g", *parts, class_="abm-hours")


def _legend(y: float, language: str) -> tuple[str, float]:
    entries = [
        (colour, say(f"activity.{name}", language), MARKS.get(name, "")) for name, colour in look.ACTIVITIES.items()
    ]
    legend, bottom = svg.keys(entries, 14, y, WIDTH - 28)
    more = [
        (look.blend(look.UNREST_RAMP, 0.7), say("towers.dossiers", language), ""),
        ("#c9301c", say("hint.pressure", language), ""),
    ]
    other, bottom = svg.keys(more, 14, bottom + 20, WIDTH - 28)
    bottom += 22
    words = svg.label(14, bottom, say("towers.hours", language), 11.5, look.INK, font_weight=600)
    bar = [(colour, say(f"hours.{name}", language), "") for name, colour in look.HOURS.items()]
    hours, bottom = svg.keys(bar, 14, bottom + 18, WIDTH - 28)
    return legend + other + words + hours, bottom


def _told(a: Snapshot, language: str) -> str:
    counts = Counter(official.activity for ministry in a.ministries for official in ministry.officials)
    shown = {name: counts[name] for name in ("outside", "inside", "tick_box", "questions")}
    return say("towers.told", language, total=sum(counts.values()), **shown)
