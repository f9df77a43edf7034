"""Ministers, hours and decisions at their limits: deadlines, rally, coordination, timing, turnover, relations."""

from __future__ import annotations

import math

import numpy as np
import pytest

from abm import PolicyModel
from abm.agents.dossiers import Dossier
from abm.agents.hours import coordinate
from abm.agents.ministers import deadline, respond
from abm.agents.parliament import divide_seats, form_coalition
from abm.norms.base import Leadership
from abm.numerics.streams import Purpose, Streams
from abm.policy.choice import INSIDE
from abm.policy.experience import Experience
from abm.policy.incidents import Incident, heavy_tail, publish, surface
from abm.policy.process import PLANNED, REACTIVE
from abm.policy.rally import Rally
from tests.conftest import column, lively, open_process, run, small, start


def test_deadline_by_hand():
    """D = routine (rush/routine)^(lambda min(1, a/a*)): routine in calm, rush^lambda routine^(1-lambda) from a* on."""
    model = PolicyModel(small(changes={"ministries.deadline_coupling": 0.8}))
    own, ministry = model.parameters.ministries, model.ministries_by_number[0]
    assert deadline(ministry, 0.0) == pytest.approx(own.routine_lead)
    shortest = own.rush_lead**0.8 * own.routine_lead**0.2
    assert deadline(ministry, own.haste_salience) == pytest.approx(shortest)
    assert deadline(ministry, 1.0) == deadline(ministry, own.haste_salience)
    half = own.routine_lead * (own.rush_lead / own.routine_lead) ** 0.4
    assert deadline(ministry, own.haste_salience / 2) == pytest.approx(half)
    own.deadline_coupling = 1.0
    assert deadline(ministry, 1.0) == pytest.approx(own.rush_lead)


def test_a_decision_falls_by_its_deadline():
    """No process outlives the deadline of its last choice, to the week; a planned one ends when it is done."""
    model = run(lively(changes={"weeks": 130}))
    decided = [choice for choice in model.datacollector.choices if "lead_time" in choice]
    assert decided and all(
        choice["decided_week"] - choice["week"] <= math.ceil(choice["deadline"]) for choice in decided
    )
    idle = run(small(changes={"parliament.news_questions": 0.0, "parliament.other_questions": 0.0, "weeks": 150}))
    ready = [c for c in idle.datacollector.choices if "lead_time" in c and c["kind"] == PLANNED]
    limit = idle.parameters.ministries.planned_limit * idle.parameters.ministries.routine_lead
    assert ready and all(choice["lead_time"] < limit for choice in ready)
    assert all(choice["drafting_share"] == 1.0 and choice["evidence_share"] == 1.0 for choice in ready)


def test_a_hot_dossier_turns_its_planned_process_reactive():
    """A salient dossier already being worked on gets the shorter of the two deadlines; a reactive one keeps its own."""
    model = start(small(), weeks=3)
    dossier = model.dossier(0)
    process = open_process(model, 0, PLANNED)
    assert process.deadline - model.week == 1.5 * model.parameters.ministries.routine_lead
    model.board.salience[0] = 0.9
    respond(dossier.ministry, dossier, hot=True, due=False)
    assert process.kind == REACTIVE and process.deadline == pytest.approx(model.week + deadline(dossier.ministry, 0.9))
    kept = process.deadline
    model.week += 1
    respond(dossier.ministry, dossier, hot=True, due=False)
    assert process.deadline == kept


def test_rally_by_hand():
    """R <- R 2^(-1/h) + g a exp(-D/8)(1 - R/R_max), answers in the order of their dossiers, each seen once."""
    parameters = small().rally
    rally = Rally()
    rally.answer(5, 0.5, 8.0)
    rally.answer(2, 1.0, 0.0)
    rally.step(parameters)
    first = parameters.gain * 1.0
    level = first + parameters.gain * 0.5 * math.exp(-1.0) * (1 - first / parameters.limit)
    assert rally.level == pytest.approx(level) and rally.change == pytest.approx(level)
    rally.step(parameters)
    assert rally.level == pytest.approx(level * 2 ** (-1 / parameters.halflife)) and rally.change < 0.0
    slow, fast = Rally(), Rally()
    slow.answer(0, 0.5, 70.0)
    fast.answer(0, 0.5, 8.0)
    slow.step(parameters)
    fast.step(parameters)
    assert fast.level > 100 * slow.level > 0.0


