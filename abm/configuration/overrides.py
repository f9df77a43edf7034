"""What is wrong with overrides taken together: a key that is given twice, or more points than anybody can run."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hydra.core.override_parser.types import ChoiceSweep, Glob, Override, RangeSweep

from abm.configuration.refusals import GROUPS
from abm.parameters.checks import ParameterError, refused

MOST_POINTS = 1_000_000
"""Points beyond which a design is refused: it is a slip, and would fill the memory before anything runs."""


NAMING = (*GROUPS, "design", "executor")
"""Keys whose value is a name, beside which the parameters of what they name stand, as ``design.samples``."""


@dataclass(frozen=True)
class Given:
    """Something that was said of a key: the key, the words, and whether it varies there."""

    key: str
    shown: str
    varies: bool

    @classmethod
    def of(cls, item: Override) -> Given:
        """What an override says."""
        return cls(item.key_or_group, str(item.input_line), item.is_sweep_override())


def once(given: Iterable[Given]) -> None:
    """Refuse two words about one parameter, as the last of them would win silently.

    A named set may stand beside a parameter that is in it (``population=small population.citizens=500``), as a set is
    there to be adjusted; but not where both vary.

    Raises
    ------
    ParameterError
        With one line that names both.
    """
    for one, other in itertools.combinations(given, 2):
        inner, outer = sorted((one, other), key=lambda item: -len(item.key))
        layers = outer.key in NAMING and not (inner.varies and outer.varies)
        if inner.key == outer.key or (inner.key.startswith(f"{outer.key}.") and not layers):
            raise ParameterError(refused(inner.key, f"as {one.shown} and {other.shown}", "given once"))


def count(item: Override) -> int:
    """How many values an override has, without making them; one where it does not vary.

    Raises
    ------
    ParameterError
        When it has none, or more than can be run.
    """
    key, value, typed = item.key_or_group, item.value(), str(item.input_line).partition("=")[2]
    if isinstance(value, RangeSweep):
        try:
            found = _steps(value)
        except ValueError:
            wish = "range(a,b,step) of numbers, with a step other than 0"
            raise ParameterError(refused(key, typed, wish)) from None
    elif isinstance(value, ChoiceSweep):
        found = len(value.list)
    elif isinstance(value, Glob):
        found = len(list(item.sweep_iterator()))
    else:
        return 1
    if found < 1:
        raise ParameterError(refused(key, typed, "at least one value, and this names none"))
    if found > MOST_POINTS:
        raise ParameterError(refused(key, typed, f"at most {MOST_POINTS:,} values, and these are {found:,}"))
    return found


def few(points: int, words: str) -> None:
    """Refuse more points than can be run.

    Parameters
    ----------
    points : int
        How many there would be.
    words : str
        What makes them so many.

    Raises
    ------
    ParameterError
        With their number.
    """
    if points > MOST_POINTS:
        raise ParameterError(refused("points", f"{points:,} of {words}", f"at most {MOST_POINTS:,}"))


def check_jobs(items: Iterable[Override]) -> None:
    """Refuse a multirun of no jobs, or of more than can be run, before any is made.

    Raises
    ------
    ParameterError
        With the override, or with the number of jobs.
    """
    swept = [item for item in items if item.is_sweep_override()]
    few(math.prod(count(item) for item in swept), " ".join(str(item.input_line) for item in swept))


def numbers(value: RangeSweep) -> Iterator[int | float]:
    """Numbers of a range that :func:`count` has let pass, exactly as they would be typed.

    Hydra adds up binary fractions: its ``range(0,1.1,0.1)`` has 0.30000000000000004, and 1.1 as well.
    """
    start, step = (Fraction(str(number)) for number in (value.start, value.step))
    whole = all(isinstance(number, int) for number in (value.start, value.stop, value.step))
    for number in range(_steps(value)):
        found = start + number * step
        yield int(found) if whole else float(found)


def _steps(value: RangeSweep) -> int:
    """Count the numbers of a range; its stop is not among them.

    Raises
    ------
    ValueError
        When it has no numbers to count.
    """
    ends: tuple[Any, ...] = (value.start, value.stop, value.step)
    if any(type(number) not in (int, float) or not math.isfinite(number) for number in ends) or not value.step:
        raise ValueError(ends)
    start, stop, step = (Fraction(str(number)) for number in ends)
    return max(0, math.ceil((stop - start) / step))
