"""The chapter on one official: each number is of a row, what was chosen is told, and nothing general is claimed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from abm.analysis.tables import reading_from
from abm.experiments import week_of_official as week
from abm.experiments.common import Options, as_written
from abm.experiments.report.chapter import Content
from abm.experiments.report.chapters.week_of_official import write
from abm.words import LANGUAGES, say

SEEDS = 1


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """Table of the study at tiny size."""
    return week.study(Options("tiny", seeds=SEEDS, workers=1))["week_of_official"]


def told(table: pd.DataFrame, folder: Path, language: str) -> Content:
    """What the chapter makes of a table."""
    (folder / "week_of_official.csv").write_bytes(as_written(table, SEEDS))
    with reading_from(folder):
        return write(language)


def changed(table: pd.DataFrame, story: str, norms: str, **values: object) -> pd.DataFrame:
    """The table with another row."""
    other = table.copy()
    for name, value in values.items():
        other.loc[(other["story"] == story) & (other["norms"] == norms), name] = value
    return other


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_changed_row_changes_the_text(table, tmp_path, language):
    """Terms, chance and week are those of the row, and no other sentence follows it."""
    before = told(table, tmp_path, language)
    row = {"courage": 0.777, "dares": 0.555, "readiness": 0.275, "probability": 0.123}
    after = told(changed(table, "tense", week.PACKAGE, **row), tmp_path, language)
    one, other = (content.sections[0].sentences for content in (before, after))
    comma = "." if language == "en" else ","
    assert all(f"0{comma}{part}" in other[2].text for part in ("78", "56")) and "12%" in other[2].text
    assert [one[place] == other[place] for place in (0, 1, 3)] == [True] * 3 and one[2] != other[2]
    assert before.sections[1] == after.sections[1]
    assert {sentence.sources for sentence in other} and all(sentence.sources for sentence in other)


@pytest.mark.parametrize("story", ["tense", "calm"])
@pytest.mark.parametrize(
    ("without", "package", "key"),
    [
        ("inside", "explained", "neither"),
        ("outside.though", "tick_box", "without"),
        ("inside", "outside", "package"),
        ("outside", "outside.though", "both"),
    ],
)
def test_the_heading_is_what_was_done(table, tmp_path, story, without, package, key):
    """Ticking a box, and explaining, is not going outside."""
    rows = changed(changed(table, story, week.NONE, did=without), story, week.PACKAGE, did=package)
    section = told(rows, tmp_path, "en").sections[("tense", "calm").index(story)]
    official = int(table["official"].iloc[0])
    assert section.heading.text == say(f"report.week_of_official.{story}.{key}", "en", official=official)


@pytest.mark.parametrize(
    ("willing", "dares", "said"),
    [
        (0.5, 0.1, "which is enough; daring is 0.10"),
        (0.1, 0.5, "which is enough; willing is 0.10"),
        (0.1, 0.1, "both are below the threshold"),
        (0.5, 0.5, "both reach the threshold"),
    ],
)
def test_what_falls_short_is_named(table, tmp_path, willing, dares, said):
    """By the threshold of the row."""
    rows = changed(table, "calm", week.NONE, willing=willing, dares=dares)
    assert said in told(rows, tmp_path, "en").sections[1].sentences[1].text


def test_what_did_not_come_to_mind_was_not_weighed(table, tmp_path):
    """It is said that the numbers do not count."""
    text = [
        told(changed(table, "tense", week.NONE, considers=considers), tmp_path, "en").sections[0].sentences[1].text
        for considers in (True, False)
    ]
    assert "is considered" in text[0] and "does not come to mind" in text[1]


def test_a_choice_that_fell_again_has_no_end(table, tmp_path):
    """What came of the process stands at the later choice."""
    rows = changed(table, "tense", week.NONE, superseded=True)
    assert len(told(rows, tmp_path, "en").sections[0].sentences) == 3


def test_the_figure_has_every_term_of_every_choice(table, tmp_path):
    """And its terms add up to the sum beside them."""
    data = told(table, tmp_path, "en").drawing.data
    assert len(data) == 2 * 2 * (len(week.WILLING) + len(week.DARES))
    sums = data.groupby(["week", "norms", "reason"])
    assert (sums["size of the term"].sum() - sums["sum"].first()).abs().max() < 1e-5


@pytest.mark.parametrize(("language", "said"), [("en", "one official of one run"), ("nl", "één ambtenaar uit één run")])
def test_it_shows_nothing_in_general(language, said):
    """And the chapter says so."""
    assert said in say("report.week_of_official.silent", language)
