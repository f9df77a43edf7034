"""What each parameter of an instrument acts on that bears on leadership, weeks, hours, skill and what is read."""

from __future__ import annotations

from abm.agents.ministers import deadline
from abm.agents.ministries import Ministry
from abm.model import PolicyModel
from abm.policy.evidence import Source
from tests.conftest import open_process
from tests.parameters.acts import FALLS, RISES, acts
from tests.parameters.acts.norms_of_choice import governed, ministry_under, overhead
from tests.parameters.acts.offices import DIALOGUE, MANY, WHOLE_ROOM, Changes, chosen, length

CALM, CLOSE, PARAGRAPH = "calm_practice", "close_to_implementation", "coalition_paragraph"
LEADERS, ACADEMY, PILOTS, REFLECTION = "leadership_mandate", "participation_academy", "pilots", "reflection_period"

NO_LEADERSHIP = {
    "ministries.mandate": 0.0,
    "ministries.mandate_spread": 0.0,
    "ministries.steadfastness": 0.0,
    "ministries.steadfastness_spread": 0.0,
}
"""Ministers give neither mandate nor backing by themselves."""

# --- leadership and deadlines ---------------------------------------------------------------------------------------


def led(instrument: str, settings: Changes, weeks: int = 0) -> Ministry:
    """A ministry so many weeks after ministers without leadership of their own took office."""
    model = governed(instrument, settings, NO_LEADERSHIP)
    model.week += weeks
    ministry = model.ministries_by_number[0]
    ministry.lead()
    return ministry


@acts("instrument.coalition_paragraph.floor", "mandate of a new cabinet (leadership)", RISES, 0.3, 0.9)
def floor(value: float) -> float:
    return led(PARAGRAPH, {"floor": value}).leadership.mandate


@acts("instrument.coalition_paragraph.floor", "steadfastness of a new cabinet (leadership)", RISES, 0.3, 0.9)
def floor_of_steadfastness(value: float) -> float:
    return led(PARAGRAPH, {"floor": value}).leadership.steadfastness


@acts("instrument.coalition_paragraph.halflife", "mandate of a cabinet after a year (leadership)", RISES, 26.0, 104.0)
def floor_halflife(value: float) -> float:
    return led(PARAGRAPH, {"halflife": value}, weeks=52).leadership.mandate


@acts("instrument.leadership_mandate.mandate", "mandate (leadership)", RISES, 0.2, 0.8)
def mandate(value: float) -> float:
    return led(LEADERS, {"mandate": value}).leadership.mandate


@acts("instrument.leadership_mandate.steadfastness", "steadfastness (leadership)", RISES, 0.2, 0.8)
def steadfastness(value: float) -> float:
    return led(LEADERS, {"steadfastness": value}).leadership.steadfastness


@acts("instrument.reflection_period.salience", "weeks that a dossier of salience .5 gets (deadline)", FALLS, 0.3, 0.8)
def reflection_salience(value: float) -> float:
    return deadline(ministry_under(REFLECTION, {"salience": value}), 0.5)


@acts("instrument.reflection_period.strength", "weeks that a dossier of salience .5 gets (deadline)", RISES, 0.2, 0.8)
def reflection_strength(value: float) -> float:
    return deadline(ministry_under(REFLECTION, {"strength": value}), 0.5)


# --- calm weeks -----------------------------------------------------------------------------------------------------


def calm_week(instrument: str, settings: Changes) -> Ministry:
    """A ministry after a week in which there was nothing to do."""
    ministry = ministry_under(instrument, settings, WHOLE_ROOM)
    ministry.model.week = 0
    ministry.work()
    ministry.learn()
    return ministry


@acts("instrument.calm_practice.share", "hours of a calm week that go to relations (ledger)", RISES, 0.2, 0.8)
def calm_share(value: float) -> float:
    return calm_week(CALM, {"share": value}).ledger["relations"]


@acts("instrument.calm_practice.share", "relations after a calm week", RISES, 0.2, 0.8)
def calm_share_in_relations(value: float) -> float:
    return float(calm_week(CALM, {"share": value}).relations.sum())


@acts("instrument.calm_practice.hours_per_contact", "communities visited in a calm week (visited)", FALLS, 10.0, 40.0)
def hours_per_contact(value: float) -> float:
    return calm_week(CALM, {"hours_per_contact": value}).visited


@acts(
    "instrument.calm_practice.hours_per_contact",
    "relations after part of a visit",
    FALLS,
    100.0,
    400.0,
)
def hours_per_contact_in_relations(value: float) -> float:
    return float(calm_week(CALM, {"hours_per_contact": value}).relations.sum())


# --- the academy ----------------------------------------------------------------------------------------------------


@acts("instrument.participation_academy.hours", "hours of training in a calm week (ledger)", RISES, 0.5, 2.0)
def training_hours(value: float) -> float:
    return calm_week(ACADEMY, {"hours": value}).ledger["training"]


@acts("instrument.participation_academy.hours", "skill after a week of training (skills)", RISES, 0.5, 2.0)
def training_hours_in_skill(value: float) -> float:
    return sum(calm_week(ACADEMY, {"hours": value}).skills)


@acts("instrument.participation_academy.skill_per_hour", "skill after a week of training (skills)", RISES, 0.01, 0.1)
def skill_per_hour(value: float) -> float:
    return sum(calm_week(ACADEMY, {"skill_per_hour": value}).skills)


