"""The comparison of a notebook is that of the command line."""

import doctest

import pandas as pd

import abm as library
from abm.analysis import comparison
from abm.commands.main import main

WORDS = ("compare.norms=[reactive,mandate]", "population.citizens=200", "weeks=6", "burn_in=3", "replicates=2")


def test_frames_are_what_the_command_writes(tmp_path, monkeypatch, capsys):
    """Protects a notebook from other numbers than the files of a report."""
    monkeypatch.chdir(tmp_path)
    assert main(["compare", *WORDS, "workers=1", "hydra.run.dir=results"]) == 0
    found = library.compare(*WORDS, "workers=2")
    for name in ("runs", "weeks", "groups", "decisions"):
        pd.testing.assert_frame_equal(getattr(found, name), pd.read_parquet(tmp_path / "results" / f"{name}.parquet"))
    written = pd.read_csv(tmp_path / "results" / "summary.csv")
    pd.testing.assert_frame_equal(found.summary.reset_index(drop=True), written, check_dtype=False)
    assert [item.norms for item in found.parameters] == ["reactive", "mandate"]
    one = library.simulate(found.parameters[1], 2).runs.to_pandas()
    both = found.runs.set_index("run_id")
    assert one["trust"].iloc[0] == both.loc[one["run_id"].iloc[0], "trust"]


def test_the_example_is_true():
    """The docstring shows what happens."""
    assert doctest.testmod(comparison).failed == 0
    assert doctest.testmod(comparison).attempted > 2
