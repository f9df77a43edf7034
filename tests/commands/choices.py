"""Small made-up logs of choices with the columns of real ones."""

from pathlib import Path

import pandas as pd
import pytest

from abm.policy.choice import READINESS, THRESHOLD, Reasons


def choice(**given) -> dict:
    """One row of decisions.parquet: an official who stays inside and is not decided yet, but for what is given.

    Readiness follows from willing and daring, the rule and the threshold, unless it is given.
    """
    row = {
        "run_id": "r",
        "norms": "reactive",
        "seed": 1,
        "week": 10,
        "ministry": 2,
        "dossier": 19,
        "serial": 3,
        "reconsidered": False,
        "superseded": False,
        "official": 47,
        "generation": 0,
        "kind": "planned",
        "emergency": False,
        "salience": 0.1,
        "sensitivity": 0.4,
        "deadline": 70.0,
        "rule": THRESHOLD,
        "considers": True,
        "willing": 0.5,
        "dares": 0.4,
        "wishes": 0.6,
        "backed": 0.55,
        "may": 0.2,
        "threshold": 0.25,
        "readiness_rule": "conjunctive",
        "readiness": None,
        "can": "internet_consultation,dialogue",
        "imposed": False,
        "chosen": "inside",
        "probability": 0.8,
        "hours_outside": 0.0,
        "demand_must_explain": False,
        "audited": None,
        "sanctioned": None,
        "rejected": None,
        "escalated": None,
        "respondents": None,
        "adoption": None,
        "respondents_educated": None,
        "respondents_grievance": None,
        "decided_week": None,
        "lead_time": None,
        "evidence_share": None,
        "drafting_share": 0.0,
        "coordination_gap": None,
        "misfit_before": 0.7,
        "misfit_after": None,
        "incidents_window": None,
        "incidents_after": None,
        "benefit_before": 0.5,
        "benefit_after": None,
    }
    assert not set(given) - set(row)
    row |= given
    if row["readiness"] is None:
        reasons = Reasons(*(row[name] for name in Reasons._fields))
        row["readiness"] = READINESS[row["readiness_rule"]](reasons) - row["threshold"]
    return row


@pytest.fixture
def folder(tmp_path):
    """A function that writes a folder of results from rows of choices."""

    def write(*rows: dict) -> Path:
        pd.DataFrame(rows).to_parquet(tmp_path / "decisions.parquet")
        # of the first norm set alone, and before any event: nothing here may tell why another official chose
        (tmp_path / "config.yaml").write_text(
            "officials:\n  threshold_substitutive: 0.9\n  readiness: substitutive\n", encoding="utf-8"
        )
        return tmp_path

    return write
