"""Parameters of what a ministry believes, and how far it believes a source."""

from __future__ import annotations

from dataclasses import dataclass

from abm.declare import LITERATURE, parameter


@dataclass
class Evidence:
    """What a ministry believes, and how far it believes a source."""

    house_bias: float = parameter(
        0.6,
        "s.d. per dimension of the persistent house bias; the most important unknown",
        unit="H",
        low=0,
        high=2,
        live=False,
        source=f"assumption; {LITERATURE} 4.10",
    )
    belief_variance: float = parameter(
        0.1, "variance of a house belief at the start", unit="needs^2", low=0, high=4, live=False
    )
    belief_drift: float = parameter(
        0.0001, "weekly growth of the variance of a belief", unit="needs^2/week", low=0, high=0.1
    )
    surprise: float = parameter(
        0.01,
        "growth of that variance with an incident or a shock, for each unit of severity",
        unit="needs^2/severity",
        low=0,
        high=1,
    )
    surprise_severity: float = parameter(
        10.0, "largest severity that surprises; what is graver surprises no more", unit="severity", low=0, high=1000
    )
    variance_limit: float = parameter(1.0, "variance at which that growth ends", unit="needs^2", low=0, high=4)
    reference_variance: float = parameter(
        0.15, "v_ref: variance of a belief of which a house is half unsure", unit="needs^2", low=0.01, high=4
    )
    mobilised: float = parameter(
        20.0,
        "m: who is wholly aggrieved about a dossier accepts 1 + m times as often as others to take part on it",
        unit="ratio",
        low=0,
        high=400,
    )
    desk_hours: float = parameter(200.0, "hours of desk research", unit="hours", low=0, high=2000)
    desk_weeks: int = parameter(4, "shortest desk research", unit="weeks", low=0, high=52)
    desk_beside: float = parameter(
        1.0,
        "how far desk research is done beside participation; at 0 participation takes its hours",
        unit="share",
        low=0,
        high=1,
    )
    desk_noise: float = parameter(0.15, "s.d. per dimension of desk research", unit="needs", low=0, high=2)
    desk_perceived_bias: float = parameter(
        0.2, "bias the ministry ascribes to its own desk research", unit="H", low=0, high=2
    )
    bias_awareness: float = parameter(
        0.5, "share of a method's selection bias that the ministry knows of", unit="share", low=0, high=1
    )
    relation_effect: float = parameter(
        0.5,
        "share of selection bias and of recruitment time that full relations and skill take away",
        unit="share",
        low=0,
        high=1,
    )
    relation_share: float = parameter(
        0.5,
        "weight of relations in that effect; the rest is the weight of skill",
        unit="share",
        low=0,
        high=1,
    )
    unskilled_quality: float = parameter(
        0.5,
        "share of a method's quality that an official without any skill reaches; with full skill all of it",
        unit="share",
        low=0,
        high=1,
    )
    process_share: float = parameter(
        0.5,
        "largest share of the weeks to the deadline, and of the hours in them, that evidence may take",
        unit="share",
        low=0,
        high=1,
    )
