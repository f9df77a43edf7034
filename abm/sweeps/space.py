"""What varies in a sweep: from Hydra's override language to factors, and from a point to parameters."""

from __future__ import annotations

import copy
import dataclasses
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hydra.core.override_parser.types import ChoiceSweep, Glob, IntervalSweep, Override, RangeSweep

from abm.configuration.loading import load, options, parse
from abm.configuration.overrides import Given, count, numbers, once
from abm.configuration.refusals import GROUPS, check_override, left_to_compare, one_of
from abm.declare import Declaration, assign
from abm.observation.provenance import CHANGES_NO_RESULT, configuration_digest
from abm.parameters import Parameters
from abm.parameters.checks import ParameterError, declaration_of, refused
from abm.sweeps import settings

Value = str | int | float | bool
"""What stands in the column of a factor: a number, or as it was typed."""

MOST_WHOLE = 2**53
"""Whole numbers beyond this are not exact as floats."""


@dataclass(frozen=True)
class Interval:
    """A number anywhere between two ends.

    Attributes
    ----------
    key : str
        Parameter.
    low, high : float
        Ends, both included.
    whole : bool
        Whether only whole numbers are allowed.
    """

    key: str
    low: float
    high: float
    whole: bool = False

    def at(self, unit: float) -> Value:
        """Value at a position from 0 to 1; among whole numbers each has an equal part of the way."""
        if self.whole:
            return int(min(self.high, math.floor(self.low + unit * (self.high - self.low + 1))))
        return float(self.low + unit * (self.high - self.low))


@dataclass(frozen=True)
class Choice:
    """One of several values.

    Attributes
    ----------
    key : str
        Parameter, or group of named sets.
    meaning : dict
        What stands in the column of the factor, and the value that it stands for.
    composed : bool
        Whether Hydra has to compose it, as a named set; plain parameters are simply set.
    """

    key: str
    meaning: Mapping[Value, Any]
    composed: bool

    @property
    def values(self) -> tuple[Value, ...]:
        """What may stand in the column of the factor."""
        return tuple(self.meaning)


@dataclass(frozen=True)
class Space:
    """Factors of a sweep, and everything that is the same in all its runs.

    Attributes
    ----------
    fixed : tuple of str
        Overrides that hold everywhere.
    intervals, choices : tuple
        What varies.
    """

    fixed: tuple[str, ...]
    intervals: tuple[Interval, ...]
    choices: tuple[Choice, ...]
    config_name: str = "config"
    config_dir: str | None = None
    _composed: dict[tuple[str, ...], Parameters] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def keys(self) -> list[str]:
        """Keys of all factors; a column of every table for each."""
        return [item.key for item in self.intervals] + [item.key for item in self.choices]

    def point(self, values: Mapping[Any, Any]) -> tuple[tuple[str, ...], dict[str, Any]]:
        """Part the values of a point into overrides that Hydra composes and parameters that are simply set."""
        overrides, changes = [], {item.key: values[item.key] for item in self.intervals}
        for item in self.choices:
            value = values[item.key]
            if item.composed:
                overrides.append(f"{item.key}={value}")
            else:
                changes[item.key] = item.meaning[value]
        return tuple(overrides), changes

    def base(self, overrides: tuple[str, ...]) -> Parameters:
        """Compose the parameters of one combination of named sets, once."""
        if overrides not in self._composed:  # kept no longer than the space: files of the user's may change after it
            words = (*self.fixed, *overrides)
            self._composed[overrides] = load(*words, config_name=self.config_name, config_dir=self.config_dir)
        return self._composed[overrides]

    def parameters(self, values: Mapping[Any, Any]) -> Parameters:
        """Parameters of a point."""
        overrides, changes = self.point(values)
        return changed(self.base(overrides), changes)


