"""Measures of what no actor sees, by hand: what misfit is made of, lasting trust, who was ever in action, who spoke."""

from __future__ import annotations

import numpy as np
import pytest

from abm.observation.measures import MEASURES
from abm.observation.measuring import Week
from tests.conftest import lively, run, small, start


def value(model, name):
    """A measure of the week that a model lived last."""
    found = MEASURES[name].compute(Week(model))
    return found[0] / found[1] if MEASURES[name].ratio else found


def test_misfit_is_made_of_bias_tracking_and_the_rest():
    """Along the house bias, and along what needs moved since the decision, over the square of all misfit."""
    model = start(small(), weeks=1)
    board, needs = model.board, model.needs
    board.house_bias[:] = [0.3, 0.0]
    needs.decided[:] = needs.centre - [0.0, 0.4]
    board.policy[:] = needs.decided + board.house_bias
    assert value(model, "misfit_bias") == pytest.approx(0.09 / 0.25)
    assert value(model, "misfit_tracking") == pytest.approx(0.16 / 0.25)
    board.policy[:] = needs.decided - board.house_bias
    assert value(model, "misfit_bias") == pytest.approx(-0.09 / 0.25)  # a policy on the other side than the house leans


def test_a_policy_in_force_knows_where_needs_were_when_it_was_decided():
    """The centre is kept at the decision, not at the entry into force."""
    model = start(small(), weeks=1)
    dossier = model.dossier(0)
    dossier.ministry.opened.clear()
    from abm.agents.ministers import open_process

    if dossier.process is None:
        open_process(dossier.ministry, dossier, "planned", 70.0)
    then = model.needs.centre[0].copy()
    decision = dossier.decide(dossier.process, model.week)
    model.needs.centre[0] += 1.0
    dossier.enter_into_force(decision.enters)
    np.testing.assert_array_equal(model.needs.decided[0], then)


def test_lasting_trust_leaves_the_mood_out():
    """Trust minus rally plus blame."""
    model = start(small(), weeks=2)
    model.rally.level, model.blame.level = 0.1, 0.03
    assert value(model, "trust_slow") == pytest.approx(model.lived.trust - 0.07)


def test_who_was_ever_in_action_is_counted_from_week_0():
    """Once counted, counted for good; what was before week 0 is wiped out."""
    model = start(small(changes={"burn_in": 2}), weeks=2)
    people = len(model.citizens)
    model.citizens.set("threshold", 10.0)
    model.citizens.select(np.arange(people) < 30).set("threshold", 0.0)
    model.citizens.set("grievance", 1.0)
    model.citizens.set("topic", 0)
    model.step()
    assert model.week == 0 and value(model, "ever_in_action") == 30 / people
    model.citizens.set("threshold", 10.0)
    model.citizens.select((np.arange(people) >= 20) & (np.arange(people) < 50)).set("threshold", 0.0)
    model.step()
    assert value(model, "ever_in_action") == 50 / people and model.citizens.acted[:50].all()


def test_the_log_tells_who_spoke():
    """Share of higher educated and mean grievance about the dossier, of those who were heard."""
    model = run(lively("norms=comply_or_explain", changes={"weeks": 160}))
    spoke = [choice for choice in model.datacollector.choices if choice.get("respondents")]
    assert len(spoke) > 3
    educated = np.array([choice["respondents_educated"] for choice in spoke])
    aggrieved = np.array([choice["respondents_grievance"] for choice in spoke])
    assert (educated >= 0).all() and (educated <= 1).all() and educated.mean() > model.citizens.educated.mean()
    assert (aggrieved >= 0).all() and aggrieved.max() > 0
    asked = [choice for choice in model.datacollector.choices if not choice.get("respondents")]
    assert all(choice.get("respondents_educated") is None for choice in asked)
