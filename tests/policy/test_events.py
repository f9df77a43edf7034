"""What strikes from outside, by hand: shocks at their rate, crises that grow, and whom events hit."""

from __future__ import annotations

import numpy as np
import pytest

from abm.numerics.streams import Purpose
from abm.parameters import Event
from abm.policy.events import Crisis
from abm.policy.incidents import heavy_tail
from tests.conftest import small, start


@pytest.fixture
def model():
    """A small country in which nothing strikes by itself."""
    return start(small(changes={"shocks.rate": 0.0}), weeks=2)


def struck(model, week):
    """News and moves of needs that a week brings."""
    before = model.needs.centre.copy()
    model.world.strike(week)
    return model.board.news.copy(), model.needs.centre - before


def test_shocks_come_at_their_rate_and_move_needs_as_often_as_declared():
    """The rate is per ministry and week; each has a heavy-tailed size, and its own draw of whether needs move."""
    model = start(small(changes={"shocks.rate": 0.8, "shocks.needs_share": 0.25, "shocks.jump": 2.0}))
    own, tail = model.parameters.shocks, model.parameters.incidents
    count, moved, jumps = 0, 0, []
    for week in range(600):
        news, moves = struck(model, week)
        assert model.world.shocks == np.count_nonzero(news)
        for j in np.flatnonzero(news):
            drawn = model.streams[Purpose.SHOCK_SEVERITY].uniform(week, int(j))
            assert news[j] == pytest.approx(own.severity * heavy_tail(drawn, tail.severity_tail, tail.severity_limit))
            moves_needs = model.streams[Purpose.SHOCK_KIND].uniform(week, int(j)) < 0.25
            assert moves[j].any() == moves_needs and (moves[j, 0] != moves[j, 1]) == moves_needs
            count += 1
            moved += moves_needs
            jumps += moves[j].tolist() if moves_needs else []
        assert not moves[news == 0.0].any()
    assert count / 600 == pytest.approx(0.8 * 3, rel=0.1) and moved / count == pytest.approx(0.25, abs=0.04)
    assert np.std(jumps) == pytest.approx(2.0 * model.parameters.needs.heterogeneity, rel=0.1)


def test_a_crisis_grows_to_its_limit(model):
    """Harm x (1 + growth) every week, up to the limit; all of it is news and strikes citizens, until it is answered."""
    own, world, board = model.parameters.shocks, model.world, model.board
    own.crisis_limit = 17.0
    world.add(Event(week=5, kind="crisis", target="3", size=10.0))
    reach = model.parameters.citizens.incident_reach
    news, moves = struck(model, 5)
    assert news[3] == 10.0 and board.in_crisis[3] and moves[3].any() and world.shocks == 1
    harm = 10.0
    for week in range(6, 12):
        board.struck[:] = 0.0
        harm = min(17.0, harm * (1 + own.crisis_growth))
        news, moves = struck(model, week)
        assert news[3] == pytest.approx(harm) and board.struck[3] == pytest.approx(reach * harm)
        assert not moves.any() and not news[:3].any()
    (crisis,) = world.crises
    assert crisis.total == pytest.approx(sum(min(17.0, 10.0 * (1 + own.crisis_growth) ** k) for k in range(1, 7)))
    world.answer(3, 4, 12)
    world.answer(2, 9, 12)
    assert board.in_crisis.nonzero()[0].tolist() == [3] and crisis.answered is None
    world.answer(3, 5, 13)
    assert not board.in_crisis.any() and crisis.answered == 13
    world.answer(3, 11, 14)
    assert crisis.answered == 13 and not struck(model, 15)[0].any()


def test_a_shock_makes_the_house_less_sure_once(model):
    """By its severity, up to what surprises at most; a crisis only when it begins, and nothing beyond the limit."""
    own, board = model.parameters.evidence, model.board
    board.variance[:] = 0.2
    model.world.add(Event(week=5, kind="shock", target="1", size=3.0))
    model.world.add(Event(week=5, kind="crisis", target="2", size=own.surprise_severity + 50.0))
    model.world.strike(5)
    after = 0.2 + own.surprise * np.array([0.0, 3.0, own.surprise_severity, 0.0])
    assert board.variance[:4] == pytest.approx(after)
    model.world.strike(6)  # the crisis goes on
    assert board.in_crisis[2] and board.variance[:4] == pytest.approx(after)
    board.variance[1], board.variance[3] = own.variance_limit - 0.001, own.variance_limit + 0.5
    for number in (1, 3):
        model.world.add(Event(week=7, kind="shock", target=str(number), size=3.0))
    model.world.strike(7)
    assert board.variance[[1, 3]].tolist() == [own.variance_limit, own.variance_limit + 0.5]


def test_a_scheduled_shock_moves_needs_by_its_own_draw(model):
    """Two events of a week have jumps of their own, in units of H; others are handed on to those who carry them out."""
    model.world.add(Event(week=5, kind="shock", target="1", size=3.0))
    model.world.add(Event(week=5, kind="set", target="officials.courage", size=0.5))
    model.world.add(Event(week=5, kind="shock", target="2", size=4.0))
    before = model.needs.centre.copy()
    others = model.world.strike(5)
    assert [event.kind for event in others] == ["set"]
    assert model.board.news[1:3].tolist() == [3.0, 4.0]
    size = model.parameters.shocks.jump * model.parameters.needs.heterogeneity
    for number, j in enumerate((1, 2)):
        jump = model.streams[Purpose.EVENT_JUMP].normals(5, 2, 2 * number)
        assert model.needs.centre[j] - before[j] == pytest.approx(size * jump)


def test_news_of_last_week_is_gone_and_escalations_are_news(model):
    """The board starts a week with what escalated the week before, and nothing else."""
    model.board.news[:], model.board.escalated[:] = 7.0, 0.0
    model.board.escalated[4] = 3.0
    news, _ = struck(model, 5)
    assert news[4] == 3.0 and news.sum() == 3.0 and not model.board.escalated.any()


def test_an_incident_of_the_national_severity_is_of_its_class(model):
    """From ``incidents.national_severity`` on; below it is an ordinary one."""
    limit = model.parameters.incidents.national_severity
    for size in (limit - 0.1, limit):
        model.world.add(Event(week=9, kind="incident", target="2", size=size))
    found = model.world.incidents(9)
    assert [(one.dossier, one.source, one.national) for one in found] == [(2, "event", False), (2, "event", True)]
    assert not model.world.incidents(8)


def test_an_event_without_target_strikes_anywhere(model):
    """Its week and number pick the dossier, each as often as another."""
    hit = [model.world.dossier_of(Event(week=week), number) for week in range(400) for number in range(3)]
    assert np.bincount(hit, minlength=12).min() > 60 and len(np.bincount(hit)) == 12
    assert model.world.dossier_of(Event(week=3, target="7"), 0) == 7


def test_a_crisis_begins_with_its_size():
    """Nothing has been added to its harm yet, and nobody has answered."""
    crisis = Crisis(4, 9, 12.0)
    assert (crisis.dossier, crisis.started, crisis.harm, crisis.total, crisis.answered) == (4, 9, 12.0, 0.0, None)
