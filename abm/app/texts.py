"""Every word of the browser application, in Dutch and English: one table, and the few ways to ask it for something.

The table is spread over ``words/`` by subject; a key stands in one file, with its Dutch and its English side by side. A
parameter or measure that a researcher added has no entry yet, and is shown with the English of its declaration.
"""

from __future__ import annotations

import math

from abm.app.words import controls, levers, measures, page, views
from abm.observation.measures import MEASURES
from abm.parameters.checks import declared

LANGUAGES = ("nl", "en")

TABLES = (page.WORDS, controls.WORDS, views.WORDS, measures.WORDS, levers.WORDS)

WORDS: dict[str, tuple[str, str]] = {key: words for table in TABLES for key, words in table.items()}
"""Key to (Dutch, English)."""


def say(key: str, language: str, **values: object) -> str:
    """The words of a key, with values filled in.

    Raises
    ------
    KeyError
        When nobody wrote them; a test walks every key that the code asks for.
    """
    words = WORDS[key][LANGUAGES.index(language)]
    return words.format(**values) if values else words


def number(value: float | None, language: str, digits: int = 2, *, sign: bool = False) -> str:
    """A number as the language writes it: ``0,41``, ``1.250``; a dash where there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    text = f"{value:{'+' if sign else ''},.{digits}f}"
    if not float(text.replace(",", "")):
        text = text.lstrip("+-")  # a rounded nought has no sign
    text = text.replace("-", "\N{MINUS SIGN}")
    return text.translate(str.maketrans(",.", ".,")) if language == "nl" else text


def percent(value: float | None, language: str, digits: int = 0) -> str:
    """A share as a percentage: ``41%``."""
    shown = number(None if value is None else 100.0 * value, language, digits)
    return shown if shown == "–" else shown + "%"


def amount(value: float | None, kind: str, language: str, *, sign: bool = False) -> str:
    """A value of a measure as it is shown: see :func:`measure_kind`."""
    if kind == "points":
        return number(None if value is None else 100.0 * value, language, 1, sign=sign)
    if kind == "percent":
        shown = number(None if value is None else 100.0 * value, language, 1, sign=sign)
        return shown if shown == "–" else shown + ("" if sign else "%")
    return number(value, language, int(kind), sign=sign)


def measure_kind(name: str) -> str:
    """How a measure is shown: ``percent``, ``points`` from 0 to 100, or the number of digits."""
    unit = MEASURES[name].unit if name in MEASURES else ""
    if unit == "share":
        return "percent"
    if unit.endswith("0 to 1"):
        return "points"
    return "0" if unit.startswith("hours") else "1" if unit == "weeks" else "2"


def _named(key: str, language: str, otherwise: str) -> str:
    return say(key, language) if key in WORDS else otherwise


def measure_name(name: str, language: str) -> str:
    """Name of a measure; the English of its declaration where the table has none."""
    return _named(f"measure.{name}", language, name.replace("_", " "))


def measure_meaning(name: str, language: str) -> str:
    """What a measure measures, in one line."""
    definition = MEASURES[name].definition if name in MEASURES else name
    return _named(f"measure.{name}.meaning", language, definition)


def measure_unit(name: str, language: str) -> str:
    """Unit in which a measure is shown."""
    kind = measure_kind(name)
    if kind in ("percent", "points"):
        return say(f"unit.{kind}", language)
    unit = MEASURES[name].unit if name in MEASURES else ""
    return _named(f"unit.{unit}", language, unit)


def lever_name(key: str, language: str) -> str:
    """Name of a parameter; its key in plain words where the table has none."""
    return _named(f"lever.{key}", language, key.rpartition(".")[2].replace("_", " "))


def lever_meaning(key: str, language: str) -> str:
    """What a parameter means, in one line; the English of its declaration where the table has none."""
    declaration = declared().get(key)
    return _named(f"lever.{key}.meaning", language, declaration.meaning if declaration is not None else key)


def lever_unit(key: str, language: str) -> str:
    """Unit of a parameter; empty for a pure number."""
    declaration = declared().get(key)
    unit = declaration.unit if declaration is not None else ""
    return "" if unit in ("1", "") else _named(f"unit.{unit}", language, unit)


def norm_name(name: str, language: str) -> str:
    """Name of a norm set."""
    return _named(f"norms.{name}", language, name.replace("_", " "))


def norm_meaning(name: str, language: str) -> str:
    """What a norm set is, in one line; empty where the table has none."""
    return _named(f"norms.{name}.meaning", language, "")


def instrument_name(name: str, language: str) -> str:
    """Name of an instrument."""
    return _named(f"instrument.{name}", language, name.replace("_", " "))


def instrument_meaning(name: str, language: str) -> str:
    """What an instrument does, in one line; empty where the table has none."""
    return _named(f"instrument.{name}.meaning", language, "")


def scenario_name(name: str, language: str) -> str:
    """Name of a scenario."""
    return _named(f"scenario.{name}", language, name.replace("_", " "))


def scenario_meaning(name: str, language: str) -> str:
    """What happens in a scenario, in one line; empty where the table has none."""
    return _named(f"scenario.{name}.meaning", language, "")


def method_name(name: str, language: str) -> str:
    """Name of a choice: staying inside, explaining it, a tick-box exercise, or a method of participation."""
    return _named(f"method.{name}", language, name.replace("_", " "))


def ministry_name(ministry: int, language: str) -> str:
    """Name of a ministry; the model's ministries have a number, not a portfolio."""
    return say("ministry", language, number=ministry + 1)


def dossier_name(dossier: int, per_ministry: int, language: str) -> str:
    """Name of a dossier: its ministry and its place there, as in ``dossier 3b``."""
    ministry, place = divmod(dossier, per_ministry)
    return say("dossier", language, name=f"{ministry + 1}{_letters(place)}")


def _letters(place: int) -> str:
    return (_letters(place // 26 - 1) if place >= 26 else "") + chr(ord("a") + place % 26)


def official_name(seat: int, language: str) -> str:
    """Name of an official: the seat, counted from 1."""
    return say("official", language, number=seat + 1)


def week_short(week: int, language: str) -> str:
    """The same in a table: ``y3 w17``; before the norm the weeks to go, as a negative number."""
    if week < 0:
        return number(week, language, 0)
    return say("week.short", language, year=week // 52 + 1, week=week % 52 + 1)


def week_name(week: int, language: str) -> str:
    """Where a week stands: before the norm, or year and week since."""
    if week < 0:
        return say("week.before" if week < -1 else "week.before.one", language, weeks=-week)
    return say("week.since", language, year=week // 52 + 1, week=week % 52 + 1)
