"""What each parameter of citizens' trust acts on: who they are, whom they meet and hear, and what news leaves."""

from __future__ import annotations

import numpy as np

from abm.agents.citizens.reference_contact import reference_contact
from abm.agents.citizens.week import CitizenWeek
from abm.model import PolicyModel
from abm.parameters import Driver
from abm.policy.incidents import publish
from abm.policy.participation import effect_on_trust
from tests.parameters.acts import FALLS, RISES, acts
from tests.parameters.acts.offices import WHOLE_ROOM, Changes, country, heard, parameters, serve_everybody_badly

APART = {"citizens.contact_rate": 0.0, "citizens.talk": 0.0, "citizens.trust_halflife": 520.0}
"""Citizens meet no policy and hear nobody."""

MEETING = {"citizens.contact_rate": 1.0, "citizens.talk": 0.0}
"""All citizens meet a policy every week."""

# --- who they are ---------------------------------------------------------------------------------------------------


@acts("citizens.tolerance", "median tolerance over citizens", RISES, 0.5, 1.5)
def tolerance(value: float) -> float:
    return float(np.median(country({"citizens.tolerance": value}).citizens.tolerance))


@acts("citizens.tolerance", "habituation: what is expected of a contact at the reference state", RISES, 0.5, 1.5)
def tolerance_that_is_expected(value: float) -> float:
    return reference_contact(parameters({"citizens.tolerance": value})).habituation


@acts("citizens.tolerance_spread", "s.d. of log tolerance over citizens", RISES, 0.1, 0.5)
def tolerance_spread(value: float) -> float:
    return float(np.log(country({"citizens.tolerance_spread": value}).citizens.tolerance).std())


@acts("citizens.tolerance_spread", "share of contacts that are bad at the reference state (bad_share)", RISES, 0.1, 0.9)
def tolerance_spread_that_is_expected(value: float) -> float:
    return reference_contact(parameters({"citizens.tolerance_spread": value})).bad_share


@acts("citizens.trust_baseline", "mean own baseline of trust (baseline)", RISES, 0.3, 0.7)
def trust_baseline(value: float) -> float:
    return float(country({"citizens.trust_baseline": value}).citizens.baseline.mean())


@acts("citizens.trust_baseline", "mean trust at the start", RISES, 0.3, 0.7)
def trust_at_the_start(value: float) -> float:
    return country({"citizens.trust_baseline": value}).citizens.mean_trust


@acts("citizens.trust_baseline", "habituation: what is expected of a contact at the reference state", FALLS, 0.3, 0.7)
def trust_baseline_that_is_expected(value: float) -> float:
    return reference_contact(parameters({"citizens.trust_baseline": value})).habituation


@acts("citizens.trust_spread", "s.d. of the own baseline over citizens (baseline)", RISES, 0.05, 0.2)
def trust_spread(value: float) -> float:
    return float(country({"citizens.trust_spread": value}).citizens.baseline.std())


@acts("citizens.trust_spread", "mean of T(1-T) at the own baseline (dispersion)", FALLS, 0.05, 0.2)
def trust_spread_that_is_expected(value: float) -> float:
    return reference_contact(parameters({"citizens.trust_spread": value})).dispersion


@acts("citizens.trust_spread", "effect on trust of input that counts in full (Concluded.effect)", RISES, 0.05, 0.2)
def trust_spread_in_procedure(value: float) -> float:
    return effect_on_trust(1.0, True, parameters({"citizens.trust_spread": value}))


# --- whom they meet -------------------------------------------------------------------------------------------------


def met(changes: Changes, badly: bool = False) -> CitizenWeek:
    """A week in which citizens meet a policy at the centre of needs, or one that is bad for all."""
    model = country(MEETING | changes)
    model.board.policy[:] = model.needs.centre
    if badly:
        serve_everybody_badly(model)
    model.live()
    return model.lived


@acts("citizens.contact_rate", "citizens who meet a policy in a week (contacts)", RISES, 0.1, 0.5)
def contact_rate(value: float) -> float:
    return met({"citizens.contact_rate": value}).contacts


@acts("citizens.contact_effect", "change of trust by contacts with good policies", RISES, 0.02, 0.1)
def effect_of_good_contacts(value: float) -> float:
    return met({"citizens.contact_effect": value}).contributions.contact


@acts("citizens.contact_effect", "change of trust by contacts with bad policies", FALLS, 0.02, 0.1)
def effect_of_bad_contacts(value: float) -> float:
    return met({"citizens.contact_effect": value}, badly=True).contributions.contact


def after_one(changes: Changes, badly: bool) -> float:
    """Change of trust by contacts, with what is expected of them put back."""
    given = parameters(changes)
    expected = reference_contact(given)
    return met(changes, badly).contributions.contact + expected.habituation


@acts("citizens.loss_gain_ratio", "what bad policies add to trust, before habituation", FALLS, 1.0, 4.0)
def loss_by_bad_contacts(value: float) -> float:
    return after_one({"citizens.loss_gain_ratio": value}, badly=True)


@acts("citizens.loss_gain_ratio", "what good policies add to trust, before habituation", FALLS, 1.0, 4.0)
def gain_by_good_contacts(value: float) -> float:
    return after_one({"citizens.loss_gain_ratio": value}, badly=False)


@acts("citizens.reference_distance", "habituation: what is expected of a contact", FALLS, 0.2, 1.2)
def reference_distance(value: float) -> float:
    return reference_contact(parameters({"citizens.reference_distance": value})).habituation


