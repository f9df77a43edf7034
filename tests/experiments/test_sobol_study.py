"""The Sobol study, at a size that takes seconds."""

import pandas as pd

from abm.experiments import sobol_study
from abm.sweeps import store

TINY = ["population.citizens=200", "weeks=8", "burn_in=2", "ministries.count=2"]


def test_one_command_makes_table_and_picture_and_goes_on_where_it_was(tmp_path, monkeypatch, capsys):
    """Protects the one command: both sweeps, indices with noise of seeds, no run when repeated."""
    monkeypatch.setattr(sobol_study, "NOISE_POINTS", 4)
    monkeypatch.setattr(sobol_study, "NOISE_SEEDS", 2)
    words = [
        "--samples",
        "2",
        "--workers",
        "1",
        "--folder",
        str(tmp_path / "runs"),
        "--out",
        str(tmp_path / "out"),
        *TINY,
    ]
    assert sobol_study.main(words) == 0
    assert "28 runs in" in capsys.readouterr().out  # 2 x (8 + 2) and 4 x 2
    made = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert set(made) == {"sobol_study.csv", "sobol_study.png", "sobol_study.svg"}
    table = pd.read_csv(tmp_path / "out" / "sobol_study.csv")
    assert set(table["factor"]) == {*sobol_study.FACTORS, "all"}
    assert table.loc[(table["index"] == "seed_noise") & (table["measure"] == "misfit"), "value"].between(0, 1).all()
    points = store.points(tmp_path / "runs" / "indices")
    for key, (low, high) in sobol_study.FACTORS.items():
        assert points[key].between(low, high).all()
        assert points[key].nunique() > 1
    assert sobol_study.main(words) == 0
    assert "0 runs in 0.0" in capsys.readouterr().out
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == made


def test_the_study_is_the_one_that_was_asked_for():
    """Protects the size and the factors of the committed table."""
    assert set(sobol_study.SETTINGS) == {"population.citizens=2000", "weeks=260"}
    assert len(sobol_study.FACTORS) == 8


def test_a_mistake_is_one_line(tmp_path, capsys):
    """Protects from half an hour of runs before a word is found wrong."""
    out = ["--folder", str(tmp_path / "runs"), "--out", str(tmp_path)]
    assert sobol_study.main([*out, "--samples", "3"]) == 2
    assert "a power of 2" in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()
