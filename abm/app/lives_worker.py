"""The process in which lives are lived: one at a time, as they come down the line, until the server is gone."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection

import numpy as np

from abm.app.views.lines import MEASURES
from abm.execution.processes import begin_worker
from abm.model import PolicyModel
from abm.numerics.streams import Floats
from abm.parameters import Parameters

NICENESS = 10
"""By how much the process gives way to the page, where the system knows such a thing."""


@dataclass(frozen=True, slots=True)
class LifeTask:
    """One life to live: both worlds on one seed.

    Attributes
    ----------
    serial : int
        By which the server drops it.
    a, b : Parameters
        Of both worlds, with everything that is in the schedule.
    weeks : int
        Weeks to live from week 0 on.
    """

    serial: int
    a: Parameters
    b: Parameters
    seed: int
    weeks: int


@dataclass(frozen=True, slots=True)
class LifeLived:
    """What became of a task.

    Attributes
    ----------
    lines : array of shape (2, measures, weeks) or None
        Of A and B, from the first week of the burn-in; None when it was dropped, or failed.
    failed : str
        What went wrong; empty where nothing did.
    """

    serial: int
    lines: Floats | None = None
    failed: str = ""


Live = Callable[[LifeTask, Callable[[], bool]], "Floats | None"]
"""Lives both worlds of a task, and looks every week whether it was dropped."""


def live(task: LifeTask, dropped: Callable[[], bool]) -> Floats | None:
    """Live both worlds, one after the other, and keep what the page draws of them; None when dropped meanwhile."""
    found = []
    for parameters in (task.a, task.b):
        record = dataclasses.replace(parameters.record, measures=list(MEASURES))
        model = PolicyModel(dataclasses.replace(parameters, threads=1, record=record), seed=task.seed)
        for _ in range(parameters.burn_in + task.weeks):
            if dropped():
                return None
            model.step()
        found.append([model.datacollector.model_vars[name] for name in MEASURES])
        del model  # the one is freed before the other takes its place in memory
    return np.array(found)


def begin_behind_page() -> None:
    """Begin a process that works behind the page, and gives way to it."""
    begin_worker()
    if hasattr(os, "nice"):
        os.nice(NICENESS)


def serve(line: Connection, live: Live) -> None:
    """Live what comes down the line, which also says which life is to be dropped, until it breaks."""
    begin_behind_page()
    serial = -1

    def dropped() -> bool:
        return line.poll() and line.recv() == serial  # what comes meanwhile can only be the serial of a task

    try:
        while True:
            task = line.recv()
            if not isinstance(task, LifeTask):  # that one had ended already
                continue
            serial = task.serial
            try:
                answer = LifeLived(serial, live(task, dropped))
            except (EOFError, OSError):
                return
            except Exception as error:  # of the model: the visitor is told, and the next life is lived
                answer = LifeLived(serial, failed=f"{type(error).__name__}: {error}")
            line.send(answer)
    except (EOFError, OSError):
        return
