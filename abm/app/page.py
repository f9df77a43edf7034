"""The page: a visitor's controls and pictures, put together for Solara."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import solara
from reacton.core import get_render_context

from abm.app import panels, pictures
from abm.app.about import about
from abm.app.codec.state import VIEWS
from abm.app.frames import Frame
from abm.app.look import STYLE
from abm.app.views import communities
from abm.app.visitor import Visitor, first_visit
from abm.words import ministry_name, official_name, say

KINDS = ("yaml", "csv", "parquet")
"""Files to take along."""

FRONT = Path(__file__).parent / "front"

Event = Callable[..., None]
Values = dict[str, Any]


# --- templates: each is one file in front/, and shows what it is given ------------------------------------------------


@solara.component_vue("front/bar.vue", vuetify=False)
def Bar(
    *,
    words: dict[str, str],
    status: Values,
    paces: Values,
    speed: int,
    interval: int,
    language: str,
    query: str,
    event_play: Event,
    event_step: Event,
    event_reset: Event,
    event_pace: Event,
    event_speak: Event,
) -> None:
    """Play, pause, step, reset, speed, language."""


@solara.component_vue("front/levers.vue", vuetify=False)
def Levers(*, parts: list[Values], event_move: Event) -> None:
    """Some parts of the levers, for A and B."""


@solara.component_vue("front/events.vue", vuetify=False)
def Events(
    *, words: dict[str, str], strikes: Values, schedule: list[str], ready: bool, problem: str, event_strike: Event
) -> None:
    """Events to let happen, and the schedule."""


@solara.component_vue("front/tabs.vue", vuetify=False)
def Tabs(*, words: dict[str, str], views: list[Values], view: str, event_look: Event) -> None:
    """The tabs of the views."""


@solara.component_vue("front/picture.vue", vuetify=False)
def Drawing(*, words: dict[str, str], name: str, title: str, svg: str, event_pick: Event) -> None:
    """A picture that can be saved, and in which officials and dossiers can be picked."""


@solara.component_vue("front/chooser.vue", vuetify=False)
def Chooser(*, fields: list[Values], hint: str, event_choose: Event) -> None:
    """What is seen up close."""


@solara.component_vue("front/message.vue", vuetify=False)
def Message(*, text: str, kind: str, act: str, event_recover: Event) -> None:
    """What came of the last thing the visitor did."""


@solara.component_vue("front/differs.vue", vuetify=False)
def Differs(*, words: dict[str, str], items: list[Values]) -> None:
    """What differs between the twins."""


@solara.component_vue("front/take.vue", vuetify=False)
def Take(
    *,
    words: dict[str, str],
    query: str,
    files: list[str],
    kinds: list[str],
    parcel: Values,
    problem: str,
    event_pause: Event,
    event_fetch_file: Event,
    event_open_file: Event,
) -> None:
    """Files and link to take along, and a file to open."""


@solara.component_vue("front/tour.vue", vuetify=False)
def Tour(*, words: dict[str, str]) -> None:
    """The first-visit tour."""


@solara.component_vue("front/pulse.vue", vuetify=False)
def Pulse(*, frame: int, step: float, draw: float, event_drawn: Event) -> None:
    """Tells the worker that the browser has drawn a frame."""


# --- the parts of the page --------------------------------------------------------------------------------------------


@solara.component
def Header(visitor: Visitor) -> None:
    """The bar with its buttons."""
    language, frame = visitor.language.value, visitor.frame.value
    speed, interval = visitor.pace.value
    if frame.status != "playing":  # the address bar keeps up when nothing moves
        visitor.last_query = visitor.query
    own = panels.words(
        language,
        *(f"page.{key}" for key in ("title", "subtitle", "play", "pause", "step", "reset")),
        *(f"page.{key}" for key in ("speed", "interval", "language", "skip")),
    )
    with solara.Div(classes=["abm-head"]):
        Bar(
            words=own,
            status=panels.status(frame, language),
            paces=panels.paces(language),
            speed=speed,
            interval=interval,
            language=language,
            query=visitor.last_query,
            event_play=lambda playing: visitor.session.play(bool(playing)),
            event_step=lambda *_: visitor.session.step(),
            event_reset=lambda *_: visitor.reset(),
            event_pace=visitor.set_pace,
            event_speak=visitor.speak,
        )
        TakeAlong(visitor)
        Tour(words=panels.words(language, "page.tour", "tour"))


@solara.component
def TakeAlong(visitor: Visitor) -> None:
    """Files and link."""
    language, frame = visitor.language.value, visitor.frame.value
    parcel = frame.parcel

    def sent() -> Values:
        if parcel is None:
            return {}
        content = base64.b64encode(parcel.content).decode()
        return {"number": parcel.number, "name": parcel.name, "mime": parcel.mime, "content": content}

    refused = frame.notice is not None and frame.notice.about.get("key") == "file"
    Take(
        words=panels.words(language, "take.", "page.share", "page.close"),
        query=visitor.query,
        files=list(KINDS),
        kinds={"paused": list(KINDS), "playing": list(KINDS), "failed": ["yaml"]}.get(frame.status, []),
        parcel=solara.use_memo(sent, [parcel and parcel.number]),
        problem=visitor.message if refused else "",
        event_pause=lambda *_: visitor.session.play(False),
        event_fetch_file=lambda wanted: visitor.session.fetch(int(wanted["side"]), str(wanted["kind"])),
        event_open_file=visitor.open_file,
    )


@solara.component
def News(visitor: Visitor) -> None:
    """What came of the last thing the visitor did, or what is wrong."""
    frame, language = visitor.frame.value, visitor.language.value
    visitor.problems.value  # noqa: B018  # redraw when it changes
    kind = frame.notice.kind if frame.notice is not None else ""
    act = say("page.reset", language) if frame.status == "failed" else ""
    Message(text=visitor.message, kind=kind, act=act, event_recover=lambda *_: visitor.reset())


@solara.component
def Side(visitor: Visitor) -> None:
    """Levers and events."""
    language, values = visitor.language.value, visitor.values.value
    told = panels.field_problems(visitor.problems.value, language)
    parts = panels.levers(values, visitor.settings.value, told, language, visitor.hosting)
    with solara.Div(classes=["abm-side-column"]):
        Levers(parts=[parts["norms"]], event_move=visitor.move)
        Happenings(visitor)
        Levers(parts=[parts["people"], parts["world"]], event_move=visitor.move)
        solara.HTML(tag="p", unsafe_innerHTML=say("levers.legend", language), classes=["abm-meaning"])


@solara.component
def Happenings(visitor: Visitor) -> None:
    """Events to let happen, and the schedule."""
    language = visitor.language.value
    strikes = solara.use_memo(lambda: panels.strikes(visitor.ministries, visitor.dossiers, language), [language])
    told = panels.field_problems(visitor.problems.value, language)
    Events(
        words=panels.words(language, "event", "page.events", "page.schedule", "schedule"),
        strikes=strikes,
        schedule=panels.schedule(visitor.schedule.value, visitor.settings.value, visitor.dossiers, language),
        ready=visitor.ready.value,
        problem=told.get("event", ""),
        event_strike=visitor.strike,
    )


@solara.component
def Main(visitor: Visitor) -> None:
    """What differs, the tabs, and the pictures of one of them."""
    language, view = visitor.language.value, visitor.view.value
    values = visitor.values.value
    with solara.Div(classes=["abm-main"], attributes={"id": "abm-main", "role": "main", "tabindex": "-1"}):
        found = panels.differences(values, visitor.settings.value, language)
        Differs(words=panels.words(language, "page.differs", "differs"), items=found)
        views = [{"value": item, "name": say(f"view.{item}", language)} for item in VIEWS]
        Tabs(words=panels.words(language, "page.views"), views=views, view=view, event_look=visitor.view.set)
        panel = {"id": "abm-panel", "role": "tabpanel", "aria-labelledby": f"abm-tab-{view}"}
        with solara.Div(attributes=panel):
            if view == "about":
                solara.HTML(unsafe_innerHTML=about(language), classes=["abm-about"])
            else:
                Closer(visitor)
                Gallery(visitor)


@solara.component
def Closer(visitor: Visitor) -> None:
    """Choose the dossier or official to see up close, or the colour of communities."""
    language, view = visitor.language.value, visitor.view.value
    dossier, official = visitor.focus.value
    if view == "dossier":
        field: dict[str, Any] = {"field": "dossier", "name": say("focus.dossier", language), "value": str(dossier)}
        groups = panels.strikes(visitor.ministries, visitor.dossiers, language)["groups"]
        field["groups"] = [{"name": group["name"], "options": group["dossiers"]} for group in groups]
        Chooser(fields=[field], hint="", event_choose=visitor.choose)
    elif view == "towers":
        field = {"field": "official", "name": say("focus.official", language), "value": str(official)}
        field["groups"] = [
            {
                "name": ministry_name(ministry, language),
                "options": [
                    {"value": str(seat), "name": official_name(seat, language)}
                    for seat in range(ministry * visitor.officials, (ministry + 1) * visitor.officials)
                ],
            }
            for ministry in range(visitor.ministries)
        ]
        Chooser(fields=[field], hint=say("focus.pick", language), event_choose=visitor.choose)
    elif view == "communities":
        field = {"field": "shade", "name": say("page.shade", language), "value": visitor.shade.value}
        names = [{"value": item, "name": say(f"shade.{item}", language)} for item in communities.SCALES]
        field["groups"] = [{"name": "", "options": names}]
        Chooser(fields=[field], hint="", event_choose=visitor.choose)


@solara.component
def Gallery(visitor: Visitor) -> None:
    """The pictures of the tab."""
    language, view, scene = visitor.language.value, visitor.view.value, visitor.scene.value
    if scene is None:
        Waiting(visitor)
        return
    found = pictures.pictures(view, scene, language, visitor.shade.value)
    own = panels.words(language, "picture")
    single = ["abm-single"] if len(found) == 1 else []
    with solara.Div(classes=["abm-grid", *single], attributes={"data-view-shown": view}):
        for item in found:
            if item.drawing:
                drawn = {"name": item.name, "title": item.title, "svg": item.markup}
                Drawing(words=own, **drawn, event_pick=visitor.pick).key(item.name)
            else:
                solara.HTML(unsafe_innerHTML=item.markup, classes=["abm-picture", "abm-story"]).key(item.name)


@solara.component
def Waiting(visitor: Visitor) -> None:
    """Nothing to draw yet."""
    frame = visitor.frame.value
    text = "" if frame.status == "failed" else panels.status(frame, visitor.language.value)["long"]
    solara.HTML(unsafe_innerHTML=text, classes=["abm-waiting"])


@solara.component
def Beat(visitor: Visitor) -> None:
    """Last on the page, so that its news reaches the browser after all pictures of the frame."""
    frame: Frame = visitor.frame.value
    Pulse(
        frame=frame.number,
        step=round(frame.step_ms, 1),
        draw=round(frame.draw_ms, 1),
        event_drawn=lambda number: visitor.session.drawn(int(number)),
    )


@solara.component
def Full(visitor: Visitor) -> None:
    """No seat is free."""
    language = visitor.language.value
    with solara.Div(classes=["abm-full"]):
        solara.HTML(tag="h1", unsafe_innerHTML=say("full.title", language))
        solara.HTML(tag="p", unsafe_innerHTML=say("full.text", language, count=visitor.hosting.sessions))
        solara.Button(say("full.retry", language), on_click=visitor.enter)


@solara.component
def Page() -> None:
    """One visitor's page."""
    search = solara.use_router().search or ""
    visitor: Visitor = solara.use_memo(lambda: first_visit(search), [])
    visitor.together = get_render_context()
    solara.use_effect(visitor.stay, [])
    language = visitor.language.value
    solara.Title(say("page.title", language))
    solara.Style((FRONT / "page.css").read_text(encoding="utf-8") + STYLE)
    with solara.Div(classes=["abm-page"]):
        if visitor.full.value:
            Full(visitor)
            return
        Header(visitor)
        News(visitor)
        with solara.Div(classes=["abm-body"]):
            Side(visitor)
            Main(visitor)
        Beat(visitor)


@solara.component
def Layout(children: list[solara.Element] | None = None) -> None:
    """Nothing around the page: it brings its own bar."""
    solara.Div(children=children or [])
