"""``abm explain`` on the log of an earlier results version: told as far as it goes, and no further."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from abm import RESULTS_VERSION
from abm.commands.explain import explain
from abm.observation.decision_log import NEEDED
from abm.observation.earlier import version_of
from abm.parameters import removed
from abm.parameters.removed import ADDED_COLUMNS, Removed

from .choices import choice

LACKING = {
    version: [name.removeprefix("decisions.") for name, added in ADDED_COLUMNS.items() if added > version]
    for version in (1, 2, 3)
}
"""Columns that logs of earlier versions had not, as far as their first folders go."""


@pytest.fixture
def older(folder):
    """A function that writes a log as an earlier version had it, with what it had besides."""

    def write(version, *rows, **more):
        where = folder(*rows)
        log = pd.DataFrame(rows).drop(columns=[name for name in LACKING[version] if name in rows[0]])
        log.assign(**more).to_parquet(where / "decisions.parquet")
        (where / "provenance.json").write_text(json.dumps({"results_version": version}), encoding="utf-8")
        return where

    return write


@pytest.fixture
def told(capsys):
    """A function that runs the command and gives its words in one line, and the lines of its notes."""

    def run(*arguments):
        assert explain([str(argument) for argument in arguments]) == 0
        printed = capsys.readouterr()
        return " ".join(printed.out.split()), printed.err.splitlines()

    return run


def test_a_log_of_version_3_is_explained_with_all_its_reasons(older, told):
    """Protects results that were published: what decided then is in the log, and what is new is said to be absent."""
    where = older(3, choice(dares=0.1, adoption=0.2, respondents=40, decided_week=20, lead_time=10.0))
    words, notes = told(where, "official=47")
    assert "Chose to stay inside: not daring enough (chance 80%)" in words
    assert "Dared: 0.10, too little." in words
    assert "40 respondents, whose input weighed 20% in the policy; decided in week 20, after 10 weeks; " in words
    assert len(notes) == 1
    assert notes[0].startswith("results of version 3 lack ")
    assert "wishes (added in version 4), backed (added in version 4)" in notes[0]
    words, _ = told(where)
    assert "not daring enough 100%" in words
    assert "the log does not hold" not in words


def test_reasons_of_version_1_are_not_guessed(older, told):
    """Protects from reasons made up with the threshold or rule of today, or of the folder's config.yaml."""
    words, notes = told(older(1, choice(dares=0.1), choice(official=3, chosen="dialogue")), "week=10")
    assert "Chose to stay inside: the log does not hold what it takes to say why. What came" in words
    assert "Chose to go outside with dialogue sessions: the log does not hold what it takes to say why." in words
    assert "Willing: 0.50. Dared: 0.10. May:" in words
    for absent in ("too little", "Ready", "needed", "chance", "None", "nan"):
        assert absent not in words
    assert len(notes) == 1
    for name in LACKING[1]:
        assert f"{name} (added in version {ADDED_COLUMNS[f'decisions.{name}']})" in notes[0]


def test_the_overview_counts_what_cannot_be_said(older, told):
    """Protects the shares: a choice without a logged reason is none of those with one."""
    words, _ = told(older(1, choice(), choice(considers=False)))
    assert "the log does not hold what it takes 100% to say why" in words
    assert "it did not come to mind 0%" in words
    words, _ = told(older(3, choice(), choice(considers=False)))
    assert "it did not come to mind 50%" in words


def test_as_little_as_who_chose_what_is_told(folder, told):
    """Protects every sentence from a column that is not there; of nothing it is said that it did not happen."""
    where = folder(choice())
    pd.DataFrame([choice()])[list(NEEDED)].to_parquet(where / "decisions.parquet")
    words, notes = told(where, "official=47")
    assert words.endswith(
        "Week 10: official 47, dossier 19 of ministry 2 "
        "Chose to stay inside: the log does not hold what it takes to say why."
    )
    assert notes[0].startswith("results of an earlier version lack serial (added by version ")
    assert told(where)[1] == notes


def test_a_column_that_was_removed_is_said_to_be(older, told, monkeypatch):
    """Protects a reader who looks for it: it is left out, and the line says since when and what to look at."""
    monkeypatch.setitem(removed.REMOVED_COLUMNS, "decisions.mood", Removed(4, "decisions.willing"))
    _, notes = told(older(3, choice(), mood=0.3, stranger=1), "official=47")
    assert notes[0] == "the column mood was removed in version 4 of the results; in its place: decisions.willing"
    assert len(notes) == 2


def test_a_log_of_now_is_told_without_notes(folder, told):
    """Protects results of today from notes on versions."""
    assert told(folder(choice()), "official=47")[1] == []


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"results_version": "3"}', "[" * 9000])
def test_a_spoilt_note_tells_no_version(tmp_path, content):
    """Protects from a traceback, and from a version that nobody wrote."""
    assert version_of(tmp_path) is None
    (tmp_path / "provenance.json").write_text(content, encoding="utf-8")
    assert version_of(tmp_path) is None
    (tmp_path / "provenance.json").write_text(json.dumps({"results_version": RESULTS_VERSION}), encoding="utf-8")
    assert version_of(tmp_path) == RESULTS_VERSION
