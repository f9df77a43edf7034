"""A notebook and Mesa's own tools are checked as the command line is."""

import copy

import mesa
import numpy as np
import pytest

import abm
from abm.parameters.checks import wrong
from tests.conftest import small

MISTAKES = {
    "a typo": (lambda p: setattr(p.officials, "courge", 0.3), "not officials.courge; did you mean officials.courage?"),
    "a typo at the top": (lambda p: setattr(p, "weekz", 3), "not weekz; did you mean weeks?"),
    "out of range": (lambda p: setattr(p.officials, "courage", 7.0), "officials.courage must be a number from 0 to 1"),
    "a fraction of a week": (lambda p: setattr(p, "weeks", 3.5), "weeks must be a whole number"),
    "a text": (lambda p: setattr(p, "weeks", "3"), "not '3'"),
    "a truth value": (lambda p: setattr(p, "seed", True), "seed must be a whole number"),
    "not a number": (lambda p: setattr(p.officials, "courage", float("nan")), "not nan"),
    "a group": (lambda p: setattr(p, "officials", 3), "officials must be of the type Officials"),
    "a list": (lambda p: setattr(p, "instruments", "pilots"), "instruments must be a list"),
    "a method": (lambda p: p.methods.update(phone=3), "methods.phone must be of the type Method"),
    "an event": (lambda p: p.events.append({"week": 3}), "events[0] must be of the type Event"),
    "a negative shock": (lambda p: p.events.append(abm.parameters.Event(3, size=-2.0)), "events[0].size must be"),
    "a fraction of hours": (
        lambda p: p.events.append(abm.parameters.Event(3, "set", "work.rounds", 3.5)),
        "events[0]",
    ),
    "seeds beyond the last": (
        lambda p: (setattr(p, "seed", 2**31 - 1), setattr(p, "replicates", 2)),
        "replicates must be at most 1",
    ),
    "nobody can go outside": (lambda p: p.methods.clear(), "method must be a list with at least one method"),
}


@pytest.mark.parametrize("seed", ["1", None, 2**40])
def test_a_seed_that_is_none_is_told_once(seed):
    """Nothing is said of the number of seeds that would follow on it."""
    parameters = small()
    parameters.seed = seed
    (problem,) = wrong(parameters)
    assert problem.startswith("seed must be a whole number")


@pytest.mark.parametrize("mistake", MISTAKES)
def test_attributes_are_checked(mistake):
    """What is set by hand is checked when a model is made of it; a typo would change nothing."""
    parameters = small()
    change, said = MISTAKES[mistake]
    change(parameters)
    with pytest.raises(abm.ParameterError) as refused:
        abm.PolicyModel(parameters)
    assert said in str(refused.value)


@pytest.mark.parametrize("seed", [3.7, "3", True, -1, 2**31])
def test_seed_is_not_rounded(seed):
    """A seed that is no seed is refused, not made into another one."""
    with pytest.raises(abm.ParameterError, match="seed must be a whole number"):
        abm.PolicyModel(small(), seed=seed)


def test_numbers_of_numpy_are_numbers():
    """They are taken as the numbers they are, and a run with them is the same run."""
    parameters = small(changes={"officials.courage": 0.5})
    other = copy.deepcopy(parameters)
    other.officials.courage, other.weeks = np.float32(0.5), np.int64(other.weeks)
    models = abm.PolicyModel(parameters, seed=2), abm.PolicyModel(other, seed=np.int64(2))
    assert type(models[1].parameters.officials.courage) is float
    for _ in range(3):
        for model in models:
            model.step()
    assert models[0].citizens.trust.tobytes() == models[1].citizens.trust.tobytes()


def test_defaults_of_the_library_are_those_of_the_command_line():
    """Parameters() is the world of abm.load(), in which officials have methods to choose from."""
    assert abm.Parameters() == abm.load()
    assert list(abm.Parameters().methods) == list(abm.load().methods) != []


def test_a_model_runs_until_its_last_week():
    """Mesa's own loop ends; whoever wants more may go on."""
    model = abm.PolicyModel(small(changes={"weeks": 3, "burn_in": 2}))
    steps = 0
    while model.running:
        model.step()
        steps += 1
    assert (steps, model.week) == (5, 2)
    model.step()
    assert model.week == 3


def test_the_runs_of_a_batch_differ():
    """The documented way to run a batch in Mesa gives each run its own seed, and the numbers of single runs."""
    parameters = small(changes={"weeks": 3, "burn_in": 2, "seed": 5})
    several = {"parameters": abm.replicates(parameters, 3)}
    rows = mesa.batch_run(abm.PolicyModel, parameters=several, max_steps=5, display_progress=False)
    assert [row["parameters"].seed for row in rows] == [5, 6, 7]
    single = []
    for seed in (5, 6, 7):
        model = abm.PolicyModel(parameters, seed=seed)
        while model.running:
            model.step()
        single.append(model.lived.trust)
    assert [row["trust"] for row in rows] == pytest.approx(single, abs=1e-12)
    assert len(set(single)) == 3