@acts("citizens.reference_distance", "change of trust by contacts with good policies", RISES, 0.2, 1.2)
def reference_distance_in_contacts(value: float) -> float:
    return met({"citizens.reference_distance": value}).contributions.contact


# --- where trust goes by itself, and whom they hear -----------------------------------------------------------------


@acts("citizens.trust_halflife", "trust above the own baseline that is left after a week", RISES, 13.0, 104.0)
def trust_halflife(value: float) -> float:
    model = country(APART | {"citizens.trust_halflife": value})
    model.citizens.set("trust", 0.9)
    model.live()
    return model.citizens.mean_trust


@acts("citizens.talk", "s.d. of trust over citizens after a week of talk", FALLS, 0.05, 0.4)
def talk(value: float) -> float:
    model = country(APART | {"citizens.talk": value})
    model.citizens.write("trust", slice(None, None, 2), 0.9)
    model.citizens.write("trust", slice(1, None, 2), 0.1)
    model.live()
    return float(model.citizens.trust.std())


@acts("citizens.acceptance", "people who are heard where nobody has any trust (respondents)", RISES, 0.0, 0.5)
def acceptance(value: float) -> float:
    model = country({"citizens.acceptance": value})
    model.citizens.set("trust", 0.0)
    return heard(model).respondents


@acts("citizens.acceptance", "mean trust of who is heard (asked)", FALLS, 0.1, 1.0)
def acceptance_by_trust(value: float) -> float:
    model = country(WHOLE_ROOM | {"citizens.acceptance": value})
    model.citizens.write("trust", slice(None, None, 2), 0.0)
    model.citizens.write("trust", slice(1, None, 2), 1.0)
    (concluded,) = heard(model).official.ministry.procedures
    return float(model.citizens.trust[concluded.asked].mean())


# --- news, blame and the economy ------------------------------------------------------------------------------------


def after_scandal(changes: Changes) -> PolicyModel:
    """A week in which a grave incident of government's own making is covered in full."""
    model = country(APART | changes)
    model.board.severity[0], model.board.salience[0] = 60.0, 1.0
    model.live()
    return model


@acts("citizens.news_effect", "change of trust by news of a grave incident", FALLS, 0.0005, 0.005)
def news_effect(value: float) -> float:
    return after_scandal({"citizens.news_effect": value}).lived.contributions.news


@acts("citizens.news_effect", "blame for a grave incident (blame.level)", RISES, 0.0005, 0.005)
def news_effect_on_blame(value: float) -> float:
    return after_scandal({"citizens.news_effect": value}).blame.level


@acts("citizens.severity_exponent", "change of trust by news of a grave incident", FALLS, 1.0, 1.5)
def severity_exponent(value: float) -> float:
    return after_scandal({"citizens.severity_exponent": value}).lived.contributions.news


@acts("citizens.severity_floor", "change of trust by news of a grave incident", RISES, 10.0, 50.0)
def severity_floor(value: float) -> float:
    return after_scandal({"citizens.severity_floor": value}).lived.contributions.news


@acts("citizens.severity_halflife", "stock of severity that is left after a week (board.severity)", RISES, 1.0, 4.0)
def severity_halflife(value: float) -> float:
    model = country({"citizens.severity_halflife": value})
    model.board.severity[0] = 60.0
    publish([], model.board, model.parameters)
    return float(model.board.severity[0])


@acts("citizens.blame_share", "blame for a grave incident (blame.level)", RISES, 0.2, 0.8)
def blame_share(value: float) -> float:
    return after_scandal({"citizens.blame_share": value}).blame.level


@acts("citizens.blame_share", "change of trust by news of a grave incident, without blame", RISES, 0.2, 0.8)
def share_that_is_not_blame(value: float) -> float:
    return after_scandal({"citizens.blame_share": value}).lived.contributions.news


@acts("citizens.blame_halflife", "blame that is left after a week (blame.level)", RISES, 4.0, 52.0)
def blame_halflife(value: float) -> float:
    model = country({"citizens.blame_halflife": value})
    model.blame.level = 0.1
    model.live()
    return model.blame.level


def prosperous(changes: Changes) -> PolicyModel:
    """A week in which consumers are confident."""
    model = country(APART | {"citizens.trust_halflife": 13.0} | changes)
    model.parameters.drivers = [Driver(week=0, kind="economy", value=30.0)]
    model.live()
    return model


@acts("citizens.economy_effect", "what the economy adds to the own baseline (economy)", RISES, 0.002, 0.01)
def economy_effect(value: float) -> float:
    return prosperous({"citizens.economy_effect": value}).economy


@acts("citizens.economy_effect", "change of trust towards the own baseline", RISES, 0.002, 0.01)
def economy_effect_on_trust(value: float) -> float:
    return prosperous({"citizens.economy_effect": value}).lived.contributions.baseline


@acts("citizens.economy_mean", "what the economy adds to the own baseline (economy)", FALLS, -20.0, 20.0)
def economy_mean(value: float) -> float:
    return prosperous({"citizens.economy_mean": value}).economy


@acts("citizens.waiting_effect", "change of trust while a crisis waits for an answer", FALLS, 0.002, 0.05)
def waiting_effect(value: float) -> float:
    model = country(APART | {"citizens.waiting_effect": value})
    model.board.in_crisis[0], model.board.salience[0] = True, 1.0
    model.live()
    return model.lived.contributions.news
