"""Conditions under which news and grievance die down; checked before a run starts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from abm.declare import refused
from abm.numerics.arithmetic import half_life_factor
from abm.words.phrases import Phrase, phrase

if TYPE_CHECKING:
    from abm.parameters import Parameters


def story_feedback(parameters: Parameters) -> float:
    """Stories that one story leads to over its life, by imitation and through parliament; below 1 it dies down.

    A story of size s on a quiet dossier has salience s/(saturation·other_news), draws
    news_questions/(dossiers·reference) questions per unit of salience, and each question adds question_weight;
    retention r lets it live 1/(1-r) weeks.
    """
    media, parliament = parameters.media, parameters.parliament
    life = 1.0 / (1.0 - half_life_factor(media.attention_halflife))
    salience = 1.0 / (media.saturation * media.other_news)
    per_salience = parliament.news_questions / (parliament.reference_salience * parameters.ministries.dossiers)
    questions = parliament.news_coupling * per_salience * salience * media.question_weight * life
    return media.imitation + questions


def stability_problems(parameters: Parameters) -> Iterator[Phrase]:
    """Say, one line each, which feedback would not die down."""
    feedback = story_feedback(parameters)
    if feedback >= 1.0:
        allowed = phrase("allowed.imitation", feedback=f"{feedback:.3g}", advice=phrase("advice.imitation"))
        yield refused("media.imitation", parameters.media.imitation, allowed)
    citizens = parameters.citizens
    decay = (1.0 - half_life_factor(citizens.grievance_halflife)) * (1.0 - citizens.coverage_slows)
    if citizens.grievance_spread >= decay and citizens.grievance_spread > 0.0:
        allowed = phrase("allowed.grievance", decay=f"{decay:.3g}")
        yield refused("citizens.grievance_spread", citizens.grievance_spread, allowed)
