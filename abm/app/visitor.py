"""One visitor: what the page shows them, and what becomes of their clicks.

Everything the page looks at is a reactive value of this object; the worker sets them, frame by frame, and the parts of
the page that look at a value are drawn anew when it changes, and only they.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np
import solara
from solara import lab
from solara.server.kernel_context import contexts, has_current_context

from abm.app import hosting, panels
from abm.app.codec.file import left_out, opened
from abm.app.codec.link import from_query, to_query
from abm.app.codec.state import SIDES, State, lever
from abm.app.frames import Frame, Scene
from abm.app.hosting import Hosting
from abm.app.levers import LEVERS, SHARED
from abm.app.pace import INTERVALS, SPEEDS
from abm.app.schedule import STRIKES
from abm.app.seats import Full, sessions
from abm.app.sessions import Session
from abm.app.views.communities import SCALES
from abm.declare import ParameterError, refused
from abm.norms import INSTRUMENTS
from abm.words import LANGUAGES, say
from abm.words.phrases import phrase

Values = dict[str, Any]

PATIENCE = 2.0
"""Seconds to wait for the worker of a visitor who leaves."""

log = logging.getLogger(__name__)


def first_visit(search: str) -> Visitor:
    """A visitor who comes in by a link, or without one; no link can keep the page from opening."""
    try:
        state = from_query(search, hosting.current)
    except Exception:
        log.exception("a link could not be read")
        state = from_query("", hosting.current)
        state.problems["link"] = search[:80]
    return Visitor(state, hosting.current)


def _kernel() -> str:
    return solara.get_kernel_id() if has_current_context() else ""


def _language(state: State, settings: Hosting) -> str:
    """The link's language, the server's, or the first that the visitor's browser asks for and the page speaks."""
    if state.language:
        return state.language
    if settings.language in LANGUAGES:
        return settings.language
    headers: Any = lab.headers  # a reactive value, which solara.lab declares as a module
    asked = (headers.value or {}).get("accept-language", [""])
    wanted = re.findall(r"\b(nl|en)\b", ",".join(asked).lower())
    return wanted[0] if wanted else "en"


