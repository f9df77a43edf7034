"""What a sweep holds: every run once, the same however it was run, resumed, widened, cut in parts or gone wrong."""

import json
import multiprocessing
import os
import subprocess
import sys

import pandas as pd
import pyarrow.dataset as ds
import pytest

import abm as library
from abm.execution import kept
from abm.execution.local import Here
from abm.execution.stops import Unwritable
from abm.observation.provenance import run_id
from abm.observation.record import simulate
from abm.sweeps import store
from abm.sweeps.sweep import carry_out
from tests.sweeps.conftest import COURAGE, MANDATE, NORMS, TINY, assert_same, content, raw, ready, tiny

DESIGN = ("design=random", "design.samples=6", COURAGE, NORMS, "replicates=2")


@pytest.fixture(autouse=True)
def one_worker(monkeypatch):
    """Work in this process: what happens in others has tests of its own."""
    monkeypatch.setattr("abm.sweeps.sweep.create", lambda *_: Here())


def test_rows_are_those_of_single_runs(swept, tmp_path):
    """A row has the measures, the address and the metadata that `abm run` gives for the same configuration and seed."""
    runs = swept(*DESIGN)
    assert len(runs) == 12
    row = runs.iloc[3]
    parameters = library.load(*TINY, f"officials.courage={row['officials.courage']}", f"norms={row['norms']}")
    alone = simulate(parameters, int(row["seed"])).runs
    assert row["run_id"] == run_id(parameters, int(row["seed"]))
    for name, value in alone.to_pylist()[0].items():
        assert row[name] == value or (pd.isna(row[name]) and value is None)
    path = next((tmp_path / "sweep" / "runs").glob("*.parquet"))
    assert ds.dataset(path).schema.field("trust").metadata == alone.schema.field("trust").metadata


def test_one_line_reads_it_while_it_grows(tmp_path):
    """After every batch pandas and pyarrow read all files as one table; polars and DuckDB do where installed."""
    folder, seen = tmp_path / "sweep", []

    def look(done, failed):
        runs = pd.read_parquet(folder / "runs")
        assert all(path.suffix == ".parquet" for path in (folder / "runs").iterdir())  # some readers take every file
        assert ds.dataset(folder / "runs").count_rows() == len(runs)
        seen.append(len(runs))

    carry_out(ready(folder, *DESIGN), progress=look)
    assert seen == sorted(seen)
    assert len(seen) > 1
    assert seen[-1] == 12
    for package, read in (
        ("polars", lambda it: it.read_parquet(folder / "runs" / "*.parquet").height),
        ("polars", lambda it: it.read_parquet(folder / "runs").height),
        ("duckdb", lambda it: it.sql(f"select count(*) from '{folder.as_posix()}/runs/*.parquet'").fetchall()[0][0]),
    ):
        try:
            module = __import__(package)
        except ImportError:
            continue
        assert read(module) == 12


def test_the_same_command_again_does_nothing(swept, tmp_path, monkeypatch):
    """Everything is there: no run is made, no file touched."""
    first = swept(*DESIGN)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "sweep").rglob("*")}
    monkeypatch.setattr("abm.execution.work.simulate", lambda *_: pytest.fail("a run was made twice"))
    assert_same(swept(*DESIGN), first)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "sweep").rglob("*")} == before


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_only_what_is_missing_is_done(swept, tmp_path, monkeypatch, lost):
    """When a file is gone its runs are made again, and no other."""
    first = swept(*DESIGN)
    path = sorted((tmp_path / "sweep" / "runs").glob("*.parquet"))[lost]
    wanted = set(pd.read_parquet(path)["run_id"])
    path.unlink()
    made = []

    def watched(parameters, seed, progress=None, keepers=()):
        made.append(run_id(parameters, seed))
        return simulate(parameters, seed)

    monkeypatch.setattr("abm.execution.work.simulate", watched)
    assert_same(swept(*DESIGN), first)
    assert sorted(made) == sorted(wanted)


