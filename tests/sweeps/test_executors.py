"""The same sweep on 1 process, 2 processes, Ray and submitit: identical tables, also when workers and nodes die."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from abm.execution.local import Here
from abm.sweeps import store
from abm.sweeps.sweep import carry_out
from tests.sweeps.conftest import COURAGE, NORMS, assert_same, raw, ready

pytestmark = pytest.mark.xdist_group("executors")

DESIGN = ("design=random", COURAGE, NORMS)
WHOLE = (*DESIGN, "design.samples=4", "replicates=2")
RUNS = 8


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The sweep by this process; one worker is what a point that kills it meets below."""
    folder = tmp_path_factory.mktemp("one")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("abm.sweeps.sweep.create", lambda *_: Here())
        carry_out(ready(folder, *WHOLE))
    return store.read(folder)


def test_one_process(whole):
    """Every run is there, and none failed."""
    assert len(whole) == RUNS
    assert whole["error"].isna().all()


def test_submitit(whole, tmp_path):
    """Jobs of submitit (its local executor), of which every run is one here, give the same."""
    pytest.importorskip("submitit", reason="needs the extra slurm")
    part = ("design.samples=2", "executor=slurm", "executor.cluster=local", "executor.jobs=2")
    carry_out(ready(tmp_path, *DESIGN, *part))
    assert_same(store.read(tmp_path), whole[(whole["point"] < 2) & (whole["seed"] == 1)])
    assert len(raw(tmp_path)) == 2


@pytest.fixture
def cluster(monkeypatch):
    """A Ray cluster of two nodes on this machine, of one core each."""
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    monkeypatch.setenv("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")  # the loopback address, here too
    ray = pytest.importorskip("ray", reason="needs the extra ray")
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    made.add_node(num_cpus=1)
    yield made
    ray.shutdown()
    made.shutdown()


@pytest.mark.skipif(sys.platform == "win32", reason="Ray's clusters of several nodes need POSIX")
def test_ray_cluster(whole, cluster, tmp_path):
    """Two nodes of a Ray cluster give the same, also when one of them is lost on the way; no run is made twice."""
    address = f"executor.address={cluster.address}"
    nodes = list(cluster.worker_nodes)

    def lose(done, failed):
        if nodes and done:
            cluster.remove_node(nodes.pop(), allow_graceful=False)

    carry_out(ready(tmp_path, *WHOLE, "executor=ray", address), progress=lose)
    assert not nodes
    runs = store.read(tmp_path)
    assert_same(runs, whole)
    assert len(runs) == len(raw(tmp_path)) == RUNS
    assert set(runs["error"].dropna()) == set()


LINUX = sys.platform.startswith("linux")
"""Where workers are found in /proc."""


def processes_of(parent):
    """Workers of a process on Linux, the resource tracker aside."""
    found = []
    for line in os.listdir("/proc"):
        if line.isdigit():
            try:
                status = Path(f"/proc/{line}/stat").read_text().rsplit(")", 1)[1].split()
                command = Path(f"/proc/{line}/cmdline").read_text()
            except OSError:
                continue
            if int(status[1]) == parent and "spawn_main" in command:
                found.append(int(line))
    return found


def test_two_processes(whole, tmp_path):
    """More processes change nothing but the order of the files, also when one is killed in the middle of its work.

    Then its runs are made by another, the dataset is whole, and no run is there twice.
    """
    killed = []

    def kill(done, failed):
        if LINUX and not killed and done:
            victims = processes_of(os.getpid())
            os.kill(victims[0], signal.SIGKILL)
            killed.append(victims[0])

    carry_out(ready(tmp_path, *WHOLE, "workers=2"), progress=kill)
    assert killed or not LINUX
    assert_same(store.read(tmp_path), whole)
    assert len(raw(tmp_path)) == RUNS


DEADLY = """
import os, abm.execution.work as work
real = work.simulate
def simulate(parameters, seed, progress=None, keepers=()):
    if parameters.officials.courage == 0.5:
        os._exit(1)
    return real(parameters, seed)
work.simulate = simulate
"""


def test_point_that_kills_its_workers_is_given_up(tmp_path, monkeypatch):
    """A point that takes its worker with it every time becomes rows with an error; all others are done as ever."""
    (tmp_path / "sitecustomize.py").write_text(DEADLY)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    began = time.monotonic()
    words = ("officials.courage=0.1,0.2,0.5,0.8,0.9", "replicates=2", "workers=1")
    carry_out(ready(tmp_path / "sweep", *words))
    runs = store.read(tmp_path / "sweep")
    lost = runs["officials.courage"] == 0.5
    assert len(runs) == len(raw(tmp_path / "sweep")) == 10
    assert (runs["error"].notna() == lost).all()
    assert runs["error"][lost].str.startswith("lost: its worker ended").all()
    assert time.monotonic() - began < 120  # it does not try forever
