"""Blame and economy by hand: what grave news costs, where it goes, how it fades, and what trust returns to."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import abm
from abm.agents.citizens.columns import Citizens
from abm.parameters import Driver, Parameters
from abm.policy.blame import Blame, news_loss
from abm.policy.economy import economy
from tests.agents.test_citizens import population, quiet
from tests.conftest import column, run, small, start

SCANDAL = "events=[{week: 0, kind: incident, target: '4', size: 60}]"


@pytest.mark.parametrize("exponent", [1.0, 2.0])
def test_grave_news_by_hand(exponent):
    """L = min(1, α Σ a max(0, S - S₀)^γ); what is not above the floor costs nothing."""
    model = start(small("scenario=calm"), weeks=1)
    board, own = model.board, dataclasses.replace(model.parameters.citizens, severity_exponent=exponent)
    board.severity[:], board.salience[:] = 0.0, 0.5
    board.severity[:3] = own.severity_floor + 10.0, own.severity_floor + 2.0, own.severity_floor
    expected = own.news_effect * 0.5 * (10.0**exponent + 2.0**exponent)
    assert news_loss(board, own) == pytest.approx(expected, rel=1e-14)
    board.severity[:] = 1e9
    assert news_loss(board, own) == 1.0


def test_at_exponent_1_severity_is_taken_as_it_is(monkeypatch):
    """The plain value: no power is computed."""
    monkeypatch.setattr("abm.policy.blame.power", None)
    model = start(small("scenario=calm"), weeks=1)
    model.board.severity[0], model.board.salience[0] = 50.0, 1.0
    assert news_loss(model.board, model.parameters.citizens) > 0.0


def test_blame_by_hand():
    """N <- N 2^(-1/h) + τ L T̄; it halves in its half-life and has no ceiling."""
    own = Parameters().citizens
    blame = Blame()
    blame.step(0.1, 0.5, own)
    assert blame.level == blame.change == own.blame_share * 0.1 * 0.5
    first = blame.level
    for _ in range(int(own.blame_halflife)):
        blame.step(0.0, 0.5, own)
    assert blame.level == pytest.approx(first / 2, rel=1e-12) and blame.change < 0.0
    for _ in range(200):
        blame.step(1.0, 0.5, own)
    assert blame.level > 1.0


def test_blame_and_news_add_up_to_what_news_costs():
    """In the week of the news, what trust loses and what goes to blame are L·T̄ together."""
    keys = {"citizens.contact_rate": 0.0, "citizens.talk": 0.0, "weeks": 3, "citizens.trust_halflife": 520.0}
    model = start(small("scenario=calm", changes=keys), weeks=1)
    model.board.severity[4], model.board.salience[4] = 60.0, 0.3
    loss, trust, own = news_loss(model.board, model.parameters.citizens), model.lived.trust, model.parameters.citizens
    model.step()
    made = model.lived.contributions
    assert loss > 0.005
    assert model.blame.level == pytest.approx(own.blame_share * loss * trust, rel=1e-6)
    assert made.blame == -model.blame.change
    assert made.news == pytest.approx(-(1.0 - own.blame_share) * loss * trust, rel=1e-6)
    assert made.news + made.blame == pytest.approx(-loss * trust, rel=1e-6)


def test_without_a_share_blame_is_nothing():
    """At blame_share 0 all that news costs is lost of trust itself, T(1 - L), as before there was blame."""
    model = run(small(SCANDAL, changes={"weeks": 30, "citizens.blame_share": 0.0}))
    assert not column(model, "blame").any() and not column(model, "trust_blame").any()
    assert column(model, "trust_news").min() < -0.001


def test_all_blame_passes():
    """At blame_share 1 news takes nothing of trust itself, and blame is given back as it fades."""
    nothing_else = ("incidents.misfit_slope", "incidents.coordination_slope", "citizens.waiting_effect")
    changes = {"weeks": 260, "citizens.blame_share": 1.0} | dict.fromkeys(nothing_else, 0.0)
    model = run(small(SCANDAL, changes=changes))
    assert not column(model, "trust_news").any()
    blame = column(model, "blame")
    assert blame.max() > 0.005 and blame[-1] < blame.max() / 100
    np.testing.assert_allclose(np.cumsum(column(model, "trust_blame")), -blame, atol=1e-12)


def test_what_waiting_costs_is_no_blame():
    """Only news of grave incidents is split; being seen to wait acts on trust alone."""
    keys = {"citizens.news_effect": 0.0, "citizens.waiting_effect": 0.05, "citizens.contact_rate": 0.0}
    model = start(small("scenario=calm", changes=keys), weeks=1)
    model.board.in_crisis[4], model.board.salience[4] = True, 0.4
    trust = model.lived.trust
    model.step()
    assert model.blame.level == 0.0
    assert model.lived.contributions.news == pytest.approx(-0.05 * 0.4 * trust, rel=1e-6)


def test_news_costs_the_same_share_for_any_number_of_citizens():
    """Loss and blame hang on the board and on mean trust, not on how many citizens are simulated."""
    levels = []
    for people in (500, 4000):
        model = start(small("scenario=calm", changes={"population.citizens": people}), weeks=1)
        model.board.severity[4], model.board.salience[4] = 60.0, 0.3
        trust = model.citizens.mean_trust
        model.step()
        levels.append(model.blame.level / trust)
    assert levels[0] == pytest.approx(levels[1], rel=1e-12) and levels[0] > 0.0


def test_trust_returns_to_baseline_economy_and_rally_minus_blame():
    """T -> b + E + (R - N): reversion does not eat the stocks, and the economy acts through it only."""
    parameters = population(300, contact_rate=0.0, talk=0.0, trust_halflife=13.0)
    citizens = Citizens(parameters, abm.PolicyModel(small()).streams)
    shown = {"rally": 0.08, "blame": 0.03, "economy": -0.02}
    before = citizens.trust.copy()
    citizens.step(0, quiet(**shown, rally_change=0.08, blame_change=0.03))
    reversion = 1 - 2 ** (-1 / 13.0)
    inside = (citizens.baseline > 0.2) & (citizens.baseline < 0.8)
    np.testing.assert_allclose((citizens.trust - before)[inside], 0.05 - reversion * 0.02, atol=1e-6)
    for week in range(1, 300):
        citizens.step(week, quiet(**shown))
    np.testing.assert_allclose((citizens.trust - citizens.baseline)[inside], 0.08 - 0.03 - 0.02, atol=1e-5)


DRIVERS = [Driver("economy", 10.0, 20.0), Driver("economy", 2.0, -20.0)]


@pytest.mark.parametrize(("week", "balance"), [(-50, -20.0), (2, -20.0), (4, -10.0), (6, 0.0), (10, 20.0), (99, 20.0)])
def test_the_economy_is_linear_between_its_points(week, balance):
    """E = effect (balance - mean)/10; the first value holds before, the last after, given in any order."""
    parameters = dataclasses.replace(Parameters(), drivers=DRIVERS)
    own = parameters.citizens
    assert economy(week, parameters) == pytest.approx(own.economy_effect * (balance - own.economy_mean) / 10.0)


def test_without_drivers_or_effect_the_economy_moves_nothing():
    """Then E is 0, also where the mean is not."""
    assert economy(3, Parameters()) == 0.0
    parameters = dataclasses.replace(Parameters(), drivers=DRIVERS)
    parameters.citizens = dataclasses.replace(parameters.citizens, economy_effect=0.0)
    assert economy(3, parameters) == 0.0


def test_the_economy_moves_trust_by_its_own_baseline():
    """Trust of a run with a poor economy falls behind a twin without one, by less than the pull."""
    driven = "drivers=[{kind: economy, week: 0, value: -40}]"
    poor, twin, cut = (
        run(small(*given, changes={"weeks": 60} | changes))
        for given, changes in (((driven,), {}), ((), {}), ((driven,), {"citizens.economy_effect": 0.0}))
    )
    own = poor.parameters.citizens
    level = own.economy_effect * (-40.0 - own.economy_mean) / 10.0
    np.testing.assert_allclose(column(poor, "economy"), level)
    assert level < column(poor, "trust")[-1] - column(twin, "trust")[-1] < level / 5
    np.testing.assert_array_equal(column(cut, "trust"), column(twin, "trust"))
    assert not column(cut, "economy").any()


@pytest.mark.parametrize(
    ("driven", "said"),
    [
        ("drivers=3", "drivers must be a list, such as"),
        ("drivers=[{kind: weather}]", "drivers[0].kind must be one of economy, not weather"),
        ("drivers=[{week: 2}, {week: 2.0, value: 3}]", "drivers[1].week must be a week in which no other driver"),
        ("drivers=[{week: inf}]", "drivers[0].week must be a number from -5000 to 5000, not inf"),
        ("drivers=[{value: nan}]", "drivers[0].value must be a number from -100 to 100, not nan"),
        ("drivers=[{wek: 1}]", "did you mean drivers[].week?"),
        ("drivers.0.week=3", "given as a whole: drivers=[{kind: economy, week: 2, value: -20}]"),
    ],
)
def test_what_is_no_driver_is_refused_in_one_line(driven, said):
    """With key, value and what is allowed."""
    with pytest.raises(abm.ParameterError) as refusal:
        abm.load(driven)
    assert said in str(refusal.value) and "\n" not in str(refusal.value)


def test_drivers_come_through_a_configuration():
    """As a list of points, like events."""
    parameters = abm.load("drivers=[{kind: economy, week: 2, value: -20}, {week: 6.5}]")
    assert parameters.drivers == [Driver("economy", 2.0, -20.0), Driver("economy", 6.5, 0.0)]
