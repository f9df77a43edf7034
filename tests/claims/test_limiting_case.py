"""A case with a known answer: asking society cannot hurt where everything that a method declares is true."""

from __future__ import annotations

import numpy as np
import pytest

from abm.experiments.evidence_map import CASES, SETTINGS, errors
from abm.parameters import Method
from abm.policy.choice import INSIDE
from tests.conftest import small, start

PROCESSES = 40
"""Of each dossier."""


def squared_errors(odds_ratio: float, aware: float, share: float = 1.0, respondents: int = 50) -> np.ndarray:
    """Squared errors of the belief before and after society was heard, over many processes; shape (2, processes).

    Before means after desk research. Beliefs are drawn with the variance that the house ascribes to them, w is 1, and
    the given share of the evidence is done.
    """
    parameters = small(
        *CASES["as declared"],
        *SETTINGS,
        "population.citizens=4000",
        "population.education_needs=0.8",
        f"evidence.bias_awareness={aware}",
    )
    parameters.methods = {"asked": Method(respondents=respondents, hours=100.0, weeks=4, odds_ratio=odds_ratio)}
    model = start(parameters, weeks=1)
    board, generator, found = model.board, np.random.default_rng(5), []
    for _ in range(PROCESSES):
        for dossier in model.dossiers:
            j, v = dossier.number, float(generator.uniform(0.02, 0.3))
            board.belief[j] = model.needs.centre[j] + np.sqrt(v) * generator.normal(size=2)
            board.variance[j] = v
            assert dossier.ministry.may(0.0, dossier.salience) == 1.0
            found.append(errors(dossier, (INSIDE, "asked"), share))
    return np.array(found).T


def gain(found: np.ndarray) -> float:
    """Mean fall of the squared error, in its standard errors."""
    fall = found[0] - found[1]
    return float(fall.mean() / (fall.std(ddof=1) / np.sqrt(fall.size)))


@pytest.mark.parametrize("respondents", [2, 50])
def test_with_true_declarations_hearing_society_makes_no_belief_worse(respondents):
    """w = 1, respondents without bias, hours that bind nobody: the squared error of b' is below that of d."""
    assert gain(squared_errors(1.0, 1.0, respondents=respondents)) > 4.0


def test_half_of_the_hours_is_half_of_the_respondents():
    """Scarce hours leave fewer respondents, whose declared variance is as true: still no belief gets worse."""
    assert gain(squared_errors(1.0, 1.0, share=0.5)) > 4.0


def test_selection_that_the_house_does_not_know_of_makes_beliefs_worse():
    """The conclusion can fail: respondents of whom most are higher educated mislead a house that believes them."""
    assert gain(squared_errors(15.0, 0.0)) < -4.0
