"""What is refused can be said again: in Dutch, with what was typed, however long the list of what is allowed."""

from __future__ import annotations

import pickle

import pytest

from abm.declare import ParameterError, refused
from abm.parameters.checks import MOST_NAMES, nearest, one_of
from abm.words import WORDS
from abm.words.phrases import again, phrase, recognised


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
    """A list of names is known by its English however long it is; a number is written as the language does."""
    assert again(said, "nl", "allowed").endswith(dutch)
    assert recognised(nearest("dialog", ["dialogue"]), "advice") is not None


def test_a_refusal_keeps_what_was_typed() -> None:
    """Nothing of a line is lost that was written out on its way; what was typed stays as it was."""
    line = refused("officials.courage", "7.50", phrase("allowed.number", low=0.0, high=1.0))
    assert line == "officials.courage must be a number from 0 to 1, not 7.50"
    told = "bij officials.courage staat 7.50; toegestaan is een getal van 0 tot 1"
    assert again(line, "nl") == again(line.replace("officials", "officials"), "nl") == told
    assert again(line, "en") == line
    line = refused("method", "", one_of(["dialogue", "pilots"], "dialog"))
    assert again(line, "nl") == "bij method staat niets; toegestaan is een van dialogue, pilots; bedoelde u dialogue?"
    assert again(str(line), "nl") == again(line, "nl")


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
