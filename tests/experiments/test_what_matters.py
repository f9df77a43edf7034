"""What matters: ranges as stated, both norm sets at the same points, and indices that find a known answer."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import abm
from abm.experiments import what_matters
from abm.experiments.calibrating.design import design
from abm.experiments.common import Options, as_written
from abm.experiments.what_matters import (
    DIFFERENCE,
    DUMMY,
    FACTORS,
    FULL,
    MEASURES,
    NONE,
    PACKAGE,
    PLAUSIBLE,
    SCREENED,
    SCREENING,
    WITHOUT,
    ranges,
)
from abm.parameters.checks import declared, problems

of_what_matters = pytest.mark.xdist_group("what_matters")
TINY = Options("tiny", seeds=1, workers=1)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """Both tables at tiny size."""
    return dict(what_matters.study(TINY))


@of_what_matters
def test_tables_have_rows_and_only_columns_that_the_study_states(tables):
    """Protects the documents, which render them."""
    words = {word.strip("(),;.:") for word in (what_matters.__doc__ or "").split()}
    for name, table in tables.items():
        assert len(table) and set(table.columns) <= words, name
        assert as_written(table, 2)
    assert set(tables["what_matters"]["index"]) == {"first", "second", "total", "variance", "seed_noise"}
    ranks = tables["what_matters_screening"].groupby(["of", "measure"])["rank"].apply(list)
    assert set(map(tuple, ranks)) == {tuple(range(1, len({*FACTORS, *SCREENED}) + 2))}


@pytest.mark.parametrize("kind", [PLAUSIBLE, FULL])
def test_ranges_hold_what_is_shipped_and_what_may_be(kind):
    """The default lies within each range, and each end is one that the model takes, also all of them at once."""
    found, default = ranges(kind, (*FACTORS, *SCREENED) if kind == PLAUSIBLE else FACTORS), abm.load()
    assert len(found) == len(set(found))
    assert found.pop(DUMMY) == (0.0, 1.0)
    for key, (low, high) in found.items():
        assert declared()[key].low <= low < high <= declared()[key].high
        assert low <= declared()[key].default <= high, key
    for end in (0, 1):
        point = np.array([[ends[end] for ends in found.values()]])
        plan = what_matters.plan_of({"corner": (found, point)}, TINY, ("population.citizens=2000",))
        assert [list(problems(world)) for world in plan.values()] == [[], []]
    assert default == abm.load()


def test_what_is_calibrated_varies_as_the_calibration_leaves_it():
    """Plausible is what the data leave, where they say anything."""
    found, full = ranges(PLAUSIBLE, FACTORS), ranges(FULL, FACTORS)
    assert found["ministries.deadline_coupling"] != (0.5 * 0.233, 1.5 * 0.233)
    assert "ministries.deadline_coupling" in design().keys
    assert found["officials.courage"] == pytest.approx((0.175, 0.525))
    assert full["officials.courage"] == (0.0, 1.0)


def test_both_norm_sets_are_lived_at_the_same_points_with_the_same_seeds():
    """The difference is that of the package."""
    bounds = {"officials.courage": (0.0, 1.0), "work.coordination_rounds": (1.0, 9.0), DUMMY: (0.0, 1.0)}
    two = Options("tiny", seeds=2, workers=1)
    plan = what_matters.plan_of({"a": (bounds, np.array([[0.2, 2.6, 0.1], [0.7, 5.0, 0.9]]))}, two, ())
    assert list(plan) == [f"a {norms} {number}" for norms in (NONE, PACKAGE) for number in (0, 1)]
    assert [world.officials.courage for world in plan.values()] == [0.2, 0.7, 0.2, 0.7]
    assert {(world.seed, world.replicates) for world in plan.values()} == {(1, 2)}
    for world in plan.values():
        assert isinstance(world.work.coordination_rounds, declared()["work.coordination_rounds"].kind)


BOUNDS = {"a": (0.0, 1.0), "b": (0.0, 1.0), "c": (0.0, 1.0)}


@pytest.fixture
def trust_alone(monkeypatch):
    """One measure is enough where the answer is known."""
    monkeypatch.setattr(what_matters, "MEASURES", ("trust",))
    return 1


def test_indices_find_what_an_outcome_and_a_difference_depend_on(trust_alone):
    """Without norms a alone; the difference b times c, all of it interaction: neither is told by the other."""
    points = what_matters.sobol_points(BOUNDS, 512)
    a, b, c = points.T
    without = np.tile(3.0 * a[:, None, None], (1, 2, trust_alone))
    seen = {f"{FULL} {NONE}": without, f"{FULL} {PACKAGE}": without + ((b - 0.5) * (c - 0.5))[:, None, None]}
    table = what_matters.indices(FULL, BOUNDS, points, seen)
    found = table[table["measure"] == "trust"].set_index(["of", "index", "factor"])
    for column in ("value", "one_seed", "other_seed"):
        value = found[column]
        assert value[WITHOUT, "first", "a"] == pytest.approx(1.0, abs=0.05)
        assert value[WITHOUT, "total", "b"] == pytest.approx(0.0, abs=0.01)
        assert value[DIFFERENCE, "second", "b*c"] == pytest.approx(1.0, abs=0.25)
        assert value[DIFFERENCE, "total", "a"] == pytest.approx(0.0, abs=0.01)
        assert value[DIFFERENCE, "first", "b"] == pytest.approx(0.0, abs=0.15)
    assert found.loc[(WITHOUT, "variance", "all"), "value"] == pytest.approx(0.75, rel=0.05)
    assert found.loc[(WITHOUT, "seed_noise", "all"), "value"] == pytest.approx(0.0, abs=1e-6)


def test_what_a_seed_does_is_told(trust_alone):
    """Noise as large as what a factor does shows as such, and lifts the total index of one that does nothing."""
    points = what_matters.sobol_points(BOUNDS, 256)
    noise = np.random.default_rng(1).standard_normal((len(points), 2, trust_alone))
    without = np.tile(np.sqrt(12.0) * points[:, :1, None], (1, 2, trust_alone)) + noise
    table = what_matters.indices(FULL, BOUNDS, points, {f"{FULL} {NONE}": without, f"{FULL} {PACKAGE}": without})
    found = table[(table["measure"] == "trust") & (table["of"] == WITHOUT)].set_index(["index", "factor"])["value"]
    assert found["seed_noise", "all"] == pytest.approx(1 / 3, abs=0.06)
    assert found["total", "c"] > 0.2


def test_the_screening_ranks_by_what_a_parameter_does():
    """Twice as much is twice as much, in the unit of the measure over the range; the sign is in the mean."""
    points = what_matters.screening_points(BOUNDS, 8)
    a, b, _ = points.T
    without = np.tile((2.0 * a)[:, None, None], (1, 2, len(MEASURES)))
    seen = {f"{SCREENING} {NONE}": without, f"{SCREENING} {PACKAGE}": without - (a + 4.0 * b)[:, None, None]}
    table = what_matters.screening(BOUNDS, points, seen)
    found = table[table["measure"] == "misfit"].set_index(["of", "parameter"])
    assert found.loc[WITHOUT, "mu_star"].to_dict() == pytest.approx({"a": 2.0, "b": 0.0, "c": 0.0})
    assert found.loc[DIFFERENCE, "mu"].to_dict() == pytest.approx({"b": -4.0, "a": -1.0, "c": 0.0})
    assert found.loc[DIFFERENCE, "rank"].to_dict() == {"b": 1, "a": 2, "c": 3}
    assert found["sigma"].abs().max() < 1e-9
