"""What each parameter of the population acts on: how many people live where, whom they hear, and what they value."""

from __future__ import annotations

import numpy as np

from abm.policy.evidence import declared
from abm.policy.participation import Concluded
from tests.parameters.acts import FALLS, RISES, acts
from tests.parameters.acts.offices import DIALOGUE, Changes, country, parameters

PRACTICES = "local_practices"
MANY_PEOPLE = {"population.citizens": 2000}
"""So many citizens that what is drawn for them shows."""


@acts("population.citizens", "citizens", RISES, 200, 400)
def citizens(value: int) -> float:
    return len(country({"population.citizens": value}).citizens)


@acts("population.communities", "communities in which citizens live (community)", RISES, 3, 6)
def communities(value: int) -> float:
    return len(np.unique(country({"population.communities": value}).citizens.community))


@acts("population.communities", "communities with which a ministry has relations (relations)", RISES, 3, 6)
def communities_with_relations(value: int) -> float:
    return country({"population.communities": value}).ministries_by_number[0].relations.size


@acts("population.sizes", "s.d. of citizens over communities (network.first)", RISES, "equal", "municipalities")
def sizes(value: str) -> float:
    model = country(MANY_PEOPLE | {"population.communities": 342, "population.sizes": value})
    return float(np.diff(model.citizens.network.first).std())


@acts("population.adult_population", "simulated citizens who took part themselves (participants)", FALLS, 1e3, 1e4)
def adult_population(value: float) -> float:
    model = country({"population.adult_population": value})
    model.ministries_by_number[0].procedures.append(Concluded(0, 0.1, 0.0, 1, model.citizens.ids))
    model.decide()
    return len(model.procedures.participants)


@acts("population.degree", "ties of a citizen", RISES, 4, 12)
def degree(value: int) -> float:
    return country({"population.degree": value}).citizens.ties.shape[1]


@acts("population.ties_within", "share of ties inside the own community", RISES, 0.2, 0.8)
def ties_within(value: float) -> float:
    people = country({"population.ties_within": value}).citizens
    return float((people.community[people.ties] == people.community[:, None]).mean())


@acts("population.higher_educated", "share of citizens with higher education (educated)", RISES, 0.2, 0.5)
def higher_educated(value: float) -> float:
    return float(country({"population.higher_educated": value}).citizens.educated.mean())


def bias_ascribed(changes: Changes) -> float:
    """Bias that a ministry ascribes to a dialogue."""
    given = parameters(changes)
    return declared(given.methods[DIALOGUE], 50, given)[1]


def variance_of_practices(changes: Changes) -> float:
    """Sample variance that a look at local practices declares."""
    given = parameters(changes)
    return declared(given.methods[PRACTICES], 10, given)[0]


@acts("population.higher_educated", "bias that a ministry ascribes to a dialogue", FALLS, 0.2, 0.5)
def higher_educated_that_speak(value: float) -> float:
    return bias_ascribed({"population.higher_educated": value})


@acts("population.value_clustering", "s.d. over communities of mean values", RISES, 0.1, 0.8)
def value_clustering(value: float) -> float:
    people = country({"population.value_clustering": value}).citizens
    return float(np.std([people.values[people.members(c)].mean(axis=0) for c in range(5)], axis=0).mean())


@acts("population.value_clustering", "sample variance that a look at local practices declares", RISES, 0.1, 0.8)
def value_clustering_that_is_declared(value: float) -> float:
    return variance_of_practices({"population.value_clustering": value})


@acts("population.education_needs", "correlation of values with education", RISES, 0.1, 0.8)
def education_needs(value: float) -> float:
    people = country({"population.education_needs": value}).citizens
    return float(np.corrcoef(people.values[:, 0], people.educated)[0, 1])


@acts("population.education_needs", "bias that a ministry ascribes to a dialogue", RISES, 0.1, 0.8)
def education_needs_that_are_declared(value: float) -> float:
    return bias_ascribed({"population.education_needs": value})
