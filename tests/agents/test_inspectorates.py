"""What an inspectorate notices, how it reads it, and when a ministry hears of it."""

from __future__ import annotations

import numpy as np
import pytest

from abm.agents.inspectorates import Inspectorate
from abm.policy.evidence import trust_in
from tests.conftest import small, start


def test_a_signal_is_the_mean_need_of_badly_served_people():
    """It arrives after the lag, with variance H²/cases and the bias that the ministry ascribes to it, in units of H."""
    share = {"inspectorates.house_share": 0.0}
    model = start(small(changes={"inspectorates.cases": 40, "inspectorates.lag": 3} | share), weeks=22)
    inspectorate = model.inspectorates_by_number[1]
    inspectorate.signals.clear()
    model.board.policy[5] = model.needs.centre[5] + [0.4, 0.0]
    model.detected = [3, 5, 8]  # of the ministries 0, 1 and 2, with four dossiers each
    inspectorate.inspect()
    assert inspectorate.noticed == 1
    ((due, dossier, signal),) = inspectorate.signals
    own, h = model.parameters.inspectorates, model.parameters.needs.heterogeneity
    assert (due, dossier) == (model.week + 3, 5)
    assert (signal.variance, signal.bias, signal.weight) == (h * h / 40, own.perceived_bias * h, 1.0)
    badly = model.needs.badly_served(5, model.board.policy[5])
    needs = np.array([model.needs.member(5, place) for place in badly])
    error = needs.std(axis=0, ddof=1) / np.sqrt(40)
    assert (np.abs(signal.reading - needs.mean(axis=0)) < 4 * error).all()
    assert not inspectorate.due(due - 1) and inspectorate.due(due) == [(5, signal)] and not inspectorate.signals


@pytest.mark.parametrize("share", [0.25, 1.0])
def test_a_signal_carries_its_share_of_the_house_bias(share):
    """Inspectorates are government's own eye: what they read is off by that share, and by nothing else."""
    read = []
    for part in (0.0, share):
        model = start(small(changes={"inspectorates.house_share": part}), weeks=1)
        model.board.policy[5] = model.needs.centre[5] + [0.4, 0.0]
        model.detected = [5]
        inspectorate = model.inspectorates_by_number[1]
        inspectorate.signals.clear()
        inspectorate.inspect()
        read.append(inspectorate.signals[0][2].reading)
    bias = model.board.house_bias[5]
    assert np.abs(bias).max() > 0.05 and read[1] - read[0] == pytest.approx(share * bias)


def test_where_nobody_is_badly_served_there_is_nothing_to_signal():
    """A policy that serves the whole panel gives no signal, even if the inspectorate looks."""
    model = start(small(changes={"citizens.tolerance": 5.0}), weeks=2)
    inspectorate = model.inspectorates_by_number[0]
    model.board.policy[0] = model.needs.centre[0]
    model.detected = [0]
    inspectorate.inspect()
    assert inspectorate.noticed == 0 and not inspectorate.signals


def test_detection_follows_the_bad_share(monkeypatch):
    """A dossier is looked at with probability detection x bad share in a week."""
    model = start(small(changes={"inspectorates.detection": 0.5}), weeks=1)
    monkeypatch.setattr(Inspectorate, "inspect", lambda self: None)
    seen = np.zeros(len(model.board))
    shares = np.linspace(0.0, 1.0, len(model.board))
    for week in range(2000):
        model.week = week
        model.board.bad_share = shares
        model.incidents = []
        model.surface_incidents()
        seen[model.detected] += 1
    assert seen / 2000 == pytest.approx(0.5 * shares, abs=0.05)


@pytest.mark.parametrize("pressure", [0.0, 0.8])
def test_a_signal_moves_belief_by_the_weight_of_the_norm(monkeypatch, pressure):
    """Without a norm nobody listens; with one the belief moves by weight x G, of which pressure takes its share."""
    for weight in (0.0, 0.5):
        model = start(small(), weeks=22)
        ministry, inspectorate, board = model.ministries_by_number[0], model.inspectorates_by_number[0], model.board
        inspectorate.signals.clear()
        model.board.policy[2] = model.needs.centre[2] + [0.4, 0.0]
        model.detected = [2]
        inspectorate.inspect()
        ((due, _, signal),) = inspectorate.signals
        model.week = due
        monkeypatch.setattr(type(ministry.norms), "listen", lambda self, before, weight=weight: weight)
        belief, variance = board.belief[2].copy(), float(board.variance[2])
        ministry.pressure, own = pressure, model.parameters.ministries
        left = 1.0 - own.pressure_room * pressure * (1.0 - ministry.leadership.steadfastness)
        ministry.learn()
        gain = weight * left * trust_in(variance, signal.variance, signal.bias)
        assert board.belief[2] == pytest.approx(belief + gain * (signal.reading - belief))
        assert board.variance[2] == pytest.approx((1 - gain) * variance)
