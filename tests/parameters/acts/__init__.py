"""What each parameter acts on: the state that it must move and in which direction, with its rule forced to be at work.

One function for each parameter, in the file of its group: from a value of the parameter to the state that it names.
``tests/parameters/test_acts.py`` calls it at two values and looks which way the state went.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

State = Callable[[Any], float]


@dataclass(frozen=True)
class Act:
    """That a parameter moves a state.

    Attributes
    ----------
    state : str
        What must move, in words, with its name in the code.
    direction : int
        +1 when it rises with the parameter, -1 when it falls.
    low, high : value of the parameter
        Where the rule is looked at, the first below the second; a choice has no order, and then these two are named as
        they come and the direction is that from the first to the second.
    of : callable
        From a value of the parameter to the state, with all else the same.
    """

    state: str
    direction: int
    low: Any
    high: Any
    of: State


ACTS: dict[str, list[Act]] = {}
"""By key of the parameter; several where it acts on several things."""

RISES, FALLS = +1, -1


def acts(key: str, state: str, direction: int, low: Any, high: Any) -> Callable[[State], State]:
    """Say that the parameter ``key`` moves ``state`` in a direction between two of its values."""

    def add(of: State) -> State:
        ACTS.setdefault(key, []).append(Act(state, direction, low, high, of))
        return of

    return add
