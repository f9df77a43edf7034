"""Killed, interrupted and started again: the command itself, in processes of its own."""

import os
import random
import signal
import sys
import time

import pytest

from abm.execution.local import Here
from abm.sweeps import store
from abm.sweeps.sweep import carry_out
from tests.sweeps.conftest import COURAGE, MANDATE, assert_same, raw, ready, start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals to a process group")

DESIGN = ("design=sobol", "design.samples=4", COURAGE, MANDATE, "replicates=2", "workers=2", "weeks=60")
RUNS = 4 * 4 * 2
KILLS = int(os.environ.get("ABM_KILLS", "1"))
"""Moments; ten and more by hand."""


def finish(folder, cwd):
    """Run the command to its end."""
    process = start(folder, *DESIGN, cwd=cwd)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    assert f"{RUNS} of {RUNS} runs are done" in out


def files(folder):
    """Files that are complete by their name."""
    return sorted((folder / "runs").glob("*.parquet"))


def test_kill_nine_at_random_moments(tmp_path, monkeypatch):
    """kill -9 of the whole group or of the parent alone, then the same command: as the uninterrupted, row for row.

    Every file that is there after a kill can be read whole and is never written again, and no run is in two of them.
    """
    with monkeypatch.context() as patch:
        patch.setattr("abm.sweeps.sweep.create", lambda *_: Here())
        carry_out(ready(tmp_path / "whole", *DESIGN))
    wanted = store.read(tmp_path / "whole")
    assert len(wanted) == RUNS
    generator, folder = random.Random(1), tmp_path / "killed"
    moments = [generator.uniform(0.0, 0.5) for _ in range(KILLS)]
    grown, written = [], {}
    for number, moment in enumerate(moments):
        process = start(folder, *DESIGN, cwd=tmp_path)
        before = files(folder)
        late = time.monotonic() + 60
        # Most kills fall into the work itself, every third (by hand) into what comes before.
        while number % 3 < 2 and files(folder) == before and process.poll() is None and time.monotonic() < late:
            time.sleep(0.01)
        time.sleep(moment)
        (os.killpg if number % 2 else os.kill)(process.pid, signal.SIGKILL)
        process.communicate(timeout=60)
        if files(folder):
            assert not raw(folder)["run_id"].duplicated().any()
            grown.append(len(raw(folder)))
            written |= {path: path.stat().st_mtime_ns for path in files(folder) if path not in written}
    assert grown == sorted(grown)
    assert 0 < grown[0] < RUNS
    finish(folder, tmp_path)
    assert_same(store.read(folder), wanted)
    assert {path: path.stat().st_mtime_ns for path in written} == written
    assert len(raw(folder)) == RUNS
    assert {path.name for path in folder.iterdir()} == {"sweep.json", "design.parquet", "runs"}


def test_two_at_once(tmp_path):
    """Of two that start at the same moment one makes every run, once, and the other ends with one line and 2."""
    folder = tmp_path / "sweep"
    both = [start(folder, *DESIGN, "workers=1", cwd=tmp_path) for _ in range(2)]
    said = [process.communicate(timeout=300)[1] for process in both]
    assert sorted(process.returncode for process in both) == [0, 2], said
    (refusal,) = (said[number] for number in range(2) if both[number].returncode == 2)
    assert f"{folder} is in use: process " in refusal
    assert refusal.count("\n") == 1
    assert len(raw(folder)) == RUNS
    assert not raw(folder)["run_id"].duplicated().any()


def test_ctrl_c(tmp_path):
    """Ctrl-C ends the command within two seconds with 130, leaves no process, and says how to go on."""
    folder = tmp_path / "sweep"
    process = start(folder, *DESIGN, "weeks=5000", "design.samples=64", cwd=tmp_path)
    late = time.monotonic() + 60
    while not store.find_manifest(folder) and time.monotonic() < late:
        time.sleep(0.02)
    time.sleep(3.0)
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process of the group
    _, err = process.communicate(timeout=60)
    assert time.monotonic() - began < 2.0
    assert process.returncode == 130
    why, again = err.splitlines()[-2:]
    assert why.startswith("Stopped. ")
    assert why.endswith("This command goes on from there:")
    assert again.startswith("abm sweep population.citizens=200 ")
    assert "Traceback" not in err
    with pytest.raises(ProcessLookupError):
        while time.monotonic() < began + 30:
            os.killpg(process.pid, 0)
            time.sleep(0.05)
