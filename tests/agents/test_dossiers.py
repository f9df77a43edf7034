"""Dossiers by hand: questions answered, evidence concluded, decisions taken and put in force."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from abm.agents import dossiers
from abm.agents.dossiers import Decision, QuestionBatch
from abm.norms.base import Pilot
from abm.numerics.streams import Purpose
from abm.parameters import Method
from abm.policy.evidence import Source, case_weight, declared, desk_variance, settle, trust_in, update
from abm.policy.participation import adopted, effect_on_trust, relief
from tests.conftest import open_process, small, start


@pytest.fixture
def model():
    """A small country after its burn-in and five weeks."""
    return start(small(), weeks=25)


@pytest.fixture
def dossier(model):
    """A dossier of the second ministry."""
    return model.dossier(5)


def test_the_oldest_questions_are_answered_first(monkeypatch, dossier):
    """A batch that is done goes to be signed; of the next one the rest of the hours is taken; no more are used."""
    sent = []
    monkeypatch.setattr(type(dossier.ministry), "send_for_signature", lambda self, *given: sent.append(given))
    batches = [QuestionBatch(week, 2, 30.0) for week in (1, 2, 3)]
    dossier.waiting.clear()
    dossier.waiting.extend(batches)
    assert dossier.answer(9, 45.0) == 45.0
    assert [batch.hours for batch in dossier.waiting] == [15.0, 30.0] and sent == [(batches[0], 5, 9)]
    assert dossier.answer(9, 15.0) == 15.0 and len(dossier.waiting) == 1
    assert dossier.answer(9, 0.0) == 0.0 and len(dossier.waiting) == 1
    assert dossier.answer(9, 100.0) == pytest.approx(30.0) and not dossier.waiting and len(sent) == 3


def test_the_state_of_a_dossier(model, dossier):
    """At rest, preparing, coordinating; decided until the usual lag before entry begins."""
    process = open_process(model, 5)
    assert dossier.state == "preparing"
    process.requests = []
    assert dossier.state == "coordinating"
    dossier.process = None
    lag = model.parameters.ministries.implementation_lag
    for enters, state in ((model.week + lag + 1, "decided"), (model.week + lag, "entering into force")):
        dossier.decisions = [SimpleNamespace(enters=enters)]
        assert dossier.state == state
    dossier.decisions = []
    assert dossier.state == "at rest" and dossier.heeds_attention
    dossier.decisions = [None]
    assert not dossier.heeds_attention
    open_process(model, 5)
    assert not dossier.heeds_attention
    dossier.process.kind = "planned"
    assert dossier.heeds_attention


@pytest.mark.parametrize("done", [0.25, 1.0])
def test_desk_research_counts_as_far_as_it_is_done(model, dossier, done):
    """It reads needs, bias and noise with the variance of the hours spent, and moves the belief by G."""
    board, own = model.board, model.parameters.evidence
    process = open_process(model, 5)
    process.plan_evidence(None, 0.0, 200.0, 4.0)
    process.desk, process.desk_done = 200.0 * (1 - done), 200.0 * done
    belief, v = board.belief[5].copy(), float(board.variance[5])
    dossier.conclude_evidence(process)
    variance = desk_variance(200.0 * done, model.parameters)
    noise = np.sqrt(variance) * model.streams[Purpose.DESK].normals(process.serial, 2, 10)
    bias = own.desk_perceived_bias * model.parameters.needs.heterogeneity
    gain = v / (v + variance + bias**2)
    said = model.needs.centre[5] + board.house_bias[5] + noise
    assert board.belief[5] == pytest.approx(belief + gain * (said - belief))
    assert board.variance[5] == pytest.approx((1 - gain) * v) and process.evidence_concluded


def test_nothing_done_is_nothing_heard(model, dossier):
    """Without an hour of evidence belief and certainty stay as they are, and nobody is asked."""
    board, process = model.board, open_process(model, 5)
    process.plan_evidence(Method(), 100.0, 50.0, 4.0)
    belief, v = board.belief[5].copy(), float(board.variance[5])
    dossier.conclude_evidence(process)
    assert (board.belief[5] == belief).all() and board.variance[5] == v and process.respondents == 0


def heard(monkeypatch, model, dossier, process, said):
    """Conclude evidence with respondents who say something known; gives how many were wanted, and what came of it."""
    wanted, done = [], []
    community = model.citizens.community
    asked = np.flatnonzero(community < 3)[::7][:20]
    monkeypatch.setattr(dossiers, "recruit", lambda method, number, *rest: wanted.append(number) or asked)
    monkeypatch.setattr(dossiers, "reading", lambda *given: said)
    monkeypatch.setattr(type(dossier.ministry), "meet", lambda self, places, how: done.append((places.tolist(), how)))
    dossier.conclude_evidence(process)
    return wanted[0], asked, done[0]


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_participation_enters_by_w_and_g(monkeypatch, model, dossier, share):
    """b moves by w·G(v) of what respondents say; w·G is the influence that trust and relations go by."""
    board, parameters = model.board, model.parameters
    process, method = open_process(model, 5), parameters.methods["dialogue"]
    process.official, process.weight, process.outside, process.choice = dossier.team[0], 0.4, True, "dialogue"
    process.plan_evidence(method, 200.0, 0.0, 4.0)
    process.participation = 200.0 * (1 - share)
    belief, v, said = board.belief[5].copy(), float(board.variance[5]), np.array([0.3, -0.7])
    skill = process.official.skill
    dossier.ministry.procedures.clear()
    number, asked, (places, how) = heard(monkeypatch, model, dossier, process, said)
    variance, bias = declared(method, 20, parameters)
    influence = 0.4 * trust_in(v, variance, bias)
    assert number == round(50 * share) and process.respondents == 20
    assert process.influence == pytest.approx(influence)
    assert board.belief[5] == pytest.approx(belief + influence * (said - belief))
    assert board.variance[5] == pytest.approx((1 - influence) * v)
    assert places == [0, 1, 2] and how == pytest.approx(adopted(influence, parameters))
    explained = model.streams[Purpose.FEEDBACK].uniform(process.serial, 5) < parameters.procedure.feedback
    ((where, effect, relieved, serial, who),) = dossier.ministry.procedures
    assert (where, serial, who.tolist()) == (5, process.serial, asked.tolist())
    assert effect == pytest.approx(effect_on_trust(influence, explained, parameters))
    assert relieved == pytest.approx(relief(influence, explained, parameters))
    gain = parameters.officials.practice_gain
    assert process.official.skill == pytest.approx(skill + gain * (1 - skill))
    assert "dialogue" in dossier.ministry.practised


@pytest.mark.parametrize("done", [0.25, 1.0])
def test_who_speaks_like_the_desk_reads_for_the_hours_done(monkeypatch, model, dossier, done):
    """A placebo reads as the desk would in the hours of participation that were spent."""
    model.parameters.placebo.respondents = "desk"
    hours, desk = [], type(dossier)._desk
    monkeypatch.setattr(
        type(dossier), "_desk", lambda self, address, for_: hours.append(for_) or desk(self, address, for_)
    )
    process = open_process(model, 5)
    process.official, process.weight, process.choice = dossier.team[0], 1.0, "dialogue"
    process.plan_evidence(model.parameters.methods["dialogue"], 200.0, 0.0, 4.0)
    process.participation = 200.0 * (1 - done)
    dossier.conclude_evidence(process)
    assert hours == [pytest.approx(200.0 * done)]


def test_a_tick_box_teaches_nothing(monkeypatch, model, dossier):
    """Who goes through the motions gains no skill, and the ministry no practice."""
    process = open_process(model, 5)
    process.official, process.weight, process.choice = dossier.team[0], 0.04, "tick_box"
    process.plan_evidence(model.parameters.tick_box, 30.0, 0.0, 2.0)
    process.participation = 0.0
    skill = process.official.skill
    heard(monkeypatch, model, dossier, process, np.zeros(2))
    assert process.official.skill == skill and "tick_box" not in dossier.ministry.practised


def test_explanations_are_given_as_often_as_declared(model, dossier):
    """Whether a ministry says what it did with the input is drawn for each process."""
    rate = model.parameters.procedure.feedback
    draws = [model.streams[Purpose.FEEDBACK].uniform(serial, 5) < rate for serial in range(2000)]
    assert np.mean(draws) == pytest.approx(rate, abs=0.04)


@pytest.mark.parametrize(("drafted", "salience"), [(1.0, 0.0), (0.5, 0.4), (0.0, 1.0), (1.0, 0.25)])
def test_a_decision_by_hand(monkeypatch, model, dossier, drafted, salience):
    """x' = (1 - kappa_e)·b + kappa_e·c + error: a case pulls where it is tense, the error is of what is not drafted."""
    parameters, board = model.parameters, model.board
    board.salience[5], board.variance[5] = salience, 0.3
    case = np.array([2.0, -3.0])
    monkeypatch.setattr(type(dossier), "_current_case", lambda self, process: case)
    process = open_process(model, 5)
    process.evidence_concluded = True
    process.drafting = (1 - drafted) * process.drafting_total
    decision = dossier.decide(process, model.week)
    noise = model.streams[Purpose.DRAFT].normals(process.serial, 2, 10)
    error = parameters.work.drafting_error * (1 - drafted) * noise
    weight = parameters.ministries.complaint_weight * salience * 0.3 / (0.3 + parameters.evidence.reference_variance)
    assert decision.case_weight == pytest.approx(weight) == case_weight(salience, 0.3, parameters)
    assert decision.policy == pytest.approx((1 - weight) * board.belief[5] + weight * case + error)
    assert decision.policy == pytest.approx(settle(board.belief[5], case, weight, error))
    assert decision.coordination_gap == 1.0 and decision.decided == model.week
    assert decision.enters == model.week + parameters.ministries.implementation_lag
    assert dossier.process is None and dossier.decisions[-1] is decision


