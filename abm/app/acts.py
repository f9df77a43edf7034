"""A visitor's acts: what a message of the browser asks for, and what the visitor's page and worlds make of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from abm.app import cards, guide, panels, take_along
from abm.app.codec.state import SIDES, VIEWS, State, fitted, lever
from abm.app.guide import Telling
from abm.app.levers import LEVERS, SHARED
from abm.app.pace import INTERVALS, SPEEDS
from abm.app.schedule import STRIKES
from abm.app.story import OPTIONS, SCENES
from abm.app.views.communities import SCALES
from abm.declare import ParameterError, refused
from abm.norms import INSTRUMENTS
from abm.parameters.run import WHOLE_GOVERNMENT
from abm.words import LANGUAGES
from abm.words.phrases import phrase

if TYPE_CHECKING:
    from abm.app.visitor import Visitor

Message = dict[str, Any]


def _play(visitor: Visitor, wanted: Message) -> None:
    visitor.session.play(bool(wanted.get("playing")))


def _step(visitor: Visitor, _: Message) -> None:
    visitor.session.step()


def _enter_again(visitor: Visitor, _: Message) -> None:
    if visitor.full:
        visitor.enter()


def _undo(visitor: Visitor, _: Message) -> None:
    """Take back what was done last; a scene's button can then be pressed again."""
    _forget_problems(visitor)
    if visitor.telling.done and guide.arrived(visitor):
        visitor.telling.done = False
    visitor.session.undo()


def _remove(visitor: Visitor, wanted: Message) -> None:
    place = wanted.get("place")
    if isinstance(place, int):
        visitor.session.remove(place)


def _look_back(visitor: Visitor, wanted: Message) -> None:
    with suppress(TypeError, ValueError):
        visitor.session.look_back(int(wanted.get("value", "")))


def _speak(visitor: Visitor, wanted: Message) -> None:
    if wanted.get("language") in LANGUAGES:
        visitor.language = wanted["language"]


def _look(visitor: Visitor, wanted: Message) -> None:
    if wanted.get("view") in VIEWS:
        visitor.view = wanted["view"]


def _pace(visitor: Visitor, wanted: Message) -> None:
    """Change speed or drawing interval; the other one stays, whatever the browser last heard of it."""
    speed, interval = visitor.pace
    try:
        value = int(wanted.get("value", ""))
    except (TypeError, ValueError):
        return
    if wanted.get("name") == "speed" and value in SPEEDS:
        speed = value
    elif wanted.get("name") == "interval" and value in INTERVALS:
        interval = value
    visitor.pace = (speed, interval)
    visitor.session.pace(speed, interval)


def _reset(visitor: Visitor, wanted: Message) -> None:
    """Start again; what is kept is the visitor's to say."""
    _forget_problems(visitor)
    visitor.session.reset(str(wanted.get("keep", "levers")))


def _forget_problems(visitor: Visitor) -> None:
    visitor.problems, visitor.typed = {}, {}


def _move(visitor: Visitor, wanted: Message) -> None:
    """Move a lever; a value that is not allowed is told at its field."""
    key, side = str(wanted.get("key")), wanted.get("side")
    if key not in LEVERS or side not in (0, 1):
        return
    if key == "instruments":
        if wanted.get("name") in INSTRUMENTS:
            visitor.session.switch(side, str(wanted["name"]), bool(wanted.get("on")))
        return
    field = key if key in SHARED else f"{SIDES[side]}.{key}"
    visitor.problems.pop(field, None)
    visitor.typed.pop(field, None)
    raw = str(wanted.get("value", ""))
    try:
        value = lever(key, _number(visitor, raw), visitor.hosting)
    except ParameterError as problem:
        visitor.problems[field], visitor.typed[field] = problem.args[0], raw[:40]
    else:
        visitor.session.move(None if key in SHARED else side, key, value)


def _number(visitor: Visitor, raw: str) -> str:
    """A number as it is typed, with the mark that decimals have in the visitor's language."""
    return raw.strip().replace(panels.mark(visitor.language), ".")


def _event(visitor: Visitor, wanted: Message) -> None:
    """Choose what could strike; each kind has a size that is usual for it."""
    name, value = wanted.get("name"), str(wanted.get("value", ""))[:40]
    if name == "kind" and value in STRIKES:
        visitor.event |= {"kind": value, "size": f"{STRIKES[value]:g}"}
        visitor.problems.pop("event.size", None)
    elif name in ("target", "size"):
        visitor.event[name] = value


