"""Ministers by hand: pressure, openings, sign-off, sending round, audits, judging and learning."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from abm.agents.dossiers import Dossier, QuestionBatch
from abm.norms.base import Demand, Training
from abm.numerics.streams import Purpose
from abm.parameters import Method
from abm.policy.choice import EXPLAINED, INSIDE
from abm.policy.process import REACTIVE
from tests.conftest import open_process, small, start


@pytest.fixture
def model():
    """A small country after its burn-in and five weeks."""
    return start(small(), weeks=25)


@pytest.fixture
def ministry(model):
    """Its second ministry, with dossiers 4 to 7."""
    return model.ministries_by_number[1]


def test_pressure_is_the_mean_of_the_hottest_dossier_and_of_parliaments_budget(model, ministry):
    """P moves by 1 - 2^(-1/h) to ½(max salience of own dossiers + questions/B), the latter at most 1."""
    own, budget = model.parameters.ministries, model.parameters.parliament.budget
    keeps = 2.0 ** (-1.0 / own.pressure_halflife)
    for questions, used in ((int(budget) - 2, (int(budget) - 2) / budget), (100, 1.0)):
        model.board.salience[:] = [0.9] * 4 + [0.1, 0.6, 0.2, 0.0] + [0.8] * 4
        model.board.questions[:] = [50] * 4 + [questions, 0, 0, 0] + [70] * 4
        ministry.pressure = 0.2
        ministry.feel()
        assert ministry.asked == questions
        assert ministry.pressure == pytest.approx(keeps * 0.2 + (1 - keeps) * 0.5 * (0.6 + used))


def test_leaders_differ_by_their_own_draws(model, ministry):
    """Mandate, steadfastness and threshold are the mean plus the minister's own deviation, kept in [0, 1]."""
    own = model.parameters.ministries
    draws = model.streams[Purpose.LEADERSHIP].normals(model.cabinet, 3, 3)
    ministry.lead()
    traits = (ministry.leadership.mandate, ministry.leadership.steadfastness, ministry.threshold)
    means = (own.mandate, own.steadfastness, own.attention_threshold)
    spreads = (own.mandate_spread, own.steadfastness_spread, own.threshold_spread)
    assert traits == pytest.approx([m + s * d for m, s, d in zip(means, spreads, draws, strict=True)])
    own.mandate, own.steadfastness = 5.0, -5.0
    ministry.lead()
    assert (ministry.leadership.mandate, ministry.leadership.steadfastness) == (1.0, 0.0)


def test_norms_ask_by_the_choices_of_the_past_year(model, ministry):
    """The share outside and the number of processes are of the last 52 weeks; a tick-box is not outside."""
    seen = []
    ministry.norms = SimpleNamespace(demand=lambda demand, share, a_year: seen.append((share, a_year)) or Demand())
    ministry.choices.clear()
    ministry.demand()
    made = [(52, "dialogue"), (51, "dialogue"), (9, "tick_box"), (0, INSIDE), (0, EXPLAINED)]
    ministry.choices.extend(SimpleNamespace(opened=model.week - ago, choice=choice) for ago, choice in made)
    ministry.demand()
    assert seen == [(0.0, 0.0), (0.25, 4.0)]


def test_questions_wait_with_the_hours_they_take(model, ministry):
    """One batch a week and dossier: a number of questions and the hours of each."""
    for dossier in ministry.dossiers:
        dossier.waiting.clear()
    model.board.questions[:] = 0
    model.board.questions[5] = 3
    ministry.receive_questions()
    assert [len(dossier.waiting) for dossier in ministry.dossiers] == [0, 1, 0, 0]
    (batch,) = ministry.dossiers[1].waiting
    assert (batch.asked, batch.count, batch.hours) == (model.week, 3, 3 * model.parameters.work.question_hours)
    assert batch.draw == model.streams[Purpose.SIGN_OFF].uniform(model.week, 5)  # of its week and dossier


def test_hours_of_a_team_are_what_questions_left_last_week(model, ministry):
    """Team hours less the share that questions took in the ministry, at most the share that they may take."""
    own = model.parameters
    team = 5 * own.officials.hours
    for share, taken in ((0.0, 0.0), (0.3, 0.3), (0.95, own.work.question_share)):
        ministry.ledger["questions"] = share * ministry.hours_available
        assert ministry.free_hours_of_team(5) == pytest.approx(team * (1 - taken))
    assert ministry.hours_available == 20 * own.officials.hours


