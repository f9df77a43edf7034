"""Whose a folder is: one command at a time, gone owners are followed by exactly one other."""

import json
import os
import subprocess
import sys
import threading
import time

import pytest

from abm.execution import locks
from abm.execution.folders import try_folder, write_bytes
from abm.execution.locks import STALE, Lock, overlap
from abm.execution.stops import Lost
from abm.parameters.checks import ParameterError


def plant(folder, shard="1/1", *, age=0.0, **changes):
    """Put a lock there as somebody else on another machine would; gives its path."""
    owner = {"host": "elsewhere", "process": 7, "token": "theirs", "shard": shard, "system": "another"} | changes
    path = folder / "unfinished" / f"shard-{shard.replace('/', 'of')}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(owner), encoding="utf-8")
    now = path.stat().st_mtime
    os.utime(path, (now - age, now - age))
    return path


def test_second_is_refused_in_one_line_and_nothing_stays(tmp_path):
    """The line names folder, host and process; when the first is done no trace is left."""
    with Lock(tmp_path):
        before = sorted(path.name for path in tmp_path.rglob("*"))
        with pytest.raises(ParameterError) as refusal, Lock(tmp_path):
            pass
        for part in (str(tmp_path), locks.platform.node(), f"process {os.getpid()}"):
            assert part in str(refusal.value)
        assert "\n" not in str(refusal.value)
        assert sorted(path.name for path in tmp_path.rglob("*")) == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("1/2", "2/2", False),
        ("1/2", "1/4", True),
        ("1/2", "2/4", False),
        ("1/2", "3/4", True),
        ("2/3", "1/2", True),
        ("1/1", "3/4", True),
        ("2/4", "6/6", True),
        ("2/4", "5/6", False),
    ],
)
def test_shards(tmp_path, one, other, both):
    """Parts with work in common exclude each other, others do not, also where they are parts of different wholes."""
    (number, of), (its, its_of) = ([int(part) for part in shard.split("/")] for shard in (one, other))
    assert both == any(item % of == number - 1 and item % its_of == its - 1 for item in range(of * its_of))
    assert overlap(one, other) == overlap(other, one) == both
    with Lock(tmp_path, one):
        if both:
            with pytest.raises(ParameterError, match=f"on shard {one}" if one != "1/1" else "is at work in it;"):
                Lock(tmp_path, other).__enter__()
        else:
            with Lock(tmp_path, other):
                assert len(list((tmp_path / "unfinished").glob("shard-*.lock"))) == 2


def test_silent_owner_is_followed_by_the_clock_of_the_file_system(tmp_path, monkeypatch):
    """A lock is taken over once it is old beside a file made now, whatever this machine takes for the time."""
    monkeypatch.setattr(time, "time", lambda: 4e9)
    path = plant(tmp_path, age=STALE - 20)
    with pytest.raises(ParameterError, match="process 7 on elsewhere"):
        Lock(tmp_path).__enter__()
    assert json.loads(path.read_text(encoding="utf-8"))["token"] == "theirs"
    plant(tmp_path, age=STALE + 20)
    with Lock(tmp_path) as lock:
        assert json.loads(path.read_text(encoding="utf-8"))["token"] == lock.mark.token
    assert list(tmp_path.iterdir()) == []


