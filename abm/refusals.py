"""What is wrong with what the user wrote, in one line, where Hydra and OmegaConf need many or say nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.types import Override
from hydra.errors import MissingConfigException, OverrideParseException
from omegaconf.errors import (
    ConfigAttributeError,
    ConfigKeyError,
    InterpolationResolutionError,
    OmegaConfBaseException,
)

from abm.checks import ParameterError, declaration_of, declared, nearest, one_of, refused
from abm.declare import declarations
from abm.parameters import Method

SINGLE_GROUPS = ("norms", "scenario", "population")
"""Groups of named sets of which exactly one is in force."""

GROUPS = (*SINGLE_GROUPS, "method", "instrument")

EXAMPLE = "write key=value, as in officials.courage=0.7"


def check_override(override: Override) -> None:
    """Refuse what Hydra would let pass, or would refuse in words that help nobody.

    Raises
    ------
    ParameterError
        With one line that names key, value and what is allowed.
    """
    key = override.key_or_group
    if not key.startswith(("hydra.", "hydra/")) and (allowed := _wish(override, key)):
        raise ParameterError(f"{override.input_line} is not allowed: {allowed}")


def _wish(override: Override, key: str) -> str | None:
    """Say what the user had better write, or None when nothing is wrong."""
    value = str(override.input_line).partition("=")[2]
    if not key:
        return EXAMPLE
    if not _is_known(key):
        return _unknown(key)
    if key.startswith("methods."):
        return "put a method of your own into method/NAME.yaml, see --config-dir" if override.is_add() else None
    if override.is_delete():
        return f"every parameter has a value; give {key}=..."
    if override.is_add() and not override.is_force_add() and key in declared():
        return f"write {key}={value}"
    if override.is_sweep_override():
        return None
    given, declaration = override.value(), declared().get(key)
    if key in SINGLE_GROUPS and not isinstance(given, (str, int)):
        return f"a single name, {one_of(_options(key), value)}"
    if declaration and declaration.kind is bool and not isinstance(given, bool):
        return declaration.allowed
    if key == "events" and not isinstance(given, list):
        return "a list, such as [{week: 104, kind: crisis, size: 10}]"
    if not declaration and key not in (*GROUPS, "events") and "@" not in key and not isinstance(given, dict):
        return f"{key} is a group; name one of its parameters, as in {next(_members(key))}=..."
    return None


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
        return f"{error.override} is not allowed: {EXAMPLE}"
    if isinstance(error, MissingConfigException):
        return _no_such_set(error)
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return f"{error.problem_mark.name}, line {error.problem_mark.line + 1}, is not allowed: {error.problem}"
    linked = (error.__cause__, error.__context__, error)
    cause: Any = next((item for item in linked if isinstance(item, OmegaConfBaseException)), error)
    key = str(getattr(cause, "full_key", None) or "")
    file = re.match("In '(.+)':", str(error))  # said of what a YAML file holds, which no override is to blame for
    if file and key in SINGLE_GROUPS:
        return f"{file[1]}.yaml is not allowed: its first line must be # @package _global_"
    guilty = f"{key}={_quoted(cause)} in {file[1]}.yaml" if file else _guilty(key, cause, str(error), overrides)
    if declaration := declaration_of(key):
        return f"{guilty} is not allowed: {declaration.allowed}"
    if isinstance(cause, (ConfigKeyError, ConfigAttributeError)) and key:
        return f"{f'{key} in {file[1]}.yaml' if file else guilty} is not allowed: {_unknown(key)}"
    if " --multirun" in str(error):
        return f"{guilty} is not allowed: one value; for several runs add -m"
    return f"{guilty} is not allowed: {str(cause).splitlines()[0]}"


def _guilty(key: str, cause: Exception, message: str, overrides: Sequence[str]) -> str:
    """Find the override that an error is about."""
    names = [item.lstrip("+~").partition("=")[0] for item in overrides]
    for name, item in zip(names, overrides, strict=True):
        if name == key or item in message or f"'{name}'" in message:
            return item
        if "${" in item and isinstance(cause, InterpolationResolutionError):
            return item
    return key or " ".join(overrides) or "the configuration"


def _quoted(cause: Exception) -> str:
    """Find the value that OmegaConf complains of, when it came from a file."""
    parts = str(cause).split("'")
    return parts[1] if len(parts) > 2 else "..."


def _members(group: str) -> Any:
    return (name for name in declared() if name.startswith(group + "."))


def _is_known(key: str) -> bool:
    if key in declared() or key.partition("@")[0] in GROUPS or key.partition(".")[0] in ("methods", "events"):
        return True
    return any(_members(key))


def _unknown(key: str) -> str:
    fields = declarations(Method, key.rpartition(".")[0] + ".") if key.startswith("methods.") else ()
    hint = nearest(key, [item.key for item in fields] or [*declared(), *GROUPS, "events", "methods"])
    return f"no such key as {key}{hint or '; abm describe lists all'}"


def _options(group: str) -> list[str]:
    return GlobalHydra.instance().config_loader().get_group_options(group)


def _no_such_set(error: MissingConfigException) -> str:
    group, _, name = (error.missing_cfg_file or "").rpartition("/")
    if not group:
        return refused("--config-name", name, "the name of a .yaml file in --config-dir, without the ending")
    return refused(group, name, one_of(_options(group), name))
