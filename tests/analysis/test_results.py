"""``abm results``: means, paired differences, and over what their intervals are taken."""

import json

import numpy as np
import pandas as pd
import pytest
from rich.console import Console
from scipy import stats

from abm.analysis.contrasts import contrasts
from abm.commands.contrasts_table import said, show
from abm.commands.main import main
from abm.sweeps import store

from .conftest import SOBOL, write

GRID = ["officials.courage=0.2,0.5,0.8", "norms=anticyclical,reactive"]


def luck(points: pd.DataFrame, seed: int) -> dict[str, np.ndarray]:
    """Points and seeds both matter much; the norm set adds 0.05, and a little luck of its own."""
    rng = np.random.default_rng([seed, len(points)])
    under = points.get("norms", pd.Series("reactive", points.index)).eq("anticyclical").to_numpy(float)
    sets = points.get("instruments", pd.Series("[]", points.index)).str.count("[a-z_]+").to_numpy(float)
    courage = points.get("officials.courage", pd.Series(0.0, points.index)).to_numpy()
    own = 0.001 * rng.normal(size=len(points))
    return {"trust": 0.3 + 0.2 * courage + 0.03 * rng.normal() + (0.05 + own) * under + 0.01 * sets * seed}


def of(folder):
    """Means and differences of a folder, as the command takes them."""
    note, runs = store.manifest(folder), store.read(folder)
    factors = [item["key"] for item in note["factors"]]
    choices = [item["key"] for item in note["factors"] if item["kind"] == "choice"]
    return contrasts(runs, factors, choices, note["design"]["name"]), runs


def trust(found, **where):
    """Row of trust of one group."""
    rows = found.table[found.table["measure"] == "trust"]
    for key, value in where.items():
        rows = rows[rows[key] == value]
    assert len(rows) == 1
    return rows.iloc[0]


def test_differences_are_paired_by_point_and_seed(tmp_path):
    """Protects the effect of a norm set from the spread of points and of seeds, which are the same under both."""
    words = [*SOBOL, "norms=anticyclical,reactive", "replicates=4"]
    found, runs = of(write(tmp_path, words, luck))
    assert (found.key, found.baseline) == ("norms", "reactive")
    table = runs.pivot(index=["officials.courage", "ministries.mandate", "seed"], columns="norms", values="trust")
    by_seed = (table["anticyclical"] - table["reactive"]).groupby("seed").mean()
    interval = stats.ttest_1samp(by_seed, 0.0).confidence_interval(0.95)
    row = trust(found, norms="anticyclical")
    assert row["difference"] == pytest.approx(by_seed.mean())
    assert row["difference_half"] == pytest.approx((interval.high - interval.low) / 2)
    assert 0.045 < row["difference"] < 0.055
    assert row["difference_half"] < 0.01 < row["half"]
    assert np.isnan(trust(found, norms="reactive")["difference"])


def test_points_of_a_sobol_design_are_no_draws(tmp_path):
    """Protects from an interval over points that are laid out: over seeds, or none and a sentence."""
    words = [*SOBOL, "norms=anticyclical,reactive"]
    found, _ = of(write(tmp_path / "one", words, luck))
    row = trust(found, norms="anticyclical")
    assert np.isnan(row["half"])
    assert np.isnan(row["difference_half"])
    assert row["difference"] == pytest.approx(0.05, abs=0.001)
    assert "No interval: one seed, and points of a sobol design are no independent draws" in " ".join(said(found))
    found, runs = of(write(tmp_path / "four", [*words, "replicates=4"], luck))
    mine = runs[runs["norms"] == "reactive"].groupby("seed")["trust"].mean()
    interval = stats.ttest_1samp(mine, 0.0).confidence_interval(0.95)
    assert trust(found, norms="reactive")["half"] == pytest.approx((interval.high - interval.low) / 2)
    assert "interval over seeds, for these points as they are" in " ".join(said(found))


