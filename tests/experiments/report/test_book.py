"""The report: every number is produced, a lacking study is named, and the same tables give the same bytes anywhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import docx
import pandas as pd
import pypdf
import pytest

from abm import RESULTS_VERSION
from abm.analysis.tables import reading_from, table
from abm.execution.local import Shared
from abm.experiments.report import book, making
from abm.experiments.report.chapter import Chapter, Content, chapters
from abm.experiments.report.checksums import CHECKSUMS
from abm.words import KEYS, LANGUAGES

pytestmark = pytest.mark.xdist_group("report")

ALL = [item.name for item in chapters()]


@pytest.fixture(scope="module")
def printing() -> None:
    """What lays a page out as a PDF is there."""
    try:
        import weasyprint  # noqa: F401
    except OSError as error:
        pytest.skip(f"WeasyPrint needs Pango: {error}")


@pytest.fixture(scope="module")
def formed(built, printing, tmp_path_factory) -> tuple[Path, list[book.Written]]:
    """Every third chapter as PDF and Word, in a folder of its own: all of them take long to be laid out."""
    folder, few = Path(shutil.copytree(built[0], tmp_path_factory.mktemp("forms") / "en")), built[1][::3]
    (folder / book.PAGE).write_text(book.page(few, "en", "full"), encoding="utf-8")
    assert list(book.other_forms(folder, few, "en", "full")) == [("report.pdf", ""), ("report.docx", "")]
    assert sum(item.plate is not None for item in few) > 3
    return folder, few


def copied(folder: Path, *names: str) -> Path:
    """Tables of the project in a folder of their own, to be changed."""
    for name in names:
        file = files("abm.experiments").joinpath("data", f"{name}.csv")
        (folder / f"{name}.csv").write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def named(name: str) -> Chapter:
    """A chapter by its name."""
    return next(item for item in chapters() if item.name == name)


def told(content: Content) -> list[str]:
    """All that a chapter says."""
    return [
        one.text for section in content.sections for one in (section.heading, *section.sentences)
    ]  # fmt: skip


def test_no_two_chapters_share_a_place_or_lack_words():
    """Each has a question, what it does not show, and what carries it; in both languages, as the files agree."""
    assert len({item.place for item in chapters()}) == len(ALL)
    for name in ALL:
        assert {f"report.{name}.{part}" for part in ("title", "silent", "rests")} <= set(KEYS)


def test_the_page_needs_nothing_else(built):
    """It asks no address, runs no script, and says what each picture shows; headings go down one step at a time."""
    folder, written = built
    page = (folder / book.PAGE).read_text(encoding="utf-8")
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert not re.search(r"https?:|<script|<link|url\(", page)
    pictures = re.findall(r'<img src="data:image/svg\+xml;base64,[^"]+" alt="([^"]+)">', page)
    assert len(pictures) == page.count("<img") == sum(item.plate is not None for item in written) > 0
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert levels == [1, *[2] * len(ALL)]


def test_the_pdf_can_be_read_aloud(formed):
    """It names its language, has tags in the order of the page, and a text for every picture."""
    folder, written = formed
    root = pypdf.PdfReader(folder / "report.pdf").trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en"
    tags = list(elements(root["/StructTreeRoot"]))
    assert [str(tag["/Alt"]) for tag in tags if "/Alt" in tag] == [
        item.plate.alternative for item in written if item.plate is not None
    ]
    kinds = [str(tag.get("/S")) for tag in tags]
    assert kinds.count("/H1") == 1 and kinds.count("/H2") == len(written)


def elements(tag) -> Iterator[dict]:
    """A tag of a PDF and all below it, in the order of reading."""
    tag = tag.get_object() if hasattr(tag, "get_object") else tag
    if isinstance(tag, dict):
        yield tag
        below = tag.get("/K", [])
        for one in below if isinstance(below, list) else [below]:
            yield from elements(one)


def test_the_word_file_can_be_edited(formed):
    """Headings are headings, and every picture has its text."""
    folder, written = formed
    document = docx.Document(folder / "report.docx")
    titles = [part.text for part in document.paragraphs if part.style.name == "Heading 1"]
    assert titles == [item.title for item in written]
    texts = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert texts == [item.plate.alternative for item in written if item.plate is not None]
    assert document.core_properties.language == "en"


@pytest.mark.parametrize(("library", "form"), [("weasyprint", "report.pdf"), ("docx", "report.docx")])
@pytest.mark.usefixtures("printing")
def test_a_form_whose_library_is_lacking_says_so(library, form, tmp_path, monkeypatch):
    """And all other forms are made; of a short page, as its length does not matter here."""
    (tmp_path / book.PAGE).write_text('<!DOCTYPE html><html lang="en"><title>One</title><h1>One</h1></html>')
    monkeypatch.setitem(sys.modules, library, None)
    said = dict(book.other_forms(tmp_path, [], "en", "full"))
    assert said.pop(form).startswith("it needs ") and set(said.values()) == {""}
    assert {path.name for path in tmp_path.iterdir()} == {book.PAGE, *said}


def test_every_figure_is_there_in_each_form_with_its_data(built):
    """And its caption names seeds, version and command, where it is made of a study."""
    folder, written = built
    for item in written:
        if item.plate is None:
            continue
        data = pd.read_csv(folder / f"{item.plate.file}.csv")
        assert list(data) == item.plate.head and len(data) == len(item.plate.body) > 0
        for ending in ("png", "svg", "pdf"):
            assert (folder / f"{item.plate.file}.{ending}").stat().st_size > 5_000
        for study in named(item.name).studies:
            assert f"results version {RESULTS_VERSION}" in item.plate.caption
            assert f"abm study {study}" in item.plate.caption


ELSEWHERE = """
import sys
from pathlib import Path
from abm.experiments.report import book, chapter, look

