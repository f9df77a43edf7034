"""What configurations are made of: the shipped named sets and those of the user's own folder, each under one name."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from hydra._internal.hydra import Hydra
from hydra._internal.utils import create_config_search_path
from hydra.core.config_search_path import SearchPathQuery
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from hydra.errors import HydraException
from hydra.version import setbase
from omegaconf.errors import OmegaConfBaseException

from abm.configuration.plain_yaml import Unreadable, read_mapping
from abm.declare import in_short
from abm.norms import INSTRUMENTS
from abm.parameters import Parameters, menu
from abm.parameters.checks import NOT_METHODS, ParameterError, declaration_of, refused

SINGLE_GROUPS = ("norms", "scenario", "population", "calibration")
"""Groups of named sets of which exactly one is in force."""

GROUPS = (*SINGLE_GROUPS, "method", "instrument")

PACKAGES: dict[str, Callable[[str], list[str]]] = {
    **dict.fromkeys(SINGLE_GROUPS, lambda name: ["_global_"]),
    "method": lambda name: [f"methods.{name}"],
    "instrument": lambda name: [f"instrument.{item}" for item in INSTRUMENTS],
}
"""Where in a configuration the sets of each group stand, as their first line says."""

NORMS_ALONE = ("norms", "scenario", "instruments", "instrument", "timing", "norm_parameters", "compare", "hydra")
"""What another set could say only to be overruled, or to overrule the norm set, by the order of the groups."""

WHOLE_MENU = "all"
"""Name of the set of all methods, those of the user's folder included."""

SHIPPED = "pkg://abm.configs"

LONGEST_PATH = 4096
"""Characters of the name of a folder; a longer one is none, and asking the system about it fails."""

OF_ITS_OWN = "entry_of_its_own"
"""Name under which an entry point without a defaults list is composed, on top of the shipped one."""


@contextmanager
def hydra_with(config_dir: str | Path | None) -> Iterator[None]:
    """Work with a Hydra of our own, also inside a job or a notebook that has one; the user's folder is searched, too.

    Parameters
    ----------
    config_dir : path or None
        As ``--config-dir``.

    Raises
    ------
    ParameterError
        When the folder is none, or holds a file that could never be used as it is meant.
    """
    path = create_config_search_path(SHIPPED)
    if config_dir is not None:
        if not str(config_dir).strip() or len(str(config_dir)) > LONGEST_PATH or not Path(config_dir).is_dir():
            raise ParameterError(refused("--config-dir", config_dir, "an existing folder"))
        path.prepend("command-line", f"file://{Path(config_dir).resolve()}", SearchPathQuery(provider="schema"))
    register(tuple(_own_methods(config_dir)))
    before = GlobalHydra.instance().hydra
    GlobalHydra.instance().clear()
    try:
        setbase("1.3")
        Hydra.create_main_hydra2("abm", path)
        if config_dir is not None:
            _check_folder(Path(config_dir))
        yield
    finally:
        GlobalHydra.instance().hydra = before


@functools.lru_cache(maxsize=1)  # what was told last need not be told again
def register(own_methods: tuple[str, ...]) -> None:
    """Tell Hydra the schema and the menu of methods, both from their declarations."""
    store = ConfigStore.instance()
    store.store(name="schema", node=Parameters(methods={}))
    for name, method in menu().items():
        store.store(group="method", name=name, node=method, package=f"methods.{name}")
    store.store(group="method", name=WHOLE_MENU, node={"defaults": [*menu(), *own_methods]}, package="_global_")


@dataclass(frozen=True)
class Entry:
    """What a configuration starts from.

    Attributes
    ----------
    name : str
        What Hydra composes.
    written : str
        How the user calls it.
    content : dict or None
        Of a file without a defaults list, which says every value itself; None where named sets are chosen.
    """

    name: str
    written: str
    content: dict[str, Any] | None = None


