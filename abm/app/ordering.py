"""How much each lever does, as the studies found it, and where norms leave a lever that they change.

What is stored was found in worlds of a study, not in those on the page, and is called so. A lever of which no
study says how much it does is not called weak: it is not measured.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from abm.analysis.answer import BIAS
from abm.analysis.sentences import Line, is_there, rows
from abm.app.levers import Start
from abm.norms import INSTRUMENTS, Norms
from abm.norms.base import Leadership
from abm.policy.choice import influence_room
from abm.words import instrument_name, lever_name, measure_name, percent, say

MUCH, SOME = 0.25, 0.05
"""Shares from which a lever is said to do much, and some."""

LEVELS = ("much", "some", "little", "not_measured")

LOOKED_AT = ("incidents", "trust")
"""Measures of which it is asked what they hang on."""

ASKED = ("without norms", "difference")
"""What hangs on a lever: the measure itself, or what the package does to it."""

MANDATE, ROOM, COUPLING = "ministries.mandate", "ministries.influence_room", "ministries.deadline_coupling"
CHANGED = (MANDATE, ROOM, COUPLING)
"""Levers that norms change while they hold."""


@dataclass(frozen=True, slots=True)
class Effect:
    """How much a lever or an instrument does.

    Attributes
    ----------
    key : str
    share : float
        From 0 to 1: of a lever, the total Sobol index; of an instrument, the size of its Shapley value as a share of
        what the package does. 0 where it is not measured.
    level : str
        One of :data:`LEVELS`.
    measure, of : str
        Where that share was found; empty where nothing was.
    low, high : float
        95% interval of a lever's share; of an instrument's the Shapley value's, in units of the measure.
    source : str
        Table and line.
    """

    key: str
    share: float
    level: str
    measure: str = ""
    of: str = ""
    low: float = float("nan")
    high: float = float("nan")
    source: str = ""

    def told(self, language: str) -> str:
        """In words: the level, and of what it is how much."""
        level = say(f"effect.{self.level}", language)
        if not self.measure:
            return level
        kind = "instrument" if self.of == "package" else "package" if self.of == "difference" else "outcome"
        name = measure_name(self.measure, language).lower()
        return say(f"effect.told.{kind}", language, level=level, share=percent(self.share, language), measure=name)


def level(share: float) -> str:
    """A share in words.

    Examples
    --------
    >>> level(0.6), level(0.1), level(0.0)
    ('much', 'some', 'little')
    """
    return "much" if share >= MUCH else "some" if share >= SOME else "little"


@functools.cache
def effects() -> dict[str, Effect]:
    """Of each factor of the study, lever or not: where it does most, of :data:`LOOKED_AT` and :data:`ASKED`."""
    if not is_there("what_matters"):
        return {}
    wanted = rows("what_matters", ranges="plausible", index="total", measure=list(LOOKED_AT), of=list(ASKED))
    best: dict[str, Line] = {}
    for one in wanted:
        name = one["factor"]
        if name not in best or one["value"] > best[name]["value"]:
            best[name] = one
    return {name: _effect(name, one) for name, one in best.items() if name != "dummy"}


def _effect(name: str, one: Line) -> Effect:
    share = min(1.0, max(0.0, float(one["value"])))
    return Effect(name, share, level(share), one["measure"], one["of"], one["low"], one["high"], one.source)


def effect_of(key: str) -> Effect:
    """How much a lever does."""
    return effects().get(key, Effect(key, 0.0, "not_measured"))


def ordered(keys: Iterable[str]) -> list[Effect]:
    """Levers, that which does most first, and after all others, in the order given, those not measured."""
    return sorted(map(effect_of, keys), key=lambda one: (one.level == "not_measured", -one.share))


def instruments(measure: str = "incidents") -> list[Effect]:
    """Instruments, that which does most to a measure first, in whichever direction."""
    found: dict[str, Effect] = {}
    for one in rows("instruments_shared", measure=measure) if is_there("instruments_shared") else []:
        share, name = min(1.0, abs(float(one["share"]))), one["instrument"]
        found[name] = Effect(name, share, level(share), measure, "package", one["low"], one["high"], one.source)
    every = [found.get(name, Effect(name, 0.0, "not_measured")) for name in INSTRUMENTS]
    return sorted(every, key=lambda one: (one.level == "not_measured", -one.share))


def bar(effect: Effect, language: str) -> str:
    """The small bar beside a lever, with its words; the words say all that the bar does."""
    name = instrument_name(effect.key, language) if effect.key in INSTRUMENTS else lever_name(effect.key, language)
    told, width = effect.told(language), round(100.0 * effect.share)
    return (
        f'<span class="abm-effect" data-effect="{escape(effect.key)}" data-level="{effect.level}" '
        f'role="img" aria-label="{escape(name)}: {escape(told)}" title="{escape(told)}">'
        f'<span class="abm-bar" aria-hidden="true"><span style="width:{width}%"></span></span> '
        f"<small>{escape(say(f'effect.{effect.level}', language))}</small></span>"
    )


def note(language: str) -> str:
    """Of which worlds the bars are, and what does more than most levers and is none."""
    text = say("effect.note", language)
    bias = effects().get(BIAS)
    if bias is None or bias.share < max(one.share for one in effects().values()):
        return text
    more = say("effect.no_lever", language, name=lever_name(BIAS, language), share=percent(bias.share, language))
    return f"{text} {more}"


# --- values after norms ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AfterNorms:
    """Where a lever stands, and where the norms of that world leave it.

    Attributes
    ----------
    base : float
        What the lever says.
    low, high : float
        What holds under the norms: between these, over a term in office or from calm to tense; equal where it is one.
    """

    key: str
    base: float
    low: float
    high: float

    @property
    def changed(self) -> bool:
        """Whether norms, or the leadership they come with, leave another value."""
        return self.low != self.base or self.high != self.base

    def told(self, number_of: Any, language: str) -> str:
        """In words; ``number_of`` writes a value as the page does."""
        values = {"base": number_of(self.base), "low": number_of(self.low), "high": number_of(self.high)}
        if not self.changed:
            return say("effect.base", language, **values)
        one = values["low"] == values["high"]
        return say(f"effect.after.{'one' if one else 'range'}", language, **values)


def after_norms(settings: Start, values: Mapping[str, Any]) -> dict[str, AfterNorms]:
    """Each number of a side as its lever says it, and as it holds under the norms of that side.

    The values are those of an average ministry, without pressure and with the cabinet in office.

    Parameters
    ----------
    settings : Start
        What the side starts from.
    values : mapping
        The value of every lever now, as a frame has them.
    """
    parameters = settings.parameters()
    own, term = parameters.ministries, parameters.ministries.cabinet_weeks or 1
    norms = Norms(values["instruments"], parameters.instrument)
    given = {key: parameters.norm_parameters.get(key, value) for key, value in values.items() if _is_number(key, value)}
    mandates = [norms.lead(Leadership(given[MANDATE], own.steadfastness), weeks).mandate for weeks in range(0, term, 4)]
    rooms = [influence_room(given[ROOM], mandate, own.room_without_mandate) for mandate in mandates]
    couplings = [norms.couple(given[COUPLING], salience) for salience in (0.0, 1.0)]
    held = {MANDATE: mandates, ROOM: rooms, COUPLING: couplings}
    return {
        key: AfterNorms(key, float(values[key]), min(held.get(key, [value])), max(held.get(key, [value])))
        for key, value in given.items()
    }


def _is_number(key: str, value: Any) -> bool:
    return "." in key and isinstance(value, float)
