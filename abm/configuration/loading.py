"""From named sets and overrides to checked parameters: ``load("norms=anticyclical", "officials.courage=0.7")``."""

from __future__ import annotations

import copy
import functools
import warnings
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from hydra import compose as hydra_compose
from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.core.utils import configure_log
from hydra.errors import HydraException
from omegaconf import MISSING, DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from abm.configuration.entry import GROUPS, SINGLE_GROUPS, Entry, entry_point, hydra_with, names_in, register
from abm.configuration.norm_sets import from_week_0
from abm.configuration.overrides import check_jobs
from abm.configuration.refusals import check_override, given, in_one_line
from abm.parameters import Parameters, menu
from abm.parameters.checks import Notice, ParameterError, declaration_of, problems, refused

register(())  # for those who come by Hydra alone, such as tab completion


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
        Checked; a model takes them as they are. What the norm set says of parameters stands in ``norm_parameters``,
        and everything else is as it would be without it.

    Raises
    ------
    ParameterError
        With one line that names key, value and what is allowed.

    Warns
    -----
    Notice
        Where a value that is given here holds in place of one of the norm set.

    Examples
    --------
    >>> import abm
    >>> parameters = abm.load("norms=anticyclical", "officials.courage=0.7", "weeks=52")
    >>> parameters.officials.courage, parameters.norms, parameters.weeks
    (0.7, 'anticyclical', 52)
    """
    if config_dir is None and not any("${" in word for word in overrides):
        # What comes with the program stays as it is, and need not be composed twice; a reference may lead elsewhere.
        words = config_name, overrides, tuple(menu())
        _tell(_shipped(*words)[1])
        return copy.deepcopy(_shipped_parameters(*words))
    with hydra_with(config_dir):
        entry = entry_point(config_name, config_dir)
        plain, notices = _parted(_composed(entry, overrides), entry, overrides, config_name)
        _tell(notices)
        return _to_parameters(plain, overrides)


@functools.lru_cache(maxsize=256)
def _shipped(
    config_name: str, overrides: tuple[str, ...], methods: tuple[str, ...]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A configuration of shipped sets alone, given the methods that are known."""
    with hydra_with(None):
        entry = entry_point(config_name, None)
        return _parted(_composed(entry, overrides), entry, overrides, config_name)


@functools.lru_cache(maxsize=256)
def _shipped_parameters(config_name: str, overrides: tuple[str, ...], methods: tuple[str, ...]) -> Parameters:
    """The same as checked parameters, which nobody may change."""
    return _to_parameters(copy.deepcopy(_shipped(config_name, overrides, methods)[0]), overrides)


def read(
    config: DictConfig, *overrides: str, config_name: str = "config", config_dir: str | Path | None = None
) -> Parameters:
    """Read parameters from what :func:`compose` gave for the same overrides; all else is as in :func:`load`."""
    with hydra_with(config_dir):
        plain, notices = _parted(config, entry_point(config_name, config_dir), overrides, config_name)
        _tell(notices)
        return _to_parameters(plain, overrides)


def compose(overrides: Sequence[str], config_name: str = "config", config_dir: str | Path | None = None) -> DictConfig:
    """Compose a configuration, Hydra's own part included, and refuse what cannot be composed.

    Parameters and exceptions are those of :func:`load`.
    """
    with hydra_with(config_dir):
        return _composed(entry_point(config_name, config_dir), overrides)


def run_composed(config: DictConfig, task: Callable[[DictConfig], None], config_dir: str | Path | None = None) -> None:
    """Let Hydra run a task as one job, without composing again what :func:`compose` gave."""
    with hydra_with(config_dir):
        hydra: Any = GlobalHydra.instance().hydra
        hydra.compose_config = lambda **_: config
        configure_log(config.hydra.hydra_logging, config.hydra.verbose)
        hydra.run(config.hydra.job.config_name, task, overrides=[])


def parse(overrides: Sequence[str]) -> list[Override]:
    """Read overrides as Hydra does.

    Raises
    ------
    ParameterError
        When one of them cannot be read.
    """
    try:
        return OverridesParser.create().parse_overrides(list(overrides))
    except (HydraException, OmegaConfBaseException, ValueError, RecursionError) as error:
        raise ParameterError(in_one_line(error, overrides)) from None


def expand(overrides: Sequence[str], config_dir: str | Path | None = None) -> list[list[str]]:
    """List the jobs of a multirun, each with its own overrides, as Hydra's basic sweeper makes them.

    Raises
    ------
    ParameterError
        When an override cannot be read, or is no list of points (such as ``interval(0,1)``).
    """
    with hydra_with(config_dir):
        parser = OverridesParser.create(config_loader=GlobalHydra.instance().config_loader())
        try:
            parsed = parser.parse_overrides(list(overrides))
            for item in parsed:
                if not item.is_sweep_override():
                    continue
                if not item.is_discrete_sweep():
                    wish = "points, such as a,b or range(0,1,0.1)"
                    raise ParameterError(refused(item.key_or_group, given(item), wish))
            check_jobs(parsed)
            jobs = [list(job) for job in BasicSweeper.split_arguments(parsed, None)[0]]
            seen: set[tuple[str, ...]] = set()
            for job in jobs:
                if tuple(job) in seen:
                    raise ParameterError(refused("what varies", " ".join(job), "given once"))
                seen.add(tuple(job))
            return jobs
        except ParameterError:
            raise
        except (HydraException, OmegaConfBaseException, ValueError) as error:
            raise ParameterError(in_one_line(error, overrides)) from None