@acts("instrument.participation_academy.memory", "record of a ministry that everybody left (record)", RISES, 0.2, 0.8)
def memory(value: float) -> float:
    model = governed(ACADEMY, {"memory": value})
    ministry = model.ministries_by_number[0]
    ministry.record = 1.0
    model.parameters.officials.turnover = 1e6
    model.learn()
    return ministry.record


@acts("instrument.participation_academy.set_up_saving", "hours of a dialogue after another", FALLS, 0.1, 0.5)
def set_up_saving(value: float) -> float:
    model = governed(ACADEMY, {"set_up_saving": value})
    model.ministries_by_number[0].practised.add(DIALOGUE)
    return chosen(model, DIALOGUE).participation


# --- the inspectorate -----------------------------------------------------------------------------------------------


@acts("instrument.close_to_implementation.weight", "variance of a belief after a signal", FALLS, 0.2, 0.8)
def signal_weight(value: float) -> float:
    model = governed(CLOSE, {"weight": value})
    inspectorate = model.inspectorates_by_number[0]
    inspectorate.signals.append((model.week, 0, Source(model.needs.centre[0], 0.0, 0.0, 1.0)))
    model.learn()
    return float(model.board.variance[0])


@acts("instrument.close_to_implementation.hours", "hours that norms ask of a process (overhead)", RISES, 12.0, 48.0)
def signal_hours(value: float) -> float:
    return overhead(CLOSE, {"hours": value})


# --- pilots ---------------------------------------------------------------------------------------------------------

ALIKE = {"population.value_clustering": 0.0}
"""Communities value the same."""

UNLIKE = {"population.value_clustering": 0.9}
"""Communities value different things, and their members much the same."""


def piloted(settings: Changes, changes: Changes | None = None, variance: float = 1.0) -> PolicyModel:
    """Twenty dossiers whose policies entered into force after pilots, in houses so unsure of a wrong belief."""
    model = governed(PILOTS, settings, MANY | WHOLE_ROOM | (changes or {}))
    for dossier in model.dossiers:
        model.board.belief[dossier.number] += 10.0
        decision = dossier.decide(open_process(model, dossier.number), model.week)
        model.board.variance[dossier.number] = variance
        dossier.enter_into_force(decision.enters)
    return model


def unsure(settings: Changes, changes: Changes | None = None) -> float:
    """Variance of the belief of a house that read a pilot."""
    return float(piloted(settings, changes).board.variance[0])


def wrong(settings: Changes, changes: Changes) -> float:
    """Distance from needs of policies of houses that knew nothing, and took over what pilots said."""
    model = piloted({"commitments": 0.0} | settings, changes, variance=1e9)
    return length(model.board.policy - model.needs.centre)


@acts("instrument.pilots.weeks", "weeks from a decision to its entry into force (enters)", RISES, 6, 24)
def pilot_weeks(value: int) -> float:
    model = governed(PILOTS, {"weeks": value})
    return model.dossier(0).decide(open_process(model, 0), model.week).enters - model.week


@acts("instrument.pilots.hours", "hours that a process spends on what norms ask (overhead)", RISES, 60.0, 240.0)
def pilot_hours(value: float) -> float:
    model = governed(PILOTS, {"hours": value})
    process = open_process(model, 0)
    model.spend_hours()
    return process.overhead


@acts("instrument.pilots.communities", "variance of a belief after a pilot", FALLS, 1, 10)
def pilot_communities(value: int) -> float:
    return unsure({"communities": value}, UNLIKE)


@acts("instrument.pilots.communities", "distance from needs of policies that took over a pilot", FALLS, 1, 40)
def pilot_communities_that_are_read(value: int) -> float:
    return wrong({"communities": value}, UNLIKE | {"population.communities": 50})


@acts("instrument.pilots.citizens", "variance of a belief after a pilot", FALLS, 2, 20)
def pilot_citizens(value: int) -> float:
    return unsure({"citizens": value}, ALIKE)


@acts("instrument.pilots.citizens", "distance from needs of policies that took over a pilot", FALLS, 1, 40)
def pilot_citizens_that_are_read(value: int) -> float:
    return wrong({"citizens": value}, ALIKE)


@acts("instrument.pilots.commitments", "distance from needs of policies after a pilot", RISES, 0.2, 0.8)
def pilot_commitments(value: float) -> float:
    model = piloted({"commitments": value}, variance=1e9)
    return length(model.board.policy - model.needs.centre)


@acts("instrument.pilots.commitments", "distance from needs of beliefs after a pilot", RISES, 0.2, 0.8)
def pilot_commitments_in_beliefs(value: float) -> float:
    model = piloted({"commitments": value}, variance=1e9)
    return length(model.board.belief - model.needs.centre)


@acts("needs.heterogeneity", "variance of a belief after a pilot", RISES, 0.3, 0.9)
def heterogeneity_in_pilots(value: float) -> float:
    return unsure({}, {"needs.heterogeneity": value})


@acts("population.value_clustering", "variance of a belief after a pilot", RISES, 0.1, 0.8)
def value_clustering_in_pilots(value: float) -> float:
    return unsure({}, {"population.value_clustering": value})


@acts("placebo.respondents", "distance from needs of policies that took over a pilot", RISES, "real", "noise")
@acts("placebo.respondents", "distance from needs of policies after a pilot that is not read", RISES, "real", "nobody")
def placebo_in_pilots(value: str) -> float:
    return wrong({}, {"placebo.respondents": value, "needs.start_spread": 2.0})
