"""States of runs under way, on the disk: a run that was stopped goes on with the week after the last one kept.

A checkpoint is one file of plain arrays (``.npz``) in the folder of what is kept. It says of what it is the state, and
is refused for anything else: other results, another configuration or seed, another state of this package or of those
that compute.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import zipfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from abm.execution.folders import remove_empty
from abm.execution.locks import LockMark
from abm.execution.state import NoState, State, put, take
from abm.model import PolicyModel
from abm.observation.provenance import RESULTS_VERSION, address, configuration_digest
from abm.parameters.checks import ParameterError

FOLDER = "checkpoints"
"""Where they are, in the folder of what is kept."""

IDENTITY = "identity"
"""Name of the array that says of what a file is the state."""

COMPUTING = ("mesa", "numpy", "numba")
"""Packages that compute: of another version they may hold a model in another way."""


@functools.cache
def package_digest() -> str:
    """Digest of the sources of this package: what a state is called may change with any of them."""
    home = Path(__file__).parents[1]
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(home.rglob("*.py")):
        digest.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def identity(configuration: str, seed: int) -> dict[str, Any]:
    """What must be the same for a state to be of use."""
    own = {"results_version": RESULTS_VERSION, "configuration": configuration, "seed": seed}
    return own | {"package": package_digest()} | {name: version(name) for name in COMPUTING}


@dataclass(frozen=True)
class Checkpoints:
    """Checkpoints of the runs of a command.

    Attributes
    ----------
    home : str
        Folder of what is kept.
    mark : LockMark
        Of the lock of the folder of results.
    every : int
        Weeks from one to the next; 0 for none.
    """

    home: str
    mark: LockMark
    every: int

    def path(self, run: str) -> Path:
        """File of a run, whether it is there or not."""
        return Path(self.home) / FOLDER / f"{run}.npz"

    def check(self, configuration: str, seed: int) -> None:
        """Refuse a checkpoint of this run that cannot be gone on from; where there is none, nothing is wrong.

        Raises
        ------
        ParameterError
            With one line that says why.
        """
        path = self.path(address(configuration, seed))
        if path.exists():
            said, wanted = json.loads(bytes(_read(path)[IDENTITY])), identity(configuration, seed)
            for name, value in wanted.items():
                if said.get(name) != value:
                    wish = f"{path} a checkpoint with {name} {value}"
                    raise ParameterError(f"checkpoint.resume must be false, or {wish}, not {said.get(name)}")

    def resume(self, model: PolicyModel) -> int:
        """Put the last state that was kept of this run into a new model; returns how many weeks it has lived."""
        configuration = configuration_digest(model.given)
        path = self.path(address(configuration, model.seed))
        if not path.exists():
            return 0
        self.check(configuration, model.seed)
        try:
            put(_read(path), model)
        except NoState as error:
            raise _refused(path, str(error)) from None
        return model.steps

    def keep(self, model: PolicyModel, weeks: int, total: int) -> None:
        """Keep the state of a run after so many weeks, if it is time to; never after the last one."""
        if not self.every or weeks % self.every or weeks == total:
            return
        configuration = configuration_digest(model.given)
        path = self.path(address(configuration, model.seed))
        said = np.frombuffer(json.dumps(identity(configuration, model.seed)).encode(), np.uint8)
        self.mark.check()
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.mark.unfinished(f"{path.name}.{os.getpid()}")
        try:
            with open(unfinished, "wb") as file:
                arrays: dict[str, Any] = {IDENTITY: said, **take(model, copied=False)}
                np.savez(file, **arrays)
                file.flush()
                os.fsync(file.fileno())
            self.mark.check()
            os.replace(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)

    def present(self) -> bool:
        """Whether there is any."""
        return any((Path(self.home) / FOLDER).glob("*.npz"))

    def remove(self, *runs: str) -> None:
        """Take checkpoints away; those of all runs when none is named."""
        folder = Path(self.home) / FOLDER
        for path in [self.path(run) for run in runs] or list(folder.glob("*.npz")):
            path.unlink(missing_ok=True)
        remove_empty(folder)


def _read(path: Path) -> State:
    """Read a file of arrays; nothing in it is run."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, EOFError) as error:
        raise _refused(path, str(error)) from None


def _refused(path: Path, why: str) -> ParameterError:
    wish = f"{path} a checkpoint that can be read"
    return ParameterError(f"checkpoint.resume must be false, or {wish} ({' '.join(why.split())})")
