"""A run that was stopped goes on from its last checkpoint, and comes out as if nothing had happened."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from abm.commands import results
from abm.commands.main import main
from abm.execution.checkpoints import IDENTITY, Checkpoints
from abm.execution.locks import Lock
from abm.model import PolicyModel
from abm.observation.provenance import run_id
from abm.observation.record import simulate
from abm.parameters.checks import ParameterError
from tests.commands.conftest import BARE
from tests.conftest import SMALL, files_in, lively

TABLES = ("runs", "weeks", "groups", "decisions")


def checkpoints(lock: Lock, every: int) -> Checkpoints:
    """Checkpoints in the folder of a lock."""
    return Checkpoints(str(lock.home / "kept"), lock.mark, every)


class Stopped(Exception):
    """What stops a run."""


def stopped(kept: Checkpoints, at: int) -> None:
    """Let a run be stopped after so many weeks."""

    class Stop:
        def resume(self, model: PolicyModel) -> int:
            return 0

        def keep(self, model: PolicyModel, weeks: int, total: int) -> None:
            if weeks == at:
                raise Stopped

    with pytest.raises(Stopped):
        simulate(lively("norms=mandate"), 5, keepers=[kept, Stop()])


def test_a_run_goes_on_from_its_last_checkpoint(tmp_path, monkeypatch):
    """It lives only the weeks after it, and gives the same tables; with none to keep, nothing is left on the disk."""
    parameters = lively("norms=mandate")
    straight = simulate(parameters, 5)
    with Lock(tmp_path) as lock:
        kept = checkpoints(lock, 13)
        stopped(kept, at=50)
        assert [path.name for path in kept.path("").parent.iterdir()] == [f"{run_id(parameters, 5)}.npz"]
        lived = []
        monkeypatch.setattr(
            PolicyModel, "live", lambda self, own=PolicyModel.live: (lived.append(self.week), own(self))
        )
        resumed = simulate(parameters, 5, keepers=[kept])
        assert lived == list(range(39 - 20, 60))
        for name in TABLES:
            assert getattr(resumed, name).equals(getattr(straight, name))
        kept.remove(run_id(parameters, 5))
        assert not kept.path("").parent.exists()
        stopped(checkpoints(lock, 0), at=50)
        assert not kept.present()


@pytest.mark.parametrize(
    ("name", "value"),
    [("results_version", 1), ("package", "another"), ("numpy", "0.1"), ("seed", 6), ("configuration", "x")],
)
def test_a_checkpoint_of_something_else_is_refused(tmp_path, name, value):
    """One line says which file it is, and what it should be; without a wish to resume nobody looks."""
    with Lock(tmp_path) as lock:
        kept = checkpoints(lock, 13)
        stopped(kept, at=30)
        path = kept.path(run_id(lively("norms=mandate"), 5))
        arrays = dict(np.load(path))
        said = json.loads(bytes(arrays[IDENTITY])) | {name: value}
        np.savez(path, **arrays | {IDENTITY: np.frombuffer(json.dumps(said).encode(), np.uint8)})
        with pytest.raises(
            ParameterError, match=f"checkpoint.resume must be false, or .*{name} .*, not {value}"
        ) as found:
            simulate(lively("norms=mandate"), 5, keepers=[kept])
        assert "\n" not in str(found.value)


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 broken"])
def test_a_damaged_checkpoint_is_refused(tmp_path, content):
    """A file that is none says so in one line."""
    with Lock(tmp_path) as lock:
        kept = checkpoints(lock, 13)
        stopped(kept, at=30)
        kept.path(run_id(lively("norms=mandate"), 5)).write_bytes(content)
        with pytest.raises(ParameterError, match=r"checkpoint.resume must be false, or .* that can be read") as found:
            simulate(lively("norms=mandate"), 5, keepers=[kept])
        assert "\n" not in str(found.value)


def test_nothing_in_a_file_is_run(tmp_path):
    """A pickled object in a stranger's file is refused, and not looked into."""
    with Lock(tmp_path) as lock:
        kept = checkpoints(lock, 13)
        stopped(kept, at=30)
        path = kept.path(run_id(lively("norms=mandate"), 5))
        np.savez(path, **dict(np.load(path)) | {"tree": np.array([Stopped()], object)})
        with pytest.raises(ParameterError, match="that can be read"):
            simulate(lively("norms=mandate"), 5, keepers=[kept])


OWN = ("population.citizens=3000", "weeks=150", "replicates=2", "workers=1", "checkpoint.every=20")
WORDS = [*(word for word in SMALL if not word.startswith(("population.citizens", "weeks"))), *OWN]


def typed(folder: Path, *more: str) -> list[str]:
    """A run of two seeds that takes a while."""
    return ["run", *WORDS, *more, f"hydra.run.dir={folder}"]


def command(folder: Path) -> list[str]:
    """The same in a process of its own."""
    return [*BARE, *typed(folder)]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_killed_command_goes_on_in_the_middle_of_a_run(tmp_path, monkeypatch):
    """Killed without warning, the same command finishes the same tables, and takes its checkpoints away."""
    killed, straight = tmp_path / "killed", tmp_path / "straight"
    process = subprocess.Popen(command(killed), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not any(name.endswith(".npz") for name in files_in(killed)):
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (killed / "runs.parquet").exists()
    refused = tmp_path / "refused"
    shutil.copytree(killed, refused)
    assert subprocess.run(command(killed), capture_output=True).returncode == 0
    monkeypatch.setattr(results, "draw", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["abm"])
    assert main(typed(straight)) == 0
    for name in TABLES:
        assert pq.read_table(killed / f"{name}.parquet").equals(pq.read_table(straight / f"{name}.parquet"))
    assert not list(killed.rglob("*.npz")) and not (killed / "unfinished").exists()
    (path,) = refused.rglob("*.npz")
    path.write_bytes(b"nothing")
    again = subprocess.run(command(refused), capture_output=True, text=True)
    assert again.returncode == 2 and "checkpoint.resume must be false, or" in again.stderr
    assert len(again.stderr.strip().splitlines()) == 1
    assert main(typed(refused, "checkpoint.resume=false")) == 0
    assert pq.read_table(refused / "weeks.parquet").equals(pq.read_table(straight / "weeks.parquet"))
