"""Run many seeds in processes, in an order that does not depend on how many there are."""

from __future__ import annotations

import contextlib
import gc
import itertools
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.connection import wait
from typing import TypeVar

from abm.numerics.interrupts import starting_processes
from abm.numerics.machine import cores, threads_for
from abm.parameters import Parameters

Job = tuple[Parameters, int]
"""A configuration and a seed."""

Result = TypeVar("Result")
"""What is kept of one job."""

AHEAD = 4
"""Jobs handed out per process before the first of them is fetched; bounds what is held in memory."""


def jobs_of(plan: Sequence[Parameters]) -> list[Job]:
    """List the runs of a plan: configurations in their order, each with its consecutive seeds."""
    return [(item, item.seed + number) for item in plan for number in range(item.replicates)]


def threads_of(parameters: Parameters) -> int:
    """How many threads a run with these parameters uses."""
    return threads_for(parameters.threads, parameters.population.citizens)


def processes(wanted: int, threads: int, jobs: int) -> int:
    """How many processes to use: as many as wanted, or every core, and never more than there are runs."""
    return max(1, min(wanted or cores() // threads, jobs))


def spread(work: Callable[[Parameters, int], Result], jobs: Sequence[Job], workers: int) -> Iterator[Result]:
    """Do the same work for all jobs in processes, and give what comes of it in the order of the jobs.

    Parameters
    ----------
    work : callable
        A function of a module, as every process imports it for itself.
    jobs : sequence of (Parameters, int)
        Configurations and seeds.
    workers : int
        Processes; with 1 everything happens in this one.

    Yields
    ------
    result of work
    """
    if workers == 1:
        yield from (work(parameters, seed) for parameters, seed in jobs)
        return
    remaining = iter(jobs)
    with _pool(workers) as pool:
        with starting_processes():  # with the first jobs
            waiting: deque[Future[Result]] = deque(
                pool.submit(work, *job) for job in itertools.islice(remaining, AHEAD * workers)
            )
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(pool.submit(work, *job) for job in itertools.islice(remaining, 1))


@contextlib.contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Lend a pool of processes, killed at once if something goes wrong or the user stops."""
    context = multiprocessing.get_context("spawn")  # a fork after a kernel has run can hang
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=begin_worker)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - others:
            process.kill()
        raise
    pool.shutdown()


def begin_worker() -> None:
    """Begin a worker: leave Ctrl-C to the parent, end when the parent is gone, never look for garbage in modules."""
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(parent: int) -> None:
    wait([parent])
    os._exit(1)