@pytest.mark.parametrize("active", [0, 3])
def test_sign_off_takes_longer_with_more_processes(model, ministry, active):
    """Weeks = sign-off·(1 + growth·active)·(½ + u); late if it ends after the term, counted below zero."""
    limits = model.parameters.work
    ministry.active = [None] * active
    for asked in range(model.week - 4, model.week + 1):
        ministry.signing.clear()
        draw = model.streams[Purpose.SIGN_OFF].uniform(asked, 5)
        ministry.send_for_signature(QuestionBatch(asked, 2, 0.0, draw), 5, model.week)
        weeks = limits.sign_off * (1 + limits.sign_off_growth * active) * (0.5 + draw)
        late = model.week + weeks - asked > limits.answer_term
        assert ministry.signing == {model.week + int(weeks): [-2 if late else 2]}
    ministry.signing = {model.week: [3, -2], model.week + 1: [5]}
    ministry.active, ministry.answered, ministry.late = [], 0, 0
    ministry.decide()
    assert (ministry.answered, ministry.late) == (5, 2) and list(ministry.signing) == [model.week + 1]


def test_a_draft_goes_round_when_half_of_it_is_done(model, ministry):
    """Coordination is asked of as many ministries, the own always among them, each its part of the hours."""
    model.parameters.work.coordination_parties = 2
    partners = set()
    for serial in range(1, 20):
        for each in model.ministries:
            each.inbox.clear()
        process = open_process(model, 5)
        process.serial, process.evidence_concluded = serial, True
        process.drafting = 0.5 * process.drafting_total + 1.0
        ministry.decide()
        assert process.requests is None
        process.drafting -= 1.0
        ministry.decide()
        asked = [each.number for each in model.ministries_by_number if each.inbox]
        assert len(asked) == 2 and 1 in asked
        partners |= set(asked)
        assert sum(request.left for request in process.requests) == pytest.approx(process.coordination_total)
        assert len({request.left for request in process.requests}) == 1
        assert {(request.posted, request.dossier) for request in process.requests} == {(model.week, 5)}
    assert partners == {0, 1, 2}


def test_evidence_is_concluded_when_its_hours_are_spent(model, ministry, monkeypatch):
    """Not while overhead, participation or desk research is left; and once."""
    concluded = []
    monkeypatch.setattr(Dossier, "conclude_evidence", lambda self, process: concluded.append(process.serial))
    process = open_process(model, 5)
    for name in ("overhead", "participation", "desk"):
        process.overhead = process.participation = process.desk = 0.0
        setattr(process, name, 1.0)
        ministry.decide()
    assert not concluded
    process.overhead = process.participation = process.desk = 0.0
    ministry.decide()
    process.evidence_concluded = True
    ministry.decide()
    assert concluded == [process.serial]


def test_a_decision_ends_what_was_asked_of_others(model, ministry):
    """At its deadline a process leaves the list, and nobody signs for it any more."""
    process = open_process(model, 5)
    ministry._send_round(process)
    process.deadline = model.week
    ministry.decided.clear()
    ministry.decide()
    assert process not in ministry.active and [decision.process for decision in ministry.decided] == [process]
    assert all(request.left == 0.0 for request in process.requests)


@pytest.mark.parametrize(("skill", "short"), [(1.0, 0.0), (0.2, 1 - 0.5 * 0.6 / 0.45)])
def test_an_audit_fails_below_the_norm(model, ministry, skill, short):
    """w·quality with the official's skill is held against the norm; who asked nobody is not audited.

    Who fails repairs in proportion to what is lacking, once, and is audited again until it is well.
    """
    asked = []
    norms = SimpleNamespace(
        audit=lambda audited, week: asked.append(audited) or True,
        demand=lambda demand, share, n: Demand(quality_norm=0.45, repairs=120.0),
        pilot=ministry.norms.pilot,
    )
    dossier, real = ministry.dossiers[1], ministry.norms
    for method, again in ((Method(quality=1.0), False), (Method(quality=1.0), short > 0.0), (None, None)):
        process = open_process(model, 5)
        process.official, process.room = SimpleNamespace(skill=skill), 0.5
        process.method, process.evidence_concluded = method, True
        ministry.norms = norms
        ministry.active, dossier.process = [process], process
        ministry._conclude(dossier, process)
        ministry.norms = real
        if method is None:
            assert "audited" not in process.entry and len(asked) == 2
            continue
        assert process.entry["audited"] is True and process.entry["sanctioned"] is (short > 0.0)
        assert asked[-1] is again and dossier.under_review is (short > 0.0)
        assert dossier.take_repairs() == pytest.approx(120.0 * short) and dossier.take_repairs() == 0.0


@pytest.mark.parametrize("learning", [0.0, 0.2])
def test_an_old_decision_is_judged_after_the_window(model, ministry, learning):
    """Record += learning·(signal - record), signal = ½ + ½·(matched - incidents)/(matched + 1); at 0 nothing is learnt.

    The record is the ministry's: whoever holds the seats now expects it, and who chose may have left.
    """
    model.parameters.officials.learning = learning
    model.experience._means = {REACTIVE: 3.0}
    for incidents, signal in ((0, 0.875), (3, 0.5), (5, 0.25), (9, 0.0)):
        ministry.record = 0.4
        entry = {"chosen": "dialogue", "kind": REACTIVE, "official": 999, "generation": 0}
        model.incidents_on[5] = 10 + incidents
        ministry._judge(model.week, 10, entry, model.dossier(5))
        assert entry["incidents_after"] == incidents
        assert ministry.record == pytest.approx(0.4 + learning * (signal - 0.4))
        assert entry["benefit_after"] == ministry.record and (learning > 0.0 or ministry.record == 0.4)
        assert {official.expected_benefit for official in ministry.officials} == {ministry.record}
    assert model.ministries_by_number[0].record == model.parameters.officials.expected_benefit