@pytest.mark.parametrize(
    ("small", "large"),
    [
        (["design=sobol", "design.samples=4", COURAGE, NORMS], ["design=sobol", "design.samples=8", COURAGE, NORMS]),
        (["norms=reactive,mandate"], ["norms=reactive,mandate", "replicates=3"]),
        (["officials.courage=0.4,0.6", "seed=2"], ["officials.courage=0.2,0.4,0.6", "seed=1", "replicates=2"]),
    ],
)
def test_widening_reuses_what_is_there(swept, tmp_path, monkeypatch, small, large):
    """A larger design in the same folder makes only the new runs, and ends up as if it had been asked for at once."""
    there = set(swept(*small)["run_id"])
    made = []

    def watched(parameters, seed, progress=None, keepers=()):
        made.append(run_id(parameters, seed))
        return simulate(parameters, seed)

    monkeypatch.setattr("abm.execution.work.simulate", watched)
    wide = swept(*large)
    assert there <= set(wide["run_id"])
    assert not there & set(made)
    assert_same(wide, swept(*large, folder=tmp_path / "at_once"))
    assert len(swept(*small)) == len(wide)  # the smaller command finds the larger sweep, and leaves it alone


def test_folder_is_named_after_the_design(tmp_path, monkeypatch):
    """Never after the time: the same words find the same folder, also when only made wider; other words another."""
    monkeypatch.chdir(tmp_path)
    from abm.sweeps.sweep import prepare

    def folder(*words):
        return prepare(tiny(*words), ["abm"]).folder.as_posix()

    words = ("design=sobol", "design.samples=4", COURAGE)
    assert folder(*words) == folder(*words, "replicates=2") == folder(*words[:1], "design.samples=8", COURAGE)
    others = [
        folder(*words, "weeks=5"),
        folder(*words, "design.seed=2"),
        folder(*words, NORMS),
        folder(*words, "seed=2"),
    ]
    assert len({folder(*words), *others}) == 5
    assert folder(*words).startswith("sweeps/sobol-")
    assert list(tmp_path.iterdir()) == []


def test_shards_are_disjoint_and_together_complete(swept, tmp_path):
    """Three shards in one folder make every run once; each does its own part only."""
    whole = swept(*DESIGN, folder=tmp_path / "whole")
    parts = [ready(tmp_path / "sweep", *DESIGN, f"shard={number}/3") for number in (1, 2, 3)]
    assert sum(part.runs() for part in parts) == len(whole)
    for part in parts:
        carry_out(part)
    assert not raw(tmp_path / "sweep")["run_id"].duplicated().any()
    assert_same(store.read(tmp_path / "sweep"), whole)


def test_failed_run_is_a_row(swept, tmp_path, monkeypatch):
    """A run that raises is kept with its error; the others are as ever; the next command leaves it, retry does not."""
    whole = swept(*DESIGN, folder=tmp_path / "whole")

    def fragile(parameters, seed, progress=None, keepers=()):
        if parameters.officials.courage > 0.5 and seed == 2:
            raise ZeroDivisionError("courage\nhas its price")
        return simulate(parameters, seed)

    with monkeypatch.context() as patch:
        patch.setattr("abm.execution.work.simulate", fragile)
        runs = swept(*DESIGN)
        assert_same(swept(*DESIGN), runs)
    bad = (runs["officials.courage"] > 0.5) & (runs["seed"] == 2)
    assert 0 < bad.sum() < len(runs)
    assert set(runs["error"][bad]) == {"ZeroDivisionError: courage has its price"}
    assert runs["trust"][bad].isna().all()
    assert_same(runs[~bad], whole[~bad])
    assert_same(swept(*DESIGN), runs)
    assert_same(swept(*DESIGN, "retry=true"), whole)
    assert len(raw(tmp_path / "sweep")) == len(whole)


def test_weeks_are_kept_when_asked_for(swept, tmp_path):
    """Weeks of every run, once each, beside the runs; those of a file that was never finished go at the next start."""
    runs = swept(*DESIGN, "record.weeks=true")
    folder = tmp_path / "sweep"
    weeks = store.read(folder, "weeks")
    assert weeks.groupby("run_id").size().to_dict() == dict.fromkeys(runs["run_id"], 4)
    next((folder / "runs").glob("*.parquet")).unlink()
    swept(*DESIGN, "record.weeks=true")
    names = [{path.name for path in (folder / table).iterdir()} for table in ("runs", "weeks")]
    assert names[0] == names[1]
    pd.testing.assert_frame_equal(store.read(folder, "weeks"), weeks)


