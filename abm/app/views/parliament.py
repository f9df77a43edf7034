"""Parliament: the seats in a half circle, lit by the questions of the week."""

from __future__ import annotations

from math import cos, pi, sin

from abm.app import look
from abm.app.snapshot import PartyNow, Snapshot
from abm.app.views import numbers, svg
from abm.words import number, percent, say, week_name

WIDTH, HEIGHT = 440.0, 372.0
_CENTRE = (220.0, 286.0)
_INNER, _OUTER = 92.0, 194.0

_LIT, _BRIGHT = "#b86e00", "#b3261e"


def draw(a: Snapshot, language: str, twin: str = "", label: str = "") -> str:
    """Draw every seat; parties side by side in the order of their numbers.

    Parameters
    ----------
    a : Snapshot
        The week to draw.
    twin, label : str
        ``A`` or ``B`` and the name of its norm set, or nothing.
    """
    seats = sum(party.seats for party in a.parliament)
    places, size = _places(seats)
    asked = sum(party.questions for party in a.parliament)
    news = sum(party.news_questions for party in a.parliament)
    body = [
        svg.badge(twin, label, 10, 24),
        svg.label(WIDTH - 10, 24, week_name(a.week, language), look.SMALLEST, look.SOFT, "end"),
        svg.label(10, 46, say("parliament.seats", language, seats=seats), look.SMALLEST, look.SOFT),
        *_parties(a.parliament, places, size, language),
        svg.label(_CENTRE[0], _CENTRE[1] - 30, number(float(asked), language, 0), 38, look.INK, "middle",
                  font_weight=700, class_="abm-total"),
        svg.label(_CENTRE[0], _CENTRE[1] - 11, say("parliament.questions", language), look.SMALLEST, look.SOFT,
                  "middle"),
        svg.label(_CENTRE[0], _CENTRE[1] + 5, say("parliament.news", language, share=_share(news, asked, language)),
                  look.SMALLEST, look.SOFT, "middle"),
        _legend(language),
    ]  # fmt: skip
    return svg.picture("parliament", WIDTH, HEIGHT, say("view.parliament", language), told(a, language), body)


def _share(news: int, asked: int, language: str) -> str:
    return percent(news / asked if asked else None, language)


def _places(seats: int) -> tuple[list[tuple[float, float, float]], float]:
    """Places (angle, x, y) of all seats from left to right, in rows as long as their arcs, and the size of a seat."""
    rows = max(1, round((seats / 5.0) ** 0.6))
    radii = [_INNER + (_OUTER - _INNER) * (i + 0.5) / rows for i in range(rows)]
    total = sum(radii)
    counts = [round(seats * radius / total) for radius in radii]
    counts[-1] += seats - sum(counts)
    found = []
    for radius, count in zip(radii, counts, strict=True):
        for i in range(count):
            angle = pi * (1.0 - (i + 0.5) / count)
            found.append((angle, _CENTRE[0] + radius * cos(angle), _CENTRE[1] - radius * sin(angle)))
    size = min(0.42 * (_OUTER - _INNER) / rows, 0.42 * pi * radii[0] / max(1, counts[0]))
    return sorted(found, key=lambda place: (-place[0], place[1])), size


def _parties(
    parties: tuple[PartyNow, ...], places: list[tuple[float, float, float]], size: float, language: str
) -> list[str]:
    made, first = [], 0
    for party in parties:
        own = places[first : first + party.seats]
        first += party.seats
        told = say(
            "parliament.party",
            language,
            number=party.number + 1,
            side=say("parliament.coalition" if party.coalition else "parliament.opposition", language),
            seats=party.seats,
            questions=party.questions,
            news=party.news_questions,
        )
        made.append(
            svg.element(
                "g",
                svg.tip(told),
                *(_seat(x, y, size, lit, party.coalition) for (_, x, y), lit in zip(own, _lit(party), strict=True)),
                _side(party, own),
                class_="abm-party",
                data_party=party.number,
                data_questions=party.questions,
            )
        )
    return made


def _lit(party: PartyNow) -> list[int]:
    """Questions per seat: spread over the party's seats as evenly as whole questions go."""
    each, more = divmod(party.questions, party.seats)
    step = party.seats / more if more else 0.0
    chosen = {int((i + 0.5) * step) for i in range(more)}
    return [each + (seat in chosen) for seat in range(party.seats)]


def _seat(x: float, y: float, size: float, questions: int, coalition: bool) -> str:
    """An open circle without a question, a full one with one, and a full one in a ring with more."""
    fill = look.PAPER if not questions else _LIT if questions == 1 else _BRIGHT
    ring = ""
    if questions > 1:
        ring = svg.element("circle", cx=x, cy=y, r=1.5 * size, fill="none", stroke=_BRIGHT, stroke_width=1.4)
    return ring + svg.element(
        "circle",
        cx=x,
        cy=y,
        r=size,
        fill=fill,
        stroke=look.INK if coalition else look.SOFT,
        stroke_width=1.8 if coalition else 0.7,
        class_="abm-seat",
        data_questions=questions,
    )


def _side(party: PartyNow, own: list[tuple[float, float, float]]) -> str:
    """The party's number outside the half circle."""
    angle = sum(place[0] for place in own) / len(own)
    x, y = _CENTRE[0] + (_OUTER + 9) * cos(angle), _CENTRE[1] - (_OUTER + 9) * sin(angle)
    weight = 700 if party.coalition else 400
    colour = look.INK if party.coalition else look.SOFT
    return svg.label(x, y + 4, str(party.number + 1), look.SMALLEST, colour, "middle", font_weight=weight)


def _legend(language: str) -> str:
    y, made, x = HEIGHT - 32.0, [], 20.0
    for row in (
        (("parliament.silent", 0, False), ("parliament.lit", 1, False)),
        (("parliament.more", 2, False), ("parliament.coalition", 0, True), ("parliament.opposition", 0, False)),
    ):
        x = 18.0
        for key, questions, coalition in row:
            text = say(key, language)
            made.append(_seat(x, y - 4, 5, questions, coalition) + svg.label(x + 13, y, text, look.SMALLEST, look.SOFT))
            x += 32 + 7.0 * len(text)
        y += 20
    return "".join(made).replace('class="abm-seat"', 'class="abm-key"')


def told(a: Snapshot, language: str) -> str:
    """A summary: questions this week and how many of them are about the news."""
    asked = sum(party.questions for party in a.parliament)
    news = sum(party.news_questions for party in a.parliament)
    return say("parliament.told", language, questions=asked, share=_share(news, asked, language))


def table(a: Snapshot, language: str, twin: str = "") -> str:
    """Seats and questions of every party, as HTML."""
    rows = [
        [
            str(party.number + 1),
            say("parliament.coalition" if party.coalition else "parliament.opposition", language),
            *(str(count) for count in (party.seats, party.questions, party.news_questions)),
        ]
        for party in a.parliament
    ]
    head = [say(f"table.{name}", language) for name in ("party", "side", "seats", "questions", "news")]
    caption = numbers.caption("parliament", language, twin, week_name(a.week, language))
    return numbers.table("parliament", caption, head, rows, words=1)
