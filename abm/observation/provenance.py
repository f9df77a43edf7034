"""Where a result comes from: an address for every run, and a note of what produced a folder of results."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import numbers
import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import llvmlite.binding

from abm.parameters import Parameters

RESULTS_VERSION = 5
"""Raised whenever the same configuration and seed give other numbers than before.

Examples
--------
>>> import abm
>>> isinstance(abm.RESULTS_VERSION, int)
True
"""

CHANGES_NO_RESULT = frozenset({"seed", "replicates", "threads", "workers", "record", "compare", "checkpoint"})
"""Top-level keys that say how, how often or how much is run and kept, never what comes out of one run.

``norms`` and ``scenario`` are names and change no number either, but they stay in: two norm sets of one comparison may
hold the same instruments, and their rows must not share an address.
"""

PACKAGES = (
    *("mesa", "networkx", "numpy", "scipy", "numba", "llvmlite", "pandas", "pyarrow", "SALib", "ema_workbench"),
    *("matplotlib", "seaborn", "hydra-core", "omegaconf", "pyyaml"),
)
"""What computes, draws, or reads the configuration, and can so change what a folder of results holds."""

_LENGTH = 16


def _canonical(value: Any) -> Any:
    """Reduce a value to what JSON writes in one way only; the order of a mapping is kept, as it may matter to a run."""
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, (float, int, numbers.Real)):  # the usual kinds first, for haste
        return float(value) + 0.0  # 1 and 1.0, 0.0 and -0.0 are the same setting
    if dataclasses.is_dataclass(value):
        return {item.name: _canonical(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, dict):
        return [[key, _canonical(item)] for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return [_canonical(item) for item in value]
    return value


def _digest(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def configuration_digest(parameters: Parameters) -> str:
    """Fingerprint of everything in a configuration that can change the result of one run.

    Parameters
    ----------
    parameters : Parameters
        The resolved configuration.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    content = _canonical(parameters)
    return _digest({key: value for key, value in content.items() if key not in CHANGES_NO_RESULT})


def run_id(parameters: Parameters, seed: int) -> str:
    """Address of one run: the same configuration, seed and results version have the same address, on any machine.

    Parameters
    ----------
    parameters : Parameters
        The resolved configuration. Its own ``seed`` and the other keys of :data:`CHANGES_NO_RESULT` do not count.
    seed : int
        The seed of this run.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    return address(configuration_digest(parameters), seed)


def address(configuration: str, seed: int, version: int | None = None) -> str:
    """Address of the run of a configuration whose digest is known; of this results version, unless one is named."""
    return _digest([configuration, int(seed), RESULTS_VERSION if version is None else version])


def provenance(parameters: Parameters, command: list[str]) -> dict[str, Any]:
    """Describe what produced a folder of results, as plain JSON.

    Parameters
    ----------
    parameters : Parameters
        The resolved configuration.
    command : list of str
        The command as typed, program first.

    Returns
    -------
    dict
        ``results_version``, ``configuration`` (its digest), ``command`` (absolute paths shortened to their last part),
        ``versions``, ``git_commit`` and ``git_changed`` (both None outside a clone). What depends on the machine or on
        the time of day starts with ``meta_``; ``meta_host`` is None unless ``record.host`` asks for it.
    """
    commit, changed = _git()
    return {
        "results_version": RESULTS_VERSION,
        "configuration": configuration_digest(parameters),
        "command": [_without_folder(word) for word in command],
        "versions": {
            "python": platform.python_version(),
            "abm": _version("anticyclical-abm"),
            **{name: _version(name) for name in PACKAGES},
        },
        "git_commit": commit,
        "git_changed": changed,
        "meta_command": list(command),
        "meta_started": datetime.now(UTC).isoformat(timespec="seconds"),
        "meta_host": host(parameters),
        "meta_platform": platform.platform(),
        "meta_cpu": llvmlite.binding.get_host_cpu_name(),  # the class of CPU decides which machine code is made
        "meta_cores": os.cpu_count(),
    }


def host(parameters: Parameters) -> str | None:
    """Name of this machine where ``record.host`` asks for it: results are published, and it may name a person."""
    return platform.node() if parameters.record.host else None


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _without_folder(word: str) -> str:
    """Shorten an absolute path, also one behind ``key=``, to its last part."""
    key, equals, value = word.rpartition("=")
    for kind in (PurePosixPath, PureWindowsPath):
        if (path := kind(value.strip("'\""))).is_absolute():
            return f"{key}{equals}{path.name}"
    return word


def _git() -> tuple[str | None, bool | None]:
    """Commit of the clone this package runs from, and whether its tracked files were changed; best effort."""
    clone = Path(__file__).resolve().parents[2]
    if not (clone / ".git").exists():  # an installed copy; a clone that merely contains its environment is not ours
        return None, None
    # Inside a git hook these variables point git at another repository than the one asked for.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}

    def ask(*words: str) -> str:
        command = ["git", "--no-optional-locks", "-C", str(clone), *words]
        return subprocess.run(
            command, env=environment, capture_output=True, encoding="utf-8", errors="replace", timeout=10, check=True
        ).stdout.strip()

    try:
        return ask("rev-parse", "HEAD"), bool(ask("status", "--porcelain", "--untracked-files=no"))
    except (OSError, subprocess.SubprocessError):
        return None, None
