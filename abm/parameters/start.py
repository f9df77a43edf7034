"""Parameters of the policies with which a run starts."""

from __future__ import annotations

from dataclasses import dataclass

from abm.declare import RULES, parameter


@dataclass
class StartParameters:
    """Policies in force at the start: as they are later found, so that no measure drifts because of how a run began."""

    policy_age: float = parameter(
        92.0,
        "mean age of policies; ages are exponential",
        unit="weeks",
        low=0,
        high=1040,
        live=False,
        source=f"assumption (found by running); {RULES} 2.31",
    )
    policy_error: float = parameter(
        0.29,
        "s.d. per dimension of the distance between a policy and the belief of the house",
        unit="needs",
        low=0,
        high=3,
        live=False,
        source=f"assumption (found by running); {RULES} 2.32",
    )
    under_way: float = parameter(
        0.33,
        "share of dossiers with a planned revision under way, at any stage of its draft",
        unit="share",
        low=0,
        high=1,
        live=False,
        source=f"assumption (found by running); {RULES} 2.35",
    )
    coordination_share: float = parameter(
        0.17,
        "share of policies whose coordination was cut short",
        unit="share",
        low=0,
        high=1,
        live=False,
        source=f"assumption (found by running); {RULES} 2.33",
    )
    coordination_gap: float = parameter(
        0.21,
        "largest unfinished share of their coordination; shares are uniform from 0",
        unit="share",
        low=0,
        high=1,
        live=False,
        source=f"assumption (found by running); {RULES} 2.34",
    )
