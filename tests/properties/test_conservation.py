"""What must be conserved in every week: hours, questions, work, shares and bounds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abm import PolicyModel
from tests.conftest import NORM_SETS, column, lively, run, small

HEAVY = {
    "parliament.news_questions": 20.0,
    "parliament.other_questions": 10.0,
    "parliament.budget": 60.0,
    "shocks.rate": 1.0,
    "officials.per_ministry": 6,
    "weeks": 40,
}
"""More questions than officials can answer."""


class Bookkeeper:
    """Checks the books of every ministry at the end of each week."""

    def __init__(self) -> None:
        self.asked: dict[int, int] = {}
        self.answered: dict[int, int] = {}
        self.most = 0.0

    def __call__(self, model: PolicyModel) -> None:
        if model.week < -model.parameters.burn_in:
            return
        assert sum(len(m.active) for m in model.ministries) == sum(d.process is not None for d in model.dossiers)
        for ministry in model.ministries:
            used = math.fsum(ministry.ledger.values())
            assert all(hours >= -1e-9 for hours in ministry.ledger.values())
            assert used <= ministry.hours_available * (1 + 1e-12)
            assert 0.0 <= ministry.utilisation <= 1 + 1e-12
            self.most = max(self.most, used / ministry.hours_available)
            number = ministry.number
            self.asked[number] = self.asked.get(number, 0) + ministry.asked
            self.answered[number] = self.answered.get(number, 0) + ministry.answered
            assert self.asked[number] == self.answered[number] + ministry.questions_open
            assert 0 <= ministry.late <= ministry.answered
            assert 0.0 <= ministry.pressure <= 1.0
            assert ((ministry.relations >= 0.0) & (ministry.relations <= 1.0)).all()
            for process in ministry.active:
                left = (process.overhead, process.participation, process.desk, process.drafting)
                assert all(hours >= 0.0 for hours in left)
                assert 0.0 <= process.evidence_share <= 1.0 and 0.0 <= process.drafting_share <= 1.0
                assert 0.0 <= process.coordination_gap <= 1.0 + 1e-12
            for official in ministry.officials:
                assert 0.0 <= official.skill <= 1.0 and 0.0 <= official.expected_benefit <= 1.0
                assert 0.0 <= official.fear <= 1.0
        assert ((model.board.salience >= 0.0) & (model.board.salience <= 1.0)).all()
        assert (model.board.variance > 0.0).all() and np.isfinite(model.board.policy).all()
        assert ((model.citizens.trust >= 0.0) & (model.citizens.trust <= 1.0)).all()


def keep_books(parameters, seed: int = 1) -> tuple[PolicyModel, Bookkeeper]:
    books = Bookkeeper()
    model = run(parameters, seed, each_week=books)
    books(model)
    return model, books


@pytest.mark.parametrize("load", ["ordinary", "heavy"])
@pytest.mark.parametrize("norms", NORM_SETS)
def test_hours_and_questions_are_conserved(norms, load):
    """Every week in every ministry hours used stay within those available, and each question is answered or open."""
    parameters = lively(f"norms={norms}", "scenario=pandemic", changes=HEAVY if load == "heavy" else {"weeks": 130})
    model, books = keep_books(parameters)
    available, used, asked = (column(model, name) for name in ("hours_available", "hours_used", "questions"))
    assert (used <= available * (1 + 1e-12)).all()
    kinds = [name for name in model.datacollector.model_vars if name.startswith("hours_")]
    kinds = [name for name in kinds if name not in ("hours_available", "hours_used")]
    np.testing.assert_allclose(np.sum([column(model, name) for name in kinds], axis=0), used, rtol=1e-12)
    assert sum(books.asked.values()) == pytest.approx(asked.sum() * len(model.ministries))
    if load == "heavy":
        assert books.most > 0.99 and sum(m.questions_open for m in model.ministries) > 100


@given(
    seed=st.integers(0, 10_000),
    norms=st.sampled_from(NORM_SETS),
    changes=st.fixed_dictionaries(
        {
            "officials.per_ministry": st.integers(1, 25),
            "officials.hours": st.floats(8, 40),
            "work.question_hours": st.floats(0, 200),
            "work.question_share": st.floats(0, 1),
            "work.coordination_hours": st.floats(0, 100),
            "work.coordination_share": st.floats(0, 1),
            "work.coordination_start": st.floats(0, 1),
            "work.drafting_hours": st.floats(100, 4000),
            "work.sign_off": st.floats(0, 12),
            "evidence.desk_hours": st.floats(0, 2000),
            "evidence.relation_effect": st.floats(0, 1),
            "evidence.process_share": st.floats(0, 1),
            "ministries.deadline_coupling": st.floats(0, 1),
            "ministries.rush_lead": st.floats(2, 26),
            "officials.courage": st.floats(0, 1),
            "shocks.rate": st.floats(0, 1),
            "instrument.participation_academy.hours": st.floats(0, 8),
            "instrument.calm_practice.share": st.floats(0, 1),
        }
    ),
)
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_books_balance_whatever_the_parameters(seed, norms, changes):
    """No combination of loads, limits and norms loses an hour or a question, or drives a state out of bounds."""
    keep_books(
        small(f"norms={norms}", "weeks=30", "burn_in=5", changes={"ministries.planned_interval": 26.0} | changes), seed
    )


@pytest.mark.parametrize("norms", NORM_SETS)
def test_shares_of_choices_sum_to_1(norms):
    """Inside, explained, tick-box and outside are all there is."""
    model = run(lively(f"norms={norms}"))
    shares = [column(model, f"share_{name}") for name in ("inside", "explained", "tick_box", "outside")]
    opened = column(model, "openings") > 0
    np.testing.assert_allclose(np.sum(shares, axis=0)[opened], 1.0, atol=1e-12)
    assert opened.any() and np.isnan(np.sum(shares, axis=0)[~opened]).all()
    over_run = model.datacollector.over_run()
    total = sum(over_run[f"share_{name}"] for name in ("inside", "explained", "tick_box", "outside"))
    assert total == pytest.approx(1.0)


@pytest.mark.parametrize("norms", ["reactive", "anticyclical"])
def test_contributions_add_up_to_the_change_of_trust(norms):
    """Contact, news, talk, own baseline, procedure, rally and blame together are the change of mean trust, every week.

    With a country so small that simulated citizens take part themselves.
    """
    parameters = lively(
        f"norms={norms}", "population.adult_population=1000", "scenario=pandemic", changes={"weeks": 130}
    )
    parameters.procedure.exposure = 0.2
    model = run(parameters)
    rules = ("contact", "news", "talk", "baseline", "procedure", "rally", "blame")
    parts = [column(model, f"trust_{name}") for name in rules]
    trust = column(model, "trust")
    np.testing.assert_allclose(np.sum(parts, axis=0)[1:], np.diff(trust), rtol=0, atol=1e-13)
    assert all(np.abs(part).max() > 0.0 for part in parts)
    assert model.datacollector.over_run()["trust"] == pytest.approx(trust[model.parameters.burn_in :].mean())
