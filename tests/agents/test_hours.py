"""How hours are spent, by hand: who comes first, what limits it, and that nobody gets more than they can use."""

from __future__ import annotations

import pytest

from abm.agents.dossiers import QuestionBatch
from abm.agents.hours import HOURS, coordinate, help_with_questions, keep_relations, spend, work_on_processes
from abm.norms.base import Calm, Training
from abm.policy.process import Request
from tests.conftest import open_process, small, start


@pytest.fixture
def ministry():
    """A ministry of four dossiers with five officials each, at which nothing is under way."""
    model = start(small(), weeks=25)
    found = model.ministries_by_number[0]
    found.active.clear()
    found.inbox.clear()
    for dossier in found.dossiers:
        dossier.process = None
        dossier.decisions.clear()
        dossier.waiting.clear()
    found.ledger = dict.fromkeys(HOURS, 0.0)
    return found


def underway(ministry, number, drafting):
    """Open a process with so many hours of drafting left and no evidence to gather."""
    process = open_process(ministry.model, number)
    process.participation = process.desk = process.overhead = 0.0
    process.drafting = process.drafting_total = drafting
    return process


def test_the_own_team_works_first_and_others_help_with_the_rest(ministry):
    """A process gets its own team's hours, then what others leave, and never more than it needs; the rest is idle."""
    one, two = underway(ministry, 0, 60.0), underway(ministry, 1, 25.0)
    spare = work_on_processes(ministry, [20.0, 30.0, 100.0, 0.0], most=50.0)
    assert (one.hours, two.hours) == (50.0, 25.0)
    assert (one.drafting, two.drafting) == (10.0, 0.0)
    assert spare == pytest.approx(20.0 + 30.0 + 100.0 - 75.0)
    assert ministry.ledger["drafting"] == pytest.approx(75.0)


def test_the_oldest_process_is_helped_first(ministry):
    """Where hours of others are scarce they go to processes in the order of age, then of number."""
    young, old = underway(ministry, 0, 60.0), underway(ministry, 1, 60.0)
    young.opened, old.opened = 9, 3
    ministry.active.sort(key=lambda process: process.age)
    assert work_on_processes(ministry, [10.0, 10.0, 30.0, 0.0], most=50.0) == 0.0
    assert (old.hours, young.hours) == (40.0, 10.0)


def test_idle_hours_go_to_questions_in_the_order_of_dossiers(ministry):
    """What is idle answers waiting questions, the first dossier's first; what is left over stays idle."""
    for dossier, hours in zip(ministry.dossiers, (0.0, 30.0, 30.0, 30.0), strict=True):
        if hours:
            dossier.waiting.append(QuestionBatch(ministry.model.week, 1, hours))
    assert help_with_questions(ministry, 50.0) == 50.0
    assert [sum(batch.hours for batch in dossier.waiting) for dossier in ministry.dossiers] == [0, 0, 10.0, 30.0]
    assert help_with_questions(ministry, 100.0) == pytest.approx(40.0)
    assert help_with_questions(ministry, 100.0) == 0.0


@pytest.mark.parametrize("utilisation", [0.0, 0.5])
def test_coordination_is_given_by_age_up_to_the_pace_and_the_limit(ministry, utilisation):
    """Each request gets at most the pace of its party, all together the limit; the oldest first, done ones leave."""
    work = ministry.model.parameters.work
    ministry.utilisation = utilisation
    pace = work.coordination_pace * work.coordination_hours * (1 - utilisation)
    asked = [Request(posted, 7, left) for posted, left in ((5, 2 * pace), (3, pace / 2), (4, pace))]
    ministry.inbox = list(asked)
    assert coordinate(ministry, 2.25 * pace) == pytest.approx(2.25 * pace)
    assert [request.left for request in asked] == pytest.approx([1.25 * pace, 0.0, 0.0])
    assert ministry.inbox == [asked[0]]
    assert coordinate(ministry, 10 * pace) == pytest.approx(pace)
    assert coordinate(ministry, 10 * pace) == pytest.approx(pace / 4)
    assert coordinate(ministry, 10 * pace) == 0.0 and ministry.inbox == []


