"""Claims asked one by one: of claims that there are, by arms that the model takes, and judged either way."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import abm
from abm.experiments import claims_asked
from abm.experiments.claims_asked import SIGNS, asked, tabulate, verdict
from abm.experiments.common import Options, as_written
from abm.observation.measures import MEASURES, RUN_MEASURES

CLAIMS = (Path(__file__).parents[2] / "docs" / "claims.md").read_text(encoding="utf-8")


def test_the_table_has_every_row_and_only_columns_that_the_study_states():
    """Protects the documents, which render it."""
    table = claims_asked.study(Options("tiny", seeds=2, workers=1))["claims_asked"]
    stated = {word.strip("(),;.:") for word in (claims_asked.__doc__ or "").split()}
    assert set(table.columns) <= stated
    assert len(table) == 3 and as_written(table, 2)


def test_every_row_is_of_a_claim_and_of_something_that_is_measured():
    """None is asked twice, and each says what is expected."""
    numbers = {int(number) for number in re.findall(r"^\| (\d+) \|", CLAIMS, re.MULTILINE)}
    assert {row["claim"] for row in asked()} <= numbers
    assert len({tuple(row.values()) for row in asked()}) == len(asked())
    for row in asked():
        assert row["measure"] in {*MEASURES, *RUN_MEASURES} and row["expects"] in SIGNS
        assert row["arm"] != row["against"]


@pytest.mark.parametrize("words", sorted({words for row in asked() for words in (row["arm"], row["against"])}))
def test_every_arm_is_a_world_that_the_model_takes(words):
    """Also beside the size of the study, and with nothing set twice."""
    abm.load(*words.split(), *claims_asked.SETTINGS)


@pytest.mark.parametrize(
    ("low", "high", "sign", "said"),
    [(0.1, 0.2, 1, "stands"), (0.1, 0.2, -1, "fails"), (-0.01, 0.02, 1, "fails"), (-0.1, 0.2, 1, "undecided"),
     (-0.01, 0.02, 0, "stands"), (0.01, 0.02, 0, "stands"), (0.06, 0.2, 0, "fails"), (0.01, 0.2, 0, "undecided"),
     (-0.2, -0.06, 0, "fails")],
)  # fmt: skip
def test_what_is_expected_can_fail(low, high, sign, said):
    """On the wrong side, or where nothing that counts is found; no difference fails by one that counts."""
    assert verdict(low, high, sign, 0.05) == said


def test_each_row_is_judged_by_its_own_arms():
    """The difference is that of its arms in its measure, and what counts follows from what it is held against."""
    rows = [
        {"claim": 1, "arm": "a", "against": "b", "measure": "misfit", "expects": "down"},
        {"claim": 2, "arm": "b", "against": "a", "measure": "lead_time", "expects": "same"},
        {"claim": 3, "arm": "a", "against": "b", "measure": "openings", "expects": "up"},
    ]
    runs = pd.DataFrame(
        {"norms": arm, "seed": world, "misfit": world - (arm == "a"), "lead_time": 50.0 + (arm == "b"), "openings": 2.0}
        for arm in "ab"
        for world in (1, 2, 3)
    )
    table = tabulate(runs, rows)
    assert table["difference"].tolist() == [-1.0, 1.0, 0.0]
    assert table["verdict"].tolist() == ["stands", "stands", "fails"]
    assert table["smallest"].tolist() == pytest.approx([0.01, 2.0, 0.1])
