"""How the application is served: address, and what one visitor may ask of the machine."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from abm import words
from abm.configuration import plain_yaml
from abm.declare import declarations, parameter
from abm.parameters.checks import ParameterError, one_of, refused

LANGUAGES = ("auto", *words.LANGUAGES)

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""Names by which a browser asks for this machine itself."""

HOST = re.compile(r"(\[[0-9a-f]*:[0-9a-f:.]*\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?(?::[0-9]*)?")
"""A host as a browser names it: a name or number, perhaps a dot, perhaps a port."""


def name_of(host: str) -> str | None:
    """Name in a host header, in lower case and without its port; None where it is none."""
    found = HOST.fullmatch(host.lower())
    return found[1] if found else None


@dataclass
class Hosting:
    """Settings of ``abm app``; each can be given as ``key=value``, or in a YAML file named by ``config=FILE``."""

    host: str = parameter("127.0.0.1", "address to listen on; by default only this machine can reach it")
    hosts: list[str] = parameter(
        [], "names that are answered besides this machine's own, as [a.example]; with another host= only these are"
    )
    port: int = parameter(8765, "port to listen on", unit="port", low=1, high=65535)
    browser: bool = parameter(True, "whether a browser is opened")
    language: str = parameter("auto", "language at the start; auto asks the visitor's browser", choices=LANGUAGES)
    sessions: int = parameter(8, "visitors at a time, each with two models", unit="visitors", low=1, high=1000)
    citizens: int = parameter(50_000, "most citizens a visitor may simulate", unit="citizens", low=200, high=14_000_000)
    weeks: int = parameter(2600, "weeks after which a run pauses for good", unit="weeks", low=1, high=5200)
    lives: int = parameter(
        20, "seeds on which a visitor's worlds are lived behind the page; 0 for none", unit="lives", low=0, high=100
    )
    idle_minutes: float = parameter(
        20.0, "minutes after which a visitor who lost the connection is forgotten", unit="minutes", low=0.1, high=1440
    )

    @property
    def local(self) -> bool:
        """Whether only this machine can reach the server."""
        try:
            return self.host.lower() == "localhost" or ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def address(self) -> str:
        """Where a browser finds the page."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    def first_language(self, asked: str) -> str:
        """The server's language, or the first that a browser asks for and the page speaks.

        Parameters
        ----------
        asked : str
            As a browser says it: ``nl,en;q=0.8``.

        Examples
        --------
        >>> Hosting().first_language("fr,nl;q=0.9,en;q=0.8"), Hosting(language="en").first_language("nl")
        ('nl', 'en')
        """
        if self.language in words.LANGUAGES:
            return self.language
        wanted = re.findall(rf"\b({'|'.join(words.LANGUAGES)})\b", asked.lower())
        return str(wanted[0]) if wanted else "en"

    @property
    def answered(self) -> frozenset[str] | None:
        """Names that a request may ask for; None where any is answered.

        A page of another site can have its own name point to this machine (DNS rebinding), and would then be of the
        same origin as ours. So a server for this machine alone answers to this machine's names and to those in
        ``hosts``, as a proxy asks for; a server that others can reach has names that nobody here knows, and only
        ``hosts`` narrows it.
        """
        if not self.local and not self.hosts:
            return None
        own = name_of(self.address.partition("://")[2])
        return frozenset({*LOOPBACK, *map(str.lower, self.hosts), *([own] if own else [])})


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
            raise ParameterError(refused("a setting", word, "key=value, as in port=8765"))
        if key in given:
            raise ParameterError(refused(key, f"{given[key]} and {value}", "given once"))
        given[key] = value
    content: Any = OmegaConf.structured(Hosting)
    if (file := given.pop("config", None)) is not None:
        content = _merged(content, _read_file(file), file)
    for key, value in given.items():
        content = _merged(content, {key: _listed(value) if key == "hosts" else value}, None)
    hosting = OmegaConf.to_object(content)
    assert isinstance(hosting, Hosting)
    for item in declarations(Hosting):
        if problem := item.problem(getattr(hosting, item.key)):
            raise ParameterError(problem)
    for name in hosting.hosts:
        if name_of(name) != name.lower():
            raise ParameterError(refused("hosts", name, "a list of names without ports, such as [a.example,b.example]"))
    return hosting


def _listed(value: str) -> list[str]:
    inner = value[1:-1] if value.startswith("[") and value.endswith("]") and value != "[::1]" else value
    return [name.strip() for name in inner.split(",")] if inner.strip() else []


def _read_file(name: str) -> dict[Any, Any]:
    try:
        content = plain_yaml.read_mapping(Path(name))
    except plain_yaml.Unreadable as problem:
        raise ParameterError(refused("config", name, str(problem))) from None
    return content


def _merged(content: Any, more: dict[Any, Any], file: str | None) -> Any:
    known = {item.key: item for item in declarations(Hosting)}
    for key, value in more.items():
        where = f" in {file}" if file else ""
        if key not in known:
            names = [*known, "config"]
            raise ParameterError(refused("the key", f"{key}{where}", one_of(names, str(key))))
        if not _fits(value, known[key].kind):
            raise ParameterError(refused(key, _shown(value) + where, known[key].allowed))
        try:
            content = OmegaConf.merge(content, {key: value})
        except OmegaConfBaseException:
            raise ParameterError(refused(key, _shown(value) + where, known[key].allowed)) from None
    return content


def _fits(value: Any, kind: type) -> bool:
    """Whether a value is of a form that the setting's type can be read from, and nothing that is carried out."""
    if kind is list:
        return isinstance(value, list) and all(isinstance(item, str) and _fits(item, str) for item in value)
    if isinstance(value, bool):
        return kind is bool
    if isinstance(value, str):
        return "${" not in value and value != "???" and (kind is str or bool(value.strip()))
    return isinstance(value, (int, float)) and kind in (int, float)


def _shown(value: Any) -> str:
    """A value as far as a line has room for it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
