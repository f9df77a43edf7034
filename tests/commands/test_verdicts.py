"""``abm verdicts``: what is concluded, and the way to the rows it rests on."""

from __future__ import annotations

import re

import pytest

from abm import RESULTS_VERSION
from abm.analysis import verdicts
from abm.documentation import claims as documents


def test_all_are_listed(abm):
    """Each claim and refuter by its name, and how many of each verdict there are."""
    answer = abm("verdicts")
    assert answer.code == 0
    first = [line.split()[0] for line in answer.out.splitlines() if line[:1].strip()]
    assert {*map(str, range(1, 62)), *(f"R{number}" for number in range(1, 8))} <= set(first)
    counts = [int(count) for count in re.findall(r"\d+(?= [a-z])", answer.out.splitlines()[-2])]
    assert sum(counts) == 68


@pytest.mark.parametrize("name", ["9", "r1", "R1"])
def test_one_shows_what_it_rests_on(abm, name):
    """Rule, and the command that makes its tables anew; the case of a letter does not matter."""
    answer = abm("verdicts", name)
    assert answer.code == 0 and answer.out.startswith(f"{name.upper()}. ")
    assert "Verdict: " in answer.out and "hydra.run.dir=experiments/data" in answer.out


def test_a_number_is_one_step_from_its_row(abm):
    """Table and line are named, and the number stands there."""
    answer = abm("verdicts", "9")
    (row,) = verdicts.conclude(verdicts.claims()["9"]).evidence
    assert f"{row.table}.csv, line {row.line}" in answer.out
    line = (documents.ROOT / "experiments" / "data" / f"{row.table}.csv").read_text().splitlines()[row.line - 1]
    assert f"{row.estimate:g}" in line and f"{row.estimate:.3g}" in answer.out


@pytest.mark.parametrize("words", [("62",), ("R8",), ("0",), ("all",), ("1", "2")])
def test_a_name_that_there_is_not_is_refused_in_one_line(abm, words):
    """With what there is."""
    answer = abm("verdicts", *words)
    assert answer.code == 2 and "must be" in answer.err and len(answer.err.splitlines()) == 1


def test_what_is_stale_is_shown_as_such_everywhere(abm, monkeypatch):
    """In the list, on the sheet, in the document; and a release is refused."""
    old = verdicts.table("baseline").assign(results_version=RESULTS_VERSION - 1)
    monkeypatch.setattr(verdicts, "table", lambda name: old if name == "baseline" else None)
    (row,) = (line for line in abm("verdicts").out.splitlines() if line.startswith("9 "))
    assert "(stale)" in row
    sheet = abm("verdicts", "9").out
    assert sheet.count("(stale)") == 2 and f"results version {RESULTS_VERSION - 1}" in sheet
    found = verdicts.verdicts()
    text = documents.rendered(found)[documents.TEXT]
    (row,) = (line for line in text.splitlines() if line.startswith("| 9 |"))
    assert f"(stale: results version {RESULTS_VERSION - 1})" in row
    assert any(line.startswith("claim 9: rests on") for line in documents.unfit(found))


def test_a_release_is_refused_what_was_not_run(monkeypatch):
    """A claim without its table stands in the way, one that cannot be tested does not."""
    monkeypatch.setattr(verdicts, "table", lambda name: None)
    refused = documents.unfit(verdicts.verdicts())
    assert "claim 9: not yet run: baseline" in refused
    assert not any(line.startswith("claim 61:") for line in refused)