def test_the_rally_is_part_of_trust_and_leaves_it_again():
    """What the rally adds to everybody's trust it takes back as it fades."""
    model = run(
        small("scenario=pandemic", changes={"weeks": 260, "rally.halflife": 13.0, "ministries.deadline_coupling": 1.0})
    )
    rally = column(model, "rally")
    assert rally.max() > 0.005 and rally[-1] < rally.max() / 10
    np.testing.assert_allclose(np.cumsum(column(model, "trust_rally")), rally, atol=1e-6)


def test_hazards_by_hand():
    """iota s + iota_c delta, drawn apart; more hazard at the same seed never means fewer incidents."""
    model = start(lively(), weeks=25)
    board, parameters = model.board, model.parameters
    board.bad_share[:] = 0.5
    board.coordination_gap[:] = 0.4
    counts = []
    for slope in (0.0, 0.2, 1.0):
        parameters.incidents.misfit_slope = slope
        found = [surface(week, board, parameters, model.streams) for week in range(200)]
        counts.append(sum(len([item for item in week if item.source == "misfit"]) for week in found))
        np.testing.assert_allclose(board.hazard_misfit, slope * 0.5)
    np.testing.assert_allclose(board.hazard_coordination, 0.4 * parameters.incidents.coordination_slope)
    assert counts[0] == 0 and counts[1] == pytest.approx(0.1 * 12 * 200, rel=0.2)
    assert counts[2] == pytest.approx(0.5 * 12 * 200, rel=0.1)


def test_severity_is_heavy_tailed_and_limited():
    """Pareto from 1 on, cut at its limit; smaller draws are graver."""
    assert heavy_tail(1.0, 1.7, 30.0) == 1.0 and heavy_tail(1e-9, 1.7, 30.0) == 30.0
    assert heavy_tail(0.5, 2.0, 30.0) == pytest.approx(math.sqrt(2.0))


def test_an_incident_is_published_with_all_it_brings():
    """News, stock of severity, people struck and surprise; of the national class or not, it is no crisis."""
    model = start(small(), weeks=3)
    board, before = model.board, model.board.severity.copy()
    variance = board.variance.copy()
    board.news[:] = 0.0
    publish([Incident(4, 7.0, "misfit", True)], board, model.parameters)
    keeps = 2 ** (-1 / model.parameters.citizens.severity_halflife)
    assert board.news[4] == 7.0 and board.severity[4] == pytest.approx(keeps * before[4] + 7.0)
    assert not board.in_crisis.any()
    own = model.parameters.evidence
    np.testing.assert_allclose(board.variance - variance, 7.0 * own.surprise * (np.arange(12) == 4))
    publish([Incident(5, 2.0 * own.surprise_severity, "misfit", False)] * 9, board, model.parameters)
    assert board.variance[5] == own.variance_limit  # an incident surprises by so much at most, and all together do


def test_an_older_policy_never_replaces_a_newer_one():
    """When an emergency decision overtakes one that still waits for its entry, the older one is dropped."""
    model = start(small(), weeks=3)
    dossier = model.dossier(0)
    decisions = []
    for lag in (30, 2):
        model.parameters.ministries.implementation_lag = lag
        waiting = list(dossier.decisions)
        process = open_process(model, 0)
        dossier.decisions.extend(waiting)
        dossier.team[0].choose(process, "inside")
        model.week += 1
        decisions.append(dossier.decide(process, model.week))
    assert [decision.enters - decision.decided for decision in decisions] == [30, 2]
    dossier.enter_into_force(model.week + 5)
    np.testing.assert_array_equal(dossier.policy, decisions[1].policy)
    dossier.enter_into_force(model.week + 60)
    np.testing.assert_array_equal(dossier.policy, decisions[1].policy)


