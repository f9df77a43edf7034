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
    away = board.policy - board.belief
    assert away.std() == pytest.approx(model.parameters.start.policy_error, rel=0.08) and abs(away.mean()) < 0.02
    assert 0.0 <= board.sensitivity.min() < 0.05 and 0.95 < board.sensitivity.max() <= 1.0
    assert not board.in_crisis.any()


def test_a_run_begins_with_policies_as_they_are_later_found():
    """A share of policies has a gap in coordination, uniform up to the largest; ages are exponential."""
    size = {"ministries.count": 12, "ministries.dossiers": 40}
    model = start(small(changes=size | {"start.coordination_share": 0.4, "start.coordination_gap": 0.6}))
    gap = model.board.coordination_gap
    cut_short = gap[gap > 0.0]
    assert len(cut_short) / len(gap) == pytest.approx(0.4, abs=0.06)
    assert cut_short.max() <= 0.6 and cut_short.mean() == pytest.approx(0.3, abs=0.03)
    ages = np.array([model.week - dossier.in_force_since for dossier in model.dossiers])
    mean = model.parameters.start.policy_age
    assert ages.min() >= 0 and ages.mean() == pytest.approx(mean, rel=0.12)
    assert (ages > mean).mean() == pytest.approx(np.exp(-1), abs=0.07)  # of 480
    watched = {dossier.number for ministry in model.ministries for _, _, dossier in ministry.watched}
    assert watched == {d.number for d in model.dossiers if model.week - d.in_force_since < 104}


def test_a_start_without_age_error_gap_or_process_is_a_blank_one():
    """At 0 each of them is gone: policies are what the house believes, just in force, and nothing is under way."""
    nothing = ("policy_age", "policy_error", "coordination_share", "under_way")
    model = start(small(changes={f"start.{name}": 0.0 for name in nothing} | {"ministries.planned_interval": 1040.0}))
    assert (model.board.policy == model.board.belief).all() and model.board.policy is not model.board.belief
    assert not model.board.coordination_gap.any()
    assert all(dossier.in_force_since == model.week for dossier in model.dossiers)
    model.step()
    assert sum(dossier.process is not None for dossier in model.dossiers) <= 1


def test_a_share_of_dossiers_begins_under_revision():
    """A planned one, with any share of its draft left to write; an official chooses as at any opening."""
    size = {"ministries.count": 12, "ministries.dossiers": 40, "ministries.planned_interval": 1040.0}
    model = start(small(changes=size | {"start.under_way": 0.5}), weeks=1)
    processes = [dossier.process for dossier in model.dossiers if dossier.process is not None]
    assert len(processes) / len(model.dossiers) == pytest.approx(0.5, abs=0.08)
    left = np.array([process.drafting / process.drafting_total for process in processes])
    assert left.mean() == pytest.approx(0.5, abs=0.08) and left.min() < 0.1 and left.max() > 0.9
    assert all(process.kind == "planned" and process.entry["chosen"] for process in processes)
