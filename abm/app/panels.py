"""What stands on the page around the pictures, as plain data for its templates: levers, schedule, messages."""

from __future__ import annotations

import functools
from typing import Any

from abm.app import ordering
from abm.app.codec.state import SIDES
from abm.app.frames import Frame, Reply
from abm.app.hosting import Hosting
from abm.app.levers import OWN, SETS, SHARED, Start, differing, live, named_sets
from abm.app.pace import INTERVALS, SPEEDS
from abm.app.schedule import STRIKES
from abm.declare import Declaration
from abm.norms import INSTRUMENTS
from abm.parameters import Event
from abm.parameters.checks import declared
from abm.words import (
    dossier_name,
    instrument_meaning,
    instrument_name,
    lever_name,
    ministry_name,
    norm_meaning,
    norm_name,
    number,
    percent,
    say,
    scenario_meaning,
    scenario_name,
    week_name,
)
from abm.words.described import lever_meaning, lever_unit
from abm.words.phrases import Phrase, again

Values = dict[str, Any]

LEAST_SIZE, LARGEST_SIZE = 1.0, 200.0
"""Severities that the page offers: one of 0 is no event, and the scenario `scandal` has 150."""


# --- values in words ------------------------------------------------------------------------------------------------


def shown(key: str, value: Any, language: str) -> str:
    """A value of a lever as it is read."""
    if key == "norms":
        return norm_name(value, language)
    if key == "scenario":
        return scenario_name(value, language)
    if key == "instruments":
        return ", ".join(instrument_name(name, language) for name in value) or say("page.none", language)
    if declared()[key].kind is int:
        return number(value, language, 0) if key != "seed" else str(value)
    return number(value, language, 2)


def mark(language: str) -> str:
    """The decimal mark that a visitor types, and sees in a field."""
    return number(0.5, language, 1)[1]


def side_name(side: int | None, language: str) -> str:
    """A, B, or both."""
    return say("page.both", language) if side is None else SIDES[side].upper()


def event_in_words(event: Event, per_ministry: int, language: str) -> str:
    """What an event of the schedule is."""
    if event.kind == "set":
        value = shown(event.target, event.size, language)
        return say("event.set", language, name=lever_name(event.target, language), value=value)
    what = say(f"event.{event.kind}", language)
    if event.kind == "cabinet":
        return what
    if event.kind == "caretaker":
        return f"{what}, {say('event.weeks', language, weeks=number(event.size, language, 0))}"
    where = dossier_name(int(event.target), per_ministry, language) if event.target else ""
    size = f"{say('event.size', language).lower()} {number(event.size, language, 0)}"
    return ", ".join(part for part in (what, where, size) if part)


def notice_in_words(notice: Reply | None, per_ministry: int, language: str) -> str:
    """What came of the last thing the visitor did."""
    if notice is None:
        return ""
    about: dict[str, Any] = dict(notice.about)
    key, side = about.get("key"), about.get("side")
    if notice.kind == "strike":
        about["what"] = event_in_words(about["event"], per_ministry, language)
    elif key is not None and "value" in about:
        about |= {"name": lever_name(key, language), "value": shown(key, about["value"], language)}
        about["side"] = side_name(side, language)
    if notice.kind in ("refused", "earlier"):
        about["text"] = again(about["text"], language)
    if "week" in about:
        about["week"] = week_name(about["week"], language)
    about.pop("key", None)
    return say(f"notice.{notice.kind}", language, **about)


# --- levers ---------------------------------------------------------------------------------------------------------


PARTS = (
    ("norms", ("norms", "instruments")),
    ("people", tuple(key for key in OWN if key.partition(".")[2])),
    ("world", ("scenario", *SHARED)),
)
"""Levers as they stand together on the page."""


