"""What each parameter of an official's choice acts on: whether it comes to mind, the reasons, and the logit."""

from __future__ import annotations

from dataclasses import replace

from abm.norms.base import Demand
from abm.policy.choice import (
    EXPLAINED,
    GO_OUTSIDE,
    INSIDE,
    TICK_BOX,
    Option,
    Situation,
    chances,
    readiness,
    utilities,
)
from tests.parameters.acts import FALLS, RISES, acts
from tests.parameters.acts.offices import DIALOGUE, chosen, country, parameters

NO_THRESHOLD = {f"officials.threshold_{form}": 0.0 for form in ("conjunctive", "additive", "substitutive", "triple")}
"""Only how reasons combine is left of readiness."""


def situation(fear: float = 0.0) -> Situation:
    """An official who wants to go outside, dares to if not afraid, and can hold a dialogue or tick a box."""
    return Situation(
        courage=0.9,
        fear=fear,
        loyalty_minister=0.5,
        loyalty_society=0.5,
        expected_benefit=0.5,
        sensitivity=0.5,
        salience=0.0,
        mandate=0.8,
        backing=0.5,
        speed=0.0,
        may=0.5,
        methods=[Option(DIALOGUE, 200.0)],
        tick_box=Option(TICK_BOX, 30.0),
    )


# --- the rules by name ----------------------------------------------------------------------------------------------


@acts("officials.rule", "chance to go outside, under a rule by which nobody does", FALLS, "threshold", "nobody")
def rule(value: str) -> float:
    GO_OUTSIDE["nobody"] = lambda situation, given: {INSIDE: 1.0, DIALOGUE: 0.0}
    try:
        return chances(situation(), parameters({"officials.rule": value}))[DIALOGUE]
    finally:
        del GO_OUTSIDE["nobody"]


def combined(form: str) -> float:
    """Readiness of who wants less than they dare, before any threshold."""
    return readiness(situation(), parameters(NO_THRESHOLD | {"officials.readiness": form}))


acts("officials.readiness", "readiness: the mean instead of the least", RISES, "conjunctive", "additive")(combined)
acts("officials.readiness", "readiness: the most instead of the mean", RISES, "additive", "substitutive")(combined)
acts("officials.readiness", "readiness: the least of three instead of two", FALLS, "conjunctive", "triple")(combined)


# --- the reasons ----------------------------------------------------------------------------------------------------


@acts("officials.availability", "processes of forty on which participation is considered", RISES, 0.2, 0.8)
def availability(value: float) -> float:
    model = country({"officials.availability": value})
    return sum(chosen(model, serial=serial).entry["considers"] for serial in range(1, 41))


@acts("officials.curiosity", "what an official of an unsure house wants (willing)", RISES, 0.0, 0.4)
def curiosity(value: float) -> float:
    return chosen(country({"officials.curiosity": value})).entry["willing"]


def ready(form: str, threshold: float) -> float:
    """Readiness of an official under a form and its threshold."""
    changes = {"officials.readiness": form, f"officials.threshold_{form}": threshold}
    return chosen(country(changes)).entry["readiness"]


@acts("officials.threshold_conjunctive", "readiness when both reasons are needed", FALLS, 0.2, 0.5)
def threshold_conjunctive(value: float) -> float:
    return ready("conjunctive", value)


@acts("officials.threshold_additive", "readiness when reasons add up", FALLS, 0.2, 0.5)
def threshold_additive(value: float) -> float:
    return ready("additive", value)


@acts("officials.threshold_substitutive", "readiness when one reason is enough", FALLS, 0.2, 0.5)
def threshold_substitutive(value: float) -> float:
    return ready("substitutive", value)


@acts("officials.threshold_triple", "readiness when all three reasons are needed", FALLS, 0.2, 0.5)
def threshold_triple(value: float) -> float:
    return ready("triple", value)


# --- the logit ------------------------------------------------------------------------------------------------------


def asked_to_explain() -> Situation:
    """An official who has to explain why nobody is asked."""
    return replace(situation(), demand=Demand(must_explain=True))


@acts("officials.readiness_scale", "chance to go outside of who is ready", FALLS, 0.05, 0.5)
def scale_of_who_is_ready(value: float) -> float:
    return chances(situation(), parameters({"officials.readiness_scale": value}))[DIALOGUE]


@acts("officials.readiness_scale", "chance to go outside of who is not ready", RISES, 0.05, 0.5)
def scale_of_who_is_not_ready(value: float) -> float:
    return chances(situation(fear=0.9), parameters({"officials.readiness_scale": value}))[DIALOGUE]


@acts("officials.hours_price", "utility of a dialogue", FALLS, 0.002, 0.02)
def hours_price(value: float) -> float:
    return utilities(situation(), parameters({"officials.hours_price": value}))[DIALOGUE]


@acts("officials.hours_price", "utility of an explanation", FALLS, 0.002, 0.02)
def hours_price_of_explaining(value: float) -> float:
    return utilities(asked_to_explain(), parameters({"officials.hours_price": value}))[EXPLAINED]


@acts("officials.tick_box_reluctance", "utility of ticking a box", FALLS, 0.5, 2.0)
def tick_box_reluctance(value: float) -> float:
    return utilities(situation(), parameters({"officials.tick_box_reluctance": value}))[TICK_BOX]


@acts("officials.explanation_hours", "utility of an explanation", FALLS, 10.0, 40.0)
def explanation_hours_in_the_choice(value: float) -> float:
    return utilities(asked_to_explain(), parameters({"officials.explanation_hours": value}))[EXPLAINED]


@acts("officials.explanation_hours", "hours of an explanation (overhead)", RISES, 10.0, 40.0)
def explanation_hours(value: float) -> float:
    return chosen(country({"officials.explanation_hours": value}), EXPLAINED).overhead
