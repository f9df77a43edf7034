"""How many seeds are needed: by differences whose answer is known."""

from importlib import resources

import numpy as np
import pandas as pd
import pytest

from abm.configuration.loading import load
from abm.experiments import seeds_needed
from abm.experiments.common import Options


def test_a_large_difference_needs_few_seeds_and_a_small_one_many():
    """Ten s.d. are found by any three; a third of one is found by forty at most half the time; none is never enough."""
    luck = np.random.default_rng(1).standard_normal(200)
    luck = (luck - luck.mean()) / luck.std(ddof=1)
    assert seeds_needed.of_samples(10.0 + luck, 3, 1)["enough"] == "yes"
    weak = seeds_needed.of_samples(0.33 + luck, 10, 1)
    assert weak["enough"] == "no"
    assert 0.05 < weak["agrees"] < 0.5
    assert weak["half_width"] == pytest.approx(2.26 / np.sqrt(10), rel=0.1)
    assert seeds_needed.of_samples(luck, 10, 0)["enough"] == ""


def test_differences_are_paired_by_seed():
    """What seeds have in common is no part of the difference."""
    rows = []
    for seed in range(1, 9):
        for norms, more in ((seeds_needed.REFERENCE, 0.0), (seeds_needed.PACKAGE, 0.01 * seed)):
            rows.append({"norms": norms, "seed": seed} | dict.fromkeys(seeds_needed.MEASURES, 100.0 * seed + more))
    table = seeds_needed.tabulate(pd.DataFrame(rows[::-1]), (3,))
    assert table["difference"].to_numpy() == pytest.approx(0.045)


def test_the_table_has_every_measure_and_only_columns_that_the_study_states():
    """At tiny size."""
    table = seeds_needed.study(Options("tiny", seeds=4, workers=1, overrides=("weeks=60",)))["seeds_needed"]
    assert set(table["measure"]) <= set(seeds_needed.MEASURES)
    assert {"trust", "incidents"} <= set(table["measure"])
    words = {word.strip("(),;.:") for word in (seeds_needed.__doc__ or "").split()}
    assert set(table.columns) <= words


def test_a_comparison_has_as_many_seeds_as_are_enough():
    """The default follows from the table: with fewer some answer hangs on which seeds, with these none."""
    with resources.as_file(resources.files("abm.experiments.data") / "seeds_needed.csv") as file:
        table = pd.read_csv(file, keep_default_na=False)
    least = min(n for n, group in table.groupby("drawn") if "no" not in set(group["enough"]))
    assert load(config_name="compare").replicates == least
