"""What each parameter of needs acts on: how far people differ, how the centre moves, and how practices follow."""

from __future__ import annotations

import numpy as np

from abm.model import PolicyModel
from abm.policy.participation import heard
from tests.parameters.acts import FALLS, RISES, acts
from tests.parameters.acts.inspectorates import signal
from tests.parameters.acts.offices import MANY, Changes, country, length, read_at_the_desk
from tests.parameters.acts.population import bias_ascribed, variance_of_practices

STILL = {"needs.drift": 0.0}
"""Needs move only where something else moves them."""


def moved(changes: Changes) -> float:
    """How far the needs centres of twenty dossiers move in a week."""
    model = country(MANY | changes)
    before = model.needs.centre.copy()
    model.strike()
    return length(model.needs.centre - before)


def spread_of_practices(changes: Changes) -> float:
    """S.d. over communities of how they work on a dossier."""
    return float(country(changes).needs.practices.std(axis=0).mean())


@acts("needs.heterogeneity", "s.d. over citizens of what they need (spoken)", RISES, 0.3, 0.9)
def heterogeneity(value: float) -> float:
    model = country({"needs.heterogeneity": value})
    return float(model.needs.spoken(0, model.citizens.values).std(axis=0).mean())


@acts("needs.heterogeneity", "share of a panel that a policy at the centre serves badly (bad_share)", RISES, 0.3, 0.9)
def heterogeneity_in_the_panel(value: float) -> float:
    needs = country({"needs.heterogeneity": value}).needs
    return float(needs.bad_share(needs.centre).mean())


@acts("needs.heterogeneity", "mean need of who is served badly, from the centre (mean_of)", RISES, 0.3, 0.9)
def heterogeneity_of_members(value: float) -> float:
    needs = country({"needs.heterogeneity": value}).needs
    return length(needs.member(0, 0) - needs.centre[0])


@acts("needs.heterogeneity", "bad contacts with a policy at the centre (bad_contacts)", RISES, 0.3, 0.9)
def heterogeneity_in_contacts(value: float) -> float:
    model = country({"needs.heterogeneity": value, "citizens.contact_rate": 1.0})
    model.board.policy[:] = model.needs.centre
    model.live()
    return model.lived.bad_contacts


@acts("needs.heterogeneity", "s.d. over communities of how they work (practices)", RISES, 0.3, 0.9)
def heterogeneity_of_practices(value: float) -> float:
    return spread_of_practices({"needs.heterogeneity": value})


@acts("needs.heterogeneity", "mean size of house_bias over dossiers", RISES, 0.3, 0.9)
def heterogeneity_in_house_bias(value: float) -> float:
    return length(country(MANY | {"needs.heterogeneity": value}).board.house_bias)


@acts("needs.heterogeneity", "how far needs jump with shocks", RISES, 0.3, 0.9)
def heterogeneity_in_jumps(value: float) -> float:
    return moved(STILL | {"needs.heterogeneity": value, "shocks.rate": 1.0, "shocks.needs_share": 1.0})


@acts("needs.heterogeneity", "sample variance that a look at local practices declares", RISES, 0.3, 0.9)
def heterogeneity_that_is_declared(value: float) -> float:
    return variance_of_practices({"needs.heterogeneity": value})


@acts("needs.heterogeneity", "bias that a ministry ascribes to a dialogue", RISES, 0.3, 0.9)
def heterogeneity_in_bias(value: float) -> float:
    return bias_ascribed({"needs.heterogeneity": value})


@acts("needs.heterogeneity", "sample variance that an inspectorate declares (signal)", RISES, 0.3, 0.9)
def heterogeneity_in_signals(value: float) -> float:
    return signal({"needs.heterogeneity": value})[1].variance


@acts("needs.heterogeneity", "bias that an inspectorate is thought to have (signal)", RISES, 0.3, 0.9)
def heterogeneity_in_the_bias_of_signals(value: float) -> float:
    return signal({"needs.heterogeneity": value, "inspectorates.perceived_bias": 0.5})[1].bias


@acts("needs.heterogeneity", "variance of a belief after the desk has read (variance)", RISES, 0.3, 0.9)
def heterogeneity_at_the_desk(value: float) -> float:
    model = country({"needs.heterogeneity": value, "evidence.desk_perceived_bias": 0.5})
    read_at_the_desk(model)
    return float(model.board.variance[0])


@acts("needs.start_spread", "s.d. over dossiers of the first needs centres", RISES, 0.3, 0.9)
def start_spread(value: float) -> float:
    return float(country(MANY | {"needs.start_spread": value}).needs.centre.std())


def noise(model: PolicyModel) -> float:
    """How far from the belief a placebo of noise speaks."""
    given, belief = model.parameters, np.zeros(2)
    given.placebo.respondents = "noise"
    return length(heard(lambda about: belief, 0, 1, belief, model.needs, given, model.streams))


@acts("needs.start_spread", "size of the noise that a placebo says (heard)", RISES, 0.3, 0.9)
def start_spread_in_a_placebo(value: float) -> float:
    return noise(country({"needs.start_spread": value}))


@acts("needs.drift", "how far needs centres move in a week", RISES, 0.01, 0.04)
def drift(value: float) -> float:
    return moved({"needs.drift": value})


@acts("needs.practice_rate", "distance of practices from new needs after a week (practices)", FALLS, 0.2, 0.8)
def practice_rate(value: float) -> float:
    model = country(STILL | {"needs.practice_rate": value})
    model.needs.practices.sum()  # what they were until now is settled
    model.needs.centre += 10.0
    model.strike()
    return length(model.needs.centre[0] - model.needs.practices[:, 0])


@acts("needs.practice_error", "s.d. over communities of how they work (practices)", RISES, 0.5, 1.5)
def practice_error(value: float) -> float:
    return spread_of_practices({"needs.practice_error": value})


@acts("needs.practice_error", "sample variance that a look at local practices declares", RISES, 0.5, 1.5)
def practice_error_that_is_declared(value: float) -> float:
    return variance_of_practices({"needs.practice_error": value})
