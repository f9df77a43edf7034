"""Acceptance of members, from rows whose answer is known."""

import numpy as np
import pandas as pd
import pytest

from abm.experiments.calibrating import judging
from abm.experiments.calibrating.design import design

PLAN = design()
ALL = np.ones(len(PLAN.targets), bool)


@pytest.fixture
def last() -> pd.DataFrame:
    """Two members that are run twice; all lie within every target, but for what a test changes."""
    places = np.array([[0.5], [0.5], [0.6], [0.6]]) * np.ones(len(PLAN.keys))
    values = PLAN.values(places)
    fits = {item.name: item.low if np.isfinite(item.low) else item.high for item in PLAN.targets}
    rows = pd.DataFrame([{"wave": "members", "world": n // 2, "seed": n} | fits for n in range(4)])
    return rows.assign(**{key: values[:, k] for k, key in enumerate(PLAN.keys)})


def test_a_member_is_accepted_by_what_it_shows(last):
    """The one that lies far from a target is not; the other is the typical one."""
    last.loc[last["world"] == 1, "trust_2020_q1"] += 0.5
    found = judging.members_of(PLAN, last, ALL, 0)
    assert found["accepted"].tolist() == ["yes", "no"]
    assert found["typical"][0] == pytest.approx(0.0)
    assert found["typical"][1] > 0.05
    said = judging.targets_of(PLAN, last, ALL).set_index("target")
    assert said.loc["trust_2020_q1", ["nearest", "fit"]].tolist() == [0.0, 0.5]
    assert said.loc["rally", "fit"] == 1.0


def test_what_may_be_missed_or_counts_no_more_rules_nobody_out(last):
    """By number, or by name."""
    last.loc[last["world"] == 1, "trust_2020_q1"] += 0.5
    assert judging.members_of(PLAN, last, ALL, 1)["accepted"].tolist() == ["yes", "yes"]
    but = np.array([name != "trust_2020_q1" for name in PLAN.names])
    assert judging.members_of(PLAN, last, but, 0)["accepted"].tolist() == ["yes", "yes"]
    assert judging.targets_of(PLAN, last, but).set_index("target").loc["trust_2020_q1", "counts"] == "no"


def test_a_pattern_that_fits_within_its_errors_only_is_seen_to_lie_outside(last):
    """Near enough to be accepted, and not inside."""
    last["rally"] = 0.115
    said = judging.targets_of(PLAN, last, ALL).set_index("target")
    assert said.loc["rally", ["fit", "inside"]].tolist() == [1.0, 0.0]
    assert said.loc["incidents", "inside"] == 1.0
    assert np.isnan(said.loc["trust_2020_q1", "inside"])


def test_luck_is_that_of_the_members(last):
    """Variance around each member's mean over all of them: not what members differ by, and 0 of a single run."""
    last["rally"] = [0.1, 0.2, 0.5, 0.6]
    luck = dict(zip(PLAN.names, judging.luck_of(PLAN, last), strict=True))
    assert luck["rally"] == pytest.approx(0.1**2 / 2)
    assert luck["incidents"] == 0.0
    assert not judging.luck_of(PLAN, last.iloc[[0, 2]]).any()


def test_a_run_that_could_not_be_read_is_not_counted(last):
    """The mean and its luck are of the others."""
    last.loc[0, "rally"] = np.nan
    last.loc[1, "rally"] = 0.15
    assert judging.members_of(PLAN, last, ALL, 0)["accepted"].tolist() == ["yes", "yes"]
    last.loc[1, "rally"] = np.nan
    assert judging.members_of(PLAN, last, ALL, 0)["accepted"].tolist() == ["no", "yes"]
