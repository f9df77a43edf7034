"""The words and their reader: nothing empty, nothing that one language forgets, numbers as each writes them."""

from __future__ import annotations

import decimal
import re
from pathlib import Path
from string import Formatter

import pytest

import abm.app
from abm.agents.hours import HOURS
from abm.app.look import ACTIVITIES
from abm.app.views.loop_nodes import NODES
from abm.app.views.person import COLUMNS
from abm.observation.decision_log import SHORTFALLS
from abm.observation.flows import _UNITS
from abm.policy.arrows import ARROWS
from abm.words import (
    CASES,
    KEYS,
    LANGUAGES,
    MINISTRIES,
    WORDS,
    amount,
    dossier_code,
    dossier_name,
    lever_name,
    made_up,
    measure_name,
    measure_short,
    ministry_name,
    norm_name,
    number,
    percent,
    say,
    say_or,
    week_name,
)
from abm.words.described import lever_meaning, measure_meaning, unit_name

ROOT = Path(abm.app.__file__).parents[1]
SOURCES = sorted(path for part in ("app", "analysis", "commands", "words") for path in (ROOT / part).rglob("*.py"))
TEMPLATES = sorted((ROOT / "app" / "templates").glob("*.html"))
ASKED = re.compile(r"""\b(?:say|_word)\(\s*(?:[^"'()]*, )?["']([a-z_.0-9 ]+)["']""")
IN_TEMPLATES = re.compile(r"""say\('([a-z_.0-9]+)'[,)]""")


def fields(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}


def test_both_languages_have_the_same_keys():
    """A word that one language lacks is a broken page in it."""
    dutch, english = (WORDS[language] for language in LANGUAGES)
    assert [f"abm/words/nl.toml has no {key}" for key in english if key not in dutch] == []
    assert [f"abm/words/en.toml has no {key}" for key in dutch if key not in english] == []


def test_no_word_is_empty_and_both_languages_fill_in_the_same():
    """A visitor never meets an empty label, nor a value that one language fills in and the other forgets."""
    for language in LANGUAGES:
        assert all(isinstance(text, str) and text and text.strip() == text for text in WORDS[language].values())
    assert [key for key in KEYS if fields(WORDS["nl"][key]) != fields(WORDS["en"][key])] == []


def test_every_key_the_code_asks_for_is_there():
    """A missing word is a broken page in one language; the code is read for what it asks."""
    asked = {match for path in SOURCES for match in ASKED.findall(path.read_text(encoding="utf-8"))}
    assert len(asked) > 80
    assert asked - set(KEYS) == set()
    asked = {match for path in TEMPLATES for match in IN_TEMPLATES.findall(path.read_text(encoding="utf-8"))}
    assert len(asked) > 30
    assert asked - set(KEYS) == set()


def test_every_composed_key_is_there():
    """Keys put together from a name, for every name that can occur."""
    composed = {f"activity.{name}" for name in ACTIVITIES} | {f"hours.{name}" for name in HOURS}
    composed |= {f"flow.{unit}" for unit in _UNITS} | {f"log.{name}" for name in COLUMNS}
    composed |= {f"node.{name}{end}" for name in NODES for end in ("", ".unit")}
    composed |= {f"arrow.{arrow.cause}.{arrow.effect}{end}" for arrow in ARROWS for end in ("", ".meaning")}
    states = ("at rest", "preparing", "coordinating", "decided", "entering into force")
    composed |= {f"state.{state}" for state in states} | {"kind.reactive", "kind.planned"}
    composed |= {f"loop.full.{arrow.cause}.{arrow.effect}" for arrow in ARROWS} | {"loop.full.outside.policy"}
    composed |= {f"arrow.outside.policy{end}" for end in ("", ".meaning")} | {"flow.decisions"}
    composed |= {key for node in NODES.values() for key, _ in node.more}
    composed |= {f"loop.chosen.{kind}" for kind in ("out", "in", "tick_box")}
    composed |= {f"incident.source.{source}" for source in ("misfit", "coordination", "event")}
    composed |= {f"short.{name}" for name in (*SHORTFALLS, "ready")}
    assert composed <= set(KEYS), composed - set(KEYS)


