"""Studies that follow each other are run by the same workers, and give the tables that they give by themselves."""

from __future__ import annotations

import gc
import multiprocessing
import os
from pathlib import Path

import pytest

from abm.execution.local import Call, Shared
from abm.execution.locks import Lock
from abm.execution.work import Point
from abm.experiments.common import Options
from abm.experiments.keeping import Keep
from abm.parameters import Parameters
from tests.conftest import small
from tests.execution.test_work import Nothing


def seed_of(parameters: Parameters, seed: int) -> tuple[int, int]:
    """What is kept of a run: who made it, and for which seed."""
    return os.getpid(), seed


def made(folder: Path, shared: Shared) -> list[tuple[int, int]]:
    """Runs of a study in a folder of its own."""
    with Lock(folder) as lock:
        return list(Keep(lock, shared).make([small("replicates=4", "workers=2")], seed_of))


def test_one_set_of_workers_does_two_studies(tmp_path):
    """In the order of the seeds; nobody is left at the end."""
    others = set(multiprocessing.active_children())
    with Shared(2) as shared:
        first, second = made(tmp_path / "first", shared), made(tmp_path / "second", shared)
        workers = {child.pid for child in set(multiprocessing.active_children()) - others}
        assert len(workers) <= 2 and {who for who, _ in first + second} <= workers
    assert [seed for _, seed in first] == [seed for _, seed in second] == [1, 2, 3, 4]
    assert set(multiprocessing.active_children()) == others


def test_who_is_in_the_middle_of_something_is_ended(tmp_path):
    """A study that is broken off leaves no worker at what nobody waits for; idle ones stay."""
    others = set(multiprocessing.active_children())
    with Shared(1) as shared:
        made(tmp_path / "before", shared)
        idle = set(multiprocessing.active_children()) - others
        shared.close()
        assert set(multiprocessing.active_children()) - others == idle and len(idle) == 1
        shared.submit(Nothing(None, {0: small("weeks=5200")}, (Point("", 0, (1,), {}, {}),)))
        shared.close()
        assert set(multiprocessing.active_children()) == others


def test_calls_come_in_their_order(tmp_path):
    """Between studies too, by the same workers; a call whose worker dies is made here, what is raised is raised."""
    here = os.getpid()
    with Shared(2) as shared:
        made(tmp_path / "first", shared)
        workers = {process.pid for process in shared._processes.values()}
        assert list(shared.each([Call(pow, (2, power)) for power in range(9)])) == [2**power for power in range(9)]
        assert list(shared.each([Call(ends, (here, place)) for place in range(3)])) == [0, 1, 2]
        assert not workers & {process.pid for process in shared._processes.values()}
        with pytest.raises(ZeroDivisionError):
            list(shared.each([Call(divmod, (1, 0))]))
        assert list(shared.each([])) == [] and len(made(tmp_path / "second", shared)) == 4


def ends(here: int, place: int) -> int:
    """End this process, unless it is that of the test."""
    if os.getpid() != here:
        os._exit(1)
    return place


def test_a_worker_looks_for_garbage_in_what_is_new_only(tmp_path):
    """What was imported is not gone through after every run, which would take longer than a small run does."""
    with Shared(1) as shared:
        made(tmp_path / "first", shared)
        (frozen,) = shared.each([Call(gc.get_freeze_count, ())])
        (looked,) = shared.each([Call(looked_at, ())])
        assert looked < frozen / 10


def looked_at() -> int:
    """How many things a search for garbage goes through."""
    return len(gc.get_objects())


def test_studies_with_other_seeds_share_what_was_composed():
    """A world is composed once for as many runs; another study's number of runs is its own, and so are its numbers."""
    composed: dict[tuple[str, ...], Parameters] = {}
    few, more = (Options("tiny", seeds=seeds, composed=composed) for seeds in (2, 5))
    assert few.load("norms=mandate", "officials.courage=0.9").replicates == 2
    assert more.load("norms=mandate").replicates == 5 and len(composed) == 2
    assert few.load("norms=mandate").officials.courage != 0.9 and len(composed) == 2