def test_a_policy_enters_into_force_after_its_lag():
    """Sixteen weeks after the decision, not earlier."""
    model = start(small(), weeks=3)
    process = open_process(model, 0)
    dossier = model.dossier(0)
    dossier.team[0].choose(process, "inside")
    decision = dossier.decide(process, model.week)
    assert decision.enters == model.week + 16 and dossier.state == "entering into force"
    assert dossier.enter_into_force(model.week + 15) == []
    assert dossier.enter_into_force(model.week + 16) == [decision]
    np.testing.assert_array_equal(dossier.policy, decision.policy)
    assert dossier.state == "at rest"


def test_imposed_timing_moves_hours_and_not_their_amount():
    """Whatever the timing, yearly hours are nearly those imposed; they go with salience as the timing is named."""
    spent, index = {}, {}
    for timing in ("procyclical", "even", "anticyclical"):
        parameters = small(f"timing={timing}", "ministries.count=8", "ministries.dossiers=8", "weeks=520")
        model = run(parameters)
        choices = [choice for choice in model.datacollector.choices if choice["week"] >= 0]
        spent[timing] = sum(choice["hours_outside"] for choice in choices) / 10 / 8
        index[timing] = model.datacollector.over_run()["cyclicality"]
        assert all(ministry.budget >= 0.0 for ministry in model.ministries)
        assert {choice["chosen"] for choice in choices} == {"inside", parameters.imposed.method}
    imposed = parameters.imposed.hours
    assert all(0.75 * imposed < hours <= imposed * 1.01 for hours in spent.values())
    assert min(spent.values()) == pytest.approx(max(spent.values()), rel=0.15)
    assert index["procyclical"] < -0.2 < index["even"] < 0.2 < index["anticyclical"]


def test_imposed_timing_holds_salience_against_the_median_of_the_latest():
    """Tense is at least the median salience of the latest ``imposed.memory`` processes; older ones are forgotten."""
    for memory, expected in ((3, INSIDE), (5, "dialogue")):
        model = start(small("timing=anticyclical", changes={"imposed.memory": memory}), weeks=2)
        ministry = model.ministries_by_number[0]
        ministry.budget = 1e9
        process = open_process(model, 0)
        process.salience = 0.3
        ministry.saliences.extend([0.1, 0.1, 0.1, 0.5, 0.5])
        assert ministry._timed(process) == expected


def test_no_outlet_imitates_more_than_the_limit():
    """An outlet's own imitation is held to ``media.imitation_limit``, whatever its offset."""
    model = start(small(changes={"media.imitation": 0.6, "media.imitation_limit": 0.7}), weeks=2)
    seen = []
    for offset in (-1.0, -0.2, 0.0, 0.05, 5.0):
        model.outlets_by_number[0].imitation_offset = offset
        seen.append(model.outlets_by_number[0].imitation)
    assert seen == pytest.approx([0.0, 0.4, 0.6, 0.65, 0.7])


def test_a_run_starts_with_the_declared_utilisation():
    """Before its first week a ministry is as busy as ``work.utilisation_start`` says."""
    model = start(small(changes={"work.utilisation_start": 0.35}))
    assert {ministry.utilisation for ministry in model.ministries} == {0.35}


def test_room_follows_mandate_from_the_declared_floor():
    """w is room·(floor + mandate): with a floor of 0 a ministry without mandate has none, with 1 all of it."""
    model = start(small(changes={"ministries.influence_room": 0.4, "ministries.pressure_room": 0.0}), weeks=2)
    ministry, own = model.ministries_by_number[0], model.parameters.ministries
    ministry.leadership = Leadership(0.0, 0.5)
    for floor, room in ((0.0, 0.0), (0.5, 0.2), (1.0, 0.4)):
        own.room_without_mandate = floor
        assert ministry.may(0.0, 0.4) == pytest.approx(room)
    ministry.leadership = Leadership(0.25, 0.5)
    own.room_without_mandate = 0.5
    assert ministry.may(0.5, 0.4) == pytest.approx(0.4 * 0.75 * 0.5)


def test_questions_of_an_idle_parliament_are_none():
    """With nothing to ask about, nothing is asked and nothing is late."""
    model = run(small(changes={"parliament.news_questions": 0.0, "parliament.other_questions": 0.0}))
    assert column(model, "questions").max() == 0.0 == column(model, "hours_questions").max()
    assert np.isnan(column(model, "questions_late_share")).all()


