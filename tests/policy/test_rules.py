"""Rules that a parameter chooses by name: registered in a few lines, allowed, run and logged at once."""

from __future__ import annotations

import pytest

import abm
from abm.observation.decision_log import reason
from abm.parameters.checks import ParameterError, declared, wrong
from abm.policy.choice import GO_OUTSIDE, INSIDE, READINESS, THRESHOLD, chances, go_outside_rule, readiness_rule
from tests.conftest import column, lively, run, same
from tests.policy.test_choice import situation

KNOWN = {"officials.rule": GO_OUTSIDE, "officials.readiness": READINESS}


@pytest.fixture(autouse=True)
def _as_before():
    """What a test registers is forgotten after it."""
    before = {key: list(registry) for key, registry in KNOWN.items()}
    yield
    for key, registry in KNOWN.items():
        for name in set(registry) - set(before[key]):
            del registry[name]


def test_another_go_outside_rule_in_three_lines():
    """Nobody goes outside under it, whatever they want or dare; without it the same country does."""

    @go_outside_rule("nobody")
    def nobody(situation, parameters):
        return {INSIDE: 1.0}

    eager = {"officials.courage": 1.0, "officials.availability": 1.0}
    usual = run(lively("norms=anticyclical", changes=eager))
    model = run(lively("norms=anticyclical", "officials.rule=nobody", changes=eager))
    assert column(usual, "hours_participation").max() > 0.0 == column(model, "hours_participation").max()
    log = model.datacollector.choices
    assert {choice["chosen"] for choice in log} == {INSIDE} and {choice["probability"] for choice in log} == {1.0}
    assert {choice["rule"] for choice in log} == {"nobody"} and len(log) > 10
    assert {reason(choice) for choice in log} == {(INSIDE, "rule")}
    assert any(choice["readiness"] > 0.0 and choice["considers"] and choice["can"] for choice in log)


def test_a_rule_is_all_there_is_from_considering_to_choosing():
    """A rule that does what the usual one does gives the same run; one that ignores considering is not held back."""

    @go_outside_rule("again")
    def again(situation, parameters):
        return GO_OUTSIDE[THRESHOLD](situation, parameters)

    @go_outside_rule("everybody")
    def everybody(situation, parameters):
        return {situation.methods[0].name: 1.0} if situation.methods else {INSIDE: 1.0}

    assert same(run(lively("officials.rule=again")), run(lively()))
    log = run(lively("officials.rule=everybody", changes={"officials.availability": 0.0})).datacollector.choices
    able = [choice for choice in log if choice["can"]]
    assert able and all(choice["chosen"] == choice["can"].split(",")[0] for choice in able)


def test_another_readiness_rule_in_three_lines():
    """Allowed at once, and what the log names."""

    @readiness_rule("daring_alone")
    def daring_alone(reasons):
        return reasons.dares

    log = run(lively("officials.readiness=daring_alone")).datacollector.choices
    assert {choice["readiness_rule"] for choice in log} == {"daring_alone"}
    assert all(choice["readiness"] == choice["dares"] and choice["threshold"] == 0.0 for choice in log)


@pytest.mark.parametrize("key", KNOWN)
def test_what_is_registered_is_what_is_allowed(key):
    """The choices that checks, the documentation and completion know are those that the rules look up."""
    registry, name = KNOWN[key], key.partition(".")[2]
    assert declared()[key].choices == tuple(registry) and declared()[key].default == next(iter(registry))
    registry.register("new")(lambda *given: given)
    assert "new" in declared()[key].choices and "new" in declared()[key].allowed
    parameters = abm.Parameters()
    setattr(parameters.officials, name, "new")
    assert not list(wrong(parameters))
    del registry["new"]
    (problem,) = wrong(parameters)
    assert problem == f"{key} must be one of {', '.join(registry)}, not new"
    with pytest.raises(ParameterError, match=f"^{key} must be one of {', '.join(registry)}, not new"):
        abm.load(f"{key}=new")


def test_a_name_is_given_once():
    """A rule must not silently take the place of another; the same function again is a notebook's cell run twice."""

    def mine(situation, parameters):
        return {INSIDE: 1.0}

    with pytest.raises(ValueError, match=r"a go-outside rule named threshold already, abm\.policy\.choice\.threshold"):
        go_outside_rule(THRESHOLD)(mine)
    assert go_outside_rule("mine")(mine) is go_outside_rule("mine")(mine) is GO_OUTSIDE["mine"]


@pytest.mark.parametrize(
    "given", [{}, {INSIDE: 0.9}, {INSIDE: 1.5, "dialogue": -0.5}, {"assembly": 1.0}, {INSIDE: float("nan")}]
)
def test_chances_that_are_none_are_refused(given):
    """A rule that forgets an option, or gives one that does not fit here, must not pass for a choice."""
    go_outside_rule("wrong")(lambda situation, parameters: given)
    parameters = lively("officials.rule=wrong")
    with pytest.raises(ParameterError, match="what the rule wrong gives must be probabilities of inside, explained"):
        chances(situation(), parameters)
