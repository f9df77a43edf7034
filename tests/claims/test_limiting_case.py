"""A case with a known answer: asking society cannot hurt where everything that a method declares is true."""

from __future__ import annotations

import numpy as np
import pytest

from abm.parameters import Method
from tests.conftest import open_process, small, start

PROCESSES = 40
"""Of each dossier."""


def squared_errors(odds_ratio: float, aware: float, hours: float = 1.0, respondents: int = 50) -> np.ndarray:
    """Squared errors of the belief before and after society was heard, over many processes; shape (2, processes).

    Before means after desk research. Beliefs are drawn with the variance that the house ascribes to them, w is 1, and
    the share ``hours`` of the evidence is done.
    """
    parameters = small(
        "population.citizens=4000",
        changes={
            "ministries.influence_room": 1.0,
            "ministries.mandate": 0.9,
            "ministries.mandate_spread": 0.0,
            "ministries.pressure_room": 0.0,
            "citizens.acceptance": 1.0,
            "evidence.house_bias": 0.0,
            "evidence.desk_perceived_bias": 0.0,
            "evidence.bias_awareness": aware,
            "evidence.relation_effect": 0.0,
            "evidence.mobilised": 0.0,
            "population.education_needs": 0.8,
        },
    )
    parameters.methods = {"asked": Method(respondents=respondents, hours=100.0, weeks=4, odds_ratio=odds_ratio)}
    model = start(parameters, weeks=1)
    board, generator, errors = model.board, np.random.default_rng(5), []
    for serial in range(1, PROCESSES + 1):
        for dossier in model.dossiers:
            j, v = dossier.number, float(generator.uniform(0.02, 0.3))
            belief = model.needs.centre[j] + np.sqrt(v) * generator.normal(size=2)
            both = []
            for choice in ("inside", "asked"):
                board.belief[j], board.variance[j] = belief, v
                process = open_process(model, j)
                process.serial = serial
                dossier.team[0].choose(process, choice)
                assert process.weight == (1.0 if choice == "asked" else 0.0)
                process.participation, process.desk = (1 - hours) * process.participation, (1 - hours) * process.desk
                dossier.conclude_evidence(process)
                both.append(float(((board.belief[j] - model.needs.centre[j]) ** 2).sum()))
            errors.append(both)
    return np.array(errors).T


def gain(errors: np.ndarray) -> float:
    """Mean fall of the squared error, in its standard errors."""
    fall = errors[0] - errors[1]
    return float(fall.mean() / (fall.std(ddof=1) / np.sqrt(fall.size)))


@pytest.mark.parametrize("respondents", [2, 50])
def test_with_true_declarations_hearing_society_makes_no_belief_worse(respondents):
    """w = 1, respondents without bias, hours that bind nobody: the squared error of b' is below that of d."""
    assert gain(squared_errors(1.0, 1.0, respondents=respondents)) > 4.0


def test_half_of_the_hours_is_half_of_the_respondents():
    """Scarce hours leave fewer respondents, whose declared variance is as true: still no belief gets worse."""
    assert gain(squared_errors(1.0, 1.0, hours=0.5)) > 4.0


def test_selection_that_the_house_does_not_know_of_makes_beliefs_worse():
    """The conclusion can fail: respondents of whom most are higher educated mislead a house that believes them."""
    assert gain(squared_errors(15.0, 0.0)) < -4.0
