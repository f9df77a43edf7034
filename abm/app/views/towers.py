"""Inside the ministries: a tower each, with an official at every window and the hours of the week as a bar."""

from __future__ import annotations

from collections import Counter
from math import ceil

from abm.app import look
from abm.app.snapshot import DossierNow, MinistryNow, OfficialNow, Snapshot
from abm.app.views import hatching, numbers, svg
from abm.app.views.hatching import Key
from abm.words import dossier_name, ministry_name, number, official_name, percent, say, week_name

WIDTH = 440.0
COLUMNS = 3
MARKS = {
    "outside": "↗",
    "tick_box": "✓",
    "inside": "⌂",
    "questions": "?",
    "coordination": "⇄",
    "relations": "♥",
    "training": "+",
}
"""What says in a window what its colour says too; an empty window is an official without a task."""

_GAP = 10.0
_TOWER = (WIDTH - (COLUMNS + 1) * _GAP) / COLUMNS
_TOP = 76.0
_HEAD, _FOOT = 42.0, 26.0
_PRESSURE = "#b3261e"


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
    across = max(5, ceil((1.7 * len(a.ministries[0].officials)) ** 0.5))
    down = ceil(len(a.ministries[0].officials) / across)
    height = _HEAD + down * (_TOWER - 12) / across + _FOOT
    rows = ceil(len(a.ministries) / COLUMNS)
    body = [
        svg.badge(twin, label, _GAP, 24),
        svg.label(WIDTH - _GAP, 24, week_name(a.week, language), look.SMALLEST, look.SOFT, "end"),
        svg.label(_GAP, 46, say("towers.how", language), look.SMALLEST, look.SOFT),
        svg.label(_GAP, 64, say("story.mark", language), look.SMALLEST, look.INK),
    ]
    for place, ministry in enumerate(a.ministries):
        x = _GAP + (place % COLUMNS) * (_TOWER + _GAP)
        y = _TOP + (place // COLUMNS) * (height + 12)
        body.append(_tower(ministry, x, y, height, across, a, language))
    legend, bottom = _legend(_TOP + rows * (height + 12) + 12, language)
    body.append(legend)
    return svg.picture(
        "towers", WIDTH, bottom + 14, say("view.towers", language), told(a, language), body, role="group"
    )


def _tower(ministry: MinistryNow, x: float, y: float, height: float, across: int, a: Snapshot, language: str) -> str:
    name = ministry_name(ministry.number, language, short=True)
    pressure = say("towers.pressure", language, value=number(100 * ministry.pressure, language, 0))
    size = (_TOWER - 12) / across
    shown = [
        svg.element("rect", x=x, y=y, width=_TOWER, height=height, rx=5, fill="#f7f9fb", stroke=look.LINE),
        svg.label(x + 6, y + 15, name, look.SMALLEST, look.INK, font_weight=600),
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
    width = 24.0
    return [
        svg.element(
            "g",
            svg.tip(text),
            svg.element("rect", x=x + _TOWER - 6 - width, y=y + 6, width=width, height=10, rx=2, fill=look.PAPER,
                        stroke=look.SOFT, stroke_width=0.8),
            svg.element(
                "rect", x=x + _TOWER - 6 - width, y=y + 6, width=width * min(1.0, ministry.pressure), height=10, rx=2,
                fill=_PRESSURE,
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
    left, tall = x + 6 + place * width, 16 * min(1.0, dossier.salience)
    return svg.element(
        "g",
        svg.tip(told),
        svg.element(
            "rect", x=left, y=y, width=width - 2, height=16, rx=1.5, fill=look.PAPER,
            stroke=look.INK if chosen else look.SOFT, stroke_width=2.2 if chosen else 0.8,
        ),
        svg.element(
            "rect", x=left + 0.5, y=y + 16 - tall, width=width - 3, height=tall,
            fill=look.blend(look.UNREST_RAMP, 0.5 + 0.5 * dossier.salience), class_="abm-heat",
        ),
        class_="abm-dossier abm-click",
        data_dossier=dossier.number,
        data_value=f"{dossier.salience:.4f}",
        role="button",
        tabindex=0 if chosen else -1,
    )  # fmt: skip


def _window(official: OfficialNow, x: float, y: float, size: float, a: Snapshot, language: str) -> str:
    colour = look.ACTIVITIES[official.activity]
    mark = MARKS.get(official.activity, "")
    chosen = official.seat == a.person.seat
    told = f"{official_name(official.seat, language)}: {say(f'activity.{official.activity}', language)}"
    if official.dossier is not None:
        told += f", {dossier_name(official.dossier, len(a.ministries[0].dossiers), language)}"
    if official.choices:
        told += f"; {say('story.tip', language, count=official.choices)}"
    ink = look.readable_on(colour)
    return svg.element(
        "g",
        svg.tip(told),
        svg.element(
            "rect", x=x + 1, y=y + 1, width=size - 2, height=size - 2, rx=2.5, fill=colour,
            stroke=look.INK if chosen else look.SOFT, stroke_width=2.6 if chosen else 0.6,
        ),
        svg.label(x + 0.44 * size, y + 0.78 * size, mark, look.SMALLEST, ink, "middle", font_weight=700)
        if mark else "",
        svg.element("circle", cx=x + size - 4.6, cy=y + 4.8, r=2.2, fill=ink, class_="abm-has-story")
        if official.choices else "",
        class_="abm-official abm-click",
        data_official=official.seat,
        data_activity=official.activity,
        data_story=official.choices or None,
        role="button",
        tabindex=0 if chosen else -1,
    )  # fmt: skip


def _hours(ministry: MinistryNow, x: float, y: float, width: float, language: str) -> str:
    """The hours of the week: one bar, whose whole length is the hours there are, each kind hatched in its own way."""
    whole = svg.element(
        "rect", x=x, y=y, width=width, height=12, fill=look.ACTIVITIES["idle"], stroke=look.SOFT, stroke_width=0.8
    )
    parts, left = [whole], x
    for kind, share in _shares(ministry).items():
        if share <= 0.0:
            continue
        name = say(f"hours.{kind}", language)
        tip = svg.tip(say("towers.hours.tip", language, name=name, share=percent(share, language)))
        parts.append(
            hatching.area(
                left, y, width * share, 12, look.HOURS[kind], look.TEXTURES[kind], tip, data_hours=kind,
                data_value=f"{share:.4f}",
            )
        )  # fmt: skip
        left += width * share
    return svg.element("g", *parts, class_="abm-hours")


def _shares(ministry: MinistryNow) -> dict[str, float]:
    """Share of the hours there are that went to each kind, in the order of the bar."""
    there = ministry.hours_available
    return {kind: ministry.ledger[kind] / there if there > 0.0 else 0.0 for kind in look.HOURS}


def _legend(y: float, language: str) -> tuple[str, float]:
    entries = [
        Key(colour, say(f"activity.{name}", language), MARKS.get(name, "")) for name, colour in look.ACTIVITIES.items()
    ]
    legend, bottom = hatching.legend(entries, _GAP, y, WIDTH - 2 * _GAP)
    more = [
        Key(look.blend(look.UNREST_RAMP, 0.75), say("towers.dossiers", language)),
        Key(_PRESSURE, say("hint.pressure", language)),
    ]
    other, bottom = hatching.legend(more, _GAP, bottom + 22, WIDTH - 2 * _GAP)
    bottom += 24
    words = svg.label(_GAP, bottom, say("towers.hours", language), look.SMALLEST, look.INK, font_weight=600)
    bar = [Key(colour, say(f"hours.{name}", language), "", look.TEXTURES[name]) for name, colour in look.HOURS.items()]
    hours, bottom = hatching.legend(bar, _GAP, bottom + 20, WIDTH - 2 * _GAP)
    return legend + other + words + hours, bottom


def told(a: Snapshot, language: str) -> str:
    """A summary: what officials are doing."""
    counts = Counter(official.activity for ministry in a.ministries for official in ministry.officials)
    shown = {name: counts[name] for name in ("outside", "inside", "tick_box", "questions")}
    return say("towers.told", language, total=sum(counts.values()), **shown)


def table(a: Snapshot, language: str, twin: str = "") -> str:
    """Officials of every ministry by what they do, and what the hours went to, as two tables in HTML."""
    ministry, of = say("table.ministry", language), (twin, week_name(a.week, language))
    doing, spent = [], []
    for each in a.ministries:
        name = ministry_name(each.number, language)
        counts = Counter(official.activity for official in each.officials)
        pressure = number(100 * each.pressure, language, 0)
        doing.append([name, pressure, *(str(counts[activity]) for activity in look.ACTIVITIES)])
        spent.append([name, *(percent(share, language) for share in _shares(each).values())])
    activities = [say(f"activity.{name}", language) for name in look.ACTIVITIES]
    kinds = [say(f"hours.{kind}", language) for kind in look.HOURS]
    return numbers.table(
        "towers",
        numbers.caption("towers", language, *of),
        [ministry, say("table.pressure", language), *activities],
        doing,
    ) + numbers.table("towers-hours", numbers.caption("towers.hours", language, *of), [ministry, *kinds], spent)
