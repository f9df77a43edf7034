"""How fast weeks are lived: as fast as was asked, no faster than the browser draws, and not when nobody looks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

SPEEDS = (1, 4, 13, 26, 0)
"""Weeks a second that a visitor can choose; 0 is as fast as machine and browser can."""

INTERVALS = (1, 2, 4, 13)
"""Weeks from one drawing to the next."""

PATIENCE = 2.0
"""Seconds to wait for a browser that does not say it has drawn."""

ABSENT = 5
"""Frames in a row that nobody drew, after which the weeks pause: the visitor has gone."""


class Pace:
    """Holds the weeks back.

    Parameters
    ----------
    bell : Condition
        Is rung when something happens that ends a wait.

    Attributes
    ----------
    playing : bool
        Whether weeks are lived by themselves.
    speed, interval : int
        Weeks a second, and from one drawing to the next.
    draw_ms : float
        What the browser took to draw the last frame.
    """

    def __init__(self, bell: threading.Condition) -> None:
        self._bell = bell
        self.playing = False
        self.speed, self.interval = 4, 1
        self.draw_ms = 0.0
        self._published, self._published_at = 0, 0.0
        self._drawn, self._missed = 0, 0

    def play(self, playing: bool) -> None:
        """Play or pause; who asks for it is there."""
        self.playing, self._missed = playing, 0

    def published(self, number: int) -> None:
        """Note that a frame goes to the browser."""
        with self._bell:
            self._published, self._published_at = number, time.perf_counter()

    def drawn(self, number: int) -> None:
        """Note that the browser has drawn a frame."""
        with self._bell:
            if number == self._published:
                self.draw_ms = 1000.0 * (time.perf_counter() - self._published_at)
            self._drawn = max(self._drawn, number)
            self._bell.notify_all()

    def rest(self, begun: float, stirred: Callable[[], bool]) -> None:
        """Wait until the last frame was drawn and its time is over.

        Parameters
        ----------
        begun : float
            When its weeks began, by the monotonic clock.
        stirred : callable
            Whether there is something to do, which ends the wait.
        """
        until = begun + (self.interval / self.speed if self.speed else 0.0)
        patience = time.monotonic() + PATIENCE
        with self._bell:
            while not stirred():
                left = (until if self._seen else max(until, patience)) - time.monotonic()
                if left <= 0.0:
                    break
                self._bell.wait(left)
            if self._seen:
                self._missed = 0
            elif not stirred():
                self._missed += 1
                self.playing = self.playing and self._missed < ABSENT

    @property
    def _seen(self) -> bool:
        return self._drawn >= self._published
