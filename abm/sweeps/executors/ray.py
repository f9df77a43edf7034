"""A Ray cluster, called directly: a task for each batch, on a disk that all nodes share."""

from __future__ import annotations

import logging
import os
from typing import Any

from abm.execution.work import Batch, Outcome, work
from abm.sweeps.settings import SweepSettings


class Ray:
    """As :class:`abm.execution.loop.Executor`; joins the cluster of ``executor.address``, or starts one here."""

    seconds = 5.0

    def __init__(self, settings: SweepSettings, folder: str, threads: int, workers: int) -> None:
        where: dict[str, Any] = {"address": settings.where.address}
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # both are read when Ray is imported
        if (
            not settings.where.address
        ):  # a cluster of our own, which nobody else can reach: on the loopback address only
            os.environ.setdefault("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
            where = {"num_cpus": workers * threads, "include_dashboard": False}
        import ray

        self._ray: Any = ray
        ray.init(**where, log_to_driver=False, logging_level=logging.ERROR)
        self.slots = max(1, int(ray.cluster_resources().get("CPU", 1)) // threads)
        # A lost task comes back to us: we know which of its runs are done, Ray does not.
        self._task: Any = ray.remote(num_cpus=threads, max_retries=0)(work)
        self._busy: dict[Any, Batch] = {}

    def submit(self, batch: Batch) -> None:
        """Hand a batch to whichever node has a core for it."""
        self._busy[self._task.remote(batch)] = batch

    def wait(self, timeout: float) -> list[tuple[Batch, Outcome | None]]:
        """Give what has come to an end; None for a task whose worker or node was lost."""
        ended: list[tuple[Batch, Outcome | None]] = []
        for reference in self._ray.wait(list(self._busy), num_returns=1, timeout=timeout)[0]:
            batch = self._busy.pop(reference)
            try:
                ended.append((batch, self._ray.get(reference)))
            except self._ray.exceptions.RayError:
                ended.append((batch, None))
        return ended

    def close(self) -> None:
        """Take back every task, in the middle of its work if need be, and leave the cluster."""
        for reference in self._busy:
            self._ray.cancel(reference, force=True)
        self._busy.clear()
        self._ray.shutdown()
