"""Norm sets live the burn-in of a seed once, and come out as if each had lived it."""

from __future__ import annotations

import pytest

from abm.execution.burn_ins import BurnIns, burn_in_address
from abm.model import PolicyModel
from abm.observation.record import simulate
from tests.conftest import NORM_SETS, lively

TABLES = ("runs", "weeks", "groups", "decisions")


@pytest.fixture
def lived(monkeypatch) -> list[int]:
    """Weeks that are lived from now on."""
    weeks: list[int] = []
    own = PolicyModel.live
    monkeypatch.setattr(PolicyModel, "live", lambda self: (weeks.append(self.week), own(self)))
    return weeks


def test_every_norm_set_comes_out_the_same(lived):
    """The same tables as without sharing, though the burn-in is lived once."""
    shared = BurnIns()
    for name in NORM_SETS:
        alone = simulate(lively(f"norms={name}"), 3)
        lived.clear()
        together = simulate(lively(f"norms={name}"), 3, keepers=[shared])
        assert lived[0] == (-20 if name == NORM_SETS[0] else 0)
        for table in TABLES:
            assert getattr(together, table).equals(getattr(alone, table))


@pytest.mark.parametrize(("more", "seed"), [("officials.courage=0.6", 3), ("scenario=turbulent", 3), ("weeks=61", 4)])
def test_another_burn_in_is_not_taken_over(lived, more, seed):
    """Another seed, or anything that acts before week 0, is another burn-in."""
    shared = BurnIns()
    simulate(lively(), 3, keepers=[shared])
    lived.clear()
    together = simulate(lively(more, "norms=mandate"), seed, keepers=[shared])
    assert lived[0] == -20 and together.weeks.equals(simulate(lively(more, "norms=mandate"), seed).weeks)


def test_parameters_of_a_norm_set_are_those_of_its_own_run():
    """What a norm set puts in force in week 0 is not that of the run whose burn-in was taken over."""
    own, shared = lively("norms=mandate"), BurnIns()
    own.norm_parameters = {"officials.courage": 0.9}
    alone = simulate(own, 3)
    simulate(lively(), 3, keepers=[shared])
    together = simulate(own, 3, keepers=[shared])
    assert together.weeks.equals(alone.weeks) and together.runs.equals(alone.runs)
    assert burn_in_address(own, 3) == burn_in_address(lively(), 3)


def test_parameters_that_changed_in_the_burn_in_are_not_lost(lived):
    """Where an event has set a parameter before week 0, the burn-in is lived again."""
    event = "events=[{week: -5, kind: set, target: officials.courage, size: 0.9}]"
    shared = BurnIns()
    simulate(lively(event), 3, keepers=[shared])
    lived.clear()
    together = simulate(lively(event, "norms=mandate"), 3, keepers=[shared])
    assert lived[0] == -20 and together.weeks.equals(simulate(lively(event, "norms=mandate"), 3).weeks)
