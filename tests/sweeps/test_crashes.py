"""Killed, interrupted and started again: the command itself, in processes of its own."""

import os
import random
import signal
import sys
import time

import pytest

from abm.sweeps import store
from tests.sweeps.conftest import COURAGE, MANDATE, assert_same, raw, start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals to a process group")

DESIGN = ("design=sobol", "design.samples=32", COURAGE, MANDATE, "replicates=2", "workers=2", "weeks=30")
RUNS = 32 * 4 * 2
KILLS = 10


def finish(folder, cwd):
    """Run the command to its end."""
    process = start(folder, *DESIGN, cwd=cwd)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    assert f"{RUNS} of {RUNS} runs are done" in out


def files(folder):
    """Files that are complete by their name."""
    return sorted((folder / "runs").glob("*.parquet"))


def test_kill_nine_at_ten_random_moments(tmp_path):
    """kill -9 of the whole process tree, ten times, then the same command: equal to the uninterrupted, row for row.

    Every file that is there after a kill can be read whole, and no run is ever in two of them.
    """
    finish(tmp_path / "whole", tmp_path)
    wanted = store.read(tmp_path / "whole")
    assert len(wanted) == RUNS
    generator, folder = random.Random(1), tmp_path / "killed"
    moments = [generator.uniform(0.0, 1.0) for _ in range(KILLS)]
    grown = []
    for number, moment in enumerate(moments):
        process = start(folder, *DESIGN, cwd=tmp_path)
        before = files(folder)
        late = time.monotonic() + 60
        # Most kills fall into the work itself, some into what comes before.
        while number % 4 and files(folder) == before and process.poll() is None and time.monotonic() < late:
            time.sleep(0.01)
        time.sleep(moment)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=60)
        if files(folder):
            assert not raw(folder)["run_id"].duplicated().any()
            grown.append(len(raw(folder)))
    assert grown == sorted(grown)
    assert 0 < grown[0] < RUNS
    finish(folder, tmp_path)
    assert_same(store.read(folder), wanted)
    assert len(raw(folder)) == RUNS
    assert not list(folder.rglob(".*"))


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
    assert err.splitlines()[-2].startswith("Stopped.")
    assert err.splitlines()[-1].startswith("abm sweep ")
    assert "Traceback" not in err
    with pytest.raises(ProcessLookupError):
        while time.monotonic() < began + 30:
            os.killpg(process.pid, 0)
            time.sleep(0.05)
