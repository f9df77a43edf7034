"""The verdict above the pictures: what differs now between B and A, by how much, and how sure that is.

The words follow from the numbers alone: B that is worse is called worse, a difference whose interval contains 0 is
called weak, and one that is sure but smaller than what counts for the claims (:mod:`abm.analysis.rule`) is called tiny,
whichever norms A and B have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from abm.analysis.rule import SMALLEST, smallest
from abm.app.cloud import ENOUGH, NOW, SINCE, YEAR, Cloud, gap, levels
from abm.app.lives import LIVES
from abm.app.twin import History
from abm.app.views.lines import MEASURES
from abm.numerics.arithmetic import WEEKS_PER_YEAR
from abm.numerics.streams import Floats
from abm.parameters import Event, Parameters
from abm.words import measure_short, number, say
from abm.words.described import declared_unit, measure_kind, unit_name

HEADLINE = ("trust", "incidents")
"""Measures whose numbers stand in the line; of the others only what is worse, better or weak, below it."""

KINDS = {"trust": NOW, "incidents": YEAR, "unrest": YEAR, "pressure": YEAR}
"""Trust is what it is in a week; what jumps from week to week is taken over a year."""

LOWER_IS_BETTER = ("incidents", "unrest", "pressure")

BETTER, WORSE, TINY, WEAK, EQUAL, ONE = "better", "worse", "tiny", "weak", "equal", "one"
"""How B is, against A: better, worse, sure but smaller than what counts, too unsure to say, equal in every life, or
known of one life only."""

COUNTS = (*SMALLEST, "incidents")
"""Measures that have a smallest difference that counts; of incidents it is a share of what A has."""

CRISIS_WEEKS = 26
"""Weeks after a crisis or scandal in which the verdict tells what is different in it."""


@dataclass(frozen=True, slots=True)
class MeasureVerdict:
    """What is said of one measure.

    Attributes
    ----------
    kind : str
        What is held side by side; see :func:`abm.app.cloud.levels`.
    difference, low, high : float
        B minus A and its 95% interval, in the measure's own unit; without an interval where it is of one life.
    same_sign, lives : int
        In how many lives the difference has this sign.
    said : str
        One of ``better``, ``worse``, ``tiny``, ``weak``, ``equal``, ``one``.
    of_a : float
        What the measure stands at in A, over the same lives.
    text : str
        The same in words.
    """

    measure: str
    kind: str
    difference: float
    low: float
    high: float
    same_sign: int
    lives: int
    said: str
    of_a: float
    text: str = ""

    @property
    def least(self) -> float:
        """The smallest difference that counts; 0 where the measure has none."""
        return smallest(self.measure, self.of_a) if self.measure in COUNTS else 0.0


@dataclass(frozen=True, slots=True)
class TwinVerdict:
    """The line above the pictures, and what it rests on.

    Attributes
    ----------
    text : str
        Trust and incidents, by how much they differ and how sure that is: a line, or two of a long one.
    aside : str
        What stands below it, less loud: the other measures, or what a crisis did; empty where there is nothing.
    details : tuple of MeasureVerdict
        One for each measure, then that of trust since a crisis where there is one; empty before week 0.
    when : str
        How long after week 0 this is, to stand before the line where there is room; empty where nothing differs.
    """

    text: str
    aside: str = ""
    details: tuple[MeasureVerdict, ...] = ()
    when: str = ""


def verdict(
    history: History,
    events: tuple[Sequence[Event], Sequence[Event]],
    cloud: Cloud | None,
    language: str,
) -> TwinVerdict:
    """Say what differs in the week lived last.

    Parameters
    ----------
    history : History
        The page's own life.
    events : (sequence of Event, sequence of Event)
        What has struck A and B.
    cloud : Cloud or None
        The lives so far, of what the page shows now.
    """
    week = int(history.weeks[-1]) if len(history.weeks) else -1
    if week < 0:
        return TwinVerdict(say("verdict.before", language))
    done = cloud.reaching(week) if cloud is not None else 0
    lives = cloud if cloud is not None and 1 < min(ENOUGH, cloud.wanted) <= done else None
    details = [_judged(history, lives, name, KINDS[name], week, language) for name in MEASURES]
    alike = all(np.array_equal(history.a[name], history.b[name], equal_nan=True) for name in MEASURES)
    if alike and all(item.said in (ONE, EQUAL) for item in details):
        same = say("verdict.same.lives", language, lives=done) if lives else say("verdict.same.one", language)
        return TwinVerdict(same, details=tuple(details))
    headline = [item for item in details if item.measure in HEADLINE]
    said = _of_lives(headline, language) if lives else ", ".join(_short(item, language) for item in headline)
    text = say("verdict.line", language, told=said)
    if lives is None:
        text += " " + say("verdict.one", language)
    when = say("verdict.when", language, time=_time(week + 1, language))
    others = [item for item in details if item.measure not in HEADLINE]
    event = _crisis(events, week)
    if event is None:
        return TwinVerdict(text, " ".join(_others(others, (WORSE, BETTER, WEAK), language)), tuple(details), when)
    since = _judged(history, lives, "trust", SINCE, week, language, event.week - 1)
    aside = [*_others(others, (WORSE,), language), _in_crisis(history, lives, event, events, since, language)]
    return TwinVerdict(text, " ".join(aside), (*details, since), when)


def lives_in_words(cloud: Cloud | None, week: int, language: str, most: int = LIVES) -> str:
    """How far the lives are that have lived a week, for under the line."""
    if cloud is None:
        return say("lives.begun", language)
    done = cloud.reaching(week)
    if cloud.failed:
        return say("lives.failed", language, done=done)
    if not cloud.wanted:
        return say("lives.none", language)
    values = {"done": done, "wanted": cloud.wanted, "most": most}
    if done < cloud.wanted:
        return say("lives.so_far", language, **values)
    return say("lives.fewer" if cloud.wanted < most else "lives.all", language, **values)


# --- one measure ----------------------------------------------------------------------------------------------------


def _judged(
    history: History, lives: Cloud | None, measure: str, kind: str, week: int, language: str, since: int = 0
) -> MeasureVerdict:
    if lives is None:
        a, b = _own(history, measure, kind, week, since)
        difference = float(gap(a, b))
        said = ONE if difference else EQUAL
        return _worded(MeasureVerdict(measure, kind, difference, np.nan, np.nan, 1, 1, said, float(a)), week, language)
    paired = lives.difference(measure, week, kind, since)
    found = MeasureVerdict(
        measure, kind, paired.mean, paired.low, paired.high, paired.same_sign, paired.lives, WEAK, paired.of_a
    )
    better = (paired.mean < 0.0) == (measure in LOWER_IS_BETTER)
    if paired.same:
        found = replace(found, said=EQUAL)
    elif not paired.weak:
        found = replace(found, said=TINY if abs(paired.mean) < found.least else BETTER if better else WORSE)
    return _worded(found, week, language)


def _own(history: History, measure: str, kind: str, week: int, since: int) -> tuple[Floats, Floats]:
    """What a measure stands at in A and B, in the page's own life."""
    first = int(history.weeks[0])
    a, b = (levels(side[measure], measure, first, week, kind, since) for side in (history.a, history.b))
    return a, b


