"""Why an official chose so: one answer from the logged columns, which the command and the page only put into words."""

from __future__ import annotations

import pandas as pd
import pytest

from abm.app.views.person import why
from abm.commands.explain import in_words
from abm.observation import decision_log
from abm.observation.decision_log import SHORTFALLS, enough, reason, shortfall, shortfalls
from abm.words import say
from tests.commands.choices import choice

CASES = [
    ({"imposed": True, "considers": False, "dares": 0.0, "can": ""}, "imposed", {"considered", "dares", "can"}),
    ({"rule": "another", "considers": False, "dares": 0.0}, "rule", {"considered"}),
    ({"considers": False, "dares": 0.0}, "considered", {"considered", "dares"}),
    ({"willing": 0.1, "dares": 0.2, "can": ""}, "willing", {"willing", "dares", "can"}),
    ({"willing": 0.1, "dares": 0.1}, "willing", {"willing", "dares"}),
    ({"dares": 0.2}, "dares", {"dares"}),
    ({"dares": 0.2, "threshold": 0.2}, "none", set()),
    ({"dares": 0.0, "readiness_rule": "substitutive"}, "none", set()),
    ({"readiness_rule": "triple", "willing": 0.0, "wishes": 0.1, "dares": 0.2}, "wishes", {"wishes", "dares"}),
    ({"readiness_rule": "triple", "willing": 0.0, "backed": 0.1}, "backed", {"backed"}),
    ({"can": ""}, "can", {"can"}),
    ({}, "none", set()),
    ({"imposed": None, "considers": False}, "unlogged", {"considered"}),
]
"""What is logged, what stood in the way, and every number that was too little."""


@pytest.mark.parametrize(("values", "short", "lacking"), CASES)
def test_what_stood_in_the_way_is_the_first_thing_in_the_order_of_the_rule(values, short, lacking):
    """An imposed choice has no reason of the official's own; a number is too little only where readiness fell short."""
    row = choice(**values)
    assert shortfall(row) == short
    assert {name for name, suffices in enough(row).items() if not suffices} == lacking


@pytest.mark.parametrize(("values", "short", "lacking"), CASES)
def test_the_reason_says_what_was_done_and_why(values, short, lacking):
    """Who went outside although something was lacking is told so; who was ready and stayed in is not told otherwise."""
    for chosen in ("inside", "explained", "tick_box"):
        assert reason(choice(**values, chosen=chosen)) == (chosen, short)
    expected = {"none": ("outside", "ready"), "imposed": ("outside", "imposed"), "rule": ("outside", "rule")}
    expected |= {"unlogged": ("outside", "unlogged")}
    assert reason(choice(**values, chosen="dialogue")) == expected.get(short, ("outside.though", short))


def test_the_cases_know_every_key():
    """No key that can be given lacks a case here, or words in the command and in both languages of the page."""
    assert {short for _, short, _ in CASES} == set(SHORTFALLS)
    for key in (*SHORTFALLS, "ready"):
        assert say(f"short.{key}", "nl") and say(f"short.{key}", "en")


@pytest.mark.parametrize("chosen", ["inside", "dialogue"])
def test_the_command_and_the_page_decide_nothing_themselves(chosen, monkeypatch):
    """Another shortfall is another reason in both of them at once."""
    row = choice(chosen=chosen)
    for key in ("can", "dares", "imposed"):
        monkeypatch.setattr(decision_log, "shortfall", lambda _, key=key: key)
        assert say(f"short.{key}", "en") in " ".join(in_words(row))
        assert say(f"short.{key}", "nl") in why(row, "nl")


def test_shares_are_of_those_who_stayed_inside():
    """Who went outside or ticked the box is not counted, and of nobody there are no shares."""
    stayed = [choice(dares=0.0), choice(dares=0.0), choice(considers=False), choice(chosen="explained")]
    others = [choice(chosen="dialogue", dares=0.0), choice(chosen="tick_box", can="")]
    found = shortfalls(pd.DataFrame([*stayed, *others]))
    assert found == dict.fromkeys(SHORTFALLS, 0.0) | {"considered": 0.25, "dares": 0.5, "none": 0.25}
    assert shortfalls(pd.DataFrame(others)) == {}


@pytest.mark.parametrize(
    ("missing", "values", "short"),
    [
        ("imposed", {}, "unlogged"),
        ("rule", {}, "unlogged"),
        ("rule", {"imposed": True}, "imposed"),
        ("considers", {}, "unlogged"),
        ("readiness", {}, "unlogged"),
        ("readiness", {"considers": False}, "considered"),
        ("readiness_rule", {}, "none"),
        ("readiness_rule", {"dares": 0.0}, "unlogged"),
        ("dares", {"dares": 0.0}, "unlogged"),
        ("backed", {"dares": 0.0}, "dares"),
        ("backed", {"dares": 0.0, "readiness_rule": "triple"}, "unlogged"),
        ("threshold", {"dares": 0.0}, "dares"),
        ("can", {}, "unlogged"),
        ("can", {"dares": 0.0}, "dares"),
    ],
)
def test_a_reason_that_needs_a_missing_column_is_not_guessed(missing, values, short):
    """Protects logs of earlier versions: a column counts only where the rule gets as far as looking at it."""
    row = choice(**values)
    del row[missing]
    assert shortfall(row) == short
    enough(row)
