"""What a visitor's acts make of the worlds, without a worker, a browser or a clock."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from abm.app import panels
from abm.app.codec.file import left_out, opened
from abm.app.frames import Frame
from abm.app.hosting import Hosting
from abm.app.levers import Start
from abm.app.pace import Pace
from abm.app.stage import Stage
from abm.app.twin import Change, Pair
from abm.declare import ParameterError, refused
from abm.words import say
from abm.words.phrases import phrase

SMALL = Start.of({"population.citizens": 300})


class Theatre:
    """A stage, and every frame that it showed."""

    def __init__(self, weeks: int = 200) -> None:
        self.frames: list[Frame] = []
        self.hosting = Hosting(weeks=weeks)
        self.pace = Pace(threading.Condition())
        self.stage = Stage(lambda: Pair(SMALL, SMALL), self.frames.append, self.hosting, self.pace)
        self.stage.set_up()
        while self.stage.lagging:
            self.stage.catch_up(lambda: False)

    @property
    def last(self) -> Frame:
        return self.frames[-1]

    def told(self, language: str) -> str:
        """What the page says came of the last act."""
        return panels.notice_in_words(self.last.notice, 8, language)


@pytest.fixture(scope="module")
def theatre() -> Theatre:
    return Theatre()


def test_weeks_are_lived_to_the_next_drawing(theatre: Theatre) -> None:
    """One frame shows as many weeks as the visitor asked for, and an act in between ends them."""
    week, count = theatre.last.week, len(theatre.frames)
    theatre.pace.interval = 4
    theatre.stage.live(lambda: False)
    assert (theatre.last.week, len(theatre.frames)) == (week + 4, count + 1)
    theatre.stage.live(lambda: True)
    assert theatre.last.week == week + 4


def test_the_server_s_last_week_pauses() -> None:
    """At the limit nothing is lived on, and the visitor is told in both languages."""
    theatre = Theatre(weeks=2)
    theatre.pace.play(True)
    theatre.pace.interval = 4
    theatre.stage.live(lambda: False)
    assert (theatre.last.week, theatre.last.status, theatre.pace.playing) == (1, "paused", False)
    assert theatre.told("nl").startswith("Verder dan 2 weken")
    assert theatre.told("en") == say("notice.limit", "en", weeks=2)


@pytest.mark.parametrize(
    ("act", "dutch"),
    [
        ("strike", "Dat kan niet: bij events.target staat 9999; toegestaan is een dossier van 0 tot 95, of niets"),
        ("file", "Dat kan niet: bij officials.courage staat 7.0; toegestaan is een getal van 0 tot 1"),
        ("clash", "Dat kan niet: bij replicates staat 3; toegestaan is ten hoogste 1; seeds gaan tot 9"),
        ("other", "Dat kan niet: deze waarden gaan in het model niet samen"),
    ],
)
def test_a_refusal_is_told_in_the_visitor_s_language(theatre: Theatre, act: str, dutch: str) -> None:
    """Of an event, a file, and values that are not allowed together; and nothing has changed."""

    def refuse(pair: Pair) -> Change:
        most = phrase("allowed.most", most=1, advice=phrase("advice.seeds", top=9))
        raise ParameterError(refused("replicates", 3, most) if act == "clash" else "it rains")

    before = theatre.last.values
    if act == "strike":
        theatre.stage.strike("crisis", "9999", 5.0)
    elif act == "file":
        theatre.stage.load(lambda pair: opened(pair, 0, "officials: {courage: 7}", theatre.hosting))
    else:
        theatre.stage.change(0, "norms", refuse)
    assert theatre.last.values == before
    assert theatre.told("nl") == dutch
    assert theatre.told("en").startswith("Not possible: ") and theatre.told("en") != theatre.told("nl")


def test_a_file_of_an_earlier_version_is_told_of(theatre: Theatre) -> None:
    """What was left out of it is said in the visitor's language, with the version in which it went."""
    text = "officials: {courage: 0.4, readiness_threshold: 0.3}"
    theatre.stage.load(lambda pair: opened(pair, 0, text, theatre.hosting), lambda: left_out(text))
    assert theatre.last.values[0]["officials.courage"] == 0.4
    assert theatre.told("nl").startswith(
        "Het bestand is geladen. Dit is van een eerdere versie, en de getallen zijn and"
    )
    assert "officials.readiness_threshold was removed in version 4" in theatre.told("en")
    theatre.stage.load(lambda pair: opened(pair, 0, "officials: {courage: 0.4}", theatre.hosting), lambda: None)
    assert theatre.told("en") == "The file was loaded."


def test_a_start_that_is_refused_is_told_and_can_be_mended() -> None:
    """A pair that cannot be made leaves a stage from which a lever brings the next one."""
    frames: list[Frame] = []

    def impossible() -> Pair:
        raise ParameterError(refused("seed", "x", phrase("allowed.any_whole")))

    stage = Stage(impossible, frames.append, Hosting(), Pace(threading.Condition()))
    with pytest.raises(ParameterError) as error:
        stage.set_up()
    stage.fail(error.value)
    assert frames[-1].status == "failed"
    assert panels.notice_in_words(frames[-1].notice, 8, "nl").endswith("bij seed staat x; toegestaan is een heel getal")
    stage.change(None, "population.citizens", lambda pair: pair.move(None, "population.citizens", 300))
    assert stage.pair is not None
    assert stage.pair.values()[0]["population.citizens"] == 300


