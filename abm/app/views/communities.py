"""Citizens: the communities of the country as hexagons, coloured by trust or by unrest."""

from __future__ import annotations

import textwrap
from math import ceil, cos, pi, sin, sqrt

import numpy as np

from abm.app import look
from abm.app.snapshot import Communities, Snapshot
from abm.app.views import hatching, numbers, svg
from abm.words import number, percent, say, week_name

WIDTH = 440.0
SCALES = {
    "trust": dict(zip((0.30, 0.40, 0.44, 0.475, 0.51, 0.55, 0.65), look.TRUST_RAMP, strict=True)),
    "unrest": dict(zip((0.0, 0.02, 0.05, 0.10, 0.25, 1.0), look.UNREST_RAMP, strict=True)),
}
"""What communities can be coloured by, and the colour at each value: fixed, so that a colour means the same in every
week and in both twins, and closer together where ordinary years lie."""

_TOP = 74.0


def draw(a: Snapshot, language: str, twin: str = "", label: str = "", colour: str = "trust") -> str:
    """Draw every community; those whose citizens value alike stand together.

    Parameters
    ----------
    a : Snapshot
        The week to draw.
    twin, label : str
        ``A`` or ``B`` and the name of its norm set, or nothing.
    colour : str
        One of :data:`SCALES`.
    """
    communities = a.communities
    count = len(communities.size)
    across = max(1, ceil(sqrt(count * 1.5)))
    down = ceil(count / across)
    radius = (WIDTH - 20) / (sqrt(3.0) * (across + 0.5))
    made = []
    for rank, community in enumerate(_order(communities, across)):
        row, column = divmod(rank, across)
        x = 10 + sqrt(3.0) * radius * (column + 0.5 + 0.5 * (row % 2))
        made.append(_hexagon(communities, community, (x, _TOP + radius * (1 + 1.5 * row)), radius, colour, language))
    bottom = _TOP + radius * (2 + 1.5 * (down - 1))
    sign = "%" if colour == "unrest" else ""
    body = [
        svg.badge(twin, label, 10, 24),
        svg.label(WIDTH - 10, 24, week_name(a.week, language), look.SMALLEST, look.SOFT, "end"),
        *(
            svg.label(10, 44 + 15 * i, line, look.SMALLEST, look.SOFT)
            for i, line in enumerate(textwrap.wrap(say("communities.how", language), 64))
        ),
        *made,
        hatching.ramp(
            10,
            bottom + 30,
            WIDTH - 20,
            tuple(SCALES[colour].values()),
            [
                number(100 * value, language, 0 if round(100 * value, 6) % 1 == 0 else 1) + sign
                for value in SCALES[colour]
            ],
            say(f"communities.{colour}", language),
        ),
    ]
    title = say(f"communities.{colour}", language)
    return svg.picture(f"communities-{colour}", WIDTH, bottom + 64, title, told(a, language), body)


def share_of(colour: str, value: float) -> float:
    """Place of a value on its colour scale, from 0 to 1; outside it the nearest end."""
    stops = tuple(SCALES[colour])
    return float(np.interp(value, stops, np.linspace(0.0, 1.0, len(stops))))


def _order(communities: Communities, across: int) -> list[int]:
    """Communities in reading order: rows by their mean of the one value, and within a row by the other."""
    by_first = np.argsort(communities.values[:, 0], kind="stable")
    rows = [by_first[start : start + across] for start in range(0, len(by_first), across)]
    return [int(place) for row in rows for place in row[np.argsort(communities.values[row, 1], kind="stable")]]


def _hexagon(
    communities: Communities, community: int, centre: svg.Point, radius: float, colour: str, language: str
) -> str:
    """One community; its area follows its size, within the cell it has."""
    largest = float(communities.size.max()) or 1.0
    r = radius * 0.97 * (0.62 + 0.38 * sqrt(float(communities.size[community]) / largest))
    value = float(getattr(communities, colour)[community])
    fill = look.blend(tuple(SCALES[colour].values()), share_of(colour, value)) if value == value else look.LINE
    corners = ((centre[0] + r * sin(i * pi / 3), centre[1] + r * cos(i * pi / 3)) for i in range(6))
    text = number(100 * value, language, 0 if colour == "trust" else 1)
    tip = say(
        "communities.tip",
        language,
        number=community + 1,
        size=number(float(communities.size[community]), language, 0),
        trust=number(100 * float(communities.trust[community]), language, 1),
        unrest=percent(float(communities.unrest[community]), language, 1),
    )
    return svg.element(
        "g",
        svg.tip(tip),
        svg.element("polygon", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners), fill=fill, stroke=look.SOFT,
                    stroke_width=0.8),
        svg.label(centre[0], centre[1] + 4.5, text, look.SMALLEST, look.readable_on(fill), "middle", font_weight=600)
        if 7.5 * len(text) < 1.7 * r else "",
        class_="abm-community",
        data_community=community,
        data_value=f"{value:.4f}",
    )  # fmt: skip


def told(a: Snapshot, language: str) -> str:
    """A summary: lowest and highest trust, and unrest."""
    trust = a.communities.trust[np.isfinite(a.communities.trust)]
    return say(
        "communities.told",
        language,
        low=number(100 * float(trust.min()), language, 0),
        high=number(100 * float(trust.max()), language, 0),
        unrest=percent(a.measures.get("unrest"), language, 1),
    )


def table(a: Snapshot, language: str, twin: str = "") -> str:
    """Size, trust and unrest of every community, as HTML."""
    own = a.communities
    rows = [
        [
            str(place + 1),
            number(float(own.size[place]), language, 0),
            number(100 * float(own.trust[place]), language, 1),
            number(100 * float(own.unrest[place]), language, 1),
        ]
        for place in range(len(own.size))
    ]
    head = [say(f"table.{name}", language) for name in ("community", "size", "trust", "unrest")]
    caption = numbers.caption("communities", language, twin, week_name(a.week, language))
    return numbers.table("communities", caption, head, rows)
