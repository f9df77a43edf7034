"""Measures of government: attention and questions, hours, processes, officials."""

from __future__ import annotations

import math
from collections.abc import Callable

from abm.agents.hours import HOURS
from abm.observation.measuring import Week, measure, ratio
from abm.policy.choice import EXPLAINED, INSIDE, TICK_BOX

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


TENSE, CALM = 0.3, 0.1
"""Salience above which a dossier is called tense here, and below which calm."""


def _outside_in_evidence(week: Week, is_such: Callable[[float], bool]) -> tuple[float, float]:
    found = [
        process.outside
        for ministry in week.ministries
        for process in ministry.active
        if not process.evidence_concluded and is_such(float(week.board.salience[process.dossier]))
    ]
    return float(sum(found)), float(len(found))


@ratio("share")
def outside_tense(week: Week) -> tuple[float, float]:
    """Share of dossiers in the evidence phase that are outside, of those with a salience above 0.3.

    Hold it against that of calm dossiers, and against the same two under timing=even.
    """
    return _outside_in_evidence(week, lambda salience: salience > TENSE)


@ratio("share")
def outside_calm(week: Week) -> tuple[float, float]:
    """Share of dossiers in the evidence phase that are outside, of those with a salience below 0.1."""
    return _outside_in_evidence(week, lambda salience: salience < CALM)


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
    """Mean w: influence that input can have where it is calm, before commitments."""
    return week.mean([ministry.may(0.0, 0.0) for ministry in week.ministries])


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
    """Mean benefit that officials expect of going outside, by the records of their ministries."""
    return week.mean([ministry.record for ministry in week.ministries])


@measure("needs^2")
def belief_variance(week: Week) -> float:
    """Mean variance of house beliefs."""
    return week.over_dossiers["variance"] / week.dossiers