def _strike(visitor: Visitor, wanted: Message) -> None:
    """Let something happen in both worlds."""
    kind, target = str(wanted.get("kind")), str(wanted.get("target", ""))
    if kind not in STRIKES:
        return
    sized = kind not in WHOLE_GOVERNMENT or kind == "caretaker"
    raw = str(wanted.get("size", "") if sized else f"{STRIKES[kind]:g}")[:40]
    visitor.event |= {"kind": kind, "size": raw} | ({"target": target} if target else {})
    visitor.problems.pop("event.size", None)
    try:
        size = float(_number(visitor, raw))
    except ValueError:
        size = -1.0
    if not panels.LEAST_SIZE <= size <= panels.LARGEST_SIZE:
        limits = phrase("allowed.number", low=panels.LEAST_SIZE, high=panels.LARGEST_SIZE)
        visitor.problems["event.size"] = refused("size", size, limits)
    else:
        visitor.session.strike(kind, target, size)


def _pick(visitor: Visitor, data: Message) -> None:
    """An official or a dossier was clicked in a picture."""
    if "official" in data:
        _choose(visitor, {"field": "official", "value": data["official"]})
    elif "dossier" in data:
        _choose(visitor, {"field": "dossier", "value": data["dossier"]})
        visitor.view = "dossier"


def _choose(visitor: Visitor, wanted: Message) -> None:
    """Choose what is seen up close."""
    name, value = wanted.get("field"), str(wanted.get("value"))
    dossier, official = visitor.focus
    if name == "shade" and value in SCALES:
        visitor.shade = value
    elif name == "reason":
        visitor.reason = value[:40]
    elif value.isdecimal() and len(value) < 7:
        visitor.focus = (int(value), official) if name == "dossier" else (dossier, int(value))
        visitor.reason = ""
        visitor.session.focus(*visitor.focus)


def _begin_with(visitor: Visitor, state: State, view: str = "twin") -> None:
    """Open a state, with the visitor's own people and luck; it can be undone."""
    _forget_problems(visitor)
    wanted = fitted(guide.with_people(state, visitor), visitor.hosting)
    visitor.view = view
    visitor.session.load(lambda _: wanted.pair())


def _card(visitor: Visitor, wanted: Message) -> None:
    if (one := cards.card(str(wanted.get("key")))) is not None:
        visitor.telling = Telling()
        _begin_with(visitor, one.state(visitor.hosting))


def _story(visitor: Visitor, wanted: Message) -> None:
    """Go to a scene, or end the story."""
    place = wanted.get("to")
    if isinstance(place, int) and 0 <= place < len(SCENES):
        visitor.telling = Telling(place)
        scene = SCENES[place]
        _begin_with(visitor, scene.opened(done=False, hosting=visitor.hosting), scene.view)
    else:
        visitor.telling = Telling()


def _guess(visitor: Visitor, wanted: Message) -> None:
    telling, option = visitor.telling, wanted.get("option")
    if telling.scene is not None and not telling.done and option in OPTIONS:
        telling.option = int(option)


def _scene(visitor: Visitor, _: Message) -> None:
    """Press the button of a scene, once there is a guess."""
    telling = visitor.telling
    if telling.scene is not None and telling.option and not telling.done:
        telling.done = True
        _begin_with(visitor, telling.scene.opened(done=True, hosting=visitor.hosting), telling.scene.view)


def _fetch(visitor: Visitor, wanted: Message) -> None:
    """Take a file along: of a side, of both, or of what the tab shows."""
    side, kind, session = wanted.get("side"), str(wanted.get("kind")), visitor.session
    if side in (0, 1) and kind in take_along.FILES:
        session.fetch(side, kind)
    elif kind == "yaml":
        session.afterwards(lambda: take_along.give_twins(visitor))
    elif kind in take_along.PICTURES:
        session.afterwards(lambda: take_along.give_picture(visitor, kind))


def _replay(visitor: Visitor, wanted: Message) -> None:
    """Have a replay made, or stop making it."""
    if wanted.get("on"):
        visitor.session.afterwards(lambda: take_along.begin_replay(visitor))
    else:
        visitor.replays.stop(visitor)


def _open_file(visitor: Visitor, wanted: Message) -> None:
    """Open a file that was taken along, in one of the twins or in both."""
    side = wanted.get("side")
    if side in (0, 1, None):
        take_along.open_file(visitor, side, str(wanted.get("text")))


ACTS: dict[str, Callable[[Visitor, Message], None]] = {
    "play": _play,
    "step": _step,
    "undo": _undo,
    "reset": _reset,
    "remove": _remove,
    "look_back": _look_back,
    "speak": _speak,
    "look": _look,
    "pace": _pace,
    "move": _move,
    "event": _event,
    "strike": _strike,
    "pick": _pick,
    "choose": _choose,
    "card": _card,
    "story": _story,
    "guess": _guess,
    "scene": _scene,
    "fetch": _fetch,
    "replay": _replay,
    "open_file": _open_file,
    "enter": _enter_again,
}
"""What a browser can ask for; :mod:`abm.app.line` knows of ``open`` and ``drawn``."""
