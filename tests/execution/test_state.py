"""A state put into a new model: the weeks after it are those of the model it was taken from, to the byte."""

from __future__ import annotations

import copy
import json

import numpy as np
import pytest

from abm.execution.state import NoState, put, take
from abm.model import PolicyModel
from abm.observation.record import record
from abm.parameters import Parameters
from tests.baseline.cases import CASES, loaded
from tests.conftest import lively, start

TABLES = ("runs", "weeks", "groups", "decisions")


def go_on(model: PolicyModel, weeks: int) -> list:
    """Tables after so many more weeks."""
    for _ in range(weeks):
        model.step()
    recording = record(model)
    return [getattr(recording, name) for name in TABLES]


def moved(model: PolicyModel, parameters: Parameters) -> PolicyModel:
    """Another model with the state of this one."""
    other = PolicyModel(parameters, seed=model.seed)
    put(take(model), other)
    return other


@pytest.mark.parametrize("weeks", [1, 40])
@pytest.mark.parametrize("name", CASES)
def test_the_weeks_after_are_the_same(name, weeks):
    """Every table of every case of the baseline, whether the state was taken in burn-in or with norms in force."""
    parameters = copy.deepcopy(loaded(CASES[name]))
    parameters.weeks, parameters.burn_in = 40, 20
    model = start(parameters, seed=parameters.seed, weeks=weeks)
    other = moved(model, parameters)
    expected = go_on(model, 60 - weeks)
    assert other.week == weeks - 21 and other.steps == weeks and other.running
    for left, right in zip(go_on(other, 60 - weeks), expected, strict=True):
        assert left.equals(right)
    assert (other.steps, other.running) == (model.steps, model.running)
    assert getattr(other, "time", None) == getattr(model, "time", None)  # which later Mesa has


def test_what_was_taken_stays_as_it_was():
    """Later weeks of the model do not change the state, nor does the model into which it was put."""
    model = start(lively("norms=anticyclical"), weeks=25)
    state = take(model)
    before = {name: array.copy() for name, array in state.items()}
    other = PolicyModel(model.given, seed=1)
    put(state, other)
    go_on(model, 5), go_on(other, 5)
    assert list(state) == list(before)
    for name, array in before.items():
        np.testing.assert_array_equal(state[name], array)
    third = PolicyModel(model.given, seed=1)
    put(state, third)
    assert all(a.equals(b) for a, b in zip(go_on(third, 5), [getattr(record(other), n) for n in TABLES], strict=True))


def test_a_model_that_was_never_touched_is_not_changed():
    """Putting a state into one model leaves what models share as it was."""
    alone = go_on(start(lively(), seed=2), 20)
    moved(start(lively("norms=anticyclical"), weeks=45), lively("norms=anticyclical"))
    for left, right in zip(go_on(start(lively(), seed=2), 20), alone, strict=True):
        assert left.equals(right)


def test_what_belongs_together_stays_together():
    """Columns are views of what kernels write, officials those of their ministry, and events hold on to parameters."""
    event = "events=[{week: 3, kind: set, target: officials.courage, size: 0.9}]"
    model = start(lively(event), weeks=30)
    other = moved(model, lively(event))
    assert other.parameters.officials.courage == 0.9 != other.given.officials.courage
    assert other.citizens.parameters is other.parameters and other.citizens.model is other
    assert next(iter(other.officials)) is other.ministries_by_number[0].officials[0] and len(other.agents) == len(
        model.agents
    )
    held = other.citizens.trust
    other.step()
    model.step()
    np.testing.assert_array_equal(held, model.citizens.trust)
    with pytest.raises(ValueError, match="read-only"):
        held[0] = 0.0


def test_a_state_is_plain_data():
    """Arrays of numbers and one of text: no object of Python is in it."""
    state = take(start(lively("norms=academy"), weeks=30))
    assert all(array.dtype.kind in "biuf" for array in state.values())
    assert set(json.loads(bytes(state["tree"]))) == {"weeks", "model"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("abm.policy.board:Board", "os:system"), "os:system must be a class of a model"),
        (lambda text: text.replace("abm.policy.board:Board", "abm.execution.locks:Lock"), "must be a class of a model"),
        (lambda text: text.replace("abm.policy.board:Board", "abm.policy.board:np.ndarray"), "must be a class of a"),
        (lambda text: text[:-10], "JSONDecodeError"),
        (lambda text: text.replace('"unique_id": 3,', '"unique_id": 999,'), "KeyError"),
    ],
)
def test_what_is_no_state_of_a_model_is_refused(change, said):
    """Whatever a file says, nothing but classes of a model are made, and nothing is called."""
    state = take(start(lively(), weeks=3))
    text = change(bytes(state["tree"]).decode())
    assert text != bytes(state["tree"]).decode()
    with pytest.raises(NoState, match=said):
        put(state | {"tree": np.frombuffer(text.encode(), np.uint8)}, PolicyModel(lively(), seed=1))
