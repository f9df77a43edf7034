"""The table at the end of a comparison: its intervals, its pairing, and what a reader sees."""

import io

import numpy as np
import pandas as pd
import pytest
from rich.console import Console
from scipy import stats

from abm.analysis.summary import COLUMNS, SHOWN, summarise, with_crossover
from abm.commands.summary_table import show
from abm.observation.measures import MEASURES, RUN_MEASURES

NORMS = ("reactive", "tick_box", "mandate", "comply_or_explain", "academy", "anticyclical")


def runs_of(norms=NORMS, seeds=6, **columns) -> pd.DataFrame:
    """Runs with every measure that is shown; the same noise per seed under all norm sets, plus some of their own."""
    rng = np.random.default_rng(3)
    common = rng.normal(size=(seeds, len(SHOWN)))
    rows = [
        {"run_id": f"{name}-{seed}", "norms": name, "scenario": "default", "seed": seed + 1}
        | dict(zip(SHOWN, 0.4 + 0.1 * common[seed] + 0.02 * number + 0.01 * rng.normal(size=len(SHOWN)), strict=True))
        | {"meta_seconds": 1.0}
        for number, name in enumerate(norms)
        for seed in range(seeds)
    ]
    return pd.DataFrame(rows).assign(**columns)


def cell(summary: pd.DataFrame, norms: str, measure: str) -> pd.Series:
    """One row of a summary."""
    return summary.set_index(["norms", "measure"]).loc[(norms, measure)]


def printed(summary: pd.DataFrame, width: int, colour: bool = False) -> str:
    """What the reader sees on a terminal of this width."""
    text = io.StringIO()
    system = "standard" if colour else None
    show(summary, Console(file=text, width=width, force_terminal=colour, legacy_windows=False, color_system=system))
    return text.getvalue()


def test_intervals_are_those_of_scipy():
    """Protects the two statistics of the main result from an own mistake, by another route through scipy."""
    runs = runs_of()
    row = cell(summarise(runs, "reactive"), "mandate", "trust")
    own = runs.loc[runs["norms"] == "mandate", "trust"].to_numpy()
    base = runs.loc[runs["norms"] == "reactive", "trust"].to_numpy()
    expected = stats.ttest_1samp(own, 0.0).confidence_interval(0.95)
    assert [row["mean"], row["low"], row["high"]] == pytest.approx([own.mean(), expected.low, expected.high])
    paired = stats.ttest_rel(own, base).confidence_interval(0.95)
    assert row["difference"] == pytest.approx((own - base).mean())
    assert [row["difference_low"], row["difference_high"]] == pytest.approx([paired.low, paired.high])


def test_differences_pair_by_seed_not_by_row():
    """Protects twin runs: results that arrive in another order must give the same differences."""
    runs = runs_of()
    shuffled = runs.sample(frac=1.0, random_state=4)
    shuffled = shuffled.sort_values("norms", key=lambda names: names.map(NORMS.index), kind="stable")
    pd.testing.assert_frame_equal(summarise(runs, "reactive"), summarise(shuffled, "reactive"))
    assert not (shuffled["seed"].to_numpy() == runs["seed"].to_numpy()).all()


def test_order_columns_and_what_is_no_measure():
    """Protects summary.csv: norm sets by first appearance, measures by column, no keys, text or machine's times."""
    runs = runs_of(norms=("mandate", "academy"), label="text").assign(never=None)
    summary = summarise(runs, "mandate")
    assert list(summary.columns) == list(COLUMNS)
    assert list(dict.fromkeys(summary["norms"])) == ["mandate", "academy"]
    assert list(summary["measure"][: len(SHOWN) + 1]) == [*SHOWN, "never"]
    assert set(summary["measure"]) == {*SHOWN, "never"}
    assert np.isnan(cell(summary, "academy", "never")["mean"])


def test_a_missing_value_is_left_out_of_its_own_mean_and_of_its_pair():
    """Protects measures that some runs do not have, such as a crossover week that never comes."""
    runs = runs_of(norms=("reactive", "mandate"), seeds=4)
    runs["crossover"] = [10.0, 20.0, None, 40.0, None, 25.0, 35.0, 45.0]
    summary = summarise(runs, "reactive")
    assert cell(summary, "reactive", "crossover")["mean"] == pytest.approx(70 / 3)
    assert cell(summary, "mandate", "crossover")["mean"] == pytest.approx(35)
    assert cell(summary, "mandate", "crossover")["difference"] == pytest.approx(5)


