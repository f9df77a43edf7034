"""Environments for frameworks that are no part of ours, each made once in a folder."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

REQUIREMENTS = {"in_agentpy": "agentpy==0.1.5", "in_mesa_frames": "mesa-frames==0.1.0a0"}
"""What frameworks with an environment of their own are installed from; wheels only, for a build takes half an hour."""


class NotInstalled(Exception):
    """A framework cannot be had here; the message is one line."""


def python_of(peer: str, home: Path) -> str:
    """The interpreter that has a framework, installed where it is not there yet.

    Raises
    ------
    NotInstalled
        When it cannot be installed.
    """
    if peer not in REQUIREMENTS:
        return sys.executable
    place = home / peer
    folder = place / ("Scripts" if sys.platform == "win32" else "bin")
    interpreter, done = str(folder / "python"), place / "installed"
    if not done.exists():
        venv.create(place, with_pip=True, clear=True)
        install = [interpreter, "-m", "pip", "install", "--quiet", "--only-binary", ":all:", REQUIREMENTS[peer]]
        said = subprocess.run(install, capture_output=True, text=True, check=False)
        if said.returncode:
            problem = (said.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise NotInstalled(f"{REQUIREMENTS[peer]} does not install on Python {sys.version.split()[0]}: {problem}")
        done.touch()
    return interpreter