def test_independent_points_have_an_interval_over_points(tmp_path):
    """Protects the one design that is a sample, and says that its norm sets have no pairs."""
    words = ["design=random", "design.samples=30", "officials.courage=interval(0,1)", "norms=anticyclical,reactive"]
    found, runs = of(write(tmp_path, [*words, "replicates=2"], luck))
    mine = runs[runs["norms"] == "reactive"].groupby("point")["trust"].mean()
    interval = stats.ttest_1samp(mine, 0.0).confidence_interval(0.95)
    assert trust(found, norms="reactive")["half"] == pytest.approx((interval.high - interval.low) / 2)
    assert found.table["difference"].isna().all()
    text = " ".join(said(found))
    assert "over points, which are independent draws" in text
    assert "No differences: under design=random each point has one norm set" in text


def test_a_grid_has_an_interval_over_seeds_at_each_of_its_points(tmp_path):
    """Each group is one point; its difference is that of the two norm sets there."""
    found, _ = of(write(tmp_path, [*GRID, "replicates=3"], luck))
    row = trust(found, **{"norms": "anticyclical", "officials.courage": 0.5})
    assert row["over"] == "seeds"
    assert row["difference"] == pytest.approx(0.05, abs=0.003)
    assert row["pairs"] == 3


def test_sets_of_instruments_are_held_against_none(tmp_path):
    """The empty set is the baseline of subsets."""
    words = ["design=subsets", "design.instruments=[pilots,board_norm]", "replicates=2"]
    found, _ = of(write(tmp_path, words, luck))
    assert (found.keys, found.key, found.baseline) == (["instruments"], "instruments", "[]")
    assert trust(found, instruments="[pilots]")["difference"] == pytest.approx(0.01 * 1.5)


def test_an_unfinished_sweep_compares_what_has_its_pair(tmp_path):
    """Missing runs of the baseline leave differences over the others, and that is said."""
    words = ["norms=reactive,anticyclical", "replicates=5"]
    found, _ = of(write(tmp_path, words, luck, drop=1))
    row = trust(found, norms="anticyclical")
    assert (row["pairs"], row["runs"]) == (4, 5)
    assert "rest on those that have, such as 4 of 5 of anticyclical" in " ".join(said(found))


def test_a_gap_in_seeds_leaves_the_interval_right(tmp_path):
    """A seed that only some points have yet tells of the seed by how it differs at those."""
    folder = write(tmp_path, ["officials.courage=0.2,0.8", "replicates=4"], luck)
    runs = store.read(folder)
    note = json.loads((folder / store.MANIFEST).read_text(encoding="utf-8"))
    assert note["points"] == 2
    runs = runs[~((runs["officials.courage"] == 0.8) & (runs["seed"] == 4))]
    found = contrasts(runs, [], [], "sobol")  # one group of both points
    complete = contrasts(store.read(folder), [], [], "sobol")
    assert trust(found)["half"] == pytest.approx(trust(complete)["half"], rel=0.5)


@pytest.mark.parametrize("width", [30, 60, 100, 160])
def test_any_terminal(tmp_path, width):
    """Wide or narrow, every number is there whole, and no line is wider than the terminal."""
    found, _ = of(write(tmp_path, [*GRID, "replicates=3"], luck))
    console = Console(width=width, highlight=False)
    with console.capture() as captured:
        show(found, console)
    text = captured.get()
    assert all(len(line) <= width for line in text.splitlines())
    row = trust(found, **{"norms": "anticyclical", "officials.courage": 0.5})
    assert f"{row['mean']:.3f}" in text
    assert f"+{row['difference']:.3f}" in text


def test_the_command(tmp_path, capsys):
    """What a user reads: means, signed differences, and the line that says over what."""
    folder = write(tmp_path, [*GRID, "replicates=3"], luck)
    assert main(["results", str(folder)]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "18 of 18 runs are done" in out
    assert "+0.050 ±" in out
    assert "difference from reactive, paired by point and seed" in out