class Visitor:
    """One visitor of the page.

    Parameters
    ----------
    state : State
        What the link says.
    settings : Hosting
        Limits.
    """

    def __init__(self, state: State, settings: Hosting) -> None:
        self.state, self.hosting = state, settings
        size = state.settings[0].parameters()
        self.ministries, self.dossiers = size.ministries.count, size.ministries.dossiers
        self.officials = size.officials.per_ministry
        self.frame = solara.reactive(Frame(week=state.week))
        self.scene: solara.Reactive[Scene | None] = solara.reactive(None)
        self.values = solara.reactive(state.pair().values())
        self.settings = solara.reactive(state.settings)
        self.schedule = solara.reactive(state.schedule)
        self.ready = solara.reactive(False)
        self.full = solara.reactive(False)
        self.language = solara.reactive(_language(state, settings))
        self.view = solara.reactive(state.view or "twin")
        self.focus = solara.reactive((state.dossier, state.official))
        self.shade = solara.reactive("trust")
        self.pace = solara.reactive((4, 1))
        self.problems = solara.reactive(dict(state.problems))
        self.last_query = ""
        self.together: AbstractContextManager[Any] = nullcontext()
        self.session = self._new_session()

    def _new_session(self) -> Session:
        session = Session(self.state.pair, self.publish, self.hosting, _kernel())
        session.focus(*self.focus.value)
        return session

    # --- coming and going -------------------------------------------------------------------------------------------

    def stay(self) -> Callable[[], None]:
        """Come in when the page opens; the returned function leaves when it closes."""
        self.enter()
        return lambda: self.session.close(PATIENCE)

    def enter(self) -> None:
        """Take a seat, if one is free or its visitor's browser has died."""
        try:
            gone = sessions.open(self.session, self.hosting.sessions)
        except Full:
            self.full.set(True)
        else:
            self.full.set(False)
            self.session.start()
            if gone is not None and (context := contexts.get(gone.kernel)) is not None:
                # as if its tab was closed, so that who comes back opens the page anew; closing waits for its locks
                threading.Thread(target=context.close, args=("seat given away",), daemon=True).start()

    def publish(self, frame: Frame) -> None:
        """Show a frame; called by the worker."""
        with self.together:  # one drawing for all of it
            self.values.set(frame.values)
            self.settings.set(frame.settings)
            self.schedule.set(frame.schedule)
            self.ready.set(frame.status in ("paused", "playing"))
            self.scene.set(frame.scene)
            self.frame.set(frame)

    # --- what is shown ----------------------------------------------------------------------------------------------

    @property
    def message(self) -> str:
        """What the page has to say: of the last act, or of the link."""
        language, notice = self.language.value, self.frame.value.notice
        if notice is not None:
            return panels.notice_in_words(notice, self.dossiers, language)
        told = panels.field_problems(self.problems.value, language)
        of_link = " ".join(told[field] for field in ("earlier", "link") if field in told)
        return of_link or self._hint

    @property
    def _hint(self) -> str:
        """What a visitor may do first; levers such as courage act from the burn-in on, and part the worlds there."""
        scene = self.scene.value
        if self.frame.value.week >= 0 or scene is None:
            return ""
        a, b = scene.history.a, scene.history.b
        same = all(np.array_equal(a[name], b[name], equal_nan=True) for name in a)
        return say("notice.hint" if same else "notice.hint.apart", self.language.value)

    @property
    def query(self) -> str:
        """The query of a link that reopens what is seen now."""
        frame, (dossier, official) = self.frame.value, self.focus.value
        state = State(
            settings=frame.settings if frame.number else self.state.settings,
            schedule=self.schedule.value,
            week=frame.week,
            view=self.view.value,
            language=self.language.value,
            dossier=dossier,
            official=official,
        )
        return to_query(state)

    # --- clicks -----------------------------------------------------------------------------------------------------

    def speak(self, language: str) -> None:
        """Change the language."""
        if language in LANGUAGES:
            self.language.set(language)

    def set_pace(self, wanted: Values) -> None:
        """Change speed or drawing interval; the other one stays, whatever the browser last heard of it."""
        speed, interval = self.pace.value
        speed, interval = wanted.get("speed", speed), wanted.get("interval", interval)
        if speed in SPEEDS and interval in INTERVALS:
            self.pace.set((speed, interval))
            self.session.pace(speed, interval)

    def reset(self) -> None:
        """Start again, with the levers as they stand."""
        self.problems.set({})
        self.session.reset()

    def move(self, wanted: Values) -> None:
        """Move a lever; a value that is not allowed is told at its field."""
        key, side = str(wanted.get("key")), wanted.get("side")
        if key not in LEVERS or side not in (0, 1):
            return
        if key == "instruments" and wanted.get("name") in INSTRUMENTS:
            self.session.switch(side, str(wanted["name"]), bool(wanted.get("on")))
            return
        field = key if key in SHARED else f"{SIDES[side]}.{key}"
        problems = {name: text for name, text in self.problems.value.items() if name != field}
        try:
            value = lever(key, wanted.get("value"), self.hosting)
        except ParameterError as problem:
            problems[field] = problem.args[0]
        else:
            self.session.move(None if key in SHARED else side, key, value)
        self.problems.set(problems)

    def strike(self, wanted: Values) -> None:
        """Let something happen in both worlds."""
        kind, target = str(wanted.get("kind")), str(wanted.get("target", ""))
        problems = {name: text for name, text in self.problems.value.items() if name != "event.size"}
        try:
            size = float(wanted.get("size", ""))
        except (TypeError, ValueError):
            size = -1.0
        if not 0.0 <= size <= panels.LARGEST_SIZE:
            problems["event.size"] = refused("size", size, phrase("allowed.number", low=0.0, high=panels.LARGEST_SIZE))
        elif kind in STRIKES:
            self.session.strike(kind, target, size)
        self.problems.set(problems)

    def pick(self, data: Values) -> None:
        """An official or a dossier was clicked in a picture."""
        if "official" in data:
            self.choose({"field": "official", "value": data["official"]})
        elif "dossier" in data:
            self.choose({"field": "dossier", "value": data["dossier"]})
            self.view.set("dossier")

    def choose(self, wanted: Values) -> None:
        """Choose what is seen up close."""
        name, value = wanted.get("field"), str(wanted.get("value"))
        dossier, official = self.focus.value
        if name == "shade" and value in SCALES:
            self.shade.set(value)
        elif value.isdecimal() and len(value) < 7:
            focus = (int(value), official) if name == "dossier" else (dossier, int(value))
            self.focus.set(focus)
            self.session.focus(*focus)

    def open_file(self, wanted: Values) -> None:
        """Open a configuration that was taken along, in one of the twins."""
        side, text = wanted.get("side"), str(wanted.get("text"))
        if side in (0, 1):
            self.session.load(lambda pair: opened(pair, int(side), text, self.hosting), lambda: left_out(text))
