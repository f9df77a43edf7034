"""What each parameter of media acts on: what makes a story, how it fades and spreads, and how a budget is shared."""

from __future__ import annotations

import numpy as np

from abm.model import PolicyModel
from tests.parameters.acts import FALLS, RISES, acts
from tests.parameters.acts.offices import Changes, country


def covered(changes: Changes, story: float = 0.0, fatigue: float = 0.0) -> PolicyModel:
    """A week in which nothing is fresh, after every outlet had such a story, and was so tired, of dossier 0."""
    model = country(changes)
    model.press.story[:, 0], model.press.fatigue[:, 0] = story, fatigue
    model.divide_attention()
    return model


def fresh(changes: Changes) -> float:
    """Fresh material on a dossier with an incident, people in action and questions, of which one counts."""
    weights = {"media.severity_weight": 0.0, "media.unrest_weight": 0.0, "media.question_weight": 0.0}
    model = country(weights | changes)
    model.board.news[0], model.board.unrest[0], model.board.questions[0] = 10.0, 0.1, 5
    model.divide_attention()
    return float(model.press.story[:, 0].mean())


@acts("media.outlets", "outlets", RISES, 4, 8)
def outlets(value: int) -> float:
    return len(country({"media.outlets": value}).outlets)


@acts("media.attention_halflife", "story that is left after a week (story)", RISES, 1.0, 4.0)
def attention_halflife(value: float) -> float:
    changes = {"media.attention_halflife": value, "media.imitation": 0.0}
    return float(covered(changes, story=10.0).press.story[0, 0])


@acts("media.imitation", "story of an outlet that had none, when all others had (story)", RISES, 0.2, 0.6)
def imitation(value: float) -> float:
    model = country({"media.imitation": value, "media.imitation_spread": 0.0})
    model.press.story[1:, 0] = 10.0
    model.divide_attention()
    return float(model.press.story[0, 0])


@acts("media.imitation_spread", "s.d. of imitation over outlets", RISES, 0.02, 0.1)
def imitation_spread(value: float) -> float:
    model = country({"media.imitation": 0.5, "media.imitation_spread": value})
    return float(np.std([outlet.imitation for outlet in model.outlets]))


@acts("media.imitation_limit", "largest imitation of an outlet", RISES, 0.55, 0.65)
def imitation_limit(value: float) -> float:
    model = country({"media.imitation_limit": value, "media.imitation": 0.5, "media.imitation_spread": 0.2})
    return max(outlet.imitation for outlet in model.outlets)


@acts("media.fatigue", "attention to a dossier of which outlets are tired (share)", FALLS, 0.2, 1.0)
def fatigue(value: float) -> float:
    return float(covered({"media.fatigue": value}, story=10.0, fatigue=2.0).press.share[:, 0].mean())


@acts(
    "media.fatigue_spread",
    "s.d. over outlets of attention to a dossier of which all are tired (share)",
    RISES,
    0.0,
    0.2,
)
def fatigue_spread(value: float) -> float:
    changes = {"media.fatigue_spread": value, "media.imitation_spread": 0.0}
    return float(covered(changes, story=10.0, fatigue=2.0).press.share[:, 0].std())


@acts("media.fatigue_halflife", "fatigue that is left after a week without a story (fatigue)", RISES, 4.0, 26.0)
def fatigue_halflife(value: float) -> float:
    return float(covered({"media.fatigue_halflife": value}, fatigue=2.0).press.fatigue[0, 0])


@acts("media.other_news", "attention to a dossier with a story (share)", FALLS, 0.25, 2.0)
def other_news(value: float) -> float:
    return float(covered({"media.other_news": value}, story=10.0).press.share[:, 0].mean())


@acts("media.severity_weight", "story of an incident (story)", RISES, 0.1, 0.5)
def severity_weight(value: float) -> float:
    return fresh({"media.severity_weight": value})


@acts("media.unrest_weight", "story of people in action (story)", RISES, 20.0, 80.0)
def unrest_weight(value: float) -> float:
    return fresh({"media.unrest_weight": value})


@acts("media.question_weight", "story of questions (story)", RISES, 0.001, 0.003)
def question_weight(value: float) -> float:
    return fresh({"media.question_weight": value})


@acts("media.saturation", "salience of a dossier with a story (board.salience)", FALLS, 0.5, 3.0)
def saturation(value: float) -> float:
    return float(covered({"media.saturation": value}, story=10.0).board.salience[0])