def test_parliament_never_asks_more_than_its_budget_bears():
    """Q = B (1 - exp(-propensity/B)) saturates at B, and is the propensity where that is small."""
    model = PolicyModel(small())
    own = model.parameters.parliament
    for other in (0.01, 1.3, 50.0):
        own.news_coupling, own.news_questions, own.other_questions = 1.0, 0.0, other
        model.agenda.set(model)
        assert model.agenda.means.sum() / 3 == pytest.approx(own.budget * (1 - math.exp(-other / own.budget)))


def test_seats_and_coalitions():
    """All seats are divided, each party has one, and a coalition holds a majority and needs its last member."""
    streams = Streams(3)
    seats = divide_seats(150, 15, 0.25, streams)
    assert sum(seats) == 150 and min(seats) >= 1 and len(seats) == 15
    for cabinet in range(-2, 5):
        members = form_coalition(seats, cabinet, streams)
        order = np.argsort(streams[Purpose.COALITION].uniforms(cabinet, len(seats)), kind="stable")
        *first, last = [party for party in order if members[party]]
        assert list(order[: len(first) + 1]) == [*first, last]  # nobody was passed over
        assert sum(seats[party] for party in first) <= 75 < sum(seats[party] for party in (*first, last))
    assert len({tuple(form_coalition(seats, cabinet, streams)) for cabinet in range(8)}) > 3


def test_the_floor_of_a_party_evens_out_the_seats():
    """Weights are floor + u²: at a high floor all parties are alike, at 0 seats are as the squares."""
    streams = Streams(3)
    squares = streams[Purpose.PARTY].uniforms(0, 15) ** 2
    assert divide_seats(150, 15, 1e9, streams) == [10] * 15
    for floor in (0.0, 0.25):
        exact = 135 * (floor + squares) / (floor + squares).sum()
        rest = exact - np.floor(exact)
        more = rest >= np.sort(rest)[-round(rest.sum())]  # the largest remainders have a seat more
        assert divide_seats(150, 15, floor, streams) == (1 + np.floor(exact) + more).astype(int).tolist()


def test_coordination_is_slower_where_partners_are_busy():
    """A nearly idle ministry signs off faster than a nearly busy one, and never faster than its pace."""
    given = []
    for utilisation in (0.0, 0.5, 0.95, 1.0):
        model = start(small(), weeks=3)
        for ministry in model.ministries:
            ministry.utilisation = utilisation
            ministry.inbox.clear()
        process = open_process(model, 0)
        ministry = model.ministries_by_number[0]
        ministry._send_round(process)
        given.append(coordinate(ministry, 1e9))
    work = model.parameters.work
    assert given == pytest.approx(
        [
            work.coordination_pace * work.coordination_hours * share
            for share in (1.0, 0.5, 0.05, work.coordination_slowest)
        ]
    )


def test_experience_is_the_mean_of_matched_decisions():
    """The yardstick for going outside is what followed on decisions of the same kind taken inside."""
    experience = Experience()
    assert experience.of("planned") is None
    experience.gather([(3, "planned", 2.0), (1, "planned", 4.0), (2, "reactive", 9.0)], 0.05)
    assert experience.of("planned") == pytest.approx(3.0) and experience.of("reactive") == 9.0


@pytest.mark.parametrize(("weight", "mean"), [(0.0, 6.0 / 9.0), (0.5, 3.0), (1.0, 6.0)])
def test_the_newest_decision_has_its_weight_in_experience(weight, mean):
    """At weight 0 the memory is a plain mean, at 1 it is the newest decision alone."""
    experience = Experience()
    for _ in range(8):
        experience.gather([(0, "planned", 0.0)], weight)
    experience.gather([(0, "planned", 6.0)], weight)
    assert experience.of("planned") == pytest.approx(mean)


def test_regression_to_the_mean_is_not_learnt_as_a_benefit():
    """A reactive decision that is followed by as many incidents as other reactive ones teaches nothing."""
    model = start(lively(), weeks=25)
    dossier = model.dossier(0)
    model.experience._means = {"reactive": 3.0, "planned": 1.0}
    entry = {"chosen": "dialogue", "kind": "reactive"}
    learnt = []
    for incidents in (3, 1, 6):
        dossier.ministry.record = before = 0.5
        model.incidents_on[0] = incidents
        dossier.ministry._judge(model.week, 0, dict(entry), dossier)
        learnt.append(dossier.ministry.record - before)
    assert learnt[0] == 0.0 and learnt[1] > 0.0 > learnt[2]


