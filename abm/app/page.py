"""The page as HTML: a visitor's controls and pictures, part by part, from the files in ``templates``."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from abm.app import gallery, guide, ordering, panels, take_along, timeline
from abm.app.about import odd_html
from abm.app.codec.state import VIEWS
from abm.app.hosting import Hosting
from abm.app.look import STYLE
from abm.app.verdict import lives_in_words, verdict
from abm.words import KEYS, LANGUAGES, made_up, say, week_name

if TYPE_CHECKING:
    from abm.app.visitor import Visitor

FRONT = Path(__file__).parent / "front"
"""Scripts and style, which a browser may ask for."""

TEMPLATES = Path(__file__).parent / "templates"

TOUR = (
    ".abm-differs-list",
    "[data-tour=play]",
    "[data-tour=verdict]",
    "[data-part=norms]",
    "[data-tour=views]",
    "[data-act=begin]",
)
"""What the steps of the tour speak of."""

Values = dict[str, Any]


@functools.cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=True,
        trim_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    macros = found.get_template("macros.html").module
    found.globals |= {"send": _send, "known": frozenset(KEYS)}
    found.globals |= {name: getattr(macros, name) for name in ("options", "figure")}
    return found


def _send(**message: Any) -> Markup:
    """The attribute that says what the server is to hear of an element."""
    return Markup('data-send="{}"').format(json.dumps(message))


def _fill(template: str, language: str, **values: Any) -> str:
    """A template, filled in."""
    speak = functools.partial(_say, language)
    return _templates().get_template(f"{template}.html").render(say=speak, language=language, **values)


def _say(language: str, key: str, **values: Any) -> str:
    return say(key, language, **values)


def shell(asked: str, settings: Hosting) -> str:
    """The empty page, which the browser fills as soon as it has its line.

    Parameters
    ----------
    asked : str
        The languages that the browser asks for.
    """
    told = {key: {language: say(f"page.{key}", language) for language in LANGUAGES} for key in ("lost", "levers")}
    return _fill("shell", settings.first_language(asked), style=STYLE, **told)


def description(asked: str, settings: Hosting) -> str:
    """The description of the model (ODD+D), as a page of its own."""
    language = settings.first_language(asked)
    return _fill("odd", language, text=odd_html(language))


def parts(visitor: Visitor) -> dict[str, str]:
    """Every part of the page as HTML, by name; the pulse is last, so that it reaches the browser after all others."""
    if visitor.full:
        full = _fill("full", visitor.language, full=True, count=visitor.hosting.sessions)
        return {"full": full}
    return {"full": ""} | {name: draw(visitor) for name, draw in PARTS.items()}


# --- the parts --------------------------------------------------------------------------------------------------------


def _bar(visitor: Visitor) -> str:
    """Play, pause, step, undo, reset, speed, language."""
    language, frame = visitor.language, visitor.frame
    speed, interval = visitor.pace
    return _fill(
        "bar",
        language,
        status=panels.status(frame, language),
        paces=panels.paces(language),
        speed=speed,
        interval=interval,
        ready=visitor.ready,
        undoable=frame.undoable,
    )


def _take(visitor: Visitor) -> str:
    """Files, pictures and link to take along, and a file to open."""
    return _fill("take", visitor.language, **take_along.shown(visitor))


def _begin(visitor: Visitor) -> str:
    """What a visitor can begin with."""
    return _fill("begin", visitor.language, cards=guide.shown(visitor)["cards"])


def _guide(visitor: Visitor) -> str:
    """The card that is open, or the scene of the story that is told."""
    return _fill("guide", visitor.language, **guide.shown(visitor))


def _tour(visitor: Visitor) -> str:
    return _fill("tour", visitor.language, targets=TOUR)


def _message(visitor: Visitor) -> str:
    """What came of the last thing the visitor did, or what is wrong."""
    frame, language = visitor.frame, visitor.language
    kind = frame.notice.kind if frame.notice is not None else ""
    act = say("page.reset", language) if frame.status == "failed" else ""
    return _fill("message", language, text=visitor.message, kind=kind, act=act)


def _levers(visitor: Visitor, *wanted: str, legend: bool = False) -> str:
    """Levers of some parts of the page, which change with what a visitor does and not with the weeks."""
    frame = visitor.frame
    of = (frame.values, frame.settings, dict(visitor.problems), dict(visitor.typed), visitor.language)
    drawn: str = visitor.once(f"levers {wanted}", of, lambda: _drawn_levers(visitor, *wanted, legend=legend))
    return drawn


def _drawn_levers(visitor: Visitor, *wanted: str, legend: bool = False) -> str:
    language, frame = visitor.language, visitor.frame
    told = panels.field_problems(visitor.problems, language)
    found = panels.levers(frame.values, frame.settings, told, visitor.typed, language, visitor.hosting)
    said = [say("levers.legend", language), ordering.note(language)] if legend else []
    return _fill("levers", language, parts=[found[name] for name in wanted], legend=said)


def _norms(visitor: Visitor) -> str:
    return _levers(visitor, "norms")


def _world(visitor: Visitor) -> str:
    return _levers(visitor, "people", "world", legend=True)


def _events(visitor: Visitor) -> str:
    """Events to let happen, and the schedule."""
    language, frame = visitor.language, visitor.frame
    strikes = panels.strikes(visitor.ministries, visitor.dossiers, language)
    chosen = next(item for item in strikes["kinds"] if item["value"] == visitor.event["kind"])
    return _fill(
        "events",
        language,
        strikes=strikes,
        chosen=chosen,
        made_up=made_up(language),
        event=visitor.event,
        schedule=timeline.listed(frame.schedule, frame.settings, visitor.dossiers, language),
        ready=visitor.ready,
        problem=panels.field_problems(visitor.problems, language).get("event", ""),
    )


def _differs(visitor: Visitor) -> str:
    frame = visitor.frame
    return _fill("differs", visitor.language, items=panels.differences(frame.values, frame.settings, visitor.language))


def _verdict(visitor: Visitor) -> str:
    """What differs now, by how much, and how surely."""
    language, scene = visitor.language, visitor.scene
    if scene is None:
        return _fill("verdict", language, said=None, lives="")
    cloud, most = visitor.cloud, visitor.hosting.lives
    said = verdict(scene.history, scene.events, cloud, language)
    lives = lives_in_words(cloud, visitor.frame.week, language, most) if most else ""
    return _fill("verdict", language, said=said, lives=lives)


def _tabs(visitor: Visitor) -> str:
    views = [{"value": item, "name": say(f"view.{item}", visitor.language)} for item in VIEWS]
    return _fill("tabs", visitor.language, views=views, view=visitor.view)


def _scrub(visitor: Visitor) -> str:
    """Goes back to any week."""
    frame, language = visitor.frame, visitor.language
    week = frame.week if frame.back is None else frame.back
    return _fill(
        "scrub",
        language,
        last=frame.week,
        week=week,
        name=week_name(week, language),
        back=frame.back is not None,
        ready=visitor.ready,
    )


def _view(visitor: Visitor) -> str:
    """The pictures of the tab, and what is seen up close in them."""
    return _fill("view", visitor.language, **gallery.view(visitor))


def _pulse(visitor: Visitor) -> str:
    """Tells the worker that the browser has drawn a frame."""
    frame = visitor.frame
    return _fill(
        "pulse", visitor.language, frame=frame.number, step=round(frame.step_ms, 1), draw=round(frame.draw_ms, 1)
    )


PARTS: dict[str, Callable[[Visitor], str]] = {
    "bar": _bar,
    "begin": _begin,
    "take": _take,
    "tour": _tour,
    "message": _message,
    "norms": _norms,
    "events": _events,
    "world": _world,
    "guide": _guide,
    "verdict": _verdict,
    "differs": _differs,
    "tabs": _tabs,
    "scrub": _scrub,
    "view": _view,
    "pulse": _pulse,
}
"""How each part of the page is drawn, in the order in which the browser gets them."""
