"""``abm compare``: norm sets side by side, as twin runs with the same seeds."""

from __future__ import annotations

from abm.checks import ParameterError, one_of, refused
from abm.commands.jobs import Command, Words, start
from abm.configuration import options, parse
from abm.parameters import Parameters

INSTEAD = {
    "norms": "use compare.norms=[reactive,mandate] to choose the norm sets",
    "instruments": "it would make all norm sets alike; write norms/NAME.yaml in a --config-dir, or use abm run",
}


def plan(words: Words) -> list[Parameters]:
    """Read one configuration for each norm set, the user's other overrides in all of them."""
    for override in parse(words.overrides):
        if instead := INSTEAD.get(override.key_or_group):
            raise ParameterError(f"{override.input_line} is not allowed in abm compare: {instead}")
    wanted = words.load().compare
    shown = f"[{','.join(wanted.norms)}]"
    known = options("norms", words.config_dir)
    for name in wanted.norms:
        if name not in known:
            raise ParameterError(refused("compare.norms", shown, one_of(known, name)))
    if not wanted.norms or len(set(wanted.norms)) < len(wanted.norms):
        raise ParameterError(refused("compare.norms", shown, f"at least one name and each once, of {', '.join(known)}"))
    if wanted.baseline not in wanted.norms:
        allowed = f"one of compare.norms={shown}"
        raise ParameterError(refused("compare.baseline", wanted.baseline, allowed))
    return [words.load(f"norms={name}") for name in wanted.norms]


COMPARE = Command("compare", "compare", plan)


def compare(words: list[str]) -> int:
    """Run the command with the words after it; gives the exit code."""
    start(COMPARE, words)
    return 0
