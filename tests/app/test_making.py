"""Replays of visitors: one at a time on a server, in a process that can be stopped, within limits that are told."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("jinja2", reason="the [app] extra is not installed")

from abm.app import take_along
from abm.app.codec.link import from_query
from abm.app.codec.state import State
from abm.app.hosting import Hosting
from abm.app.replay.making import CITIZENS, WEEKS, ReplayNews, Replays, too_large
from abm.app.visitor import Visitor

PATIENCE = 60.0

HOSTING = Hosting()


def state(week: int = 3, citizens: int = 300) -> State:
    return from_query(f"population.citizens={citizens}&seed=7&week={week}&lang=nl", HOSTING)


def drawn(wanted: State, told: Callable[[int, int], None]) -> bytes:
    """What is made of a state, at once; of week 4 never, and of week 5 a failure."""
    told(1, 2)
    while wanted.week == 4:
        time.sleep(0.05)
    if wanted.week == 5:
        raise ValueError("no such week")
    return f"{wanted.week} {wanted.language}".encode()


class Owner:
    """Somebody who asks for replays."""

    def __init__(self, replays: Replays) -> None:
        self.replays = replays
        self.heard: list[ReplayNews] = []
        self._ended = threading.Event()

    def ask(self, week: int) -> bool:
        self._ended.clear()
        return self.replays.ask(self, state(week), self.hear)

    def hear(self, news: ReplayNews) -> None:
        self.heard.append(news)
        if news.content or news.failed:
            self._ended.set()

    def end(self) -> ReplayNews:
        assert self._ended.wait(PATIENCE)
        return self.heard[-1]


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def running() -> int:
    return [child.name for child in multiprocessing.active_children()].count("replay")


@pytest.fixture
def replays() -> Iterator[Replays]:
    made = Replays(drawn)
    yield made
    made.close()
    assert running() == 0


def test_there_is_one_at_a_time_and_it_can_be_stopped(replays: Replays) -> None:
    """Who asks meanwhile gets none, only its owner stops it, nothing comes of it, and then the next one can ask."""
    one, other = Owner(replays), Owner(replays)
    assert one.ask(4)
    until(lambda: replays.share(one) == 0.5)
    assert not other.ask(3)
    assert not one.ask(3)
    assert (replays.busy, replays.share(other), running()) == (True, None, 1)
    replays.stop(other)
    assert replays.share(one) == 0.5
    replays.stop(one)
    assert replays.share(one) is None
    until(lambda: not replays.busy)
    assert other.ask(3)
    assert other.end() == ReplayNews(1.0, b"3 ")  # no language of a visitor is in it
    assert all(not news.content and not news.failed for news in one.heard)


def test_what_fails_is_told_and_the_next_is_begun(replays: Replays) -> None:
    """An error of the model, or a process that dies, keeps nobody waiting."""
    one = Owner(replays)
    assert one.ask(5)
    assert one.end().failed == "ValueError: no such week"
    until(lambda: not replays.busy)
    assert one.ask(4)
    until(lambda: replays.share(one) == 0.5)
    next(child for child in multiprocessing.active_children() if child.name == "replay").kill()
    assert one.end().failed
    until(lambda: not replays.busy)


def test_a_server_that_ends_makes_none() -> None:
    """It stops the one under way, and begins no other."""
    made = Replays(drawn)
    one = Owner(made)
    assert one.ask(4)
    made.close()
    assert (made.busy, running(), one.heard, one.ask(3)) == (False, 0, [], False)


@pytest.mark.parametrize(
    ("week", "citizens", "large"),
    [(WEEKS - 1, 300, False), (WEEKS, 300, True), (3, CITIZENS, False), (3, CITIZENS + 1, True)],
)
def test_the_limits_are_those_that_are_told(week: int, citizens: int, large: bool) -> None:
    """A visitor's replay is of no more weeks and citizens than the dialog says."""
    assert too_large(state(week, citizens)) == large


class Sheet:
    """A visitor with a dialog, of a server whose worlds are never lived."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, replays: Replays, week: int, citizens: int = 300) -> None:
        monkeypatch.setattr(Visitor, "ready", True)
        self.visitor = Visitor(state(week, citizens), HOSTING, replays=replays)
        self.sent: list[str] = []
        self.visitor.meet(self.sent.append)

    def ask(self) -> dict[str, Any]:
        take_along.begin_replay(self.visitor)
        return take_along.shown(self.visitor)


def test_a_visitor_is_told_why_there_is_no_replay(monkeypatch: pytest.MonkeyPatch, replays: Replays) -> None:
    """Too large, or another's: nothing is begun, and the word of waiting goes when the wait is over."""
    assert "520" in Sheet(monkeypatch, replays, WEEKS).ask()["told"]
    assert "20.000" in Sheet(monkeypatch, replays, 3, CITIZENS + 1).ask()["told"]
    assert not replays.busy
    first, second = Sheet(monkeypatch, replays, 4), Sheet(monkeypatch, replays, 3)
    assert first.ask()["share"] is not None
    assert "andere bezoeker" in second.ask()["told"]
    assert take_along.shown(first.visitor)["told"] == ""
    first.visitor.leave()  # and takes the replay along
    until(lambda: not replays.busy)
    assert take_along.shown(second.visitor)["told"] == ""
    assert second.ask()["told"] == ""
    until(lambda: any('"name": "twins-seed-7-week-3.html"' in text for text in second.sent))
