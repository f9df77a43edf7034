"""The arrows of the loop show what the model did, not what might have been."""

from __future__ import annotations

from math import fsum, sqrt
from typing import Any

import numpy as np
import pytest

from abm import PolicyModel, load
from abm.agents.citizens.columns import Citizens
from abm.observation.flows import flows
from abm.policy.process import REACTIVE

WEEKS = 208


def amount(model: PolicyModel, effect: str, cause: str) -> float:
    return next(flow.amount for flow in flows(model) if (flow.cause, flow.effect) == (cause, effect))


@pytest.mark.parametrize("scenario", ["default", "pandemic"])
def test_flows_add_up_to_what_happened(scenario: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over years: openings as many as drawn, grievance from those who were struck, pull of the decisions that fell."""
    met: list[float] = []
    original = Citizens.step

    def noted(self: Citizens, week: int, surroundings: Any) -> Any:
        met.append(float(surroundings.struck.sum()))
        return original(self, week, surroundings)

    monkeypatch.setattr(Citizens, "step", noted)
    parameters = load("population=small", f"scenario={scenario}", "norms=reactive", "burn_in=0")
    model = PolicyModel(parameters, seed=4)
    expected, opened, drawn_struck, drawn_pull, pull = [], 0, [], [], []
    reactive: set[tuple[int, int]] = set()
    for _ in range(WEEKS):
        model.step()
        expected.append(amount(model, "opening", "salience") * parameters.ministries.count)
        drawn_struck.append(amount(model, "grievance", "incident"))
        drawn_pull.append(amount(model, "policy", "complaints"))
        fell = [decision.process for ministry in model.ministries_by_number for decision in ministry.decided]
        pull += [parameters.ministries.complaint_weight * (1.0 - process.evidence_share) for process in fell]
        for dossier in (one for ministry in model.ministries_by_number for one in ministry.dossiers):
            process = dossier.process
            if process is not None and process.kind == REACTIVE and not model.board.national[dossier.number]:
                reactive.add((dossier.number, process.serial))
    opened = len(reactive)
    assert opened > 20
    assert abs(opened - fsum(expected)) < 4.0 * sqrt(fsum(expected))
    share = parameters.citizens.incident_grievance
    assert drawn_struck == pytest.approx([share * min(1.0, struck) for struck in met])
    assert max(drawn_struck) > 0.0
    assert fsum(drawn_pull) == pytest.approx(fsum(pull))


def test_a_hasty_decision_pulls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where decisions fall before the evidence is in, single cases pull at them, and the arrow shows it."""
    words = ("population=small", "scenario=turbulent", "burn_in=0")
    model = PolicyModel(load(*words, "ministries.deadline_coupling=1", "ministries.rush_lead=2"), seed=2)
    drawn = []
    for _ in range(110):
        model.step()
        drawn.append(amount(model, "policy", "complaints"))
    assert max(drawn) > 0.0
    assert np.isfinite(drawn).all()
