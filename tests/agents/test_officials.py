"""Officials by hand: who they are, what they weigh, and the work and exposure that a choice brings."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from abm.agents import officials
from abm.agents.officials import within_unit
from abm.norms.base import Demand, Leadership, Training
from abm.numerics.streams import Purpose
from abm.parameters import Method
from abm.policy.choice import EXPLAINED, INSIDE, TICK_BOX
from abm.policy.process import PLANNED, REACTIVE
from tests.conftest import open_process, small, start


@pytest.fixture
def model():
    """A small country after its burn-in and five weeks."""
    return start(small(), weeks=25)


@pytest.fixture
def official(model):
    """An official of the second ministry, in the team of dossier 5."""
    return model.dossier(5).team[2]


def test_a_value_is_kept_between_0_and_1():
    """Below 0 is 0, above 1 is 1."""
    assert [within_unit(value) for value in (-0.2, 0.0, 0.4, 1.0, 1.3)] == [0.0, 0.0, 0.4, 1.0, 1.0]


def test_a_person_is_the_mean_and_an_own_deviation(model, official):
    """Courage, two loyalties and skill have draws of their own, addressed by seat and generation."""
    own = model.parameters.officials
    for generation in (official.generation, official.generation + 1):
        draws = model.streams[Purpose.PERSON].normals(generation, 4, 4 * official.seat)
        if generation > official.generation:
            official._fear = 0.5
            official.arrive()
            assert (official.fear, official.generation) == (0.0, generation)
            assert official.skill == pytest.approx(within_unit(own.skill + own.skill_spread * draws[3]))
        traits = (official.courage, official.loyalty_minister, official.loyalty_society)
        means = (own.courage, own.loyalty_minister, own.loyalty_society)
        spreads = (own.courage_spread, own.loyalty_spread, own.loyalty_spread)
        expected = [within_unit(m + s * d) for m, s, d in zip(means, spreads, draws, strict=False)]
        assert traits == pytest.approx(expected)
    own.courage = 5.0
    assert official.courage == 1.0


def test_fear_adds_up_and_halves(model, official):
    """A second exposure closes part of what is left to 1; both fade in the half-life."""
    own = model.parameters.officials
    official._fear = 0.0
    official.is_exposed(1.0, 0.25)
    first = own.fear_gain * 0.75
    assert official.fear == pytest.approx(first)
    model.week += 26
    faded = first * 2.0 ** (-26 / own.fear_halflife)
    assert official.fear == pytest.approx(faded)
    official.is_exposed(0.5, 0.0)
    assert official.fear == pytest.approx(faded + own.fear_gain * 0.5 * (1 - faded))
    official.is_exposed(1.0, 1.0)
    assert official.fear == pytest.approx(faded + own.fear_gain * 0.5 * (1 - faded))


def test_growing_goes_part_of_the_way(official):
    """Skill moves towards 1."""
    official.skill = 0.6
    official.grow(0.25)
    assert official.skill == pytest.approx(0.7)


@pytest.mark.parametrize("kind", [REACTIVE, PLANNED])
def test_what_an_official_weighs(monkeypatch, model, official, kind):
    """Own traits, what leadership gives, w before any commitment, and the methods that fit, as an audit finds them.

    Who is under review expects an audit for certain, and begins with the repairs.
    """
    seen = []
    monkeypatch.setattr(officials, "chances", lambda situation, parameters: seen.append(situation) or {INSIDE: 1.0})
    ministry = official.ministry
    ministry.leadership = Leadership(0.7, 0.2)
    ministry.pressure = 0.3
    model.board.salience[5], model.board.sensitivity[5] = 0.35, 0.8
    monkeypatch.setattr(type(ministry), "demand", lambda self: Demand(quality_norm=0.2, audit=0.3, hours=4.0))
    process, dossier = open_process(model, 5, kind), model.dossier(5)
    dossier.under_review, dossier.repairs = True, 30.0
    official.choose(process)
    (it,) = seen
    assert (it.courage, it.fear, it.expected_benefit) == (official.courage, official.fear, official.expected_benefit)
    assert (it.loyalty_minister, it.loyalty_society) == (official.loyalty_minister, official.loyalty_society)
    assert (it.salience, it.sensitivity, it.mandate, it.backing) == (0.35, 0.8, 0.7, 0.7)
    assert it.may == pytest.approx(0.3 * 1.2 * (1 - 0.3 * 0.8))
    for option in it.methods:
        method = model.parameters.methods[option.name]
        found = ministry.may(method.commitments, 0.35) * method.quality * (0.5 + 0.5 * official.skill)
        assert option.hours == method.hours and option.shortfall == pytest.approx(max(0.0, 1 - found / 0.2))
    tick = model.parameters.tick_box
    found = it.may * 0.1 * tick.quality * (0.5 + 0.5 * official.skill)
    assert it.tick_box.hours == tick.hours and it.tick_box.shortfall == pytest.approx(1 - found / 0.2)
    assert (it.demand.audit, process.overhead, dossier.repairs) == (1.0, 4.0 + 30.0, 0.0)
    entry = process.entry
    assert entry["deadline"] == process.deadline - model.week and entry["chosen"] == INSIDE
    assert (entry["official"], entry["generation"]) == (official.seat, official.generation)
    assert entry["can"] == ",".join(option.name for option in it.methods)
    assert entry["threshold"] == model.parameters.officials.threshold_conjunctive
    assert entry["benefit_before"] == official.expected_benefit and process.official is official


def test_participation_comes_to_mind_with_the_probability_in_force(monkeypatch, model, official):
    """Availability as the norms leave it; on planned processes always, where calm-time practice is the norm."""
    seen = []
    monkeypatch.setattr(officials, "chances", lambda situation, parameters: seen.append(situation) or {INSIDE: 1.0})
    model.parameters.officials.availability = 0.3
    real = official.ministry.norms
    rates = {}
    for kind, calm, likely in ((PLANNED, True, 1.0), (REACTIVE, True, 0.6), (PLANNED, False, 0.6)):
        official.ministry.calm = SimpleNamespace(considered=calm)
        asked = SimpleNamespace(
            consider=lambda before, salience: 2 * before, demand=real.demand, couple=real.couple, reserve=real.reserve
        )
        official.ministry.norms = asked
        seen.clear()
        for serial in range(1, 301):
            process = open_process(model, 5, kind)
            process.serial = serial
            official.choose(process)
        rates[kind, calm] = sum(situation.considers for situation in seen) / 300
        assert rates[kind, calm] == pytest.approx(likely, abs=0.09)


def test_the_draw_decides_and_an_imposed_choice_overrides_it(monkeypatch, model, official):
    """The option on which the official's draw falls is chosen with its probability; what is imposed is certain."""
    given = {INSIDE: 0.25, "dialogue": 0.75}
    monkeypatch.setattr(officials, "chances", lambda situation, parameters: given)
    chosen = []
    for serial in range(1, 201):
        process = open_process(model, 5)
        process.serial = serial
        official.choose(process)
        draw = model.streams[Purpose.CHOOSE].uniform(serial, 5)
        assert process.choice == (INSIDE if draw < 0.25 else "dialogue")
        assert process.entry["probability"] == given[process.choice] and process.entry["imposed"] is False
        chosen.append(process.choice)
    assert 30 < chosen.count(INSIDE) < 75
    official.choose(process, "local_practices")
    assert process.choice == "local_practices"
    assert process.entry["probability"] == 1.0 and process.entry["imposed"] is True


