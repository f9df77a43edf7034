"""What each parameter of officials as people acts on: who they are, and what experience makes of them."""

from __future__ import annotations

from statistics import fmean, pstdev

from abm.policy.process import REACTIVE
from tests.parameters.acts import FALLS, RISES, acts
from tests.parameters.acts.offices import DIALOGUE, STAFFED, chosen, country, heard, make_tense

# --- who they are ---------------------------------------------------------------------------------------------------


@acts("officials.per_ministry", "officials of a ministry", RISES, 3, 6)
def per_ministry(value: int) -> float:
    model = country({"officials.per_ministry": value})
    return len(model.officials) / len(model.ministries)


@acts("officials.hours", "hours available to a ministry (hours_available)", RISES, 16.0, 32.0)
def hours(value: float) -> float:
    return country({"officials.hours": value}).ministries_by_number[0].hours_available


@acts("officials.courage", "mean courage", RISES, 0.2, 0.6)
def courage(value: float) -> float:
    return fmean(official.courage for official in country({"officials.courage": value}).officials)


@acts("officials.courage_spread", "s.d. of courage over officials", RISES, 0.05, 0.15)
def courage_spread(value: float) -> float:
    model = country(STAFFED | {"officials.courage_spread": value})
    return pstdev(official.courage for official in model.officials)


@acts("officials.loyalty_minister", "mean loyalty_minister", RISES, 0.3, 0.7)
def loyalty_minister(value: float) -> float:
    return fmean(official.loyalty_minister for official in country({"officials.loyalty_minister": value}).officials)


@acts("officials.loyalty_society", "mean loyalty_society", RISES, 0.3, 0.7)
def loyalty_society(value: float) -> float:
    return fmean(official.loyalty_society for official in country({"officials.loyalty_society": value}).officials)


@acts("officials.loyalty_spread", "s.d. of loyalty_minister over officials", RISES, 0.05, 0.15)
def spread_of_loyalty_to_the_minister(value: float) -> float:
    model = country(STAFFED | {"officials.loyalty_spread": value})
    return pstdev(official.loyalty_minister for official in model.officials)


@acts("officials.loyalty_spread", "s.d. of loyalty_society over officials", RISES, 0.05, 0.15)
def spread_of_loyalty_to_society(value: float) -> float:
    model = country(STAFFED | {"officials.loyalty_spread": value})
    return pstdev(official.loyalty_society for official in model.officials)


def newcomers(changes: dict[str, float]) -> list[float]:
    """Skill of everybody who takes a seat of somebody with all skill."""
    model = country(STAFFED | changes)
    for official in model.officials:
        official.skill = 1.0
        official.arrive()
    return [official.skill for official in model.officials]


@acts("officials.skill", "mean skill of newcomers (arrive)", RISES, 0.3, 0.6)
def skill(value: float) -> float:
    return fmean(newcomers({"officials.skill": value}))


@acts("officials.skill_spread", "s.d. of skill of newcomers (arrive)", RISES, 0.05, 0.15)
def skill_spread(value: float) -> float:
    return pstdev(newcomers({"officials.skill_spread": value}))


@acts("officials.turnover", "seats taken anew in a quarter (generation)", RISES, 0.1, 0.9)
def turnover(value: float) -> float:
    model = country(STAFFED | {"officials.turnover": value})
    for _ in range(13):
        model.week += 1
        model.learn()
    return sum(official.generation for official in model.officials)


# --- what going outside is expected to bring ------------------------------------------------------------------------


@acts("officials.expected_benefit", "record of a ministry at the start", RISES, 0.2, 0.8)
def expected_at_the_start(value: float) -> float:
    return country({"officials.expected_benefit": value}).ministries_by_number[0].record


@acts("officials.expected_benefit", "record of a ministry that everybody left", RISES, 0.2, 0.8)
def expected_by_newcomers(value: float) -> float:
    model = country({"officials.expected_benefit": value, "officials.turnover": 0.9})
    ministry = model.ministries_by_number[0]
    ministry.record = 0.5
    for _ in range(52):
        model.week += 1
        model.learn()
    return ministry.record


