"""The lock: which versions the report of the project was made with, and how those of this environment differ."""

from __future__ import annotations

import functools
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files

LOCK = "lock-3.11.txt"
"""Beside this file; the Python that it is for stands in its name."""

MACHINE = "Linux x86_64"
"""What the lock was made for; another machine rounds otherwise."""


def pins() -> dict[str, str]:
    """Version of each package that the lock names."""
    text = files(__package__).joinpath(LOCK).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE))


@functools.cache
def differing() -> tuple[str, ...]:
    """What is otherwise here than the lock says, as ``matplotlib 3.9.0, not 3.11.2``; nothing in its environment."""
    python = re.findall(r"\d+\.\d+", LOCK)[0]
    asked = [("Python", ".".join(platform.python_version_tuple()[:2]), python)]
    asked += [("machine", f"{platform.system()} {platform.machine()}", MACHINE)]
    asked += [(name, _here(name), wanted) for name, wanted in pins().items()]
    return tuple(f"{name} {here}, not {wanted}" for name, here, wanted in asked if here != wanted)


def _here(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "is not installed"