def test_only_methods_that_fit_the_time_are_on_the_menu(model, official):
    """Weeks and hours within the share of the deadline that evidence may take, eased by relations and skill."""
    ministry, share = official.ministry, model.parameters.evidence.process_share
    official.skill, ministry.mean_relations = 0.6, 0.2
    ease = model.parameters.evidence.relation_effect * 0.5 * 0.8
    ministry.ledger["questions"] = 0.0
    model.parameters.methods = {"asked": Method(hours=100.0, weeks=10)}
    process = open_process(model, 5)
    needed = 10 * (1 - ease) / share
    for weeks, fits in ((needed * 1.001, True), (needed * 0.999, False)):
        process.deadline = model.week + weeks
        assert ("asked" in official._menu(process, 0.35)) is fits
    weekly = ministry.free_hours_of_team(5)
    process.deadline = model.week + 30.0
    for hours, fits in ((share * 30 * weekly * 0.999, True), (share * 30 * weekly * 1.001, False)):
        model.parameters.methods["asked"].hours = hours
        assert ("asked" in official._menu(process, 0.35)) is fits
    ministry.training, ministry.practised = Training(set_up_saving=0.5), {"asked"}
    assert "asked" in official._menu(process, 0.35)


@pytest.mark.parametrize(("practised", "beside"), [(False, 1.0), (True, 0.5), (False, 0.0)])
def test_the_work_that_a_choice_brings(monkeypatch, model, official, practised, beside):
    """The desk reads whatever is chosen; ``desk_beside`` says how much of its hours and weeks participation leaves."""
    monkeypatch.setattr(official, "_face_public", lambda process: None, raising=False)
    ministry, evidence = official.ministry, model.parameters.evidence
    evidence.desk_beside = beside
    evidence.desk_hours, evidence.desk_weeks = 250.0, 30
    ministry.training, ministry.practised = Training(set_up_saving=0.25), {"dialogue"} if practised else set()
    ease = evidence.relation_effect * 0.5 * (ministry.mean_relations + official.skill)
    process = open_process(model, 5)
    official._take_up(process, INSIDE, 0.0)
    assert (process.outside, process.method, process.weight) == (False, None, 0.0)
    assert (process.participation, process.desk) == (0.0, evidence.desk_hours)
    assert process.pace == pytest.approx(evidence.desk_hours / evidence.desk_weeks)
    process = open_process(model, 5)
    process.entry = {}
    official._take_up(process, "dialogue", 0.0)
    method = model.parameters.methods["dialogue"]
    hours = method.hours * (0.75 if practised else 1.0)
    assert process.outside and process.method is method
    desk = 250.0 - (1 - beside) * hours
    assert (process.participation, process.desk) == (pytest.approx(hours), pytest.approx(desk))
    weeks = max(method.weeks * (1 - ease), 30 * desk / 250.0)
    assert process.pace == pytest.approx((hours + desk) / weeks)
    assert weeks == (pytest.approx(30 * desk / 250.0) if beside else pytest.approx(method.weeks * (1 - ease)))
    assert process.weight == ministry.may(method.commitments, 0.35)
    process = open_process(model, 5)
    official._take_up(process, TICK_BOX, 0.0)
    tick = model.parameters.tick_box
    assert not process.outside and process.method is tick and process.weight == ministry.may(tick.commitments, 0.35)
    assert (process.participation, process.desk) == (tick.hours, pytest.approx(250.0 - (1 - beside) * tick.hours))


