"""Rules of ministries and parties, each forced to fire and named: what a change of sign, draw or term would break."""

from __future__ import annotations

import numpy as np
import pytest

from abm.agents.dossiers import Decision
from abm.agents.hours import keep_relations
from abm.agents.ministers import deadline, respond
from abm.norms.base import Pilot
from abm.numerics.streams import Purpose, Stream
from abm.policy import choice
from abm.policy.choice import EXPLAINED, INSIDE, TICK_BOX
from abm.policy.process import PLANNED, REACTIVE
from tests.conftest import lively, open_process, small, start


def situations(monkeypatch, model):
    """Catch what officials weigh."""
    seen = []
    weigh = choice.chances

    def catch(situation, parameters):
        seen.append(situation)
        return weigh(situation, parameters)

    monkeypatch.setattr("abm.agents.officials.chances", catch)
    return seen


def test_an_explanation_is_rejected_the_less_the_less_room_there_is(monkeypatch):
    """Rejection = norm x min(1, w / full adoption): 0 where input cannot count, the norm's own where it counts."""
    model = start(small("norms=comply_or_explain", changes={"ministries.pressure_room": 0.0}), weeks=25)
    ministry, own = model.ministries_by_number[0], model.parameters
    seen = situations(monkeypatch, model)
    rejected = []
    for room in (0.0, 0.5, 1.0):
        monkeypatch.setattr(
            ministry, "may", lambda commitments, salience, room=room: room * own.procedure.full_adoption
        )
        process = open_process(model, 0)
        monkeypatch.setattr("abm.agents.officials.pick", lambda chances, draw: EXPLAINED)
        official = model.dossier(0).team[0]
        own.officials.availability = 1.0
        official.choose(process)
        rejected.append(choice.rejection(seen[-1], own))
    norm = own.instrument.comply_or_explain.rejection
    assert rejected == pytest.approx([0.0, norm / 2, norm])


@pytest.mark.parametrize("kind", [REACTIVE, PLANNED])
def test_speed_is_demanded_of_reactive_dossiers_alone(monkeypatch, kind):
    """A minister who is in no hurry asks no speed: lambda x salience on reactive processes, 0 on planned ones."""
    model = start(small("norms=comply_or_explain"), weeks=25)
    seen = situations(monkeypatch, model)
    model.board.salience[0] = 0.8
    process = open_process(model, 0, kind)
    model.dossier(0).team[0].choose(process)
    coupling = model.ministries_by_number[0].coupling(0.8)
    assert coupling > 0.0
    assert seen[-1].speed == pytest.approx(coupling * 0.8 if kind == REACTIVE else 0.0)


@pytest.mark.parametrize(
    ("chosen", "counts"), [(INSIDE, True), (EXPLAINED, True), (TICK_BOX, False), ("dialogue", False)]
)
def test_the_yardstick_holds_decisions_without_any_participation(chosen, counts):
    """Matched decisions were taken inside; a tick-box is neither among them nor judged by them."""
    model = start(lively(), weeks=25)
    dossier = model.dossier(0)
    model.experience._means = {"reactive": 3.0, "planned": 1.0}
    official = dossier.team[0]
    entry = {"chosen": chosen, "kind": "reactive", "official": official.seat, "generation": official.generation}
    dossier.ministry.outcomes.clear()
    model.incidents_on[0] = 9
    before = official.expected_benefit
    dossier.ministry._judge(model.week, 0, entry, dossier)
    assert dossier.ministry.outcomes == ([(0, "reactive", 9.0)] if counts else [])
    assert (official.expected_benefit != before) == (chosen == "dialogue")


def test_every_trait_of_leadership_has_a_draw_of_its_own():
    """Mandate, steadfastness and threshold of a cabinet are three draws: who gives room need not hold it."""
    model = start(small(changes={"ministries.count": 6}), weeks=1)
    for number, ministry in enumerate(model.ministries_by_number):
        ministry.take_office(5, model.week)
        draws = model.streams[Purpose.LEADERSHIP].normals(5, 3, 3 * number)
        assert (ministry._mandate, ministry._steadfastness, ministry._threshold) == tuple(draws)
        assert len(set(draws)) == 3
        own = model.parameters.ministries
        steady = own.steadfastness + own.steadfastness_spread * draws[1]
        assert ministry.leadership.steadfastness == pytest.approx(min(1.0, max(0.0, steady)))
        given = own.mandate + own.mandate_spread * draws[0]
        assert ministry.leadership.mandate == pytest.approx(min(1.0, max(0.0, given)))


def test_the_opposition_asks_more_for_each_seat():
    """A seat of the opposition asks ``parliament.opposition`` times what a seat of the coalition asks."""
    model = start(small(changes={"parliament.opposition": 3.0}), weeks=1)
    party = model.parties_by_number[0]
    party.coalition = True
    inside = party.weight
    party.coalition = False
    assert inside == party.seats
    assert party.weight == pytest.approx(3.0 * inside)
    asked = dict.fromkeys((True, False), 0)
    seats = dict.fromkeys((True, False), 0)
    for _ in range(60):
        model.step()
        for item in model.parties_by_number:
            asked[item.coalition] += int(item.asked.sum())
            seats[item.coalition] += item.seats
    assert asked[False] / seats[False] == pytest.approx(3.0 * asked[True] / seats[True], rel=0.25)


def test_what_was_never_sent_round_is_not_coordinated_at_all():
    """A decision before any round leaves the whole gap, and not none."""
    model = start(small(), weeks=3)
    process = open_process(model, 0)
    assert process.requests is None
    assert process.coordination_gap == 1.0
    assert model.dossier(0).decide(process, model.week).coordination_gap == 1.0
    process = open_process(model, 1)
    process.coordination_total = 0.0
    assert process.coordination_gap == 0.0


