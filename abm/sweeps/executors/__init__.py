"""Where the batches of a sweep run. Each kind is one class of one shape; nothing else knows about machines."""

from __future__ import annotations

import importlib.util
import os
from typing import Any, Protocol

from abm.checks import ParameterError
from abm.commands.running import cores
from abm.sweeps.settings import Settings
from abm.sweeps.work import Batch, Outcome

KINDS = {
    "local": ("abm.sweeps.executors.local:Local", None),
    "slurm": ("abm.sweeps.executors.slurm:Slurm", "submitit"),
    "ray": ("abm.sweeps.executors.ray:Ray", "ray"),
}
"""Class of every executor, and the package that it needs besides our own."""


class Executor(Protocol):
    """Somewhere to run batches.

    Attributes
    ----------
    slots : int
        Batches that can be under way at once.
    seconds : float
        How much work to put into one batch.
    """

    slots: int
    seconds: float

    def submit(self, batch: Batch) -> None:
        """Start a batch; called only while fewer than ``slots`` are under way."""

    def wait(self, timeout: float) -> list[tuple[Batch, Outcome | None]]:
        """Give what has come to an end, at the latest after a timeout; None for a batch whose worker was lost."""

    def close(self) -> None:
        """Stop at once whatever is under way."""


def require(settings: Settings) -> None:
    """Refuse an executor whose package is not installed.

    Raises
    ------
    ParameterError
        With the command that installs it.
    """
    package = KINDS[settings.executor][1]
    if package is not None and importlib.util.find_spec(package) is None:
        wish = f"it needs python -m pip install 'anticyclical-abm[{settings.executor}]'"
        raise ParameterError(f"executor={settings.executor} is not allowed: {wish}")


def create(settings: Settings, folder: str, threads: int, workers: int) -> Executor:
    """Start an executor.

    Parameters
    ----------
    settings : Settings
        What the user said of the sweep.
    folder : str
        Folder of the sweep, for logs of jobs.
    threads, workers : int
        Threads of one run, and processes wanted; 0 for every core.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, str(threads))  # inherited by workers: many runs side by side, each on its own core
    module, _, name = KINDS[settings.executor][0].partition(":")
    kind: Any = getattr(importlib.import_module(module), name)
    made: Executor = kind(settings, folder, threads, workers or max(1, cores() // threads))
    return made
