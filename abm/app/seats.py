"""The seats of this server: how many play at a time, whose browser is still there, and who makes room."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from abm.app.sessions import Session


class Full(Exception):
    """As many visitors are playing as the machine was said to bear."""


class Sessions:
    """The visitors of this process, limited in number."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: set[Session] = set()
        self._lines: Counter[str] = Counter()
        self._lost: dict[Session, float] = {}

    def __len__(self) -> int:
        return len(self._open)

    def open(self, session: Session, most: int) -> Session | None:
        """Let a visitor in.

        Returns
        -------
        Session or None
            Who has to leave for it: of those who lost their connection, as when a browser dies, the one who lost it
            first. That one's worker was told to end.

        Raises
        ------
        Full
            When there are as many as there may be, and all are there.
        """
        with self._lock:
            gone = None
            if len(self._open) >= most:
                if not self._lost:
                    raise Full
                gone = min(self._lost, key=self._lost.__getitem__)
                self._forget(gone)
            self._open.add(session)
            if session.kernel and session.kernel not in self._lines:  # gone before it came in
                self._lost[session] = time.monotonic()
        if gone is not None:
            gone.close()
        return gone

    def leave(self, session: Session) -> None:
        """Forget a visitor."""
        with self._lock:
            self._forget(session)

    def connected(self, kernel: str) -> None:
        """Note that a browser is there: it has one line open, or for a moment two when it connects again."""
        with self._lock:
            self._lines[kernel] += 1
            for session in [one for one in self._lost if one.kernel == kernel]:
                del self._lost[session]

    def disconnected(self, kernel: str) -> None:
        """Note that a line of a browser is gone; when it was the last, its visitor's seat is free to be taken."""
        with self._lock:
            self._lines[kernel] -= 1
            if self._lines[kernel] > 0:
                return
            del self._lines[kernel]
            now = time.monotonic()
            self._lost |= {one: now for one in self._open if one.kernel == kernel}

    def _forget(self, session: Session) -> None:
        self._open.discard(session)
        self._lost.pop(session, None)


sessions = Sessions()
