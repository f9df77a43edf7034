"""What is measured, declared once: name, unit, definition, and how it is computed from one week of the model.

A measure is one function. A ratio returns numerator and denominator, so that a mean over weeks weighs every case alike:
its value over a run is the sum of numerators over the sum of denominators; weeks without cases are empty.

Longer than 400 lines: the one list of all measures.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import numpy as np

from abm.agents.hours import HOURS
from abm.agents.ministries import Ministry
from abm.observation.measuring import MEASURES, WEEKS_PER_YEAR, RunMeasure, Week, definition_of, measure, ratio
from abm.policy.choice import EXPLAINED, INSIDE, TICK_BOX

__all__ = ["GROUP_MEASURES", "MEASURES", "RUN_MEASURES", "crossover_week", "cyclicality"]

# --- trust ------------------------------------------------------------------------------------------------------


@measure("trust, 0 to 1")
def trust(week: Week) -> float:
    """Mean trust of citizens, rally and blame included."""
    return week.lived.trust


@measure("share")
def trust_share(week: Week) -> float:
    """Share of citizens whose trust exceeds one half; comparable with surveys."""
    return week.lived.trust_share


@measure("trust, 0 to 1")
def trust_without_procedure(week: Week) -> float:
    """Mean trust without what procedures of participation added or took, a term assumed in size."""
    return week.lived.trust - week.lived.procedure


@measure("trust/week")
def trust_contact(week: Week) -> float:
    """Change of mean trust by contacts with policies."""
    return week.lived.contributions.contact


@measure("trust/week")
def trust_news(week: Week) -> float:
    """Change of mean trust by news of grave incidents, without what goes to blame, and by being seen to wait."""
    return week.lived.contributions.news


@measure("trust/week")
def trust_talk(week: Week) -> float:
    """Change of mean trust by talk with ties."""
    return week.lived.contributions.talk


@measure("trust/week")
def trust_baseline(week: Week) -> float:
    """Change of mean trust by return to the own baseline, which the economy moves and rally minus blame lifts."""
    return week.lived.contributions.baseline


@measure("trust/week")
def trust_procedure(week: Week) -> float:
    """Change of mean trust by having been asked, heard or ignored."""
    return week.lived.contributions.procedure


@measure("trust/week")
def trust_rally(week: Week) -> float:
    """Change of mean trust by the rally around decisive action."""
    return week.lived.contributions.rally


@measure("trust/week")
def trust_blame(week: Week) -> float:
    """Change of mean trust by blame for grave incidents, as it comes and fades."""
    return week.lived.contributions.blame


# --- incidents, misfit, unrest ----------------------------------------------------------------------------------


@measure("1/(ministry year)")
def incidents(week: Week) -> float:
    """Incidents of all sources, per ministry and year."""
    return week.per_ministry_year(len(week.incidents))


@measure("1/(ministry year)")
def incidents_misfit(week: Week) -> float:
    """Incidents from policies that fit badly, per ministry and year."""
    return week.count_incidents("misfit")


@measure("1/(ministry year)")
def incidents_coordination(week: Week) -> float:
    """Incidents from unfinished coordination, per ministry and year."""
    return week.count_incidents("coordination")


@measure("1/(ministry year)")
def incidents_event(week: Week) -> float:
    """Incidents of the schedule, per ministry and year."""
    return week.count_incidents("event")


@measure("1/(ministry year)")
def incidents_national(week: Week) -> float:
    """Incidents of the national class, per ministry and year."""
    return week.per_ministry_year(sum([incident.national for incident in week.incidents]))


@measure("1/(ministry year)")
def hazard_misfit(week: Week) -> float:
    """Mean of the number of incidents from misfit, before chance; per ministry and year."""
    return week.per_ministry_year(week.over_dossiers["hazard_misfit"])


@measure("1/(ministry year)")
def hazard_coordination(week: Week) -> float:
    """Mean of the number of incidents from unfinished coordination, before chance; per ministry and year."""
    return week.per_ministry_year(week.over_dossiers["hazard_coordination"])


@measure("severity/(ministry year)")
def severity(week: Week) -> float:
    """Severity of incidents, summed per ministry and year."""
    return week.per_ministry_year(math.fsum(incident.severity for incident in week.incidents))


@measure("needs")
def misfit(week: Week) -> float:
    """Mean distance between policy in force and needs centre over dossiers; hidden from all actors."""
    return week.over_dossiers["misfit"] / week.dossiers


@measure("share")
def bad_share(week: Week) -> float:
    """Mean share of the panels that policies in force serve badly; hidden from ministries."""
    return week.over_dossiers["bad_share"] / week.dossiers


@measure("share")
def coordination_gap(week: Week) -> float:
    """Mean unfinished share of coordination of policies in force."""
    return week.over_dossiers["coordination_gap"] / week.dossiers


@measure("share")
def unrest(week: Week) -> float:
    """Share of citizens in action, over all dossiers."""
    return week.over_dossiers["unrest"]


@measure("grievance, 0 to 1")
def grievance(week: Week) -> float:
    """Mean grievance of citizens."""
    return week.lived.grievance


@ratio("share")
def bad_contacts(week: Week) -> tuple[float, float]:
    """Share of contacts with a policy that were bad."""
    return float(week.lived.bad_contacts), float(week.lived.contacts)


@measure("1/week")
def shocks(week: Week) -> float:
    """Exogenous issues that struck, over all ministries."""
    return float(week.model.world.shocks)


@measure("severity")
def crisis_harm(week: Week) -> float:
    """Weekly harm of unanswered crises."""
    return math.fsum(crisis.harm for crisis in week.model.world.crises if crisis.answered is None)


# --- attention and questions ------------------------------------------------------------------------------------


@measure("salience, 0 to 1")
def salience(week: Week) -> float:
    """Mean salience over dossiers."""
    return week.over_dossiers["salience"] / week.dossiers


@measure("index, 0 to 1")
def attention_concentration(week: Week) -> float:
    """Concentration of salience: sum of squared shares over dossiers (Herfindahl)."""
    total = week.over_dossiers["salience"]
    return week.over_dossiers["salience_squared"] / (total * total) if total > 0.0 else 0.0


@measure("questions/(ministry week)")
def questions(week: Week) -> float:
    """Parliamentary questions asked, per ministry and week."""
    return week.over_dossiers["questions"] / week.size


@ratio("share")
def questions_news_share(week: Week) -> tuple[float, float]:
    """Share of questions that follow the news."""
    return week.over_dossiers["news_questions"], week.over_dossiers["questions"]


@measure("questions/(ministry week)")
def questions_answered(week: Week) -> float:
    """Questions answered, per ministry and week."""
    return week.mean([ministry.answered for ministry in week.ministries])


@ratio("share")
def questions_late_share(week: Week) -> tuple[float, float]:
    """Share of answers later than three weeks."""
    return float(sum([m.late for m in week.ministries])), float(sum([m.answered for m in week.ministries]))


@measure("questions/ministry")
def questions_open(week: Week) -> float:
    """Questions not yet answered, per ministry."""
    return week.mean([ministry.questions_open for ministry in week.ministries])


@measure("pressure, 0 to 1")
def pressure(week: Week) -> float:
    """Mean pressure that ministers feel."""
    return week.mean([ministry.pressure for ministry in week.ministries])


@measure("trust, 0 to 1")
def rally(week: Week) -> float:
    """Rally around decisive action, part of everybody's trust."""
    return week.model.rally.level