def _worded(item: MeasureVerdict, week: int, language: str) -> MeasureVerdict:
    """With its text: by how much it differs, over what, in how many lives, and how sure that is."""
    more = [_span(item.kind, week, language)]
    if item.lives > 1 and item.said != EQUAL:
        direction = "higher" if item.difference > 0.0 else "lower"
        more.append(say(f"verdict.{direction}", language, same=item.same_sign, lives=item.lives))
    text, note = _amount(item, language), "; ".join(told for told in more if told)
    if note:
        text += f" ({note})"
    if item.said not in (ONE, EQUAL):
        ends = {"low": _size(item, item.low, language), "high": _size(item, item.high, language)}
        least = f"{_size(item, item.least, language).lstrip('+')} {_unit(item, language)}"
        how = say(f"verdict.said.{item.said}", language, least=least)
        text += "; " + say("verdict.interval", language, **ends, said=how)
    return replace(item, text=text)


def _of_lives(headline: list[MeasureVerdict], language: str) -> str:
    """The measures of the line over lives; the first says of what the lives are counted."""
    told = []
    for place, item in enumerate(headline):
        if item.said == EQUAL:
            told.append(_short(item, language))
            continue
        said = say(f"verdict.{item.said}", language)
        key = "verdict.part.next" if place else "verdict.part"
        values = {"amount": _short(item, language), "said": said, "same": item.same_sign, "lives": item.lives}
        told.append(say(key, language, **values))
    return "; ".join(told)


