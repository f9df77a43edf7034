"""The files of a command: all of them, complete, and the same whoever made them."""

import json
import os

import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml

from abm.analysis.figures import FIGURES
from abm.commands import results
from tests.commands import made_up
from tests.commands.conftest import TINY

PLOTS = {f"{name}.{ending}" for name in ("trust", "incidents") for ending in ("png", "svg")}
TABLES = {f"{name}.parquet" for name in results.TABLES}
PLAIN = {*TABLES, "summary.csv", "config.yaml", "provenance.json"}
ALWAYS = {*PLOTS, *PLAIN}


@pytest.fixture
def made_up_model(monkeypatch):
    """Results of a made-up model."""
    monkeypatch.setattr("abm.execution.work.simulate", made_up.simulate)


def test_the_pictures_are_those_that_are_drawn():
    """A command knows their names before the libraries come that draw them."""
    assert tuple(FIGURES) == results.FIGURES


def names(folder):
    return {path.name for path in folder.iterdir()}


def test_run(abm, figures, tmp_path):
    """One run of the real model writes every file, and nothing else."""
    answer = abm("run", "norms=anticyclical", "seed=3", *TINY, "hydra.run.dir=here")
    assert answer.code == 0
    assert names(tmp_path / "here") == ALWAYS
    runs = pd.read_parquet(tmp_path / "here" / "runs.parquet")
    assert runs[["norms", "scenario", "seed"]].to_numpy().tolist() == [["anticyclical", "default", 3]]
    weeks = pd.read_parquet(tmp_path / "here" / "weeks.parquet")
    assert weeks["week"].tolist() == list(range(-3, 6))
    summary = pd.read_csv(tmp_path / "here" / "summary.csv")
    assert summary["mean"].notna().any()
    assert summary["difference"].isna().all()
    assert "Results are in here" in answer.out


def test_comparison(abm, tmp_path):
    """A comparison of the real model pairs twin runs, holds overrides for all and prints the difference."""
    words = ("compare", "compare.norms=[reactive,mandate]", "replicates=2", "officials.courage=0.9", *TINY, "workers=1")
    answer = abm(*words, "hydra.run.dir=here")
    assert answer.code == 0
    assert names(tmp_path / "here") == PLAIN
    runs = pd.read_parquet(tmp_path / "here" / "runs.parquet")
    assert list(zip(runs["norms"], runs["seed"], strict=True)) == [
        ("reactive", 1),
        ("reactive", 2),
        ("mandate", 1),
        ("mandate", 2),
    ]
    assert runs["run_id"].is_unique
    summary = pd.read_csv(tmp_path / "here" / "summary.csv").set_index(["norms", "measure"])
    means = runs.groupby("norms")["trust"].mean()
    assert summary.loc[("mandate", "trust"), "difference"] == pytest.approx(means["mandate"] - means["reactive"])
    config = yaml.safe_load((tmp_path / "here" / "config.yaml").read_text(encoding="utf-8"))
    assert config["officials"]["courage"] == 0.9
    origin = json.loads((tmp_path / "here" / "provenance.json").read_text(encoding="utf-8"))
    assert origin["command"][:2] == ["abm", "compare"]
    assert origin["norm_sets"] == {
        "reactive": {},
        "mandate": {"norms": "mandate", "instruments": ["leadership_mandate"]},
    }
    assert "mandate" in answer.out


def test_what_every_norm_set_was_run_with(abm, tmp_path, made_up_model):
    """The provenance tells the parameters of each norm set, also that a later one has none."""
    (tmp_path / "own" / "norms").mkdir(parents=True)
    text = "# @package _global_\nofficials: {courage: 0.9}\n"
    (tmp_path / "own" / "norms" / "listen.yaml").write_text(text)
    words = (
        "compare.norms=[listen,reactive]",
        "replicates=1",
        "workers=1",
        "hydra.run.dir=here",
        "--config-dir",
        "own",
    )
    assert abm("compare", *TINY, *words).code == 0
    origin = json.loads((tmp_path / "here" / "provenance.json").read_text())
    assert yaml.safe_load((tmp_path / "here" / "config.yaml").read_text())["norm_parameters"] == {
        "officials.courage": 0.9
    }
    assert origin["norm_sets"] == {"listen": {}, "reactive": {"norms": "reactive", "norm_parameters": {}}}


def test_units_survive(abm, tmp_path):
    """Units and definitions of the recording stand in the files."""
    abm("run", *TINY, "hydra.run.dir=here")
    for name in ("runs", "weeks"):
        fields = {field.name: field.metadata for field in pq.read_schema(tmp_path / "here" / f"{name}.parquet")}
        assert fields["trust"][b"unit"]
        assert fields["trust"][b"definition"]


