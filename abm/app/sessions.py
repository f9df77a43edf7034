"""One worker for each visitor: it alone touches the visitor's two models, and publishes what the page may see.

A visitor's clicks become acts in a queue; between two weeks the worker does what is asked, lives a week, publishes a
:class:`Frame` and waits until the browser has drawn it. So a click never waits for a run of weeks, a slow browser slows
the weeks down rather than drowning in them, and the page never looks at a model that is changing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from abm.app import takeaway
from abm.app.frames import Frame, Notice, Parcel, Scene
from abm.app.hosting import Hosting
from abm.app.levers import SHARED
from abm.app.seats import sessions
from abm.app.twin import Change, Pair, as_it_stands
from abm.app.views.lines import MEASURES
from abm.parameters.checks import ParameterError

log = logging.getLogger(__name__)

SPEEDS = (1, 4, 13, 26, 0)
"""Weeks a second that a visitor can choose; 0 is as fast as machine and browser can."""

INTERVALS = (1, 2, 4, 13)
"""Weeks from one drawing to the next."""

PATIENCE = 2.0
"""Seconds to wait for a browser that does not say it has drawn."""

ABSENT = 5
"""Frames in a row that nobody drew, after which the worker pauses: the visitor has gone."""

STALE = 26
"""Weeks after which what came of an act is no news any more."""

SLICE = 0.15
"""Seconds of catching up between two signs of life."""


class Session:
    """One visitor's worker.

    Parameters
    ----------
    make : callable
        Makes the pair of models' settings; called in the worker.
    publish : callable
        Takes each frame; called in the worker.
    hosting : Hosting
        Limits.
    kernel : str
        By which name the visitor's browser connects.
    """

    def __init__(
        self, make: Callable[[], Pair], publish: Callable[[Frame], None], hosting: Hosting, kernel: str = ""
    ) -> None:
        self._make, self._publish, self._hosting, self.kernel = make, publish, hosting, kernel
        self._bell = threading.Condition()
        self._acts: deque[Callable[[], None]] = deque()
        self._closing = False
        self._drawn, self._draw_ms = 0, 0.0
        self._published_at = 0.0
        self._missed = 0
        self._pair: Pair | None = None
        self._frame = Frame()
        self._playing = False
        self._speed, self._interval = 4, 1
        self._dossier, self._official = 0, 0
        self._parcels = 0
        self._taken: tuple[object, ...] = ()
        self._noted = 0
        self._wreck: Pair | None = None
        self._worker: threading.Thread | None = None

    def start(self) -> None:
        """Start the worker; in Solara it inherits the context of the thread that calls this."""
        self._worker = threading.Thread(target=self._live, name="twins", daemon=True)
        self._worker.start()

    def close(self, patience: float = 0.0) -> None:
        """End the worker after the week it is in, and let go of the models.

        Parameters
        ----------
        patience : float
            Seconds to wait until it has ended. Solara goes through the threads of a visitor who leaves, and fails where
            one ends meanwhile.
        """
        with self._bell:
            self._closing = True
            self._bell.notify_all()
        if patience and self._worker is not None and self._worker is not threading.current_thread():
            self._worker.join(patience)

    @property
    def closed(self) -> bool:
        """Whether the worker was told to end."""
        return self._closing

    # --- what a visitor can ask; each returns at once ---------------------------------------------------------------

    def drawn(self, number: int) -> None:
        """Note that the browser has drawn a frame."""
        with self._bell:
            if number == self._frame.number:
                self._draw_ms = 1000.0 * (time.perf_counter() - self._published_at)
            self._drawn = max(self._drawn, number)
            self._bell.notify_all()

    def play(self, playing: bool) -> None:
        """Play or pause."""
        self._ask(lambda: self._set_playing(playing))

    def step(self) -> None:
        """Live one week, paused."""
        self._ask(self._one_week)

    def reset(self) -> None:
        """Start again before week 0 with the levers as they stand, and an empty schedule."""
        self._ask(self._restart)

    def pace(self, speed: int, interval: int) -> None:
        """Set weeks a second (0: as fast as can be) and weeks between drawings."""
        self._speed, self._interval = speed, interval
        self._ask(lambda: None)

    def focus(self, dossier: int, official: int) -> None:
        """Choose the dossier and the official to see up close."""
        self._dossier, self._official = dossier, official
        self._ask(self._show)

    def move(self, side: int | None, key: str, value: Any) -> None:
        """Move a lever, whose value was read by :func:`abm.app.levers.read`."""
        self._ask(lambda: self._change(side, key, lambda pair: pair.move(None if key in SHARED else side, key, value)))

    def switch(self, side: int, name: str, on: bool) -> None:
        """Switch an instrument on or off."""
        self._ask(lambda: self._change(side, "instruments", lambda pair: pair.switch(side, name, on)))

    def strike(self, kind: str, target: str, size: float) -> None:
        """Let an event happen in both worlds next week."""
        self._ask(lambda: self._strike(kind, target, size))

    def load(self, make: Callable[[Pair], Pair]) -> None:
        """Replace the pair by another one made from it, as from a file."""
        self._ask(lambda: self._load(make))

    def fetch(self, side: int, kind: str) -> None:
        """Make a file of a side: ``yaml``, ``csv`` or ``parquet``."""
        self._ask(lambda: self._fetch(side, kind))

    def _ask(self, act: Callable[[], None]) -> None:
        with self._bell:
            self._acts.append(act)
            self._bell.notify_all()

    # --- the worker -------------------------------------------------------------------------------------------------

    def _live(self) -> None:
        try:
            while not self._closing:
                try:
                    self._turn()
                except Exception as error:  # of the model or of a view: the visitor is told, and can go on
                    if not self._closing:
                        log.exception("a visitor's run failed")
                        self._fail(error)
        finally:
            self._pair, self._wreck, self._frame = None, None, Frame()
            self._acts.clear()
            sessions.leave(self)

    def _turn(self) -> None:
        """Do what is asked, or live on."""
        if self._pair is None and self._frame.status != "failed":
            self._pair = self._make()
            self._show()
        while self._acts and not self._closing:
            self._acts.popleft()()
        if self._pair is not None and self._pair.lagging:
            self._catch_up(self._pair)
        elif self._pair is not None and self._playing:
            self._play(self._pair)
        else:
            with self._bell:
                self._bell.wait_for(lambda: self._closing or self._acts)

    def _catch_up(self, pair: Pair) -> None:
        until = time.monotonic() + SLICE
        while pair.lagging and not self._closing and not self._acts and time.monotonic() < until:
            pair.catch_up()
        self._show()

    def _play(self, pair: Pair) -> None:
        """Live the weeks up to the next drawing, draw, and keep the pace."""
        started = time.monotonic()
        for _ in range(self._interval):
            if self._acts or self._closing:
                break
            if not self._live_week(pair):
                break
        self._show()
        pause = self._interval / self._speed if self._speed else 0.0
        self._rest(started + pause)
        if not self._playing and self._frame.status == "playing":  # nobody was there to draw
            self._show()

    def _live_week(self, pair: Pair) -> bool:
        if pair.week + 1 >= self._hosting.weeks:
            self._playing = False
            self._note(Notice("limit", {"weeks": self._hosting.weeks}))
            return False
        if self._frame.notice is not None and pair.week - self._noted > STALE:
            self._frame = replace(self._frame, notice=None)
        started = time.perf_counter()
        pair.step()
        self._frame = replace(self._frame, step_ms=1000.0 * (time.perf_counter() - started))
        return True

    def _rest(self, until: float) -> None:
        """Wait until the last frame was drawn and its time is over; whatever the visitor asks ends the wait."""
        number, patience = self._frame.number, time.monotonic() + PATIENCE
        with self._bell:
            while not (self._closing or self._acts):
                now = time.monotonic()
                seen = self._drawn >= number
                if seen and self._missed:
                    self._missed = 0
                left = (until if seen else max(until, patience)) - now
                if left <= 0.0:
                    break
                self._bell.wait(left)
            if self._drawn >= number:
                self._missed = 0
            elif not self._acts:
                self._missed += 1
                self._playing = self._playing and self._missed < ABSENT

    def _show(self) -> None:
        """Publish what there is to see now."""
        pair = self._pair
        if pair is None or self._closing:
            return
        frame = replace(
            self._frame,
            number=self._frame.number + 1,
            week=pair.week,
            schedule=tuple(pair.schedule),
            values=pair.values(),
            settings=(pair.sides[0].settings, pair.sides[1].settings),
            draw_ms=self._draw_ms,
        )
        if pair.lagging:
            frame = replace(frame, status="preparing", progress=pair.progress)
        else:
            frame = replace(
                frame,
                status="playing" if self._playing else "paused",
                progress=1.0,
                scene=self._scene(pair),
            )
        self._send(frame)

    def _scene(self, pair: Pair) -> Scene:
        """What to draw; taken anew only when worlds, week or focus have changed."""
        taken = (pair.lives, pair.week, self._dossier, self._official)
        if self._frame.scene is None or taken != self._taken:
            self._taken = taken
            return Scene(pair.snapshots(self._dossier, self._official), pair.history(MEASURES))
        return self._frame.scene

    def _send(self, frame: Frame) -> None:
        self._frame = frame
        self._published_at = time.perf_counter()
        try:
            self._publish(frame)
        except Exception:
            if not self._closing:  # a page that closes while it is drawn may complain; one that stays may not
                raise

    def _note(self, notice: Notice) -> None:
        self._noted = self._pair.week if self._pair is not None else 0
        self._frame = replace(self._frame, notice=notice)

    def _fail(self, error: Exception) -> None:
        frame = self._frame
        if self._pair is not None:  # what was moved while it ran is kept, the models are not
            self._wreck = self._pair
            a, b = (as_it_stands(side) for side in self._pair.sides)
            frame = replace(frame, settings=(a, b))
            for side in self._pair.sides:
                side.model = None
        self._playing, self._pair = False, None
        text = f"{type(error).__name__}: {error}"
        kind = "refused" if isinstance(error, ParameterError) else "failed"
        frame = replace(frame, number=frame.number + 1, status="failed", notice=Notice(kind, {"text": text}))
        try:
            self._send(frame)
        except Exception:
            log.exception("a failure could not be shown")

    # --- acts, between two weeks ------------------------------------------------------------------------------------

    def _set_playing(self, playing: bool) -> None:
        self._playing, self._missed = playing, 0
        self._show()

    def _one_week(self) -> None:
        self._playing = False
        if self._pair is not None and not self._pair.lagging:
            self._live_week(self._pair)
            self._show()

    def _restart(self) -> None:
        self._playing = False
        a, b = self._frame.settings
        pair, self._pair = self._pair, None
        self._frame = replace(self._frame, status="preparing", notice=None)
        self._pair = pair.restarted() if pair is not None else Pair(a, b)
        self._show()

    def _change(self, side: int | None, key: str, make: Callable[[Pair], Change]) -> None:
        try:
            if self._pair is None:  # after a failure: begin anew, so that a value that broke the model can be put right
                self._pair = Pair(*self._frame.settings)
            change = make(self._pair)
        except ParameterError as problem:
            self._note(Notice("refused", {"side": side, "key": key, "text": str(problem)}))
        else:
            about = {"side": change.side, "key": key, "value": change.value, "week": change.week}
            if change.how != "same":
                self._note(Notice(change.how, about))
        self._show()

    def _strike(self, kind: str, target: str, size: float) -> None:
        if self._pair is None:
            return
        try:
            entry = self._pair.strike(kind, target, size)
        except ParameterError as problem:
            self._note(Notice("refused", {"key": "event", "text": str(problem)}))
        else:
            self._note(Notice("strike", {"event": entry.event, "week": entry.event.week}))
        self._show()

    def _load(self, make: Callable[[Pair], Pair]) -> None:
        if self._pair is None:
            return
        try:
            self._pair = make(self._pair)
        except ParameterError as problem:
            self._note(Notice("refused", {"key": "file", "text": str(problem)}))
        else:
            self._playing = False
            self._note(Notice("loaded"))
        self._show()

    def _fetch(self, side: int, kind: str) -> None:
        pair = self._pair
        if pair is None and kind == "yaml":  # of a run that failed: who mends the model needs it most
            pair = self._wreck
        if pair is None or (self._pair is not None and pair.lagging):
            return
        name = f"twin-{'ab'[side]}-seed-{pair.sides[side].settings.parameters().seed}-week-{max(0, pair.week)}"
        if kind == "yaml":
            content, mime = takeaway.to_yaml(pair.sides[side], name).encode(), "application/yaml"
        else:
            table = takeaway.weeks_table(pair.sides[side])
            content = takeaway.to_csv(table) if kind == "csv" else takeaway.to_parquet(table)
            mime = "text/csv" if kind == "csv" else "application/vnd.apache.parquet"
        self._parcels += 1
        self._frame = replace(self._frame, parcel=Parcel(self._parcels, f"{name}.{kind}", mime, content))
        if self._pair is None:
            self._send(replace(self._frame, number=self._frame.number + 1))
        self._show()
