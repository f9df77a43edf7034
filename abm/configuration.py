"""From named sets and overrides to checked parameters: ``load("norms=anticyclical", "officials.courage=0.7")``."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from hydra import compose, initialize_config_module
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from omegaconf import OmegaConf

from abm.declare import Declaration, declarations
from abm.norms import INSTRUMENTS
from abm.parameters import Event, Method, Parameters

ConfigStore.instance().store(name="schema", node=Parameters)


class ParameterError(ValueError):
    """A value that the model does not accept; the message is one line for the user."""


def declared() -> dict[str, Declaration]:
    """Every parameter of the model by its key."""
    return {item.key: item for item in declarations(Parameters)}


def nearest(name: str, names: Sequence[str]) -> str:
    """Hint at the nearest known name, or an empty text."""
    found = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f"; did you mean {found[0]}?" if found else ""


def problems(parameters: Parameters) -> Iterator[str]:
    """Say, one line each, what is wrong with parameters whose types are right."""
    for declaration in declarations(Parameters):
        value: Any = parameters
        for part in declaration.key.split("."):
            value = getattr(value, part)
        if problem := declaration.problem(value):
            yield problem
    for name in parameters.instruments:
        if name not in INSTRUMENTS:
            yield f"instruments=[{name}] is not allowed: one of {', '.join(INSTRUMENTS)}{nearest(name, list(INSTRUMENTS))}"
    for number, event in enumerate(parameters.events):
        yield from _rows(event, Event, f"events[{number}].")
        yield from _event_problems(event, number, parameters)
    for name, method in parameters.methods.items():
        yield from _rows(method, Method, f"methods.{name}.")
    if not parameters.methods:
        yield "method=[] is not allowed: at least one method"
    if parameters.timing != "chosen" and parameters.imposed.method not in parameters.methods:
        yield f"imposed.method={parameters.imposed.method} is not allowed: one of {', '.join(parameters.methods)}"
    yield from _dynamics(parameters)


def _rows(row: Any, kind: type, prefix: str) -> Iterator[str]:
    for declaration in declarations(kind, prefix):
        if problem := declaration.problem(getattr(row, declaration.key.removeprefix(prefix))):
            yield problem


def _event_problems(event: Event, number: int, parameters: Parameters) -> Iterator[str]:
    key = f"events[{number}].target={event.target}"
    if event.kind == "set":
        known = {name: item for name, item in declared().items() if item.live and item.low is not None}
        if event.target not in known:
            yield f"{key} is not allowed: a parameter that can be set while running{nearest(event.target, list(known))}"
        elif problem := known[event.target].problem(event.size):
            yield f"events[{number}].size: {problem}"
    elif event.kind != "cabinet" and event.target:
        last = parameters.ministries.count * parameters.ministries.dossiers - 1
        if not event.target.isdecimal() or int(event.target) > last:
            yield f"{key} is not allowed: a dossier from 0 to {last}, or empty"


def _dynamics(parameters: Parameters) -> Iterator[str]:
    """Feedback that must stay below criticality, or news and grievance would never die down."""
    from abm.policy.stability import stability_problems  # the rule lives with the rules

    yield from stability_problems(parameters)


def to_parameters(config: Any) -> Parameters:
    """Turn a composed configuration into checked parameters.

    Raises
    ------
    ParameterError
        With one line that names key, value and what is allowed.
    """
    parameters = OmegaConf.to_object(config)
    if not isinstance(parameters, Parameters):
        raise ParameterError("the configuration does not follow the schema of abm.parameters.Parameters")
    for problem in problems(parameters):
        raise ParameterError(problem)
    return parameters


def load(*overrides: str) -> Parameters:
    """Compose parameters from the named sets in ``configs/`` and Hydra overrides.

    Parameters
    ----------
    *overrides : str
        As on the command line: ``"norms=anticyclical"``, ``"officials.courage=0.7"``.

    Returns
    -------
    Parameters

    Raises
    ------
    ParameterError
        When a value is not allowed.
    hydra.errors.HydraException
        When an override cannot be parsed or names nothing known.
    """
    if GlobalHydra.instance().is_initialized():
        return _compose(overrides)
    with initialize_config_module("abm.configs", version_base="1.3"):
        return _compose(overrides)


def _compose(overrides: Sequence[str]) -> Parameters:
    config = compose("config", overrides=list(overrides), return_hydra_config=True)
    choices = config.hydra.runtime.choices
    OmegaConf.set_readonly(config, False)
    names = {"norms": choices["norms"], "scenario": choices["scenario"]}
    plain = OmegaConf.create(OmegaConf.to_container(config, resolve=False))
    del plain["hydra"]
    return to_parameters(OmegaConf.merge(OmegaConf.structured(Parameters), plain, names))


def groups() -> list[str]:
    """Names of the groups of parameters, in order."""
    return [item.name for item in fields(Parameters) if is_dataclass(item.default_factory)]
