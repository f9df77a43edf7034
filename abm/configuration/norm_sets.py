"""What a norm set says of parameters: put in force in week 0, and nowhere before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hydra import compose
from hydra.core.global_hydra import GlobalHydra
from omegaconf import OmegaConf

from abm.parameters.checks import ParameterError, live, refused
from abm.parameters.removed import removed_key, was_removed

KEPT = ("instruments", "timing")
"""What else a norm set may say, with settings under ``instrument.``; it acts from week 0 by itself."""


def from_week_0(
    name: str, composed: dict[str, Any], without: Callable[[], Mapping[str, Any]], tell: Callable[[str], None]
) -> dict[str, Any]:
    """Part what a norm set says of parameters from what holds from the start.

    Parameters
    ----------
    name : str
        Of the norm set.
    composed : dict
        A configuration in which it is chosen.
    without : callable
        Gives the same configuration without it; called only where it is needed.
    tell : callable
        Takes what is to be noticed.

    Returns
    -------
    dict
        The configuration as it is until week 0, with the norm set's own values in ``norm_parameters``. A value that
        somebody else gave in their place holds throughout, and a notice says so.

    Raises
    ------
    ParameterError
        When the norm set says something that cannot change in week 0.
    """
    own = dict(_parameters(name))
    if not own:
        return composed
    before = without()
    in_force: dict[str, Any] = {}
    for key, value in own.items():
        chosen = _at(composed, key)
        if chosen == value:
            if _at(before, key) != value:
                _put(composed, key, _at(before, key))
                in_force[key] = value
        else:
            tell(f"{key}={chosen} was given and holds in place of {value} in norms/{name}.yaml")
    composed["norm_parameters"] = in_force | composed["norm_parameters"]
    return composed


def _parameters(name: str) -> Iterator[tuple[str, Any]]:
    """Parameters that a norm set gives a value, each of which can change while a run is under way."""
    loaded: Any = GlobalHydra.instance().config_loader().repository.load_config(f"norms/{name}")  # type: ignore[attr-defined]
    content: Any = loaded.config
    if loaded.defaults_list:
        content = compose(f"norms/{name}")
    for key, value in _leaves(OmegaConf.to_container(content, resolve=False)):
        if key in KEPT or key.startswith("instrument."):
            continue
        said = f"{key} in norms/{name}.yaml"
        if gone := removed_key(key):
            raise ParameterError(was_removed(gone, said))
        if key not in live():
            wish = "a parameter that can change in week 0; a norm set may also hold instruments, timing and instrument"
            raise ParameterError(refused(said, "one that holds from the start", wish))
        if problem := live()[key].problem(value, said):
            raise ParameterError(problem)
        yield key, value


def _leaves(node: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in node.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _at(node: Any, key: str) -> Any:
    for part in key.split("."):
        node = node[part]
    return node


def _put(node: Any, key: str, value: Any) -> None:
    *path, last = key.split(".")
    for part in path:
        node = node[part]
    node[last] = value
