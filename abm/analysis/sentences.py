"""Sentences of an answer: what they say, of which rows their numbers are, and how they are laid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from abm.analysis.tables import chosen, is_stale, line_of, table
from abm.words import number, say

DIGITS = {"incidents": 2, "misfit": 3, "trust": 3, "trust_without_procedure": 3, "lead_time": 1}

OF_STORED = ("calibration_recovery",)
"""Tables of stored rows, whose version is that of these rows."""


@dataclass(frozen=True)
class Sentence:
    """A sentence, and where its numbers stand.

    Attributes
    ----------
    text : str
    sources : tuple of str
        Tables with lines, the head being the first, or the name of a claim.
    """

    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of the answer: its heading is what was found."""

    heading: Sentence
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Line:
    """A row of a table that an answer rests on."""

    values: Mapping[str, Any]
    source: str

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


def is_there(name: str) -> bool:
    """Whether a table has been made with the present results."""
    made = table(name)
    return made is not None and (name in OF_STORED or not is_stale(float(made["results_version"].min())))


def rows(name: str, **where: Any) -> list[Line]:
    """Rows of a table with these values."""
    made = table(name)
    assert made is not None  # a section is written only where its tables are there
    kept = chosen(made, where)
    return [
        Line({str(key): value for key, value in row.items()}, f"{name}.csv:{line_of(int(str(place)))}")
        for place, row in zip(kept.index, kept.to_dict("records"), strict=True)
    ]


def row(name: str, **where: Any) -> Line:
    """The one row with these values."""
    (found,) = rows(name, **where)
    return found


def rows_of(sentence: Sentence) -> list[Line]:
    """The rows of tables in which its numbers stand."""
    found = []
    for source in sentence.sources:
        name, _, line = source.partition(".csv:")
        made = table(name) if line else None
        if made is not None:
            row = made.iloc[int(line) - line_of(0)].to_dict()
            found.append(Line({str(key): value for key, value in row.items()}, source))
    return found


def by_direction(key: str, one: Line, language: str, **values: str) -> Sentence:
    """What a difference is, by its direction; a number beside "more" or "earlier" has no sign."""
    found = {"up": "up", "down": "down"}.get(one["found"], "none")
    told = interval(one, "difference", language, DIGITS[one["measure"]])
    size = number(abs(one["difference"]), language, DIGITS[one["measure"]])
    return Sentence(say(f"{key}.{found}", language, **told, size=size, **values), (one.source,))


def interval(one: Line, name: str, language: str, digits: int) -> dict[str, str]:
    """A number and its ends, with signs, as a sentence is filled in with them."""
    keys = {"value": name, "low": "low", "high": "high"}
    return {key: number(one[column], language, digits, sign=True) for key, column in keys.items()}


def markdown(sections: list[Section], language: str, version: int) -> str:
    """The answer as a page of text."""
    lead = say("answer.lead", language, version=version, terms=say("answer.terms", language))
    lines = [f"# {say('answer.title', language)}", "", lead, ""]
    return "\n".join([*lines, *map(laid_out, sections)]).rstrip() + "\n"


def laid_out(section: Section) -> str:
    """A section as text: its heading, then its sentences as a list."""
    lines = [f"**{section.heading.text}**{_sources(section.heading)}", ""]
    lines += [f"- {sentence.text}{_sources(sentence)}" for sentence in section.sentences]
    return "\n".join([*lines, ""] if section.sentences else lines)


def _sources(sentence: Sentence) -> str:
    """Where the numbers of a sentence stand, as links."""
    return f" [{', '.join(map(_link, sentence.sources))}]" if sentence.sources else ""


def _link(source: str) -> str:
    name, _, line = source.partition(":")
    if not name.endswith(".csv"):
        return source
    place = f"../experiments/{'' if name == 'verdicts.csv' else 'data/'}{name}"
    shown = name.removesuffix(".csv")
    return f"[{shown} {line}]({place}#L{line})" if line else f"[{shown}]({place})"
