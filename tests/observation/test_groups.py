"""Measures by group: a quarter's means, or every week and dossier on request."""

from __future__ import annotations

import numpy as np

from abm.observation.groups import GROUP_MEASURES
from abm.observation.record import record
from tests.conftest import column, lively, run


def test_weekly_groups_are_the_values_of_the_week():
    """``record.groups=weekly`` keeps every week of every group; by dossier and ministry they add up to the country."""
    model = run(lively("record.groups=weekly", changes={"weeks": 30}))
    groups = record(model).groups.to_pandas()
    assert set(groups["measure"]) == set(GROUP_MEASURES)
    ministries, dossiers = len(model.ministries), len(model.dossiers)
    for name, grouping, groups_of in (("questions", "ministry", ministries), ("misfit", "dossier", dossiers)):
        table = groups[groups["measure"] == name].pivot(index="week", columns="group", values="value")
        assert table.shape == (len(model.datacollector.weeks), groups_of)
        assert all(label.startswith(f"{grouping}:") for label in table.columns)
        np.testing.assert_allclose(table.mean(axis=1), column(model, name))
    on = groups[groups["measure"] == "incidents_on"].groupby("group")["value"].sum()
    assert on.sum() == model.incidents_on.sum()
    last = groups[(groups["measure"] == "salience") & (groups["week"] == model.week)]
    np.testing.assert_array_equal(last["value"], model.board.salience)


def test_without_asking_nothing_is_kept_by_week():
    """By default there are means over 13 weeks, and of dossiers their hazards alone."""
    groups = record(run(lively(changes={"weeks": 26}))).groups.to_pandas()
    kept = {name for name, item in GROUP_MEASURES.items() if not item.weekly}
    assert set(groups["measure"]) == kept and "salience" not in kept
    assert (np.diff(sorted(groups["week"].unique())) == 13).all()
