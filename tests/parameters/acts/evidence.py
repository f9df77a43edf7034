"""What each parameter of evidence acts on: beliefs and how sure they are, the desk, and how far others are believed."""

from __future__ import annotations

from abm.norms.base import Demand
from abm.parameters import Event
from abm.policy.choice import INSIDE
from abm.policy.evidence import declared, desk_share, desk_variance, unsureness
from abm.policy.incidents import Incident, publish
from abm.policy.process import PLANNED
from tests.parameters.acts import FALLS, RISES, acts
from tests.parameters.acts.offices import (
    DIALOGUE,
    MANY,
    WHOLE_ROOM,
    Changes,
    aggrieve,
    chosen,
    country,
    give_relations,
    heard,
    know_nothing,
    length,
    parameters,
    read_at_the_desk,
    weeks_of_evidence,
)

NO_DESK = {"evidence.desk_hours": 0.0}
ASKED = {"methods.dialogue.respondents": 400, "methods.dialogue.odds_ratio": 20.0} | NO_DESK
"""So many are asked that it shows who they are."""

# --- beliefs --------------------------------------------------------------------------------------------------------


@acts("evidence.house_bias", "mean size of house_bias over dossiers", RISES, 0.3, 0.9)
def house_bias(value: float) -> float:
    return length(country(MANY | {"evidence.house_bias": value}).board.house_bias)


@acts("evidence.house_bias", "distance of beliefs from needs at the start", RISES, 0.3, 0.9)
def house_bias_in_beliefs(value: float) -> float:
    model = country(MANY | {"evidence.house_bias": value, "evidence.belief_variance": 0.0})
    return length(model.board.belief - model.needs.centre)


@acts("evidence.belief_variance", "variance of a belief at the start", RISES, 0.05, 0.2)
def belief_variance(value: float) -> float:
    return float(country({"evidence.belief_variance": value}).board.variance[0])


@acts("evidence.belief_variance", "distance of beliefs at the start from needs and the house bias", RISES, 0.05, 0.2)
def belief_variance_in_beliefs(value: float) -> float:
    model = country(MANY | {"evidence.belief_variance": value})
    return length(model.board.belief - model.needs.centre - model.board.house_bias)


@acts("evidence.belief_drift", "variance of a belief after a week", RISES, 0.001, 0.01)
def belief_drift(value: float) -> float:
    model = country({"evidence.belief_drift": value})
    model.strike()
    return float(model.board.variance[0])


def after_incident(changes: Changes, severity: float) -> float:
    """Variance of a belief after an incident on its dossier."""
    model = country(changes)
    publish([Incident(0, severity, "misfit", False)], model.board, model.parameters)
    return float(model.board.variance[0])


def after_shock(changes: Changes, severity: float) -> float:
    """Variance of a belief after a shock from outside on its dossier."""
    model = country(changes)
    model.world.add(Event(week=model.week, kind="shock", target="0", size=severity))
    model.strike()
    return float(model.board.variance[0])


@acts("evidence.surprise", "variance of a belief after an incident", RISES, 0.01, 0.05)
def surprise_by_incident(value: float) -> float:
    return after_incident({"evidence.surprise": value}, 5.0)


@acts("evidence.surprise", "variance of a belief after a shock from outside", RISES, 0.01, 0.05)
def surprise_by_shock(value: float) -> float:
    return after_shock({"evidence.surprise": value}, 5.0)


@acts("evidence.surprise_severity", "variance of a belief after a grave incident", RISES, 5.0, 20.0)
def surprise_severity(value: float) -> float:
    return after_incident({"evidence.surprise_severity": value}, 50.0)


@acts("evidence.variance_limit", "variance of a belief after all can be learnt to be wrong", RISES, 0.2, 0.8)
def variance_limit(value: float) -> float:
    return after_incident({"evidence.variance_limit": value, "evidence.surprise": 1.0}, 10.0)


@acts("evidence.reference_variance", "how unsure a house is (unsureness)", FALLS, 0.1, 0.4)
def reference_variance(value: float) -> float:
    return unsureness(0.15, parameters({"evidence.reference_variance": value}))


@acts("evidence.reference_variance", "pull of a case on a decision (case_weight)", FALLS, 0.1, 0.4)
def reference_variance_in_decisions(value: float) -> float:
    model = country({"evidence.reference_variance": value} | NO_DESK)
    model.board.salience[0] = 1.0
    model.board.policy[0] = model.needs.centre[0] + 10.0
    return model.dossier(0).decide(chosen(model, INSIDE), model.week).case_weight


# --- the desk -------------------------------------------------------------------------------------------------------


@acts("evidence.desk_hours", "hours of desk research of a process (desk)", RISES, 100.0, 400.0)
def desk_hours(value: float) -> float:
    return chosen(country({"evidence.desk_hours": value}), INSIDE).desk


@acts("evidence.desk_hours", "declared variance of a hundred hours of them (desk_variance)", RISES, 100.0, 400.0)
def desk_hours_that_are_missed(value: float) -> float:
    return desk_variance(100.0, parameters({"evidence.desk_hours": value}))


@acts(
    "evidence.desk_hours",
    "share of the desk done beside as many hours of participation (desk_share)",
    RISES,
    200.0,
    400.0,
)
def desk_hours_beside_participation(value: float) -> float:
    return desk_share(100.0, parameters({"evidence.desk_hours": value, "evidence.desk_beside": 0.0}))


