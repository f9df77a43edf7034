from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import abm.app
from abm.agents.ministries import HOURS
from abm.app.activities import ACTIVITIES
from abm.app.texts import (
    LANGUAGES,
    TABLES,
    WORDS,
    amount,
    dossier_name,
    instrument_name,
    lever_meaning,
    lever_name,
    measure_meaning,
    measure_name,
    measure_unit,
    method_name,
    norm_meaning,
    norm_name,
    number,
    percent,
    say,
    scenario_meaning,
    scenario_name,
    week_name,
)
from abm.app.views import lines
from abm.app.views.loop import NODES
from abm.app.views.person import COLUMNS
from abm.configuration.loading import load
from abm.norms import INSTRUMENTS
from abm.observation.decision_log import SHORTFALLS
from abm.observation.flows import _UNITS
from abm.observation.measures import MEASURES
from abm.policy.arrows import ARROWS

SOURCES = sorted(Path(abm.app.__file__).parent.rglob("*.py"))
ASKED = re.compile(r"""\b(?:say|_word)\((?:[^"'()]*, )?"([a-z_.0-9 ]+)\"""")


def test_every_word_is_there_in_both_languages():
    """A visitor never meets an empty label, nor a value that one language fills in and the other forgets."""
    for key, words in WORDS.items():
        assert len(words) == len(LANGUAGES), key
        fields = [{field for _, field, _, _ in Formatter().parse(text) if field} for text in words]
        assert all(text.strip() == text and text for text in words), key
        assert fields[0] == fields[1], key


def test_no_key_stands_in_two_tables():
    """One of two entries would be shadowed, and a change to it would do nothing."""
    assert sum(len(table) for table in TABLES) == len(WORDS)


def test_every_key_the_code_asks_for_is_there():
    """A missing word is a broken page in one language; the code is read for what it asks."""
    asked = {match for path in SOURCES for match in ASKED.findall(path.read_text(encoding="utf-8"))}
    assert len(asked) > 40
    assert asked <= set(WORDS), asked - set(WORDS)


def test_every_composed_key_is_there():
    """Keys put together from a name, for every name that can occur."""
    composed = {f"activity.{name}" for name in ACTIVITIES} | {f"hours.{name}" for name in HOURS}
    composed |= {f"flow.{unit}" for unit in _UNITS} | {f"log.{name}" for name in COLUMNS}
    composed |= {f"node.{name}{end}" for name in NODES for end in ("", ".unit")}
    composed |= {f"arrow.{arrow.cause}.{arrow.effect}{end}" for arrow in ARROWS for end in ("", ".meaning")}
    states = ("at rest", "preparing", "coordinating", "decided", "entering into force")
    composed |= {f"state.{state}" for state in states} | {"kind.reactive", "kind.planned"}
    composed |= {f"short.{name}" for name in (*SHORTFALLS, "ready")}
    assert composed <= set(WORDS), composed - set(WORDS)


SHIPPED = {
    "norms": ("reactive", "tick_box", "mandate", "comply_or_explain", "academy", "anticyclical"),
    "scenario": ("default", "calm", "turbulent", "scandal", "pandemic", "netherlands_2012_2020"),
    "method": ("internet_consultation", "dialogue", "local_practices", "citizens_assembly", "inside", "explained"),
    "measure": (*lines.MEASURES, "misfit", "questions", "share_outside", "share_tick_box", "lead_time", "effort"),
}
"""What has a name of its own in both languages; what a researcher adds later falls back to English."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_a_visitor_can_choose_has_a_name(language: str):
    """Norm sets, instruments, scenarios, methods and measures are shown by a name, not by an identifier."""
    for kind, names in SHIPPED.items():
        assert {f"{kind}.{name}" for name in names} <= set(WORDS)
    for name in SHIPPED["norms"]:
        assert norm_name(name, language) == say(f"norms.{name}", language) and norm_meaning(name, language)
    for name in SHIPPED["scenario"]:
        assert scenario_name(name, language) == say(f"scenario.{name}", language) and scenario_meaning(name, language)
    assert all("_" not in instrument_name(name, language) for name in INSTRUMENTS)
    assert all("_" not in method_name(name, language) for name in load().methods)
    assert all("_" not in measure_name(name, language) and measure_unit(name, language) for name in MEASURES)


def test_the_two_languages_differ():
    """Dutch is Dutch: texts of some length that are the same in both languages are listed here, and few."""
    same = {key for key, (dutch, english) in WORDS.items() if dutch == english}
    sentences = {key for key in same if len(re.sub(r"{.*?}|[^a-z]", "", WORDS[key][1].lower())) > 12}
    assert sentences <= {"instrument.chief_participation_officer"}, sentences
    assert len(same) < 0.1 * len(WORDS)


def test_what_a_researcher_added_is_shown_in_english():
    """A parameter or measure without an entry falls back to its declaration, and breaks nothing."""
    assert lever_name("officials.fear_gain", "nl") == "fear gain"
    assert lever_meaning("officials.fear_gain", "nl") == "fear from full exposure without backing"
    assert measure_meaning("rework", "nl").startswith("Share of openings")
    assert norm_name("my_own_set", "nl") == "my own set"


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


def test_names_count_from_one():
    """A visitor counts from 1 and letters dossiers within a ministry; week 0 is the first week of the first year."""
    assert dossier_name(0, 8, "en") == "dossier 1a"
    assert dossier_name(11, 8, "nl") == "dossier 2d"
    assert dossier_name(27, 30, "en") == "dossier 1ab"
    assert week_name(0, "nl") == "jaar 1, week 1"
    assert week_name(53, "en") == "year 2, week 2"
    assert week_name(-104, "en") == "104 weeks before the norm"


def test_an_unknown_word_is_an_error_of_ours():
    """A typing error in a key must be found by a test, not shown to a visitor as an empty label."""
    with pytest.raises(KeyError):
        say("no such key", "nl")
