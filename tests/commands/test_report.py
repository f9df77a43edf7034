"""``abm report``: what it writes and says, and what it refuses before anything is written."""

from __future__ import annotations

import sys

import pytest

from abm.commands import report as command
from abm.experiments.report.book import Written
from abm.experiments.report.checksums import Compared


def chapter(waiting: str = "") -> Written:
    return Written("one", "One?", (), "", "", waiting)


def test_a_language_is_written_to_its_folder(abm, monkeypatch):
    """By default both; what waits is said with the command that makes it."""
    asked = []
    monkeypatch.setattr(command, "build", lambda *words: asked.append(words) or [chapter("Waits: abm study maps.")])
    monkeypatch.setattr(command, "other_forms", lambda *_: [("report.pdf", ""), ("report.docx", "it needs more")])
    answer = abm("report", "report.dir=here")
    assert answer.code == 0 and [(str(folder), language) for folder, language, *_ in asked] == [
        ("here/nl", "nl"),
        ("here/en", "en"),
    ]
    assert answer.out.splitlines() == [
        line
        for language in ("nl", "en")
        for line in (
            "One? Waits: abm study maps.",
            f"here/{language}/report.html",
            f"here/{language}/report.pdf",
            f"here/{language}/report.docx was not made: it needs more.",
        )
    ]


def test_another_size_runs_its_studies_first(abm, monkeypatch):
    """Into a folder of its own, from which the report is then made."""
    made = []
    monkeypatch.setattr(command, "make_tables", lambda folder, size, _: made.append((str(folder), size)) or iter(["x"]))
    monkeypatch.setattr(command, "build", lambda *_: [])
    monkeypatch.setattr(command, "other_forms", lambda *_: [])
    answer = abm("report", "report.size=tiny", "report.language=en")
    assert made == [("report/tables-tiny", "tiny")]
    assert answer.out.splitlines() == ["report/tables-tiny/x.csv", "report/en/report.html"]


def test_without_its_library_nothing_is_begun(abm, monkeypatch, tmp_path):
    """The command that installs it is named."""
    monkeypatch.setitem(sys.modules, "jinja2", None)
    answer = abm("report")
    assert answer.code == 2 and "python -m pip install -e '.[report]'" in answer.err
    assert list(tmp_path.iterdir()) == []


def test_help_says_all_keys(abm):
    """And sizes."""
    answer = abm("report", "--help")
    assert answer.code == 0 and all(key in answer.out for key in command.KEYS)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["report.language=fr"], "report.language must be one of nl, en, both, not fr"),
        (["report.size=huge"], "report.size must be one of tiny, quick, full, not huge"),
        (["report.langauge=nl"], "the key must be one of"),
        (["report.size=tiny,quick"], "report.size must be one value, not tiny,quick"),
        (["report.dir=''"], "report.dir must be the name of a folder, as it is, not "),
        (["report.dir=a", "report.dir=b"], "report.dir"),
        (["--what"], "what follows abm report must be key=value"),
        (["report.size"], "report.size"),
    ],
)
def test_mistakes_are_refused(abm, tmp_path, words, said):
    """In one line, and nothing is written."""
    answer = abm("report", *words)
    assert answer.code == 2 and said in answer.err and len(answer.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def compared(**how: str) -> list[Compared]:
    """A table, the data of a figure and its picture: the same, unless said otherwise."""
    files = {"table": "maps.csv", "data": "nl/figures/one.csv", "picture": "nl/figures/one.svg"}
    return [Compared(kind, file, how.get(kind, "same")) for kind, file in files.items()]


@pytest.mark.parametrize(
    ("how", "elsewhere", "code", "said"),
    [
        ({}, (), 0, "Data of figures: 1 of 1 are the same."),
        ({"table": "differs"}, (), 1, "maps.csv differs."),
        ({"table": "without"}, (), 0, "maps.csv has no checksum"),
        ({"data": "missing"}, (), 1, "nl/figures/one.csv is missing."),
        ({"data": "without"}, (), 1, "nl/figures/one.csv has no checksum in the project."),
        ({"picture": "differs"}, (), 1, "nl/figures/one.svg differs."),
        ({"picture": "differs"}, ("a 1, not 2",), 0, "Pictures and pages: 0 of 1 are the same. All are only with lock"),
        ({"data": "differs"}, ("a 1, not 2",), 1, "nl/figures/one.csv differs."),
    ],
)
def test_a_rerun_is_held_against_the_project(abm, monkeypatch, tmp_path, how, elsewhere, code, said):
    """Tables and data must be the same anywhere, pictures only with the lock; a language that is not there is named."""
    (tmp_path / "there" / "nl").mkdir(parents=True)
    asked = []
    monkeypatch.setattr(command, "compare", lambda *words: asked.append(words[:2]) or compared(**how))
    monkeypatch.setattr(command, "differing", lambda: elsewhere)
    answer = abm("report", "check", "report.dir=there")
    assert (answer.code, answer.err) == (code, "") and said in answer.out
    assert [(str(folder), languages) for folder, languages in asked] == [("there", ["nl"])]
    assert "en: there is no report in this language." in answer.out


def test_what_differs_from_the_lock_is_told_in_short(abm, monkeypatch):
    """Three of it, and how many more."""
    monkeypatch.setattr(command, "compare", lambda *_: compared())
    monkeypatch.setattr(command, "differing", lambda: ("a 1, not 2", "b 1, not 2", "c 1, not 2", "d 1, not 2"))
    assert "here a 1, not 2, b 1, not 2, c 1, not 2 and 1 more." in abm("report", "check").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["report.size=tiny"], "report.size must be full where a report is checked, not tiny"),
        ([], "report.dir must be a folder with a report, or with tables of studies, not report"),
        (["report.dir=elsewhere"], "report.dir must be a folder with a report, or with tables of studies"),
        (["report.langauge=nl"], "the key must be one of"),
        (["report.language=fr"], "report.language must be one of nl, en, both, not fr"),
        (["again"], "again"),
    ],
)
def test_mistakes_of_a_check_are_refused(abm, tmp_path, words, said):
    """In one line, and nothing is written."""
    answer = abm("report", "check", *words)
    assert answer.code == 2 and said in answer.err and len(answer.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
