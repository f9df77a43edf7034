"""Many lives: they are the page's own worlds on other seeds, lived in turns by one process that never outlives it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from abm.app import lives as lives_module
from abm.app.cloud import Cloud
from abm.app.levers import Start
from abm.app.lives import HORIZON, KEPT, LIVES, PEOPLE, Lives, LivesRequest, affordable, horizon, longest, seed_of
from abm.app.lives_worker import LifeTask, live
from abm.app.schedule import Happening
from abm.app.twin import Pair
from abm.app.views.lines import MEASURES
from abm.parameters import Event

PATIENCE = 300.0
A = Start.of({"population.citizens": 300, "seed": 4, "norms": "reactive"})
B = A.with_value("norms", "anticyclical")
NEVER, DEADLY, BROKEN, REAL = 90, 91, 92, 93
"""Seeds whose lives last until they are dropped, kill the process, fail, or are those of the model."""


def quick(task: LifeTask, dropped: Callable[[], bool]) -> np.ndarray | None:
    """Stands for a life: numbers that depend on seed, week and side."""
    if task.a.seed == DEADLY:
        os._exit(3)
    if task.a.seed == REAL:
        return live(task, dropped)
    if task.a.seed == BROKEN:
        raise ZeroDivisionError("of the model")
    while task.a.seed == NEVER:
        if dropped():
            return None
        time.sleep(0.01)
    weeks = np.arange(task.a.burn_in + task.weeks)
    return np.sin(task.seed + weeks + np.arange(2 * len(MEASURES)).reshape(2, -1, 1))


def request(seed: int = 4, weeks: int = 6, schedule: tuple[Happening, ...] = ()) -> LivesRequest:
    return LivesRequest(A.with_value("seed", seed), B, schedule, weeks)


class Listener:
    """Keeps what visitors are told, in its order."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Cloud]] = []
        self.bell = threading.Condition()

    def of(self, owner: str) -> Callable[[Cloud], None]:
        def take(cloud: Cloud) -> None:
            with self.bell:
                self.told.append((owner, cloud))
                self.bell.notify_all()

        return take

    def last(self, owner: str) -> Cloud:
        return next(cloud for name, cloud in reversed(self.told) if name == owner)

    def wait(self, *owners: str, weeks: int = 6) -> None:
        """Until all lives of these visitors are there, or have failed."""

        def done() -> bool:
            clouds = [cloud for owner in owners for name, cloud in self.told if name == owner]
            full = [one for one in clouds if one.failed or (one.reaching(weeks - 1) == one.done == one.wanted)]
            return len({one.number for one in full}) == len(owners)

        with self.bell:
            assert self.bell.wait_for(done, PATIENCE)


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture(scope="module")
def warm() -> Iterator[Lives]:
    """With somebody who stays, so that the process is not begun for every test."""
    made = Lives(most=4, live=quick)
    made.ask("stays", request())
    yield made
    made.close()
    assert made.process is None


@pytest.fixture
def lives(warm: Lives) -> Iterator[Lives]:
    yield warm
    for owner in ("first", "x", "y"):
        warm.forget(owner)


@pytest.fixture
def fresh() -> Iterator[Lives]:
    """For itself alone, and without a process as long as nothing is lived."""
    made = Lives(most=4, live=quick)
    yield made
    made.close()


@pytest.fixture
def heard() -> Listener:
    return Listener()


def test_the_life_of_the_pages_seed_is_the_pages_own_line(
    monkeypatch: pytest.MonkeyPatch, lives: Lives, heard: Listener
) -> None:
    """Byte for byte, with what was entered; the others are the pair on the seeds that follow."""
    schedule = (
        Happening(None, Event(week=2, kind="incident", target="7", size=80.0)),
        Happening(1, Event(week=3, kind="set", target="officials.courage", size=0.95)),
    )
    original = Start.overrides
    monkeypatch.setattr(Start, "overrides", lambda self: (*original(self), "burn_in=13"))
    lives.ask("x", request(REAL, weeks=9, schedule=schedule), heard.of("x"))
    heard.wait("x", weeks=9)
    cloud = heard.last("x")
    assert not cloud.failed
    for row, seed in enumerate((REAL, REAL + 1)):
        pair = Pair(A.with_value("seed", seed), B, schedule, week=8)
        while pair.lagging:
            pair.catch_up()
        own = pair.history(MEASURES)
        assert (own.weeks == cloud.weeks).all()
        for name in MEASURES:
            assert own.a[name].tobytes() == cloud.a[name][row].tobytes()
            assert own.b[name].tobytes() == cloud.b[name][row].tobytes()
    assert cloud.a["trust"].tobytes() != cloud.b["trust"].tobytes()