def test_the_two_languages_differ():
    """Dutch is Dutch: texts of some length that are the same in both languages are listed here, and few."""
    same = {key for key in KEYS if WORDS["nl"][key] == WORDS["en"][key]}
    sentences = {key for key in same if len(re.sub(r"{.*?}|[^a-z]", "", WORDS["en"][key].lower())) > 12}
    assert sentences <= {"instrument.chief_participation_officer"}, sentences
    assert len(same) < 0.1 * len(KEYS)


def test_what_a_researcher_added_is_shown_in_english():
    """A parameter or norm set without a line falls back to its declaration, and breaks nothing."""
    assert lever_name("officials.fear_gain", "nl") == "fear gain"
    assert lever_meaning("officials.fear_gain", "nl") == "fear from full exposure without backing"
    assert measure_meaning("rework", "nl").startswith("Share of openings")
    assert norm_name("my_own_set", "nl") == "my own set"
    assert measure_name("my_measure", "en") == "my measure" and measure_short("my_measure", "en") == "My measure"
    assert unit_name("parsec", "nl") == "parsec"
    assert say_or("measure.my_measure", "nl", "otherwise") == "otherwise"


def test_a_measure_has_a_short_label_only_where_it_differs():
    """One label each: a second one stands beside the first because it says something else."""
    for key in KEYS:
        if key.startswith("measure.") and key.endswith(".short"):
            assert all(WORDS[language][key] != WORDS[language][key.removesuffix(".short")] for language in LANGUAGES)
    assert measure_short("trust_share", "en") == "Trusting citizens"
    assert measure_short("trust", "nl") == measure_name("trust", "nl") == "Vertrouwen"


def test_numbers_are_written_as_the_language_does():
    """A Dutch reader takes 1.250 for twelve hundred, an English one for one and a quarter."""
    assert number(1234.5, "nl", 1) == "1.234,5"
    assert number(1234.5, "en", 1) == "1,234.5"
    assert number(-0.5, "nl", 1) == "\N{MINUS SIGN}0,5"
    assert number(0.004, "en", 2, sign=True) == number(-0.004, "en", 2, sign=True) == "0.00"
    assert number(0.4, "en", 1, sign=True) == "+0.4"
    assert number(float("nan"), "nl") == number(None, "en") == "–"
    assert percent(0.414, "nl") == "41%"
    assert percent(None, "en") == "–"
    assert amount(0.4821, "points", "nl") == "48,2"
    assert amount(0.4821, "percent", "en") == "48.2%"


@pytest.mark.parametrize("value", [2.675, 0.125, 0.375, -1e-9, 1e22, 123456.789, 7, 1 / 3])
@pytest.mark.parametrize("digits", [0, 2, 3])
def test_a_number_is_rounded_as_python_rounds_it(value, digits):
    """What a picture says is what was computed, also at a tie, for large numbers and in a caller's narrow context."""
    with decimal.localcontext(prec=5):
        shown = number(value, "en", digits)
    assert shown.replace("\N{MINUS SIGN}", "-") == f"{value:z,.{digits}f}"


def test_names_count_from_one():
    """A visitor counts from 1, and week 0 is the first week of the first year."""
    assert week_name(0, "nl") == "jaar 1, week 1"
    assert week_name(53, "en") == "year 2, week 2"
    assert week_name(-104, "en") == "104 weeks before the norm"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_dossier_has_a_name_of_its_own(language):
    """Made-up names: short, no two alike, also in a country larger than the list; and it is said that they are."""
    listed = [dossier_name(n, CASES, language) for n in range(MINISTRIES * CASES)]
    assert (MINISTRIES, CASES) == (12, 8)
    assert len(set(listed)) == 96 and max(map(len, listed)) <= 28
    assert not any(re.search(r"\d", name) for name in listed)
    larger = [dossier_name(n, 30, language) for n in range(15 * 30)]
    assert len(set(larger)) == 15 * 30
    assert larger[:8] == listed[:8] and larger[27] == f"{listed[3]} 1ab" and larger[30] == listed[8]
    shorts = [ministry_name(n, language, short=True) for n in range(25)]
    assert len(set(shorts)) == 25 and max(map(len, shorts)) <= 14
    assert ministry_name(0, language) == say("name.ministry", language, name=shorts[0])
    assert dossier_code(11, 8) == "2d" and dossier_code(27, 30) == "1ab"
    assert made_up(language) == say("name.made_up", language)


def test_an_unknown_word_is_an_error_of_ours():
    """A typing error in a key must be found by a test, not shown to a visitor as an empty label."""
    with pytest.raises(KeyError):
        say("no such key", "nl")
