"""When news and grievance die down, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from abm.policy.stability import stability_problems, story_feedback
from tests.conftest import small


def test_the_feedback_of_a_story_is_what_questions_add_to_it():
    """Simulated by hand: a small story on a quiet dossier, and all questions that it draws, as stories again."""
    parameters = small(changes={"media.question_weight": 0.2, "media.imitation": 0.3})
    media, parliament = parameters.media, parameters.parliament
    keeps, story, drawn = 2.0 ** (-1.0 / media.attention_halflife), 1e-6, 0.0
    for _ in range(400):
        salience = story / (media.saturation * media.other_news)
        questions = parliament.news_questions * salience / (parliament.reference_salience * 4)
        drawn += media.question_weight * questions
        story *= keeps
    assert story_feedback(parameters) == pytest.approx(0.3 + drawn / 1e-6)


@pytest.mark.parametrize("imitation", [0.0, 0.3, 0.9])
def test_feedback_of_1_and_more_is_a_problem(imitation):
    """Imitation and questions together decide: from a sum of 1 on a story does not die down."""
    parameters = small(changes={"media.imitation": imitation})
    by_weight = (story_feedback(parameters) - imitation) / parameters.media.question_weight
    for times, problems in ((0.99, 0), (1.01, 1)):
        parameters.media.question_weight = times * (1.0 - imitation) / by_weight
        assert len(list(stability_problems(parameters))) == problems
    parameters.parliament.news_coupling = 0.0
    assert story_feedback(parameters) == imitation


@pytest.mark.parametrize("slows", [0.0, 0.5])
def test_spread_must_stay_below_the_slowest_decay(slows):
    """Grievance that spreads faster than it decays at full coverage never dies out."""
    parameters = small(changes={"citizens.coverage_slows": slows, "citizens.grievance_halflife": 8.0})
    decay = (1 - 2.0 ** (-1 / 8.0)) * (1 - slows)
    for spread, problems in ((np.nextafter(decay, 0) * 0.999, 0), (decay * 1.001, 1), (0.0, 0)):
        parameters.citizens.grievance_spread = float(spread)
        assert len(list(stability_problems(parameters))) == problems
