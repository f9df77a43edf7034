"""Why A and B part, as a waterfall, a sentence and a table: from nothing, part by part, to their difference."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from html import escape

from abm.analysis.sentences import Line, is_there, rows
from abm.app import look
from abm.app.levers import OWN, SHARED, Start
from abm.app.views import svg
from abm.app.why import Parted
from abm.words import instrument_name, measure_name, number, percent, say

_WIDTH, _ROW, _TOP = 460.0, 30.0, 34.0
_LEFT, _RIGHT = 176.0, 380.0
_SIZE = 13.25

Step = tuple[str, float, float]
"""A bar: what it is, and from where to where it runs."""

SCALE = {"trust": 100.0, "incidents": 1.0}
"""Trust is told in points of 100."""

NAMED = 2
"""Parts that the sentence names, the largest."""

STUDIED = ("reactive", "anticyclical")
"""Norm sets of which the study divides the difference."""


def amount(parted: Parted, value: float, language: str) -> str:
    """A part as it is written, with its sign."""
    return number(SCALE[parted.measure] * value, language, 2, sign=True)


def part_name(parted: Parted, name: str, language: str) -> str:
    """What a part is called."""
    return say(f"why.part.{name}" if parted.measure == "trust" else f"why.source.{name}", language)


def told(parted: Parted, language: str) -> str:
    """The difference and its largest parts, in a sentence."""
    if math.isnan(parted.total):
        return say("why.none_yet", language)
    way = "more" if parted.total > 0 else "less" if parted.total < 0 else "same"
    size = number(abs(SCALE[parted.measure] * parted.total), language, 2)
    largest = sorted((name for name in parted.parts if name != "rest"), key=lambda name: -abs(parted.parts[name]))
    names = "; ".join(
        f"{part_name(parted, name, language)} {amount(parted, parted.parts[name], language)}"
        for name in largest[:NAMED]
    )
    said = say(f"why.{parted.measure}.{way}", language, size=size)
    return said if way == "same" else f"{said} {say('why.largest', language, parts=names)}"


def draw(parted: Parted, language: str) -> str:
    """The waterfall."""
    if math.isnan(parted.total):
        return f"<p>{escape(told(parted, language))}</p>"
    scale, steps = _steps(parted)
    height = _TOP + _ROW * len(steps) + 18.0
    zero = scale(0.0)
    body = [
        svg.label(14, 20, say(f"why.{parted.measure}.title", language), 14, font_weight=600),
        svg.element("line", x1=zero, x2=zero, y1=_TOP, y2=height - 14, stroke=look.INK, stroke_width=1.0),
        *(_bar(parted, place, scale, step, language) for place, step in enumerate(steps)),
    ]
    title = say(f"why.{parted.measure}.title", language)
    return svg.picture("why", _WIDTH, height, title, told(parted, language), body)


def _steps(parted: Parted) -> tuple[Callable[[float], float], list[Step]]:
    """From where to where each bar runs, the difference itself last, and the scale that fits all."""
    steps: list[Step] = []
    level = 0.0
    for name, value in parted.parts.items():
        steps.append((name, level, level + value))
        level += value
    steps.append(("total", 0.0, parted.total))
    ends = [end for _, start, stop in steps for end in (start, stop)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    span = (high - low) or 1.0

    def scale(value: float) -> float:
        return _LEFT + (_RIGHT - _LEFT) * (value - low) / span

    return scale, steps


def _bar(parted: Parted, place: int, scale: Callable[[float], float], step: Step, language: str) -> str:
    name, start, stop = step
    y = _TOP + _ROW * place
    left, right = sorted((scale(start), scale(stop)))
    is_total = name == "total"
    colour = look.INK if is_total else look.COLOUR_B if stop >= start else look.COLOUR_A
    called = say("why.total", language) if is_total else part_name(parted, name, language)
    value = amount(parted, stop - start, language)
    meaning = "" if is_total or parted.measure != "trust" else say(f"why.part.{name}.meaning", language)
    return svg.element(
        "g",
        svg.tip(f"{called}: {value}. {meaning}".strip()),
        svg.label(_LEFT - 8, y + 19, called, _SIZE, look.INK, "end", font_weight=600 if is_total else None),
        svg.element("rect", x=left, y=y + 6, width=max(1.0, right - left), height=_ROW - 12, fill=colour, rx=2),
        svg.label(_WIDTH - 14, y + 19, value, _SIZE, look.INK, "end", font_weight=600 if is_total else None),
        class_="abm-part",
        data_part=name,
    )


def table(parted: Parted, language: str) -> str:
    """The same as a table, with what each part is."""
    if math.isnan(parted.total):
        return ""
    head = (say(f"why.column.{name}", language) for name in ("part", "value", "meaning"))
    lines = [
        (part_name(parted, name, language), amount(parted, value, language),
         say(f"why.part.{name}.meaning" if parted.measure == "trust" else f"why.source.{name}.meaning", language))
        for name, value in parted.parts.items()
    ]  # fmt: skip
    lines.append((say("why.total", language), amount(parted, parted.total, language), ""))
    return _table(say(f"why.{parted.measure}.title", language), list(head), lines)


def _table(caption: str, head: list[str], lines: Sequence[tuple[str, ...]]) -> str:
    columns = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(text)}</td>" for text in others)}</tr>'
        for first, *others in lines
    )
    return (
        f'<table class="abm-why-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table>"
    )


# --- by instrument, as stored -----------------------------------------------------------------------------------------


def as_studied(settings: tuple[Start, Start], scheduled: int) -> bool:
    """Whether the worlds on the page stand as those of the study do: no norms against the package, all else as shipped.

    Parameters
    ----------
    settings : (Start, Start)
        What A and B start from.
    scheduled : int
        How many events were entered.
    """
    values = tuple(side.values() for side in settings)
    usual = tuple(Start.of({"norms": name}).values() for name in STUDIED)
    keys = [key for key in (*OWN, *SHARED) if key not in ("seed", "population.citizens")]
    return not scheduled and all(
        one[key] == other[key] for one, other in zip(values, usual, strict=True) for key in keys
    )


def by_instrument(measure: str, language: str) -> str:
    """What each instrument of the package adds to a measure, in worlds of the study, as a table.

    Parameters
    ----------
    measure : str
        ``trust`` or ``incidents``.
    """
    if not is_there("instruments_shared"):
        return ""
    ranked = sorted(rows("instruments_shared", measure=measure), key=lambda one: one["rank"])
    head = [say(f"why.column.{name}", language) for name in ("instrument", "value", "interval", "share")]
    lines = [_instrument(one, measure, language) for one in ranked]
    caption = say("why.instruments.title", language, measure=measure_name(measure, language).lower())
    return _table(caption, head, lines)


def of_whose_worlds(same: bool, language: str) -> str:
    """Whether the worlds of the study are those of the page.

    Parameters
    ----------
    same : bool
        Whether the page stands as the study does; see :func:`as_studied`.
    """
    said = say(f"why.instruments.{'same' if same else 'other'}", language)
    return f"<p>{escape(said)}</p>"


def _instrument(one: Line, measure: str, language: str) -> tuple[str, ...]:
    value, low, high = (
        number(SCALE[measure] * one[name], language, 2, sign=True) for name in ("shapley", "low", "high")
    )
    return instrument_name(one["instrument"], language), value, f"{low}; {high}", percent(one["share"], language)
