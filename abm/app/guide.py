"""What a visitor can begin with, the cards, and the story in six scenes, as plain data for their templates."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from abm.app import cards, story
from abm.app.codec.state import State
from abm.app.levers import SHARED, Start

if TYPE_CHECKING:
    from abm.app.frames import Scene
    from abm.app.visitor import Visitor

Values = dict[str, Any]


@dataclass
class Telling:
    """Where a visitor is in the story.

    Attributes
    ----------
    place : int or None
        Scene, from 0; None where no story is told.
    option : int
        What was guessed in it; 0 before.
    done : bool
        Whether its button was pressed.
    seen : Scene or None
        What the button led to, which is told also after more weeks.
    """

    place: int | None = None
    option: int = 0
    done: bool = False
    seen: Scene | None = None

    @property
    def scene(self) -> story.StoryScene | None:
        """The scene that is told."""
        return None if self.place is None else story.SCENES[self.place]


def card_of(visitor: Visitor) -> cards.Card | None:
    """The card whose worlds these are, however the visitor came by them; people and chance may be others."""
    frame = visitor.frame
    here = _worlds(frame.settings), frame.schedule
    return next((one for one in cards.cards() if _of_card(one.key) == here), None)


@functools.cache
def _of_card(key: str) -> tuple[Any, Any]:
    one = cards.card(key)
    assert one is not None
    state = one.state()
    return _worlds(state.settings), state.schedule


def _worlds(settings: tuple[Start, Start]) -> tuple[Values, Values]:
    a, b = ({key: value for key, value in side.values().items() if key not in SHARED} for side in settings)
    return a, b


def shown(visitor: Visitor) -> Values:
    """The cards, the one that is open, and the scene of the story that is told."""
    language = visitor.language
    chosen = card_of(visitor) if visitor.frame.number else None
    every = [{"key": one.key, "name": one.name(language), "meaning": one.meaning(language)} for one in cards.cards()]
    return {
        "cards": every,
        "card": {"key": chosen.key, "name": chosen.name(language), "meaning": chosen.meaning(language),
                 "told": chosen.told(language), "loses": chosen.loses} if chosen is not None else None,
        "scene": _scene(visitor),
        "ready": visitor.ready,
    }  # fmt: skip


def _scene(visitor: Visitor) -> Values | None:
    """The scene that is told; nothing of what its run shows before a guess was made and its button was pressed."""
    telling, language = visitor.telling, visitor.language
    one = telling.scene
    if one is None:
        return None
    words = one.words(language)
    found: Values = {
        "key": one.key,
        "place": telling.place,
        "count": len(story.SCENES),
        "words": words,
        "options": [{"value": option, "name": words[f"guess.{option}"]} for option in story.OPTIONS],
        "option": telling.option,
        "done": telling.done,
        "here": "",
        "guessed": "",
        "many": [],
    }
    if telling.done and visitor.ready and arrived(visitor):
        telling.seen = telling.seen or visitor.scene
    else:
        telling.seen = None
    if telling.seen is not None:
        found["here"] = story.shown(one.key, telling.seen, language)
        found["guessed"] = story.guessed(one.key, telling.seen, telling.option, language)
        found["many"] = story.verdict_text(one.key, language)
    return found


def arrived(visitor: Visitor) -> bool:
    """Whether the page shows the worlds to which a scene's button leads, in its week or, once seen in that, later."""
    telling, frame = visitor.telling, visitor.frame
    if telling.scene is None:
        return False
    *worlds, week = _led_to(telling.scene.key)
    there = frame.week == week or (frame.week > week and telling.seen is not None)
    return there and [_worlds(frame.settings), frame.schedule] == worlds


@functools.cache
def _led_to(key: str) -> tuple[Any, ...]:
    state = story.story_scene(key).opened(done=True)
    return _worlds(state.settings), state.schedule, state.week


def with_people(state: State, visitor: Visitor) -> State:
    """A state with the visitor's own seed and citizens: a card or scene changes worlds, and neither people nor luck."""
    own = {key: value for key, value in visitor.frame.settings[0].chosen if key in SHARED}
    a, b = state.settings
    for key, value in own.items():
        a, b = a.with_value(key, value), b.with_value(key, value)
    state.settings = (a, b)
    return state
