"""The chapter on what the effect depends on: what stands first is sure, or said not to be."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

from abm import RESULTS_VERSION
from abm.analysis.tables import reading_from
from abm.experiments.report.chapters import dependence
from abm.experiments.report.look import styled
from abm.experiments.what_matters import DIFFERENCE, DUMMY, FACTORS, FULL, PLAUSIBLE, WITHOUT
from abm.words import LANGUAGES
from tests.experiments.report.test_book import told

LARGEST, NEXT = "evidence.house_bias", "ministries.influence_room"


def made(width: float = 0.05, pair: float = 0.0) -> pd.DataFrame:
    """A table of indices: bias .6, room .3, all others .1, each with an interval of this half width."""
    rows = []
    for ranges, of, measure in itertools.product((PLAUSIBLE, FULL), (WITHOUT, DIFFERENCE), dependence.MEASURES):
        values = [
            (name, index, {LARGEST: 0.6, NEXT: 0.3}.get(name, 0.1))
            for index in ("first", "total")
            for name in (*FACTORS, DUMMY)
        ]
        values += [("*".join(names), "second", pair) for names in itertools.combinations((*FACTORS, DUMMY), 2)]
        values += [("all", "variance", 2.0), ("all", "seed_noise", 0.07)]
        rows += [{"ranges": ranges, "of": of, "measure": measure, "factor": factor, "index": index, "value": value,
                  "low": value - width, "high": value + width, "one_seed": value, "other_seed": value}
                 for factor, index, value in values]  # fmt: skip
    return pd.DataFrame(rows).assign(points=1152, seeds=2, results_version=RESULTS_VERSION)


@pytest.fixture
def said(tmp_path):
    """What the chapter says of a table."""

    def write(table: pd.DataFrame) -> list[str]:
        table.to_csv(tmp_path / "what_matters.csv", index=False)
        with reading_from(tmp_path):
            return told(dependence.write("en"))

    return write


def test_the_largest_is_named_where_it_is_surely_the_largest(said):
    """Intervals apart: due most to it. Where they overlap, that is not certain."""
    assert "plausible ranges: due most to house bias (0.60 of the variance; 0.55 to 0.65), then to" in said(made())[0]
    assert "what it is due to most is not certain, or differs by seed; house bias (0.60" in said(made(width=0.2))[0]


def test_what_one_seed_alone_turns_round_is_not_certain(said):
    """Intervals over points hold no luck of seeds."""
    table = made()
    table.loc[(table["factor"] == NEXT) & (table["index"] == "total"), "other_seed"] = 0.9
    assert "not certain, or differs by seed" in said(table)[0]


def test_pairs_are_counted_by_their_intervals_and_without_the_dummy(said):
    """Seven factors have 21 pairs; none where the interval holds 0."""
    assert any("of 21 pairs none is found" in one for one in said(made()))
    assert any("21 of 21 pairs are found to do together what" in one for one in said(made(pair=0.2)))


def test_luck_is_told(said):
    """The share of seeds in the variance, from its own row."""
    assert "Misfit 7%" in said(made())[-1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_factor_is_drawn_in_each_panel(tmp_path, language):
    """Both orders of the index, on both kinds of ranges, for each measure; and what varied nowhere is drawn, too."""
    table = made()
    table.loc[table["measure"] == "incidents", ["value", "low", "high"]] = float("nan")
    table.to_csv(tmp_path / "what_matters.csv", index=False)
    with reading_from(tmp_path), styled():
        content = dependence.write(language)
    assert content.drawing is not None
    assert len(content.drawing.data) == 2 * len(dependence.MEASURES) * 2 * (len(FACTORS) + 1)
    assert len(content.drawing.figure.axes) == 2 * len(dependence.MEASURES)
    assert any("the same at all points" in one or "overal hetzelfde" in one for one in told(content))
