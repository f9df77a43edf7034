"""No dead letters: every parameter, instrument and mechanism of learning moves a run, or it would have to go."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pytest

from abm import PolicyModel
from abm.declare import Declaration
from abm.norms import INSTRUMENTS
from abm.observation.record import record
from abm.parameters import Parameters
from abm.parameters.checks import declared
from abm.policy.choice import GO_OUTSIDE, INSIDE
from tests.conftest import differing, lively, run, same, weeks_of

NO_RESULT = ("seed", "replicates", "threads", "workers", "norms", "scenario", "record", "compare", "checkpoint")
"""How, how often and under what name a run is made; they change none of its numbers."""

NAMES_OF_RULES = ("rule", "readiness_rule")
"""Columns of the log that repeat a parameter, and so would differ if nothing else did."""

FITTING = {
    "ministries.cabinet_weeks": 26,
    "imposed.method": "local_practices",
    "norm_parameters": {"officials.courage": 0.9},
    "work.coordination_parties": 2,  # there are three ministries
    "tick_box.weeks": 26,
    "tick_box.quality": 1.0,
    "officials.experience_weight": 1.0,
    "work.utilisation_start": 1.0,  # no time for training in the first week
    "work.coordination_share": 0.05,
    "imposed.memory": 1,
    "shocks.crisis_limit": 11.0,  # which a crisis reaches before it is answered
    "instrument.tension_clause.consideration": 0.0,
    "instrument.policy_compass.consideration": 0.0,
    "evidence.variance_limit": 0.05,  # which houses are less sure than to begin with
}
"""Values to try where half as much again or half will not do."""

EVENTS = (
    "events=[{week: 5, kind: crisis, target: '1', size: 10}, {week: 15, kind: incident, size: 100}, "
    "{week: 30, kind: crisis, target: '3', size: 30}, {week: 45, kind: caretaker, size: 20}]"
)
DRIVERS = "drivers=[{week: 0, value: -30}, {week: 40, value: 10}]"
MUCH = {
    "weeks": 110,
    "officials.escalation": 0.6,
    "officials.learning_window": 12,
    "officials.turnover": 0.8,
    "incidents.national_share": 0.05,
    "incidents.coordination_slope": 0.3,
    "inspectorates.detection": 0.4,
    "ministries.routine_lead": 30.0,
    "ministries.implementation_lag": 4,
    "ministries.cabinet_weeks": 40,
    "population.adult_population": 1500.0,
    "procedure.exposure": 0.1,
    "instrument.comply_or_explain.rejection": 0.5,
}
HASTY = {
    "ministries.deadline_coupling": 1.0,
    "officials.per_ministry": 8,
    "officials.tick_box_reluctance": 0.0,
    "officials.courage": 0.6,
    "officials.availability": 0.6,
    "tick_box.practices": True,
    "instrument.chief_participation_officer.quality_norm": 0.004,
}
WORLDS: dict[str, Callable[..., Parameters]] = {
    "its first weeks": lambda **changes: lively(
        "norms=anticyclical", EVENTS, DRIVERS, changes=MUCH | {"weeks": 30} | changes
    ),
    "package": lambda **changes: lively("norms=anticyclical", EVENTS, DRIVERS, changes=MUCH | changes),
    "hasty": lambda **changes: lively(
        "instruments=[policy_compass,board_norm,chief_participation_officer,participation_academy,tension_clause]",
        EVENTS,
        changes=MUCH | HASTY | changes,
    ),
    "imposed": lambda **changes: lively(
        "norms=academy", "timing=anticyclical", changes=MUCH | {"burn_in": 0, "imposed.hours": 1500.0} | changes
    ),
    **{
        form: lambda form=form, **changes: lively(f"officials.readiness={form}", changes=changes)
        for form in ("additive", "substitutive", "triple")
    },
    "municipal": lambda **changes: lively(changes={"population.communities": 342, "weeks": 20} | changes),
}
"""Countries in which together every rule is at work: all instruments, crises, escalations, haste, imposed timing.

The first is the beginning of the second, in which most parameters move something already.
"""

ONLY = {
    "population.sizes": "municipal",
    **{f"officials.threshold_{form}": form for form in ("additive", "substitutive", "triple")},
}
"""Parameters that can have another value, or act, in one of these countries only."""


@functools.cache
def outcome(world: str) -> tuple[pa.Table, pa.Table]:
    """Weeks and choices of a country as it is."""
    return tables(WORLDS[world]())


def tables(parameters: Parameters) -> tuple[pa.Table, pa.Table]:
    """Weeks and choices of a run, without its address and the names of its rules."""
    recording = record(run(parameters))
    return weeks_of(recording), recording.decisions.drop_columns(["run_id", "norms", *NAMES_OF_RULES])


def another(item: Declaration, value: Any) -> Any:
    """Another allowed value of a parameter, not far from the one it has."""
    if item.key in FITTING:
        return FITTING[item.key]
    if item.choices:
        return next(choice for choice in item.choices if choice != value)
    if item.kind is bool:
        return not value
    assert item.low is not None and item.high is not None
    for tried in (value * 1.5, value * 0.5, item.high, item.low):
        tried = round(tried) if item.kind is int else tried
        if item.low <= tried <= item.high and tried != value:
            return tried
    raise AssertionError(f"{item.key} has no other value")


def get(parameters: Parameters, key: str) -> Any:
    for part in key.split("."):
        parameters = getattr(parameters, part)
    return parameters


@pytest.fixture(scope="module", autouse=True)
def _another_rule() -> Iterator[None]:
    """One go-outside rule is shipped; here is another one, so that its parameter has something to choose."""
    GO_OUTSIDE["nobody"] = lambda situation, parameters: {INSIDE: 1.0}
    yield
    del GO_OUTSIDE["nobody"]


KEYS = [key for key in declared() if key.split(".")[0] not in NO_RESULT and key != "instruments"]


@pytest.mark.parametrize("key", KEYS)
def test_every_parameter_moves_something(key):
    """Another value of the parameter gives other weeks or choices in a country where its rule is at work."""
    for world in [ONLY[key]] if key in ONLY else WORLDS:
        make = WORLDS[world]
        changed = make(**{key: another(declared()[key], get(make(), key))})
        weeks, choices = tables(changed)
        before, chosen = outcome(world)
        if key in ("weeks", "burn_in"):  # all that these change is how long a run is, and from when it counts
            assert len(weeks) != len(before)
            return
        if not (weeks.equals(before) and choices.equals(chosen)):
            return
    pytest.fail(f"{key} moves nothing")


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