def test_visitors_take_turns_in_one_process_and_no_life_depends_on_it(lives: Lives, heard: Listener) -> None:
    """Nobody waits for all lives of another, and the lives are those that are lived without anybody else."""
    lives.ask("first", request(NEVER), heard.of("first"))
    until(lambda: lives._under_way == ("first", lives._serial))
    process = lives.process
    lives.ask("x", request(10), heard.of("x"))
    lives.ask("y", request(20), heard.of("y"))
    lives.forget("first")
    heard.wait("x", "y")
    order = [name for name, cloud in heard.told if cloud.done]
    assert order == ["x", "y"] * 4
    assert lives.process == process
    assert [child.name for child in multiprocessing.active_children()].count("lives") == 1
    alone = [quick(LifeTask(0, *request(20).worlds(), seed_of(20, number), 6), lambda: False) for number in range(4)]
    for place, name in enumerate(MEASURES):
        assert heard.last("y").b[name].tobytes() == np.array(alone)[:, 1, place].tobytes()
        assert heard.last("y").b[name].tobytes() != heard.last("x").b[name].tobytes()


def test_a_changed_request_drops_the_old_one(lives: Lives, heard: Listener) -> None:
    """The life under way is not waited for, and its number never comes back."""
    lives.ask("x", request(NEVER), heard.of("x"))
    until(lambda: lives._under_way == ("x", lives._serial))
    old = heard.last("x").number
    lives.ask("x", request(5), heard.of("x"))
    known = lives.so_far("x")
    assert known is None or known.number != old
    until(lambda: (cloud := lives.so_far("x")) is not None and cloud.done == cloud.wanted)
    after = [cloud.number for _, cloud in heard.told if cloud.number != old]
    assert [cloud.number for _, cloud in heard.told] == [old, *after]
    assert set(after) == {old + 1}


def test_the_same_request_is_not_begun_again(lives: Lives, heard: Listener) -> None:
    """It is asked with every frame; only a change of levers or schedule begins anew."""
    lives.ask("x", request(), heard.of("x"))
    heard.wait("x")
    lives.ask("x", request(), heard.of("x"))
    assert lives.so_far("x") is heard.last("x")
    old = heard.last("x").number
    lives.ask("x", request(schedule=(Happening(None, Event(3, "cabinet")),)), heard.of("x"))
    until(lambda: heard.last("x").number > old)


def test_lives_that_last_longer_take_the_place_of_themselves(lives: Lives, heard: Listener) -> None:
    """A page that goes on never loses the lives it has."""
    lives.ask("x", request(), heard.of("x"))
    heard.wait("x")
    before, count = heard.last("x"), len(heard.told)
    lives.ask("x", request(weeks=12), heard.of("x"))
    with heard.bell:
        assert heard.bell.wait_for(lambda: heard.last("x").lengths == (116,) * 4, PATIENCE)
    grown = [cloud for _, cloud in heard.told[count:]]
    assert [cloud.lengths for cloud in grown[:2]] == [(116, 110, 110, 110), (116, 116, 110, 110)]
    assert [(cloud.reaching(5), cloud.reaching(11)) for cloud in grown] == [(4, 1), (4, 2), (4, 3), (4, 4)]
    for name in MEASURES:
        assert (grown[-1].a[name][:, :110] == before.a[name]).all()
        assert np.isfinite(grown[-1].a[name]).all()
        assert np.isnan(grown[0].a[name][1, 110:]).all()


def test_the_process_ends_when_nobody_is_left(lives: Lives, heard: Listener) -> None:
    """In the middle of a life, and it begins again for whoever comes next."""
    lives.ask("x", request(NEVER), heard.of("x"))
    until(lambda: lives._under_way == ("x", lives._serial) and lives.process)
    lives.forget("stays")
    assert lives.process
    lives.forget("x")
    until(lambda: lives.process is None)
    assert lives.so_far("x") is None
    lives.ask("stays", request(), heard.of("stays"))
    heard.wait("stays")


