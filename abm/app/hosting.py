"""How the application is served: address, and what one visitor may ask of the machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

from abm.checks import ParameterError, nearest, refused
from abm.declare import declarations, parameter

LANGUAGES = ("auto", "nl", "en")

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Addresses that only this machine can reach."""


@dataclass
class Hosting:
    """Settings of ``abm app``; each can be given as ``key=value``, or in a YAML file named by ``config=FILE``."""

    host: str = parameter("127.0.0.1", "address to listen on; by default only this machine can reach it")
    port: int = parameter(8765, "port to listen on", unit="port", low=1, high=65535)
    browser: bool = parameter(True, "whether a browser is opened")
    language: str = parameter("auto", "language at the start; auto asks the visitor's browser", choices=LANGUAGES)
    sessions: int = parameter(8, "visitors at a time, each with two models", unit="visitors", low=1, high=1000)
    citizens: int = parameter(50_000, "most citizens a visitor may simulate", unit="citizens", low=200, high=14_000_000)
    weeks: int = parameter(2600, "weeks after which a run pauses for good", unit="weeks", low=1, high=5200)
    idle_minutes: float = parameter(
        20.0, "minutes after which a visitor who lost the connection is forgotten", unit="minutes", low=0.1, high=1440
    )


def read_hosting(arguments: Sequence[str]) -> Hosting:
    """Read the settings from words of the command line.

    Raises
    ------
    ParameterError
        With one line that names key, value and what is allowed.
    """
    given: dict[str, str] = {}
    for word in arguments:
        key, equals, value = word.partition("=")
        if not equals:
            raise ParameterError(f"{word} is not allowed: write key=value, as in port=8765")
        given[key] = value
    content: Any = OmegaConf.structured(Hosting)
    if (file := given.pop("config", None)) is not None:
        content = _merged(content, _read_file(file), file)
    for key, value in given.items():
        content = _merged(content, {key: value}, None)
    hosting = OmegaConf.to_object(content)
    assert isinstance(hosting, Hosting)
    for item in declarations(Hosting):
        if problem := item.problem(getattr(hosting, item.key)):
            raise ParameterError(problem)
    return hosting


def _read_file(name: str) -> dict[str, Any]:
    try:
        content: Any = OmegaConf.to_container(OmegaConf.load(Path(name)), resolve=False)
    except (OSError, YAMLError, OmegaConfBaseException):
        raise ParameterError(refused("config", name, "a YAML file that can be read")) from None
    if not isinstance(content, dict):
        raise ParameterError(refused("config", name, "a YAML file with lines such as sessions: 20"))
    return content


def _merged(content: Any, more: dict[str, Any], file: str | None) -> Any:
    known = {item.key: item for item in declarations(Hosting)}
    for key, value in more.items():
        where = f" in {file}" if file else ""
        if key not in known:
            hint = nearest(str(key), [*known, "config"])
            raise ParameterError(f"{key}={value}{where} is not allowed: one of {', '.join([*known, 'config'])}{hint}")
        if "${" in str(value):
            raise ParameterError(refused(key, value, known[key].allowed))
        try:
            content = OmegaConf.merge(content, {key: value})
        except OmegaConfBaseException:
            raise ParameterError(refused(key, str(value) + where, known[key].allowed)) from None
    return content


current = Hosting()
"""Settings of this process; :func:`abm.app.serve.serve` puts those of the command line here before anybody comes."""
