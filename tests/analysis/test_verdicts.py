"""Verdicts: from rows that are there, by the rule that was written before, and stale where the results have changed."""

from __future__ import annotations

import pandas as pd
import pytest

from abm import RESULTS_VERSION
from abm.analysis import verdicts
from abm.analysis.claims import ASKED_BY, Claim, Expectation, Reading, claims
from abm.analysis.verdicts import (
    DEPENDS,
    NOT_RUN,
    NOT_SUPPORTED,
    NOT_TESTABLE,
    SUPPORTED,
    UNDECIDED,
    combined,
    conclude,
    decided,
)
from abm.experiments.registry import studies

ROWS = pd.DataFrame(
    {"kind": ["a", "a", "b", "c"], "arm": "x", "against": "y", "measure": "misfit",
     "difference": [-0.2, 0.2, -0.1, -0.2], "low": [-0.3, 0.1, -0.2, -0.3], "high": [-0.1, 0.3, 0.05, -0.1],
     "verdict": ["stands", "fails", "undecided", ""], "unit": "needs", "target_low": -0.5, "target_high": 0.0,
     "seeds": 20, "results_version": RESULTS_VERSION}
)  # fmt: skip
SURVIVES = pd.DataFrame(
    {"contrast": ["x minus y", "x minus z"], "measure": "misfit", "found": "down", "survives": ["no", "yes"],
     "reversed": ["no talk", float("nan")], "lost": float("nan"), "results_version": RESULTS_VERSION}
)  # fmt: skip
BETTER = Expectation("x", "y", "misfit", "down")
ASKED = pd.DataFrame([{"claim": 1, **BETTER.as_lived, **ROWS.iloc[0][["difference", "low", "high", "verdict", "unit",
                                                                      "seeds", "results_version"]]}])  # fmt: skip


@pytest.fixture
def tables(monkeypatch):
    """Tables that the claims of these tests read."""
    given = {"baseline": ROWS, "structure_survives": SURVIVES, ASKED_BY: ASKED}
    monkeypatch.setattr(verdicts, "table", given.get)
    return given


def claim(**own) -> Claim:
    return Claim("1", "0", "A claim.", "None.", **own)


def reading(kind: str | list[str] = "a", **own) -> Reading:
    return Reading("baseline", **{"where": {"kind": kind}, "lead": {}} | own)


FOR = reading(where={"verdict": "stands"})
AGAINST = reading(where={"verdict": "fails"})
OPEN = reading("b")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("s", SUPPORTED), ("f", NOT_SUPPORTED), ("u", UNDECIDED), ("sf", DEPENDS), ("fu", UNDECIDED),
        ("ffu", NOT_SUPPORTED), ("su", UNDECIDED), ("ssu", SUPPORTED), ("s" * 19 + "f", SUPPORTED),
        ("s" * 18 + "ff", DEPENDS), ("f" * 19 + "s", NOT_SUPPORTED), ("f" + "u" * 19, UNDECIDED),
        ("fff" + "ss" + "u" * 40, UNDECIDED), ("", UNDECIDED),
    ],
)  # fmt: skip
def test_rows_of_a_reading_become_one_verdict(rows, said):
    """One row in twenty is luck; beyond that failing is never passed over, and half is not enough either way."""
    assert decided([{"s": "stands", "f": "fails", "u": "undecided"}[row] for row in rows]) == said


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([SUPPORTED, SUPPORTED], SUPPORTED), ([SUPPORTED, UNDECIDED], UNDECIDED), ([SUPPORTED, DEPENDS], DEPENDS),
        ([SUPPORTED, NOT_SUPPORTED], DEPENDS), ([UNDECIDED, NOT_SUPPORTED], NOT_SUPPORTED), ([UNDECIDED], UNDECIDED),
    ],
)  # fmt: skip
def test_readings_are_put_together(parts, said):
    """However many rows each has, none drowns another."""
    assert combined(parts) == said


def test_rows_are_read_by_what_they_are_about(tables):
    """Only those meant, each with its line in the file, its own number and what it says; the lead has the number."""
    both = conclude(claim(read=(reading(lead={"verdict": "fails"}),)))
    assert [(row.line, row.estimate, row.said, row.leads) for row in both.evidence] == [
        (2, -0.2, "stands", False),
        (3, 0.2, "fails", True),
    ]
    assert both.said == DEPENDS and both.depends_on == "fails in 1 of 2: x against y: misfit"
    assert both.lead.unit == "needs" and conclude(claim(read=(reading(unit="R"),))).lead.unit == "R"
    other = conclude(claim(read=(OPEN,)))
    assert other.said == UNDECIDED and other.lead.estimate == -0.1


def test_what_does_not_count_decides_nothing(tables):
    """A row without equal hours is shown, and neither stands nor stands in the way."""
    assert conclude(claim(read=(reading(["c"], lead={}), FOR))).said == UNDECIDED  # a reading of which nothing counts
    alone = conclude(claim(read=(reading("c"),)))
    assert alone.said == UNDECIDED and "hours were not equal" in alone.depends_on
    among = conclude(claim(read=(reading(where={"verdict": ["stands", ""]}),)))
    assert among.said == SUPPORTED and len(among.evidence) == 2