def entry_point(config_name: str, config_dir: str | Path | None) -> Entry:
    """Find what to compose for the name that the user gives.

    A file of the user's own without a defaults list (such as the ``config.yaml`` among results) is put on top of the
    shipped entry point, whose named sets can then no longer be chosen.

    Raises
    ------
    ParameterError
        When the file cannot be used.
    """
    name = config_name.removesuffix(".yaml")
    path = None if config_dir is None else Path(config_dir, f"{name}.yaml")
    if path is None or not path.is_file():
        return Entry(name, name)
    content = read_yaml(path)
    if "defaults" in content:
        if name in shipped(""):
            raise ParameterError(_needs_own_name(path))
        return Entry(name, name)
    _check_switches(content, path)
    try:
        ConfigStore.instance().store(name=OF_ITS_OWN, node={"defaults": ["config", "_self_"], **content})
    except OmegaConfBaseException as error:  # such as a set, which YAML has and Hydra has not
        raise ParameterError(f"{path} must hold {_WHAT_HYDRA_READS} ({in_short(str(error))})") from None
    return Entry(OF_ITS_OWN, name, content)


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML file that maps names to values.

    Raises
    ------
    ParameterError
        With one line that names the file.
    """
    try:
        return read_mapping(path)
    except Unreadable as wish:
        raise ParameterError(f"{path} must be {wish}") from None


def _own_methods(config_dir: str | Path | None) -> list[str]:
    folder = None if config_dir is None else Path(config_dir, "method")
    if folder is None or not folder.is_dir():
        return []
    return sorted(path.stem for path in folder.glob("*.yaml") if path.stem not in menu())


def _check_folder(folder: Path) -> None:
    """Refuse files that could never be used as they are meant, or would be used otherwise than they read."""
    for group in GROUPS:
        own = sorted((folder / group).glob("*.yaml"))
        for path in own:
            if path.stem in shipped(group):
                raise ParameterError(_needs_own_name(path))
            if group == "method" and (path.stem in NOT_METHODS or not path.stem.isidentifier()):
                wish = f"a name of letters, digits and _ other than {', '.join(NOT_METHODS)}"
                raise ParameterError(refused(f"the name of {path}", path.stem, wish))
        for path in own:
            _check_set(path, group, {item.stem: item for item in own})


def _check_set(path: Path, group: str, own: dict[str, Path]) -> None:
    """Refuse a named set that is none of its group by its first line, its keys or its own defaults."""
    content = read_yaml(path)
    repository = GlobalHydra.instance().config_loader().repository  # type: ignore[attr-defined]
    try:
        package = repository.load_config(f"{group}/{path.stem}").header.get("package")
    except (HydraException, OmegaConfBaseException) as error:
        raise ParameterError(f"{path} must hold {_WHAT_HYDRA_READS} ({in_short(str(error))})") from None
    allowed = PACKAGES[group](path.stem)
    if package not in allowed:
        wish = f"# @package {allowed[0]}" + (", …" if len(allowed) > 1 else "")
        raise ParameterError(f"{path} must have as its first line {wish}")
    _check_switches(content, path, "" if package == "_global_" else f"{package}.")
    if group in SINGLE_GROUPS and group != "norms":
        for key in content:
            if key in NORMS_ALONE:
                raise ParameterError(refused(f"{key} in {path}", content[key], f"left to norms/NAME.yaml, not {group}"))
    seen, ahead = {path.stem}, [path]
    while ahead:
        there = ahead.pop()
        for name in _defaults(there, group):
            if name in seen:
                raise ParameterError(refused(f"defaults in {there}", name, "sets that do not lead back to themselves"))
            if name in own:
                seen.add(name)
                ahead.append(own[name])


def _check_switches(node: dict[str, Any], path: Path, prefix: str = "") -> None:
    """Refuse a number where true or false belongs; Hydra takes any for true."""
    for name, value in node.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict):
            _check_switches(value, path, f"{key}.")
        elif type(value) in (int, float) and (item := declaration_of(key)) and item.kind is bool:
            raise ParameterError(refused(f"{key} in {path}", value, item.allowed))


def _defaults(path: Path, group: str) -> list[str]:
    """Other sets of the group on which a named set builds."""
    found: Any = read_yaml(path).get("defaults", [])
    if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
        wish = f"a list of names of other sets in {group}, and _self_"
        raise ParameterError(refused(f"defaults in {path}", found, wish))
    return [name for name in found if name != "_self_"]


_WHAT_HYDRA_READS = "numbers, texts, lists and mappings of them"


def _needs_own_name(path: Path) -> str:
    return refused(f"the name of {path}", path.stem, "one of its own; the named set that comes with abm has it already")


def names_in(group: str) -> list[str]:
    """Names of the sets in a group that a user can choose; needs a Hydra, as in :func:`hydra_with`."""
    found = GlobalHydra.instance().config_loader().get_group_options(group)
    return [name for name in found if (group, name) != ("method", WHOLE_MENU)]


@functools.cache
def shipped(group: str) -> frozenset[str]:
    """Names of the sets of a group that come with the program; of the entry points where the group is empty."""
    folder = files("abm.configs").joinpath(group) if group else files("abm.configs")
    found = [item.name for item in folder.iterdir()] if folder.is_dir() else []
    names = {name.removesuffix(".yaml") for name in found if name.endswith(".yaml")}
    return frozenset(names | ({*menu(), WHOLE_MENU} if group == "method" else set() if group else {"schema"}))
