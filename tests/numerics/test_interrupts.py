"""Ctrl-C is heard once, where nothing breaks, and never lost."""

import ctypes
import gc
import os
import signal
import subprocess
import sys
import threading

import pytest
from numba.core.compiler_lock import global_compiler_lock

from abm.numerics import interrupts


@pytest.fixture
def listens():
    """A command that listens, as its main thread would."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with interrupts.listening():
            yield
    finally:
        signal.signal(signal.SIGINT, before)


def ctrl_c():
    signal.raise_signal(signal.SIGINT)


def test_it_is_heard_at_once(listens):
    """Where nothing keeps it back, it is raised as always."""
    with pytest.raises(KeyboardInterrupt):
        ctrl_c()


def test_it_waits_until_what_must_be_whole_is_done(listens):
    """In a block that is kept whole, also in one within another, it is raised at the end of the outermost."""
    done = []
    with pytest.raises(KeyboardInterrupt), interrupts.kept_back():
        with interrupts.kept_back():
            ctrl_c()
            done.append("inner")
        done.append("outer")
    assert done == ["inner", "outer"]


def test_cleaning_up_after_it_is_not_cut_short(listens):
    """Blocks that are kept whole while it is being handled end as they would without it."""
    done = []
    with pytest.raises(KeyboardInterrupt):
        try:
            ctrl_c()
        finally:
            for step in range(2):
                with interrupts.kept_back():
                    done.append(step)
            interrupts.hear()
    assert done == [0, 1]


def test_what_was_swallowed_is_told_again(listens, monkeypatch):
    """An object that is taken down and a callback of C swallow it; the next week hears of it."""
    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)

    class TakenDown:
        def __del__(self):
            ctrl_c()

    interrupts.hear()  # nothing has come
    TakenDown()
    gc.collect()
    with pytest.raises(KeyboardInterrupt):
        interrupts.hear()


def test_a_callback_of_the_compiler_never_raises_it(listens, monkeypatch):
    """While numba compiles, it is kept back: a kernel would stay half made otherwise."""
    swallowed = []
    monkeypatch.setattr(sys, "unraisablehook", swallowed.append)
    with pytest.raises(KeyboardInterrupt), global_compiler_lock:
        ctypes.CFUNCTYPE(None)(ctrl_c)()
    assert swallowed == []


def test_only_the_main_thread_hears(listens):
    """Another thread that keeps it back or compiles changes nothing for the main one."""
    other = threading.Thread(target=interrupts.keep_back)
    other.start()
    other.join()
    with pytest.raises(KeyboardInterrupt):
        ctrl_c()


@pytest.mark.parametrize("handler", [signal.SIG_IGN, lambda *_: None])
def test_who_ignores_it_or_listens_already_is_left_alone(handler):
    """A command in the background stays deaf, a server keeps its own handler; nothing is raised at the end either."""
    before = signal.signal(signal.SIGINT, handler)
    try:
        with interrupts.listening(), interrupts.kept_back():
            ctrl_c()
        assert signal.getsignal(signal.SIGINT) is handler
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="processes inherit no signals on Windows")
def test_processes_do_not_hear_it_and_their_parent_does(listens):
    """What comes while a process starts ends its parent afterwards, and not the process."""
    with pytest.raises(KeyboardInterrupt), interrupts.starting_processes():
        process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        os.kill(process.pid, signal.SIGINT)
        ctrl_c()
    assert process.poll() is None
    process.communicate(b"\n", timeout=60)
    assert process.returncode == 0
