"""The arrows of the loop show what the model did, not what might have been."""

from __future__ import annotations

from math import fsum, sqrt
from typing import Any

import numpy as np
import pytest

from abm import PolicyModel, load
from abm.agents.citizens.columns import Citizens
from abm.agents.ministers import deadline, respond
from abm.observation.flows import flows
from abm.policy.choice import dares
from abm.policy.process import PLANNED, REACTIVE
from tests.conftest import open_process, small, start
from tests.policy.test_choice import situation

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
        fell = [decision.process.dossier for ministry in model.ministries_by_number for decision in ministry.decided]
        for j in fell:
            unsure = model.board.variance[j] / (model.board.variance[j] + parameters.evidence.reference_variance)
            pull.append(parameters.ministries.complaint_weight * model.board.salience[j] * unsure)
        for dossier in (one for ministry in model.ministries_by_number for one in ministry.dossiers):
            process = dossier.process
            if process is not None and process.kind == REACTIVE and not process.emergency:
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


def test_openings_are_those_the_rule_drew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hazard that the draw was held against: also of what it opened or turned, and of nothing that is busy."""
    lived = PolicyModel.press_ministers
    seen = {"turned": 0, "opened": 0, "busy": 0}

    def watched(model: PolicyModel) -> None:
        before = [
            (d.process and d.process.kind, bool(d.decisions)) for d in map(model.dossier, range(len(model.board)))
        ]
        lived(model)
        rate = model.parameters.ministries.opening_rate
        expected = 0.0
        for j, (kind, decided) in enumerate(before):
            dossier = model.dossier(j)
            hazard = rate * max(0.0, dossier.salience - dossier.ministry.threshold)
            free = kind == PLANNED or (kind is None and not decided)
            assert model.board.opening[j] == (hazard if free else 0.0)
            expected += hazard if free else 0.0
            reactive = dossier.process is not None and dossier.process.kind == REACTIVE
            seen["turned"] += kind == PLANNED and reactive
            seen["opened"] += kind is None and reactive
            seen["busy"] += hazard > 0.0 and not free
        assert amount(model, "opening", "salience") == pytest.approx(expected / model.parameters.ministries.count)

    monkeypatch.setattr(PolicyModel, "press_ministers", watched)
    model = PolicyModel(small("scenario=turbulent", changes={"ministries.planned_interval": 26.0}), seed=2)
    for _ in range(160):
        model.step()
    assert min(seen.values()) > 0, seen


def test_haste_is_what_was_taken_when_the_deadline_was_set() -> None:
    """Of the routine lead of then; a planned process is in no haste until it turns."""
    model = start(small(), weeks=2)
    for ministry in model.ministries_by_number:
        ministry.active.clear()
    model.board.salience[:2] = 0.5
    own = model.parameters.ministries
    reactive, planned = open_process(model, 0, REACTIVE), open_process(model, 1, PLANNED)
    taken = 1.0 - deadline(model.dossier(0).ministry, 0.5) / own.routine_lead
    assert reactive.haste == pytest.approx(taken) and planned.haste == 0.0 and 0.2 < taken < 1.0
    assert amount(model, "deadline", "salience") == pytest.approx(taken / 2)
    own.routine_lead *= 2.0  # as an event may: no deadline moves
    assert amount(model, "deadline", "salience") == pytest.approx(taken / 2)
    own.routine_lead /= 2.0
    model.week += 3
    respond(model.dossier(1).ministry, model.dossier(1), hot=True, due=False)
    assert planned.haste == pytest.approx(taken - 3 / own.routine_lead)


def test_blame_and_room_are_terms_of_the_rules() -> None:
    """What the arrows show is missing, to the last digit, from what officials dare and what input may do."""
    model = start(small("scenario=turbulent"), weeks=30)
    parameters = model.parameters
    feared, lost = [], []
    for ministry in model.ministries_by_number:
        backing = ministry.leadership.backing
        rows = [(float(model.board.sensitivity[d.number]), d.salience) for d in ministry.dossiers]
        bold = [situation(sensitivity=s, salience=a, backing=backing) for s, a in rows]
        feared.append(max(dares(one, 0.0) - dares(one, parameters.officials.blame) for one in bold))
        room = parameters.ministries.influence_room * (0.5 + ministry.leadership.mandate)
        lost.append(1.0 - ministry.may(0.0, 0.0) / room)
    assert amount(model, "blame", "salience") == pytest.approx(fsum(feared) / len(feared)) and max(feared) > 0.0
    assert amount(model, "influence room", "pressure") == pytest.approx(fsum(lost) / len(lost)) and min(lost) > 0.0
