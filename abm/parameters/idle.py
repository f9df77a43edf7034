"""What a configuration says and its run has no use for: told in one line, as nothing would show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from abm.norms import INSTRUMENTS
from abm.parameters import Parameters
from abm.parameters.checks import declared

MOST_WEEKS = 5
"""Weeks that a line names."""


def idle(plans: Iterable[Parameters]) -> list[str]:
    """Say, one line each, what is given and changes nothing under any of the plans.

    Parameters
    ----------
    plans : iterable of Parameters
        Checked ones, of which each is run; what one of them uses is not idle.
    """
    lines: list[str] | None = None
    for plan in plans:
        own = list(_lines(plan))
        lines = own if lines is None else [line for line in lines if line in own]
        if not lines:
            return []
    return lines or []


def _lines(parameters: Parameters) -> Iterator[str]:
    """Say what one configuration gives and does not use."""
    first, last = -parameters.burn_in, parameters.weeks - 1
    if outside := sorted({event.week for event in parameters.events if not first <= event.week <= last}):
        weeks = ", ".join(map(str, outside[:MOST_WEEKS])) + (", …" if outside[MOST_WEEKS:] else "")
        yield f"events of week {weeks} do not happen, as the run is from week {first} to {last}"
    unused = {f"instrument.{name}": f"{name} is not among instruments" for name in INSTRUMENTS}
    for name in parameters.instruments:
        del unused[f"instrument.{name}"]
    if parameters.timing == "chosen":
        unused["imposed"] = "timing is chosen"
    for key, declaration in declared().items():
        if why := unused.get(key.rpartition(".")[0]):
            value = _at(parameters, key)
            if value != declaration.default:
                yield f"{key}={value} changes nothing, as {why}"


def _at(parameters: Parameters, key: str) -> object:
    value: object = parameters
    for part in key.split("."):
        value = getattr(value, part)
    return value
