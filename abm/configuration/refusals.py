"""What is wrong with what the user wrote, in one line, where Hydra and OmegaConf need many or say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml
from hydra.core.override_parser.types import Override
from hydra.errors import MissingConfigException, OverrideParseException
from omegaconf.errors import ConfigAttributeError, ConfigKeyError, InterpolationResolutionError, OmegaConfBaseException

from abm.configuration.entry import GROUPS, SINGLE_GROUPS, WHOLE_MENU, names_in
from abm.declare import declarations, in_short
from abm.parameters import Driver, Event, Method
from abm.parameters.checks import ParameterError, declaration_of, declared, one_of, refused, unknown
from abm.parameters.removed import removed_key, was_removed

EXAMPLE = "key=value, as in officials.courage=0.7"

LISTS = {
    "events": "a list, such as [{week: 104, kind: crisis, size: 10}]",
    "drivers": "a list, such as [{kind: economy, week: 2, value: -20}]",
}
"""Parameters that are lists of rows, and what is said of one that is none."""

HYDRA = (
    "hydra.run.dir",
    "hydra.sweep.",
    "hydra.mode",
    "hydra.launcher.",
    "hydra.sweeper.",
    "hydra/launcher",
    "hydra/sweeper",
)
"""How keys of Hydra's own begin that may be given; others would leave files, or change what is run, unseen."""

ROWS = {"methods": Method, "events": Event, "drivers": Driver}
"""Parameters that hold any number of rows, and what a row is."""


def check_override(override: Override) -> None:
    """Refuse what Hydra would let pass, or would refuse in words that help nobody.

    Raises
    ------
    ParameterError
        With one line that names key, value and what is allowed.
    """
    if problem := _problem(override):
        raise ParameterError(problem)


def left_to_compare(override: Override) -> None:
    """Refuse what chooses norm sets to compare, where one is run.

    Raises
    ------
    ParameterError
        With the key and the command that it is for.
    """
    if override.key_or_group.partition(".")[0] == "compare":
        raise ParameterError(
            refused(override.key_or_group, given(override), "left to abm compare, which alone uses it")
        )


def given(override: Override) -> str:
    """What the user wrote behind the equals sign."""
    return str(override.input_line).partition("=")[2]


def _problem(override: Override) -> str | None:
    """Say in one line what is wrong, or None."""
    key, value = str(override.key_or_group), given(override)
    if not key:
        return refused("an override", override.input_line, EXAMPLE)
    if key.startswith(("hydra.", "hydra/")):
        usable = key.startswith(HYDRA) and not _adds(override) and not override.is_delete() and "_target_" not in key
        wish = f"one of Hydra's own that abm knows: {', '.join(HYDRA)}"
        return None if usable else refused("the key", key, wish)
    if override.package is not None:
        return refused(f"{key}@{override.package}", value, f"written without @, as in {in_short(key)}={_brief(value)}")
    if not _is_known(key):
        return _unknown(key)
    if gone := removed_key(key, *_names(override)):
        return was_removed(gone)
    if allowed := _wish(override, key):
        return refused(key, value or str(override.input_line), allowed)
    return None


def _names(override: Override) -> list[str]:
    """Names that a key is given; none where it varies, as each of them is looked at then."""
    value = None if override.is_sweep_override() or override.is_delete() else override.value()
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]


def _brief(value: str) -> str:
    """Repeat a short value in an example; a long one stands in the line already."""
    return in_short(value) if len(value) <= 60 else "…"


def _adds(override: Override) -> bool:
    return override.is_add() or override.is_force_add()


def _wish(override: Override, key: str) -> str | None:
    """Say what a known key must be, or None when nothing is wrong."""
    head = key.partition(".")[0]
    if head == "norm_parameters":
        return "left to norms/NAME.yaml in a --config-dir, whose parameters take force in week 0"
    if head == "methods" and (_adds(override) or key.count(".") == 1) and not override.is_delete():
        return "left to method/NAME.yaml in a --config-dir; of a method that is there, methods.NAME.hours can be set"
    if head in LISTS and "." in key:
        return f"given as a whole: {head}={LISTS[head].removeprefix('a list, such as ')}"
    if override.is_delete() and not key.startswith("methods."):
        return f"given a value, as every parameter has one; write {key}=..."
    if override.is_add() and not override.is_force_add():
        return f"written without +, as in {key}={_brief(given(override))}"
    if override.is_force_add() and key in GROUPS:
        return f"written without ++, as in {key}={_brief(given(override))}"
    if override.is_sweep_override() or override.is_delete():
        return None
    return _wish_for_value(override.value(), key)