def levers(
    values: tuple[Values, Values],
    settings: tuple[Start, Start],
    problems: dict[str, str],
    typed: dict[str, str],
    language: str,
    hosting: Hosting,
) -> dict[str, Values]:
    """Every lever by part of the page: what it is, where it stands, and what is wrong with what was typed."""
    told = _told_apart(values, settings)
    after = [_after_norms(side, own, language) for side, own in zip(settings, values, strict=True)]
    after = [{key: f"{side_name(n, language)}: {text}" for key, text in side.items()} for n, side in enumerate(after)]
    return {
        part: {
            "key": part,
            "name": say(f"levers.{part}", language),
            "meaning": say(f"levers.{part}.meaning", language),
            "levers": [
                _lever(key, values, problems, typed, language, hosting)
                | {"differs": key in told, "after": [side[key] for side in after if key in side]}
                for key in _by_effect(part, keys)
            ],
        }
        for part, keys in PARTS
    }


def _by_effect(part: str, keys: tuple[str, ...]) -> list[str]:
    """Levers of people and ministries, what does most first; the others as they stand."""
    return [one.key for one in ordering.ordered(keys)] if part == "people" else list(keys)


def _after_norms(settings: Start, values: Values, language: str) -> dict[str, str]:
    """What the norms of a side make of its levers, in words, where they make something else of it."""
    found = ordering.after_norms(settings, values)
    written = functools.partial(_number, language)
    return {key: one.told(written, language) for key, one in found.items() if one.changed}


def _number(language: str, value: float) -> str:
    return number(value, language, 2)


def _told_apart(values: tuple[Values, Values], settings: tuple[Start, Start]) -> list[str]:
    """Levers that differ; instruments that only come with another norm set are not told apart from it."""
    own = any("instruments" in dict(side.chosen) for side in settings)
    return [key for key in differing(*values) if own or key != "instruments"]


def _lever(
    key: str,
    values: tuple[Values, Values],
    problems: dict[str, str],
    typed: dict[str, str],
    language: str,
    hosting: Hosting,
) -> Values:
    declaration = declared()[key]
    shared = key in SHARED
    effect = "event" if live(key) and not shared else "restart"
    kind = "choice" if key in SETS else "list" if key == "instruments" else "number"
    fields = [key] if shared else [f"a.{key}", f"b.{key}"]
    given = [_plain(side[key]) for side in values[: len(fields)]]
    options = _options(key, language)
    meanings = {item["value"]: item["meaning"] for item in options}
    told = [meanings.get(value, "") for value in given] if kind == "choice" else []
    found: Values = {
        "key": key,
        "id": key.replace(".", "-"),
        "fields": fields,
        "name": lever_name(key, language),
        "meaning": lever_meaning(key, language),
        "unit": "" if key == "seed" else lever_unit(key, language),
        "kind": kind,
        "shared": shared,
        "given": given,
        "told": told[:1] if len(set(told)) == 1 else [f"{side_name(n, language)}: {t}" for n, t in enumerate(told)],
        "problems": [problems.get(field, "") for field in fields],
        "bar": ordering.bar(ordering.effect_of(key), language) if kind == "number" and not shared else "",
        "effect": {part: say(f"levers.effect.{effect}.{part}", language) for part in ("short", "long")},
        "options": options,
        "mark": mark(language),
        "range": "",
        "slider": False,
    }
    if kind == "number":
        found["places"] = [f"{value:.12g}" for value in given]
        found["written"] = [
            typed.get(field, f"{value:.12g}".replace(".", mark(language)))
            for field, value in zip(fields, given, strict=True)
        ]
        found |= _range(key, declaration, language, hosting)
    return found


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _range(key: str, declaration: Declaration, language: str, hosting: Hosting) -> Values:
    low, high = declaration.low, declaration.high
    assert low is not None and high is not None
    if key == "population.citizens":
        high = min(high, hosting.citizens)
    whole = declaration.kind is int
    ends = [number(end, language, 0 if whole or end == int(end) else 2) for end in (low, high)]
    return {
        "low": low,
        "high": high,
        "slider": not whole,
        "range": say("levers.range", language, low=ends[0], high=ends[1]),
    }


def _options(key: str, language: str) -> list[Values]:
    if key == "instruments":
        return [
            {
                "value": one.key,
                "name": instrument_name(one.key, language),
                "meaning": instrument_meaning(one.key, language),
                "bar": ordering.bar(one, language),
            }
            for one in ordering.instruments()
        ]
    if key not in SETS:
        return []
    name, meaning = (norm_name, norm_meaning) if key == "norms" else (scenario_name, scenario_meaning)
    return [
        {"value": item, "name": name(item, language), "meaning": meaning(item, language)} for item in _in_order(key)
    ]


