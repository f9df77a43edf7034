"""``abm run``: one norm set, one seed or several."""

from __future__ import annotations

from abm.commands.jobs import Command, Words, start
from abm.configuration.loading import parse
from abm.configuration.refusals import left_to_compare
from abm.parameters import Parameters


def plan(words: Words) -> list[Parameters]:
    """Read the one configuration that a job runs."""
    for override in parse(words.overrides):
        left_to_compare(override)
    return [words.load()]


RUN = Command("run", "config", plan)


def run(words: list[str]) -> int:
    """Run the command with the words after it; gives the exit code."""
    start(RUN, words)
    return 0