@measure("trust")
def blame(week: Week) -> float:
    """Blame for grave incidents, taken off everybody's trust."""
    return week.model.blame.level


@measure("trust")
def economy(week: Week) -> float:
    """What the economy adds to everybody's own baseline of trust."""
    return week.model.economy


# --- hours ------------------------------------------------------------------------------------------------------


@measure("share")
def utilisation(week: Week) -> float:
    """Mean share of hours used, relations kept in idle hours aside."""
    return week.mean([ministry.utilisation for ministry in week.ministries])


@measure("hours/(ministry week)")
def hours_available(week: Week) -> float:
    """Hours of officials, per ministry and week."""
    return week.hours_available / week.size


@measure("hours/(ministry week)")
def hours_used(week: Week) -> float:
    """Hours spent, per ministry and week."""
    return math.fsum(week.hours.values()) / week.size


def _declare_hours(kind: str) -> None:
    def compute(week: Week) -> float:
        return week.hours[kind] / week.size

    compute.__name__ = f"hours_{kind}"
    compute.__doc__ = f"Hours spent on {kind}, per ministry and week."
    measure("hours/(ministry week)")(compute)


for _kind in HOURS:
    _declare_hours(_kind)


@measure("hours/(ministry week)")
def effort(week: Week) -> float:
    """Participation effort: hours spent on asking society in processes, per ministry and week."""
    return week.hours["participation"] / week.size


