"""Replicates in processes: the same answer in the same order, whatever happens to the processes."""

import multiprocessing
import time
from concurrent.futures.process import BrokenProcessPool

import pytest

import abm
from abm.execution import processes
from abm.observation.provenance import run_id
from tests.commands import made_up


@pytest.fixture
def jobs():
    """Jobs of two norm sets, for a made-up model."""

    def make(seed=1, replicates=3):
        more = (f"seed={seed}", f"replicates={replicates}", "weeks=2", "burn_in=0")
        return processes.jobs_of([abm.load("norms=reactive", *more), abm.load("norms=mandate", *more)])

    return make


def test_jobs_are_twins(jobs):
    """Every norm set runs with the same consecutive seeds."""
    assert [(item.norms, seed) for item, seed in jobs(seed=5, replicates=2)] == [
        ("reactive", 5),
        ("reactive", 6),
        ("mandate", 5),
        ("mandate", 6),
    ]


def test_order_does_not_depend_on_processes(jobs):
    """Recordings come in the order of norm sets and seeds, though the first seeds take longest and others must wait."""
    many = jobs(replicates=processes.AHEAD + 2)
    alone = [item.runs["run_id"][0].as_py() for item in processes.spread(made_up.simulate, many, 1)]
    several = [item.runs["run_id"][0].as_py() for item in processes.spread(made_up.simulate, many, 2)]
    assert alone == [run_id(parameters, seed) for parameters, seed in many]
    assert several == alone


def test_failure_reaches_the_user_and_leaves_no_process(jobs):
    """An exception in one run ends the command; nothing keeps computing behind the user's back."""
    with pytest.raises(RuntimeError, match="made to fail"):
        list(processes.spread(made_up.simulate, jobs(seed=made_up.FAILS - 1), 2))
    _wait_until_gone()


def test_killed_process_is_no_hang(jobs):
    """A process that is killed (out of memory) ends the command, too."""
    with pytest.raises(BrokenProcessPool):
        list(processes.spread(made_up.simulate, jobs(seed=made_up.DIES - 1), 2))
    _wait_until_gone()


def test_reader_that_stops_early(jobs):
    """Who stops reading stops the processes."""
    reading = processes.spread(made_up.simulate, jobs(replicates=8), 2)
    next(reading)
    reading.close()
    _wait_until_gone()


def _wait_until_gone():
    late = time.monotonic() + 30
    while multiprocessing.active_children() and time.monotonic() < late:
        time.sleep(0.02)
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize(
    ("wanted", "threads", "jobs", "cores", "expected"),
    [(0, 1, 120, 8, 8), (0, 2, 120, 8, 4), (0, 16, 120, 8, 1), (3, 1, 120, 8, 3), (0, 1, 2, 8, 2), (4, 1, 1, 8, 1)],
)
def test_number_of_processes(monkeypatch, wanted, threads, jobs, cores, expected):
    """Every core by default, fewer with threads, never more than there are runs."""
    monkeypatch.setattr(processes, "cores", lambda: cores)
    assert processes.processes(wanted, threads, jobs) == expected
