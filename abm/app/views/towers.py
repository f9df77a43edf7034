"""Inside the ministries: a tower each, with an official at every window and the hours of the week as a bar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from math import ceil

from abm.app import look
from abm.app.snapshot import DossierNow, MinistryNow, OfficialNow, Snapshot
from abm.app.views import hatching, numbers, svg
from abm.app.views.hatching import Key, Part
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
_SPACE = "\u00a0"
_INKS = {
    ink: [name for name, colour in look.ACTIVITIES.items() if look.readable_on(colour) == ink]
    for ink in dict.fromkeys(map(look.readable_on, look.ACTIVITIES.values()))
}
"""Activities by what is readable on their colour."""


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
    """One ministry; in places of its own, so that what is alike in two of them is the same markup."""
    name = ministry_name(ministry.number, language, short=True)
    pressure = say("towers.pressure", language, value=number(100 * ministry.pressure, language, 0))
    size = (_TOWER - 12) / across
    count = len(ministry.dossiers)
    windows = [
        _window(official, official.seat == a.person.seat, i, across, count, language)
        for i, official in enumerate(ministry.officials)
    ]
    return svg.element(
        "g",
        svg.element("rect", width=_TOWER, height=height, rx=5, fill="#f7f9fb", stroke=look.LINE),
        svg.label(6, 15, name, look.SMALLEST, look.INK, font_weight=600),
        _pressure(ministry, pressure),
        _flags(ministry, a.focus.now.number, language),
        svg.element("g", *windows, stroke=look.SOFT, stroke_width=0.6),
        *_signs(ministry, size, across),
        _hours(ministry, 6, height - 16, _TOWER - 12, language),
        class_="abm-tower",
        data_ministry=ministry.number,
        transform=f"translate({x:g} {y:g})",
    )


def _pressure(ministry: MinistryNow, text: str) -> str:
    """A thermometer in the roof."""
    place: dict[str, object] = {"x": _TOWER - 30, "y": 6, "height": 10, "rx": 2}
    return svg.element(
        "g",
        svg.tip(text),
        svg.element("rect", **place, width=24, fill=look.PAPER, stroke=look.SOFT, stroke_width=0.8),
        svg.element("rect", **place, width=24 * min(1.0, ministry.pressure), fill=_PRESSURE),
        class_="abm-pressure",
        data_value=f"{ministry.pressure:.4f}",
    )


def _flags(ministry: MinistryNow, chosen: int, language: str) -> str:
    """The dossiers, and over them how hot each is, which lets the mouse through."""
    count = len(ministry.dossiers)
    flags = (
        _flag(dossier.number, dossier.state, round(100 * dossier.salience), dossier.questions, i, count,
              dossier.number == chosen, language)
        for i, dossier in enumerate(ministry.dossiers)
    )  # fmt: skip
    heats = (_heat(dossier, i, count) for i, dossier in enumerate(ministry.dossiers))
    return svg.element("g", *flags, svg.element("g", *heats, pointer_events="none"), stroke_width=0.8)


@lru_cache(maxsize=8192)
def _flag(
    dossier: int, state: str, percent_hot: int, questions: int, place: int, count: int, chosen: bool, language: str
) -> str:
    """One dossier; most stay as they are from one week to the next."""
    width = (_TOWER - 12) / count
    told = say(
        "towers.dossier.tip",
        language,
        name=dossier_name(dossier, count, language),
        state=say(f"state.{state}", language),
        salience=percent_hot,
        questions=questions,
    )
    return svg.element(
        "rect", svg.tip(told), x=6 + place * width, y=23, width=width - 2, height=16, rx=1.5, fill=look.PAPER,
        stroke=look.INK if chosen else look.SOFT, stroke_width=2.2 if chosen else None,
        class_="abm-dossier abm-click", data_dossier=dossier, role="button", tabindex=0 if chosen else -1,
    )  # fmt: skip


def _heat(dossier: DossierNow, place: int, count: int) -> str:
    width, tall = (_TOWER - 12) / count, 16 * min(1.0, dossier.salience)
    colour = look.blend(look.UNREST_RAMP, 0.5 + 0.5 * dossier.salience)
    return svg.element(
        "rect", x=6.5 + place * width, y=39 - tall, width=width - 3, height=tall, fill=colour, class_="abm-heat"
    )


@lru_cache(maxsize=8192)
def _window(official: OfficialNow, chosen: bool, place: int, across: int, count: int, language: str) -> str:
    """One official; most do next week what others do this week, or they themselves did before."""
    size = (_TOWER - 12) / across
    told = f"{official_name(official.seat, language)}: {say(f'activity.{official.activity}', language)}"
    if official.dossier is not None:
        told += f", {dossier_name(official.dossier, count, language)}"
    if official.choices:
        told += f"; {say('story.tip', language, count=official.choices)}"
    return svg.element(
        "rect", svg.tip(told), x=7 + (place % across) * size, y=_HEAD + 1 + (place // across) * size,
        width=size - 2, height=size - 2, rx=2.5, fill=look.ACTIVITIES[official.activity],
        stroke=look.INK if chosen else None, stroke_width=2.6 if chosen else None,
        class_="abm-official abm-click", data_official=official.seat, data_activity=official.activity,
        data_story=official.choices or None, role="button", tabindex=0 if chosen else -1,
    )  # fmt: skip


def _signs(ministry: MinistryNow, size: float, across: int) -> Iterator[str]:
    """Marks in the windows, and dots on those with a story: of each ink all at once, and the mouse goes through them.

    A browser sets one text much sooner than twenty. Each letter has a window of its own; an empty one has a space.
    """
    for ink, activities in _INKS.items():
        there = [official.activity in activities for official in ministry.officials]
        marks = "".join(
            MARKS.get(official.activity, _SPACE) if own else _SPACE
            for official, own in zip(ministry.officials, there, strict=True)
        )
        dots = "".join(
            f"M{6 + (i % across + 1) * size - 4.6:.1f} {_HEAD + (i // across) * size + 4.8:.1f}h.01"
            for i, official in enumerate(ministry.officials)
            if there[i] and official.choices
        )
        if marks.strip(_SPACE):
            xs, ys = _centres(len(ministry.officials), size, across)
            yield svg.label(
                xs, ys, marks, look.SMALLEST, ink, "middle", font_weight=700, pointer_events="none", aria_hidden="true",
                class_="abm-marks",
            )  # fmt: skip
        if dots:
            yield svg.element(
                "path", d=dots, stroke=ink, stroke_width=4.4, stroke_linecap="round", pointer_events="none",
                class_="abm-has-story",
            )  # fmt: skip


@lru_cache
def _centres(count: int, size: float, across: int) -> tuple[str, str]:
    """Where the marks of so many windows stand, as lists of places."""
    xs = (6 + (i % across + 0.44) * size for i in range(count))
    ys = (_HEAD + (i // across + 0.78) * size for i in range(count))
    return " ".join(f"{x:.1f}" for x in xs), " ".join(f"{y:.1f}" for y in ys)


def _hours(ministry: MinistryNow, x: float, y: float, width: float, language: str) -> str:
    """The hours of the week: one bar, whose whole length is the hours there are, each kind hatched in its own way."""
    whole = svg.element(
        "rect", x=x, y=y, width=width, height=12, fill=look.ACTIVITIES["idle"], stroke=look.SOFT, stroke_width=0.8
    )
    parts, left = list[Part](), x
    for kind, share in _shares(ministry).items():
        if share > 0.0:
            name = say(f"hours.{kind}", language)
            tip = svg.tip(say("towers.hours.tip", language, name=name, share=percent(share, language)))
            told: dict[str, object] = {"data_hours": kind, "data_value": f"{share:.4f}"}
            parts.append(Part(left, width * share, look.HOURS[kind], look.TEXTURES[kind], tip, told))
            left += width * share
    return svg.element("g", whole, *hatching.row(parts, y, 12), class_="abm-hours")


def _shares(ministry: MinistryNow) -> dict[str, float]:
    """Share of the hours there are that went to each kind, in the order of the bar."""
    there = ministry.hours_available
    return {kind: ministry.ledger[kind] / there if there > 0.0 else 0.0 for kind in look.HOURS}


@lru_cache
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
