"""What a link, a file or a visitor may ask of the server: no detour past a limit, and nothing lost in silence."""

from __future__ import annotations

import pytest

from abm.app import panels
from abm.app.codec.file import from_yaml, to_yaml
from abm.app.codec.link import from_query, to_query
from abm.app.hosting import Hosting
from abm.app.levers import Start, differing
from abm.app.schedule import MOST, Happening
from abm.app.timeline import listed
from abm.app.twin import Pair
from abm.parameters import Event
from abm.parameters.checks import ParameterError

SMALL = Start.of({"population.citizens": 300, "seed": 4, "norms": "reactive"})


def live_on(pair: Pair) -> Pair:
    while pair.lagging:
        pair.catch_up()
    return pair


@pytest.mark.parametrize("week", ["000000000000100", "0000000000009999", "--5", "-", "5" * 5000, "1e2", "٣"])
def test_no_spelling_of_a_week_goes_past_the_limit(week: str) -> None:
    """A week is a plain number within the limit, or it is left out and told."""
    state = from_query(f"week={week}", Hosting(weeks=60))
    assert state.week == -1
    assert "link" in state.problems


@pytest.mark.parametrize("query", ["", "seed=3", "a.norms=mandate&week=3"])
def test_saying_nothing_of_citizens_stays_within_the_limit(query: str) -> None:
    """Where a server allows fewer citizens than the model has by default, a visitor gets what is allowed."""
    state = from_query(query, Hosting(citizens=1000))
    assert [side.parameters().population.citizens for side in state.settings] == [1000, 1000]
    assert state.problems == {}


def test_a_link_with_too_many_parts_says_so() -> None:
    """What is beyond the limit is told, and what is within it holds."""
    query = "seed=9&" + "&".join(f"event={week}:incident:1:5.0" for week in range(MOST + 50))
    state = from_query(query, Hosting())
    assert len(state.schedule) == MOST
    assert "50" in state.problems["event"]
    state = from_query(query + "&x=1" * 400, Hosting())
    assert state.settings[0].parameters().seed == 9
    assert "link" in state.problems


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x]\nb: [*a, *a]",
        "seed: " + "1" * 300_000,
        "events: [" + ", ".join(["{week: 3, kind: incident, target: '1', size: 5}"] * (MOST + 1)) + "]",
        "events: [{week: 3, kind: shock, target: '1', size: 5}]",
        "events: [{week: 3, kind: set, target: media.imitation, size: 0.5}]",
        "defaults: [config, {override scenario: pandemic}]\nevents: [{week: 3, kind: incident, target: '1', size: 5}]",
    ],
)
def test_a_file_goes_past_no_limit(text: str) -> None:
    """A file cannot swell, nor enter what the page does not offer; the refusal is one short line."""
    with pytest.raises(ParameterError) as refusal:
        from_yaml(text, 0, Hosting())
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 400


def test_a_file_saved_before_the_first_week_reopens_there() -> None:
    """It says nothing of weeks, and so asks for none."""
    pair = live_on(Pair(SMALL, SMALL))
    settings, events, week = from_yaml(to_yaml(pair.sides[0], "twin"), 0, Hosting())
    assert (events, week) == ((), -1)
    assert settings.values() == SMALL.values()


def test_a_link_always_names_the_norms() -> None:
    """A twin that was set up without a norm set is not opened with the usual ones by its own link."""
    state = from_query("", Hosting())
    bare = Start.of({"seed": 4})
    state.settings = (bare, bare)
    again = from_query(to_query(state), Hosting())
    assert [side.parameters().norms for side in again.settings] == ["reactive", "reactive"]


def test_schedule_keeps_the_last_word_of_a_week_and_has_an_end() -> None:
    """A slider that stops often enters one line; a full schedule refuses the next."""
    pair = live_on(Pair(SMALL, SMALL, (), 3))
    for value in (0.5, 0.6, 0.7):
        pair.move(0, "officials.courage", value)
    assert [entry.event.size for entry in pair.schedule] == [0.7]
    assert pair.values()[0]["officials.courage"] == 0.7
    assert pair.move(0, "officials.courage", 0.7).how == "same"
    full = tuple(Happening(None, Event(week=5 + week, kind="incident", target="1", size=5.0)) for week in range(MOST))
    crowded = Pair(SMALL, SMALL, full, 3)
    with pytest.raises(ParameterError, match=f"at most {MOST}"):
        crowded.strike("incident", "1", 5.0)


def test_an_instrument_switched_off_and_on_is_no_difference() -> None:
    """Only what is in force counts, and not the order of the clicks."""
    package = SMALL.with_value("norms", "anticyclical")
    pair = Pair(package, package)
    pair.switch(1, "pilots", False)
    assert differing(*pair.values()) == ["instruments"]
    pair.switch(1, "pilots", True)
    assert differing(*pair.values()) == []
    assert pair.sides[0].settings == pair.sides[1].settings


def test_the_schedule_shows_what_scenarios_bring() -> None:
    """A change of cabinet that the scenario holds is no surprise to who reads the schedule."""
    plain, storied = SMALL, SMALL.with_value("scenario", "netherlands_2012_2023")
    lines = listed((), (plain, storied), 8, "en")
    count = len(storied.parameters().events)
    assert 3 < count == len(lines) < MOST
    assert all("B:" in line.text and "(scenario)" in line.text for line in lines)
    assert all(line.place is None for line in lines)
    both = listed((), (storied, storied), 8, "nl")
    assert len(both) == count
    assert all("A:" not in line.text and "B:" not in line.text for line in both)
    lines = listed((Happening(None, Event(week=2, kind="crisis", target="3", size=9.0)),), (plain, storied), 8, "en")
    assert [line.place for line in lines].count(0) == 1 and len(lines) == count + 1
    assert [line.number for line in lines] == list(range(1, count + 2))


def test_a_lever_that_a_scenario_sets_is_told_like_one_of_the_visitor() -> None:
    """A scenario of one's own may set what a lever is; the page tells it, and does not stop with an error."""
    event = Event(week=3, kind="set", target="officials.courage", size=0.7)
    assert panels.event_in_words(event, 8, "nl") == "Lef op 0,70"
    assert panels.event_in_words(event, 8, "en") == "Courage to 0.70"
