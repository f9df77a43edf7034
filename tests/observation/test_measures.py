"""Measures: each is what its definition says, ratios weigh cases alike, and tables hold what the collector holds."""

from __future__ import annotations

import math

import numpy as np
import pytest

from abm import PolicyModel
from abm.agents.ministries import Ministry
from abm.observation.groups import GROUP_MEASURES
from abm.observation.measures import MEASURES, RUN_MEASURES, crossover_week, cyclicality
from abm.observation.measuring import Week
from abm.observation.record import DECISION_COLUMNS, record
from tests.conftest import NORM_SETS, column, lively, open_process, run, start, weeks_of


@pytest.fixture(scope="module")
def lived() -> PolicyModel:
    return run(lively("norms=comply_or_explain", changes={"weeks": 130}))


@pytest.mark.parametrize("norms", NORM_SETS)
@pytest.mark.parametrize("scenario", ["default", "pandemic"])
def test_measures_are_finite_or_empty(norms, scenario):
    """Every declared measure is a number or, for a ratio in a week without cases, empty; never infinite."""
    tables = record(run(lively(f"norms={norms}", f"scenario={scenario}", changes={"weeks": 120})))
    assert set(MEASURES) | {"run_id", "norms", "seed", "week"} == set(tables.weeks.column_names)
    for name, item in MEASURES.items():
        values = tables.weeks[name]
        numbers = values.drop_null().to_numpy()
        assert np.isfinite(numbers).all(), name
        assert values.null_count == 0 or item.ratio, name
        kept = tables.runs[name][0].as_py()
        assert kept is None or math.isfinite(kept)
    assert set(RUN_MEASURES) < set(tables.runs.column_names)


def test_every_column_says_what_it_is(lived):
    """Unit and definition stand in the metadata of every column of every table."""
    tables = record(lived)
    for table in (tables.runs, tables.weeks, tables.groups, tables.decisions):
        for field in table.schema:
            assert set(field.metadata) == {b"unit", b"definition"} and field.metadata[b"definition"]
    for name, item in MEASURES.items():
        assert item.unit and tables.weeks.schema.field(name).metadata[b"definition"].decode() == item.definition


def test_mesas_table_is_the_weeks_table(lived):
    """What a notebook gets from the data collector is what the file holds."""
    frame = lived.datacollector.get_model_vars_dataframe()
    weeks = weeks_of(lived)
    assert list(frame.columns) == weeks.column_names[2:]
    for name in frame.columns:
        np.testing.assert_array_equal(frame[name].to_numpy(float), weeks[name].to_numpy().astype(float), err_msg=name)
    assert weeks["week"].to_pylist() == list(range(-20, 130))


def test_ratios_over_a_run_weigh_every_case_alike(lived):
    """The value over a run is the sum of numerators over the sum of denominators, from week 0 on."""
    over_run = lived.datacollector.over_run()
    parts = lived.datacollector.parts
    assert set(parts) == {name for name, item in MEASURES.items() if item.ratio}
    for name, pairs in parts.items():
        above, below = np.sum(pairs[20:], axis=0)
        assert over_run[name] == pytest.approx(above / below) if below else math.isnan(over_run[name]), name
    choices = [c for c in lived.datacollector.choices if c["week"] >= 0 and not c["reconsidered"]]
    explained = sum(choice["chosen"] == "explained" for choice in choices)
    assert over_run["share_explained"] == pytest.approx(explained / len(choices)) and explained
    leads = [choice["lead_time"] for choice in lived.datacollector.choices if choice.get("decided_week", -1) >= 0]
    assert over_run["lead_time"] == pytest.approx(np.mean(leads))
    assert over_run["lead_time"] != pytest.approx(
        np.nanmean(column(lived, "lead_time")[20:])
    )  # a mean of means is not it


def test_plain_measures_over_a_run_are_means(lived):
    """A level or rate over a run is its mean over weeks from 0 on; the burn-in does not count."""
    over_run = lived.datacollector.over_run()
    for name in ("trust", "incidents", "misfit", "hours_used"):
        assert over_run[name] == pytest.approx(column(lived, name)[20:].mean())
        assert over_run[name] != column(lived, name).mean()


def test_incidents_are_counted_by_source(lived):
    """All incidents are those from misfit, coordination and the schedule."""
    total = sum(column(lived, f"incidents_{source}") for source in ("misfit", "coordination", "event"))
    np.testing.assert_allclose(column(lived, "incidents"), total)
    assert lived.incidents_on.sum() == round(column(lived, "incidents").sum() * 3 / 52)


