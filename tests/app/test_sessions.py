"""A visitor's worker: it lives weeks as fast as they are drawn, does between two what it is asked, ends when told."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Callable, Iterator

import pytest

from abm.app import pace
from abm.app.codec.link import from_query
from abm.app.frames import Frame
from abm.app.hosting import Hosting
from abm.app.levers import Start
from abm.app.seats import Full, Sessions, sessions
from abm.app.sessions import Session
from abm.app.twin import Pair
from abm.model import PolicyModel

HOSTING = Hosting(weeks=200)


class Reader:
    """Stands for a browser: takes frames, and says that it has drawn them when it is told to."""

    def __init__(self, query: str = "population.citizens=300", *, draws: bool = True) -> None:
        self.frames: list[Frame] = []
        self.draws = draws
        self.session = Session(from_query(query, HOSTING).pair, self.take, HOSTING)
        self.session.pace(0, 1)
        self.session.start()

    def take(self, frame: Frame) -> None:
        self.frames.append(frame)
        if self.draws:
            threading.Thread(target=self.session.drawn, args=(frame.number,)).start()

    def until(self, condition: Callable[[Frame], bool], seconds: float = 30.0) -> Frame:
        end = time.monotonic() + seconds
        while not (self.frames and condition(self.frames[-1])):
            assert time.monotonic() < end, "waited in vain"
            time.sleep(0.01)
        return self.frames[-1]

    def paused(self) -> Frame:
        return self.until(lambda frame: frame.status == "paused")


@pytest.fixture
def reader() -> Iterator[Callable[..., Reader]]:
    made: list[Reader] = []

    def make(*arguments: str, **options: bool) -> Reader:
        made.append(Reader(*arguments, **options))
        return made[-1]

    yield make
    for one in made:
        one.session.close()


def test_weeks_wait_until_they_are_drawn(reader: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser that draws nothing holds the weeks back; it is sent no second frame before the first is drawn."""
    monkeypatch.setattr(pace, "PATIENCE", 60.0)
    slow = reader(draws=False)
    slow.paused()
    slow.session.play(True)
    first = slow.until(lambda frame: frame.week == 0)
    time.sleep(0.3)
    assert slow.frames[-1] is first
    slow.session.drawn(first.number)
    slow.until(lambda frame: frame.week == 1)


def test_who_has_gone_is_not_played_to(reader: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that nobody draws any more pauses by itself."""
    monkeypatch.setattr(pace, "PATIENCE", 0.02)
    gone = reader(draws=False)
    gone.paused()
    gone.session.play(True)
    gone.until(lambda frame: frame.status == "playing")
    assert gone.paused().week < 2 * pace.ABSENT


def test_pause_holds(reader: Callable[..., Reader]) -> None:
    """After a pause no week is lived until the visitor asks for one."""
    one = reader()
    one.paused()
    one.session.play(True)
    one.until(lambda frame: frame.week >= 5)
    one.session.play(False)
    week = one.paused().week
    time.sleep(0.3)
    assert one.frames[-1].week == week
    one.session.step()
    one.until(lambda frame: frame.week == week + 1)


def test_frames_do_not_change(reader: Callable[..., Reader]) -> None:
    """A frame that was published is the same when many weeks have passed."""
    one = reader()
    scene = one.paused().scene
    assert scene is not None
    before = scene.history.a["trust"].copy(), scene.snapshots[0].focus.policy.copy(), dict(scene.snapshots[0].measures)
    one.session.play(True)
    one.until(lambda frame: frame.week >= 30)
    assert (scene.history.a["trust"] == before[0]).all()
    assert (scene.snapshots[0].focus.policy == before[1]).all()
    assert scene.snapshots[0].measures == pytest.approx(before[2], nan_ok=True)


def test_failure_is_told_and_what_broke_it_can_be_put_right(
    reader: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an error of the model a reset begins anew, and so does moving a lever back."""
    one = reader("population.citizens=300&a.officials.courage=0.9")
    one.paused()

    def broken(_: PolicyModel) -> None:
        if _.parameters.officials.courage == 0.9:
            raise ZeroDivisionError("nothing to divide by")

    monkeypatch.setattr(PolicyModel, "learn", broken)
    one.session.step()
    failed = one.until(lambda frame: frame.status == "failed")
    assert failed.notice is not None
    assert "nothing to divide by" in failed.notice.about["text"]
    one.session.move(0, "officials.courage", 0.3)
    assert one.paused().values[0]["officials.courage"] == 0.3


def test_last_week_is_the_last(reader: Callable[..., Reader]) -> None:
    """At the server's limit the run pauses and says so."""
    one = reader("population.citizens=300&week=197")
    one.paused()
    one.session.play(True)
    last = one.until(lambda frame: frame.notice is not None)
    assert last.notice is not None
    assert (last.notice.kind, one.paused().week) == ("limit", 199)


def test_closing_lets_go_of_the_models(reader: Callable[..., Reader]) -> None:
    """A closed session ends its thread and holds no model, whatever it was doing."""
    one = reader()
    one.session.play(True)
    one.until(lambda frame: frame.week >= 3)
    pair = one.session._stage.pair
    assert pair is not None
    models = [weakref.ref(side.model) for side in pair.sides]
    del pair
    one.session.close()
    one.frames.clear()
    end = time.monotonic() + 20
    while any(model() is not None for model in models):
        assert time.monotonic() < end, "a model is still held"
        gc.collect()
        time.sleep(0.05)


def test_seats() -> None:
    """A limited number of visitors; who leaves makes room."""
    seats = Sessions()
    first, second = (Session(lambda: from_query("", HOSTING).pair(), lambda _: None, HOSTING) for _ in range(2))
    seats.open(first, 1)
    with pytest.raises(Full):
        seats.open(second, 1)
    seats.leave(first)
    seats.open(second, 1)
    assert len(seats) == 1
    assert len(sessions) == 0 or sessions is not seats


def test_scene_is_drawn_once(reader: Callable[..., Reader]) -> None:
    """What does not change what is seen does not make the pictures anew; another focus does."""
    one = reader()
    first = one.paused().scene
    one.session.play(False)
    one.until(lambda frame: frame.number >= 3 and frame.status == "paused")
    assert one.frames[-1].scene is first
    one.session.focus(5, 5)
    again = one.until(lambda frame: frame.scene is not first).scene
    assert again is not None
    assert again.snapshots[0].focus.now.number == 5


def test_unplayable_start_is_told(reader: Callable[..., Reader]) -> None:
    """A pair that cannot be made is a failure that a reset puts right, never a worker that has died."""
    one = Reader.__new__(Reader)
    one.frames, one.draws = [], True

    def impossible() -> Pair:
        return Pair(Start.of({"seed": -1}), Start())

    one.session = Session(impossible, one.take, HOSTING)
    one.session.start()
    one.until(lambda frame: frame.status == "failed")
    one.session.reset()
    one.paused()
    one.session.close()
