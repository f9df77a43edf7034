"""Measures of society: trust, incidents, fit and unrest."""

from __future__ import annotations

import math

from abm.observation.measuring import Week, measure, ratio

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


@measure("trust, 0 to 1")
def trust_slow(week: Week) -> float:
    """Mean trust without the mood of the country, rally minus blame, which comes and goes."""
    return week.lived.trust - (week.model.rally.level - week.model.blame.level)


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


@ratio("share")
def misfit_bias(week: Week) -> tuple[float, float]:
    """Share of squared misfit along the house bias: what the house never sees; hidden, and negative where it helps."""
    error = week.board.policy - week.model.needs.centre
    return float((error * week.board.house_bias).sum()), float((error * error).sum())


@ratio("share")
def misfit_tracking(week: Week) -> tuple[float, float]:
    """Share of squared misfit along what needs have moved since the decision: what came too late; hidden."""
    needs = week.model.needs
    error = week.board.policy - needs.centre
    return float((error * (needs.decided - needs.centre)).sum()), float((error * error).sum())


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


@measure("share")
def ever_in_action(week: Week) -> float:
    """Share of citizens who have been in action at least once since week 0; before week 0, since the start."""
    return week.lived.acted


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