@pytest.mark.parametrize("says", ["deviation", "need"])
def test_the_current_case_is_one_of_those_served_badly(monkeypatch, model, dossier, says):
    """Drawn anew for each process, each as likely as another; nobody where everybody is served.

    It says how far that person is from the mean of those served badly, or what that person needs.
    """
    model.parameters.ministries.complaint_case = says
    badly = model.needs.badly_served(5, model.board.policy[5])
    assert 3 < len(badly) < 48
    process, seen = open_process(model, 5), []
    for serial in range(400):
        process.serial = serial
        case = dossier._current_case(process)
        if says == "deviation":
            case = case - model.board.belief[5] + model.needs.mean_of(5, badly)
        seen += [place for place in range(50) if np.allclose(model.needs.member(5, place), case, rtol=0, atol=1e-12)]
    assert set(seen) <= set(badly.tolist()) and len(set(seen)) > 0.8 * len(badly)
    monkeypatch.setattr(type(model.needs), "badly_served", lambda self, j, policy: np.array([], int))
    assert dossier._current_case(process) is None


def test_a_policy_enters_with_its_gap_and_answers_crises(monkeypatch, model, dossier):
    """The newest that is due enters; the dossier is solved until it is opened again; later ones stay on their way."""
    answered = []
    monkeypatch.setattr(type(model.world), "answer", lambda self, *given: answered.append(given))
    process, week = open_process(model, 5), model.week
    dossier.reopened, dossier.in_force_since = True, 0
    for decided, enters in ((week - 9, week), (week - 4, week), (week - 1, week + 1)):
        policy = np.array([float(decided), 0.0])
        dossier.decisions.append(Decision(policy, 0.3, decided, enters, Pilot(), process, policy))
    assert dossier.enter_into_force(week - 1) == []
    (entered,) = dossier.enter_into_force(week)
    assert entered.decided == week - 4 and [item.decided for item in dossier.decisions] == [week - 1]
    assert model.board.policy[5].tolist() == [week - 4.0, 0.0] and model.board.coordination_gap[5] == 0.3
    assert answered == [(5, process.turned, week)] and dossier.in_force_since == week and not dossier.reopened


