"""``abm report``: what it writes and says, and what it refuses before anything is written."""

from __future__ import annotations

import sys

import pytest

from abm.commands import report as command
from abm.experiments.report.book import Written


def chapter(waiting: str = "") -> Written:
    return Written("one", "One?", (), "", "", waiting)


def test_a_language_is_written_to_its_folder(abm, monkeypatch):
    """By default both; what waits is said with the command that makes it."""
    asked = []
    monkeypatch.setattr(command, "build", lambda *words: asked.append(words) or [chapter("Waits: abm study maps.")])
    monkeypatch.setattr(command, "other_forms", lambda *_: [("report.pdf", ""), ("report.docx", "it needs more")])
    answer = abm("report", "report.dir=here")
    assert answer.code == 0 and [(str(folder), language) for folder, language, _ in asked] == [
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
    monkeypatch.setattr(command, "make_tables", lambda folder, size: made.append((str(folder), size)) or iter(["x"]))
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