@measure("hours/(ministry week)")
def process_hours(week: Week) -> float:
    """Hours spent on making policy, coordination and participation included, per ministry and week."""
    spent = ("participation", "desk", "drafting", "coordination", "norms")
    return math.fsum([week.hours[kind] for kind in spent]) / week.size


# --- processes --------------------------------------------------------------------------------------------------


@measure("1/(ministry year)")
def openings(week: Week) -> float:
    """Processes opened, per ministry and year."""
    return week.per_ministry_year(len(week.chosen))


@ratio("share")
def openings_reactive(week: Week) -> tuple[float, float]:
    """Share of processes opened because a dossier was salient."""
    return float(sum([process.entry["kind"] == "reactive" for process in week.opened])), float(len(week.opened))


@ratio("share")
def rework(week: Week) -> tuple[float, float]:
    """Share of openings that take up a policy in force for less than two years."""
    return float(sum([ministry.reworked for ministry in week.ministries])), float(len(week.chosen))


@ratio("weeks")
def lead_time(week: Week) -> tuple[float, float]:
    """Mean weeks from opening to decision, of decisions taken."""
    return float(sum(week.lead_times)), float(len(week.lead_times))


@ratio("weeks")
def weeks_to_force(week: Week) -> tuple[float, float]:
    """Mean weeks from opening to entry into force, pilots included, of policies that entered into force."""
    entered = [item for ministry in week.ministries for item in ministry.entered]
    return math.fsum([item.enters - item.process.opened for item in entered]), float(len(entered))


@ratio("share")
def share_inside(week: Week) -> tuple[float, float]:
    """Share of processes for which officials stayed inside without a word."""
    return week.share(INSIDE)


@ratio("share")
def share_tick_box(week: Week) -> tuple[float, float]:
    """Share of processes with a tick-box exercise."""
    return week.share(TICK_BOX)


@ratio("share")
def share_outside(week: Week) -> tuple[float, float]:
    """Share of processes for which officials went outside by a real method."""
    return week.share(*week.model.parameters.methods)


@ratio("share")
def share_explained(week: Week) -> tuple[float, float]:
    """Share of processes in which staying inside was explained."""
    return week.share(EXPLAINED)


@ratio("share")
def considered(week: Week) -> tuple[float, float]:
    """Share of processes in which participation was considered."""
    return float(sum([process.entry["considers"] for process in week.opened])), float(len(week.opened))


@measure("1/(ministry year)")
def solved(week: Week) -> float:
    """Dossiers durably solved: two years in force without a reactive process; per ministry and year."""
    return week.per_ministry_year(week.solved)


@ratio("hours/dossier")
def effort_per_solved(week: Week) -> tuple[float, float]:
    """Hours of policy-making per durably solved dossier."""
    return process_hours(week) * week.size, float(week.solved)


# --- ministries and officials -----------------------------------------------------------------------------------


