"""Where the batches of a sweep run. Each kind is one class of one shape; nothing else knows about machines."""

from __future__ import annotations

import importlib.util
import os
from typing import Any

from abm.execution.local import Local
from abm.execution.loop import Executor
from abm.execution.work import in_a_line
from abm.numerics.machine import cores
from abm.parameters.checks import ParameterError, refused
from abm.sweeps.settings import SweepSettings

KINDS = {
    "slurm": ("abm.sweeps.executors.slurm:Slurm", "submitit"),
    "ray": ("abm.sweeps.executors.ray:Ray", "ray"),
}
"""Class of every executor of other machines, and the package that it needs besides our own."""


def require(settings: SweepSettings) -> None:
    """Refuse an executor whose package is not installed.

    Raises
    ------
    ParameterError
        With the command that installs it.
    """
    package = KINDS[settings.executor][1] if settings.executor in KINDS else None
    if package is not None and importlib.util.find_spec(package) is None:
        wish = f"one that is installed; it needs python -m pip install 'anticyclical-abm[{settings.executor}]'"
        raise ParameterError(refused("executor", settings.executor, wish))


def create(settings: SweepSettings, folder: str, threads: int, workers: int) -> Executor:
    """Start an executor.

    Parameters
    ----------
    settings : SweepSettings
        What the user said of the sweep.
    folder : str
        Folder of the sweep, for logs of jobs.
    threads, workers : int
        Threads of one run, and processes wanted; 0 for every core.

    Raises
    ------
    ParameterError
        When it cannot start.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, str(threads))  # inherited by workers: many runs side by side, each on its own core
    workers = workers or max(1, cores() // threads)
    if settings.executor not in KINDS:
        return Local(workers)
    module, _, name = KINDS[settings.executor][0].partition(":")
    kind: Any = getattr(importlib.import_module(module), name)
    try:
        made: Executor = kind(settings, folder, threads, workers)
    except Exception as error:  # of many types, none of which the user need know
        wish = f"one that can start here, not {settings.executor} ({in_a_line(error)})"
        raise ParameterError(f"executor must be {wish}") from None
    return made
