"""The common base class of every institutional actor."""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Iterator, MutableMapping

import mesa


class _NumbersByModel(weakref.WeakKeyDictionary[mesa.Model, Iterator[int]]):
    """Consecutive numbers from 1 for each model, forgotten together with the model."""

    def __getitem__(self, model: mesa.Model) -> Iterator[int]:
        return self.setdefault(model, itertools.count(1))


class Actor(mesa.Agent):
    """A Mesa agent whose model can be freed.

    Mesa 3.3 numbers agents in a class attribute, a plain dictionary with the model as key, and so keeps every model it
    has ever seen alive. Here the dictionary holds its models weakly; the numbers are the same. Later Mesa numbers
    agents in the model and does not look at the attribute.
    """

    _ids: MutableMapping[mesa.Model, Iterator[int]] = _NumbersByModel()
