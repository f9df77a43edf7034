"""The whole state of a model as plain data, and back: arrays, numbers, texts and references, nothing that runs.

A model is taken apart by following what its objects hold. Objects of this package are written as the name of their
class and what they hold; an object that is held twice is written once. What belongs to Mesa or to the process (sets of
agents, weak references, functions) is not written: it is as in any new model with the same parameters and seed. So a
state is always put into such a model.

Reading makes nothing but arrays, collections, and objects of classes of this package, whose methods it does not call.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import sys
from collections import defaultdict, deque
from collections.abc import Callable
from enum import Enum
from typing import Any

import mesa
import numpy as np

from abm.model import PolicyModel
from abm.norms import HOOKS, Instrument
from abm.observation.measuring import Measure

HOMES = ("abm.model", "abm.agents.", "abm.policy.", "abm.norms", "abm.parameters", "abm.numerics.", "abm.observation.")
"""Where classes live of which a model is made."""

PLAIN = (bool, int, float, str, type(None))
COLLECTIONS = (list, tuple, dict, set, frozenset, deque)
EMPTY: dict[str, Callable[[], Any]] = {"list": list, "int": int, "float": float, "dict": dict}
"""What a missing entry of a dictionary may begin as."""

State = dict[str, np.ndarray]
"""Arrays by name; the one named ``tree`` holds all else, as JSON."""


class NoState(ValueError):
    """A state that cannot be one of this model; the message says what is wrong, in one line."""


def take(model: PolicyModel, *, parameters: bool = True, copied: bool = True) -> State:
    """Take the state of a model between two weeks.

    Parameters
    ----------
    model : PolicyModel
        Whose state is taken.
    parameters : bool
        Whether parameters are part of it, as an event may have changed them; otherwise those of the new model hold.
    copied : bool
        Whether arrays are copied; otherwise later weeks change what was taken.
    """
    writer = _Writer({} if parameters else _places_of_parameters(model), copied)
    tree = {"weeks": model.steps, "model": writer.write(model)}
    arrays = {f"array_{number}": array for number, array in enumerate(writer.arrays)}
    return {"tree": np.frombuffer(json.dumps(tree).encode(), np.uint8), **arrays}


def put(state: State, model: PolicyModel) -> None:
    """Put a state into a new model with the same parameters and seed.

    Raises
    ------
    NoState
        When it is none of such a model.
    """
    try:
        tree = json.loads(bytes(state["tree"]))
        model.pass_over(tree["weeks"])
        _Reader(state, model).read(tree["model"], model)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise NoState(" ".join(f"{type(error).__name__}: {error}".split())) from None


def _ours(kind: type) -> bool:
    return f"{kind.__module__}.".startswith(HOMES)


def _name(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


def _kept(value: Any) -> bool:
    """Whether a value is left as it is in a new model."""
    if isinstance(value, (dict, set, frozenset)):
        return any(_kept(item) for item in value)  # told apart by what is not written
    plain = isinstance(value, (*PLAIN, *COLLECTIONS, np.ndarray, np.generic))
    return isinstance(value, (type, Measure)) or not (plain or _ours(type(value)))


def _attributes(value: Any) -> dict[str, Any]:
    """What an object holds itself."""
    held = dict(getattr(value, "__dict__", {}))
    for kind in type(value).__mro__:
        for name in kind.__dict__.get("__slots__", ()):
            if name not in ("__dict__", "__weakref__") and hasattr(value, name):
                held[name] = getattr(value, name)
    cached = (name for name in held if isinstance(getattr(type(value), name, None), functools.cached_property))
    for name in list(cached):
        del held[name]
    return held


def _places_of_parameters(model: PolicyModel) -> dict[int, list[Any]]:
    """Where in a model each object stands of which its parameters are made, by the identity of the object."""
    found: dict[int, list[Any]] = {}

    def walk(value: Any, place: list[Any]) -> None:
        if dataclasses.is_dataclass(value) or isinstance(value, (list, dict)):
            found[id(value)] = place
        if dataclasses.is_dataclass(value):
            for item in dataclasses.fields(value):
                walk(getattr(value, item.name), [*place, item.name])
        elif isinstance(value, dict):
            for key, item in value.items():
                walk(item, [*place, key])

    for name in ("given", "parameters"):
        walk(getattr(model, name), [name])
    return found


class _Writer:
    def __init__(self, places: dict[int, list[Any]], copied: bool) -> None:
        self.arrays: list[np.ndarray] = []
        self._places, self._copied = places, copied
        self._known: dict[int, int] = {}
        self._alive: list[Any] = []  # or another object could get the address of one that is gone

    def write(self, value: Any) -> Any:
        """A value as JSON: plain ones as they are, all else as a list that begins with its kind."""
        if isinstance(value, PLAIN) and type(value) in PLAIN:
            return value
        if isinstance(value, Enum):
            return ["member", _name(type(value)), value.name]
        if isinstance(value, np.generic):
            return ["number", value.dtype.str, value.item()]
        if _kept(value):
            return self._method(value) or ["kept"]
        if id(value) in self._places:
            return ["parameters", self._places[id(value)]]
        if id(value) in self._known:
            return ["again", self._known[id(value)]]
        self._known[id(value)] = number = len(self._known)
        self._alive.append(value)
        return [*self._parts(value), number]

    def _parts(self, value: Any) -> list[Any]:
        if isinstance(value, np.ndarray):
            return self._array(value)
        kind = type(value)
        if kind is dict or kind is defaultdict:
            factory = value.default_factory.__name__ if kind is defaultdict else None
            return ["dict", factory, [[self.write(key), self.write(item)] for key, item in value.items()]]
        if kind is deque:
            return ["deque", value.maxlen, [self.write(item) for item in value]]
        if kind in (list, tuple, set, frozenset):
            return [kind.__name__, [self.write(item) for item in (sorted(value) if "set" in kind.__name__ else value)]]
        if isinstance(value, tuple):
            return ["named", _name(kind), [self.write(item) for item in value]]
        held = {name: self.write(item) for name, item in _attributes(value).items()}
        return ["object", _name(kind), held]

    def _array(self, value: np.ndarray) -> list[Any]:
        owner = value
        while isinstance(owner.base, np.ndarray):
            owner = owner.base
        if value.dtype.hasobject or not owner.flags.c_contiguous:
            raise TypeError("a state must be made of plain arrays")
        if owner is value:
            self.arrays.append(value.copy() if self._copied else value)
            return ["array", len(self.arrays) - 1, bool(value.flags.writeable)]
        offset = value.__array_interface__["data"][0] - owner.__array_interface__["data"][0]
        place = [offset, list(value.shape), list(value.strides), value.dtype.str, bool(value.flags.writeable)]
        return ["view", self.write(owner), place]

    def _method(self, value: Any) -> list[Any] | None:
        """A hook of an instrument in force, which is found anew."""
        owner, name = getattr(value, "__self__", None), getattr(value, "__name__", "")
        return ["hook", self.write(owner), name] if isinstance(owner, Instrument) and name in HOOKS else None


class _Reader:
    def __init__(self, state: State, model: PolicyModel) -> None:
        self._state, self._model = state, model
        self._agents = {agent.unique_id: agent for agent in model.agents}
        self._known: dict[int, Any] = {}
        self._used: set[int] = set()

    def read(self, node: Any, there: Any) -> Any:
        """What a node stands for; ``there`` is what the new model has in its place, if anything."""
        if not isinstance(node, list):
            return node
        kind, *rest = node
        if kind == "number":
            return np.dtype(rest[0]).type(rest[1])
        if kind == "kept":
            if there is None:
                raise ValueError("something is missing in the new model")
            return there
        if kind == "member":
            members = _class(rest[0])
            if not issubclass(members, Enum):
                raise ValueError(f"{rest[0]} must be an enumeration")
            return members[rest[1]]
        if kind == "again":
            return self._known[rest[0]]
        if kind == "parameters":
            return functools.reduce(_part, rest[0], self._model)
        if kind == "hook":
            owner = self.read(rest[0], None)
            if not isinstance(owner, Instrument) or rest[1] not in HOOKS:
                raise ValueError(f"{rest[1]} must be a hook of an instrument")
            return getattr(owner, rest[1])
        return getattr(self, f"_{kind}")(*rest[:-1], number=rest[-1], there=there)

    def _keep(self, number: int, value: Any) -> Any:
        self._known[number] = value
        return value

    def _array(self, place: int, writeable: bool, number: int, there: Any) -> np.ndarray:
        array = np.array(self._state[f"array_{place}"])
        array.flags.writeable = writeable
        return self._keep(number, array)

    def _view(self, owner: Any, place: list[Any], number: int, there: Any) -> np.ndarray:
        offset, shape, strides, dtype, writeable = place
        whole = self.read(owner, None)
        array = np.ndarray(tuple(shape), np.dtype(dtype), whole, offset, tuple(strides))
        array.flags.writeable = writeable
        return self._keep(number, array)

    def _list(self, items: list[Any], number: int, there: Any) -> list[Any]:
        made: list[Any] = self._keep(number, [])
        made.extend(self._each(items, there))
        return made

    def _deque(self, longest: int | None, items: list[Any], number: int, there: Any) -> deque[Any]:
        made: deque[Any] = self._keep(number, deque(maxlen=longest))
        made.extend(self._each(items, there))
        return made

    def _tuple(self, items: list[Any], number: int, there: Any) -> tuple[Any, ...]:
        return self._keep(number, tuple(self._each(items, there)))

    def _set(self, items: list[Any], number: int, there: Any) -> set[Any]:
        return self._keep(number, set(self._each(items, None)))

    def _frozenset(self, items: list[Any], number: int, there: Any) -> frozenset[Any]:
        return self._keep(number, frozenset(self._each(items, None)))

    def _named(self, name: str, items: list[Any], number: int, there: Any) -> Any:
        kind = _class(name)
        if not issubclass(kind, tuple):
            raise ValueError(f"{name} must be a named tuple")
        return self._keep(number, tuple.__new__(kind, self._each(items, there)))

    def _dict(self, factory: str | None, items: list[Any], number: int, there: Any) -> dict[Any, Any]:
        made: dict[Any, Any] = self._keep(number, {} if factory is None else defaultdict(EMPTY[factory]))
        found = there if isinstance(there, dict) else {}
        for key, value in items:
            name = self.read(key, None)
            made[name] = self.read(value, found.get(name))
        return made

    def _object(self, name: str, held: dict[str, Any], number: int, there: Any) -> Any:
        made = self._keep(number, self._living(_class(name), held, there))
        for key, node in held.items():
            if isinstance(getattr(type(made), key, None), property):
                raise ValueError(f"{key} must be an attribute of {name}")
            object.__setattr__(made, key, self.read(node, getattr(made, key, None)))
        return made

    def _living(self, kind: type, held: dict[str, Any], there: Any) -> Any:
        """The object of the new model to fill, or an empty one where there is none."""
        if issubclass(kind, mesa.Agent):
            there = self._agents[held["unique_id"]]
            if type(there) is not kind:
                raise ValueError(f"agent {there.unique_id} must be of another kind")
            return there
        fixed = dataclasses.is_dataclass(kind) and kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
        if type(there) is kind and not fixed and id(there) not in self._used:
            self._used.add(id(there))
            return there
        return object.__new__(kind)

    def _each(self, items: list[Any], there: Any) -> list[Any]:
        found = list(there) if isinstance(there, (list, tuple, deque)) else []
        return [self.read(node, found[n] if n < len(found) else None) for n, node in enumerate(items)]


def _part(whole: Any, name: str) -> Any:
    return whole[name] if isinstance(whole, dict) else getattr(whole, name)


def _class(name: str) -> type:
    """A class of which models are made, by its name."""
    module, _, inner = name.partition(":")
    kind: Any = sys.modules.get(module) if f"{module}.".startswith(HOMES) else None
    for part in inner.split("."):
        kind = getattr(kind, part, None)
    if not isinstance(kind, type) or not _ours(kind):
        raise ValueError(f"{name} must be a class of a model")
    return kind
