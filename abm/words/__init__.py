"""Every label that a person sees, in Dutch and English: ``nl.toml``, ``en.toml``, and the few ways to ask them for one.

Page, figures, tables and ``abm explain`` read them here, so that a measure, a norm set, an instrument or a kind of
event has one label in each language. A norm set of one's own that was given no line is shown by its name; what ships
without a line fails a test. What falls back to a declaration stands in :mod:`abm.words.described`.
"""

from __future__ import annotations

import math
import tomllib
from decimal import Context, Decimal, localcontext
from functools import cache, lru_cache
from importlib.resources import files

from babel import Locale
from babel.numbers import NumberPattern, parse_pattern

LANGUAGES = ("nl", "en")


def _read(language: str) -> dict[str, str]:
    tables = tomllib.loads(files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8"))
    return {f"{table}.{key}": text for table, texts in tables.items() for key, text in texts.items()}


WORDS: dict[str, dict[str, str]] = {language: _read(language) for language in LANGUAGES}
"""By language, key to text; a key is the name of its table in the file, a dot, and the key in it."""

KEYS = tuple(WORDS["nl"])
"""Every key, in the order of the files; both languages have the same."""


def say(key: str, language: str, **values: object) -> str:
    """The words of a key, with values filled in.

    Raises
    ------
    KeyError
        When nobody wrote them; a test walks every key that the code asks for.
    """
    words = WORDS[language][key]
    return words.format(**values) if values else words


def say_or(key: str, language: str, otherwise: str) -> str:
    """The words of a key, or others where nobody wrote any."""
    return WORDS[language].get(key, otherwise)


# --- numbers --------------------------------------------------------------------------------------------------------

_EXACT = Context(prec=800)
"""Digits enough for any double, whatever the caller's context is."""


@cache
def _pattern(digits: int, sign: bool) -> NumberPattern:
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return parse_pattern(f"+{pattern};-{pattern}" if sign else pattern)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


def number(value: float | None, language: str, digits: int = 2, *, sign: bool = False) -> str:
    """A number as the language writes it: ``0,41``, ``1.250``; a dash where there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    with localcontext(_EXACT):
        rounded = Decimal(float(value)).quantize(Decimal(1).scaleb(-digits))
        if not rounded:
            rounded, sign = Decimal(0), False  # a rounded nought has no sign
    return _written(rounded, digits, sign, language)


@lru_cache(maxsize=16384)
def _written(rounded: Decimal, digits: int, sign: bool, language: str) -> str:
    """A rounded number; pictures of one week after another write mostly the same ones."""
    with localcontext(_EXACT):
        text: str = _pattern(digits, sign).apply(rounded, _locale(language))
    return text.replace("-", "\N{MINUS SIGN}")


def percent(value: float | None, language: str, digits: int = 0) -> str:
    """A share as a percentage: ``41%``."""
    shown = number(None if value is None else 100.0 * value, language, digits)
    return shown if shown == "–" else shown + "%"


def amount(value: float | None, kind: str, language: str, *, sign: bool = False) -> str:
    """A value of a measure as it is shown: see :func:`abm.words.described.measure_kind`."""
    if kind == "points":
        return number(None if value is None else 100.0 * value, language, 1, sign=sign)
    if kind == "percent":
        shown = number(None if value is None else 100.0 * value, language, 1, sign=sign)
        return shown if shown == "–" else shown + ("" if sign else "%")
    return number(value, language, int(kind), sign=sign)


# --- names ----------------------------------------------------------------------------------------------------------


def plain(name: str) -> str:
    """An identifier as plain words."""
    return name.replace("_", " ")


def measure_name(name: str, language: str) -> str:
    """Name of a measure; its identifier in plain words where the table has none."""
    return say_or(f"measure.{name}", language, plain(name))


def measure_short(name: str, language: str) -> str:
    """Name of a measure in a table or above a panel, where there is less room around it."""
    return say_or(f"measure.{name}.short", language, say_or(f"measure.{name}", language, plain(name).capitalize()))


def lever_name(key: str, language: str) -> str:
    """Name of a parameter; its key in plain words where the table has none."""
    return say_or(f"lever.{key}", language, plain(key.rpartition(".")[2]))


def norm_name(name: str, language: str) -> str:
    """Name of a norm set."""
    return say_or(f"norms.{name}", language, plain(name))


def norm_meaning(name: str, language: str) -> str:
    """What a norm set is, in one line; empty where the table has none."""
    return say_or(f"norms.{name}.meaning", language, "")


def instrument_name(name: str, language: str) -> str:
    """Name of an instrument; in Dutch the term of the essay."""
    return say_or(f"instrument.{name}", language, plain(name))


def instrument_meaning(name: str, language: str) -> str:
    """What an instrument does, in one line; empty where the table has none."""
    return say_or(f"instrument.{name}.meaning", language, "")


def scenario_name(name: str, language: str) -> str:
    """Name of a scenario."""
    return say_or(f"scenario.{name}", language, plain(name))


def scenario_meaning(name: str, language: str) -> str:
    """What happens in a scenario, in one line; empty where the table has none."""
    return say_or(f"scenario.{name}.meaning", language, "")


def method_name(name: str, language: str) -> str:
    """Name of a choice: staying inside, explaining it, a tick-box exercise, or a method of participation."""
    return say_or(f"method.{name}", language, plain(name))


MINISTRIES = sum(key.startswith("ministry.") for key in KEYS)
"""Ministries that were given a name."""

CASES = sum(key.startswith("case.") for key in KEYS) // MINISTRIES
"""Dossiers of each that were given a name."""


def ministry_name(ministry: int, language: str, *, short: bool = False) -> str:
    """Name of a ministry, made up; short without the word *ministry*. One beyond the list has a number too."""
    name = say(f"ministry.{ministry % MINISTRIES + 1}", language)
    if ministry >= MINISTRIES:
        name += f" {ministry + 1}"
    return name if short else say("name.ministry", language, name=name)


def dossier_code(dossier: int, per_ministry: int) -> str:
    """Ministry and place there, as in ``3b``."""
    ministry, place = divmod(dossier, per_ministry)
    return f"{ministry + 1}{_letters(place)}"


def dossier_name(dossier: int, per_ministry: int, language: str) -> str:
    """Name of a dossier, made up; one beyond the list shares its name with another, and has its code too."""
    ministry, place = divmod(dossier, per_ministry)
    name = say(f"case.{ministry % MINISTRIES + 1}{_letters(place % CASES)}", language)
    listed = ministry < MINISTRIES and place < CASES
    return name if listed else f"{name} {dossier_code(dossier, per_ministry)}"


def made_up(language: str) -> str:
    """That nobody should look for these ministries and dossiers."""
    return say("name.made_up", language)


def _letters(place: int) -> str:
    return (_letters(place // 26 - 1) if place >= 26 else "") + chr(ord("a") + place % 26)


def official_name(seat: int, language: str) -> str:
    """Name of an official: the seat, counted from 1."""
    return say("name.official", language, number=seat + 1)


def week_short(week: int, language: str) -> str:
    """Where a week stands, in a table: ``y3 w17``; before the norm the weeks to go, as a negative number."""
    if week < 0:
        return number(week, language, 0)
    return say("week.short", language, year=week // 52 + 1, week=week % 52 + 1)


def week_name(week: int, language: str) -> str:
    """Where a week stands: before the norm, or year and week since."""
    if week < 0:
        return say("week.before" if week < -1 else "week.before.one", language, weeks=-week)
    return say("week.since", language, year=week // 52 + 1, week=week % 52 + 1)
