"""Ctrl-C that is heard once, at a moment at which nothing breaks.

Python raises KeyboardInterrupt between any two instructions of the main thread. Inside a callback of the compiler or
where an object is taken down, it is swallowed, and the command runs on; between making a file and noting that it was
made, the file stays behind. So a command listens here: what comes at a bad moment is kept back until that is over, and
what was swallowed is told again at the next week.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType


class _Ctrl:
    """What has come, and how many blocks keep it back."""

    listens = False
    came = False
    blocks = 0


def _in_main() -> bool:
    return _Ctrl.listens and threading.current_thread() is threading.main_thread()


def _handle(number: int, frame: FrameType | None) -> None:
    _Ctrl.came = True
    if not _Ctrl.blocks:
        raise KeyboardInterrupt


@contextlib.contextmanager
def listening() -> Iterator[None]:
    """Listen to Ctrl-C; nothing changes where it is ignored, somebody else listens, or this is not the main thread."""
    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    _Ctrl.listens, _Ctrl.came, _Ctrl.blocks = True, False, 0
    signal.signal(signal.SIGINT, _handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _Ctrl.listens = False


def hear() -> None:
    """Raise KeyboardInterrupt when Ctrl-C has come that nobody has heard; called where it is safe, such as every week.

    Raises
    ------
    KeyboardInterrupt
        Unless one is being handled.
    """
    if _Ctrl.came and not _Ctrl.blocks and _in_main() and not isinstance(sys.exception(), KeyboardInterrupt):
        raise KeyboardInterrupt


def keep_back() -> None:
    """Keep Ctrl-C back until :func:`let_go` has been called as often."""
    if _in_main():
        _Ctrl.blocks += 1


def let_go() -> None:
    """Let through what has been kept back.

    Raises
    ------
    KeyboardInterrupt
        When Ctrl-C has come meanwhile.
    """
    if _in_main():
        _Ctrl.blocks -= 1
        hear()


@contextlib.contextmanager
def kept_back() -> Iterator[None]:
    """Keep Ctrl-C back while something must be done whole; short, as nothing can be stopped meanwhile.

    Raises
    ------
    KeyboardInterrupt
        At the end, when Ctrl-C has come meanwhile.
    """
    keep_back()
    try:
        yield
    finally:
        let_go()


@contextlib.contextmanager
def starting_processes() -> Iterator[None]:
    """Let the processes that are started meanwhile never hear Ctrl-C, which is for their parent alone.

    They inherit from this thread that the signal is blocked; without, each would print a traceback before it can
    ignore it. Windows has nothing of the kind.
    """
    with kept_back():
        if not hasattr(signal, "pthread_sigmask"):
            yield
            return
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()  # which lets the signal through again when it starts
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
