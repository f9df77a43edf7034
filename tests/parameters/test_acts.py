"""Every parameter acts on what it names: its rule is forced, and the state that it must move goes the way it must."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from abm.experiments.parameter_effects import HOW_MADE
from abm.parameters.checks import declared
from tests.parameters import acts
from tests.parameters.acts import ACTS, Act

for module in pkgutil.iter_modules(acts.__path__):
    importlib.import_module(f"{acts.__name__}.{module.name}")

CASES = [pytest.param(key, act, id=f"{key}-{act.state}") for key, found in sorted(ACTS.items()) for act in found]


def test_every_parameter_names_what_it_acts_on():
    """Protects from a parameter that moves nothing by construction, which would have to go."""
    assert set(ACTS) == {key for key in declared() if key.split(".")[0] not in HOW_MADE}


@pytest.mark.parametrize(("key", "act"), CASES)
def test_a_parameter_moves_what_it_names(key: str, act: Act):
    """Protects the rule that the parameter belongs to, from being skipped and from being turned round."""
    low, high = act.of(act.low), act.of(act.high)
    rounding = 1e-6 * max(abs(low), abs(high))
    assert act.direction * (high - low) > rounding, f"{key}: {act.state} is {low} at {act.low} and {high} at {act.high}"
