"""No dead letters: every instrument and every mechanism of learning moves a run, or it would have to go.

What each parameter acts on stands in ``tests/parameters/acts``.
"""

from __future__ import annotations

import functools

import pytest

from abm import PolicyModel
from abm.norms import INSTRUMENTS
from tests.conftest import differing, lively, run, same

DETECTED = {"inspectorates.detection": 0.4, "weeks": 130}


@functools.cache
def without_instruments() -> PolicyModel:
    """What each instrument alone is held against."""
    return run(lively(changes=DETECTED))


@pytest.mark.parametrize("name", sorted(INSTRUMENTS))
def test_every_instrument_alone_moves_something(name):
    """One instrument alone against reactive gives other weeks."""
    parameters = lively(f"instruments=[{name}]", changes=DETECTED)
    assert not same(run(parameters), without_instruments())


LEARNING: dict[str, dict[str, float]] = {
    "expected benefit": {"officials.learning": 0.0},
    "fear": {"officials.fear_gain": 0.0},
    "skill by practice": {"officials.practice_gain": 0.0},
    "skill by training": {"instrument.participation_academy.skill_per_hour": 0.0},
    "relations": {"ministries.relation_gain": 0.0, "ministries.relation_loss": 0.0},
    "turnover": {"officials.turnover": 0.0},
    "memory": {"instrument.participation_academy.memory": 0.0},
    "saved set-up hours": {"instrument.participation_academy.set_up_saving": 0.0},
    "cabinet": {"ministries.cabinet_weeks": 1040},
}
"""What switches off each kind of learning, and each way of losing what was learnt."""

WILLING_DECIDES = {
    "officials.availability": 1.0,
    "officials.courage": 1.0,
    "officials.blame": 0.0,
    "officials.threshold_conjunctive": 0.6,
}
"""All consider it and dare, and what they expect of it is near what is needed."""

CONDITIONS: dict[str, dict[str, float]] = {
    "expected benefit": WILLING_DECIDES,
    "fear": {"officials.escalation": 1.0, "officials.fear_gain": 1.0},
    "skill by practice": {"officials.availability": 1.0, "evidence.relation_effect": 1.0},
    "memory": {"officials.turnover": 0.9, "instrument.participation_academy.memory": 1.0, "weeks": 520}
    | WILLING_DECIDES,
}
"""Under which it can be seen: expected benefit where it decides, fear where there is something to fear, skill
where many go outside and it counts, memory where many are replaced."""

STRONG = {
    "weeks": 364,
    "ministries.count": 6,
    "ministries.dossiers": 8,
    "ministries.planned_interval": 52.0,
    "officials.learning": 0.8,
    "officials.learning_window": 12,
    "officials.practice_gain": 0.5,
    "officials.fear_gain": 0.0,
    "officials.courage": 0.5,
    "officials.loyalty_society": 0.9,
}
"""Officials who learn much from little: by default memory and expected benefit move few choices in ten years."""


@functools.cache
def learning(*changes: tuple[str, float]) -> PolicyModel:
    """Seven years of six ministries with an academy."""
    return run(lively("norms=academy", changes=STRONG | dict(changes)))


@pytest.mark.xdist_group("learning")  # most share a country in which all of it is on
@pytest.mark.parametrize("what", LEARNING)
def test_switching_learning_off_changes_policies(what):
    """Each kind of learning, and each way of losing what was learnt, changes the policies that are made."""
    conditions = CONDITIONS.get(what, {})
    without = conditions | LEARNING[what]
    assert "misfit" in differing(learning(*conditions.items()), learning(*without.items()))