def test_dead_owner_on_this_machine_is_followed_at_once(tmp_path):
    """Its process is known to be gone; of one that lives, or of a number on another machine, nothing is known."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    dead = {"process": process.pid, "system": locks.system()}
    plant(tmp_path, **dead)
    with Lock(tmp_path):
        pass
    for alive in (dead | {"process": os.getpid()}, dead | {"system": "another"}):
        plant(tmp_path, **alive)
        with pytest.raises(ParameterError):
            Lock(tmp_path).__enter__()


@pytest.mark.parametrize("age", [0.0, STALE + 20])
def test_of_many_takers_one_has_it(tmp_path, age):
    """Of eight who find a lock whose owner is gone, or none at all, at the same moment, one takes it over."""
    for _ in range(3):
        plant(tmp_path, age=age, process=2**22 + 1, system=locks.system() if not age else "another")
        together, over = threading.Barrier(8), threading.Barrier(8)
        took = []

        def take(together=together, over=over, took=took):
            lock = Lock(tmp_path)
            together.wait()
            try:
                lock.__enter__()
            except ParameterError:
                over.wait()
                return
            took.append(lock.mark.token)
            over.wait()
            lock.__exit__(None, None, None)

        takers = [threading.Thread(target=take) for _ in range(8)]
        for taker in takers:
            taker.start()
        for taker in takers:
            taker.join()
        assert len(took) == 1
        assert list(tmp_path.iterdir()) == []


def test_lock_that_came_in_place_of_another_is_put_back(tmp_path):
    """Who wants to take over a stale lock, and finds that somebody else was quicker, leaves theirs alone."""
    path = plant(tmp_path, age=STALE + 20)
    stale = locks._read(path)
    plant(tmp_path, token="quicker")
    locks._remove(path, stale)
    assert locks._read(path).owner.token == "quicker"
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_lock_without_a_word_is_followed_soon(tmp_path):
    """Who was killed between making a lock and writing into it does not block a folder; who just began does."""
    path = plant(tmp_path)
    path.write_text("")
    now = path.stat().st_mtime
    assert not locks._is_gone(locks._read(path), path.parent)
    os.utime(path, (now - 2 * locks.BLANK, now - 2 * locks.BLANK))
    with Lock(tmp_path):
        pass


def test_who_lost_the_folder_writes_nothing_more(tmp_path):
    """A worker of an owner who was followed cannot write, and the lock of the follower stays."""
    with Lock(tmp_path) as lock:
        write_bytes(tmp_path / "runs" / "one", b"1", lock.mark)
        path = plant(tmp_path)
        with pytest.raises(Lost, match=r"was taken over by another command"):
            write_bytes(tmp_path / "runs" / "two", b"2", lock.mark)
        lock._held.lost.set()  # as the next sign of life finds out
        with pytest.raises(Lost):
            lock.check()
    assert [item.name for item in (tmp_path / "runs").iterdir()] == ["one"]
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_owner_touches_its_lock(tmp_path, monkeypatch):
    """Signs of life come by themselves, and end with the lock."""
    monkeypatch.setattr(locks, "HEARTBEAT", 0.01)
    with Lock(tmp_path) as lock:
        path = tmp_path / "unfinished" / "shard-1of1.lock"
        os.utime(path, (1.0, 1.0))
        late = time.monotonic() + 30
        while path.stat().st_mtime == 1.0 and time.monotonic() < late:
            time.sleep(0.01)
        assert path.stat().st_mtime > 1.0
        plant(tmp_path)
        while not lock._held.lost.is_set() and time.monotonic() < late:
            time.sleep(0.01)
        assert lock._held.lost.is_set()


def test_what_dead_owners_left_is_cleared_and_nothing_of_living_ones(tmp_path):
    """Half-written files go with the owner of their token."""
    plant(tmp_path, "2/2")
    for token in ("theirs", "dead"):
        (tmp_path / "unfinished" / f"{token}-runs-x.parquet.1").touch()
    with Lock(tmp_path, "1/2") as lock, lock.guard():
        lock.clear()
        left = {path.name for path in (tmp_path / "unfinished").iterdir()}
    assert left == {"theirs-runs-x.parquet.1", "shard-2of2.lock", "shard-1of2.lock", "guard.lock"}


def test_folder_tried_by_many_at_once(tmp_path):
    """Two commands that try the same new folder at the same moment do not take it from under each other."""
    problems = []

    def try_often():
        for _ in range(100):
            try:
                try_folder("hydra.run.dir", tmp_path / "new" / "here")
            except Exception as error:
                problems.append(error)

    threads = [threading.Thread(target=try_often) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
