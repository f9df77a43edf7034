"""A user's mistake in a sweep: one line that helps, exit code 2, nothing started and nothing left behind."""

import json
import sys

import pytest

from tests.sweeps.conftest import COURAGE, MANDATE, TINY, tiny

MISTAKES = [
    (["officials.courage=interval(0,2)"], ["officials.courage", "a number from 0 to 1"]),
    (["officials.courage=interval(0.7,0.3)"], ["low below high"]),
    (["officials.courage=interval(0,nan)"], ["officials.courage"]),
    (["officials.courge=interval(0,1)"], ["did you mean officials.courage?"]),
    (["timing=interval(0,1)"], ["an interval is for numbers"]),
    (["norms=interval(0,1)"], ["an interval is for numbers"]),
    (["record.decisions=interval(0,1)"], ["record.decisions", "one value in a sweep"]),
    (["incidents.panel=interval(20.5,40)"], ["a whole number from 20"]),
    (["officials.courage=0.2,7"], ["officials.courage must be a number from 0 to 1"]),
    (["officials.courage=0.2,brave"], ["officials.courage must be a number from 0 to 1, not brave"]),
    (["officials.courage=0.2,0.2"], ["each value once"]),
    (["officials.courage=0.2,0.3", "officials.courage=0.4,0.5"], ["given once"]),
    (["incidents.panel=20,30.5"], ["incidents.panel must be a whole number", "not 30.5"]),
    (["norms=reactive,anticyclic"], ["did you mean anticyclical?"]),
    (
        ["norms=reactive,mandate", "population.citizens=3"],
        ["population.citizens must be a whole number from 200", "not 3"],
    ),
    (["instruments=[pilots],[pilot]"], ["did you mean pilots?"]),
    (["officials.courage=shuffle(0.2,0.5)"], ["choice(a,b)"]),
    (["methods.dialog.hours=interval(100,200)"], ["methods.dialog.hours"]),
    (["seed=1,2"], ["replicates=20"]),
    (["replicates=1,2"], ["replicates"]),
    (["workers=1,2"], ["workers"]),
    ([], ["at least one list"]),
    (["design=sobol", "norms=reactive,mandate"], ["at least one interval"]),
    (["design=morris"], ["at least one interval"]),
    (["design=lhs"], ["at least one factor"]),
    (["design=sobl", COURAGE], ["design must be one of", "did you mean sobol?"]),
    (["design=sobol", COURAGE, "design.samples=100"], ["a power of 2", "128"]),
    (["design=sobol", COURAGE, "design.samples=0"], ["a whole number from 1"]),
    (["design=sobol", COURAGE, "design.samples=many"], ["design.samples must be a whole number", "not many"]),
    (["design=sobol", COURAGE, "design.sample=8"], ["did you mean design.samples?"]),
    (
        ["design=sobol", COURAGE, "design.trajectories=8"],
        ["one that design=sobol takes: design.samples"],
    ),
    (["design=morris", COURAGE, "design.levels=5"], ["an even number"]),
    (["design=subsets", COURAGE], ["no interval"]),
    (["design=subsets", "instruments=[pilots]"], ["name them in design.instruments"]),
    (["design=subsets", "design.instruments=[pilot]"], ["did you mean pilots?"]),
    (["design=subsets", "design.instruments=[pilots,pilots]"], ["each once"]),
    (["design=file"], ["design.file=points.csv"]),
    (["design=file", "design.file=nowhere.csv"], ["nowhere.csv"]),
    (["design=file", "design.file=points.txt"], [".csv or .parquet"]),
    (["executor=cloud", COURAGE], ["executor must be one of local, slurm, ray, not cloud"]),
    (["shard=3/2", COURAGE], ["i/N"]),
    (["shard=0", COURAGE], ["i/N"]),
    (["dry_run=maybe", COURAGE], ["true or false"]),
    (["hydra.launcher.n_jobs=2", COURAGE], ["hydra.sweep.dir"]),
    (["hydra.sweep.dir=/dev/null/here", COURAGE], ["a folder that can be written"]),
]


