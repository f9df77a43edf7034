from __future__ import annotations

import gc
import weakref
from collections import Counter
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from abm import load
from abm.app.look import ACTIVITIES
from abm.app.snapshot import Snapshot, see, take
from abm.model import PolicyModel
from abm.observation.flows import flows
from abm.observation.measures import MEASURES
from abm.policy.arrows import ARROWS
from abm.policy.choice import EXPLAINED, INSIDE, TICK_BOX
from tests.app.conftest import lived


def test_a_snapshot_stays_as_it_was():
    """A picture drawn in one thread must not change while the model steps on in another."""
    model = lived(weeks=40)
    before = take(model, 2, 5)
    kept = (before.week, before.focus.policy.copy(), before.communities.trust.copy(), dict(before.ministries[0].ledger))
    log = [dict(entry) for entry in before.person.log]
    for _ in range(40):
        model.step()
    assert take(model, 2, 5).week == kept[0] + 40
    assert before.week == kept[0]
    assert np.array_equal(before.focus.policy, kept[1])
    assert np.array_equal(before.communities.trust, kept[2])
    assert before.ministries[0].ledger == kept[3]
    assert [dict(entry) for entry in before.person.log] == log
    with pytest.raises(FrozenInstanceError):
        before.week = 0  # type: ignore[misc]


def test_taking_snapshots_changes_no_run():
    """Watching is not acting: a watched run and an unwatched one have the same weeks, to the last bit."""
    parameters = load("population=small", "norms=anticyclical", "burn_in=10")
    watched, unwatched = (PolicyModel(parameters, seed=5) for _ in range(2))
    for _ in range(60):
        watched.step()
        see(watched)
        take(watched, 7, 9)
        unwatched.step()
    assert watched.datacollector.model_vars.keys() == MEASURES.keys()
    for name, values in watched.datacollector.model_vars.items():
        assert np.array_equal(values, unwatched.datacollector.model_vars[name], equal_nan=True), name


def test_a_model_that_was_watched_is_freed():
    """A closed tab frees its model; what the pictures remember of it must not hold it, on either line of Mesa."""
    model = lived(weeks=3)
    take(model)
    reference = weakref.ref(model)
    del model
    gc.collect()
    assert reference() is None


def test_officials_are_divided_as_the_ledger_is(twins: tuple[Snapshot, Snapshot]):
    """The colours of a tower say what its hours say: no activity is off by more than the rounding to people."""
    for snapshot in twins:
        for ministry in snapshot.ministries:
            people, doing = len(ministry.officials), Counter(o.activity for o in ministry.officials)
            assert set(doing) <= set(ACTIVITIES)
            share = people / ministry.hours_available
            for kind in ("coordination", "relations", "training"):
                assert abs(doing[kind] - share * ministry.ledger[kind]) < 1
            idle = ministry.hours_available - sum(ministry.ledger.values())
            assert abs(doing["idle"] - share * idle) < 1
            asked = len({o.dossier for o in ministry.officials if o.activity == "questions"})
            assert abs(doing["questions"] - share * ministry.ledger["questions"]) < 1 + asked


def test_who_works_on_a_process_has_the_colour_of_its_choice(models, twins):
    """Green means that society is asked: an official is outside only on a dossier for which that was chosen."""
    seen = set()
    for model, snapshot in zip(models, twins, strict=True):
        choices = {
            process.dossier: process.choice
            for ministry in model.ministries_by_number
            for process in ministry.active + [decision.process for decision in ministry.decided]
        }
        for ministry in snapshot.ministries:
            for official in ministry.officials:
                if official.activity in ("inside", "outside", "tick_box"):
                    chosen = choices[official.dossier]
                    kind = {INSIDE: "inside", EXPLAINED: "inside", TICK_BOX: "tick_box"}.get(chosen, "outside")
                    assert official.activity == kind
                    seen.add(kind)
    assert {"inside", "outside"} <= seen


def test_the_flows_are_those_of_the_arrows(twins: tuple[Snapshot, Snapshot]):
    """Every arrow of the essay's figure has a flow, in the same order."""
    for snapshot in twins:
        assert [(f.cause, f.effect, f.parameter) for f in snapshot.flows] == [arrow[:3] for arrow in ARROWS]
        assert all(np.isfinite(f.amount) and f.amount >= 0.0 for f in snapshot.flows)


def most_of_every_flow(*overrides: str) -> list[float]:
    hasty = ("ministries.deadline_coupling=1", "ministries.rush_lead=2")  # decisions fall before the evidence is in
    model = PolicyModel(load("population=small", "scenario=turbulent", "burn_in=0", *hasty, *overrides), seed=2)
    amounts = []
    for _ in range(110):
        model.step()
        amounts.append([flow.amount for flow in flows(model)])
    return [max(column) for column in zip(*amounts, strict=True)]


@pytest.fixture(scope="module")
def uncut() -> list[float]:
    return most_of_every_flow()


@pytest.mark.parametrize("number", range(len(ARROWS)))
def test_an_arrow_that_is_cut_has_no_flow(number: int, uncut: list[float]):
    """The parameter that removes an arrow from the model removes it from the picture, and something flowed before."""
    assert uncut[number] > 0.0
    assert most_of_every_flow(f"{ARROWS[number].parameter}=0")[number] == 0.0


def test_the_last_sample_is_who_was_asked():
    """The green triangles of a dossier are the people of its last process, as many as its log says."""
    model = lived("norms=anticyclical", "burn_in=0", weeks=110)
    last = {}
    for entry in model.datacollector.choices:
        if entry.get("respondents") and entry["decided_week"] is not None:
            last[entry["dossier"]] = entry
    under_way = {p.dossier for m in model.ministries_by_number for p in m.active}
    checked = 0
    for dossier, entry in last.items():
        if dossier in under_way or entry["reconsidered"]:
            continue  # its process may have asked others since, or before
        asked = take(model, dossier).focus.asked
        assert asked is not None
        assert len(asked.needs) == len(asked.educated) == entry["respondents"]
        assert asked.method == entry["chosen"]
        checked += 1
    assert checked > 0


def test_the_focus_says_what_the_model_says(models, twins, focus):
    """Badly served citizens, misfit and belief in the picture are the model's own."""
    for model, snapshot in zip(models, twins, strict=True):
        shown = snapshot.focus
        assert shown.now.number == focus[0]
        assert shown.now.misfit == pytest.approx(model.needs.distance(focus[0], model.board.policy[focus[0]]))
        assert abs(shown.badly.mean() - model.board.bad_share[focus[0]]) < 0.12  # another sample of the same people
        assert np.array_equal(shown.belief, model.board.belief[focus[0]])


def test_a_focus_beyond_the_last_is_the_last():
    """A link can ask for a dossier that this country does not have; the page must not break on it."""
    model = lived(weeks=2)
    snapshot = take(model, 10_000, 10_000)
    assert snapshot.focus.now.number == len(model.board) - 1
    assert snapshot.person.seat == len(model.officials) - 1
    assert take(model, -3, -3).focus.now.number == 0


def test_communities_add_up_to_the_country(models, twins):
    """Means by community, weighed by size, are the country's."""
    for model, snapshot in zip(models, twins, strict=True):
        communities = snapshot.communities
        assert communities.size.sum() == len(model.citizens)
        mean = np.nansum(communities.trust * communities.size) / communities.size.sum()
        assert mean == pytest.approx(float(model.citizens.trust.mean()))
        unrest = np.nansum(communities.unrest * communities.size) / communities.size.sum()
        assert unrest == pytest.approx(snapshot.measures["unrest"])