@acts("evidence.desk_weeks", "shortest weeks of desk research (hours by pace)", RISES, 4, 16)
def desk_weeks(value: int) -> float:
    return weeks_of_evidence(chosen(country({"evidence.desk_weeks": value}), INSIDE))


@acts("evidence.desk_beside", "hours of desk research beside a dialogue (desk)", RISES, 0.2, 0.8)
def desk_beside(value: float) -> float:
    return chosen(country({"evidence.desk_beside": value}), DIALOGUE).desk


@acts("evidence.desk_noise", "distance of what the desk reads from needs and the house bias", RISES, 0.1, 0.4)
def desk_noise(value: float) -> float:
    model = country({"evidence.desk_noise": value})
    know_nothing(model)
    read_at_the_desk(model)
    return length(model.board.belief[0] - model.needs.centre[0] - model.board.house_bias[0])


@acts("evidence.desk_noise", "variance of a belief after desk research", RISES, 0.1, 0.4)
def desk_noise_that_is_known(value: float) -> float:
    model = country({"evidence.desk_noise": value})
    read_at_the_desk(model)
    return float(model.board.variance[0])


@acts("evidence.desk_perceived_bias", "variance of a belief after desk research", RISES, 0.1, 0.4)
def desk_perceived_bias(value: float) -> float:
    model = country({"evidence.desk_perceived_bias": value})
    read_at_the_desk(model)
    return float(model.board.variance[0])


# --- who is asked, and how far they are believed --------------------------------------------------------------------


@acts("evidence.bias_awareness", "bias that a method declares (declared)", RISES, 0.2, 0.8)
def bias_awareness(value: float) -> float:
    known = parameters({"evidence.bias_awareness": value})
    return declared(known.methods[DIALOGUE], 50, known)[1]


@acts("evidence.bias_awareness", "influence of a biased sample (w x G, influence)", FALLS, 0.2, 0.8)
def bias_awareness_in_beliefs(value: float) -> float:
    return heard(country(WHOLE_ROOM | {"evidence.bias_awareness": value})).influence


@acts("evidence.mobilised", "mean grievance of respondents about the dossier", RISES, 0.0, 50.0)
def mobilised(value: float) -> float:
    model = country(ASKED | {"evidence.mobilised": value})
    aggrieve(model, 0.25)
    process = heard(model)
    return process.grievance / process.respondents


def share_educated(changes: Changes, relations: float, skill: float) -> float:
    """Share of higher educated among those who take part, given relations and skill."""
    model = country(ASKED | changes)
    give_relations(model, relations)
    model.dossier(0).holder.skill = skill
    process = heard(model)
    return process.educated / process.respondents


def weeks_of_recruitment(changes: Changes, relations: float, skill: float) -> float:
    """Shortest weeks of a dialogue, given relations and skill."""
    model = country(NO_DESK | changes)
    give_relations(model, relations)
    model.dossier(0).holder.skill = skill
    return weeks_of_evidence(chosen(model, DIALOGUE))


@acts("evidence.relation_effect", "share of higher educated among respondents", FALLS, 0.0, 1.0)
def relation_effect_on_bias(value: float) -> float:
    return share_educated({"evidence.relation_effect": value}, relations=1.0, skill=1.0)


@acts(
    "placebo.relations",
    "share of higher educated among respondents of the communities that are known",
    RISES,
    "real",
    "even",
)
def who_is_found_by_relations(value: str) -> float:
    """Two communities of five are known well, the others not at all."""
    model = country(
        ASKED | {"placebo.relations": value, "evidence.relation_effect": 1.0, "evidence.relation_share": 1.0}
    )
    model.relations[:, :2] = 1.0
    heard(model)
    (asked,) = model.ministries_by_number[0].procedures
    known = asked.asked[model.citizens.community[asked.asked] < 2]
    return float(model.citizens.educated[known].mean())


@acts("evidence.relation_effect", "weeks of recruitment (hours by pace)", FALLS, 0.2, 0.8)
def relation_effect_on_weeks(value: float) -> float:
    return weeks_of_recruitment({"evidence.relation_effect": value}, relations=1.0, skill=1.0)


@acts("evidence.relation_share", "weeks of recruitment of somebody unskilled with relations", FALLS, 0.2, 0.8)
def relation_share_with_relations(value: float) -> float:
    return weeks_of_recruitment({"evidence.relation_share": value}, relations=1.0, skill=0.0)


@acts("evidence.relation_share", "weeks of recruitment of somebody skilled without relations", RISES, 0.2, 0.8)
def relation_share_with_skill(value: float) -> float:
    return weeks_of_recruitment({"evidence.relation_share": value}, relations=0.0, skill=1.0)


@acts("evidence.unskilled_quality", "hours of repair after an audit of somebody unskilled (repairs)", FALLS, 0.2, 0.8)
def unskilled_quality(value: float) -> float:
    model = country(WHOLE_ROOM | {"evidence.unskilled_quality": value})
    dossier = model.dossier(0)
    dossier.holder.skill = 0.0
    dossier.bear_audit(chosen(model, DIALOGUE), Demand(quality_norm=1.0, repairs=100.0))
    return dossier.repairs


@acts("evidence.process_share", "methods that fit before the deadline (can)", RISES, 0.02, 0.8)
def process_share(value: float) -> float:
    able = chosen(country({"evidence.process_share": value}), kind=PLANNED).entry["can"]
    return len([name for name in able.split(",") if name])
