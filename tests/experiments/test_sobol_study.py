"""The Sobol study, at a size that takes seconds."""

import pandas as pd

from abm.execution.local import Here
from abm.experiments import sobol_study
from abm.experiments.common import Options
from abm.experiments.registry import carry_out, studies
from abm.sweeps import store


def test_it_makes_table_and_picture_and_goes_on_where_it_was(tmp_path, monkeypatch):
    """Protects the one command: both sweeps, indices with noise of seeds, no run when repeated."""
    monkeypatch.setattr("abm.sweeps.sweep.create", lambda *_: Here())
    options = Options("tiny", 1, 1, ("weeks=8", "ministries.count=2"), sweeps=tmp_path / "sweeps")
    study = studies()["sobol_study"]
    assert [name for name, _ in carry_out(study, options, tmp_path / "out")] == ["sobol_study"]
    made = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert set(made) == {"sobol_study.csv", "sobol_study.png", "sobol_study.svg"}
    table = pd.read_csv(tmp_path / "out" / "sobol_study.csv")
    assert set(table["factor"]) == {*sobol_study.FACTORS, "all"}
    assert table.loc[(table["index"] == "seed_noise") & (table["measure"] == "misfit"), "value"].between(0, 1).all()
    home = tmp_path / "sweeps" / "sobol_study-tiny"
    points = store.points(home / "indices")
    for key, (low, high) in sobol_study.FACTORS.items():
        assert points[key].between(low, high).all()
        assert points[key].nunique() > 1
    runs = {path: path.stat().st_mtime_ns for path in home.rglob("*.parquet")}
    assert len(store.read(home / "indices")) == 2 * (8 + 2)
    assert len(store.read(home / "noise")) == 4 * 2
    list(carry_out(study, options, tmp_path / "out"))
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*.parquet")} == runs
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == made


def test_the_study_is_the_one_that_was_asked_for():
    """Protects the size and the factors of the committed table."""
    assert set(sobol_study.SETTINGS) == {"population.citizens=2000", "weeks=260"}
    assert len(sobol_study.FACTORS) == 8
    assert studies()["sobol_study"].seeds["full"] == 1
