"""Governance instruments: each acts on its named rule and on no other, at its own cost, and combines with others."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import itertools
import math
import pkgutil
import sys
from typing import get_type_hints

import numpy as np
import pytest

import abm.norms
from abm.agents.ministers import deadline, meet_crisis
from abm.norms import INSTRUMENTS, Norms
from abm.norms.base import HOOKS, Calm, Demand, Hooks, Instrument, Leadership, Pilot, Reserve, Training, acts_on
from abm.parameters import Parameters
from tests.conftest import column, differing, lively, open_process, run, same, small, start


def norms(*names: str, **settings) -> Norms:
    """Norms with default settings, or with some changed as ``instrument__setting=value``."""
    parameters = Parameters()
    for key, value in settings.items():
        instrument, setting = key.split("__")
        setattr(getattr(parameters.instrument, instrument), setting, value)
    return Norms(names, parameters.instrument)


def test_every_file_is_an_instrument():
    """One file, one instrument of its name, with the texts that the documentation tables."""
    files = {found.name for found in pkgutil.iter_modules(abm.norms.__path__)} - {"base"}
    assert set(INSTRUMENTS) == files and len(files) > 10
    for kind in INSTRUMENTS.values():
        assert kind.rule and kind.cost and kind.observable and kind.sign in (-1, 1)


def test_what_an_instrument_was_expected_to_do_stays_as_it_was_written_down():
    """What is less of afterwards, if the essay is right: tick boxes, misfit, and who stays inside. All else is more.

    A verdict says whether it came true, so that an expectation may not be turned around unseen.
    """
    less = {(name, kind.observable) for name, kind in INSTRUMENTS.items() if kind.sign < 0}
    assert less == {
        ("chief_participation_officer", "share_tick_box"),
        ("close_to_implementation", "misfit"),
        ("comply_or_explain", "share_inside"),
        ("pilots", "misfit"),
    }


def probes(hook: str) -> list[tuple]:
    """What a hook may be given, by the types that it declares: every combination of a few values of each."""
    values = {float: (0.1, 0.5, 0.9), int: (2, 60), bool: (False, True), Leadership: (Leadership(0.3, 0.3),)}
    hints = get_type_hints(getattr(Hooks, hook))
    result = hints.pop("return")
    assert next(iter(hints.values())) is result, f"{hook} gives back what it takes"
    return list(itertools.product(*(values.get(kind) or (kind(),) for kind in hints.values())))


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_every_hook_that_is_overridden_makes_a_difference(name):
    """An instrument changes the rules whose hooks it overrides, each of them, and no other rule."""
    none, one = Norms(), norms(name)
    changed = [
        hook
        for hook in HOOKS
        if any(getattr(none, hook)(*given) != getattr(one, hook)(*given) for given in probes(hook))
    ]
    assert tuple(changed) == acts_on(INSTRUMENTS[name]) != ()


def test_hooks_are_known_by_being_written():
    """The names come from the class of hooks alone; every one of them leaves the value as it is, and norms have it."""
    assert len(HOOKS) > 8 and acts_on(Instrument) == () and acts_on(Norms) == HOOKS
    for hook in HOOKS:
        assert all(getattr(Norms(), hook)(*given) == given[0] for given in probes(hook))

    class Doubled(INSTRUMENTS["policy_compass"]):
        def couple(self, coupling, salience):
            return 2 * coupling

        def _helper(self):
            return None

    assert set(acts_on(Doubled)) == {"couple", *acts_on(INSTRUMENTS["policy_compass"])}


def test_a_misspelt_hook_is_refused():
    """A method that no rule calls would make an instrument that silently does nothing."""
    with pytest.raises(TypeError, match=r"Idle\.concider must be one of the hooks lead, consider,"):

        class Idle(Instrument):
            def concider(self, probability):
                return 1.0


def test_without_norms_nothing_is_changed():
    """No norm at all is the world of the rules themselves."""
    none = Norms()
    assert none.lead(Leadership(0.2, 0.3), 9) == Leadership(0.2, 0.3) and none.consider(0.4, 0.9) == 0.4
    assert none.couple(0.5, 1.0) == 0.5 and none.demand(Demand(), 0.0, 9.0) == Demand() and not none.audit(False, 0)
    assert none.calm(Calm()) == Calm() and none.train(Training()) == Training()
    assert none.pilot(Pilot()) == Pilot() and none.listen(0.0) == 0.0 and none.reserve(Reserve(), 0.9) == Reserve()


def test_no_hook_reaches_society():
    """What an instrument is given and gives back are numbers about government; it never holds the model."""
    for kind in INSTRUMENTS.values():
        tree = ast.parse(inspect.getsource(sys.modules[kind.__module__]))
        known = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert known <= {"dataclasses", "typing", "abm.declare", "abm.numerics.arithmetic", "abm.norms.base"}
        assert not any(isinstance(node, ast.Import) for node in ast.walk(tree))


def test_each_rule_by_hand():
    """The size of what each instrument does."""
    assert norms("leadership_mandate").lead(Leadership(0.5, 0.0), 0) == Leadership(0.75, 0.5)
    paragraph = norms("coalition_paragraph")
    assert paragraph.lead(Leadership(0.1, 0.9), 0) == Leadership(0.7, 0.9)
    assert paragraph.lead(Leadership(0.1, 0.1), 52).mandate == pytest.approx(0.35)
    assert paragraph.lead(Leadership(0.1, 0.1), 520) == Leadership(0.1, 0.1)
    reflection = norms("reflection_period")
    assert reflection.couple(0.5, 0.31) == pytest.approx(0.5 * 0.3) and reflection.couple(0.5, 0.29) == 0.5
    assert norms("comply_or_explain").consider(0.1, 0.0) == 1.0 and norms("policy_compass").consider(0.5, 0.0) == 0.75
    demand = norms("comply_or_explain", comply_or_explain__rejection=0.6).demand(Demand(), 0.0, 1.0)
    assert demand.must_explain and demand.rejection == 0.6
    assert norms("participation_academy").train(Training()).hours == 0.75
    assert norms("pilots").pilot(Pilot()).weeks == 12
    assert norms("close_to_implementation", close_to_implementation__weight=0.8).listen(0.0) == 0.8


def test_the_pull_of_a_board_norm_vanishes_at_its_target():
    """Full pull at a share of 0, half way half of it, none from the target on."""
    board = norms("board_norm")
    pulls = [board.demand(Demand(), share, 9.0).pull for share in (0.0, 0.25, 0.5, 0.9)]
    assert pulls == pytest.approx([2.0, 1.0, 0.0, 0.0])


def test_audits_are_limited_in_every_year():
    """First come, first audited, at most the number of a year; the expected probability is their share of processes."""
    officer = norms("chief_participation_officer", chief_participation_officer__audits=3.0)
    assert officer.audit(True, 0)  # again, which is not counted
    done = [sum(officer.audit(False, year * 52 + week) for week in range(0, 52, 4)) for year in range(4)]
    assert done == [3, 3, 3, 3]
    assert officer.demand(Demand(), 0.0, 12.0).audit == 0.25 and officer.demand(Demand(), 0.0, 1.0).audit == 1.0
    assert officer.demand(Demand(hours=5.0), 0.0, 12.0).hours == 5.0 + 0.25 * 24.0  # of an audit, when it comes


def test_audits_in_a_run_are_limited_per_ministry_and_year():
    """In every ministry and year no more processes are audited than the officer has audits, but those audited again."""
    few = {"instrument.chief_participation_officer.audits": 1.0, "officials.courage": 1.0, "weeks": 156}
    model = run(lively("norms=comply_or_explain", "ministries.routine_lead=26", changes=few))
    years: dict[tuple[int, int], int] = {}
    failed: set[int] = set()
    passed_over = again = 0
    decided = [choice for choice in model.datacollector.choices if choice.get("audited") is not None]
    for choice in sorted(decided, key=lambda choice: choice["decided_week"]):
        if choice["dossier"] in failed:
            assert choice["audited"]
            again += 1
        elif choice["audited"]:
            place = (choice["ministry"], choice["decided_week"] // 52)
            years[place] = years.get(place, 0) + 1
        passed_over += not choice["audited"]
        if choice["audited"]:
            (failed.add if choice["sanctioned"] else failed.discard)(choice["dossier"])
    assert years and max(years.values()) == 1 and passed_over and again


def test_instruments_combine_in_their_order():
    """Two that act on one rule act on what the one before made of it; costs in hours add up."""
    both = norms("comply_or_explain", "policy_compass", "board_norm", "close_to_implementation")
    alone = [
        norms(name).demand(Demand(), 0.0, 9.0).hours
        for name in ("policy_compass", "board_norm", "close_to_implementation")
    ]
    demand = both.demand(Demand(), 0.0, 9.0)
    assert demand.hours == pytest.approx(math.fsum(alone)) and demand.must_explain and demand.pull == 2.0
    first, last = norms("leadership_mandate", "coalition_paragraph"), norms("coalition_paragraph", "leadership_mandate")
    assert first.lead(Leadership(0.2, 0.2), 0) != last.lead(Leadership(0.2, 0.2), 0)
    assert "board_norm" in both and "pilots" not in both


# --- in the model -----------------------------------------------------------------------------------------------


def alone(name: str, **changes):
    """A run with one instrument and a run without, the same seed."""
    with_it = run(lively(f"instruments=[{name}]", changes={"weeks": 130} | changes))
    return with_it, run(lively(changes={"weeks": 130} | changes))


def test_norms_take_force_in_week_0():
    """Before week 0 no ministry has an instrument, from week 0 on all have all of theirs."""
    model = start(lively("norms=anticyclical"), weeks=20)
    assert model.week == -1 and not any(ministry.norms.instruments for ministry in model.ministries)
    model.step()
    assert all(len(ministry.norms.instruments) == 12 for ministry in model.ministries)
    first, second = model.ministries_by_number[:2]
    assert first.norms.instruments[0] is not second.norms.instruments[0]  # each counts its own audits


def test_mandate_raises_leadership():
    """Leadership mandate and coalition paragraph raise the mandate in force; the latter fades over a term."""
    mandate, without = alone("leadership_mandate")
    assert (column(mandate, "mandate")[20:] > column(without, "mandate")[20:]).all()
    np.testing.assert_array_equal(column(mandate, "mandate")[:20], column(without, "mandate")[:20])
    paragraph, _ = alone("coalition_paragraph")
    extra = column(paragraph, "mandate")[20:] - column(without, "mandate")[20:]
    assert extra[0] > 0.03 and (np.diff(extra) <= 1e-12).all() and extra[-1] < extra[0] / 3


def test_reflection_lengthens_deadlines_on_salient_dossiers_only():
    """A calm dossier keeps its deadline; a hot one gets more time."""
    model = start(lively("instruments=[reflection_period]"), weeks=22)
    twin = start(lively(), weeks=22)
    here, there = model.ministries_by_number[0], twin.ministries_by_number[0]
    assert deadline(here, 0.9) > deadline(there, 0.9) and deadline(here, 0.2) == deadline(there, 0.2)


def test_calm_practice_spends_idle_hours_on_relations():
    """Only with the norm do hours go to relations, only idle ones, and relations rise."""
    model, without = alone("calm_practice", **{"shocks.rate": 0.1, "incidents.misfit_slope": 0.04})
    assert column(without, "hours_relations").max() == 0.0 == column(model, "hours_relations")[:20].max()
    assert column(model, "hours_relations").max() > 0.0
    assert column(model, "relations")[-1] > column(without, "relations")[-1]
    idle = column(model, "hours_available") - column(model, "hours_used") + column(model, "hours_relations")
    assert (column(model, "hours_relations") <= 0.5 * idle + 1e-9).all()


def test_calm_practice_considers_participation_on_planned_dossiers():
    """As a matter of course there, and no more than without it where something forces a process."""
    for world, planned_too in zip(alone("calm_practice"), (True, False), strict=True):
        since = [choice for choice in world.datacollector.choices if choice["week"] >= 20]
        considers = {kind: {c["considers"] for c in since if c["kind"] == kind} for kind in ("planned", "reactive")}
        assert considers == {"planned": {True} if planned_too else {True, False}, "reactive": {True, False}}


def test_comply_or_explain_makes_one_explain():
    """Without the norm nobody explains; with it everybody considers, and silent staying inside gets rarer."""
    model, without = alone("comply_or_explain")
    assert "explained" not in {choice["chosen"] for choice in without.datacollector.choices}
    since = [choice for choice in model.datacollector.choices if choice["week"] >= 0]
    assert all(choice["considers"] for choice in since) and any(choice["chosen"] == "explained" for choice in since)
    shares = [world.datacollector.over_run()["share_inside"] for world in (model, without)]
    assert shares[0] < shares[1] and column(model, "hours_norms").max() > 0.0


def test_rejected_explanations_drive_officials_to_the_tick_box():
    """The more explanations are rejected, the more tick-box there is: it is chosen, never switched on."""
    shares = []
    for rejection in (0.0, 1.0):
        changes = {"instrument.comply_or_explain.rejection": rejection, "weeks": 312, "officials.courage": 0.2}
        shares.append(run(lively("norms=tick_box", changes=changes)).datacollector.over_run()["share_tick_box"])
    assert shares[0] < shares[1]


def test_the_academy_trains_in_calm_weeks():
    """Training hours are paid for, and skill rises; without the academy there is no training."""
    model, without = alone("participation_academy", **{"shocks.rate": 0.1, "incidents.misfit_slope": 0.04})
    assert column(without, "hours_training").max() == 0.0 == column(model, "hours_training")[:20].max()
    assert column(model, "hours_training").max() > 0.0
    assert column(model, "skill")[-1] > column(without, "skill")[-1] + 0.05


def test_memory_saves_hours_of_what_was_done_before_and_not_influence():
    """A method the ministry has used costs less hours with an academy; its weight stays what it was."""
    model = start(lively("norms=academy"), weeks=22)
    ministry, official = model.ministries_by_number[0], model.ministries_by_number[0].officials[0]
    process = open_process(model, 0)
    process.deadline = model.week + 200.0
    seen = []
    for practised in (set(), {"dialogue"}):
        ministry.practised = practised
        official._take_up(process, "dialogue", 0.0)
        seen.append((process.participation, process.weight))
        process.choice, process.participation_planned = "inside", 0.0
        seen.append(official._menu(process, 0.0)["dialogue"][1])
    (new, weight), asked, (known, same_weight), asked_again = seen
    assert (known, asked_again) == (pytest.approx(0.8 * new), known) and asked == new and weight == same_weight > 0.0


def test_pilots_cost_weeks_and_hours_and_correct_the_policy():
    """A policy waits for its pilot, which moves it towards what people in a few communities need."""
    model, without = alone("pilots")
    assert column(model, "hours_norms")[20:].max() > 0.0 == column(without, "hours_norms").max()
    world = start(lively("instruments=[pilots]"), weeks=22)
    dossier = world.dossier(0)
    process = open_process(world, 0)
    dossier.team[0].choose(process, "inside")
    decision = dossier.decide(process, world.week)
    lag = world.parameters.ministries.implementation_lag
    assert decision.enters - decision.decided == lag + 12
    far = decision.policy = world.needs.centre[0] + 3.0
    world.board.variance[0], dossier.ministry.pressure = 1.0, 0.0
    dossier.enter_into_force(world.week + lag + 12)
    misfit = [np.linalg.norm(policy - world.needs.centre[0]) for policy in (dossier.policy, far)]
    assert misfit[0] < 0.8 * misfit[1]


def test_a_crisis_waits_for_no_pilot():
    """An emergency measure enters into force after the short lag, also where pilots are the norm."""
    world = start(lively("instruments=[pilots]"), weeks=22)
    dossier, ministry = world.dossier(0), world.dossier(0).ministry
    process = open_process(world, 0)
    ministry.opened.clear()
    meet_crisis(ministry, dossier)
    dossier.holder.choose(process, "inside")
    decision = dossier.decide(process, world.week)
    assert decision.enters - decision.decided == world.parameters.shocks.crisis_lag and not decision.pilot.weeks


def test_the_inspectorate_is_only_heard_with_the_norm():
    """Signals are raised either way; without the norm no belief moves because of them."""
    loud = {"inspectorates.detection": 1.0, "inspectorates.lag": 1}
    quiet = {"inspectorates.detection": 0.0}
    heard = {}
    for name, given in (("with", ["instruments=[close_to_implementation]"]), ("without", [])):
        noisy, silent = (run(lively(*given, changes=changes)) for changes in (loud, quiet))
        heard[name] = differing(noisy, silent)
        assert sum(inspectorate.noticed for inspectorate in noisy.inspectorates) > 0
    assert heard["without"] == [] and {"misfit", "belief_variance"} <= set(heard["with"])


def test_the_compass_makes_one_consider_and_no_more():
    """Consideration gets more frequent; what is done with it is the official's own choice."""
    model, without = alone("policy_compass", weeks=260)
    rates = [world.datacollector.over_run()["considered"] for world in (model, without)]
    assert rates[0] > rates[1] + 0.1 and rates[0] == pytest.approx(0.75, abs=0.2)


def test_a_list_of_instruments_is_what_a_norm_set_is():
    """Naming a set and listing its instruments are the same run."""
    listed = run(lively("instruments=[comply_or_explain,leadership_mandate,chief_participation_officer]"))
    assert same(listed, run(lively("norms=comply_or_explain")))
    assert same(run(lively("norms=anticyclical", "instruments=[]")), run(lively()))


def test_settings_are_those_of_the_instrument():
    """Every setting of an instrument has a key of its own, and a setting of one that is not in force moves nothing."""
    parameters = small()
    for name, kind in INSTRUMENTS.items():
        settings = getattr(parameters.instrument, name)
        assert dataclasses.is_dataclass(settings) and isinstance(settings, kind.Settings)
    moved = run(lively(changes={"instrument.board_norm.pull": 9.0, "instrument.pilots.weeks": 50}))
    assert same(moved, run(lively()))
