"""The chapter of the claims: all of them, in the language of the report, with verdicts; and the answer on a page."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator
from pathlib import Path

import docx
import pandas as pd
import pypdf
import pytest

from abm.analysis import verdicts as judging
from abm.analysis.answer import REFUTERS, verdict_name
from abm.analysis.claims import claims
from abm.analysis.sentences import Section, Sentence
from abm.analysis.verdicts import DEPENDS, Verdict, verdicts
from abm.experiments.report import book
from abm.experiments.report.chapter import Content, chapters
from abm.experiments.report.chapters import verdicts as chapter
from abm.experiments.report.forms import print_page, write_word
from abm.words import LANGUAGES

OTHER = {"nl": "en", "en": "nl"}
LONG = 12
"""Sentences that an answer may still get beside those that it has."""


pytestmark = pytest.mark.xdist_group("report_verdicts")  # one worker makes what they share


@functools.cache
def found_now() -> list[Verdict]:
    """The verdicts of the project, judged once."""
    return verdicts()


@pytest.fixture(scope="module", params=LANGUAGES)
def written(request) -> tuple[str, dict[str, Content]]:
    """All chapters that can be written, in a language."""
    return request.param, {item.name: item.write(request.param) for item in chapters() if not item.lacking}


def listed(language: str) -> pd.DataFrame:
    drawing = chapter.write(language).drawing
    assert drawing is not None and drawing.listed
    return drawing.data


def said(content: Content) -> Iterator[str]:
    """All that a chapter says, in its text and its figure."""
    for section in content.sections:
        yield from (one.text for one in (section.heading, *section.sentences))
    if content.drawing is not None:
        yield content.drawing.alternative
        yield from content.drawing.data.astype(str).to_numpy().ravel()


def test_a_report_holds_no_claim_of_the_other_language(written):
    """Nor a reason why one is not tested; in no chapter."""
    language, found = written
    text = "\n".join(part for content in found.values() for part in said(content))
    other = OTHER[language]
    foreign = [claim.told(other) for claim in claims().values()]
    foreign += [claim.why_untested(other).replace("`", "") for claim in claims().values() if claim.untested]
    foreign += [row.why_built_in(other) for claim in claims().values() for row in claim.readings if row.built_in]
    assert [one for one in foreign if one in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_claims_are_listed_refuters_first(language):
    """Each with its sentence, its verdict and, where there is one, its number."""
    data = listed(language)
    names = list(data.iloc[:, 1])
    assert names == [*REFUTERS, *map(str, range(1, 62))]
    for item in found_now():
        _, _, text, verdict, number, why = data.iloc[names.index(item.claim.name)]
        assert text == item.claim.told(language) and why
        assert not item.run or verdict == verdict_name(item.said, language)
        assert bool(number) == (item.lead is not None)


def test_the_number_is_that_of_the_leading_row():
    """With its interval, measure and unit, as the language writes them."""
    (row,) = [row for row in found_now() if row.claim.name == "R3"]
    lead = dataclasses.replace(row.lead, estimate=-0.0164, low=-0.0191, high=-0.0136, measure="misfit", unit="needs")
    assert chapter._found(lead, "nl") == "Misfit van beleid: −0,0164 (−0,0191; −0,0136), behoefte"
    pure = dataclasses.replace(lead, estimate=0.0, low=float("nan"), high=float("nan"), measure="", unit="1")
    assert chapter._found(pure, "en") == "0.00 (–; –)"


def test_what_a_verdict_rests_on_is_said(monkeypatch):
    """Comparisons that count, a rule by which it is so, or why it has not been tested."""
    why = {item.claim.name: chapter._why(item, "en") for item in found_now()}
    assert why["R2"] == "0 for, 4 against, of 4", "rows without equal hours do not count"
    assert why["3"].startswith("true by construction: courage is a term of readiness; found so in ")
    assert why["54"] == "no record by method" and "`" not in why["10"]
    (one,) = [item for item in found_now() if item.claim.name == "R3"]
    assert chapter._why(dataclasses.replace(one, said=DEPENDS), "en").endswith("not in every variant of the rules")
    monkeypatch.setattr(judging, "table", lambda name: None)
    assert chapter._why(judging.conclude(one.claim), "en") == "not run with the present results yet"


def test_the_list_is_printed_and_edited(tmp_path):
    """It stands open on the page, and in Word as a table whose head is repeated."""
    (item,) = [one for one in chapters() if one.name == "verdicts"]
    (tmp_path / book.FIGURES).mkdir()
    made = [book._written(item, tmp_path / book.FIGURES, "nl", "full")]
    page = book.page(made, "nl", "full")
    assert "<details>" not in page and page.count("<tr>") == 1 + len(found_now())
    write_word(made, "nl", "", tmp_path / "report.docx")
    (table,) = docx.Document(tmp_path / "report.docx").tables
    assert len(table.rows) == 1 + len(found_now()) and table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert table.cell(1, 2).text == claims()["R1"].told("nl")


def test_the_answer_is_printed_on_one_page(written, tmp_path):
    """With the title above it, and with room for what studies that are to come will say."""
    pytest.importorskip("weasyprint", exc_type=OSError)
    language, found = written
    more = Section(
        Sentence("What is to come."), tuple(Sentence(f"{'As long as another is. ' * 4}") for _ in range(LONG))
    )
    one = book.Written("answer", "?", (*found["answer"].sections, more), "No. " * 20, "No. " * 20)
    for sections, pages in ((one.sections, 1), (one.sections * 3, 2)):
        text = book.page([dataclasses.replace(one, sections=sections)], language, "full")
        print_page(text, Path(tmp_path / "answer.pdf"))
        assert min(len(pypdf.PdfReader(tmp_path / "answer.pdf").pages), 2) == pages