def test_a_tick_box_longer_than_desk_research_leaves_none(model, official):
    """Desk hours that are left are never below 0."""
    model.parameters.evidence.desk_beside = 0.0
    model.parameters.tick_box.hours = 1e4
    process = open_process(model, 5)
    official._take_up(process, TICK_BOX, 0.0)
    assert process.desk == 0.0


def test_an_explanation_takes_twice_the_hours_when_it_is_rejected(model, official):
    """Its own draw decides; the hours come on top of what norms ask of every process, and the desk is kept."""
    hours = model.parameters.officials.explanation_hours
    rejected = []
    for serial in range(1, 201):
        process = open_process(model, 5)
        process.serial, process.entry, process.overhead = serial, {}, 3.0
        official._take_up(process, EXPLAINED, 0.4)
        rejected.append(process.entry["rejected"])
        assert process.overhead == pytest.approx(3.0 + hours * (2.0 if rejected[-1] else 1.0))
        assert process.desk == model.parameters.evidence.desk_hours and not process.outside
    assert sum(rejected) / 200 == pytest.approx(0.4, abs=0.1)


@pytest.mark.parametrize(("salience", "skill"), [(1.0, 0.0), (0.5, 0.0), (1.0, 0.6), (0.0, 0.0)])
def test_going_outside_can_escalate(monkeypatch, model, official, salience, skill):
    """Chance = escalation·a·(1 - skill); it is news next week, and who stands there is exposed as far as it burns."""
    own = model.parameters.officials
    own.escalation, own.blame, official.skill = 0.5, 0.9, skill
    model.board.salience[5], model.board.sensitivity[5] = salience, 0.4
    seen = []
    monkeypatch.setattr(type(official.ministry), "see_exposed", lambda self, who, how: seen.append((who, how)))
    escalated = []
    for serial in range(1, 401):
        process = open_process(model, 5)
        process.serial, process.entry = serial, {}
        model.board.escalated[5] = 1.0
        official._face_public(process)
        escalated.append(process.entry["escalated"])
        assert model.board.escalated[5] == 1.0 + (own.escalation_severity if escalated[-1] else 0.0)
        assert seen[-1] == (official, 1.0 if escalated[-1] else pytest.approx(0.9 * 0.4 * salience))
    assert sum(escalated) / 400 == pytest.approx(0.5 * salience * (1 - skill), abs=0.08)


def test_hours_that_norms_ask_come_first(monkeypatch, model, official):
    """What a demand asks of every process is overhead."""
    monkeypatch.setattr(officials, "chances", lambda situation, parameters: {INSIDE: 1.0})
    monkeypatch.setattr(type(official.ministry), "demand", lambda self: Demand(must_explain=True, hours=12.0))
    process = open_process(model, 5)
    official.choose(process)
    assert process.overhead == 12.0 and process.entry["demand_must_explain"] is True
