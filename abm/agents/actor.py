"""The common base class of every institutional actor."""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray


class _NumbersByModel(weakref.WeakKeyDictionary[mesa.Model, Iterator[int]]):
    """Consecutive numbers from 1 for each model, forgotten together with the model."""

    def __getitem__(self, model: mesa.Model) -> Iterator[int]:
        return self.setdefault(model, itertools.count(1))


class RowOf:
    """One agent's row of a table that all agents of its kind share, as an attribute; setting it writes the row."""

    def __init__(self, table: Callable[[Any], NDArray[np.float64]]) -> None:
        self._table = table

    def __get__(self, agent: Any, kind: type) -> Any:
        return self if agent is None else self._table(agent)[agent.number]

    def __set__(self, agent: Any, value: Any) -> None:
        self._table(agent)[agent.number] = value


class Actor(mesa.Agent):
    """A Mesa agent whose model can be freed.

    Mesa 3.3 numbers agents in a class attribute, a plain dictionary with the model as key, and so keeps every model it
    has ever seen alive. Here the dictionary holds its models weakly; the numbers are the same. Later Mesa numbers
    agents in the model and does not look at the attribute.
    """

    _ids: MutableMapping[mesa.Model, Iterator[int]] = _NumbersByModel()
