"""No result is typed into the words of report and answer: what they count comes from tables."""

from __future__ import annotations

import re

import pytest

from abm.words import KEYS, LANGUAGES, WORDS

DEFINED = {
    *("0", "1", "100"),  # ends and units of scales
    *("90%", "95%"),  # of intervals
    *("2", "8", "13", "56"),  # weeks and years by which something is defined or designed
    *map(str, range(2012, 2022)),  # years of the surveys
    *("0.1", "0,1"),  # from where an axis is drawn shorter
}
"""Numbers that are no results."""

NUMBER = re.compile(r"(?<![A-Za-z\d])\d+(?:[.,]\d+)*%?")
"""Not those of names such as R1."""


def typed(text: str) -> set[str]:
    """Numbers in a text that stand there as they are, and define nothing."""
    return set(NUMBER.findall(re.sub(r"\{[^}]*\}", "", text))) - DEFINED


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_result_is_typed(language):
    """Numbers of results are filled in."""
    told = [key for key in KEYS if key.startswith(("report.", "answer."))]
    assert len(told) > 300
    assert {key: found for key in told if (found := typed(WORDS[language][key]))} == {}


@pytest.mark.parametrize("text", ["trust rises by 1.65 points", "in 52.5% of worlds", "vertrouwen stijgt met 0,4"])
def test_a_typed_result_is_seen(text):
    """That nothing is found means something."""
    assert typed(text)


def test_what_defines_something_may_stand_there():
    """And what is filled in."""
    assert not typed("R1: {mean} (95% interval {low} to {high}), 0 to 1, in 2020")