def _wish_for_value(value: Any, key: str) -> str | None:
    declaration = declared().get(key)
    if key in SINGLE_GROUPS and not isinstance(value, str):
        return f"a single name, {one_of(names_in(key), str(value), key)}"
    if key in GROUPS and not (isinstance(value, str) or _is_list_of_text(value)):
        return f"a list of names, such as [{names_in(key)[0]}]"
    if key in GROUPS:  # Hydra would also take a path, and the results would be labelled with it
        strange = (
            name for name in ([value] if isinstance(value, str) else value) if name not in [*names_in(key), WHOLE_MENU]
        )
        return next((one_of(names_in(key), name, key) for name in strange), None)
    if isinstance(value, str) and "${" in value:
        return None  # a reference, of which only the value that it leads to can be looked at
    if declaration and declaration.kind is bool and not isinstance(value, bool):
        return declaration.allowed
    if declaration and declaration.kind is list and not _is_list_of_text(value):
        return declaration.allowed
    if key in LISTS and not (isinstance(value, list) and all(isinstance(row, dict) for row in value)):
        return LISTS[key]
    if key == "methods" and not isinstance(value, dict):
        return "left to method=[...]; of a method that is there, methods.NAME.hours and the rest can be set"
    member = next(_members(key), None)
    if member and not declaration and key not in GROUPS and not isinstance(value, dict):
        return f"a group of parameters; set one of them, as in {member}=..."
    return None


def _is_list_of_text(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def in_one_line(error: Exception, overrides: Sequence[str]) -> str:
    """Say in one line what Hydra or OmegaConf says in many.

    Parameters
    ----------
    error : Exception
        What composing raised.
    overrides : sequence of str
        What the user gave, to name the one that is wrong.
    """
    if isinstance(error, OverrideParseException):
        return refused("an override", error.override, EXAMPLE)
    if isinstance(error, MissingConfigException):
        return _no_such_set(error)
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return f"{error.problem_mark.name}, line {error.problem_mark.line + 1}, must be YAML: {error.problem}"
    if isinstance(error, UnicodeDecodeError):
        return "a file of named values must be text in UTF-8"
    if isinstance(error, RecursionError):
        return "references (${...}) must lead to a value, not back to themselves"
    linked = (error.__cause__, error.__context__, error)
    cause: Any = next((item for item in linked if isinstance(item, OmegaConfBaseException)), error)
    key = str(getattr(cause, "full_key", None) or "")
    file = re.match("In '(.+)':", str(error))  # said of what a YAML file holds, which no override is to blame for
    if file and key in SINGLE_GROUPS:
        return f"{file[1]}.yaml must have as its first line # @package _global_"
    word = "" if file else _guilty(key, cause, str(error), overrides)
    name, _, value = word.lstrip("+~").partition("=")
    said = f"{key} in {file[1]}.yaml" if file else key or name or "the configuration"
    shown = _quoted(cause) if file or not value else value
    if isinstance(cause, (ConfigKeyError, ConfigAttributeError)) and key:
        where = f" in {file[1]}.yaml" if file else f" in {name}" if name not in ("", key) else ""
        if gone := removed_key(key):
            return was_removed(gone, gone + where)
        return _unknown(_row_key(key, name)).replace("the key", f"a key{where}", 1) if where else _unknown(key)
    if declaration := declaration_of(key):
        return refused(said, shown, declaration.allowed)
    if name in LISTS:
        return refused(name, value, f"{LISTS[name]}; abm describe {name} says more")
    if isinstance(cause, InterpolationResolutionError):
        return refused(said, value or shown, f"a value or a reference to one; {_first_line(cause)}")
    if " --multirun" in str(error):
        return refused(name, value, "one value; for several runs add -m")
    return refused(said, shown, f"what Hydra can take; {in_short(_first_line(cause))}")


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _row_key(key: str, name: str) -> str:
    """A key inside a list is told without its list; put it back."""
    return f"{name}[].{key}" if name in LISTS and "." not in key else key


def _guilty(key: str, cause: Exception, message: str, overrides: Sequence[str]) -> str:
    """Find the override that an error is about."""
    names = [item.lstrip("+~").partition("=")[0] for item in overrides]
    for name, item in zip(names, overrides, strict=True):
        if name == key or item in message or f"'{name}'" in message:
            return item
        if key and key.startswith(f"{name}."):
            return item
        if "${" in item and isinstance(cause, InterpolationResolutionError):
            return item
    inside = [item for item in overrides if key and re.search(rf"\b{re.escape(key)}\b", item)]
    return inside[0] if inside else key or " ".join(overrides)


def _quoted(cause: Exception) -> str:
    """Find the value that OmegaConf complains of, when it came from a file."""
    parts = str(cause).split("'")
    return parts[1] if len(parts) > 2 else "what is there"


def _members(group: str) -> Iterator[str]:
    return (name for name in declared() if name.startswith(group + "."))


def _is_known(key: str) -> bool:
    return (
        key in declared() or key in GROUPS or key.partition(".")[0] in (*ROWS, "norm_parameters") or any(_members(key))
    )


def _unknown(key: str) -> str:
    head, _, rest = key.partition(".")
    if head == "methods" and rest.count("."):
        return unknown(key, [item.key for item in declarations(Method, key.rpartition(".")[0] + ".")])
    if head == "methods":
        return unknown(key, ["method", *declared()])
    name, bracket, _ = head.partition("[")
    if bracket and name in LISTS:
        return unknown(key, [item.key for item in declarations(ROWS[name], f"{name}[].")])
    return unknown(key, [*declared(), *GROUPS, *ROWS])


def _no_such_set(error: MissingConfigException) -> str:
    group, _, name = (error.missing_cfg_file or "").rpartition("/")
    if gone := removed_key(group, name):
        return was_removed(gone)
    if not group:
        return refused("--config-name", name, "the name of a .yaml file in --config-dir, without the ending")
    return refused(group, name, one_of(names_in(group), name, group))
