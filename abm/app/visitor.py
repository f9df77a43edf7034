"""One visitor: what the page shows them, and what becomes of their clicks.

The worker publishes frames and the line brings clicks, each in a thread of its own; both change what this object holds
under one lock, draw the page, and hand the parts that changed to the line.
"""

from __future__ import annotations

import base64
import json
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from abm.app import page, panels
from abm.app.acts import ACTS, Message
from abm.app.cloud import Cloud
from abm.app.codec.link import from_query, to_query
from abm.app.codec.state import State
from abm.app.frames import Frame, Parcel, Scene
from abm.app.guide import Telling
from abm.app.hosting import Hosting
from abm.app.lives import Lives, LivesRequest
from abm.app.replay.making import Replays
from abm.app.schedule import STRIKES
from abm.app.seats import Full, sessions
from abm.app.sessions import Session
from abm.words import say

OFTEN = 2.0
"""Seconds between two states in the address bar of a run that plays; browsers bear a hundred in half a minute."""

log = logging.getLogger(__name__)


def first_visit(
    search: str,
    asked: str,
    settings: Hosting,
    key: str,
    lives: Lives | None = None,
    replays: Replays | None = None,
) -> Visitor:
    """A visitor who comes in by a link, or without one; no link can keep the page from opening.

    Parameters
    ----------
    search : str
        The link's query.
    asked : str
        The languages that the browser asks for.
    settings : Hosting
        Limits.
    key : str
        By which name the browser connects.
    lives : Lives or None
        Where the worlds are lived on other seeds; None for no other lives than the one on the page.
    replays : Replays or None
        Where replays are made.
    """
    try:
        state = from_query(search, settings)
    except Exception:
        log.exception("a link could not be read")
        state = from_query("", settings)
        state.problems["link"] = search[:80]
    state.language = state.language or settings.first_language(asked)
    return Visitor(state, settings, key, lives, replays)


