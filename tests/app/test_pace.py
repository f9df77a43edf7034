"""How fast weeks are lived, without a worker and without worlds."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from abm.app import pace as module
from abm.app.pace import ABSENT, Pace


class Bell(threading.Condition):
    """Stands for what happens while somebody waits."""

    def __init__(self, happens: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.happens = happens
        self.waits: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        assert len(self.waits) < 5, "waits for what has come"
        self.waits.append(timeout)
        self.happens()
        return True


def resting(bell: Bell) -> Pace:
    """Weeks that play as fast as can be, with a first frame on its way."""
    pace = Pace(bell)
    pace.speed = 0
    pace.play(True)
    pace.published(1)
    return pace


def still() -> bool:
    return False


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A clock that stands still unless a test turns it."""
    turned = SimpleNamespace(now=100.0)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: turned.now, perf_counter=lambda: turned.now))
    return turned


def test_the_next_week_waits_for_the_drawing(clock: SimpleNamespace) -> None:
    """At full speed the only wait is for the browser, and its drawing ends it."""
    bell = Bell()
    pace = resting(bell)

    def drawn() -> None:
        clock.now += 0.25
        pace.drawn(1)

    bell.happens = drawn
    pace.rest(clock.now, still)
    assert bell.waits == [module.PATIENCE]
    assert pace.draw_ms == 250.0
    pace.rest(clock.now, still)  # it has been drawn
    assert len(bell.waits) == 1


def test_an_older_drawing_is_no_sign_of_the_last() -> None:
    """A frame that was drawn before does not let the next one out."""
    bell = Bell()
    pace = resting(bell)
    pace.drawn(1)
    pace.published(2)
    bell.happens = lambda: pace.drawn(len(bell.waits))
    pace.rest(100.0, still)
    assert len(bell.waits) == 2


def test_a_speed_is_weeks_a_second(clock: SimpleNamespace) -> None:
    """Weeks drawn at once still take the time that the visitor asked for; the interval counts."""
    bell = Bell()
    pace = resting(bell)
    pace.drawn(1)
    pace.speed, pace.interval = 4, 13

    def time_passes() -> None:
        clock.now += 2.0

    bell.happens = time_passes
    pace.rest(clock.now, still)
    assert bell.waits == [3.25, 1.25]


def test_what_is_asked_ends_the_wait() -> None:
    """A click never waits, and a frame that nobody had time to draw is not held against the visitor."""
    pace = resting(Bell())
    for _ in range(2 * ABSENT):
        pace.rest(100.0, lambda: True)
    assert pace.playing


def test_nobody_there_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """After some frames that nobody drew the weeks stop; one that is drawn starts the count anew."""
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    pace = resting(Bell())
    for _ in range(ABSENT - 1):
        pace.rest(100.0, still)
    assert pace.playing
    pace.drawn(1)
    pace.rest(100.0, still)
    pace.published(2)
    for _ in range(ABSENT - 1):
        pace.rest(100.0, still)
    assert pace.playing
    pace.rest(100.0, still)
    assert not pace.playing