def _in_order(key: str) -> list[str]:
    """Named sets, the plain one first and the whole package last."""
    compared = tuple(declared()["compare.norms"].default)  # from the plain one to the whole package
    first, last = (compared[:-1], compared[-1:]) if key == "norms" else (("default",), ())
    known = named_sets(key)
    middle = [name for name in known if name not in (*first, *last)]
    return [name for name in (*first, *middle, *last) if name in known]


def field_problems(problems: dict[str, str], language: str) -> dict[str, str]:
    """Problems of a link or of what was typed, told at their fields in the visitor's language."""
    told = {}
    for field, problem in problems.items():
        if field == "earlier":
            told[field] = again(problem, language)
        elif field in ("event", "link"):
            told[field] = say(f"problem.{field}", language, parts=problem)
        elif options := _options(field.removeprefix("a.").removeprefix("b."), language):
            names = ", ".join(item["name"] for item in options)
            told[field] = _sentence(say("allowed.one_of", language, names=names))
        else:
            allowed = problem.parts["allowed"] if isinstance(problem, Phrase) else problem
            told[field.removesuffix(".size")] = _sentence(again(allowed, language))
    return told


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def differences(values: tuple[Values, Values], settings: tuple[Start, Start], language: str) -> list[Values]:
    """What differs between the twins now, lever by lever, with what each of them has; a long list is counted."""
    found = []
    for key in _told_apart(values, settings):
        sides = [shown(key, side[key], language) for side in values]
        short = list(sides)
        if key == "instruments":
            short = [_counted(side[key], language) or text for side, text in zip(values, sides, strict=True)]
        whole = "; ".join(f"{side_name(n, language)}: {text}" for n, text in enumerate(sides)) if short != sides else ""
        found.append({"key": key, "name": lever_name(key, language), "a": short[0], "b": short[1], "whole": whole})
    return found


LISTED = 3
"""Instruments that are named one by one."""


def _counted(names: tuple[str, ...], language: str) -> str:
    """How many instruments there are, where they are too many to be named."""
    if len(names) <= LISTED:
        return ""
    return say("differs.count", language, count=len(names), of=len(INSTRUMENTS))


# --- events ---------------------------------------------------------------------------------------------------------


def strikes(ministries: int, per_ministry: int, language: str) -> Values:
    """What can be entered: kinds of events, and dossiers by ministry."""
    kinds = [
        {
            "value": kind,
            "name": say(f"event.{kind}", language),
            "meaning": say(f"event.{kind}.meaning", language),
            "size": size,
        }
        for kind, size in STRIKES.items()
    ]
    groups = [
        {
            "name": ministry_name(ministry, language),
            "dossiers": [
                {"value": str(n), "name": dossier_name(n, per_ministry, language)}
                for n in range(ministry * per_ministry, (ministry + 1) * per_ministry)
            ],
        }
        for ministry in range(ministries)
    ]
    return {"kinds": kinds, "groups": groups, "mark": mark(language)}


# --- the bar --------------------------------------------------------------------------------------------------------


def status(frame: Frame, language: str) -> Values:
    """What the bar says of the run."""
    progress = percent(frame.progress, language)
    short = say(f"status.{frame.status}", language, percent=progress)
    if frame.back is not None and frame.status == "paused":
        short = say("status.back", language, week=week_name(frame.back, language))
    return {
        "status": frame.status,
        "short": short,
        "long": say("status.preparing.long", language, week=week_name(max(0, frame.week), language), percent=progress),
        "week": frame.week,
        "week_name": week_name(frame.week, language),
        "progress": round(frame.progress, 3),
    }


def paces(language: str) -> Values:
    """Speeds and drawing intervals to choose from."""
    speeds = []
    for speed in SPEEDS:
        key = {0: "speed.full", 1: "speed.week"}.get(speed, "speed.weeks")
        speeds.append({"value": speed, "name": say(key, language, weeks=speed)})
    intervals = [
        {"value": weeks, "name": say("interval.week" if weeks == 1 else "interval.weeks", language, weeks=weeks)}
        for weeks in INTERVALS
    ]
    return {"speeds": speeds, "intervals": intervals}