def test_who_leaves_takes_along_what_they_know():
    """A newcomer has a newcomer's skill, no fear, and traits of their own; the ministry's record loses their share."""
    model = start(lively(), weeks=25)
    ministry = model.ministries_by_number[0]
    ministry.record = 0.9
    for official in ministry.officials:
        official.skill = 0.95
        official.is_exposed(1.0, 0.0)
    traits = [official._courage for official in ministry.officials]
    leaves = np.zeros(len(model.officials), bool)
    leaves[:5] = True
    ministry.replace_leavers(leaves)
    gone, stayed = ministry.officials[:5], ministry.officials[5:]
    newcomer = model.parameters.officials.expected_benefit
    assert ministry.record == pytest.approx(0.9 + 5 / 20 * (newcomer - 0.9))
    assert all(o.fear == 0.0 and o.generation >= 1 and o.skill < 0.9 for o in gone)
    assert all(o.skill == 0.95 and o.fear > 0.0 for o in stayed)
    assert all(o._courage != before for o, before in zip(gone, traits[:5], strict=True))


def test_an_academys_memory_takes_over():
    """With full memory the record stands when all have left, with half of it half of what it was above newcomers'."""
    for memory in (0.0, 0.5, 1.0):
        model = start(lively("norms=academy", changes={"instrument.participation_academy.memory": memory}), weeks=25)
        ministry = model.ministries_by_number[0]
        ministry.record = 0.9
        ministry.replace_leavers(np.ones(len(model.officials), bool))
        newcomer = model.parameters.officials.expected_benefit
        assert ministry.officials[3].expected_benefit == pytest.approx(newcomer + memory * (0.9 - newcomer))


def test_turnover_has_its_yearly_rate():
    """The stated share leaves in a year."""
    model = run(small(changes={"weeks": 260, "ministries.count": 6}))
    left = sum(official.generation for official in model.officials)
    assert left / len(model.officials) / (280 / 52) == pytest.approx(model.parameters.officials.turnover, rel=0.15)


def test_relations_halve_grow_by_honest_contact_and_fall_when_input_is_ignored():
    """Left alone they halve in their half-life; contact moves them by how far its input counted."""
    never = {"officials.availability": 0.0, "weeks": 32, "burn_in": 20}
    model = run(small(changes=never))
    assert model.ministries_by_number[0].mean_relations == pytest.approx(model.parameters.ministries.relation_start / 2)
    ministry, own = model.ministries_by_number[0], model.parameters.ministries
    for adopted in (0.0, 0.4, 1.0):
        ministry.relations[:] = 0.5
        ministry.meet(np.array([2, 3]), adopted)
        expected = 0.5 + own.relation_gain * adopted * 0.5 - own.relation_loss * (1 - adopted) * 0.5
        np.testing.assert_allclose(ministry.relations[[2, 3]], expected)
        assert (np.delete(ministry.relations, [2, 3]) == 0.5).all()


def test_pressure_moves_to_what_presses():
    """P is a moving average of the hottest dossier and the use of parliament's budget, with its half-life."""
    model = start(small(), weeks=3)
    ministry, own = model.ministries_by_number[0], model.parameters.ministries
    model.board.salience[:4] = [0.1, 0.8, 0.2, 0.0]
    model.board.questions[:] = 0
    before, keeps = ministry.pressure, 2 ** (-1 / own.pressure_halflife)
    ministry.feel()
    assert ministry.pressure == pytest.approx(keeps * before + (1 - keeps) * 0.5 * 0.8)


def test_a_pilot_finds_people_where_communities_are_empty(monkeypatch):
    """A pilot is held where somebody lives: in a small population some communities have no citizens."""
    held = []
    correct = Dossier._correct_by_pilot
    monkeypatch.setattr(Dossier, "_correct_by_pilot", lambda self, decision: held.append(correct(self, decision)))
    parameters = lively("instruments=[pilots]", changes={"population.citizens": 200, "population.communities": 400})
    model = start(parameters, weeks=140)
    assert len(model.peopled) < 400
    assert len(held) > 5