@measure("0 to 1")
def mandate(week: Week) -> float:
    """Mean mandate that leadership gives, norms included."""
    return week.mean([ministry.leadership.mandate for ministry in week.ministries])


@measure("0 to 1")
def influence_weight(week: Week) -> float:
    """Mean w: influence that input can have, before commitments."""
    return week.mean([ministry.may(0.0) for ministry in week.ministries])


@measure("0 to 1")
def relations(week: Week) -> float:
    """Mean relations of ministries with communities."""
    return week.mean([ministry.mean_relations for ministry in week.ministries])


@measure("0 to 1")
def skill(week: Week) -> float:
    """Mean skill of officials."""
    return week.mean([math.fsum(m.skills) / len(m.skills) for m in week.ministries])


@measure("0 to 1")
def expected_benefit(week: Week) -> float:
    """Mean benefit that officials expect of going outside."""
    return week.mean([math.fsum(m.benefits) / len(m.benefits) for m in week.ministries])


@measure("needs^2")
def belief_variance(week: Week) -> float:
    """Mean variance of house beliefs."""
    return week.over_dossiers["variance"] / week.dossiers


# --- whole runs -------------------------------------------------------------------------------------------------


def cyclicality(choices: list[dict[str, float]]) -> float:
    """Correlation over processes of participation hours with salience at the choice; positive is anticyclical."""
    if len(choices) < 3:
        return math.nan
    hours = np.array([choice["hours_outside"] for choice in choices])
    heat = np.array([choice["salience"] for choice in choices])
    hours, heat = hours - hours.mean(), heat - heat.mean()
    scale = math.sqrt(float((hours * hours).sum()) * float((heat * heat).sum()))
    return float((hours * heat).sum()) / scale if scale > 0.0 else math.nan


RUN_MEASURES: dict[str, RunMeasure] = {
    "cyclicality": RunMeasure("cyclicality", "correlation", definition_of(cyclicality), cyclicality)
}


# --- groups -----------------------------------------------------------------------------------------------------


def _incidents_by_ministry(week: Week) -> list[float]:
    counts = [0.0] * week.size
    for incident in week.incidents:
        counts[week.model.dossier(incident.dossier).ministry.number] += WEEKS_PER_YEAR
    return counts


def _by_ministry(value: Callable[[Ministry], float]) -> Callable[[Week], list[float]]:
    return lambda week: [value(ministry) for ministry in week.ministries]


GROUP_MEASURES: dict[str, tuple[str, Callable[[Week], Iterable[float]]]] = {
    "incidents": ("ministry", _incidents_by_ministry),
    "questions": ("ministry", _by_ministry(lambda ministry: float(ministry.asked))),
    "pressure": ("ministry", _by_ministry(lambda ministry: ministry.pressure)),
    "utilisation": ("ministry", _by_ministry(lambda ministry: ministry.utilisation)),
    "relations": ("ministry", _by_ministry(lambda ministry: ministry.mean_relations)),
    "effort": ("ministry", _by_ministry(lambda ministry: ministry.ledger["participation"])),
    "hazard": ("dossier", lambda week: week.board.hazard_misfit + week.board.hazard_coordination),
    "trust": ("education", lambda week: week.lived.trust_by_education),
    "trust_share": ("education", lambda week: week.lived.trust_share_by_education),
}
"""Measures that mean something by group: the grouping, and the values of its groups in one week."""


def crossover_week(norm: np.ndarray, baseline: np.ndarray) -> float:
    """First week from which a norm's cumulative effort per durably solved dossier stays below the baseline's.

    Parameters
    ----------
    norm, baseline : arrays of shape (weeks, 2)
        Cumulative hours of policy-making and cumulative solved dossiers of twin runs, by week from week 0.

    Returns
    -------
    float
        A week, or nan when there is none.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        below = norm[:, 0] / norm[:, 1] < baseline[:, 0] / baseline[:, 1]
    if not len(below) or not below[-1]:
        return math.nan
    above = np.flatnonzero(~below)
    return float(above[-1] + 1) if len(above) else 0.0