def changed(base: Parameters, changes: Mapping[str, Any]) -> Parameters:
    """Set some parameters in a copy; groups in which nothing is set are shared, as no run changes what it is given."""
    parameters = copy.copy(base)
    copied: set[str] = set()
    for key, value in changes.items():
        try:
            _own_path(parameters, key, copied)
            assign(parameters, key, copy.copy(value))
        except (KeyError, AttributeError):  # a method that is not in force here
            raise ParameterError(refused(key, value, "the value of something that is there at every point")) from None
    if parameters.norm_parameters.keys() & changes.keys():  # what a design varies holds in place of the norm set's
        kept = {key: value for key, value in parameters.norm_parameters.items() if key not in changes}
        parameters.norm_parameters = kept
    return parameters


def _own_path(group: Any, key: str, copied: set[str]) -> None:
    """Replace every group on the way to a parameter by a copy, once."""
    way = ""
    for part in key.split(".")[:-1]:
        way += f"{part}."
        inner = group[part] if isinstance(group, dict) else getattr(group, part)
        if way not in copied:
            copied.add(way)
            inner = copy.copy(inner)
            if isinstance(group, dict):
                group[part] = inner
            else:
                setattr(group, part, inner)
        group = inner


def read(overrides: Sequence[Override], config_name: str = "config", config_dir: str | None = None) -> Space:
    """Read what varies and what does not.

    Parameters
    ----------
    overrides : sequence of Override
        Of the model; those of the sweep itself taken out.

    Raises
    ------
    ParameterError
        With one line that names key, value and what is allowed.
    """
    once(map(Given.of, overrides))
    fixed: list[str] = []
    intervals: list[Interval] = []
    choices: list[Choice] = []
    for item in overrides:
        left_to_compare(item)
        if not item.is_sweep_override():
            fixed.append(str(item.input_line))
            continue
        check_override(item)
        may_vary(item.key_or_group, str(item.input_line).partition("=")[2])
        value = item.value()
        if isinstance(value, IntervalSweep):
            intervals.append(_interval(item, value))
        else:
            choices.append(_choice(item, value, config_dir))
    return Space(tuple(fixed), tuple(intervals), tuple(choices), config_name, config_dir)


def may_vary(key: str, shown: str) -> None:
    """Refuse to vary what changes no result or is said of the sweep itself, however a factor was given.

    Parameters
    ----------
    key : str
        Of the factor.
    shown : str
        Its values, in words.

    Raises
    ------
    ParameterError
        With one line that names the key.
    """
    if key in ("seed", "replicates"):
        raise ParameterError(refused(key, shown, "one value in a sweep; seed=1 replicates=20 gives twenty seeds"))
    if re.split("[./]", key)[0] in (*CHANGES_NO_RESULT, "hydra") or settings.is_ours(key):
        raise ParameterError(refused(key, shown, "one value in a sweep; it varies no result"))


def listed(key: str, texts: Sequence[str]) -> Choice:
    """Make a factor of values as typed, such as a column of a file."""
    parsed = parse([f"{key}={text}" for text in texts])
    for item, text in zip(parsed, texts, strict=True):
        check_override(item)
        if item.key_or_group != key or item.is_sweep_override():
            raise ParameterError(refused(key, text, "one value in each row"))
    return _meaning(key, [(text, item.value()) for text, item in zip(texts, parsed, strict=True)])


def unlike(space: Space, crossed: bool) -> None:
    """Refuse named sets of one factor that come to the same, as where something fixed undoes their difference.

    Parameters
    ----------
    space : Space
        What varies.
    crossed : bool
        Whether every set meets every value of the other factors, so that norm sets meet the same lists of instruments.

    Raises
    ------
    ParameterError
        With one line that names both.
    """
    lists = next((item for item in space.choices if item.key == "instruments"), None)
    if crossed and lists:
        space = dataclasses.replace(space, fixed=(*space.fixed, f"instruments={lists.values[0]}"))
    named = [item for item in space.choices if item.composed]
    usual = {item.key: f"{item.key}={item.values[0]}" for item in named}
    for item in named:
        words = [tuple((usual | {item.key: f"{item.key}={value}"}).values()) for value in item.values]
        seen: dict[str, int] = {}
        for number, own in enumerate(words):
            before = seen.setdefault(_content(space, own), number)
            if before == number:
                continue
            others = ((word, dataclasses.replace(space, fixed=_without(space.fixed, word))) for word in space.fixed)
            guilty = (word for word, other in others if _content(other, words[before]) != _content(other, own))
            because = next((f" beside {word}" for word in guilty), "")
            shown = f"{item.values[before]} and {item.values[number]}"
            raise ParameterError(refused(item.key, shown, f"sets that differ, and these do not{because}"))