folder, forms = Path(sys.argv[1]), look.UNTIMED
look.UNTIMED, book.ENDINGS = {name: forms[name] for name in ("png", "svg")}, ("csv", "png", "svg")
book.build(folder, "en", "full")
look.UNTIMED = forms
for item in chapter.chapters()[:int(sys.argv[2])]:
    book._chapter(item.name, folder / book.FIGURES, "en", "full", None)
"""
"""The report without PDFs of its figures, which take long, but for those of the first chapters."""


def test_the_same_tables_give_the_same_bytes_elsewhere(built, tmp_path):
    """In another folder, process, locale and time zone."""
    folder, again, few = built[0], tmp_path / "again", 4
    other = os.environ | {"LC_ALL": "nl_NL.UTF-8", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1"}
    command = [sys.executable, "-c", ELSEWHERE, str(again), str(few)]
    subprocess.run(command, env=other, cwd=tmp_path, check=True)
    here, there = contents(folder), contents(again)
    drawn = [item.plate.file for item in built[1][:few] if item.plate is not None]
    wanted = {name for name in here if name.endswith((".html", ".csv", ".png", ".svg"))}
    wanted |= {f"{plate}.pdf" for plate in drawn}
    assert there.keys() == wanted and len(wanted) > 3 * len(drawn) > 0
    there.pop(CHECKSUMS)  # a list of the others
    assert [name for name in sorted(there) if there[name] != here[name]] == []


def contents(folder: Path) -> dict[str, bytes]:
    """Every file in and below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_changed_table_changes_the_text(language, tmp_path):
    """No number is typed: that of the sentence follows the row; its direction, too."""
    chapter = named("reproduction")
    before = told(chapter.write(language))
    rows = table("reproduction").copy()
    usual = (rows["norms"] == "reactive") & (rows["officials"] == 20) & (rows["extra"] == "total")
    rows.loc[usual, ["reproduction", "reproduction_low", "reproduction_high", "found"]] = [0.77, 0.61, 0.93, "up"]
    rows.to_csv(tmp_path / "reproduction.csv", index=False)
    with reading_from(tmp_path):
        after = told(chapter.write(language))
    number = "0.77" if language == "en" else "0,77"
    assert number in after[0] and number not in before[0] and before[1:] == after[1:]


