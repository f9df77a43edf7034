"""What is refused, in English for the command line, and again in the language of who reads the page.

Who refuses names a phrase of ``en.toml`` and what fills it in. The :class:`Phrase` that comes of it is the English
text, and remembers both, so that :func:`again` can say it in another language, with numbers as that one writes them.

The checks of parameters write their English themselves; :func:`again` knows such a text by the line of ``en.toml`` that
it is, and ``tests/words/test_complete.py`` holds the two together.
"""

from __future__ import annotations

import re
from functools import cache
from string import Formatter
from typing import Any

from abm.words import WORDS, number, say

TABLES = {"": "refusal", "key": "subject", "allowed": "allowed", "advice": "advice", "value": "value"}
"""Where a text that was written out is looked for: by the part of a refusal that it is, and "" for the whole of it."""


class Phrase(str):
    """A text of ``en.toml`` that knows which one it is, and with what it was filled in."""

    key: str
    parts: dict[str, Any]


def phrase(key: str, /, **parts: Any) -> Phrase:
    """The English of a key, with parts as a command line writes them.

    Parameters
    ----------
    key : str
        Table and key, as in ``allowed.number``.
    **parts : object
        What fills it in: numbers, text that somebody typed, or phrases.
    """
    made = Phrase(WORDS["en"][key].format(**{name: _plain(part) for name, part in parts.items()}))
    made.key, made.parts = key, parts
    return made


def _plain(part: Any) -> str:
    return f"{part:g}" if isinstance(part, float) else str(part)


def again(text: str, language: str, table: str = "refusal") -> str:
    """Say a phrase in a language; a text that is no phrase is known by its English.

    Parameters
    ----------
    text : str
        A phrase, or English that was written out.
    language : str
        Language of the reader.
    table : str
        Table in which English that was written out is looked for.
    """
    found = text if isinstance(text, Phrase) else recognised(text, table)
    if found is None:
        return say("refusal.unsaid", language) if table == "refusal" and language != "en" else text
    return WORDS[language][found.key].format(
        **{name: _said(name, part, language) for name, part in found.parts.items()}
    )


def _said(name: str, part: Any, language: str) -> str:
    if isinstance(part, (int, float)):
        return number(part, language, 0 if part == int(part) else 2)
    return again(part, language, TABLES.get(name, name))


def recognised(text: str, table: str) -> Phrase | None:
    """The phrase of a table that an English text is, or None; of several the one that says most itself."""
    for key, pattern in _patterns(table):
        if match := pattern.fullmatch(text):
            return phrase(key, **match.groupdict())
    return None


@cache
def _patterns(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = [(_length(text), key, text) for key, text in WORDS["en"].items() if key.startswith(table + ".")]
    return tuple((key, _pattern(text)) for _, key, text in sorted(found, reverse=True))


def _length(template: str) -> int:
    return sum(len(literal) for literal, *_ in Formatter().parse(template))


def _pattern(template: str) -> re.Pattern[str]:
    parts = Formatter().parse(template)
    blank = {None: "", "advice": "(?P<advice>(?:; .*)?)"}
    pieces = (re.escape(literal) + blank.get(name, f"(?P<{name}>.*?)") for literal, name, *_ in parts)
    return re.compile("".join(pieces), re.DOTALL)
