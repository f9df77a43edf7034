"""A SLURM cluster, through submitit: a job for each batch, on a disk that all machines share."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from submitit import AutoExecutor, Job

from abm.execution.stops import Failed
from abm.execution.work import Batch, Outcome, in_a_line, work
from abm.sweeps.settings import SweepSettings

LOOK = 0.2
"""Seconds between two looks at local jobs; SLURM itself is asked far less often, by submitit."""


class Slurm:
    """As :class:`abm.execution.loop.Executor`; logs of jobs are in ``jobs/`` of the sweep."""

    def __init__(self, settings: SweepSettings, folder: str, threads: int, workers: int) -> None:
        own = settings.where
        self.slots = own.jobs if own.cluster == "slurm" else min(own.jobs, workers)
        self.seconds = 30.0 * own.minutes if own.cluster == "slurm" else 5.0  # half of what a job may take
        self._executor = AutoExecutor(folder=Path(folder).resolve() / "jobs", cluster=own.cluster)
        self._executor.update_parameters(timeout_min=own.minutes, cpus_per_task=threads, name="abm", **own.options)
        self._jobs: list[tuple[Job[Outcome], Batch]] = []

    def submit(self, batch: Batch) -> None:
        """Queue a batch as a job."""
        try:
            job = self._executor.submit(work, batch)
        except Exception as error:  # of many types, none of which the user need know
            raise Failed(f"SLURM takes no job: {in_a_line(error)}.") from None
        self._jobs.append((job, batch))

    def wait(self, timeout: float) -> list[tuple[Batch, Outcome | None]]:
        """Give what has come to an end; None for a job that was lost or ran out of time."""
        late = time.monotonic() + timeout
        while not (ended := [item for item in self._jobs if item[0].done()]) and time.monotonic() < late:
            time.sleep(LOOK)
        self._jobs = [item for item in self._jobs if item not in ended]
        return [(batch, None if job.exception() else job.result()) for job, batch in ended]

    def close(self) -> None:
        """Cancel every job."""
        for job, _ in self._jobs:
            with contextlib.suppress(Exception):  # of many types; a job that is gone is what we want
                job.cancel(check=False)
        self._jobs.clear()