@pytest.mark.parametrize("leaving", [1, 5, 20])
@pytest.mark.parametrize("memory", [0.0, 0.5, 1.0])
def test_turnover_takes_its_share_of_the_record(model, ministry, memory, leaving):
    """Record falls back by (1 - memory)·share leaving to what newcomers expect; memory 1 keeps it to the last bit."""
    ministry.training, ministry.record = Training(memory=memory), 0.9
    model.parameters.officials.expected_benefit = 0.3
    leaves = np.zeros(60, bool)
    leaves[20 : 20 + leaving] = True
    ministry.replace_leavers(leaves)
    assert ministry.record == pytest.approx(0.9 + (1 - memory) * leaving / 20 * (0.3 - 0.9))
    assert memory < 1.0 or ministry.record == 0.9
    others = model.ministries_by_number[0]
    others.training, others.record = Training(memory=memory), 0.9
    others.replace_leavers(leaves)
    assert others.record == 0.9


def test_what_entered_is_watched_and_judged_in_its_time(model, ministry, monkeypatch):
    """Judged after the learning window, held to be solved when it stands unopened two years after its entry."""
    dossier, week = ministry.dossiers[1], model.week
    ministry.judged.clear()
    ministry.watched.clear()
    process = open_process(model, 5)
    entered = SimpleNamespace(process=process)
    monkeypatch.setattr(dossier, "enter_into_force", lambda now: [entered], raising=False)
    model.incidents_on[5] = 7
    ministry._enter(dossier)
    window = model.parameters.officials.learning_window
    assert [(due, before) for due, before, *_ in ministry.judged] == [(week + window, 7)]
    assert [(due, since) for due, since, _ in ministry.watched] == [(week + 104, week)]
    judged = []
    monkeypatch.setattr(ministry, "_judge", lambda *given: judged.append(given), raising=False)
    for reopened, since, solved in ((False, week, 1), (True, week, 0), (False, week + 1, 0)):
        ministry.watched.clear()
        ministry.watched.append((week + 104, week, dossier))
        ministry.solved, dossier.reopened, dossier.in_force_since = 0, reopened, since
        for now in (week + 103, week + 104, week + 105):
            model.week = now
            ministry.learn()
        assert ministry.solved == solved
    assert len(judged) == 1


def test_training_and_time(model, ministry):
    """Training brings skill by the hour, relations halve in their time, and imposed hours come in week by week."""
    own = model.parameters
    official = ministry.officials[0]
    official.skill, ministry.trained, ministry.training = 0.4, 2.0, Training(hours=2.0, skill_per_hour=0.05)
    ministry.relations[:] = np.linspace(0.0, 0.9, len(ministry.relations))
    before, ministry.budget = ministry.relations.copy(), 10.0
    ministry.learn()
    model.fade_relations()
    assert official.skill == pytest.approx(0.4 + 2.0 * 0.05 * 0.6)
    assert ministry.relations == pytest.approx(before * 2.0 ** (-1.0 / own.ministries.relation_halflife))
    assert ministry.mean_relations == pytest.approx(ministry.relations.mean())
    assert ministry.budget == pytest.approx(10.0 + own.imposed.hours / 52)
    model.week = -1
    ministry.learn()
    assert ministry.budget == pytest.approx(10.0 + own.imposed.hours / 52)


def test_colleagues_feel_part_of_an_exposure(model, ministry):
    """Who stands in public without backing fears all of it, colleagues the declared share; backing takes it away."""
    own = model.parameters.officials
    exposed, colleague = ministry.officials[3], ministry.officials[4]
    backing = ministry.leadership.backing
    for official in ministry.officials:
        official._fear = 0.0
    ministry.see_exposed(exposed, 0.5)
    assert exposed.fear == pytest.approx(own.fear_gain * 0.5 * (1 - backing))
    assert colleague.fear == pytest.approx(own.fear_gain * own.fear_colleagues * 0.5 * (1 - backing))


def test_open_questions_wait_for_hours_or_a_signature(model, ministry):
    """Both are counted, late ones too."""
    for dossier in ministry.dossiers:
        dossier.waiting.clear()
    ministry.dossiers[0].waiting.append(QuestionBatch(0, 4, 1.0))
    ministry.dossiers[2].waiting.append(QuestionBatch(0, 1, 1.0))
    ministry.signing = {99: [2, -3], 100: [1]}
    assert ministry.questions_open == 11
