"""From named sets and overrides to checked parameters: ``load("norms=anticyclical", "officials.courage=0.7")``."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hydra import compose as hydra_compose
from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra._internal.hydra import Hydra
from hydra._internal.utils import create_config_search_path
from hydra.core.config_search_path import SearchPathQuery
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from hydra.version import setbase
from omegaconf import MISSING, DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from abm.checks import ParameterError, declaration_of, declared, nearest, problems, refused
from abm.parameters import Parameters
from abm.refusals import check_override, in_one_line

__all__ = ["ParameterError", "compose", "declared", "expand", "load", "nearest", "options", "parse", "to_parameters"]

ConfigStore.instance().store(name="schema", node=Parameters)


def load(*overrides: str, config_name: str = "config", config_dir: str | Path | None = None) -> Parameters:
    """Compose parameters from the named sets in ``configs/`` and Hydra overrides.

    Parameters
    ----------
    *overrides : str
        As on the command line: ``"norms=anticyclical"``, ``"officials.courage=0.7"``.
    config_name : str
        Name of the entry point; a study may have its own.
    config_dir : path, optional
        A folder with named sets of one's own, such as ``norms/mine.yaml``.

    Returns
    -------
    abm.parameters.Parameters
        Checked; a model takes them as they are.

    Raises
    ------
    ParameterError
        With one line that names key, value and what is allowed.
    """
    return to_parameters(compose(overrides, config_name, config_dir))


def compose(overrides: Sequence[str], config_name: str = "config", config_dir: str | Path | None = None) -> DictConfig:
    """Compose a configuration, Hydra's own part included, and refuse what cannot be composed.

    Parameters and exceptions are those of :func:`load`.
    """
    with _hydra(config_dir):
        for override in parse(overrides):
            check_override(override)
        try:
            return hydra_compose(config_name, overrides=list(overrides), return_hydra_config=True)
        except Exception as error:  # of many types, and all about what the user wrote: nothing of ours is in there
            raise ParameterError(in_one_line(error, overrides)) from None


def parse(overrides: Sequence[str]) -> list[Override]:
    """Read overrides as Hydra does.

    Raises
    ------
    ParameterError
        When one of them cannot be read.
    """
    try:
        return OverridesParser.create().parse_overrides(list(overrides))
    except (HydraException, OmegaConfBaseException) as error:
        raise ParameterError(in_one_line(error, overrides)) from None


def expand(overrides: Sequence[str], config_dir: str | Path | None = None) -> list[list[str]]:
    """List the jobs of a multirun, each with its own overrides, as Hydra's basic sweeper makes them.

    Raises
    ------
    ParameterError
        When an override cannot be read, or is no list of points (such as ``interval(0,1)``).
    """
    with _hydra(config_dir):
        parser = OverridesParser.create(config_loader=GlobalHydra.instance().config_loader())
        try:
            parsed = parser.parse_overrides(list(overrides))
            for item in parsed:
                if item.is_sweep_override() and not item.is_discrete_sweep():
                    raise ParameterError(f"{item.input_line} is not allowed: points, such as a,b or range(0,1,0.1)")
            return [list(job) for job in BasicSweeper.split_arguments(parsed, None)[0]]
        except ParameterError:
            raise
        except (HydraException, OmegaConfBaseException, ValueError) as error:
            raise ParameterError(in_one_line(error, overrides)) from None


def options(group: str, config_dir: str | Path | None = None) -> list[str]:
    """Names of the sets in a group, those of the user's folder included."""
    with _hydra(config_dir):
        return GlobalHydra.instance().config_loader().get_group_options(group)


def to_parameters(config: DictConfig) -> Parameters:
    """Turn a composed configuration into checked parameters.

    Raises
    ------
    ParameterError
        With one line that names key, value and what is allowed.
    """
    given: Any = OmegaConf.to_container(config.hydra.overrides.task, resolve=False)
    choices = config.hydra.runtime.choices
    plain: Any = OmegaConf.to_container(config, resolve=False)
    del plain["hydra"]
    plain |= {"norms": choices["norms"], "scenario": choices["scenario"]}
    for key in _left_open(plain):  # merging would put the default in their place without a word
        declaration = declaration_of(key)
        raise ParameterError(refused(key, MISSING, declaration.allowed if declaration else "a value"))
    try:
        parameters = OmegaConf.to_object(OmegaConf.merge(_schema(), plain))
    except OmegaConfBaseException as error:
        raise ParameterError(in_one_line(error, given)) from None
    assert isinstance(parameters, Parameters)
    for problem in problems(parameters):
        raise ParameterError(problem)
    return parameters


@functools.cache
def _schema() -> DictConfig:
    return OmegaConf.structured(Parameters)


def _left_open(node: Any, prefix: str = "") -> Iterator[str]:
    """List the keys whose value is ``???``."""
    for key, value in node.items():
        if isinstance(value, dict):
            yield from _left_open(value, f"{prefix}{key}.")
        elif value == MISSING:
            yield f"{prefix}{key}"


@contextmanager
def _hydra(config_dir: str | Path | None) -> Iterator[None]:
    """Lend a Hydra of our own, also inside a job or a notebook that has one; the user's folder as ``--config-dir``."""
    path = create_config_search_path("pkg://abm.configs")
    if config_dir is not None:
        if not Path(config_dir).is_dir():
            raise ParameterError(refused("--config-dir", config_dir, "an existing folder"))
        path.prepend("command-line", f"file://{Path(config_dir).resolve()}", SearchPathQuery(provider="schema"))
    before = GlobalHydra.instance().hydra
    GlobalHydra.instance().clear()
    try:
        setbase("1.3")
        Hydra.create_main_hydra2("abm", path)
        yield
    finally:
        GlobalHydra.instance().hydra = before
