"""The chapter on crises: it says what its rows say, in either direction, and needs no row that a small study lacks."""

from __future__ import annotations

import pandas as pd
import pytest

from abm.analysis.tables import reading_from
from abm.experiments import crisis as study
from abm.experiments.common import FOUND, direction
from abm.experiments.report.chapters import crisis
from abm.words import LANGUAGES
from tests.experiments.report.test_book import told

WINDOWS = [f"quarter {number}" for number in crisis.QUARTERS] + ["year 1", "year 2", "whole"]


def written(folder, value: float, arms=tuple(study.ARMS), language: str = "en", windows=WINDOWS):
    """The chapter where every difference is this one, with an interval of 0.01 to either side."""
    ends = {"difference": value, "low": value - 0.01, "high": value + 0.01}
    ends |= {"found": FOUND[direction(ends["low"], ends["high"])], "seeds": 2, "results_version": 99}
    measures = (*study.BY_QUARTER, *study.BY_YEAR, "answered_outside")
    effects = [
        {"crisis": kind, "arm": arm, "measure": measure, "unit": study.unit(measure), "when": when, "mean": 0.5, **ends}
        for kind in study.CRISES for arm in arms for measure in measures for when in windows
    ]  # fmt: skip
    differences = [
        {"crisis": kind, "arm": pair.arm, "against": pair.against, "of": of, "measure": measure,
         "unit": study.unit(measure), "when": when, **ends}
        for pair in study.CONTRASTS if {pair.arm, pair.against} <= set(arms)
        for kind in study.CRISES for of in ("level", "effect") for measure in measures for when in windows
    ]  # fmt: skip
    pd.DataFrame(effects).to_csv(folder / "crisis.csv", index=False)
    pd.DataFrame(differences).to_csv(folder / "crisis_arms.csv", index=False)
    with reading_from(folder):
        return crisis.write(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_follows_the_rows(language, tmp_path):
    """Headings are what was found: all three differ, and the numbers are those of the rows, in points of 100."""
    found = [
        [one.heading.text for one in written(tmp_path, value, language=language).sections]
        for value in (0.02, -0.02, 0.0)
    ]
    for headings in zip(*found, strict=True):
        assert len(set(headings)) == len(found)
    assert all("2.0" in text.replace(",", ".") for headings in found[:2] for text in headings)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", [0.02, -0.02, 0.0])
def test_every_sentence_can_be_written(value, language, tmp_path):
    """In each direction and language, with a source for every one, and no gap that was not filled in."""
    content = written(tmp_path, value, language=language)
    sentences = [one for part in content.sections for one in (part.heading, *part.sentences)]
    assert len(sentences) == 9 + 5 + 8 and all(one.sources for one in sentences)
    assert not any("{" in text or "  " in text for text in told(content))
    assert len(content.drawing.data) == 2 * 5 * len(crisis.QUARTERS)


def test_a_small_study_lacks_rows_and_is_told_all_the_same(tmp_path):
    """Without a year after, and without arms that were not lived; each part keeps its heading."""
    content = written(tmp_path, 0.02, study.SMALL, windows=["quarter 1", "quarter 2", "year 1", "whole"])
    assert len(content.sections) == 3 and not any("A year after" in text for text in told(content))
    assert len(content.drawing.data) == 2 * (2 * 3 + 2)


def test_haste_that_loses_is_not_said_to_win(tmp_path):
    """The heading of the second part is by the row of the answer to danger from outside, against the slower one."""
    texts = [written(tmp_path, value).sections[1].heading for value in (0.02, -0.02)]
    assert "haste wins" in texts[0].text and "haste loses" in texts[1].text
    table = pd.read_csv(tmp_path / "crisis_arms.csv")
    (name, line) = texts[1].sources[0].split(":")
    row = table.loc[int(line) - 2]
    assert name == "crisis_arms.csv"
    assert row[["crisis", "arm", "against", "of", "measure", "when"]].tolist() == [
        "outside", "never, lead 1", "never, lead 8", "effect", "trust", "year 1"
    ]  # fmt: skip


def test_what_is_found_but_too_little_to_count_is_said_to_be(tmp_path):
    """Half a point of trust counts, and less does not, however sure it is."""
    assert not any("too little" in text for text in told(written(tmp_path, 0.02)))
    frame = pd.read_csv(tmp_path / "crisis_arms.csv").assign(difference=0.004, low=0.003, high=0.005, found="up")
    frame.to_csv(tmp_path / "crisis_arms.csv", index=False)
    with reading_from(tmp_path):
        heading, *others = told(crisis.write("en"))
    assert "0.40 points of 100 better" in heading and heading.endswith("too little to count.")
    assert "incidents" in others[12] and "too little" not in others[12], "only trust is judged"