def test_a_process_that_dies_is_begun_again(lives: Lives, heard: Listener) -> None:
    """A request that kills it twice is given up; another visitor's lives are lived all the same."""
    lives.ask("x", request(DEADLY), heard.of("x"))
    lives.ask("y", request(11), heard.of("y"))
    heard.wait("x", "y")
    assert heard.last("x").failed
    assert heard.last("y").done == 4


def test_a_process_that_cannot_be_begun_is_told(monkeypatch: pytest.MonkeyPatch, fresh: Lives, heard: Listener) -> None:
    """As on a machine that has no memory left; the page goes on with its one life."""

    def refuse(method: str) -> object:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(multiprocessing, "get_context", refuse)
    fresh.ask("x", request(), heard.of("x"))
    heard.wait("x")
    assert heard.last("x").failed


def test_a_life_that_fails_is_told(lives: Lives, heard: Listener) -> None:
    """And what cannot be lived at all: the page says so for its own worlds."""
    nowhere = (Happening(None, Event(3, "crisis", "99999", 5.0)),)
    lives.ask("x", request(BROKEN), heard.of("x"))
    lives.ask("y", request(schedule=nowhere), heard.of("y"))
    heard.wait("x", "y")
    assert "of the model" in heard.last("x").failed
    assert heard.last("y").wanted == 0


def test_a_visitor_who_cannot_be_told_keeps_nobody_waiting(lives: Lives, heard: Listener) -> None:
    """As when the line to a browser is gone."""

    def gone(cloud: Cloud) -> None:
        raise OSError

    lives.ask("x", request(7), gone)
    lives.ask("y", request(), heard.of("y"))
    heard.wait("y")


def test_there_are_as_many_lives_as_can_be_afforded(
    monkeypatch: pytest.MonkeyPatch, fresh: Lives, heard: Listener
) -> None:
    """With many citizens fewer, and none where they would say too little; then no process is begun."""
    assert [affordable(count) for count in (200, 25_000, 50_000, 100_000, 100_001, 14_000_000)] == [20, 20, 10, 5, 0, 0]
    monkeypatch.setattr(lives_module, "PEOPLE", 300 * 4 - 1)
    fresh.ask("x", request(), heard.of("x"))
    until(lambda: fresh.so_far("x"))
    assert heard.last("x").wanted == 0
    assert fresh.process is None


def test_what_is_kept_of_a_visitor_is_bounded(monkeypatch: pytest.MonkeyPatch, lives: Lives, heard: Listener) -> None:
    """Lives stop where their measures would not fit."""
    assert 20 * 2 * len(MEASURES) * 8 * (longest(20, 104) + 104) <= KEPT
    monkeypatch.setattr(lives_module, "KEPT", 4 * 2 * len(MEASURES) * 8 * 108)
    lives.ask("x", request(), heard.of("x"))
    heard.wait("x", weeks=4)


def test_how_long_and_on_which_seeds() -> None:
    """Three years at least, and always a year more than the page has come to; nothing beyond where a run pauses."""
    assert (LIVES, HORIZON, PEOPLE) == (20, 156, 500_000)
    assert [horizon(week, 2600) for week in (-1, 0, 104, 105, 260, 261, 2599)] == [156, 156, 156, 312, 312, 624, 2600]
    assert horizon(0, 100) == 100
    assert [seed_of(4, 0), seed_of(4, 19), seed_of(2**31 - 1, 1)] == [4, 23, 0]


SERVER = """
import sys, time
from abm.app.lives import Lives
from tests.app.test_lives import NEVER, quick, request
if __name__ == "__main__":
    lives = Lives(most=4, live=quick)
    lives.ask("x", request(NEVER))
    while not lives.process:
        time.sleep(0.01)
    print(lives.process, flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
def test_the_process_dies_with_a_server_that_is_killed(tmp_path: object) -> None:
    """A server that has no time to say so leaves nothing behind."""
    script = f"{tmp_path}/server.py"
    with open(script, "w", encoding="utf-8") as file:
        file.write(SERVER)
    paths = os.pathsep.join([os.getcwd(), *filter(None, sys.path)])
    with subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": paths}
    ) as server:
        assert server.stdout is not None
        child = int(server.stdout.readline())
        assert is_there(child)
        server.kill()
    until(lambda: not is_there(child))


def is_there(process: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has asked after does not."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
