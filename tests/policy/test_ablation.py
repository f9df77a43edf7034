"""The cuts of the loop, by hand: each closes the arrows that it names and leaves all others as they were."""

from __future__ import annotations

from operator import attrgetter

import pytest

from abm.parameters.checks import declared
from abm.policy.ablation import ablate
from tests.conftest import lively

SALIENCE_TO_DEADLINE = {"ministries.deadline_coupling"}
SALIENCE_TO_POLICYMAKING = SALIENCE_TO_DEADLINE | {
    "evidence.mobilised",
    "instrument.tension_clause.consideration",
    "instrument.tension_clause.weeks",
    "ministries.complaint_weight",
    "ministries.opening_rate",
    "ministries.pressure_room",
    "officials.blame",
    "officials.escalation",
    "parliament.news_coupling",
}


@pytest.mark.parametrize(
    ("ablation", "closed"),
    [("none", set()), ("no_haste", SALIENCE_TO_DEADLINE), ("no_loop", SALIENCE_TO_POLICYMAKING)],
)
def test_an_ablation_closes_the_arrows_it_names(ablation, closed):
    """These arrows are 0 under the ablation, though all are open here; no other parameter is another one."""
    before = lively(changes=dict.fromkeys(SALIENCE_TO_POLICYMAKING, 0.25))
    before.ablation = ablation
    after = lively(changes=dict.fromkeys(SALIENCE_TO_POLICYMAKING, 0.25))
    after.ablation = ablation
    assert ablate(after) is after
    moved = {key for key in declared() if attrgetter(key)(before) != attrgetter(key)(after)}
    assert moved == closed and all(attrgetter(key)(after) == 0.0 for key in closed)