@pytest.fixture
def refuses(abm, tmp_path, monkeypatch):
    """Run a sweep that must be refused; gives the one line."""
    monkeypatch.setattr("abm.commands.sweep.carry_out", lambda *_: pytest.fail("a refused sweep was started"))

    def run(*words):
        before = sorted(tmp_path.rglob("*"))
        answer = abm("sweep", *words)
        assert answer.code == 2
        assert answer.out == ""
        assert answer.err.count("\n") == 1
        assert " must be " in answer.err
        assert sorted(tmp_path.rglob("*")) == before
        return answer.err

    return run


@pytest.mark.parametrize(("words", "named"), MISTAKES, ids=[" ".join(words) or "nothing" for words, _ in MISTAKES])
def test_mistake(refuses, words, named):
    """The line names key and value, and what is allowed."""
    line = refuses(*tiny(*words))
    for part in named:
        assert part in line


def test_all_points_are_checked_first(refuses):
    """A combination that is wrong at the last point only is found before the first is run."""
    events = "events=[{kind: shock, target: '0'}],[{kind: shock, target: '99'}]"
    line = refuses(*tiny("ministries.count=2,3", events))
    assert "a dossier from 0 to" in line


def test_file_with_a_gap(refuses, tmp_path):
    """A missing cell is named by its row; a column that is no key by the nearest."""
    (tmp_path / "points.csv").write_text("officials.courage,norms\n0.5,reactive\n0.6,\n")
    assert "line 3 lacks one for norms" in refuses("design=file", "design.file=points.csv")
    (tmp_path / "points.csv").write_text("officials.courge\n0.5\n")
    assert "did you mean officials.courage?" in refuses("design=file", "design.file=points.csv")
    (tmp_path / "points.csv").write_text("officials.courage\n0.5\n1.5\n")
    line = refuses("design=file", "design.file=points.csv")
    assert "points.csv, line 3: officials.courage must be a number from 0 to 1, not 1.5" in line


def test_file_with_named_sets(abm, refuses, tmp_path):
    """Cells may name sets, those of one's own folder included; a name that there is not is refused with its line."""
    (tmp_path / "own" / "norms").mkdir(parents=True)
    (tmp_path / "own" / "norms" / "mine.yaml").write_text("# @package _global_\ninstruments: [pilots]\n")
    (tmp_path / "points.csv").write_text("norms,scenario\nreactive,calm\nmine,default\n")
    words = ("design=file", "design.file=points.csv", *TINY)
    answer = abm("sweep", *words, "--config-dir", "own", "dry_run=true")
    assert answer.code == 0, answer.err
    assert "2 points" in answer.out
    line = refuses(*words)
    assert "line 3" in line
    assert "norms must be one of academy" in line


@pytest.mark.parametrize(("executor", "package"), [("slurm", "submitit"), ("ray", "ray")])
def test_extra_that_is_not_installed(refuses, monkeypatch, executor, package):
    """The line says the command that installs it."""
    monkeypatch.setitem(sys.modules, package, None)
    line = refuses(*TINY, COURAGE, f"executor={executor}")
    assert f"python -m pip install 'anticyclical-abm[{executor}]'" in line


def test_folder_of_something_else(abm, tmp_path, monkeypatch):
    """Another design, other settings and another results version are refused, never mixed in."""
    monkeypatch.setattr("abm.sweeps.sweep.drive", lambda *_: pytest.fail("started"))
    here = "hydra.sweep.dir=here"
    words = ("design=sobol", "design.samples=4", COURAGE)
    with pytest.raises(BaseException, match="started"):  # far enough for a manifest
        abm("sweep", here, *tiny(*words))
    others = (
        ("design=sobol", "design.samples=4", "officials.courage=interval(0,0.5)"),
        ("design=sobol", "design.samples=4", COURAGE, MANDATE),
        ("design=lhs", "design.samples=4", COURAGE),
        (*words, "weeks=5"),
        (*words, "seed=7"),
        (*words, "record.weeks=true"),
        (*words, "record.measures=[trust]"),
    )
    for other in others:
        answer = abm("sweep", here, *tiny(*other))
        assert answer.code == 2, other
        assert "it holds another sweep" in answer.err
    manifest = tmp_path / "here" / "sweep.json"
    note = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(note | {"results_version": 0}), encoding="utf-8")
    answer = abm("sweep", here, *tiny(*words))
    assert answer.code == 2
    assert "it holds results version 0" in answer.err
    assert answer.err.count("\n") == 1
