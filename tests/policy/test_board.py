"""What the board holds at the start: beliefs that share the house's bias, policies that follow beliefs."""

from __future__ import annotations

import numpy as np
import pytest

from tests.conftest import small, start


def test_beliefs_start_at_needs_bias_and_error():
    """b = centre + B + error: s.d. of B in units of H, of the error as the variance that the house admits to."""
    size = {"ministries.count": 12, "ministries.dossiers": 40}
    model = start(small(changes=size | {"evidence.house_bias": 1.2, "evidence.belief_variance": 0.09}))
    board, h = model.board, model.parameters.needs.heterogeneity
    assert board.house_bias.std() == pytest.approx(1.2 * h, rel=0.08)
    error = board.belief - model.needs.centre - board.house_bias
    assert error.std() == pytest.approx(0.3, rel=0.08) and (board.variance == 0.09).all()
    assert abs(np.corrcoef(error.ravel(), board.house_bias.ravel())[0, 1]) < 0.1
    assert abs(np.corrcoef(board.house_bias.T)[0, 1]) < 0.15
    assert (board.policy == board.belief).all() and board.policy is not board.belief
    assert 0.0 <= board.sensitivity.min() < 0.05 and 0.95 < board.sensitivity.max() <= 1.0
    assert not board.in_crisis.any() and not board.coordination_gap.any()