def _content(space: Space, overrides: tuple[str, ...]) -> str:
    """Fingerprint of a combination of named sets, apart from their names."""
    return configuration_digest(dataclasses.replace(space.base(overrides), norms="", scenario=""))


def _without(words: tuple[str, ...], word: str) -> tuple[str, ...]:
    return tuple(other for other in words if other != word)


def _interval(item: Override, value: IntervalSweep) -> Interval:
    key, typed = item.key_or_group, str(item.input_line).partition("=")[2]
    declaration = declaration_of(key)
    if declaration is None or declaration.low is None or declaration.high is None or declaration.kind is bool:
        raise ParameterError(refused(key, typed, "choice(a,b) or a,b; an interval is for numbers"))
    low, high = float(value.start or 0.0), float(value.end or 0.0)
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ParameterError(refused(key, typed, "interval(low,high) with low below high"))
    if low < declaration.low or high > declaration.high:
        raise ParameterError(refused(key, typed, declaration.allowed))
    whole = declaration.kind is int
    if whole and not (low.is_integer() and high.is_integer() and high < MOST_WHOLE):
        raise ParameterError(refused(key, typed, declaration.allowed))
    return Interval(key, low, high, whole)


def _choice(item: Override, value: Any, config_dir: str | None) -> Choice:
    key, typed = item.key_or_group, str(item.input_line).partition("=")[2]
    if isinstance(value, Glob):
        known = options(key, config_dir) if key in GROUPS else []
        pairs: list[tuple[str, Any]] = [(name, name) for name in value.filter(known)]
        if not pairs:
            wish = f"a pattern of {one_of(known, '')}" if known else "choice(a,b); a pattern is for named sets"
            raise ParameterError(refused(key, typed, wish))
    elif isinstance(value, (ChoiceSweep, RangeSweep)) and not value.shuffle:
        count(item)
        texts = list(map(str, numbers(value)) if isinstance(value, RangeSweep) else item.sweep_string_iterator())
        parsed = parse([f"{key}={text}" for text in texts])
        pairs = [(text, one.value()) for text, one in zip(texts, parsed, strict=True)]
    else:
        raise ParameterError(refused(key, typed, "choice(a,b), range(a,b,step) or interval(a,b)"))
    made = _meaning(key, pairs)
    if len(made.meaning) < len(pairs):
        raise ParameterError(refused(key, typed, "a list with each value once"))
    return made


def _meaning(key: str, pairs: Sequence[tuple[str, Any]]) -> Choice:
    """Give typed values their place in a column; numbers as numbers, everything else as typed."""
    declaration = None if key in GROUPS else declaration_of(key)
    if declaration is None or key in ("events", "drivers"):
        texts = [value if isinstance(value, str) else text for text, value in pairs]
        return Choice(key, {text: text for text in texts}, composed=True)
    meaning: dict[Value, Any] = {}
    for text, value in pairs:
        _check(declaration, value, text)
        if declaration.kind is str:
            meaning[str(value)] = str(value)
        else:
            meaning[text if declaration.kind is list else declaration.kind(value)] = value
    return Choice(key, meaning, composed=False)


def _check(declaration: Declaration, value: Any, text: str) -> None:
    """Refuse a value of the wrong type or range; what is set is not looked at by Hydra."""
    allowed = {
        int: lambda: isinstance(value, int) and not isinstance(value, bool),
        float: lambda: isinstance(value, (int, float)) and not isinstance(value, bool),
        bool: lambda: isinstance(value, bool),
        list: lambda: isinstance(value, list) and all(isinstance(name, str) for name in value),
        str: lambda: isinstance(value, (str, int, float)),
    }
    if not allowed[declaration.kind]() or declaration.problem(value):
        raise ParameterError(refused(declaration.key, text, declaration.allowed))
