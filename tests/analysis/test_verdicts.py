"""Verdicts: from rows that are there, by the rule that was written before, and stale where the results have changed."""

from __future__ import annotations

import pandas as pd
import pytest

from abm import RESULTS_VERSION
from abm.analysis import verdicts
from abm.analysis.claims import Claim, Reading, claims
from abm.analysis.verdicts import DEPENDS, NOT_RUN, NOT_SUPPORTED, NOT_TESTABLE, SUPPORTED, UNDECIDED, conclude, decided
from abm.experiments.registry import studies

ROWS = pd.DataFrame(
    {"kind": ["a", "a", "b"], "arm": "x", "against": "y", "measure": "misfit", "difference": [-0.2, 0.2, -0.1],
     "low": [-0.3, 0.1, -0.2], "high": [-0.1, 0.3, 0.05], "verdict": ["stands", "fails", ""], "unit": "needs",
     "target_low": -0.5, "target_high": 0.0, "seeds": 20, "results_version": RESULTS_VERSION}
)  # fmt: skip
SURVIVES = pd.DataFrame(
    {"contrast": ["x minus y", "x minus z"], "measure": "misfit", "survives": ["no", "yes"],
     "reversed": ["no talk", float("nan")], "lost": float("nan")}
)  # fmt: skip


@pytest.fixture
def tables(monkeypatch):
    """Tables that the claims of these tests read."""
    given = {"baseline": ROWS, "structure_survives": SURVIVES}
    monkeypatch.setattr(verdicts, "table", given.get)
    return given


def claim(**own) -> Claim:
    return Claim("1", "0", "A claim.", "None.", **own)


def reading(**own) -> Reading:
    return Reading("baseline", **{"where": {"kind": "a"}, "lead": {}} | own)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("s", SUPPORTED), ("f", NOT_SUPPORTED), ("u", UNDECIDED), ("sf", DEPENDS), ("fu", NOT_SUPPORTED),
        ("su", UNDECIDED), ("ssu", SUPPORTED), ("s" * 19 + "f", SUPPORTED), ("s" * 18 + "ff", DEPENDS),
        ("f" * 19 + "s", NOT_SUPPORTED), ("f" + "u" * 19, UNDECIDED), ("ff" + "u" * 18, NOT_SUPPORTED),
    ],
)  # fmt: skip
def test_many_rows_become_one_verdict(rows, said):
    """One row in twenty is luck; beyond that failing is never passed over, and half is not enough."""
    assert decided([{"s": "stands", "f": "fails", "u": "undecided"}[row] for row in rows]) == said


def test_rows_are_read_by_what_they_are_about(tables):
    """Only those meant, each with its line in the file, its own number and what it says; the lead has the number."""
    both = conclude(claim(read=(reading(lead={"verdict": "fails"}),)))
    assert [(row.line, row.estimate, row.said, row.leads) for row in both.evidence] == [
        (2, -0.2, "stands", False),
        (3, 0.2, "fails", True),
    ]
    assert both.said == DEPENDS and both.depends_on == "fails in 1 of 2: x against y: misfit"
    other = conclude(claim(read=(reading(where={"kind": ["b"]}),)))
    assert other.said == UNDECIDED and other.lead.estimate == -0.1


@pytest.mark.parametrize(
    ("expects", "said"), [("down", ["stands", "fails"]), ("up", ["fails", "stands"]), ("within", ["stands", "fails"])]
)
def test_a_table_without_verdicts_is_judged_by_what_is_expected(tables, expects, said):
    """By its interval and the smallest difference that counts, or by its target range."""
    found = conclude(claim(read=(reading(expects=expects, smallest=0.01),)))
    assert [row.said for row in found.evidence] == said


def test_a_verdict_hangs_on_what_a_variant_of_the_rules_takes_away(tables):
    """Supported in the world as shipped, it depends where a variant reverses what it rests on."""
    row = (reading(where={"verdict": "stands"}),)
    assert conclude(claim(read=row, survives=("x minus z, misfit",))).said == SUPPORTED
    hangs = conclude(claim(read=row, survives=("x minus y, misfit",)))
    assert hangs.said == DEPENDS and "reversed by no talk" in hangs.depends_on


def test_what_a_rule_makes_true_by_itself_says_so(tables):
    """A check is not passed off as a finding."""
    found = conclude(claim(read=(reading(where={"verdict": "stands"}),), built_in="by rule"))
    assert (found.said, found.depends_on) == (SUPPORTED, "by rule")


def test_without_a_table_there_is_no_verdict(tables):
    """What has not been run is undecided and says so; what cannot be tested gives its reason."""
    missing = conclude(claim(read=(reading(), Reading("maps", {}, {}))))
    assert missing.said == UNDECIDED and missing.depends_on == f"{NOT_RUN}: maps" and not missing.evidence
    untested = conclude(claim(untested="no rule"))
    assert (untested.said, untested.depends_on) == (NOT_TESTABLE, "no rule")


def test_a_reading_that_finds_nothing_is_a_mistake(tables):
    """No claim rests on an empty choice of rows."""
    with pytest.raises(ValueError, match="no row"):
        conclude(claim(read=(reading(where={"kind": "c"}),)))


def test_a_verdict_on_older_results_is_stale(tables):
    """One old row is enough; a verdict without rows is not."""
    tables["baseline"] = ROWS.assign(results_version=[RESULTS_VERSION, RESULTS_VERSION - 1, RESULTS_VERSION])
    assert conclude(claim(read=(reading(),))).stale
    assert not conclude(claim(read=(reading(where={"kind": "b"}),))).stale
    assert not conclude(claim(untested="no rule")).stale


@pytest.mark.parametrize("one", claims().values(), ids=claims().keys())
def test_every_claim_can_be_judged(one):
    """It reads tables that a study writes, by columns that there are; the tables that there are have the rows meant."""
    assert bool(one.untested) != bool(one.readings)
    for item in one.readings:
        text = studies()[verdicts.study_of(item.table)].text
        assert item.table in text or item.table == verdicts.study_of(item.table)
        for column in (*item.where, *item.lead, item.value, item.low, item.high):
            assert column in {word.strip("(),;.:") for word in text.split()}, (item.table, column)
    conclude(one)


def test_claims_come_in_order():
    """61 of the essay and seven refuters."""
    assert list(claims()) == [*map(str, range(1, 62)), *(f"R{number}" for number in range(1, 8))]