def test_turning_reactive_never_lengthens_a_deadline():
    """A planned process near its end keeps its own deadline when its dossier gets hot."""
    model = start(small(changes={"ministries.deadline_coupling": 0.0}), weeks=3)
    dossier = model.dossier(0)
    process = open_process(model, 0, PLANNED)
    process.deadline = model.week + 2.0
    model.board.salience[0] = 0.9
    assert deadline(dossier.ministry, 0.9) > 2.0
    respond(dossier.ministry, dossier, hot=True, due=False)
    assert process.kind == REACTIVE
    assert process.deadline == model.week + 2.0


def test_of_two_policies_that_are_due_the_newer_enters():
    """What a later decision has overtaken never comes into force."""
    model = start(small(), weeks=3)
    dossier = model.dossier(0)
    week = model.week
    process = open_process(model, 0)
    policies = [np.array([x, -x]) for x in (1.0, 2.0, 3.0)]
    times = [(week - 9, week), (week - 5, week), (week - 1, week + 4)]
    dossier.decisions = [
        Decision(policy, gap, decided, enters, Pilot(), process, policy)
        for policy, gap, (decided, enters) in zip(policies, (0.1, 0.2, 0.3), times, strict=True)
    ]
    assert [item.decided for item in dossier.enter_into_force(week)] == [week - 5]
    np.testing.assert_array_equal(dossier.policy, policies[1])
    assert model.board.coordination_gap[0] == 0.2
    assert [item.decided for item in dossier.decisions] == [week - 1]


def test_a_contact_in_calm_weeks_builds_by_how_far_input_counts(monkeypatch):
    """Relations grow by gain x w: a ministry that can do nothing with what it hears builds none."""
    model = start(small("norms=reactive", "instruments=[calm_practice]"), weeks=25)
    ministry = model.ministries_by_number[0]
    gain = model.parameters.ministries.relation_gain
    hours = ministry.calm.hours_per_contact / ministry.calm.share
    for room in (0.0, 0.5, 1.0):
        monkeypatch.setattr(ministry, "may", lambda commitments, salience, room=room: room)
        ministry.relations[:] = 0.2
        ministry.visited = 0
        keep_relations(ministry, hours)
        assert ministry.relations[0] == pytest.approx(0.2 + gain * room * 0.8)
        assert (ministry.relations[1:] == 0.2).all()


def piloted(model, number, serial=1):
    """Hold the pilot of a dossier; gives whom it asked and what it made of policy, belief and variance."""
    asked = []
    spoken = model.needs.spoken
    model.needs.spoken = lambda dossier, values: asked.append((dossier, values)) or spoken(dossier, values)
    dossier, process = model.dossier(number), open_process(model, number)
    process.serial = serial
    policy = model.needs.centre[number] + [2.0, -1.0]
    decision = Decision(policy.copy(), 0.0, model.week, model.week, Pilot(8, 0.0, 4, 25, 0.5), process, policy)
    belief, variance = model.board.belief[number].copy(), float(model.board.variance[number])
    dossier._correct_by_pilot(decision)
    model.needs.spoken = spoken
    ((where, values),) = asked
    return where, values, (policy, belief, variance), decision


def test_a_pilot_moves_policy_and_belief_by_its_gain():
    """w·G = w·v/(v + H²·((1 - ρ)/people + ρ/communities)) for policy, belief and certainty alike.

    w is that of the ministry, less what is fixed by then: the 0.5 of this pilot.
    """
    model = start(small("norms=mandate"), weeks=25)
    weight = model.dossier(3).ministry.may(0.5, 0.0)
    assert 0.1 < weight == pytest.approx(0.5 * model.dossier(3).ministry.may(0.0, 0.0))
    where, values, (policy, belief, variance), decision = piloted(model, 3)
    h, rho = model.parameters.needs.heterogeneity, model.parameters.population.value_clustering
    gain = weight * variance / (variance + h * h * ((1 - rho) / 100 + rho / 4))
    said = model.needs.spoken(3, values).mean(axis=0)
    assert where == 3 and len(values) == 100
    assert decision.policy == pytest.approx(policy + gain * (said - policy))
    assert model.board.belief[3] == pytest.approx(belief + gain * (said - belief))
    assert model.board.variance[3] == pytest.approx((1 - gain) * variance)


def test_a_pilot_is_held_in_communities_drawn_for_it():
    """Each process has its own communities and people, of all that there are; another dossier has others."""
    model = start(small(changes={"population.citizens": 2000}), weeks=21)
    rows = {tuple(values): row for row, values in enumerate(model.citizens.values.tolist())}
    held = {}
    for number in (0, 1):
        for serial in range(1, 13):
            people = [rows[tuple(one)] for one in piloted(model, number, serial)[1].tolist()]
            parts = [set(model.citizens.community[people[k : k + 25]].tolist()) for k in range(0, 100, 25)]
            assert all(len(part) == 1 for part in parts)
            assert len(set(people)) > 60
            held[number, serial] = people, [part.pop() for part in parts]
    assert {place for _, places in held.values() for place in places} == set(range(10))
    assert len({tuple(people) for people, _ in held.values()}) == len(held)


def test_pilots_share_no_draw(monkeypatch):
    """The draws of a dossier's pilot have addresses that no other dossier's pilot has."""
    model = start(small(), weeks=25)
    used, uniforms, key = [], Stream.uniforms, model.streams[Purpose.PILOT].key

    def note(self, when, count, first=0):
        if self.key == key:
            used.extend(range(first, first + count))
        return uniforms(self, when, count, first)

    monkeypatch.setattr(Stream, "uniforms", note)
    for number in range(12):
        piloted(model, number)
    assert len(used) == 12 * (4 + 100) == len(set(used))