@pytest.mark.parametrize(
    ("stands", "fails", "said"),
    [
        ("0.3 0.5", "0 0.1", "from a room for influence of 0.30 on"),
        (
            "0.1 0.5",
            "0 0.3",
            "from a room for influence of 0.50 on",
        ),  # where it fails further up it does not rise
        ("", "0 0.3 0.5", "does not rise under “tick box” even where"),
        ("0.1 0.3", "0.5", "does not rise under “tick box” even where"),
        ("0 0.5", "", "rises under “tick box” at every room"),
    ],
)
def test_from_which_room_on_trust_rises(stands, fails, said, tmp_path):
    """At every room from there on that was tried, and not only at some."""
    copied(tmp_path, "refuters")
    limits = table("refuters_limits").copy()
    own = (limits["refuter"] == "R5") & (limits["arm"] == "tick_box") & (limits["measure"] == "trust")
    limits.loc[own, ["stands", "fails"]] = [stands, fails]
    limits.to_csv(tmp_path / "refuters_limits.csv", index=False)
    with reading_from(tmp_path):
        assert said in told(named("tick_box").write("en"))[0]


def test_a_figure_that_is_missed_is_said_to_be(tmp_path):
    """With its target and what was found; it is counted, and drawn with a cross."""
    rows = table("calibration_predictive").copy()
    before = told(named("patterns").write("en"))
    one = rows["target"] == "incidents"
    rows.loc[one, ["found", "holds"]] = [12.5, "no"]
    rows.to_csv(tmp_path / "calibration_predictive.csv", index=False)
    with reading_from(tmp_path):
        after = told(named("patterns").write("en"))
    assert "Missed: incidents per ministry and year (target 4.000 to 10.000, found 12.500)." in set(after) - set(before)
    met = [int(re.search(r"within the target for (\d+)", text[0])[1]) for text in (before, after)]
    assert met[0] - met[1] == 1


def test_how_many_surveys_fit_is_counted(tmp_path):
    """A band that lies elsewhere holds none."""
    rows = table("calibration_predictive_series").copy()
    rows[["survey_low", "survey_high"]] += 0.5
    rows.to_csv(tmp_path / "calibration_predictive_series.csv", index=False)
    with reading_from(tmp_path):
        text = told(named("series").write("en"))[0]
    assert re.match(r"The worlds were chosen by \d+ surveys, among other figures; 0 of them lie", text)


@pytest.mark.parametrize("age", ["lacking", "older"])
def test_a_chapter_whose_study_is_lacking_or_older_waits(age, tmp_path):
    """And says by which command it is made; it shows no number, and all others are there."""
    if age == "older":
        copied(tmp_path, "reproduction")
        rows = pd.read_csv(tmp_path / "reproduction.csv").assign(results_version=RESULTS_VERSION - 1)
        rows.to_csv(tmp_path / "reproduction.csv", index=False)
    copied(tmp_path, "calibration_predictive_series")
    with reading_from(tmp_path):
        written = {item.name: item for item in book.build(tmp_path / "report", "nl", "tiny")}
    waiting = written["reproduction"]
    assert "abm study reproduction" in waiting.waiting and waiting.sections == () and waiting.plate is None
    assert written["series"].plate is not None and not written["series"].waiting
    page = (tmp_path / "report" / book.PAGE).read_text(encoding="utf-8")
    assert waiting.waiting in page and page.count("op maat piepklein") >= 2, "the size is said above every figure"


def test_studies_at_another_size_are_run_once(monkeypatch, tmp_path):
    """Into one folder; what is there and not older is not run again."""
    ran = []

    def carry_out(study, options, folder, workers):
        ran.append((study.name, options.size))
        for name in study.tables:
            (folder / f"{name}.csv").write_text(f"seeds,results_version\n2,{RESULTS_VERSION}\n", encoding="utf-8")
        return iter([(name, 1) for name in study.tables])

    monkeypatch.setattr(making, "carry_out", carry_out)
    wanted, idle = {study for item in chapters() for study in item.studies}, Shared(1)
    assert set(making.make_tables(tmp_path, "tiny", idle)) >= {"reproduction", "calibration_predictive_series"}
    assert {name for name, _ in ran} == wanted and {size for _, size in ran} == {"tiny"}
    ran.clear()
    assert list(making.make_tables(tmp_path, "tiny", idle)) == [] and ran == []
