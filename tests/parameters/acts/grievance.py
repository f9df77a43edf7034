"""What each parameter of citizens' grievance acts on: what gives it, how it fades and spreads, and who acts on it."""

from __future__ import annotations

from abm.model import PolicyModel
from abm.policy.events import Crisis
from abm.policy.incidents import Incident, publish
from tests.parameters.acts import FALLS, RISES, acts
from tests.parameters.acts.offices import Changes, aggrieve, country, serve_everybody_badly

ALONE = {"citizens.contact_rate": 0.0, "citizens.grievance_spread": 0.0}
"""Citizens meet no policy, and take nothing over from others."""


def aggrieved(changes: Changes, salience: float = 0.0, share: float = 1.0) -> PolicyModel:
    """A week after some citizens were half aggrieved about a dossier of this salience."""
    model = country(ALONE | changes)
    aggrieve(model, share)
    model.board.salience[0] = salience
    model.live()
    return model


def struck(changes: Changes) -> PolicyModel:
    """A week after incidents that would strike everybody."""
    model = country(ALONE | changes)
    model.board.struck[0] = 1.0
    model.live()
    return model


@acts("citizens.contact_grievance", "mean grievance after contacts with bad policies", RISES, 0.1, 0.5)
def contact_grievance(value: float) -> float:
    model = country({"citizens.contact_grievance": value, "citizens.contact_rate": 1.0})
    serve_everybody_badly(model)
    model.live()
    return model.lived.grievance


@acts("citizens.incident_grievance", "mean grievance of who is struck by an incident", RISES, 0.2, 0.8)
def incident_grievance(value: float) -> float:
    return struck({"citizens.incident_grievance": value, "citizens.struck_limit": 1.0}).lived.grievance


@acts("citizens.struck_limit", "citizens aggrieved by an incident that would strike everybody", RISES, 0.1, 0.5)
def struck_limit(value: float) -> float:
    return float((struck({"citizens.struck_limit": value}).citizens.grievance > 0.0).sum())


@acts("citizens.incident_reach", "share of citizens struck by an incident (board.struck)", RISES, 0.001, 0.01)
def incident_reach(value: float) -> float:
    model = country({"citizens.incident_reach": value})
    publish([Incident(0, 10.0, "misfit", False)], model.board, model.parameters)
    return float(model.board.struck[0])


@acts("citizens.incident_reach", "share of citizens struck by a crisis (board.struck)", RISES, 0.001, 0.01)
def reach_of_a_crisis(value: float) -> float:
    model = country({"citizens.incident_reach": value})
    model.world.crises.append(Crisis(0, model.week, 10.0))
    model.strike()
    return float(model.board.struck[0])


@acts("citizens.grievance_halflife", "mean grievance that is left after a week", RISES, 2.0, 26.0)
def grievance_halflife(value: float) -> float:
    return aggrieved({"citizens.grievance_halflife": value}).lived.grievance


@acts("citizens.coverage_slows", "mean grievance that is left after a week of full coverage", RISES, 0.2, 0.8)
def coverage_slows(value: float) -> float:
    return aggrieved({"citizens.coverage_slows": value}, salience=1.0).lived.grievance


@acts("citizens.grievance_spread", "citizens who are aggrieved a week after every second one was", RISES, 0.0, 0.05)
def grievance_spread(value: float) -> float:
    changes = {"citizens.grievance_halflife": 2.0, "citizens.grievance_spread": value}
    return float((aggrieved(changes, share=0.5).citizens.grievance > 0.0).sum())


@acts("citizens.grievance_spread", "grievance that is taken over from others", RISES, 0.02, 0.1)
def grievance_that_is_taken_over(value: float) -> float:
    changes = {"citizens.grievance_halflife": 2.0, "citizens.grievance_spread": value}
    return float(aggrieved(changes, share=0.5).citizens.grievance[1::2].mean())


@acts("citizens.action_threshold", "mean threshold of action", RISES, 0.2, 0.6)
def action_threshold(value: float) -> float:
    return float(country({"citizens.action_threshold": value}).citizens.threshold.mean())


@acts("citizens.action_threshold", "share of citizens in action who are half aggrieved (unrest)", FALLS, 0.15, 0.35)
def unrest(value: float) -> float:
    return float(aggrieved({"citizens.action_threshold": value}).board.unrest[0])


@acts("citizens.action_spread", "s.d. of the threshold of action over citizens", RISES, 0.02, 0.08)
def action_spread(value: float) -> float:
    return float(country({"citizens.action_spread": value}).citizens.threshold.std())
