"""What is declared has its line in both languages: what ships is never shown by its identifier."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from abm.analysis.index_figures import MARKS
from abm.analysis.summary import SHOWN
from abm.app.levers import LEVERS
from abm.configuration.loading import load, options
from abm.norms import INSTRUMENTS
from abm.observation.measures import MEASURES, RUN_MEASURES
from abm.observation.measuring import Measure
from abm.parameters.run import EVENT_KINDS
from abm.policy.choice import EXPLAINED, INSIDE, READINESS, TICK_BOX
from abm.words import LANGUAGES, WORDS
from abm.words.described import declared_unit


def wanted() -> Iterator[str]:
    """Every key that something declared in the code or in ``configs/`` asks for."""
    measures = {*MEASURES, *RUN_MEASURES, *SHOWN}
    yield from (f"measure.{name}" for name in measures)
    yield from (f"unit.{declared_unit(name)}" for name in {*MEASURES, *RUN_MEASURES})
    yield from (f"unit.{row.of}" for row in SHOWN.values())
    yield from (f"norms.{name}{end}" for name in options("norms") for end in ("", ".meaning"))
    yield from (f"scenario.{name}{end}" for name in options("scenario") for end in ("", ".meaning"))
    yield from (f"instrument.{name}" for name in INSTRUMENTS)
    yield from (f"event.{kind}" for kind in EVENT_KINDS)
    yield from (f"method.{name}" for name in (INSIDE, EXPLAINED, TICK_BOX, *load().methods))
    yield from (f"choice.{rule}" for rule in READINESS)
    yield from (f"lever.{key}{end}" for key in LEVERS for end in ("", ".meaning"))
    for design, marks in MARKS.items():
        names = (design, f"axis_{design}", f"note_{design}", *(mark.index for mark in marks))
        yield from (f"figure.index.{name}" for name in names)


def lacking() -> list[str]:
    """One line per missing word: where it must be written, and how."""
    return [
        f"abm/words/{language}.toml lacks {key}: a line in its table [{key.partition('.')[0]}]"
        for key in sorted(set(wanted()))
        for language in LANGUAGES
        if key not in WORDS[language]
    ]


def test_what_is_declared_has_its_line_in_both_languages():
    """A measure needs one function and one line per language, an instrument one file and one line per language."""
    assert lacking() == []


@pytest.mark.parametrize(
    ("register", "name", "made", "key"),
    [
        (MEASURES, "patience", Measure("patience", "weeks", "How long.", lambda week: 0.0, ratio=False), "measure"),
        (INSTRUMENTS, "town_hall", INSTRUMENTS["pilots"], "instrument"),
    ],
)
def test_a_missing_line_is_named(monkeypatch, register, name, made, key):
    """The test can fail, and says which line to write where; one line per language is all that is asked."""
    monkeypatch.setitem(register, name, made)
    assert lacking() == [
        f"abm/words/{language}.toml lacks {key}.{name}: a line in its table [{key}]" for language in LANGUAGES
    ]
    for language in LANGUAGES:
        monkeypatch.setitem(WORDS[language], f"{key}.{name}", "a line")
    assert lacking() == []
