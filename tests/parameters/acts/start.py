"""What each parameter of the start acts on: the policies in force, and the revisions under way, when a run begins."""

from __future__ import annotations

from statistics import fmean

from abm.model import PolicyModel
from tests.parameters.acts import RISES, acts
from tests.parameters.acts.offices import MANY, Changes, country, length


def begun(changes: Changes) -> PolicyModel:
    """A country with many dossiers as its run begins."""
    return country(MANY | changes)


@acts("start.policy_age", "mean age of policies in force", RISES, 50.0, 150.0)
def policy_age(value: float) -> float:
    model = begun({"start.policy_age": value})
    return fmean(model.week - dossier.in_force_since for dossier in model.dossiers)


@acts("start.policy_error", "mean distance between policy and belief", RISES, 0.1, 0.5)
def policy_error(value: float) -> float:
    board = begun({"start.policy_error": value}).board
    return length(board.policy - board.belief)


@acts("start.under_way", "planned revisions under way in the first week (active)", RISES, 0.2, 0.8)
def under_way(value: float) -> float:
    model = begun({"start.under_way": value, "ministries.planned_interval": 1040.0})
    model.week += 1
    model.press_ministers()
    return sum(len(ministry.active) for ministry in model.ministries)


@acts("start.coordination_share", "policies whose coordination was cut short (coordination_gap)", RISES, 0.2, 0.8)
def coordination_share(value: float) -> float:
    return float((begun({"start.coordination_share": value}).board.coordination_gap > 0.0).sum())


@acts("start.coordination_gap", "largest unfinished share of coordination (coordination_gap)", RISES, 0.3, 0.9)
def coordination_gap(value: float) -> float:
    return float(begun({"start.coordination_gap": value, "start.coordination_share": 1.0}).board.coordination_gap.max())
