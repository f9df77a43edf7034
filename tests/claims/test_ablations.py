"""Ablations cut what they say: haste alone, or every path from salience back to policy-making."""

from __future__ import annotations

import numpy as np
import pytest

from abm import PolicyModel
from tests.conftest import column, differing, lively, run, small


class Loud(PolicyModel):
    """The same country, where attention swings for no reason at all."""

    def divide_attention(self) -> None:
        super().divide_attention()
        self.board.salience = np.minimum(1.0, self.board.salience + 0.25 * (1 + self.week % 3))


def policymaking(kind: type[PolicyModel], parameters) -> dict[str, np.ndarray]:
    """All that policy-making is and brings forth, week by week."""
    model = kind(parameters, seed=2)
    policies, hours, openings, beliefs, questions = [], [], [], [], []
    for _ in range(parameters.burn_in + parameters.weeks):
        model.step()
        policies.append(model.board.policy.copy())
        beliefs.append(model.board.belief.copy())
        openings.append([dossier.serial for dossier in model.dossiers])
        hours.append([list(ministry.ledger.values()) for ministry in model.ministries_by_number])
        questions.append(model.board.questions.copy())
    return {
        "policies": np.array(policies),
        "beliefs": np.array(beliefs),
        "openings": np.array(openings),
        "hours": np.array(hours),
        "questions": np.array(questions),
        "salience": np.array([column(model, "salience")]),
    }


def cut(ablation: str, norms: str):
    """Parameters of an ablation, with so few hours and weeks that every expectation of them counts.

    What news does to citizens' trust is no path of policy-making, and is closed too.
    """
    quiet = {"citizens.news_effect": 0.0, "citizens.waiting_effect": 0.0}
    scarce = {"officials.per_ministry": 4, "ministries.routine_lead": 26.0, "ministries.planned_limit": 1.0}
    hurried = {"work.drafting_hours": 400.0, "weeks": 160}
    eager = {"officials.courage": 0.9, "officials.availability": 1.0}
    return lively(
        f"norms={norms}", f"ablation={ablation}", "scenario=turbulent", changes=quiet | scarce | hurried | eager
    )


@pytest.mark.parametrize("norms", ["reactive", "anticyclical"])
def test_no_loop_leaves_no_path_from_salience_to_policymaking(norms):
    """Under no_loop salience may do what it likes: policies, beliefs, openings, hours and questions stay the same."""
    quiet, loud = (policymaking(kind, cut("no_loop", norms)) for kind in (PolicyModel, Loud))
    assert not np.array_equal(quiet.pop("salience"), loud.pop("salience"))
    assert [name for name in quiet if not np.array_equal(quiet[name], loud[name])] == []


def test_without_ablation_salience_moves_policymaking():
    """The test above can fail: without the ablation each of these moves."""
    quiet, loud = (policymaking(kind, cut("none", "reactive")) for kind in (PolicyModel, Loud))
    assert [name for name in quiet if np.array_equal(quiet[name], loud[name])] == []


def test_no_haste_is_a_coupling_of_0():
    """no_haste and lambda 0 are the same model, and another one than the default."""
    none, no_haste = run(lively()), run(lively("ablation=no_haste"))
    zero = run(lively(changes={"ministries.deadline_coupling": 0.0}))
    assert differing(no_haste, zero) == []
    assert "lead_time" in differing(no_haste, none)


def test_no_haste_keeps_the_rest_of_the_loop():
    """Under no_haste salience still opens dossiers and draws questions."""
    quiet, loud = (policymaking(kind, cut("no_haste", "reactive")) for kind in (PolicyModel, Loud))
    for name in ("openings", "questions", "hours", "policies"):
        assert not np.array_equal(quiet[name], loud[name]), name


def test_as_many_questions_fall_when_they_do_not_follow_the_news():
    """At reference salience everywhere, parliament asks as much with the arrow as without it."""
    rates = []
    for coupling in (1.0, 0.5, 0.0):
        model = PolicyModel(lively(changes={"parliament.news_coupling": coupling}), seed=1)
        model.board.salience = np.full(len(model.board), model.parameters.parliament.reference_salience)
        model.agenda.set(model)
        rates.append(float(model.agenda.means.sum()))
    assert rates == pytest.approx([rates[0]] * 3, rel=1e-12)
    assert rates[0] > 0.0


def test_no_loop_keeps_the_load_of_questions():
    """no_loop changes when questions fall, not how many, beyond what salience off its reference brings."""
    count = {}
    for ablation in ("none", "no_loop"):
        ordinary = small(f"ablation={ablation}")
        asked = [run(ordinary, seed) for seed in range(6)]
        count[ablation] = np.mean([column(model, "questions").mean() for model in asked])
    assert count["no_loop"] == pytest.approx(count["none"], rel=0.25)
