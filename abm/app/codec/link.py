"""The state of the page as the query of a link, and back: a link can set the values that are listed here and no others.

``?a.norms=reactive&b.norms=anticyclical&seed=3&week=104&event=60:crisis:3:10&b.set=80:officials.courage:0.7``

What is not allowed is left out and told at its field, and what an earlier version had is left out and told above the
page; the rest of the link still holds.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from abm.app.codec.state import SHADES, SIDES, VIEWS, State, fitting, lever, whole
from abm.app.hosting import Hosting
from abm.app.levers import OWN, SHARED, Start, written
from abm.app.pace import INTERVALS, SPEEDS
from abm.app.schedule import MOST, Happening, enterable, happening
from abm.declare import ParameterError, refused
from abm.parameters import Event
from abm.parameters.removed import of_an_earlier_version, removed_key
from abm.words import LANGUAGES
from abm.words.phrases import phrase

PLACES = 10_000
"""Number up to which a dossier or an official can be named."""

CHOICES: dict[str, tuple[Any, ...]] = {"speed": SPEEDS, "interval": INTERVALS, "shade": SHADES}
"""What else of the page a link can say, where it is not as usual."""

EVENT = re.compile("(?P<week>-?[0-9]{1,6}):(?:(?P<kind>[a-z]+):)?(?P<target>[^:]*):(?P<size>[^:]+)")
"""``week:kind:target:size``, or ``week:key:value`` of a lever that is set."""


def to_query(state: State) -> str:
    """The query of a link that reopens a state, without the question mark."""
    items: list[tuple[str, str]] = []
    for side, settings in zip(SIDES, state.settings, strict=True):
        if "norms" not in dict(settings.chosen):  # a link without it opens with the usual ones
            items.append((f"{side}.norms", settings.parameters().norms))
        items += [(f"{side}.{key}", written(value)) for key, value in settings.chosen if key in OWN]
    items += [(key, written(value)) for key, value in state.settings[0].chosen if key in SHARED]
    for entry in state.schedule:
        items.append(("event" if entry.side is None else f"{SIDES[entry.side]}.set", _written(entry.event)))
    if state.week >= 0:
        items.append(("week", str(state.week)))
    named = {"view": state.view, "lang": state.language, "dossier": state.dossier, "official": state.official}
    items += [(key, str(value)) for key, value in named.items() if value]
    usual = State()
    items += [(key, str(value)) for key in CHOICES if (value := getattr(state, key)) != getattr(usual, key)]
    return urlencode(items, quote_via=quote, safe=":,")


def _written(event: Event) -> str:
    """An event as a link writes it."""
    kind = "" if event.kind == "set" else f"{event.kind}:"
    return f"{event.week}:{kind}{event.target}:{event.size!r}"


def from_query(query: str, hosting: Hosting) -> State:
    """Read a link.

    Parameters
    ----------
    query : str
        What follows the question mark.
    hosting : Hosting
        Limits.
    """
    state = State()
    parts = query.removeprefix("?").split("&")
    items = parse_qsl("&".join(parts[: MOST + 100]), keep_blank_values=True)
    if len(parts) > MOST + 100:
        _leave_out(state, "link", f"{len(parts) - MOST - 100} × …")
    values = tuple(dict(settings.chosen) for settings in state.settings)
    entries: list[Happening] = []
    removed: list[str] = []
    for key, raw in items:
        if gone := _removed(key, raw):
            removed.append(gone)
            raw = _others(key, raw)
            if not raw:
                continue
        try:
            _take(state, values, entries, key, raw, hosting)
        except ParameterError as problem:
            field = _field(key)
            if field in ("event", "link"):
                _leave_out(state, field, f"{key}={raw}")
            else:
                state.problems[field] = problem.args[0]
    a, b = (_playable(state, number, Start.of(chosen)) for number, chosen in enumerate(values))
    state.settings = fitting(a, hosting), fitting(b, hosting)
    state.schedule = tuple(_possible(state, entries))
    if earlier := of_an_earlier_version(removed):
        state.problems["earlier"] = earlier
    return state


def _removed(key: str, raw: str) -> str:
    """What of an item an earlier version had; empty where it is none of an earlier version."""
    side, _, name = key.partition(".")
    if side not in SIDES:
        return removed_key(key, raw)
    if name == "set":
        parts = EVENT.fullmatch(raw)
        return removed_key(parts["target"]) if parts else ""
    return removed_key(name, *raw.split(","))


def _others(key: str, raw: str) -> str:
    """Names of a list that are there; nothing of what is no list."""
    name = key.partition(".")[2]
    if name != "instruments":
        return ""
    return ",".join(item for item in raw.split(",") if not removed_key(name, item))


def _leave_out(state: State, field: str, part: str) -> None:
    """Note a part of the link that was left out, where there is no field of its own to tell it."""
    before = state.problems.get(field)
    state.problems[field] = ", ".join(text for text in (before, part[:80]) if text)


def _field(key: str) -> str:
    """The field of the page at which a problem with a key is told."""
    if key in SHARED or (key.partition(".")[0] in SIDES and key.partition(".")[2] in OWN):
        return key
    return "event" if key == "event" or key.endswith(".set") else "link"


def _take(
    state: State, values: tuple[dict[str, Any], ...], entries: list[Happening], key: str, raw: str, hosting: Hosting
) -> None:
    """Take in one item of a link."""
    side, _, name = key.partition(".")
    if key in SHARED:
        value = lever(key, raw, hosting)
        for chosen in values:
            chosen[key] = value
    elif side in SIDES and name in OWN:
        values[SIDES.index(side)][name] = lever(name, raw, hosting)
    elif key == "event" or (side in SIDES and name == "set"):
        entries.append(_read(raw, None if key == "event" else SIDES.index(side)))
    elif key in ("week", "dossier", "official"):
        setattr(state, key, whole(key, raw, -1, hosting.weeks - 1 if key == "week" else PLACES))
    elif key == "view" and raw in VIEWS:
        state.view = raw
    elif key == "lang" and raw in LANGUAGES:
        state.language = raw
    elif raw in map(str, CHOICES.get(key, ())):
        setattr(state, key, type(CHOICES[key][0])(raw))
    else:
        raise ParameterError(refused("link", f"{key}={raw}", phrase("allowed.of_link")))


def _read(raw: str, side: int | None) -> Happening:
    """Read an event, or a lever that is set for a side."""
    parts = EVENT.fullmatch(raw)
    if parts is None or (parts["kind"] is None) != (side is not None):
        raise ParameterError(refused("event", raw, phrase("allowed.event")))
    return happening(side, parts.groupdict("set"))


def _playable(state: State, number: int, settings: Start) -> Start:
    """What a side starts from; one whose values are not allowed together starts as usual."""
    try:
        settings.parameters()
    except ParameterError:
        _leave_out(state, "link", ", ".join(settings.overrides()))
        return State().settings[number]
    return settings


def _possible(state: State, entries: list[Happening]) -> list[Happening]:
    """The lines that the checks of the model allow, as far as a schedule has room."""
    kept = []
    if len(entries) > MOST:
        _leave_out(state, "event", f"{len(entries) - MOST} × …")
    worlds = [settings.parameters() for settings in state.settings]
    for entry in entries[:MOST]:
        try:
            enterable(entry, worlds)
        except ParameterError:
            _leave_out(state, "event", _written(entry.event))
        else:
            kept.append(entry)
    return kept
