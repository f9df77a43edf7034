"""Points that are alike: each configuration is run once and counted once, everywhere. And what can be made larger."""

import pytest

from abm.analysis.sensitivity import analyse, finished
from abm.execution.local import Here
from abm.observation.provenance import run_id
from abm.observation.record import simulate
from abm.parameters.checks import Notice, ParameterError
from abm.sweeps import store
from tests.sweeps.conftest import COURAGE, MANDATE, NORMS, TINY, raw, ready, tiny

ALIKE = {  # words, points, configurations
    "pairs of two factors": (("design=sobol", "design.samples=2", "design.second_order=true", COURAGE, MANDATE), 12, 8),
    "pairs of one factor": (("design=sobol", "design.samples=2", "design.second_order=true", COURAGE), 8, 4),
    "one factor": (("design=sobol", "design.samples=4", COURAGE), 12, 8),
    "whole numbers": (("design=sobol", "design.samples=4", "ministries.implementation_lag=interval(10,11)"), 12, 2),
}


@pytest.fixture(autouse=True)
def one_worker(monkeypatch):
    """Work in this process: what happens in others has tests of its own."""
    monkeypatch.setattr("abm.sweeps.sweep.create", lambda *_: Here())


@pytest.mark.parametrize("name", ALIKE)
def test_each_configuration_is_run_and_counted_once(abm, tmp_path, monkeypatch, name):
    """Protects from runs made twice, and from "192 of 128 runs are done, -64 are missing"."""
    words, points, different = ALIKE[name]
    made = []

    def watched(parameters, seed, *_):
        made.append(run_id(parameters, seed))
        return simulate(parameters, seed)

    monkeypatch.setattr("abm.execution.work.simulate", watched)
    words = (*TINY, *words, "replicates=2", "hydra.sweep.dir=here")
    runs = 2 * different
    dry = abm("sweep", *words, "dry_run=true")
    assert f"{points} points ({different} of them different) x 2 seeds = {runs} runs" in dry.out
    assert f"0 runs are done, {runs} are missing" in dry.out
    made.clear()
    answer = abm("sweep", *words)
    assert answer.code == 0
    assert f"{points - different} of {points} points are like others, and share their runs" in answer.err
    assert f"{runs} of {runs} runs are done" in answer.out
    assert len(made) == len(set(made)) == runs
    assert f"{runs} of {runs} runs are done, 0 of them failed, 0 are missing" in abm("results", "here").out
    folder = tmp_path / "here"
    assert len(raw(folder)) == len(store.read(folder)) == len(store.expected(folder)) == runs
    assert f"{runs} of {runs} runs are done" in abm("sweep", *words).out
    assert len(made) == runs
    sweep = finished(folder)
    assert len(sweep.runs) == 2 * points  # every point with every seed, as the indices need it
    assert not sweep.runs.duplicated(["point", "seed"]).any()
    table = analyse(sweep, ["trust"])
    assert set(table["index"]) >= {"first", "total", "variance", "seed_noise"}


def test_missing_is_counted_by_run(abm, tmp_path):
    """A lost file of a design with points that are alike is missed as often as it has runs."""
    words = (*TINY, *ALIKE["pairs of two factors"][0], "hydra.sweep.dir=here")
    abm("sweep", *words)
    for path in (tmp_path / "here" / "runs").glob("*.parquet"):
        path.unlink()
    assert "0 of 8 runs are done, 0 of them failed, 8 are missing" in abm("results", "here").out
    assert "of 8 runs 8 are missing" in abm("sensitivity", "here").err


@pytest.mark.parametrize(
    "words",
    [
        ("design=random", "design.samples=12", "ministries.implementation_lag=interval(10,12)"),
        ("design=lhs", "design.samples=12", "ministries.implementation_lag=interval(10,12)"),
        ("design=grid", "ministries.implementation_lag=interval(10,12)", "design.levels=12"),
    ],
)
def test_scattered_points_that_are_alike(tmp_path, recwarn, words):
    """Whole numbers meet: one point is kept of each, and that is said where points were wanted that are none."""
    assert len(ready(tmp_path / "none", *words).points) == 3
    said = [str(item.message) for item in recwarn if item.category is Notice]
    assert said == ([] if "design=grid" in words else ["9 of 12 points are like others, and share their runs"])


GROWS = {
    "random": ("design.samples=4", "design.samples=8"),
    "sobol": ("design.samples=4", "design.samples=8"),
    "morris": ("design.trajectories=4", "design.trajectories=8"),
}


@pytest.mark.parametrize(
    ("design", "more"),
    [
        ("random", ()),
        ("sobol", ()),
        ("sobol", ("design.second_order=true",)),
        ("sobol", ("design.indices=false",)),
        ("morris", ()),
    ],
)
def test_designs_that_can_be_widened(tmp_path, monkeypatch, design, more):
    """Protects "widen it" of the guides: the same folder without being told, and every run that is there is wanted."""
    from abm.sweeps.sweep import carry_out, prepare

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("abm.execution.work.simulate", lambda *_: 1 / 0)  # a failed run is a row, too
    words = (f"design={design}", COURAGE, MANDATE, NORMS, *more)
    small, large = (prepare(tiny(*words, size), ["abm"]) for size in GROWS[design])
    carry_out(small)
    assert prepare(tiny(*words, GROWS[design][1]), ["abm"]).folder == small.folder == large.folder
    assert set(small.points["configuration"]) < set(large.points["configuration"])
    carry_out(large)
    assert len(raw(large.folder)) == large.runs()


@pytest.mark.parametrize("design", ["grid", "random", "lhs", "sobol", "morris", "subsets", "file"])
def test_every_design_takes_more_seeds(tmp_path, monkeypatch, design):
    """The other half of the row: replicates, in the same folder."""
    from abm.sweeps.sweep import prepare

    monkeypatch.chdir(tmp_path)
    (tmp_path / "points.csv").write_text("officials.courage\n0.2\n")
    own = {
        "grid": ("norms=reactive,mandate",),
        "subsets": ("design.instruments=[pilots]",),
        "file": ("design.file=points.csv",),
    }
    words = (f"design={design}", *own.get(design, (COURAGE,)))
    small, large = (prepare(tiny(*words, f"replicates={seeds}"), ["abm"]) for seeds in (1, 2))
    assert small.folder == large.folder
    assert large.runs() == 2 * small.runs()


def test_a_latin_hypercube_does_not_grow(tmp_path, monkeypatch):
    """Another size is another folder; in the folder of the smaller one the line says what can grow."""
    from abm.sweeps.sweep import carry_out, prepare

    monkeypatch.chdir(tmp_path)
    words = ("design=lhs", COURAGE)
    folders = {prepare(tiny(*words, f"design.samples={size}"), ["abm"]).folder for size in (4, 8)}
    assert len(folders) == 2
    carry_out(ready(tmp_path / "here", *words, "design.samples=4"))
    with pytest.raises(ParameterError, match="random and sobol grow by design"):
        ready(tmp_path / "here", *words, "design.samples=8")
    assert len(ready(tmp_path / "here", *words, "design.samples=4", "replicates=2").points) == 4


def test_help_says_what_can_be_widened(abm):
    """So that nobody begins a Latin hypercube that is to grow."""
    assert "A Latin hypercube (lhs) cannot be widened" in abm("sweep", "--help").out