def test_groups_add_up(lived):
    """By ministry and by education a quarter's means are those of the country."""
    groups = record(lived).groups.to_pandas()
    assert set(groups["measure"]) == {name for name, item in GROUP_MEASURES.items() if not item.weekly}
    last = groups["week"].max()
    quarter = [week for week, lived_in in enumerate(lived.datacollector.weeks) if last - 13 < lived_in <= last]
    for name in ("incidents", "questions", "pressure", "utilisation", "relations", "effort"):
        mean = groups.query("measure == @name and week == @last")["value"].mean()
        assert mean == pytest.approx(column(lived, name)[quarter].mean(), abs=1e-12), name
    trust = groups.query("measure == 'trust' and week == @last").set_index("group")["value"]
    share = lived.citizens.educated.mean()
    assert trust["education:higher"] * share + trust["education:lower"] * (1 - share) == pytest.approx(
        column(lived, "trust")[quarter].mean()
    )


def test_choices_are_complete(lived):
    """One row per choice, with its five numbers; the last one of a process says what came of it once decided."""
    decisions = record(lived).decisions.to_pandas()
    assert set(DECISION_COLUMNS) < set(decisions.columns)
    again = decisions["reconsidered"]
    assert len(decisions) - again.sum() == sum(dossier.serial for dossier in lived.dossiers)
    assert again.sum() == decisions["superseded"].sum() > 0
    assert decisions.loc[decisions["superseded"], "decided_week"].isna().all()
    for name in ("considers", "willing", "dares", "may", "readiness", "chosen", "probability", "can"):
        assert decisions[name].notna().all(), name
    assert decisions["probability"].between(0, 1).all() and decisions["may"].between(0, 1).all()
    decided = decisions[decisions["decided_week"].notna()]
    assert len(decided) > 10 and not decided["reconsidered"].all()
    once = decided[~decided["reconsidered"]]
    assert (once["lead_time"] == once["decided_week"] - once["week"]).all()
    twice = decided[decided["reconsidered"]]
    assert (twice["lead_time"] > twice["decided_week"] - twice["week"]).all()
    asked = once[once["respondents"].notna()]
    assert (asked["adoption"] <= asked["may"] + 1e-12).all() and len(asked)
    assert not decisions.duplicated(["dossier", "serial", "superseded"]).any()


def test_agent_level_collection_on_request():
    """Institutions can be followed agent by agent, as Mesa does it."""
    model = PolicyModel(lively())
    model.datacollector.follow(Ministry, "pressure", "utilisation")
    for _ in range(5):
        model.step()
    frame = model.datacollector.get_agenttype_vars_dataframe(Ministry)
    assert len(frame) == 5 * 3
    assert frame["pressure"].iloc[-3:].mean() == pytest.approx(column(model, "pressure")[-1])


def test_tense_and_calm_dossiers_are_told_apart_in_the_evidence_phase():
    """Of processes whose evidence is not concluded the share outside, above a salience of 0.3, and below one of 0.1."""
    model = start(lively(), weeks=25)
    for ministry in model.ministries:
        ministry.active.clear()
    given = [(0.9, True), (0.31, False), (0.5, True), (0.3, True), (0.1, True), (0.09, False), (0.0, True)]
    for number, (salience, outside) in enumerate(given):
        model.board.salience[number] = salience
        open_process(model, number).outside = outside
    model.dossier(2).process.evidence_concluded = True
    week = Week(model)
    assert MEASURES["outside_tense"].compute(week) == (1.0, 2.0)
    assert MEASURES["outside_calm"].compute(week) == (1.0, 2.0)


def test_cyclicality_is_a_correlation():
    """By hand: hours outside where it is tense give +1, where it is calm -1; without variation there is none."""
    rows = [{"hours_outside": hours, "salience": heat} for hours, heat in ((0.0, 0.1), (100.0, 0.2), (200.0, 0.3))]
    assert cyclicality(rows) == pytest.approx(1.0)
    assert cyclicality([row | {"salience": -row["salience"]} for row in rows]) == pytest.approx(-1.0)
    assert math.isnan(cyclicality([row | {"hours_outside": 5.0} for row in rows])) and math.isnan(cyclicality(rows[:2]))


def test_crossover_is_the_last_time_below():
    """The first week from which effort per solved dossier stays below the baseline's; nan when there is none."""
    baseline = np.array([[10.0 * (week + 1), week + 1.0] for week in range(6)])
    norm = baseline.copy()
    norm[:, 0] *= [2, 0.5, 2, 0.5, 0.5, 0.5]
    assert crossover_week(norm, baseline) == 3.0
    assert (
        math.isnan(crossover_week(baseline * [2, 1], baseline)) and crossover_week(baseline * [0.5, 1], baseline) == 0.0
    )