def options(group: str, config_dir: str | Path | None = None) -> list[str]:
    """Names of the sets in a group, those of the user's folder included."""
    with hydra_with(config_dir):
        return names_in(group)


def said_of(group: str, name: str) -> str:
    """What a shipped set is, as it says at its head; empty where it has no file or says nothing.

    Examples
    --------
    >>> said_of("norms", "academy")
    'Training and memory, and nothing else.'
    """
    file = files("abm.configs").joinpath(group, f"{name}.yaml")
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return " ".join(line.removeprefix("# ") for line in lines if line.startswith("# ") and "@package" not in line)


def _composed(entry: Entry, overrides: Sequence[str], *, checked: bool = False) -> DictConfig:
    if not checked:
        for override in parse(overrides):
            check_override(override)
    try:
        return hydra_compose(entry.name, overrides=list(overrides), return_hydra_config=True)
    except Exception as error:  # of many types, and all about what the user wrote: nothing of ours is in there
        line = in_one_line(error, overrides)
        raise ParameterError(line.replace(f"{entry.name}.yaml", f"{entry.written}.yaml")) from None


def _parted(
    config: DictConfig, entry: Entry, overrides: Sequence[str], config_name: str
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The model's part of a composed configuration, that of its norm set from week 0, and what is to be noticed."""
    notices: list[str] = []
    plain, choices = _plain(config), config.hydra.runtime.choices
    if entry.content is None:
        names = {group: _chosen(group, choices.get(group), config_name) for group in SINGLE_GROUPS}
        plain |= {"norms": names["norms"], "scenario": names["scenario"]}
        others = [item for item in overrides if item.lstrip("+").partition("=")[0] != "norms"]
        without = functools.partial(_composed, entry, [*others, "~norms"], checked=True)
        plain = from_week_0(names["norms"], plain, lambda: _plain(without()), notices.append)
    else:
        _refuse_named_sets(config_name, overrides)
        if "methods" in entry.content:  # they are all there are
            plain["methods"] = {name: plain["methods"][name] for name in entry.content["methods"]}
    return plain, tuple(notices)


def _plain(config: DictConfig) -> dict[str, Any]:
    """The model's part of a configuration, references not yet followed."""
    plain: Any = OmegaConf.to_container(config, resolve=False)
    del plain["hydra"]
    return plain  # type: ignore[no-any-return]


def _chosen(group: str, name: Any, config_name: str) -> str:
    """Name of the set that is chosen in a group."""
    if not isinstance(name, str):
        wish = "a configuration with config among its defaults, as in defaults: [config, _self_]"
        raise ParameterError(refused(f"{config_name}.yaml", f"one without {group}", wish))
    return name


def _refuse_named_sets(config_name: str, overrides: Sequence[str]) -> None:
    for item in parse(overrides):
        if (group := item.key_or_group.partition("@")[0]) in GROUPS:
            wish = (
                f"left as {config_name}.yaml has it; a file without defaults: [config, _self_] says every value itself"
            )
            raise ParameterError(refused(group, given(item), wish))


def _tell(notices: Sequence[str]) -> None:
    """Say what is to be noticed to whoever loads."""
    for told in notices:
        warnings.warn(told, Notice, stacklevel=3)


def _to_parameters(plain: dict[str, Any], overrides: Sequence[str]) -> Parameters:
    """Turn a composed configuration into checked parameters."""
    for key in _left_open(plain):  # merging would put the default in their place without a word
        declaration = declaration_of(key)
        raise ParameterError(refused(key, MISSING, declaration.allowed if declaration else "a value"))
    try:
        parameters = OmegaConf.to_object(OmegaConf.merge(_schema(), plain))
    except OmegaConfBaseException as error:
        raise ParameterError(in_one_line(error, overrides)) from None
    assert isinstance(parameters, Parameters)
    for problem in problems(parameters):
        raise ParameterError(problem)
    return parameters


@functools.cache
def _schema() -> DictConfig:
    node: DictConfig = ConfigStore.instance().load("schema.yaml").node
    return node


def _left_open(node: Any, prefix: str = "") -> Iterator[str]:
    """List the keys whose value is ``???``."""
    for key, value in node.items():
        if isinstance(value, dict):
            yield from _left_open(value, f"{prefix}{key}.")
        elif value == MISSING:
            yield f"{prefix}{key}"
