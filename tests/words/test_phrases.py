"""What is refused can be said again: in Dutch, with what was typed, however long the list of what is allowed."""

from __future__ import annotations

import pickle

import pytest

from abm.declare import ParameterError, refused
from abm.parameters import Event, Parameters
from abm.parameters.checks import MOST_NAMES, event_problems, one_of
from abm.policy.stability import stability_problems
from abm.words import WORDS
from abm.words.phrases import again, phrase


@pytest.mark.parametrize(
    ("said", "dutch"),
    [
        (one_of(["dialogue", "pilots"], "x"), "een van dialogue, pilots"),
        (one_of([f"n{n}" for n in range(MOST_NAMES + 2)], "x"), " en nog 2"),
        (one_of([f"n{n}" for n in range(MOST_NAMES + 2)], "x", "norms"), "(zie abm describe norms)"),
        (phrase("allowed.whole", low=0, high=12000), "een heel getal van 0 tot 12.000"),
        (phrase("allowed.number", low=0.0, high=0.25), "een getal van 0 tot 0,25"),
        (phrase("allowed.mapping"), "een rij van namen met waarden, zoals {a: 1}"),
    ],
)
def test_what_is_allowed_can_be_said_again(said: str, dutch: str) -> None:
    """A list of names is said however long it is; a number is written as the language does."""
    assert again(said, "nl").endswith(dutch)


def test_a_refusal_keeps_what_was_typed() -> None:
    """Nothing of a line is lost that was written out on its way; what was typed stays as it was."""
    line = refused("officials.courage", "7.50", phrase("allowed.number", low=0.0, high=1.0))
    assert line == "officials.courage must be a number from 0 to 1, not 7.50"
    told = "bij officials.courage staat 7.50; toegestaan is een getal van 0 tot 1"
    assert again(line, "nl") == told
    assert again(line, "en") == line
    line = refused("method", "", one_of(["dialogue", "pilots"], "dialog"))
    assert again(line, "nl") == "bij method staat niets; toegestaan is een van dialogue, pilots; bedoelde u dialogue?"


def test_a_parameter_set_by_an_event_is_named_in_the_language() -> None:
    """What a problem of a parameter is told of may be an event that gives it a value."""
    event = Event(week=3, kind="set", target="officials.courage", size=7.0)
    (line,) = event_problems(event, "events[0]", Parameters())
    assert line == "events[0].size for officials.courage must be a number from 0 to 1, not 7.0"
    told = "bij events[0].size voor officials.courage staat 7.0; toegestaan is een getal van 0 tot 1"
    assert again(line, "nl") == told


def test_what_would_not_die_down_is_said_with_its_advice() -> None:
    """Advice comes last in every language."""
    parameters = Parameters()
    parameters.media.imitation = 0.95
    (line,) = stability_problems(parameters)
    assert line.endswith(" stays below 1, not 0.95; lower media.imitation or media.question_weight")
    assert again(line, "nl").endswith(" onder 1 blijven; verlaag media.imitation of media.question_weight")


def test_what_nobody_foresaw_is_said_in_the_language_all_the_same() -> None:
    """English never reaches a reader of the Dutch page; a reader of the English one reads what there is."""
    assert again("it rains", "nl") == WORDS["nl"]["refusal.unsaid"]
    assert again("it rains", "en") == "it rains"


def test_a_phrase_survives_the_way_between_processes() -> None:
    """A refusal of a worker is still a phrase where it is told; what is kept of it is plain text."""
    line = refused("seed", "x", phrase("allowed.whole", low=0, high=9))
    arrived = pickle.loads(pickle.dumps(ParameterError(line))).args[0]
    assert again(arrived, "nl") == again(line, "nl") != line
    assert type(str(ParameterError(line))) is str
