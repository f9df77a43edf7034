"""The chapter on where the package loses: shares and groups are those of the tables."""

from __future__ import annotations

import pandas as pd
import pytest

from abm import RESULTS_VERSION
from abm.analysis.answer import LOST
from abm.analysis.tables import reading_from, table
from abm.experiments.report.chapters import losing
from abm.experiments.report.look import styled
from abm.words import LANGUAGES, percent
from tests.experiments.report.test_book import copied, named


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_outcomes_and_groups_are_drawn(language):
    """Five outcomes, and all citizens with five groups, in the words of the language."""
    with styled():
        drawing = losing.write(language).drawing
    assert drawing is not None and len(drawing.data) == len(LOST) + len(losing.GROUPS)
    assert drawing.data.notna().all(axis=None)


def test_it_is_written_where_no_box_was_found(tmp_path):
    """At a small size the table of boxes has a head only."""
    copied(tmp_path, "where_it_loses", "who_loses")
    table("where_it_loses_box").head(0).to_csv(tmp_path / "where_it_loses_box.csv", index=False)
    with reading_from(tmp_path):
        assert named("losing").rests_on == (1, RESULTS_VERSION)


def test_a_share_and_a_group_come_from_their_rows(tmp_path):
    """A mutated table changes the text, the data and the alternative."""
    copied(tmp_path, "where_it_loses_box")
    where, who = table("where_it_loses").copy(), table("who_loses").copy()
    where.loc[where["outcome"] == "incidents", ["worse", "worse_low", "worse_high"]] = [0.41, 0.40, 0.42]
    chosen = {"norms": "anticyclical", "year": "last", "measure": "trust", "group": "distrustful"}
    who.loc[(who[list(chosen)] == list(chosen.values())).all(axis=1), ["difference", "apart", "found"]] = [
        -0.077, -0.09, "down",
    ]  # fmt: skip
    where.to_csv(tmp_path / "where_it_loses.csv", index=False)
    who.to_csv(tmp_path / "who_loses.csv", index=False)
    with reading_from(tmp_path), styled():
        content = losing.write("en")
    (section,) = content.sections
    assert section.heading.text.startswith("In 41% (40%; 42%) of worlds")
    assert any("those distrustful before −0.077" in one.text for one in section.sentences)
    assert content.drawing is not None and "41%" in content.drawing.alternative
    values = pd.Series(content.drawing.data.iloc[:, 2])
    assert {41.0, -7.7} <= set(values.round(6))


@pytest.mark.parametrize(("language", "least"), [("en", "<0.1%"), ("nl", "<0,1%")])
def test_what_is_above_none_is_not_told_as_none(language, least, tmp_path):
    """The end of an interval that rounds to 0.0% is less than 0.1%; that of no world at all is 0%."""
    copied(tmp_path, "where_it_loses_box", "who_loses")
    where = table("where_it_loses").copy()
    where.loc[where["outcome"] == "incidents", ["worse", "worse_low", "worse_high"]] = [0.00125, 0.00003, 0.0069]
    where.loc[where["outcome"] == "trust in two years", ["worse", "worse_low", "worse_high"]] = [0.0, 0.0, 0.0003]
    where.to_csv(tmp_path / "where_it_loses.csv", index=False)
    with reading_from(tmp_path):
        heading = losing.harm(language).heading.text
    assert f"({least}; {percent(0.007, language, 1)})" in heading and f"0% (0%; {least})" in heading
