"""``abm compare``: norm sets side by side, as twin runs with the same seeds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from abm.commands.jobs import Command, Words, start
from abm.configuration.loading import options, parse
from abm.configuration.refusals import given
from abm.parameters import Parameters
from abm.parameters.checks import ParameterError, one_of, refused

SHARED = ("seed", "replicates", "weeks", "burn_in", "population", "scenario", "events", "ablation", "placebo")
"""What the norm sets of a comparison have in common: the people, what happens to them, and for how long."""

INSTEAD = {
    "norms": "use compare.norms=[reactive,mandate] to choose the norm sets",
    "instruments": "it would make all norm sets alike; write norms/NAME.yaml in a --config-dir, or use abm run",
}


def plan(words: Words) -> list[Parameters]:
    """Read one configuration for each norm set, the user's other overrides in all of them."""
    for override in parse(words.overrides):
        if instead := INSTEAD.get(override.key_or_group):
            raise ParameterError(refused(override.key_or_group, given(override), f"left out of abm compare; {instead}"))
    wanted = words.load().compare
    shown = f"[{','.join(wanted.norms)}]"
    known = options("norms", words.config_dir)
    for name in wanted.norms:
        if name not in known:
            wish = f"names from {one_of(known, name, 'norms').removeprefix('one of ')}"
            raise ParameterError(refused("compare.norms", shown, wish))
    if not wanted.norms or len(set(wanted.norms)) < len(wanted.norms):
        raise ParameterError(refused("compare.norms", shown, "a list with at least one name, and each once"))
    if wanted.baseline not in wanted.norms:
        allowed = f"one of compare.norms={shown}"
        raise ParameterError(refused("compare.baseline", wanted.baseline, allowed))
    plans = [words.load(f"norms={name}") for name in wanted.norms]
    for problem in differences(plans):
        raise ParameterError(problem)
    return plans


def differences(plans: list[Parameters]) -> Iterator[str]:
    """Say in which of the things that twins share norm sets differ, one line each; then they are no twins."""
    for key in SHARED:
        values: dict[str, Any] = {item.norms: getattr(item, key) for item in plans}
        first = next(iter(values))
        for name, value in values.items():
            if value != values[first]:
                yield refused(f"{key} under {name}", value, f"as under {first}: the norm sets of a comparison share it")


COMPARE = Command("compare", "compare", plan)


def compare(words: list[str]) -> int:
    """Run the command with the words after it; gives the exit code."""
    start(COMPARE, words)
    return 0
