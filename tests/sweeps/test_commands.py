"""What `abm sweep` and `abm results` say."""

import pytest

from tests.sweeps.conftest import COURAGE, NORMS, TINY


def test_sweep_and_results(abm, in_this_process, tmp_path):
    """A sweep says where it is; its table has every norm set, also while runs are missing; the same command goes on."""
    words = ("sweep", *TINY, COURAGE, NORMS, "design=random", "design.samples=6", "replicates=2")
    answer = abm(*words)
    assert answer.code == 0
    folder = next((tmp_path / "sweeps").iterdir())
    assert f"12 of 12 runs are done in sweeps/{folder.name}" in answer.out.replace("\\", "/")
    answer = abm("results", str(folder))
    assert "12 of 12 runs are done, 0 of them failed, 0 are missing" in answer.out
    assert "reactive" in answer.out
    assert "anticyclical" in answer.out
    next((folder / "runs").glob("*.parquet")).unlink()
    answer = abm("results", str(folder))
    assert answer.code == 0
    assert "of 12 runs are done" in answer.out
    assert "0 are missing" not in answer.out
    assert "12 of 12 runs are done" in abm(*words).out


def test_dry_run(abm, tmp_path):
    """It says points, runs, indices per combination, time and disk, and writes nothing."""
    words = ("design=sobol", "design.samples=8", COURAGE, "ministries.mandate=interval(0,1)", NORMS, "replicates=3")
    answer = abm("sweep", *TINY, *words, "dry_run=true")
    assert answer.code == 0
    for part in (
        "64 points x 3 seeds = 192 runs",
        "2 combinations of norms: a design of its own for each",
        "4 indices per measure and combination (8 in all)",
        "192 are missing",
        "of one core",
        "MB of disk",
    ):
        assert part in answer.out
    assert list(tmp_path.iterdir()) == []


def test_help(abm):
    """Help names every setting with its default."""
    answer = abm("sweep", "--help")
    assert answer.code == 0
    for part in ("design.samples=", "executor=local", "shard=1/1", "dry_run=false", "hydra.sweep.dir"):
        assert part in answer.out


@pytest.mark.parametrize("words", [[], ["a", "b"], ["nowhere"]])
def test_results_of_nothing(abm, words):
    """A folder that is none of a sweep is refused in one line."""
    answer = abm("results", *words)
    assert answer.code == 2
    assert answer.err.count("\n") == 1
