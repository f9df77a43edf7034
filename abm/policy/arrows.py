"""The arrows of the essay's figure: each has one parameter that at 0 removes exactly that arrow."""

from __future__ import annotations

from typing import NamedTuple


class Arrow(NamedTuple):
    """One arrow of the loop: its ends, the key of the parameter that at 0 removes it, and what the arrow says."""

    cause: str
    effect: str
    parameter: str
    meaning: str


ARROWS: tuple[Arrow, ...] = (
    Arrow("unrest", "media", "media.unrest_weight", "people in action are a story"),
    Arrow("media", "media", "media.imitation", "outlets take up each other's stories"),
    Arrow(
        "media",
        "questions",
        "parliament.news_coupling",
        "parliament asks about what is in the news; at 0 as many questions fall independently of it",
    ),
    Arrow("questions", "hours", "work.question_hours", "answers take hours from policy-making"),
    Arrow("salience", "deadline", "ministries.deadline_coupling", "lambda: a salient dossier has to be decided sooner"),
    Arrow("salience", "opening", "ministries.opening_rate", "a salient dossier is opened"),
    Arrow("salience", "blame", "officials.blame", "going outside is daring where everybody watches"),
    Arrow("pressure", "influence room", "ministries.pressure_room", "a pressed minister leaves input less influence"),
    Arrow(
        "complaints",
        "policy",
        "ministries.complaint_weight",
        "kappa: where it is tense and the house unsure, one current case pulls a policy",
    ),
    Arrow("misfit", "incident", "incidents.misfit_slope", "iota: policies that serve many badly cause incidents"),
    Arrow(
        "coordination",
        "incident",
        "incidents.coordination_slope",
        "iota_c: policies whose coordination was cut short cause incidents",
    ),
    Arrow("incident", "grievance", "citizens.incident_grievance", "who is struck by an incident is aggrieved"),
    Arrow("coverage", "grievance", "citizens.coverage_slows", "coverage keeps grievance about its dossier awake"),
)
"""In the order in which the loop is told: from unrest through media and government back to citizens."""
