"""``abm compare``: norm sets side by side, as twin runs with the same seeds."""

from __future__ import annotations

from abm.analysis import comparison
from abm.commands.jobs import Command, Words, start
from abm.parameters import Parameters


def plan(words: Words) -> list[Parameters]:
    """Read one configuration for each norm set, the user's other overrides in all of them."""
    return comparison.plan(words.overrides, words.config_name, words.config_dir)


COMPARE = Command("compare", "compare", plan)


def compare(words: list[str]) -> int:
    """Run the command with the words after it; gives the exit code."""
    start(COMPARE, words)
    return 0
