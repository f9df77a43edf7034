"""What is refused, in English for the command line, and again in the language of who reads the page.

Who refuses names a phrase of ``en.toml`` and what fills it in. The :class:`Phrase` that comes of it is the English
text, and remembers both, so that :func:`again` can say it in another language, with numbers as that one writes them.
"""

from __future__ import annotations

from typing import Any

from abm.words import WORDS, number, say


class Phrase(str):
    """A text of ``en.toml`` that knows which one it is, with what it was filled in, and which advice follows it."""

    key: str
    parts: dict[str, Any]
    advice: str


def phrase(key: str, /, *, advice: str = "", **parts: Any) -> Phrase:
    """The English of a key, with parts as a command line writes them.

    Parameters
    ----------
    key : str
        Table and key, as in ``allowed.number``.
    advice : str
        What follows it, a phrase of the table ``advice``; in a refusal it comes last.
    **parts : object
        What fills it in: numbers, text that somebody typed, or phrases.
    """
    made = Phrase(WORDS["en"][key].format(**{name: _plain(part) for name, part in parts.items()}) + advice)
    made.key, made.parts, made.advice = key, parts, advice
    return made


def _plain(part: Any) -> str:
    return f"{part:g}" if isinstance(part, float) else str(part)


def again(text: str, language: str) -> str:
    """Say a refusal in the language of the reader; of one that is no phrase another language only says that it is."""
    if isinstance(text, Phrase):
        parts = {name: _said(part, language) for name, part in text.parts.items()}
        return WORDS[language][text.key].format(**parts) + _said(text.advice, language)
    return text if language == "en" else say("refusal.unsaid", language)


def _said(part: Any, language: str) -> str:
    if isinstance(part, (int, float)):
        return number(part, language, 0 if part == int(part) else 2)
    return again(part, language) if isinstance(part, Phrase) else part