def test_fewer_measures(swept):
    """With record.measures only those are kept, with the same values."""
    few = swept(*DESIGN, "record.measures=[trust,incidents]")
    assert {"trust", "incidents", "cyclicality"} <= set(few.columns)
    assert "misfit" not in few
    assert few["trust"].notna().all()


def test_disk_that_cannot_be_written(swept, tmp_path, monkeypatch):
    """When writing fails the sweep stops and says so; nothing half-written stays; the same command completes it."""
    whole = swept(*DESIGN, folder=tmp_path / "whole")
    written = []
    write = kept.write_bytes

    def full(path, content, mark):
        written.append(path)
        if path.parent.name == "runs" and len(written) > 4:
            mark.unfinished(path.name).write_bytes(content[:100])
            raise OSError(28, "No space left on device")
        write(path, content, mark)

    with monkeypatch.context() as patch:
        patch.setattr(kept, "write_bytes", full)
        with pytest.raises(Unwritable, match="No space left"):
            swept(*DESIGN)
    there = store.read(tmp_path / "sweep")
    assert 0 < len(there) < len(whole)
    assert_same(swept(*DESIGN), whole)
    assert sorted(path.name for path in (tmp_path / "sweep").iterdir()) == ["design.parquet", "runs", "sweep.json"]


@pytest.mark.skipif(not sys.platform.startswith("linux") or os.getuid() != 0, reason="needs root on Linux for a tmpfs")
def test_disk_that_fills_up(swept, tmp_path):
    """The same with a file system that is really full."""
    whole = swept(*DESIGN, folder=tmp_path / "whole")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160k", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        pytest.skip("may not mount a tmpfs here")
    try:
        with pytest.raises(Unwritable, match="No space left"):
            swept(*DESIGN, folder=disk / "sweep")
        assert 0 < len(store.read(disk / "sweep")) < len(whole)
        subprocess.run(["mount", "-o", "remount,size=50m", disk], check=True)
        assert_same(swept(*DESIGN, folder=disk / "sweep"), whole)
    finally:
        subprocess.run(["umount", disk], check=True)


def test_point_numbers_follow_the_design(swept, tmp_path):
    """A wider design numbers its points anew; rows are read by the new numbers, though files have the old."""
    swept("officials.courage=0.4,0.6")
    swept("officials.courage=0.2,0.4,0.6")
    runs, points = store.read(tmp_path / "sweep"), store.points(tmp_path / "sweep")
    joined = runs.merge(points, on="point", suffixes=("", "_design"))
    assert len(joined) == 3
    assert (joined["officials.courage"] == joined["officials.courage_design"]).all()


def test_manifest_says_what_it_is(swept, tmp_path):
    """Design, factors, seeds, versions and results version stand in sweep.json."""
    swept(*DESIGN)
    note = json.loads((tmp_path / "sweep" / "sweep.json").read_text(encoding="utf-8"))
    assert note["design"] == {"name": "random", "samples": 6, "seed": 1}
    assert note["factors"][0] == {"key": "officials.courage", "kind": "interval", "low": 0, "high": 1, "whole": False}
    assert note["factors"][1] == {"key": "norms", "kind": "choice", "values": ["reactive", "anticyclical"]}
    assert note["results_version"] == library.RESULTS_VERSION
    assert (note["points"], note["replicates"], note["seed"]) == (6, 2, 1)
    assert {"mesa", "numpy", "abm"} <= set(note["versions"])
    assert (note["meta_host"], store.read(tmp_path / "sweep")["meta_host"].notna().any()) == (None, False)


def test_nothing_stays_behind(swept):
    """No process outlives a sweep."""
    swept(MANDATE)
    assert multiprocessing.active_children() == []
    assert content(pd.DataFrame({"run_id": ["b", "a"], "meta_host": ["x", "y"]})).columns.tolist() == ["run_id"]
