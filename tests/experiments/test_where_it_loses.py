"""Where it loses: the same points under both norm sets, what counts as worse, and a box that is found or is luck."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from abm.experiments import where_it_loses
from abm.experiments.common import Options, as_written
from abm.experiments.where_it_loses import CRISIS, EARLY, NONE, OUTCOMES, PACKAGE, box_of, points_of

of_where_it_loses = pytest.mark.xdist_group("where_it_loses")
BOUNDS = {"officials.courage": (0.0, 1.0), "ministries.mandate": (0.0, 1.0), "needs.drift": (0.0, 0.02)}


@of_where_it_loses
def test_tables_have_rows_and_only_columns_that_the_study_states(monkeypatch):
    """Protects the documents, which render them."""
    monkeypatch.setattr(where_it_loses, "look", looked)
    tables = where_it_loses.study(Options("tiny", seeds=1, workers=1))
    stated = {word.strip("(),;.:") for word in (where_it_loses.__doc__ or "").split()}
    for name, table in tables.items():
        assert set(table.columns) <= stated, name
        assert as_written(table, 1)
    assert list(tables["where_it_loses"]["outcome"]) == list(OUTCOMES)


def looked(parameters, seed: int) -> tuple[float, ...]:
    """In the place of a run: the package is worse where courage is high."""
    bad = parameters.officials.courage if "leadership_mandate" in parameters.instruments else 0.0
    return 5.0 + bad, 0.5 - bad, 0.5 - bad, 0.5, 0.5


def test_a_crisis_breaks_out_after_two_years():
    """So that trust in the first two years is of ordinary times, and the year after of the crisis."""
    points = points_of(BOUNDS, 3)
    plan = where_it_loses.plan_of(BOUNDS, points, Options("tiny", seeds=1, workers=1))
    assert len(plan) == 4 * len(points)
    crises = {label.partition(" ")[0]: [e.week for e in world.events] for label, world in plan.items()}
    assert crises[CRISIS] == [EARLY] and not crises[where_it_loses.ORDINARY]
    for number, point in enumerate(points.tolist()):
        pair = [plan[f"{CRISIS} {norms} {number}"] for norms in (NONE, PACKAGE)]
        assert [(one.officials.courage, one.needs.drift, one.seed) for one in pair] == [
            (point[0], point[2], number + 1)
        ] * 2


def test_worse_is_what_counts_on_the_bad_side():
    """More incidents and less trust are worse, and a little more is not; better never is."""
    points = points_of(BOUNDS, 100)
    flat = np.tile([100.0, 0.5, 0.5, 0.5, 0.5], (100, 1))
    change = np.zeros((100, 5))
    change[:30, 0], change[30:60, 0], change[60:, 0] = 3.5, 2.5, -50.0
    change[:20, 1], change[20:50, 1], change[50:, 1] = -0.006, -0.004, 0.3
    change[:, 2] = -0.4  # in the third year, with a crisis or without
    change[:40, 3] = -0.006  # all of it by other ways than procedure
    seen = {f"{scenario} {norms}": flat + (norms == PACKAGE) * change for scenario in where_it_loses.SCENARIOS
            for norms in (NONE, PACKAGE)}  # fmt: skip
    table = where_it_loses.tabulate(BOUNDS, points, seen)["where_it_loses"].set_index("outcome")
    assert table["worse"].tolist() == [0.3, 0.2, 0.0, 0.4, 0.0]
    assert table.loc["incidents", "worse_low"] < 0.3 < table.loc["incidents", "worse_high"]
    assert pd.isna(table.loc["trust in a crisis", "density"])
    assert table["much_worse"].tolist() == pytest.approx([3.5, -0.006, 0.0, -0.006, 0.0], abs=1e-9)
    assert table.loc["trust in a crisis", "difference"] == pytest.approx(0.0)  # what a crisis adds, and nothing else


def test_the_box_is_where_it_is_worse():
    """Two sides decide, the third none, and that no luck would restrict them so."""
    points = points_of(BOUNDS, 600)
    worse = (points[:, 0] > 0.7) & (points[:, 2] < 0.01)
    box = box_of(BOUNDS, points, worse)
    sides = {side["parameter"]: side for side in box["sides"]}
    assert box["found_density"] >= where_it_loses.DENSE
    assert box["density"] > 0.6 and box["coverage"] > 0.8 and box["denser"] == "yes"
    assert set(sides) == {"officials.courage", "needs.drift"}
    assert sides["officials.courage"]["from"] == pytest.approx(0.7, abs=0.05)
    assert max(side["chance"] for side in box["sides"]) < 0.001


@pytest.mark.parametrize(("worse", "density"), [(True, 1.0), (False, None)])
def test_where_all_or_nothing_is_worse_no_side_is_restricted(worse, density):
    """No box can be better than everything, and there is none of nothing."""
    box = box_of(BOUNDS, points_of(BOUNDS, 20), np.full(20, worse))
    assert box["sides"] == []
    assert box["found_density"] == density if worse else pd.isna(box["found_density"])


def test_a_box_of_luck_says_so():
    """Where nothing decides PRIM finds a dense box all the same; the points it was not found on tell."""
    many = {f"parameter {number}": (0.0, 1.0) for number in range(23)}
    points = points_of(many, 800)
    for seed in range(3):
        box = box_of(many, points, np.random.default_rng(seed).random(800) < 0.3)
        assert box["found_density"] > box["density"]
        assert box["denser"] == "no"
