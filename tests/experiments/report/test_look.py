"""Figures: numbers along an axis are those that stand there, in the language; colours differ in grey, too."""

from __future__ import annotations

import itertools

import pytest

from abm.experiments.report.look import InLanguage, apart


@pytest.mark.parametrize(
    ("values", "language", "shown"),
    [
        ([0.0, 0.15, 0.3], "nl", ["0,00", "0,15", "0,30"]),  # with one digit .15 would become 0,2
        ([-0.2, 0.0, 0.1 + 0.2], "en", ["\N{MINUS SIGN}0.2", "0.0", "0.3"]),
        ([0.0, 500.0, 1000.0], "nl", ["0", "500", "1.000"]),
    ],
)
def test_no_number_is_rounded(values, language, shown):
    """Whatever digits it takes; all of an axis have the same."""
    assert InLanguage(language).format_ticks(values) == shown


def test_colours_differ_in_lightness():
    """From dark to light, for who sees no colours and who prints in grey."""
    grey = [0.299 * red + 0.587 * green + 0.114 * blue for red, green, blue in apart(6)]
    assert grey == sorted(grey) and min(b - a for a, b in itertools.pairwise(grey)) > 0.05
