"""What a visitor can change: the levers, how a value is read, and what the chosen values make of a run."""

from __future__ import annotations

import functools
import math
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from abm.configuration.loading import load, options
from abm.norms import INSTRUMENTS
from abm.parameters import Parameters
from abm.parameters.checks import ParameterError, declared, one_of, refused
from abm.words.phrases import phrase

SETS = ("norms", "scenario")
"""Levers whose values are named sets."""

OWN = (
    "norms",
    "instruments",
    "officials.courage",
    "officials.loyalty_minister",
    "officials.loyalty_society",
    "ministries.mandate",
    "ministries.influence_room",
    "ministries.deadline_coupling",
    "scenario",
)
"""Levers that may differ between the twins."""

SHARED = ("seed", "population.citizens")
"""Levers that both twins share: the same people and the same chance are what makes them twins."""

LEVERS = (*OWN, *SHARED)

_hydra = threading.Lock()
"""Hydra keeps its state in the process, and visitors come at the same time."""


@functools.cache
def named_sets(group: str) -> tuple[str, ...]:
    """Names of the sets in a group."""
    with _hydra:
        return tuple(options(group))


def read(key: str, raw: Any) -> Any:
    """Read the value of a lever from what was typed, clicked, or stands in a link or file.

    Parameters
    ----------
    key : str
        One of :data:`LEVERS`.
    raw : object
        Text, or a value that already has its type.

    Raises
    ------
    ParameterError
        With one line that names key, value and what is allowed.
    """
    if key not in LEVERS:
        raise ParameterError(refused(key, raw, one_of(LEVERS, key)))
    if key in SETS:
        if raw not in named_sets(key):
            raise ParameterError(refused(key, raw, one_of(named_sets(key), str(raw))))
        return raw
    if key == "instruments":
        return _instruments(raw)
    declaration = declared()[key]
    value = number(raw, declaration.kind)
    if value is None or (problem := declaration.problem(value)):
        raise ParameterError(refused(key, raw, declaration.allowed) if value is None else problem)
    return value


def _instruments(raw: Any) -> tuple[str, ...]:
    names = [name for name in raw.split(",") if name] if isinstance(raw, str) else raw
    if not isinstance(names, (list, tuple)):
        raise ParameterError(refused("instruments", raw, phrase("allowed.instruments")))
    for name in names:
        if name not in INSTRUMENTS:
            raise ParameterError(refused("instruments", name, one_of(INSTRUMENTS, str(name))))
    if len(set(names)) < len(names):
        raise ParameterError(refused("instruments", ",".join(names), phrase("allowed.once")))
    return tuple(names)


def number(raw: Any, kind: type) -> int | float | None:
    """A number of the kind that is declared, or None when this is none."""
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str)):
        return None
    try:
        value = float(raw)
    except (ValueError, OverflowError):
        return None
    if not math.isfinite(value):
        return None
    if kind is int:
        return int(value) if value == int(value) else None
    return value


@dataclass(frozen=True)
class Start:
    """What one twin starts from: the levers that were moved; all others stand where the named sets put them.

    Attributes
    ----------
    chosen : tuple of (key, value)
        In the order of :data:`LEVERS`; values as :func:`read` returns them.
    """

    chosen: tuple[tuple[str, Any], ...] = ()

    @staticmethod
    def of(values: Mapping[str, Any]) -> Start:
        """From values by key."""
        return Start(tuple((key, values[key]) for key in LEVERS if key in values))

    def with_value(self, key: str, value: Any) -> Start:
        """These settings with one lever moved; a norm set brings its own instruments."""
        if key == "instruments":  # in one order, so that a box unticked and ticked again is no change
            usual = self._instruments_of_norms()
            value = tuple(name for name in dict.fromkeys((*usual, *INSTRUMENTS)) if name in value)
        values = dict(self.chosen) | {key: value}
        if key == "norms" or (key == "instruments" and value == usual):
            values.pop("instruments", None)
        return Start.of(values)

    def _instruments_of_norms(self) -> tuple[str, ...]:
        bare = Start.of({key: value for key, value in self.chosen if key != "instruments"})
        return tuple(bare.parameters().instruments)

    def overrides(self) -> tuple[str, ...]:
        """The same as overrides of the command line; every value has been read, so none can be anything else."""
        return tuple(f"{key}=" + (f"[{written(v)}]" if isinstance(v, tuple) else written(v)) for key, v in self.chosen)

    def parameters(self) -> Parameters:
        """Compose and check parameters; they are shared, so nobody may change them.

        Raises
        ------
        ParameterError
            When values that are allowed one by one are not allowed together.
        """
        return _compose(self.overrides())

    def values(self) -> dict[str, Any]:
        """The value of every lever."""
        parameters = self.parameters()
        return {key: _value_of(parameters, key) for key in LEVERS}


def _value_of(parameters: Parameters, key: str) -> Any:
    value: Any = parameters
    for part in key.split("."):
        value = getattr(value, part)
    return tuple(value) if isinstance(value, list) else value


def written(value: Any) -> str:
    """A value as a text from which :func:`read` reads it back to the last digit."""
    return ",".join(value) if isinstance(value, tuple) else repr(value) if isinstance(value, float) else str(value)


@functools.lru_cache(maxsize=128)
def _compose(overrides: tuple[str, ...]) -> Parameters:
    with _hydra:
        return load(*overrides)


def differing(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[str]:
    """Keys of the levers that stand differently in the twins, in the order of :data:`OWN`."""
    return [key for key in OWN if (set(a[key]) != set(b[key]) if key == "instruments" else a[key] != b[key])]


def live(key: str) -> bool:
    """Whether a lever can be moved while a run is under way."""
    declaration = declared()[key]
    return declaration.live and declaration.low is not None


def switched(instruments: Iterable[str], name: str, on: bool) -> tuple[str, ...]:
    """A list of instruments with one switched on, at its end, or off."""
    others = tuple(item for item in instruments if item != name)
    return (*others, name) if on else others
