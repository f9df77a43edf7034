"""One file of a sweep that is not what its name says, and two who work in one folder: nothing lost, nothing twice."""

import json
import os
import shutil
import sys

import pandas as pd
import pytest

from abm.execution.local import Here
from abm.execution.locks import Lock
from abm.observation.record import simulate
from abm.parameters.checks import ParameterError
from abm.sweeps import store
from abm.sweeps.sweep import carry_out
from tests.sweeps.conftest import COURAGE, MANDATE, NORMS, TINY, assert_same, raw, ready

WORDS = (*TINY, "design=sobol", "design.samples=2", COURAGE, MANDATE, NORMS)
RUNS = 2 * 4 * 2


@pytest.fixture(autouse=True)
def one_worker(monkeypatch):
    """Work in this process: what happens in others has tests of its own."""
    monkeypatch.setattr("abm.sweeps.sweep.create", lambda *_: Here())


pytestmark = pytest.mark.xdist_group("damage")  # one worker makes what they share


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A finished sweep of several files, in a folder named after its design, and its runs."""
    home = tmp_path_factory.mktemp("whole")
    folder = home / ready("unused", *WORDS[len(TINY) :]).note["hash"]
    folder = folder.with_name(f"sobol-{folder.name}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("abm.sweeps.sweep.create", lambda *_: Here())
        patch.setattr(Here, "seconds", 0.0)
        carry_out(ready(folder, *WORDS[len(TINY) :]))
    assert len(list((folder / "runs").iterdir())) > 4
    return folder


@pytest.fixture
def sweep(whole, tmp_path, monkeypatch):
    """A copy of it to be spoilt, where the command finds it by itself."""
    monkeypatch.chdir(tmp_path)
    return shutil.copytree(whole, tmp_path / "sweeps" / whole.name)


def foreign(path):
    """A Parquet file of something else in its place."""
    pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}).to_parquet(path)


def other_type(path):
    """The right columns, one with texts in place of numbers."""
    pd.read_parquet(path).assign(**{"officials.courage": "much"}).to_parquet(path)


def flipped(path):
    """Bytes in the middle that no checksum guards."""
    content = bytearray(path.read_bytes())
    content[10:60] = bytes(50)
    path.write_bytes(content)


DAMAGES = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-40]),
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("run_id,seed\n1,2\n"),
    "flipped": flipped,
    "foreign": foreign,
    "type": other_type,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_file_of_runs(abm, sweep, whole, damage):
    """Results leaves it out and says what to do; the sweep puts it aside, makes its runs again and says so."""
    path = sorted((sweep / "runs").iterdir())[1]
    lost = len(pd.read_parquet(path))
    DAMAGES[damage](path)
    answer = abm("results", str(sweep))
    assert answer.code == 0
    (line,) = answer.err.splitlines()
    assert line.startswith(f"{path} is damaged (")
    assert line.endswith("and is left out; the same abm sweep command makes its runs again")
    assert f"{RUNS - lost} of {RUNS} runs are done" in answer.out
    answer = abm("sensitivity", str(sweep))
    assert answer.code == 2
    assert answer.err.count("\n") == 1
    assert str(path) in answer.err
    answer = abm("sweep", *WORDS)
    assert answer.code == 0
    assert f"runs/{path.name} is damaged (" in answer.err
    assert f"{RUNS} of {RUNS} runs are done" in answer.out
    assert_same(store.read(sweep), store.read(whole))
    assert len(raw(sweep)) == RUNS
    assert [item.name for item in (sweep / "damaged").iterdir()] == [f"runs-{path.name}"]
    assert abm("results", str(sweep)).err == ""


@pytest.mark.parametrize("spoil", ["cut", "empty", "other", "gone"])
@pytest.mark.parametrize("name", ["sweep.json", "design.parquet"])
def test_damaged_manifest_or_design(abm, sweep, whole, name, spoil, monkeypatch):
    """Results names the file in one line; the same sweep writes it again and makes no run; another is refused."""
    path = sweep / name
    if spoil == "gone":
        path.unlink()
    else:
        content = {"cut": path.read_bytes()[:-30], "empty": b"", "other": b'{"a": 1}'}[spoil]
        path.write_bytes(content)
    for command in ("results", "sensitivity"):
        answer = abm(command, str(sweep))
        assert answer.code == 2
        assert answer.err.count("\n") == 1
        assert name in answer.err
    elsewhere = shutil.copytree(sweep, sweep.with_name("mine"))
    other = abm("sweep", *WORDS, "seed=7", "hydra.sweep.dir=sweeps/mine")
    assert other.code == 2
    assert other.err.count("\n") == 1
    monkeypatch.setattr("abm.execution.work.simulate", lambda *_: pytest.fail("a run was made twice"))
    for folder, words in ((sweep, WORDS), (elsewhere, (*WORDS, "hydra.sweep.dir=sweeps/mine"))):
        answer = abm("sweep", *words)
        assert answer.code == 0, answer.err
        assert_same(store.read(folder), store.read(whole))
        pd.testing.assert_frame_equal(store.points(folder), store.points(whole))


def test_weeks_that_are_damaged_or_gone(tmp_path, monkeypatch):
    """Runs whose weeks were lost are made again with them."""
    monkeypatch.setattr(Here, "seconds", 0.0)
    words = ("officials.courage=0.2,0.4,0.6", "record.weeks=true")
    carry_out(ready(tmp_path, *words))
    wanted = store.read(tmp_path), store.read(tmp_path, "weeks")
    first, second, _ = sorted((tmp_path / "weeks").iterdir())
    first.write_bytes(b"no")
    second.unlink()
    said = []
    carry_out(ready(tmp_path, *words), say=said.append)
    assert f"weeks/{first.name} is damaged" in said[0]
    assert f"weeks/{second.name} is missing" in said[1]
    assert_same(store.read(tmp_path), wanted[0])
    pd.testing.assert_frame_equal(store.read(tmp_path, "weeks"), wanted[1])
    assert len(raw(tmp_path)) == 3


def test_second_start_is_refused(abm, sweep):
    """While a command is at work in the folder another is refused in one line, also for a part of it."""
    before = {path: path.stat().st_mtime_ns for path in sweep.rglob("*")}
    with Lock(sweep):
        for words in ((), ("shard=1/2",), ("executor=slurm", "executor.cluster=local"), ("retry=true",)):
            answer = abm("sweep", *WORDS, *words)
            assert answer.code == 2
            assert answer.out == ""
            assert f"{sweep.name} is in use: process {os.getpid()} on " in answer.err
            assert answer.err.count("\n") == 1
    assert {path: path.stat().st_mtime_ns for path in sweep.rglob("*")} == before


def test_shards_side_by_side(abm, tmp_path, monkeypatch):
    """While one half is at work the other is done; a quarter of the first is refused."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "sweep"
    words = (*WORDS, f"hydra.sweep.dir={folder.as_posix()}")
    with Lock(folder, "1/2"):
        refused = abm("sweep", *words, "shard=1/4")
        assert refused.code == 2
        assert "on shard 1/2" in refused.err
        assert abm("sweep", *words, "shard=2/2").code == 0
    assert abm("sweep", *words, "shard=1/2").code == 0
    assert len(raw(folder)) == RUNS
    assert not raw(folder)["run_id"].duplicated().any()
    assert not (folder / "unfinished").exists()


