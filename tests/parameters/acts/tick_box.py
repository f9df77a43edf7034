"""What each parameter of a tick-box exercise acts on: who is asked, at what cost, and what becomes of it."""

from __future__ import annotations

from abm.model import PolicyModel
from abm.norms.base import Demand
from abm.policy.choice import TICK_BOX
from abm.policy.process import Process
from tests.parameters.acts import FALLS, RISES, acts
from tests.parameters.acts.offices import (
    WHOLE_ROOM,
    Changes,
    aggrieve,
    chosen,
    country,
    give_relations,
    heard,
    know_nothing,
    length,
    weeks_of_evidence,
)

ASKED = {"tick_box.respondents": 400}
"""So many are asked that it shows who they are."""

IN_EARNEST = WHOLE_ROOM | {"tick_box.commitments": 0.0}
"""What they say can have all influence."""


def taken(changes: Changes) -> Process:
    """A process whose official, without relations and skill, ticks a box beside an idle desk."""
    model = country(changes | {"evidence.desk_hours": 0.0})
    give_relations(model, 0.0)
    model.dossier(0).holder.skill = 0.0
    return chosen(model, TICK_BOX)


def believed(model: PolicyModel) -> float:
    """Distance from nought of the belief of a house that takes over what a tick-box exercise said."""
    know_nothing(model)
    heard(model, TICK_BOX)
    return length(model.board.belief[0])


@acts("tick_box.respondents", "people who are heard (respondents)", RISES, 10, 40)
def respondents(value: int) -> float:
    return heard(country({"tick_box.respondents": value}), TICK_BOX).respondents


@acts("tick_box.respondents", "influence of what they say (w x G, influence)", RISES, 2, 40)
def respondents_that_are_believed(value: int) -> float:
    return heard(country(IN_EARNEST | {"tick_box.respondents": value}), TICK_BOX).influence


@acts("tick_box.hours", "hours that it takes (participation)", RISES, 20.0, 80.0)
def hours(value: float) -> float:
    return taken({"tick_box.hours": value}).participation


@acts("tick_box.weeks", "weeks that it takes (hours by pace)", RISES, 2, 8)
def weeks(value: int) -> float:
    return weeks_of_evidence(taken({"tick_box.weeks": value}))


@acts("tick_box.odds_ratio", "share of higher educated among respondents", RISES, 1.0, 20.0)
def odds_ratio(value: float) -> float:
    process = heard(country(ASKED | {"tick_box.odds_ratio": value}), TICK_BOX)
    return process.educated / process.respondents


@acts("tick_box.odds_ratio", "influence of what they say, as the bias is known in part (influence)", FALLS, 1.0, 20.0)
def odds_ratio_that_is_known(value: float) -> float:
    return heard(country(IN_EARNEST | {"tick_box.odds_ratio": value}), TICK_BOX).influence


@acts("tick_box.sortition", "mean grievance of respondents about the dossier", FALLS, False, True)
def sortition(value: bool) -> float:
    model = country(ASKED | {"tick_box.sortition": value})
    aggrieve(model, 0.25)
    process = heard(model, TICK_BOX)
    return process.grievance / process.respondents


@acts("tick_box.practices", "belief of a house where practices lie far off and needs do not", RISES, False, True)
def practices(value: bool) -> float:
    model = country(IN_EARNEST | {"tick_box.practices": value})
    model.needs.practices[:] = 100.0
    return believed(model)


@acts(
    "tick_box.practices",
    "influence of what is said, as practices differ less than people (influence)",
    RISES,
    False,
    True,
)
def practices_that_are_believed(value: bool) -> float:
    return heard(country(IN_EARNEST | {"tick_box.practices": value}), TICK_BOX).influence


@acts("tick_box.transfer_error", "belief of a house where practices lie at nought", RISES, 0.2, 0.8)
def transfer_error(value: float) -> float:
    model = country(IN_EARNEST | {"tick_box.practices": True, "tick_box.transfer_error": value})
    model.needs.practices[:] = 0.0
    return believed(model)


@acts("tick_box.transfer_error", "influence of practices that are carried over (influence)", FALLS, 0.2, 0.8)
def transfer_error_that_is_known(value: float) -> float:
    model = country(IN_EARNEST | {"tick_box.practices": True, "tick_box.transfer_error": value})
    return heard(model, TICK_BOX).influence


def repairs(changes: Changes) -> float:
    """Hours of repair that an audit of a tick-box exercise asks."""
    model = country(changes)
    dossier = model.dossier(0)
    dossier.bear_audit(chosen(model, TICK_BOX), Demand(quality_norm=1.0, repairs=100.0))
    return dossier.repairs


@acts("tick_box.quality", "hours of repair after an audit (repairs)", FALLS, 0.2, 0.8)
def quality(value: float) -> float:
    return repairs(IN_EARNEST | {"tick_box.quality": value})


@acts("tick_box.commitments", "influence that input can have (weight)", FALLS, 0.2, 0.8)
def commitments(value: float) -> float:
    return taken(WHOLE_ROOM | {"tick_box.commitments": value}).weight


@acts("tick_box.commitments", "hours of repair after an audit (repairs)", RISES, 0.2, 0.8)
def commitments_that_are_seen(value: float) -> float:
    return repairs(WHOLE_ROOM | {"tick_box.quality": 1.0, "tick_box.commitments": value})
