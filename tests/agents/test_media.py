"""Attention by hand: what outlets hear, tire of and share out, and what they publish together."""

from __future__ import annotations

import numpy as np
import pytest

from abm.agents import media
from tests.conftest import small, start


def test_an_outlets_week_by_hand():
    """Stories fade, imitate the mean of the others, and tire; the budget is shared with all other news."""
    story, fatigue, share = np.array([1.0, 0.0, 4.0]), np.array([0.5, 0.0, 2.0]), np.zeros(3)
    total, fresh = np.array([7.0, 2.0, 4.0]), np.array([0.0, 3.0, 0.25])
    stories = 0.5 * story + 0.5 * 0.6 * (total - story) / 2 + fresh
    appeal = stories / (1 + 0.8 * fatigue)
    shares = appeal / (0.5 + appeal.mean())
    tired = 0.9 * fatigue + (1 - 0.9) * shares
    media._cover(story, fatigue, fresh, total, share, 3, 0.5, 0.6, 0.8, 0.9, 0.5)
    assert story == pytest.approx(stories) and share == pytest.approx(shares) and fatigue == pytest.approx(tired)


def test_a_lonely_outlet_hears_nobody():
    """With one outlet there is nobody to imitate, whatever its imitation."""
    model = start(small(changes={"media.outlets": 1, "media.imitation": 0.9}), weeks=5)
    outlet, press = model.outlets_by_number[0], model.press
    outlet.story[:], press.stories, press.fresh = 2.0, outlet.story + 0.0, np.zeros(len(model.board))
    press.stories[:] = 2.0
    press.cover(model)
    keeps = 2.0 ** (-1.0 / model.parameters.media.attention_halflife)
    assert outlet.story == pytest.approx(2.0 * keeps)


def test_the_arrow_of_imitation_is_gone_at_0(monkeypatch):
    """At imitation 0 no outlet imitates, whatever its offset; above it each has its own."""
    model = start(small(changes={"media.imitation": 0.0}), weeks=2)
    seen = []
    monkeypatch.setattr(media, "_cover_all", lambda *given: seen.extend(zip(given[6], given[7], strict=True)))
    own = model.parameters.media
    model.press.cover(model)
    assert {imitation for imitation, _ in seen} == {0.0}
    fatigues = [max(0.0, own.fatigue + outlet.fatigue_offset) for outlet in model.outlets_by_number]
    assert [fatigue for _, fatigue in seen] == pytest.approx(fatigues) and len(set(fatigues)) == len(fatigues)
    assert np.std([outlet.imitation_offset for outlet in model.outlets_by_number]) == pytest.approx(0.1, rel=0.6)
    assert np.std([outlet.fatigue_offset for outlet in model.outlets_by_number]) == pytest.approx(0.1, rel=0.6)
    offsets = [(outlet.imitation_offset, outlet.fatigue_offset) for outlet in model.outlets_by_number]
    assert len({one for pair in offsets for one in pair}) == 2 * len(offsets)


def test_fresh_material_is_severity_unrest_and_questions():
    """Each with its own weight; the stories of all outlets are added for whoever imitates."""
    model = start(small(), weeks=3)
    board, own, press = model.board, model.parameters.media, model.press
    board.news, board.unrest, board.questions = np.eye(3, 12) * [[4.0], [0.02], [7.0]]
    press.gather(model)
    expected = np.zeros(12)
    expected[:3] = 4.0 * own.severity_weight, 0.02 * own.unrest_weight, 7.0 * own.question_weight
    assert press.fresh == pytest.approx(expected)
    assert press.stories == pytest.approx(np.sum([outlet.story for outlet in model.outlets], axis=0))


def test_salience_saturates_in_mean_attention():
    """a = A/(A + saturation) with A the mean over outlets: one half where A is the saturation, never 1."""
    model = start(small(changes={"media.outlets": 2, "media.saturation": 1.5}), weeks=2)
    one, two = model.outlets_by_number
    one.share[:], two.share[:] = 0.0, 0.0
    one.share[:3], two.share[:3] = [1.0, 0.0, 300.0], [2.0, 0.5, 300.0]
    model.press.publish(model)
    assert model.board.salience[:3] == pytest.approx([0.5, 0.25 / 1.75, 300 / 301.5])
    assert (model.board.salience[3:] == 0.0).all()


def test_an_outlet_can_be_given_a_row():
    """What a user sets on an outlet stands in the table that all outlets share."""
    model = start(small(), weeks=2)
    outlet = model.outlets_by_number[3]
    outlet.story = np.arange(12.0)
    outlet.story += 1.0
    assert (model.press.story[3] == np.arange(1.0, 13.0)).all() and not (model.press.story[2] == outlet.story).any()