class Visitor:
    """One visitor of the page.

    Parameters
    ----------
    state : State
        What the link says, with a language.
    settings : Hosting
        Limits.
    key : str
        By which name the visitor's browser connects.
    lives : Lives or None
        Where the worlds are lived on other seeds.
    replays : Replays or None
        Where replays are made; None for one that is this visitor's own.
    """

    def __init__(
        self,
        state: State,
        settings: Hosting,
        key: str = "",
        lives: Lives | None = None,
        replays: Replays | None = None,
    ) -> None:
        self.state, self.hosting, self._lives = state, settings, lives
        self.replays = replays or Replays()
        size = state.settings[0].parameters()
        self.ministries, self.dossiers = size.ministries.count, size.ministries.dossiers
        self.officials = size.officials.per_ministry
        self.frame = Frame(week=state.week, values=state.pair().values(), settings=state.settings)
        self.full = False
        self.language, self.view = state.language, state.view or "twin"
        self.focus = (state.dossier, state.official)
        self.shade, self.reason = state.shade, ""
        self.pace = (state.speed, state.interval)
        self.problems = dict(state.problems)
        self.typed: dict[str, str] = {}
        """What stands in fields whose value is refused."""
        self.event = {"kind": "incident", "target": "0", "size": f"{STRIKES['incident']:g}"}
        """The event that could strike, as the visitor has set it."""
        self.telling = Telling()
        self.replay_told = ""
        """What there is to say of the replay that was asked for last, as a word of ``take.replay``."""
        self._made: dict[str, tuple[Any, Any]] = {}
        self._lock = threading.RLock()
        self._outlet: Callable[[str], None] | None = None
        self._sent: dict[str, Any] = {}
        self._told_at = 0.0
        self._handed = 0
        """Number of the worker's file that was handed out last, also to a browser whose line was lost since."""
        self._parcels: list[Parcel] = []
        """Files of the page's own that are to be handed out."""
        self.session = Session(state.pair, self.publish, settings, key)
        self.session.focus(*self.focus)
        self.session.pace(*self.pace)

    # --- coming and going -------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Take a seat, if one is free or its visitor's browser has died."""
        try:
            sessions.open(self.session, self.hosting.sessions)
        except Full:
            self.full = True
        else:
            self.full = False
            self.session.start()

    def meet(self, outlet: Callable[[str], None]) -> None:
        """Show the whole page to a browser that has come, or has come again.

        Parameters
        ----------
        outlet : callable
            Takes what is to be sent to the browser.
        """
        with self._lock:
            self._outlet, self._sent = outlet, {}
            self.draw()

    def part(self, outlet: Callable[[str], None]) -> None:
        """Show nothing more to a browser whose line has ended."""
        with self._lock:
            if self._outlet is outlet:
                self._outlet = None

    @property
    def alone(self) -> bool:
        """Whether no browser is there."""
        return self._outlet is None

    def publish(self, frame: Frame) -> None:
        """Show a frame; called by the worker."""
        with self._lock:
            self.frame = frame
            self.draw()

    def drawn(self, message: Message) -> None:
        """Note that the browser has drawn a frame."""
        number = message.get("number")
        if isinstance(number, int):
            self.session.drawn(number)

    # --- what is shown ----------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Send the parts of the page that have changed."""
        outlet = self._outlet
        if outlet is None:
            return
        self._ask_for_lives()
        told: dict[str, Any] = {"language": self.language, "view": self.view, "title": say("page.title", self.language)}
        still = self.frame.status != "playing"
        if still or time.monotonic() - self._told_at > OFTEN:
            told["query"], self._told_at = self.query, time.monotonic()
        parts = page.parts(self)
        new = {name: value for name, value in told.items() if self._sent.get(name) != value}
        changed = {name: markup for name, markup in parts.items() if self._sent.get(f"part {name}") != markup}
        self._sent |= new
        self._sent |= {f"part {name}": markup for name, markup in changed.items()}
        if new or changed:
            outlet(json.dumps(new | {"parts": changed}))
        parcel = self.frame.parcel
        if parcel is not None and parcel.number != self._handed:
            self._parcels.append(parcel)
            self._handed = parcel.number
        while self._parcels:
            outlet(json.dumps({"parcel": _sendable(self._parcels.pop(0))}))

    def give(self, name: str, mime: str, content: bytes) -> None:
        """Hand out a file that the worker has no part in."""
        with self._lock:
            self._parcels.append(Parcel(0, name, mime, content))
            self.draw()

    def redraw(self) -> None:
        """Show what has changed beside the frame."""
        with self._lock:
            self.draw()

    def _ask_for_lives(self) -> None:
        """Have the worlds lived on other seeds too, from the moment they are there; what is old is dropped."""
        frame = self.frame
        if self._lives is not None and frame.number and frame.status != "failed" and not self.session.closed:
            request = LivesRequest.of(frame.settings, frame.schedule, frame.week, self.hosting.weeks)
            self._lives.ask(self, request, told=lambda _: self.session.show())

    @property
    def cloud(self) -> Cloud | None:
        """The lives so far of what is shown; None where there are none, as before these worlds are there to see."""
        frame = self.frame
        if self._lives is None or (frame.status == "preparing" and frame.back is None):
            return None
        return self._lives.so_far(self)

    def leave(self) -> None:
        """Let go of everything; what is drawn after it asks for no lives."""
        with self._lock:
            self.session.close()
            self.replays.stop(self)
            if self._lives is not None:
                self._lives.forget(self)

    def once(self, name: str, of: Any, make: Callable[[], Any]) -> Any:
        """What is made of something, made anew only when that is another."""
        known = self._made.get(name)
        if known is None or known[0] != of:
            known = self._made[name] = (of, make())
        return known[1]

    @property
    def ready(self) -> bool:
        """Whether there is a week to act in."""
        return self.frame.status in ("paused", "playing")

    @property
    def scene(self) -> Scene | None:
        """The week to draw."""
        return self.frame.scene

    @property
    def message(self) -> str:
        """What the page has to say: of the last act, or of the link."""
        notice = self.frame.notice
        if notice is not None:
            return panels.notice_in_words(notice, self.dossiers, self.language)
        told = panels.field_problems(self.problems, self.language)
        of_link = " ".join(told[field] for field in ("earlier", "link") if field in told)
        return of_link or self._hint

    @property
    def _hint(self) -> str:
        """What a visitor may do first; levers such as courage act from the burn-in on, and part the worlds there."""
        if self.frame.week >= 0 or self.scene is None:
            return ""
        a, b = self.scene.history.a, self.scene.history.b
        same = all(np.array_equal(a[name], b[name], equal_nan=True) for name in a)
        return say("notice.hint" if same else "notice.hint.apart", self.language)

    @property
    def state_now(self) -> State:
        """What is seen now, as a link, a file and a replay hold it."""
        frame, (dossier, official), (speed, interval) = self.frame, self.focus, self.pace
        return State(
            settings=frame.settings if frame.number else self.state.settings,
            schedule=frame.schedule if frame.number else self.state.schedule,
            week=frame.week,
            view=self.view,
            language=self.language,
            dossier=dossier,
            official=official,
            speed=speed,
            interval=interval,
            shade=self.shade,
        )

    @property
    def query(self) -> str:
        """The query of a link that reopens what is seen now."""
        return to_query(self.state_now)

    # --- clicks -----------------------------------------------------------------------------------------------------

    def act(self, message: Message) -> None:
        """Do what the browser asks for, and show what came of it at once where no worker is needed for it.

        Raises
        ------
        ValueError
            When there is no such act.
        """
        act = ACTS.get(message["do"])
        if act is None:
            raise ValueError(f"an act that does not exist: {message['do'][:40]!r}")
        with self._lock:
            try:
                act(self, message)
                self.draw()
            except Exception:  # of our own: who clicked keeps the page
                log.exception("what a visitor did has failed: %s", message["do"])


def _sendable(parcel: Parcel) -> dict[str, Any]:
    content = base64.b64encode(parcel.content).decode()
    return {"number": parcel.number, "name": parcel.name, "mime": parcel.mime, "content": content}