def _short(item: MeasureVerdict, language: str) -> str:
    """A measure and by how much it differs, in its own unit."""
    if item.said == EQUAL:
        return say("verdict.part.equal", language, name=_name(item.measure, language))
    return _amount(item, language)


def _amount(item: MeasureVerdict, language: str) -> str:
    return f"{_name(item.measure, language)} {_size(item, item.difference, language)} {_unit(item, language)}"


def _name(measure: str, language: str) -> str:
    name = measure_short(measure, language)
    return name[:1].lower() + name[1:]


def _size(item: MeasureVerdict, value: float, language: str) -> str:
    """A number beside a difference, with its sign and as many digits as the difference asks for."""
    scale = 100.0 if measure_kind(item.measure) in ("points", "percent") else 1.0
    return number(scale * value, language, 2 if 0.0 < abs(scale * item.difference) < 0.5 else 1, sign=True)


def _unit(item: MeasureVerdict, language: str) -> str:
    kind = measure_kind(item.measure)
    if kind in ("points", "percent"):
        return say(f"verdict.unit.{kind}", language)
    return unit_name(declared_unit(item.measure), language)


def _span(kind: str, week: int, language: str) -> str:
    if kind == YEAR:
        return say("verdict.span.year" if week + 1 >= WEEKS_PER_YEAR else "verdict.span.start", language)
    return say("verdict.span.crisis", language) if kind == SINCE else ""


def _time(weeks: int, language: str) -> str:
    """So many weeks as years and weeks."""
    parts = []
    for name, count in zip(("year", "week"), divmod(weeks, WEEKS_PER_YEAR), strict=True):
        if count:
            parts.append(say(f"verdict.{name}{'' if count == 1 else 's'}", language, count=number(count, language, 0)))
    return _listed(parts, language)


def _listed(parts: list[str], language: str) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return say("verdict.and", language, most=", ".join(parts[:-1]), last=parts[-1])


# --- what follows ---------------------------------------------------------------------------------------------------


def _others(items: list[MeasureVerdict], wanted: Sequence[str], language: str) -> list[str]:
    """What is worse, better or not to be told of the measures that do not stand in the line."""
    by = {said: [_name(item.measure, language) for item in items if item.said == said] for said in wanted}
    return [say(f"verdict.is.{said}", language, names=_listed(names, language)) for said, names in by.items() if names]


def _crisis(events: tuple[Sequence[Event], Sequence[Event]], week: int) -> Event | None:
    """The crisis or scandal that struck last, on either side, where that was not long ago."""
    grave = Parameters().incidents.national_severity
    recent = [
        event
        for side in events
        for event in side
        if week - CRISIS_WEEKS < event.week <= week
        and (event.kind == "crisis" or (event.kind == "incident" and event.size >= grave))
    ]
    return max(recent, key=lambda event: event.week, default=None)


def _in_crisis(
    history: History,
    lives: Cloud | None,
    event: Event,
    events: tuple[Sequence[Event], Sequence[Event]],
    since: MeasureVerdict,
    language: str,
) -> str:
    """What trust has done since the week before a crisis, in A and in B."""
    week = int(history.weeks[-1])
    if lives is None:
        a, b = _own(history, "trust", SINCE, week, event.week - 1)
    else:
        first, row = int(lives.weeks[0]), [place for place, n in enumerate(lives.lengths) if week in lives.weeks[:n]]
        a, b = (levels(side["trust"][row], "trust", first, week, SINCE, event.week - 1) for side in (lives.a, lives.b))
    where = [letter for letter, side in zip("AB", events, strict=True) if event in side]
    values = dict(
        zip("ab", (_size(since, value, language) for value in (float(a.mean()), float(b.mean()))), strict=True)
    )
    told = say(
        f"verdict.crisis.{event.kind}",
        language,
        time=_time(week - event.week + 1, language),
        **values,
        how=say(f"verdict.crisis.{since.said}", language, same=since.same_sign, lives=since.lives),
    )
    return told if len(where) > 1 else f"{told} {say('verdict.crisis.only', language, side=where[0])}"