def test_twenty_seeds_only_in_a_comparison(abm, tmp_path, made_up_model):
    """`replicates` is 1 in run and 20 in compare, unless the user says otherwise."""
    tiny = ("weeks=2", "burn_in=0", "workers=1")
    abm("run", *tiny, "hydra.run.dir=run")
    abm("compare", *tiny, "compare.norms=[reactive,mandate]", "hydra.run.dir=compare")
    abm("compare", *tiny, "compare.norms=[reactive,mandate]", "replicates=2", "hydra.run.dir=two")
    counts = {name: len(pd.read_parquet(tmp_path / name / "runs.parquet")) for name in ("run", "compare", "two")}
    assert counts == {"run": 1, "compare": 40, "two": 4}


def test_bytes_do_not_depend_on_processes(abm, tmp_path, monkeypatch):
    """Tables and summary are the same bytes for one process and for two, and when written in parts.

    Figures drawn of such tables are held together in tests/test_platforms.py.
    """
    monkeypatch.setattr(results, "ROWS", 20)
    words = ("compare", "compare.norms=[reactive,anticyclical]", "replicates=3", *TINY)
    for workers in (1, 2):
        assert abm(*words, f"workers={workers}", f"hydra.run.dir={workers}").code == 0
    assert pq.ParquetFile(tmp_path / "1" / "weeks.parquet").num_row_groups > 1
    for name in PLAIN - {"config.yaml", "provenance.json"}:  # which tell of workers and folder
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes(), name


def test_multirun(abm, tmp_path, made_up_model):
    """Plain Hydra: one folder for each point, options also after overrides."""
    answer = abm("run", "weeks=2", "-m", "norms=reactive,mandate", "seed=1,2", "burn_in=0", "hydra.sweep.dir=all")
    assert answer.code == 0
    assert names(tmp_path / "all") == {"0", "1", "2", "3", "multirun.yaml"}
    runs = [pd.read_parquet(tmp_path / "all" / str(job) / "runs.parquet").iloc[0] for job in range(4)]
    assert [f"{run['norms']}-{run['seed']}" for run in runs] == ["reactive-1", "reactive-2", "mandate-1", "mandate-2"]
    assert "norms=mandate seed=2" in answer.out


def test_default_folder(abm, tmp_path, made_up_model):
    """Without a word about it, results go to outputs/<date>_<time>, and no file of Hydra's beside them."""
    abm("run", "weeks=2", "burn_in=0")
    (folder,) = (tmp_path / "outputs").iterdir()
    assert names(folder) == PLAIN


def test_citizens_on_request(abm, figures, tmp_path):
    """Columns of citizens are written when asked for, and do not outlive a later run in the same folder."""
    abm("run", *TINY, "record.citizens=[trust,topic]", "hydra.run.dir=here")
    citizens = pd.read_parquet(tmp_path / "here" / "citizens.parquet")
    assert len(citizens) == 200
    assert {"trust", "topic"} <= set(citizens)
    abm("run", *TINY, "record.measures=[trust]", "hydra.run.dir=here")
    assert names(tmp_path / "here") == ALWAYS - {"incidents.png", "incidents.svg"}


def test_failure_leaves_nothing(abm, tmp_path, made_up_model, capsys):
    """A run that fails ends with exit code 1 and two lines, without a file or a folder that looks like a result."""
    with pytest.raises(SystemExit) as stopped:
        abm("run", f"seed={made_up.FAILS}", "hydra.run.dir=new/here")
    assert stopped.value.code == 1
    said = capsys.readouterr().err.splitlines()
    assert said == [
        "The run norms=reactive seed=666 failed: RuntimeError: made to fail. 0 of 1 runs are done. "
        "This command goes on from there:",
        "abm run seed=666 hydra.run.dir=new/here",
    ]
    assert list(tmp_path.iterdir()) == []


def test_failure_keeps_earlier_results(abm, tmp_path, made_up_model):
    """Results that are there stay whole when a later command into the same folder fails."""
    abm("run", "weeks=2", "burn_in=0", "hydra.run.dir=here")
    before = {path.name: path.read_bytes() for path in (tmp_path / "here").iterdir()}
    with pytest.raises(SystemExit):
        abm("run", f"seed={made_up.FAILS}", "hydra.run.dir=here")
    assert {path.name: path.read_bytes() for path in (tmp_path / "here").iterdir()} == before


def test_files_are_moved_when_complete(abm, figures, tmp_path, made_up_model, monkeypatch):
    """No file has its name before it has all its content: everything is made elsewhere and moved in one step."""
    moved = []

    def replace(source, target):
        assert os.path.getsize(source) > 0
        assert not os.path.exists(target)
        if os.path.dirname(target) == str(tmp_path / "here"):
            moved.append(os.path.basename(target))
        rename(source, target)

    rename = os.replace
    monkeypatch.setattr(results.os, "replace", replace)
    abm("run", "weeks=2", "burn_in=0", "hydra.run.dir=here")
    assert set(moved) == ALWAYS == names(tmp_path / "here")