def test_a_request_leaves_when_all_of_it_is_done(ministry):
    """Half an hour that is left is still asked for, and given the week after."""
    work = ministry.model.parameters.work
    ministry.utilisation = 0.0
    pace = work.coordination_pace * work.coordination_hours
    ministry.inbox = [Request(1, 7, pace + 0.5)]
    assert coordinate(ministry, 10 * pace) == pytest.approx(pace)
    assert [request.left for request in ministry.inbox] == pytest.approx([0.5])
    assert coordinate(ministry, 10 * pace) == pytest.approx(0.5) and ministry.inbox == []


@pytest.mark.parametrize(("contacts", "visited"), [(0.5, 1), (1.0, 1), (2.25, 3)])
def test_idle_hours_become_contacts_with_one_community_after_another(ministry, contacts, visited):
    """A share of idle hours, divided by the hours of a contact; of the last one the part that there is time for."""
    own = ministry.model.parameters.ministries
    ministry.calm = Calm(share=0.25, hours_per_contact=40.0)
    ministry.relations[:], ministry.visited = 0.2, 0
    keep_relations(ministry, contacts * 40.0 / 0.25)
    assert ministry.ledger["relations"] == pytest.approx(contacts * 40.0)
    assert ministry.visited == visited
    whole = own.relation_gain * ministry.may(0.0, 0.0) * 0.8
    parts = [min(1.0, max(0.0, contacts - k)) for k in range(len(ministry.relations))]
    assert ministry.relations == pytest.approx([0.2 + part * whole for part in parts])


def test_no_relations_are_kept_before_week_0(ministry):
    """In burn-in all norm sets are the same; without a norm or idle hours there is nothing to do either."""
    ministry.relations[:] = 0.2
    for share, idle, week in ((0.5, 80.0, -1), (0.0, 80.0, 5), (0.5, 0.0, 5)):
        ministry.calm = Calm(share=share, hours_per_contact=40.0)
        ministry.model.week = week
        keep_relations(ministry, idle)
        assert (ministry.relations == 0.2).all()


def test_a_week_of_hours_by_hand(ministry):
    """Questions up to their share, then training, coordination up to its share, then processes; what is idle helps."""
    parameters = ministry.model.parameters
    hours, work = parameters.officials.hours, parameters.work
    ministry.utilisation = 0.5
    ministry.training = Training(hours=2.0)
    team = 5 * (hours - 2.0)
    ministry.dossiers[0].waiting.append(QuestionBatch(ministry.model.week, 1, 10 * team))
    ministry.inbox = [Request(k, 7, 1e6) for k in range(100)]
    process = underway(ministry, 1, 1e6)
    spend(ministry)
    questions = work.question_share * team
    pool = 4 * team - questions
    coordination = work.coordination_share * pool
    left = 1 - coordination / pool
    drafting = min(work.officials_per_process * hours, (4 * team - questions) * left)
    assert ministry.trained == 2.0 and ministry.ledger["training"] == pytest.approx(2.0 * 20)
    assert ministry.ledger["coordination"] == pytest.approx(coordination)
    assert ministry.ledger["drafting"] == pytest.approx(drafting) and process.hours == pytest.approx(drafting)
    idle = pool * left - drafting
    assert ministry.ledger["questions"] == pytest.approx(questions + idle)
    assert ministry.utilisation == pytest.approx(1.0)


@pytest.mark.parametrize(("utilisation", "trained"), [(0.89, 2.0), (0.9, 0.0), (1.0, 0.0)])
def test_there_is_training_only_in_calm_weeks(ministry, utilisation, trained):
    """Training takes its hours where last week's utilisation was below ``work.calm``, and none elsewhere."""
    ministry.training = Training(hours=2.0)
    ministry.utilisation = utilisation
    spend(ministry)
    assert ministry.trained == trained and ministry.ledger["training"] == 20 * trained
    assert ministry.utilisation == pytest.approx(20 * trained / ministry.hours_available)
