"""Questions by hand: how parliament's agenda follows the news, and how parties divide it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.conftest import small, start


@pytest.fixture
def model():
    """Three ministries with four dossiers each, of which the second is in the news."""
    found = start(small(), weeks=2)
    found.board.salience[:] = 0.0
    found.board.salience[4:8] = [0.4, 0.0, 0.1, 0.0]
    return found


@pytest.mark.parametrize("coupling", [0.0, 0.5, 1.0])
def test_the_agenda_by_hand(model, coupling):
    """The part that follows the news is linear in salience, the rest even; both are damped by the soft budget."""
    own = model.parameters.parliament
    own.news_coupling = coupling
    model.agenda.set(model)
    following = coupling * own.news_questions / (own.reference_salience * 4) * model.board.salience.reshape(3, 4)
    apart = own.other_questions + (1 - coupling) * own.news_questions
    propensity = following.sum(axis=1) + apart
    asked = np.array([own.budget * (1 - math.exp(-p / own.budget)) for p in propensity])
    damping = asked / propensity
    assert model.agenda.means[:12] == pytest.approx((following * damping[:, None]).ravel())
    assert model.agenda.means[12:] == pytest.approx(np.repeat(apart / 4 * damping, 4))
    assert model.agenda.means.sum() == pytest.approx(asked.sum())
    model.agenda.draw(model)
    assert model.agenda.weight == pytest.approx(sum(party.weight for party in model.parties))


def test_a_party_asks_its_share_of_the_agenda(model):
    """Poisson numbers around weight/total of the agenda: half of each party's draws is on the news, half is not."""
    model.agenda.set(model)
    party = model.parties_by_number[2]
    news, apart = np.zeros(12), np.zeros(12)
    for week in range(3000):
        model.week = week
        model.agenda.draw(model)
        party.ask()
        news += party.asked_on_news
        apart += party.asked - party.asked_on_news
    share = party.weight / sum(one.weight for one in model.parties)
    for total, means in ((news, model.agenda.means[:12]), (apart, model.agenda.means[12:])):
        expected = 3000 * share * means
        assert (np.abs(total - expected) <= 4 * np.sqrt(expected) + 1e-9).all()
    assert news.sum() > 0 and apart.sum() > 0


def test_parties_draw_apart(model):
    """Two parties of the same weight ask different questions in the same week."""
    model.agenda.set(model)
    model.agenda.means[:] = 40.0
    for party in model.parties_by_number:
        party.seats, party.coalition = 10, True
    model.agenda.draw(model)
    model.parties.do("ask")
    asked = {party.number: tuple(party.asked) for party in model.parties}
    assert len(set(asked.values())) == len(asked)


def test_weight_and_budget_of_a_party(model):
    """A seat of the opposition weighs more; budgets of all parties add up to that of all ministries."""
    own = model.parameters.parliament
    for party in model.parties:
        assert party.weight == party.seats * (1.0 if party.coalition else own.opposition)
    assert sum(party.budget for party in model.parties) == pytest.approx(3 * own.budget)
    first, second = model.parties_by_number[:2]
    assert first.budget / second.budget == pytest.approx(first.weight / second.weight)


def test_what_all_ask_is_published(model):
    """Questions of all parties are added up by dossier, those that follow the news beside them."""
    model.agenda.set(model)
    model.agenda.draw(model)
    model.parties.do("ask")
    model.agenda.gather(model)
    assert (model.board.questions == np.sum([party.asked for party in model.parties], axis=0)).all()
    assert (model.board.news_questions == np.sum([party.asked_on_news for party in model.parties], axis=0)).all()