def test_runs_that_are_there_twice(sweep, whole):
    """What two commands of an earlier version made twice is there once after the next start."""
    first, second, *_ = sorted((sweep / "runs").iterdir())
    shutil.copy(first, first.with_name("0123456789abcdef.parquet"))
    both = pd.concat([pd.read_parquet(first), pd.read_parquet(second)])
    both.to_parquet(first.with_name("fedcba9876543210.parquet"))
    assert len(raw(sweep)) > RUNS
    carry_out(ready(sweep, *WORDS[len(TINY) :]))
    assert len(raw(sweep)) == RUNS
    assert_same(store.read(sweep), store.read(whole))


def test_retry_leaves_failed_runs_of_others_alone(tmp_path, monkeypatch):
    """With shard and retry only failed runs of the own shard are made again, also out of a file of several shards."""
    words = ("officials.courage=0.1,0.2,0.3,0.4,0.5,0.6", "replicates=2")

    def fragile(parameters, seed, progress=None, keepers=()):
        if seed == 2:
            raise ValueError("odd")
        return simulate(parameters, seed, progress)

    with monkeypatch.context() as patch:
        patch.setattr("abm.execution.work.simulate", fragile)
        carry_out(ready(tmp_path, *words))
    part = ready(tmp_path, *words, "shard=1/2", "retry=true")
    mine = part.runs() // 2
    assert 0 < mine < 6
    carry_out(part)
    assert len(raw(tmp_path)) == 12
    assert store.read(tmp_path)["error"].notna().sum() == 6 - mine
    carry_out(ready(tmp_path, *words, "shard=2/2", "retry=true"))
    assert store.read(tmp_path)["error"].isna().all()
    assert len(raw(tmp_path)) == 12


@pytest.mark.parametrize("executor", ["slurm", "ray"])
def test_executor_that_cannot_start(abm, tmp_path, monkeypatch, executor):
    """One line that names it, and no folder left."""
    pytest.importorskip({"slurm": "submitit", "ray": "ray"}[executor])
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["abm"])
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    if executor == "ray":
        monkeypatch.setattr("ray.init", lambda **_: (_ for _ in ()).throw(ConnectionError("no cluster\nat all")))
    answer = abm("sweep", *WORDS, f"executor={executor}")
    assert answer.code == 2
    assert answer.err.startswith("executor must be one that can start here, not " + executor)
    assert answer.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_note_of_what_is_asked_for_is_plain(whole):
    """The manifest can be read by anybody while nobody is at work, and no lock or unfinished file is left."""
    assert json.loads((whole / "sweep.json").read_text(encoding="utf-8"))["points"] == RUNS
    assert {path.name for path in whole.iterdir()} == {"sweep.json", "design.parquet", "runs"}
    with pytest.raises(ParameterError, match=r"with sweep\.json in it"):
        store.manifest(whole / "runs")