def test_the_log_says_what_came_of_a_choice(model, dossier):
    """Respondents and adoption only where somebody was asked; misfit before and after as the analyst sees it."""
    process = open_process(model, 5)
    process.opened, process.influence = model.week - 7, 0.12
    policy = model.needs.centre[5] + [0.3, 0.4]
    model.board.policy[5] = model.needs.centre[5] + [0.0, 2.0]
    for method, people in ((None, 0), (Method(), 33), (None, 33)):  # the last broke off what it had begun
        process.method, process.respondents, process.entry = method, people, {}
        decision = Decision(policy, 0.2, model.week, model.week + 16, Pilot(), process, policy)
        entry = dossier.write_log(decision)
        assert (entry["respondents"], entry["adoption"]) == ((33, 0.12) if people else (None, None))
        assert entry["lead_time"] == 7.0 and entry["decided_week"] == model.week
        assert entry["coordination_gap"] == 0.2 and entry["drafting_share"] == process.drafting_share
        assert entry["misfit_before"] == pytest.approx(2.0) and entry["misfit_after"] == pytest.approx(0.5)


def test_a_source_is_weighed_by_one_formula():
    """G = v/(v + s² + bias²), of which a weight takes its share."""
    belief, v = update(np.zeros(2), 0.2, Source(np.ones(2), 0.1, 0.3, 0.5))
    gain = 0.5 * 0.2 / (0.2 + 0.1 + 0.09)
    assert belief == pytest.approx([gain, gain]) and v == pytest.approx((1 - gain) * 0.2)
