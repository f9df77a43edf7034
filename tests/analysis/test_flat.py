"""Where nothing varies: said so in table, CSV and picture, and never "100% noise of seeds"."""

import numpy as np
import pandas as pd
import pytest

from abm.analysis.index_figures import _factors
from abm.analysis.sensitivity import ALL, NOISE, SPREAD, analyse, finished, seed_noise, spread
from abm.commands.main import main
from abm.words import say

from .conftest import write

TWO = ["officials.courage=interval(0,1)", "ministries.mandate=interval(0,1)"]

DESIGNS = {
    "sobol": ["design=sobol", "design.samples=16", *TWO],
    "pairs": ["design=sobol", "design.samples=16", "design.second_order=true", *TWO],
    "morris": ["design=morris", "design.trajectories=6", *TWO],
    "subsets": ["design=subsets", "design.instruments=[pilots,board_norm]"],
}


def luck_only(points: pd.DataFrame, seed: int) -> dict[str, np.ndarray]:
    """No factor has any effect, and seeds differ: every point of a seed is the same world."""
    value = np.random.default_rng(seed).random()
    return {
        "trust": np.full(len(points), value),
        "incidents": np.full(len(points), value) + 1e-16 * np.arange(len(points)) % 3,  # by rounding at most
        "misfit": np.arange(len(points)) * 0.1 + value,
    }


@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize("seeds", [1, 7])
def test_nothing_varies(tmp_path, capsys, name, seeds):
    """Protects a reader from a share of nothing."""
    folder = write(tmp_path / "flat", [*DESIGNS[name], f"replicates={seeds}"], luck_only)
    sweep = finished(folder)
    table = analyse(sweep, ["trust", "incidents", "misfit"]).set_index(["measure", "index", "factor"])["value"]
    for measure in ("trust", "incidents"):
        assert table[measure, SPREAD, ALL] == 0.0
        assert np.isnan(table[measure, NOISE, ALL])
        shares = [index for index in ("first", "total", "second") if (measure, index) in table.index.droplevel(2)]
        for index in shares:
            assert table[measure, index].isna().all()
        for index in {"mu", "mu_star", "sigma", "shapley"} & set(table[measure].index.get_level_values(0)):
            assert np.allclose(table[measure, index], 0.0, atol=1e-12)
    assert table["misfit", SPREAD, ALL] > 0
    assert main(["sensitivity", str(folder)]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert shown.count("Nothing varies over the points") == 2
    assert "100.0%" not in shown
    written = pd.read_csv(folder / "sensitivity.csv")
    said = written[(written["measure"] == "trust") & (written["factor"] == ALL)].set_index("index")["value"]
    assert said[SPREAD] == 0.0
    assert np.isnan(said[NOISE])
    panels = _factors(written, sweep.design, "en").axes
    flat = [say("figure.index.flat", "en") in [text.get_text() for text in axes.texts] for axes in panels]
    assert flat == [True, True, False]
    words = [text.get_text() for axes in panels[:2] for text in axes.texts]
    assert not any("noise" in text for text in words)


def test_noise_that_is_all_there_is_keeps_its_share():
    """What differs from point to point by luck alone is noise, all of it; only what does not differ is nothing."""
    made = np.random.default_rng(1).normal(size=(200, 4))
    assert seed_noise(made) > 0.5
    same = np.tile(np.random.default_rng(1).random(5), (96, 1))
    assert spread(same) == 0.0
    assert np.isnan(seed_noise(same))
    assert np.isnan(seed_noise(np.zeros((8, 3))))


def test_small_differences_are_differences():
    """A measure that is small is not flat."""
    assert spread(np.linspace(1.0, 1.0 + 1e-9, 8)[:, None]) > 0
    assert spread(np.array([[0.0], [1e-30]])) > 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["language=[nl]"], "language must be one of en, nl, not ['nl']"),
        (["language={nl: 1}"], "language must be"),
        (["language=null"], "language must be"),
        (["language=en,nl"], "language must be"),
        (["language=en", "language=nl"], "given once"),
        (["measures=[[trust]]"], "measures must be a list of names"),
        (["measures=null"], "measures must be a list of names"),
        (["measures={trust: 1}"], "measures must be a list of names"),
        (["measures=[1]"], "measures must be a list of names"),
        (["~measures"], "measures must be"),
        (["+measures=[trust]"], "measures must be"),
        (["measures=[trust]", "measures=[misfit]"], "given once"),
    ],
)
def test_words_that_are_none(sobol_folder, capsys, words, said):
    """One line for lists, mappings and sweeps where a name is wanted."""
    before = sorted(path.name for path in sobol_folder.iterdir())
    assert main(["sensitivity", str(sobol_folder), *words]) == 2
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert said in line
    assert sorted(path.name for path in sobol_folder.iterdir()) == before