@acts("officials.learning", "record of a ministry after a decision better than matched ones", RISES, 0.1, 0.6)
def learning(value: float) -> float:
    model = country({"officials.learning": value, "officials.turnover": 0.0})
    ministry, entry = model.ministries_by_number[0], {"chosen": DIALOGUE, "kind": REACTIVE}
    model.experience.gather([(0, REACTIVE, 4.0)], 1.0)
    ministry.judged.append((model.week, 0, entry, model.dossier(0)))
    model.learn()
    return ministry.record


@acts("officials.learning_window", "weeks from entry into force to judgement (judged)", RISES, 13, 78)
def learning_window(value: int) -> float:
    model = country({"officials.learning_window": value, "ministries.implementation_lag": 1})
    ministry, process = model.ministries_by_number[0], chosen(model)
    process.deadline = model.week
    ministry.decide()
    model.week += 1
    ministry.decide()
    ((due, *_),) = ministry.judged
    return due - model.week


@acts("officials.experience_weight", "incidents expected when nobody is asked, after one bad outcome", RISES, 0.0, 0.5)
def experience_weight(value: float) -> float:
    model = country({"officials.experience_weight": value})
    ministry = model.ministries_by_number[0]
    for incidents in (*[0.0] * 9, 10.0):
        ministry.outcomes = [(0, REACTIVE, incidents)]
        model.learn()
    expected = model.experience.of(REACTIVE)
    assert expected is not None
    return expected


@acts("officials.practice_gain", "skill of who asked people in earnest", RISES, 0.1, 0.5)
def practice_gain(value: float) -> float:
    return heard(country({"officials.practice_gain": value})).official.skill


# --- fear -----------------------------------------------------------------------------------------------------------


@acts("officials.fear_gain", "fear of who stood in public without backing", RISES, 0.2, 0.6)
def fear_gain(value: float) -> float:
    official = country({"officials.fear_gain": value}).dossier(0).holder
    official.is_exposed(1.0, 0.0)
    return official.fear


@acts("officials.fear_colleagues", "fear of a colleague of who stood in public", RISES, 0.2, 0.6)
def fear_colleagues(value: float) -> float:
    ministry = country({"officials.fear_colleagues": value}).ministries_by_number[0]
    exposed, colleague, *_ = ministry.officials
    ministry.see_exposed(exposed, 1.0)
    return colleague.fear


@acts("officials.fear_halflife", "fear left after ten weeks", RISES, 5.0, 50.0)
def fear_halflife(value: float) -> float:
    model = country({"officials.fear_halflife": value})
    official = model.dossier(0).holder
    official.is_exposed(1.0, 0.0)
    model.week += 10
    return official.fear


@acts("officials.escalation", "processes of forty that escalate in the media", RISES, 0.2, 0.8)
def escalation(value: float) -> float:
    model = country({"officials.escalation": value, "officials.skill": 0.2})
    make_tense(model)
    return sum(chosen(model, DIALOGUE, serial=serial).entry["escalated"] for serial in range(1, 41))


@acts("officials.escalation_severity", "news value of what escalated (board.escalated)", RISES, 2.0, 8.0)
def escalation_severity(value: float) -> float:
    model = country({"officials.escalation_severity": value, "officials.escalation": 1.0, "officials.skill": 0.0})
    make_tense(model)
    for official in model.officials:
        official.skill = 0.0
    chosen(model, DIALOGUE)
    return float(model.board.escalated[0])


@acts("officials.blame", "what an official dares on a tense dossier", FALLS, 0.2, 1.0)
def blame(value: float) -> float:
    model = country({"officials.blame": value})
    make_tense(model)
    return chosen(model).entry["dares"]


@acts("officials.blame", "fear of who went outside on a tense dossier", RISES, 0.2, 0.8)
def blame_that_is_felt(value: float) -> float:
    model = country({"officials.blame": value, "officials.escalation": 0.0})
    make_tense(model)
    return chosen(model, DIALOGUE).official.fear
