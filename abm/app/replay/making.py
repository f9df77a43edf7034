"""Replays for visitors: made behind the page in a process of their own, one at a time on a server.

It takes seconds to a minute. Meanwhile the visitor goes on, is told how far it is and can stop it; who asks while
another's is made is told to wait.
"""

from __future__ import annotations

import logging
import multiprocessing
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from abm.app.codec.state import State
from abm.app.lives_worker import begin_behind_page
from abm.app.replay.document import write
from abm.app.replay.film import last_week
from abm.execution.local import PATIENCE
from abm.numerics.arithmetic import WEEKS_PER_YEAR
from abm.numerics.interrupts import starting_processes

log = logging.getLogger(__name__)

WEEKS = 10 * WEEKS_PER_YEAR
"""Most weeks of a replay that is made on the page; the command has no such limit."""

CITIZENS = 20_000
"""Most citizens of one."""

OFTEN = 0.5
"""Seconds between two times that the visitor is told how far it is."""

Make = Callable[..., bytes]
"""Makes the file of a state, as :func:`abm.app.replay.document.write`."""


def too_large(state: State) -> bool:
    """Whether a replay is longer, or of more citizens, than the page makes."""
    return last_week(state) + 1 > WEEKS or state.settings[0].parameters().population.citizens > CITIZENS


@dataclass(frozen=True, slots=True)
class ReplayNews:
    """How far a replay is.

    Attributes
    ----------
    share : float
        The share of its weeks that is done.
    content : bytes
        The file, once it is there.
    failed : str
        What went wrong; empty where nothing did.
    """

    share: float
    content: bytes = b""
    failed: str = ""


@dataclass(eq=False)
class _Order:
    """A replay that is asked for."""

    owner: Hashable
    state: State
    told: Callable[[ReplayNews], None]
    share: float = 0.0
    stopped: bool = False
    process: BaseProcess | None = None
    thread: threading.Thread | None = None


class Replays:
    """The one replay that a server makes at a time.

    Parameters
    ----------
    make : callable
        How it is made, in the process.
    """

    def __init__(self, make: Make = write) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._order: _Order | None = None
        self._closing = False

    def ask(self, owner: Hashable, state: State, told: Callable[[ReplayNews], None]) -> bool:
        """Begin a replay, unless one is under way; whether it was begun.

        Parameters
        ----------
        owner : hashable
            The visitor.
        state : State
            What to live again; not :func:`too_large`.
        told : callable
            Takes the news, in a thread of the replay; nothing after it was stopped.
        """
        with self._lock:
            if self._closing or self._order is not None:
                return False
            order = self._order = _Order(owner, replace(state, language="", problems={}), told)
            order.thread = threading.Thread(target=self._run, args=(order,), name="replay", daemon=True)
            order.thread.start()
        return True

    @property
    def busy(self) -> bool:
        """Whether one is under way."""
        return self._order is not None

    def share(self, owner: Hashable) -> float | None:
        """How far the visitor's own is; None where none is under way."""
        with self._lock:
            order = self._order
            return None if order is None or order.stopped or order.owner != owner else order.share

    def stop(self, owner: Hashable) -> None:
        """Stop making the visitor's, if it is the one under way."""
        with self._lock:
            if self._order is not None and self._order.owner == owner:
                self._stop(self._order)

    def close(self) -> None:
        """Stop whatever is under way; the server ends."""
        with self._lock:
            self._closing, order = True, self._order
            if order is not None:
                self._stop(order)
        if order is not None and order.thread is not None:
            order.thread.join(PATIENCE)

    @staticmethod
    def _stop(order: _Order) -> None:
        order.stopped = True
        if order.process is not None:
            order.process.kill()

    # --- the thread of a replay -------------------------------------------------------------------------------------

    def _run(self, order: _Order) -> None:
        news = ReplayNews(0.0, failed="the process died")
        try:
            news = self._made(order)
        except (EOFError, OSError):
            if not order.stopped:
                log.warning("the process of a replay died")
        finally:
            with self._lock:
                self._order = None
        self._tell(order, news)

    def _made(self, order: _Order) -> ReplayNews:
        """Have it made, and say meanwhile how far it is."""
        line = self._begun(order)
        try:
            told = time.monotonic()
            while isinstance(heard := line.recv(), float):
                order.share = heard
                if time.monotonic() - told > OFTEN:
                    told = time.monotonic()
                    self._tell(order, ReplayNews(heard))
        finally:
            line.close()
            if order.process is not None:
                order.process.kill()
                order.process.join(PATIENCE)
        if isinstance(heard, bytes):
            return ReplayNews(1.0, heard)
        log.warning("a replay failed: %s", heard)
        return ReplayNews(order.share, failed=str(heard))

    def _begun(self, order: _Order) -> Connection:
        """The line to a new process."""
        context = multiprocessing.get_context("spawn")  # a fork after a kernel has run can hang
        ours, theirs = context.Pipe(duplex=False)
        process: Any = context.Process(target=serve, args=(theirs, order.state, self._make), name="replay", daemon=True)
        with self._lock:
            if not order.stopped:
                with starting_processes():
                    process.start()
                order.process = process
        theirs.close()  # so that the line breaks when the process dies
        return ours

    def _tell(self, order: _Order, news: ReplayNews) -> None:
        if order.stopped:
            return
        try:
            order.told(news)
        except Exception:
            log.exception("a visitor could not be told of a replay")


def serve(line: Connection, state: State, make: Make) -> None:
    """Make a replay in a process: down the line go the shares that are done, and then the file or what failed."""
    begin_behind_page()
    try:
        line.send(make(state, told=lambda done, total: line.send(done / total)))
    except (EOFError, OSError):
        return
    except Exception as error:  # of the model or of a picture: the visitor is told
        line.send(f"{type(error).__name__}: {error}")