@pytest.mark.parametrize(
    ("expects", "said"), [("down", ["stands", "fails"]), ("up", ["fails", "stands"]), ("within", ["stands", "fails"])]
)
def test_a_table_without_verdicts_is_judged_by_what_is_expected(tables, expects, said):
    """By its interval and the smallest difference that counts, or by its target range."""
    found = conclude(claim(read=(reading(expects=expects, smallest=0.01),)))
    assert [row.said for row in found.evidence] == said


def test_what_is_asked_is_read_as_it_was_lived(tables):
    """A difference that is asked otherwise since the study was run is not answered by the old row."""
    assert conclude(claim(asked=(BETTER,))).said == SUPPORTED
    otherwise = Expectation("x", "y", "misfit", "up")
    assert conclude(claim(asked=(otherwise,))).depends_on == f"{NOT_RUN}: {ASKED_BY}"


def test_a_verdict_hangs_on_what_a_variant_of_the_rules_takes_away(tables):
    """Supported in the world as shipped, it depends where a variant reverses what it rests on, or that is not found."""
    assert conclude(claim(read=(FOR,), survives=("x minus z, misfit, down",))).said == SUPPORTED
    hangs = conclude(claim(read=(FOR,), survives=("x minus y, misfit, down",)))
    assert hangs.said == DEPENDS and "reversed by no talk" in hangs.depends_on
    assert conclude(claim(read=(FOR,), survives=("x minus z, misfit, up",))).said == DEPENDS
    assert conclude(claim(read=(AGAINST,), survives=("x minus y, misfit, down",))).said == NOT_SUPPORTED


def test_what_comes_true_by_construction_decides_nothing(tables):
    """Alone it is not testable and says whether it came out so; beside others these decide, whatever the check says."""
    check = reading(where={"verdict": "stands"}, built_in="by rule")
    alone = conclude(claim(read=(check,)))
    assert (alone.said, alone.depends_on) == (NOT_TESTABLE, "true by construction: by rule; 1 of 1 so")
    beside = conclude(claim(read=(check, AGAINST)))
    assert beside.said == NOT_SUPPORTED and beside.lead.said == "fails"
    assert beside.depends_on.startswith("fails in 1 of 1")


def test_without_a_table_there_is_no_verdict(tables):
    """What has not been run is undecided and says so; what cannot be tested gives its reason."""
    missing = conclude(claim(read=(reading(), Reading("maps", {}, {}))))
    assert missing.said == UNDECIDED and missing.depends_on == f"{NOT_RUN}: maps" and not missing.evidence
    assert not missing.run
    untested = conclude(claim(untested="no rule"))
    assert (untested.said, untested.depends_on, untested.run) == (NOT_TESTABLE, "no rule", True)


@pytest.mark.parametrize("wrong", [{"kind": "d"}, {"colour": "red"}])
def test_a_reading_that_finds_nothing_is_a_mistake(tables, wrong):
    """No claim rests on an empty choice of rows, or on a column that there is not."""
    with pytest.raises(ValueError, match=r"no row|no column"):
        conclude(claim(read=(reading(where=wrong),)))


def test_a_verdict_on_older_results_is_stale(tables):
    """One old row is enough, and so is what it hangs on; a verdict without rows is not."""
    tables["baseline"] = ROWS.assign(results_version=[RESULTS_VERSION, RESULTS_VERSION - 1, *[RESULTS_VERSION] * 2])
    assert conclude(claim(read=(reading(),))).stale
    assert not conclude(claim(read=(OPEN,))).stale
    assert not conclude(claim(untested="no rule")).stale
    tables["structure_survives"] = SURVIVES.assign(results_version=RESULTS_VERSION - 1)
    assert conclude(claim(read=(OPEN,), survives=("x minus z, misfit, down",))).stale


def test_a_table_is_that_of_the_study_whose_name_it_begins_with():
    """Protects documents and verdicts, which find a study by the name of its table."""
    for study in studies().values():
        assert {verdicts.study_of(name) for name in study.tables} == {study.name}


@pytest.mark.parametrize("one", claims().values(), ids=claims().keys())
def test_every_claim_can_be_judged(one):
    """It reads tables that a study writes, by columns that there are; the tables that there are have the rows meant."""
    assert bool(one.untested) != bool(one.readings)
    for item in one.readings:
        study = studies()[verdicts.study_of(item.table)]
        assert item.table in study.tables
        for column in (*item.where, *item.lead, item.value, item.low, item.high):
            assert column in {word.strip("(),;.:") for word in study.text.split()}, (item.table, column)
    conclude(one)


def test_claims_come_in_order():
    """61 of the essay and seven refuters."""
    assert list(claims()) == [*map(str, range(1, 62)), *(f"R{number}" for number in range(1, 8))]