def test_the_baseline_and_a_single_seed_have_no_intervals_of_difference():
    """Protects a reader from intervals that nothing supports."""
    changes = ["difference", "difference_low", "difference_high"]
    many = summarise(runs_of(), "reactive").set_index("norms")
    assert many.loc["reactive", changes].isna().all(axis=None)
    assert many.drop("reactive")[changes].notna().all(axis=None)
    one = summarise(runs_of(seeds=1), "reactive").set_index("norms")
    assert one["mean"].notna().all()
    assert one[["low", "high", "difference_low", "difference_high"]].isna().all(axis=None)
    assert one.drop("reactive")["difference"].notna().all()
    alone = summarise(runs_of(norms=("mandate",)), "reactive")
    assert alone[changes].isna().all(axis=None)


@pytest.mark.parametrize("width", [120, 100, 80, 60])
def test_every_number_is_on_the_page_at_any_width(width):
    """Protects the table from losing or cutting numbers where six norm sets do not fit side by side."""
    summary = summarise(runs_of(), "reactive")
    text = printed(summary, width)
    assert max(map(len, text.splitlines())) <= width
    row = cell(summary, "anticyclical", "incidents")
    half, change = row["high"] - row["mean"], row["difference_high"] - row["difference"]
    assert f"{row['mean']:.2f} ±{half:.2f}" in text
    assert f"{row['difference']:+.2f} ±{change:.2f}" in text
    share = cell(summary, "academy", "share_outside")
    assert f"{100 * share['mean']:.1f} ±{100 * (share['high'] - share['mean']):.1f}" in text
    assert "…" not in text
    for name in NORMS:
        assert name in text


def test_six_norm_sets_stand_side_by_side_in_120_columns():
    """Protects the page a policy researcher reads: one row per measure, one column per norm set."""
    lines = printed(summarise(runs_of(), "reactive"), 120).splitlines()
    assert all(name in lines[0] for name in NORMS)


def test_bold_marks_differences_whose_interval_excludes_zero_and_nothing_else():
    """Protects the only mark in the table; there are no stars and no p-values."""
    runs = runs_of(norms=("reactive", "mandate"))[["run_id", "norms", "seed", "trust", "misfit"]]
    base = runs["norms"] == "reactive"
    runs.loc[~base, "trust"] = runs.loc[base, "trust"].to_numpy() + 1 + np.arange(6) / 100
    runs.loc[~base, "misfit"] = runs.loc[base, "misfit"].to_numpy() + np.array([0.1, -0.1, 0.1, -0.1, 0.1, -0.1])
    summary = summarise(runs, "reactive")
    lines = printed(summary, 120, colour=True).splitlines()
    bold = [line for line in lines if "\x1b[1;36m" in line]
    assert any("+1.025" in line for line in bold)
    assert len(bold) == 1
    assert "*" not in printed(summary, 120)


def test_every_measure_shown_is_one_that_is_measured():
    """Protects the table from losing a row without a word when a measure is renamed."""
    assert set(SHOWN) <= {*MEASURES, *RUN_MEASURES, "crossover_week", "crossed"}


def test_crossover_pairs_twins_and_leaves_the_baseline_out():
    """Protects the answer to 'slow now, fast later': cheaper for good, from which week, and against the own twin."""
    weeks = pd.DataFrame(
        [
            {"norms": norms, "seed": seed, "week": week, "process_hours": hours, "solved": solved}
            for norms, seed, path in (
                ("reactive", 1, [(10, 1)] * 4),
                ("slow", 1, [(20, 1), (4, 1), (4, 1), (4, 1)]),  # cumulative per solution 20, 12, 9.3, 8: from week 2
                ("reactive", 2, [(10, 1)] * 4),
                ("slow", 2, [(20, 1)] * 4),  # never
            )
            for week, (hours, solved) in enumerate(path)
        ]
        + [{"norms": "slow", "seed": 1, "week": -1, "process_hours": 1e9, "solved": 0}]  # the burn-in is no effort
    )
    runs = weeks[["norms", "seed"]].drop_duplicates(ignore_index=True)
    found = with_crossover(runs, weeks, "reactive").set_index(["norms", "seed"])
    assert found.loc[("slow", 1), "crossover_week"] == 2
    assert np.isnan(found.loc[("slow", 2), "crossover_week"])
    assert found.loc[("slow", 1), "crossed"] == 1
    assert found.loc[("slow", 2), "crossed"] == 0
    assert found.loc["reactive"].isna().all().all()
    assert with_crossover(runs, weeks.drop(columns="solved"), "reactive") is runs


def test_measures_that_were_not_kept_are_left_out():
    """Protects runs with record.measures reduced."""
    text = printed(summarise(runs_of()[["norms", "seed", "trust"]], "reactive"), 120)
    assert "Trust" in text
    assert "Incidents" not in text