def caught_up(theatre: Theatre) -> Frame:
    while theatre.stage.lagging:
        theatre.stage.catch_up(lambda: False)
    return theatre.last


def test_acts_are_taken_back_one_by_one() -> None:
    """Levers, events and a reset: each undo gives the worlds of before the act, in the week they had come to."""
    theatre = Theatre()
    for _ in range(4):
        theatre.stage.step()
    untouched = theatre.last
    assert not untouched.undoable
    theatre.stage.change(0, "officials.courage", lambda pair: pair.move(0, "officials.courage", 0.9))
    theatre.stage.strike("crisis", "7", 30.0)
    theatre.stage.step()
    theatre.stage.restart("nothing")
    assert (theatre.last.week, theatre.last.schedule) == (-1, ())
    theatre.stage.undo()
    assert [entry.event.kind for entry in caught_up(theatre).schedule] == ["set", "crisis"]
    assert theatre.last.week == untouched.week + 1
    theatre.stage.undo()
    assert [entry.event.kind for entry in caught_up(theatre).schedule] == ["set"]
    theatre.stage.undo()
    back = caught_up(theatre)
    assert (back.schedule, back.values, back.undoable) == ((), untouched.values, False)
    assert back.scene is not None and untouched.scene is not None
    for name, lived in untouched.scene.history.a.items():
        assert np.array_equal(back.scene.history.a[name][: len(lived)], lived, equal_nan=True)
    theatre.stage.undo()  # nothing left
    assert theatre.last is back


def test_a_line_is_taken_out_of_the_schedule() -> None:
    """The worlds are then those in which it never happened, up to the same week."""
    theatre, other = Theatre(), Theatre()
    for one in (theatre, other):
        one.stage.step()
        if one is theatre:
            one.stage.strike("crisis", "7", 90.0)
        one.stage.strike("incident", "3", 20.0)
        for _ in range(6):
            one.stage.step()
    theatre.stage.remove(0)
    with_one, without = caught_up(theatre), other.last
    assert with_one.schedule == without.schedule and with_one.week == without.week
    assert with_one.scene is not None and without.scene is not None
    for name, lived in without.scene.history.b.items():
        assert np.array_equal(with_one.scene.history.b[name], lived, equal_nan=True)
    theatre.stage.remove(5)
    assert theatre.last is with_one


@pytest.mark.parametrize(
    ("keep", "courage", "lines"), [("levers", 0.9, 0), ("everything", 0.35, 1), ("nothing", 0.35, 0)]
)
def test_a_reset_keeps_what_was_asked(keep: str, courage: float, lines: int) -> None:
    """The levers as they stand, levers and schedule as they were entered, or nothing."""
    theatre = Theatre()
    theatre.stage.step()
    usual = theatre.last.values[0]["officials.courage"]
    theatre.stage.change(0, "officials.courage", lambda pair: pair.move(0, "officials.courage", 0.9))
    theatre.stage.restart(keep)
    frame = caught_up(theatre)
    assert frame.week == -1
    assert len(frame.schedule) == lines
    starts = dict(frame.settings[0].chosen).get("officials.courage", usual)
    assert starts == (0.9 if courage == 0.9 else usual)
    assert (frame.settings[0].parameters().population.citizens == 300) == (keep != "nothing")


def test_the_same_event_strikes_once() -> None:
    """A double click is one event; the same kind elsewhere is another."""
    theatre = Theatre()
    for _ in range(2):
        theatre.stage.strike("incident", "3", 20.0)
    theatre.stage.strike("incident", "4", 20.0)
    assert [entry.event.target for entry in theatre.last.schedule] == ["3", "4"]


def test_an_earlier_week_is_what_it_was() -> None:
    """Looking back shows the week as it was seen then, week 0 included, and the present one is not touched."""
    theatre = Theatre()
    seen = {}
    for week in range(6):
        theatre.stage.step()
        assert theatre.last.scene is not None
        seen[week] = theatre.last.scene.snapshots
        if week == 2:
            theatre.stage.strike("crisis", "7", 40.0)
    present = theatre.last
    for week in (0, 3, 1):
        theatre.stage.look_back(week)
        frame = caught_up(theatre)
        assert (frame.back, frame.week) == (week, 5)
        assert frame.scene is not None
        assert frame.scene.snapshots[0].week == week
        assert repr(frame.scene.snapshots) == repr(seen[week])
        assert len(frame.scene.history.weeks) == len(present.scene.history.weeks)
    theatre.stage.look_back(5)
    assert (theatre.last.back, theatre.last.week) == (None, 5)
    assert repr(theatre.last.scene.snapshots) == repr(seen[5])
    theatre.stage.look_back(1)
    theatre.stage.step()
    assert (theatre.last.back, theatre.last.week) == (None, 6)
