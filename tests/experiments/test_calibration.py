"""The study of calibration at tiny size: its tables, what counts, and that a member is judged by its own runs."""

import numpy as np
import pandas as pd
import pytest

from abm.experiments import calibration
from abm.experiments.calibrating.design import design
from abm.experiments.calibrating.matching import Emulators
from abm.experiments.common import Options

of_calibration = pytest.mark.xdist_group("calibration")


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """All tables at tiny size."""
    return dict(calibration.study(Options("tiny", seeds=1, workers=1)))


@pytest.mark.parametrize(
    "name", ["calibration_runs", "calibration_waves", "calibration_targets", "calibration_members"]
)
@of_calibration
def test_tables_have_rows_and_only_columns_that_the_study_states(tables, name):
    """Parameters and targets are columns under their own names; all others are explained."""
    words = {word.strip("(),;.:") for word in (calibration.__doc__ or "").split()}
    named = {*design().keys, *design().names}
    assert len(tables[name])
    assert not set(tables[name].columns) - words - named


@of_calibration
def test_every_run_is_kept_with_what_it_was_given(tables):
    """The set can be found again from the rows: each has a world and seed of its own, values and what was seen."""
    size, runs = design().sizes["tiny"], tables["calibration_runs"]
    assert runs["wave"].value_counts().to_dict() == {"1": size.first, "2": size.later, "members": size.members}
    assert runs["seed"].is_unique
    assert runs[design().keys].notna().all(axis=None)
    assert runs["trust_2020_q2"].notna().all()
    assert runs["rally"].notna().all()
    places = design().places(runs[design().keys].to_numpy())
    assert ((places >= 0.0) & (places <= 1.0)).all()


def test_a_member_is_accepted_by_what_it_shows():
    """Of two members that are run twice, the one that lies far from a target is not; the other is the typical one."""
    plan = design()
    places = np.array([[0.5], [0.5], [0.6], [0.6]]) * np.ones(len(plan.keys))
    values = plan.values(places)
    fits = {item.name: item.low if np.isfinite(item.low) else item.high for item in plan.targets}
    last = pd.DataFrame([{"wave": "members", "world": n // 2, "seed": n} | fits for n in range(4)])
    last = last.assign(**{key: values[:, k] for k, key in enumerate(plan.keys)})
    last.loc[last["world"] == 1, "trust_2020"] += 0.5
    waves = calibration.Waves(plan, plan.sizes["tiny"])
    count = len(plan.targets)
    waves.emulators = Emulators([None] * count, np.zeros(count), np.ones(count), np.zeros(count))
    found = calibration.of_members(plan, last, waves)
    assert found["accepted"].tolist() == ["yes", "no"]
    assert found["typical"][0] == pytest.approx(0.0)
    assert found["typical"][1] > 0.05
    waves.missed = 1
    assert calibration.of_members(plan, last, waves)["accepted"].tolist() == ["yes", "yes"]
    said = calibration.of_targets(plan, last, waves).set_index("target")
    assert said.loc["trust_2020", ["nearest", "fit"]].tolist() == [0.0, 0.5]
    assert said.loc["rally", "fit"] == 1.0
