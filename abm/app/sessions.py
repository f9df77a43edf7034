"""One worker for each visitor: it alone touches the visitor's two models, from their coming until their seat is free.

A visitor's clicks become acts in a queue; between two weeks the worker does what is asked (:mod:`abm.app.stage`), lives
a week, publishes a frame and waits until the browser has drawn it (:mod:`abm.app.pace`). So a click never waits for a
run of weeks, a slow browser slows the weeks down rather than drowning in them, and the page never looks at a model that
is changing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from abm.app.frames import Frame
from abm.app.hosting import Hosting
from abm.app.levers import SHARED
from abm.app.pace import Pace
from abm.app.seats import sessions
from abm.app.stage import Stage
from abm.app.twin import Pair
from abm.words.phrases import Phrase

log = logging.getLogger(__name__)


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
        self.kernel = kernel
        self._publish = publish
        self._bell = threading.Condition()
        self._acts: deque[Callable[[], None]] = deque()
        self._closing = False
        self._pace = Pace(self._bell)
        self._stage = Stage(make, self._published, hosting, self._pace)
        self._worker: threading.Thread | None = None

    def start(self) -> None:
        """Start the worker."""
        self._worker = threading.Thread(target=self._live, name="twins", daemon=True)
        self._worker.start()

    def close(self) -> None:
        """End the worker after the week it is in, and let go of the models."""
        with self._bell:
            self._closing = True
            self._bell.notify_all()

    @property
    def closed(self) -> bool:
        """Whether the worker was told to end."""
        return self._closing

    # --- what a visitor can ask; each returns at once ---------------------------------------------------------------

    def drawn(self, number: int) -> None:
        """Note that the browser has drawn a frame."""
        self._pace.drawn(number)

    def play(self, playing: bool) -> None:
        """Play or pause."""
        self._ask(lambda: self._stage.play(playing))

    def step(self) -> None:
        """Live one week, paused."""
        self._ask(self._stage.step)

    def reset(self, keep: str = "levers") -> None:
        """Start again before week 0; see :meth:`abm.app.stage.Stage.restart`."""
        self._ask(lambda: self._stage.restart(keep))

    def undo(self) -> None:
        """Take back what was done last."""
        self._ask(self._stage.undo)

    def show(self) -> None:
        """Show the week once more, as something beside the worlds has changed."""
        self._ask(self._stage.show)

    def look_back(self, week: int) -> None:
        """Show an earlier week."""
        self._ask(lambda: self._stage.look_back(week))

    def remove(self, place: int) -> None:
        """Take a line out of the schedule."""
        self._ask(lambda: self._stage.remove(place))

    def pace(self, speed: int, interval: int) -> None:
        """Set weeks a second (0: as fast as can be) and weeks between drawings."""
        self._pace.speed, self._pace.interval = speed, interval
        self._ask(lambda: None)

    def focus(self, dossier: int, official: int) -> None:
        """Choose the dossier and the official to see up close."""
        self._ask(lambda: self._stage.look(dossier, official))

    def move(self, side: int | None, key: str, value: Any) -> None:
        """Move a lever, whose value was read by :func:`abm.app.levers.read`."""
        moved = None if key in SHARED else side
        self._ask(lambda: self._stage.change(side, key, lambda pair: pair.move(moved, key, value)))

    def switch(self, side: int, name: str, on: bool) -> None:
        """Switch an instrument on or off."""
        self._ask(lambda: self._stage.change(side, "instruments", lambda pair: pair.switch(side, name, on)))

    def strike(self, kind: str, target: str, size: float) -> None:
        """Let an event happen in both worlds next week."""
        self._ask(lambda: self._stage.strike(kind, target, size))

    def load(self, make: Callable[[Pair], Pair], left_out: Callable[[], Phrase | None] | None = None) -> None:
        """See :meth:`abm.app.stage.Stage.load`."""
        self._ask(lambda: self._stage.load(make, left_out))

    def fetch(self, side: int, kind: str) -> None:
        """Make a file of a side: ``yaml``, ``csv`` or ``parquet``."""
        self._ask(lambda: self._stage.fetch(side, kind))

    def afterwards(self, work: Callable[[], None]) -> None:
        """Do something of the page's own once all that was asked so far is done and shown."""
        self._ask(lambda: _aside(work))

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
                        self._stage.fail(error)
        finally:
            self._stage.clear()
            self._acts.clear()
            sessions.leave(self)

    def _turn(self) -> None:
        """Do what is asked, or live on."""
        stage, pace = self._stage, self._pace
        stage.set_up()
        while self._acts and not self._closing:
            self._acts.popleft()()
        if stage.lagging:
            stage.catch_up(self._stirred)
        elif stage.pair is not None and pace.playing:
            begun = time.monotonic()
            stage.live(self._stirred)
            pace.rest(begun, self._stirred)
            if not pace.playing and stage.frame.status == "playing":  # nobody was there to draw
                stage.show()
        else:
            with self._bell:
                self._bell.wait_for(self._stirred)

    def _stirred(self) -> bool:
        """Whether something was asked since."""
        return self._closing or bool(self._acts)

    def _published(self, frame: Frame) -> None:
        """Show a frame; a page that closes gets none, and may complain while it is drawn."""
        if self._closing:
            return
        try:
            self._publish(frame)
        except Exception:
            if not self._closing:
                raise


def _aside(work: Callable[[], None]) -> None:
    """Do what is no part of a run; when it fails, the run goes on."""
    try:
        work()
    except Exception:
        log.exception("what a visitor asked for beside the run has failed")
