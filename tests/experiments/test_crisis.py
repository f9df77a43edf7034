"""Crises: nothing that breaks out changes nothing, arms differ in what they say only, relations alone are carried."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from abm.configuration.loading import load
from abm.experiments import crisis
from abm.experiments.challenging.worlds import worlds
from abm.experiments.common import Options, as_written
from abm.experiments.crisis import ARMS, BEFORE, BEGUN, CRISES, NEVER, NORMS, NOTHING, OUTBREAK, Outset, Pasts
from abm.model import PolicyModel
from abm.parameters import Event

OUTSIDE = Event(OUTBREAK, *(CRISES["outside"][0], "", CRISES["outside"][1]))
of_crisis = pytest.mark.xdist_group("crisis")


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """Both tables at tiny size."""
    return dict(crisis.study(Options("tiny", seeds=2, workers=1)))


def pasts(*words: str, weeks: int = 26) -> Pasts:
    """A tiny world up to the outbreak."""
    measured = f"record.measures=[{','.join(crisis.MEASURES)}]"
    (world,) = worlds(Options("tiny", 1, 1), f"norms={NORMS}", measured, f"weeks={OUTBREAK + weeks}", *words)
    return Pasts(world, seed=1)


@pytest.fixture(scope="module")
def past() -> Pasts:
    """One for the tests that only begin in it."""
    return pasts()


@of_crisis
def test_tables_have_rows_and_only_columns_that_the_study_states(tables):
    """Protects the documents, which render them."""
    words = {word.strip("(),;.:") for word in (crisis.__doc__ or "").split()}
    for name, table in tables.items():
        assert len(table) and set(table.columns) <= words, name
        assert as_written(table, 2)
    assert set(tables["crisis"]["arm"]) == set(crisis.SMALL)
    assert set(tables["crisis_arms"]["test"]) == {"relations", "haste"}


@of_crisis
def test_nothing_that_breaks_out_changes_nothing(tables):
    """The placebo is exactly 0 in every arm and measure, and says none found; a crisis is not."""
    table = tables["crisis"]
    none = table[table["crisis"] == "none"].dropna(subset=["difference"])
    assert len(none) and (none[["difference", "low", "high"]] == 0.0).all(axis=None)
    assert set(none["found"]) == {"none found"}
    harm = table[(table["crisis"] == "outside") & (table["measure"] == "crisis_harm")]
    assert len(harm) and (harm["difference"] > 0.0).all()


@of_crisis
def test_a_failure_of_its_own_gets_no_emergency(tables):
    """How soon danger from outside is decided on is nothing to it: exactly 0; to a crisis from outside it is."""
    table = tables["crisis_arms"]
    lead = table[(table["test"] == "haste") & (table["arm"] == f"{NEVER}, lead 1") & (table["measure"] == "trust")]
    for kind, differs in (("own", False), ("none", False), ("outside", True)):
        found = lead.loc[lead["crisis"] == kind, "difference"]
        assert len(found) and (found != 0.0).any() == differs, kind


@of_crisis
def test_lived_from_a_state_is_lived_through(past):
    """Norms that begin at the outbreak, and those lived before, are what the model makes of them without a break."""
    assert not past.parameters.norm_parameters, "a norm set that sets parameters would begin without them"
    straight = PolicyModel(past.parameters, seed=1)
    for _ in range(straight.parameters.burn_in + straight.parameters.weeks):
        straight.step()
    found = past.lived(ARMS[BEFORE], None)
    for name in crisis.MEASURES:
        assert found[name].tolist() == straight.datacollector.model_vars[name][-len(found) :], name


@of_crisis
def test_who_begins_has_the_norms_and_the_past_of_who_never_does(past):
    """They part at the outbreak, and not before."""
    never, begun, before = (past.begin(ARMS[name]) for name in (NEVER, BEGUN, BEFORE))
    np.testing.assert_array_equal(never.relations, begun.relations)
    np.testing.assert_array_equal(never.board.policy, begun.board.policy)
    assert never.board.policy.tolist() != before.board.policy.tolist()
    calm = [[ministry.calm.share for ministry in model.ministries_by_number] for model in (never, begun, before)]
    assert set(calm[0]) == {0.0} and calm[1] == calm[2] and min(calm[1]) > 0.0


@of_crisis
def test_relations_are_carried_alone(past):
    """Each way, and all else stays; full ones are 1."""
    never, begun, before = (past.begin(ARMS[name]) for name in (NEVER, BEGUN, BEFORE))
    carried, taken, full = (past.begin(ARMS[name]) for name in ("carried", "taken", "full"))
    np.testing.assert_array_equal(carried.relations, before.relations)
    np.testing.assert_array_equal(taken.relations, never.relations)
    assert before.relations.mean() > never.relations.mean() and (full.relations == 1.0).all()
    for one, other in ((carried, begun), (taken, before), (full, begun)):
        np.testing.assert_array_equal(one.board.policy, other.board.policy)
        np.testing.assert_array_equal(one.citizens.trust, other.citizens.trust)
        means = [ministry.mean_relations for ministry in one.ministries_by_number]
        assert means == pytest.approx(one.relations.mean(axis=1).tolist())


@of_crisis
def test_relations_that_ease_nothing_do_nothing():
    """Limiting case: at evidence.relation_effect=0 even full relations leave every week as it was."""
    past = pasts("evidence.relation_effect=0", "shocks.rate=0.8")
    drop = ["relations"]
    begun, full = (past.lived(ARMS[name], OUTSIDE).drop(columns=drop) for name in (BEGUN, "full"))
    pd.testing.assert_frame_equal(begun, full, check_exact=True)


@of_crisis
def test_a_policy_answers_when_the_model_says_so(past):
    """Weeks until a policy that was begun after the outbreak is in force are those until the crisis ends."""
    found = past.lived(ARMS[NEVER], OUTSIDE)
    model = past.begin(ARMS[NEVER])
    model.world.add(OUTSIDE)
    for _ in range(len(found)):
        model.step()
    (met,) = model.world.crises
    assert met.answered is not None and met.answered - OUTBREAK == found["answer_weeks"].iloc[0]
    later = past.lived(ARMS[NEVER]._replace(setting=(crisis.LEAD, 8.0)), OUTSIDE)["answer_weeks"].iloc[0]
    assert later > found["answer_weeks"].iloc[0]


@of_crisis
def test_settings_hold_from_the_outbreak_on(past):
    """And not before: all arms of a past share it."""
    model = past.begin(Outset(lived=False, norms=False, setting=(crisis.COUPLING, 0.123)))
    before = model.parameters.ministries.deadline_coupling
    model.step()
    assert before != 0.123 == model.parameters.ministries.deadline_coupling and model.week == OUTBREAK


def test_crises_are_those_of_the_scenarios():
    """So that what is said here is said of them."""
    for kind, scenario in (("outside", "pandemic"), ("own", "scandal")):
        (event,) = load(f"scenario={scenario}").events
        assert (event.week, event.kind, event.size) == (OUTBREAK, *CRISES[kind])


def test_windows_are_quarters_and_years_from_the_outbreak_on():
    """A mean is of its own weeks; the highest and the lowest week are of trust alone."""
    names = (*crisis.BY_QUARTER, *crisis.BY_YEAR, "answer_weeks", "answered_outside")
    weeks = pd.DataFrame({name: np.arange(104.0) for name in names})
    found = dict(crisis.windows(weeks, extremes=True))
    assert found["trust", "quarter 1"] == 6.0 and found["trust", "quarter 5"] == 58.0
    assert found["misfit", "year 1"] == 25.5 and found["trust", "year 2"] == 77.5
    assert ("misfit", "quarter 1") not in found and ("trust", "quarter 9") not in found
    assert (found["trust", "lowest"], found["trust", "highest"]) == (0.0, 103.0)


def test_effects_are_held_against_each_other_by_world():
    """The effect of a crisis is that against none in the same arm; a level is of the arms as they are."""
    rows = [
        (world, kind, arm, "trust", "year 1", level, effect)
        for world in (1, 2, 3)
        for arm, plus in ((BEFORE, 0.1), (BEGUN, 0.0))
        for kind, level, effect in (
            ("outside", world + 2.0 * plus, plus), ("none", math.nan, 0.0), (NOTHING, world + plus, math.nan)
        )
    ]  # fmt: skip
    seen = pd.DataFrame(rows, columns=["world", *crisis.KEYS, "level", "effect"])
    table = crisis.tabulate_arms(seen).set_index(["crisis", "of"])
    assert table["difference"].to_dict() == pytest.approx(
        {("none", "level"): 0.1, ("outside", "level"): 0.2, ("outside", "effect"): 0.1}
    )
    assert set(table["found"]) == {"up"} and set(table["unit"]) == {"trust, 0 to 1"}
    whole = crisis.tabulate(seen).set_index(["crisis", "arm"])
    assert whole.loc[("outside", BEFORE), "difference"] == pytest.approx(0.1)
    assert whole.loc[("outside", BEFORE), "mean"] == pytest.approx(2.2)
    assert whole.loc[("none", BEGUN), "found"] == "none found"
