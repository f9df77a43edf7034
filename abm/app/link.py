"""The state of the page as the query of a link, and back: a link can set the values that are listed here and no others.

``?a.norms=reactive&b.norms=anticyclical&seed=3&week=104&event=60:crisis:3:10&b.set=80:officials.courage:0.7``

What is not allowed is left out and told at its field; the rest of the link still holds.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from abm.app.hosting import Hosting
from abm.app.levers import OWN, SHARED, Settings, read
from abm.app.takeaway import event_of
from abm.app.twin import MOST, STRIKES, Entry, Pair
from abm.parameters import Event
from abm.parameters.checks import ParameterError, nearest, one_of, problems, refused
from abm.words import LANGUAGES

VIEWS = ("twin", "loop", "towers", "dossier", "communities", "parliament", "media", "about")
"""The tabs of the page."""


SIDES = ("a", "b")

DEFAULT_NORMS = ("reactive", "anticyclical")
"""What is compared where a link does not say."""


@dataclass
class State:
    """What a link can say.

    Attributes
    ----------
    settings : (Settings, Settings)
        What A and B start from.
    schedule : tuple of Entry
        What happened.
    week : int
        Week to live up to.
    view, language : str
        Tab and language; empty where the link does not say.
    dossier, official : int
        What is seen up close.
    problems : dict of str to str
        By field of the page: of a lever (``a.officials.courage``, ``seed``) what is wrong; under ``event`` and ``link``
        the parts of the link that were left out.
    """

    settings: tuple[Settings, Settings] = (
        Settings.of({"norms": DEFAULT_NORMS[0]}),
        Settings.of({"norms": DEFAULT_NORMS[1]}),
    )
    schedule: tuple[Entry, ...] = ()
    week: int = -1
    view: str = ""
    language: str = ""
    dossier: int = 0
    official: int = 0
    problems: dict[str, str] = field(default_factory=dict)

    def pair(self) -> Pair:
        """The two worlds that this state describes."""
        return Pair(*self.settings, self.schedule, self.week)


def to_query(state: State) -> str:
    """The query of a link that reopens a state, without the question mark."""
    items: list[tuple[str, str]] = []
    for side, settings in zip(SIDES, state.settings, strict=True):
        if "norms" not in dict(settings.chosen):  # a link without it opens with the usual ones
            items.append((f"{side}.norms", settings.parameters().norms))
        items += [(f"{side}.{key}", _text(value)) for key, value in settings.chosen if key in OWN]
    items += [(key, _text(value)) for key, value in state.settings[0].chosen if key in SHARED]
    for entry in state.schedule:
        items.append(("event" if entry.side is None else f"{SIDES[entry.side]}.set", _written(entry.event)))
    if state.week >= 0:
        items.append(("week", str(state.week)))
    named = {"view": state.view, "lang": state.language, "dossier": state.dossier, "official": state.official}
    items += [(key, str(value)) for key, value in named.items() if value]
    return urlencode(items, quote_via=quote, safe=":,")


def _written(event: Event) -> str:
    """An event as a link writes it."""
    kind = "" if event.kind == "set" else f"{event.kind}:"
    return f"{event.week}:{kind}{event.target}:{event.size!r}"


def _text(value: Any) -> str:
    return ",".join(value) if isinstance(value, tuple) else repr(value) if isinstance(value, float) else str(value)


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
        state.problems["link"] = f"{len(parts) - MOST - 100} × …"
    values: tuple[dict[str, Any], dict[str, Any]] = (
        dict(state.settings[0].chosen),
        dict(state.settings[1].chosen),
    )
    entries: list[Entry] = []
    for key, raw in items:
        try:
            _take(state, values, entries, key, raw, hosting)
        except ParameterError as problem:
            _complain(state, _field(key), str(problem), f"{key}={raw}")
    state.settings = (Settings.of(values[0]), Settings.of(values[1]))
    _settle(state, entries)
    a, b = (fitting(settings, hosting) for settings in state.settings)
    state.settings = (a, b)
    return state


def _complain(state: State, field: str, problem: str, part: str) -> None:
    """Note a problem at its field; of parts that have no field of their own, which they are."""
    if field in ("event", "link"):
        before = state.problems.get(field)
        problem = ", ".join(text for text in (before, part[:80]) if text)
    state.problems[field] = problem


def _field(key: str) -> str:
    """The field of the page at which a problem with a key is told."""
    if key in SHARED or (key.partition(".")[0] in SIDES and key.partition(".")[2] in OWN):
        return key
    return "event" if key == "event" or key.endswith(".set") else "link"


def _take(
    state: State, values: tuple[dict[str, Any], ...], entries: list[Entry], key: str, raw: str, hosting: Hosting
) -> None:
    """Take in one item of a link."""
    side, dot, name = key.partition(".")
    if key in SHARED:
        value = within(key, read(key, raw), hosting)
        for chosen in values:
            chosen[key] = value
    elif dot and side in SIDES and name in OWN:
        values[SIDES.index(side)][name] = read(name, raw)
    elif dot and side in SIDES and name == "set":
        entries.append(Entry(SIDES.index(side), _event(raw, "set")))
    elif key == "event":
        entries.append(Entry(None, _event(raw, "")))
    elif key == "view" and raw in VIEWS:
        state.view = raw
    elif key == "lang" and raw in LANGUAGES:
        state.language = raw
    elif key in ("week", "dossier", "official"):
        setattr(state, key, _whole(key, raw, hosting.weeks - 1 if key == "week" else 10_000))
    elif key in ("view", "lang"):
        raise ParameterError(refused(key, raw, one_of(VIEWS if key == "view" else LANGUAGES, raw)))
    elif not key.startswith("solara"):  # the server's own
        known = [*SHARED, *(f"{side}.{name}" for side in SIDES for name in OWN), "event", "week", "view", "lang"]
        raise ParameterError(f"{key} is nothing that a link can set{nearest(key, known)}")


def within(key: str, value: Any, hosting: Hosting) -> Any:
    """A value of a lever within what this server allows one visitor.

    Raises
    ------
    ParameterError
        When it is more.
    """
    if key == "population.citizens" and value > hosting.citizens:
        raise ParameterError(refused(key, value, f"at most {hosting.citizens} on this server"))
    return value


def fitting(settings: Settings, hosting: Hosting) -> Settings:
    """These settings with no more citizens than this server allows, where nothing was said of their number.

    Raises
    ------
    ParameterError
        When more were asked for.
    """
    citizens = settings.parameters().population.citizens
    if citizens <= hosting.citizens:
        return settings
    within("population.citizens", dict(settings.chosen).get("population.citizens", 0), hosting)
    return settings.with_value("population.citizens", hosting.citizens)


def _whole(key: str, raw: str, most: int) -> int:
    if not re.fullmatch("-?[0-9]{1,6}", raw) or not -1 <= int(raw) <= most:
        raise ParameterError(refused(key, raw, f"a whole number up to {most}"))
    return int(raw)


def _event(raw: str, kind: str) -> Event:
    """Read ``week:kind:target:size``, or ``week:key:value`` of a setting."""
    parts = raw.split(":")
    if len(parts) != (3 if kind else 4):
        raise ParameterError(refused("event", raw, "week:kind:target:size"))
    week, target, size = parts[0], parts[-2], parts[-1]
    try:
        row = {"week": int(week), "kind": kind or parts[1], "target": target, "size": float(size)}
    except ValueError:
        raise ParameterError(refused("event", raw, "week:kind:target:size")) from None
    if not kind and row["kind"] not in STRIKES:
        raise ParameterError(refused("event", raw, one_of(STRIKES, parts[1])))
    return event_of(row)


def _settle(state: State, entries: list[Entry]) -> None:
    """Keep what the checks of the model allow together; what they refuse falls back to the start."""
    kept: list[Entry] = []
    if len(entries) > MOST:
        _complain(state, "event", "", f"{len(entries) - MOST} × …")
    for entry in entries[:MOST]:
        base = _checked(state, 0 if entry.side is None else entry.side)
        base.events = [entry.event]
        problem = next(problems(base), "")
        if problem or (entry.event.kind == "set" and entry.event.target not in OWN):
            _complain(state, "event", problem, _written(entry.event))
        else:
            kept.append(entry)
    state.schedule = tuple(kept)


def _checked(state: State, side: int) -> Any:
    """A copy of the parameters that one side starts from; a side that the checks refuse starts as usual."""
    for number in range(2):
        try:
            state.settings[number].parameters()
        except ParameterError as problem:
            _complain(state, "link", str(problem), ", ".join(state.settings[number].overrides()))
            settings = list(state.settings)
            settings[number] = State().settings[number]
            state.settings = (settings[0], settings[1])
    return dataclasses.replace(state.settings[side].parameters())
