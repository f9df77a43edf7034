"""The reproduction number: nothing put in, nothing more; hazards that are cut bring none; R is that of a chain."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import abm
from abm.experiments import reproduction
from abm.experiments.challenging.worlds import worlds
from abm.experiments.common import Options, as_written
from abm.experiments.reproduction import ERRORS, EXTRA, FIRST, RATES, SHIPPED, SLOPES, USUAL, Arm

TINY = Options("tiny", seeds=2, workers=1)
of_reproduction = pytest.mark.xdist_group("reproduction")


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """Both tables at tiny size."""
    return dict(reproduction.study(TINY))


@of_reproduction
def test_tables_have_rows_and_only_columns_that_the_study_states(tables):
    """Protects the documents, which render them."""
    words = {word.strip("(),;.:") for word in (reproduction.__doc__ or "").split()}
    for name, table in tables.items():
        assert len(table) and set(table.columns) <= words, name
        assert as_written(table, 2)
    found = tables["reproduction"].fillna({"rate": 0.0})
    parts = found.pivot(index=["load", "officials", "rate"], columns="extra", values="extra_hazard")
    np.testing.assert_allclose(parts["own"] + parts["rest"], parts["total"], atol=1e-12)
    levels = [("officials", few, 0.0) for few in reproduction.OFFICIALS]
    assert parts.index.tolist() == [*levels, *(("shocks", USUAL, rate) for rate in RATES)]
    assert tables["reproduction_load"]["load"].tolist() == ["officials"] * len(EXTRA) + ["shocks"] * len(EXTRA)


def test_what_is_shipped_is_what_the_model_ships():
    """The arms by norms are those of the default."""
    given = abm.load()
    assert (given.incidents.coordination_slope, given.work.drafting_error) == SHIPPED
    assert SHIPPED[0] in SLOPES and SHIPPED[1] in ERRORS
    assert given.officials.per_ministry == USUAL and USUAL in reproduction.OFFICIALS
    assert RATES[0] < given.shocks.rate < RATES[1]


def struck(*words: str) -> dict[str, float]:
    """What incidents bring about in a tiny world."""
    (world,) = worlds(Options("tiny", 1, 1), *Arm("reactive", 6, *SHIPPED).words, f"weeks={FIRST + 30}", *words)
    return reproduction.struck(world, seed=1)


def test_what_no_arrow_leads_from_brings_nothing():
    """Limiting case: where neither misfit nor coordination causes incidents, an incident causes none."""
    found = struck("incidents.misfit_slope=0", "incidents.coordination_slope=0")
    assert [found[name] for name in EXTRA] == [0.0, 0.0, 0.0]


def test_nothing_put_in_is_nothing_more(monkeypatch):
    """The placebo: the twin lives the same weeks from the same state."""
    monkeypatch.setattr(reproduction, "severities", lambda parameters, count, seed: [0.0] * count)
    assert [struck()[name] for name in EXTRA] == [0.0, 0.0, 0.0]


def test_incidents_strike_at_once_one_in_each_ministry(monkeypatch):
    """Each in the week from which the twins part, on a dossier of its own ministry."""
    seen = []

    class Watched(abm.PolicyModel):
        def step(self):
            super().step()
            seen.append([(self.week, i.dossier) for i in self.incidents if i.source == "event"])

    monkeypatch.setattr(reproduction, "PolicyModel", Watched)
    struck()
    (found,) = [week for week in seen if week]
    assert {week for week, _ in found} == {FIRST}
    assert len(found) == 3 and len({dossier // 8 for _, dossier in found}) == 3


def test_severities_stand_for_all_ordinary_ones():
    """Evenly spaced quantiles: their share above a severity is that of the distribution, in another order each time."""
    given = abm.load()
    many = np.array(reproduction.severities(given, 1000, seed=1))
    assert (many > 2.0).mean() == pytest.approx(2.0**-given.incidents.severity_tail, abs=0.002)
    few = [reproduction.severities(given, 12, seed) for seed in (1, 2)]
    assert few[0] != few[1] and sorted(few[0]) == sorted(few[1])


@pytest.mark.parametrize(("extra", "expected"), [(0.0, 0.0), (1.0, 0.5), (-0.5, -1.0), (9.0, 0.9)])
def test_the_reproduction_number_is_that_of_a_chain(extra, expected):
    """With R others from each, R + R² + … = R/(1 - R) follow."""
    assert reproduction.reproduction(extra) == pytest.approx(expected)
    assert expected == 0.0 or extra == pytest.approx(expected / (1.0 - expected))


def test_the_slope_over_load_is_that_within_a_world():
    """Worlds that are busier for other reasons do not make a slope."""
    rows = [
        {"arm": Arm("reactive", officials, *SHIPPED), "world": world, "utilisation": busy + 0.1 * world,
         "own": 2.0 * busy - world, "rest": 0.0, "total": 2.0 * busy - world}
        for officials, busy in ((16, 0.6), (20, 0.5), (26, 0.4))
        for world in (1, 2, 3)
    ]  # fmt: skip
    table = reproduction.over_load(pd.DataFrame(rows)).set_index("extra")
    assert table["slope"].tolist() == pytest.approx([2.0, 0.0, 2.0], abs=1e-9)
    assert table["range"].tolist() == pytest.approx([0.2] * 3)
    assert table.loc["own", "found"] == "up"


def test_each_load_has_a_line_of_its_own_and_the_usual_load_is_in_both():
    """What officials and what shocks do to R are never pooled; a norm set lived at one load only has one line."""
    usual = Arm("reactive", USUAL, *SHIPPED)
    levels = {  # utilisation, and extra hazard at it
        Arm("reactive", 16, *SHIPPED): (0.7, 0.3), usual: (0.5, 0.1), Arm("reactive", 26, *SHIPPED): (0.4, 0.0),
        Arm("reactive", USUAL, *SHIPPED, RATES[0]): (0.3, 0.7), Arm("reactive", USUAL, *SHIPPED, RATES[1]): (0.4, 0.4),
        Arm("mandate", 16, *SHIPPED): (0.7, 0.5), Arm("mandate", 26, *SHIPPED): (0.5, 0.5),
    }  # fmt: skip
    rows = [
        {"arm": arm, "world": world, "utilisation": busy, "own": 0.0, "rest": more, "total": more}
        for arm, (busy, more) in levels.items()
        for world in (1, 2, 3)
    ]
    table = reproduction.over_load(pd.DataFrame(rows))
    found = table[table["extra"] == "total"].set_index(["norms", "load"])
    assert found["slope"].to_dict() == pytest.approx(
        {("reactive", "officials"): 1.0, ("reactive", "shocks"): -3.0, ("mandate", "officials"): 0.0}, abs=1e-9
    )
    assert found["range"].tolist() == pytest.approx([0.3, 0.2, 0.2])
    assert found["verdict"].tolist()[:2] == ["stands", "fails"]
    assert set(reproduction.tabulate(pd.DataFrame(rows)).groupby("load")["rate"].count().items()) == {
        ("officials", 0), ("shocks", 2 * len(EXTRA)),
    }  # fmt: skip


@pytest.mark.parametrize("rate", [None, *RATES])
def test_issues_from_outside_are_those_of_the_arm_or_of_the_world(rate):
    """The rate is calibrated: an arm that says nothing of it has that of each world, another one its own in all."""
    given = [world.shocks.rate for world in worlds(TINY, *Arm("reactive", USUAL, *SHIPPED, rate).words)]
    assert len(set(given)) == (TINY.seeds if rate is None else 1)
    assert rate is None or given[0] == rate


@pytest.mark.parametrize(("slope", "said"), [(2.0, "stands"), (-2.0, "fails"), (0.0, "fails"), (None, "undecided")])
def test_no_slope_fails_too(slope, said):
    """R7 refutes by showing that load does not matter, not only by a fall; where that is not sure it says nothing."""
    generator = np.random.default_rng(1)
    rows = [
        {"arm": Arm("reactive", officials, *SHIPPED), "world": world, "utilisation": busy,
         "total": 2.5 + (slope or 0.0) * busy + (0.8 if slope is None else 0.001) * generator.standard_normal()}
        for officials, busy in zip(reproduction.OFFICIALS, (0.9, 0.8, 0.7), strict=True) for world in range(8)
    ]  # fmt: skip
    assert reproduction.of_reproduction(pd.DataFrame(rows))["verdict"] == said
