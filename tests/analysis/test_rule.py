"""The rule of the refuters: as the ODD has it, and able to go either way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from abm.analysis.rule import FAILS, SMALLEST, STANDS, UNDECIDED, expected, judged, smallest

ODD = (Path(__file__).parents[2] / "docs" / "ODD.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("low", "high", "sign", "said"),
    [
        (0.1, 0.2, 1, STANDS),
        (0.1, 0.2, -1, FAILS),
        (-0.2, -0.1, -1, STANDS),
        (-0.2, -0.1, 1, FAILS),
        (-0.009, 0.009, 1, FAILS),  # nothing that counts
        (-0.009, 0.011, 1, UNDECIDED),
        (-0.011, 0.009, 1, UNDECIDED),
        (0.0, 0.009, 1, FAILS),
        (0.0, 0.0, 1, FAILS),
        (0.001, 0.002, 1, STANDS),  # small, but sure: as it was written
        (float("nan"), float("nan"), 1, UNDECIDED),
    ],
)
def test_the_rule(low, high, sign, said):
    """Wrong side, or nothing that counts: fails. Right side: stands. Else undecided."""
    assert judged(low, high, sign, 0.01) == said


def test_what_counts_is_what_was_written_down():
    """The smallest differences are those of the ODD."""
    (text,) = re.findall(r"Smallest differences that count: (.*?)\.\n", ODD, re.DOTALL)
    assert text.replace("\n", " ") == (
        f"misfit {SMALLEST['misfit']} needs, incidents {smallest('incidents', 100.0):.0f}% of those under `reactive`, "
        f"trust {SMALLEST['trust']}, lead time {SMALLEST['lead_time']:.0f} weeks"
    )


@pytest.mark.parametrize(
    ("low", "high", "sign", "said"),
    [(0.1, 0.2, 1, STANDS), (0.1, 0.2, -1, FAILS), (-0.01, 0.02, 1, FAILS), (-0.1, 0.2, 1, UNDECIDED),
     (-0.2, -0.1, -1, STANDS), (0.01, 0.02, 1, FAILS), (0.01, 0.07, 1, UNDECIDED), (0.01, 0.1, 1, STANDS),
     (0.01, 0.02, -1, FAILS), (-0.01, 0.02, 0, STANDS), (0.01, 0.02, 0, STANDS), (0.06, 0.2, 0, FAILS),
     (0.01, 0.2, 0, UNDECIDED), (-0.2, -0.06, 0, FAILS), (float("nan"), float("nan"), 1, UNDECIDED)],
)  # fmt: skip
def test_what_is_expected_has_to_count(low, high, sign, said):
    """What is surely there and surely too small does not stand; it is no difference that counts either."""
    assert expected((low + high) / 2, low, high, sign, 0.05) == said
