"""The chapter on municipalities: found or not found by the rows, luck in numbers, and no real municipality."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from abm.analysis.tables import reading_from
from abm.experiments import municipalities as places
from abm.experiments.common import Options, as_written
from abm.experiments.report.chapter import Content
from abm.experiments.report.chapters.municipalities import write
from abm.words import LANGUAGES, say

SEEDS = 2
TABLE, SPREAD = "municipalities", "municipalities_spread"
FOUND = {"mean": 0.0123, "low": 0.0045, "high": 0.0201, "found": "up", "spread": 0.0033, "sampling": 0.87}


pytestmark = pytest.mark.xdist_group("municipalities")  # one worker makes what they share


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """Tables of the study at tiny size."""
    return dict(places.study(Options("tiny", seeds=SEEDS, workers=1)))


def told(tables: dict[str, pd.DataFrame], folder: Path, language: str, **values: object) -> Content:
    """What the chapter makes of the tables, with another row on what the norms change."""
    spread = tables[SPREAD].copy()
    own = (spread["measure"] == places.SHARE) & (spread["what"] == places.DIFFERENCE)
    for name, value in values.items():
        spread.loc[own, name] = value
    for name, table in ((TABLE, tables[TABLE]), (SPREAD, spread)):
        (folder / f"{name}.csv").write_bytes(as_written(table, SEEDS))
    with reading_from(folder):
        return write(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_changed_row_changes_the_text(tables, tmp_path, language):
    """Change, interval, spread and luck are those of the row; each sentence says where they stand."""
    (section,) = told(tables, tmp_path, language, **FOUND).sections
    texts = [section.heading.text, *(one.text for one in section.sentences)]
    comma = "." if language == "en" else ","
    assert all(f"{part[0]}{comma}{part[1:]}" in texts[0] for part in ("123", "045", "201"))
    assert f"0{comma}33" in texts[3] and "87%" in texts[3]
    assert section.heading.sources and all(one.sources for one in section.sentences)


@pytest.mark.parametrize(
    ("found", "said"), [("up", "points more"), ("down", "points fewer"), ("none found", "it is not found that")]
)
def test_the_heading_is_what_was_found(tables, tmp_path, found, said):
    """By the row, and nothing else."""
    content = told(tables, tmp_path, "en", **(FOUND | {"found": found}))
    assert said in content.sections[0].heading.text


@pytest.mark.parametrize(
    ("found", "said"), [("up", "larger in large"), ("down", "smaller in large"), ("none found", "It is not found")]
)
def test_whether_size_matters(tables, tmp_path, found, said):
    """In what the norms change."""
    assert said in told(tables, tmp_path, "en", size_found=found).sections[0].sentences[-1].text


def test_more_than_luck_would_give_is_not_told_as_a_share(tables, tmp_path):
    """Where they differ no more than by luck there is no percentage above a hundred."""
    text = told(tables, tmp_path, "en", sampling=1.4).sections[0].sentences[2].text
    assert "no more than such luck" in text and "140%" not in text


def test_municipalities_are_counted(tables, tmp_path):
    """By what is found in each."""
    other = tables | {TABLE: tables[TABLE].assign(found="none found")}
    shares = other[TABLE].index[other[TABLE]["measure"] == places.SHARE]
    other[TABLE].loc[shares[:5], "found"] = "up"
    other[TABLE].loc[shares[5:7], "found"] = "down"
    text = told(other, tmp_path, "en").sections[0].sentences[0].text
    assert "rise in 5 of 342" in text and "fall in 2" in text


def test_the_figure_has_every_municipality_where_somebody_lives(tables, tmp_path):
    """With its change, and the luck of as many citizens in as many worlds."""
    data = told(tables, tmp_path, "en").drawing.data
    own = tables[TABLE][(tables[TABLE]["measure"] == places.SHARE) & (tables[TABLE]["citizens"] > 0)]
    assert sorted(data.iloc[:, 0]) == sorted(own["municipality"])
    first = own.set_index("municipality").loc["Amsterdam"]
    drawn = data.set_index(data.columns[0]).loc["Amsterdam", "luck of sampling (95%)"]
    assert drawn == pytest.approx(100.0 * 1.96 * first["chance"] / SEEDS**0.5, rel=1e-4)


@pytest.mark.parametrize(("language", "said"), [("en", "only the sizes are"), ("nl", "alleen de grootte")])
def test_no_real_municipality_is_meant(language, said):
    """The chapter says so, under the figure, too."""
    assert said in say("report.municipalities.silent", language)
    assert "synthe" in say("report.municipalities.caption", language)
