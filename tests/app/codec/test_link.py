"""Links: they say everything that is seen, and can do nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abm.app.codec.link import from_query, to_query
from abm.app.codec.state import State
from abm.app.hosting import Hosting
from abm.app.levers import Start
from abm.app.panels import field_problems
from abm.app.schedule import Happening
from abm.app.visitor import Visitor
from abm.parameters import Event
from abm.parameters.removed import REMOVED, Removed

HOSTING = Hosting()


def test_link_says_everything() -> None:
    """A state, written as a link and read back, is the same state."""
    state = State(
        settings=(
            Start.of({"norms": "mandate", "instruments": ("pilots", "policy_compass"), "seed": 3}),
            Start.of({"norms": "academy", "officials.courage": 0.1 + 0.2, "scenario": "calm", "seed": 3}),
        ),
        schedule=(
            Happening(None, Event(week=3, kind="crisis", target="5", size=10.0)),
            Happening(1, Event(week=4, kind="set", target="officials.courage", size=1 / 3)),
            Happening(None, Event(week=9, kind="cabinet", target="", size=1.0)),
            Happening(None, Event(week=9, kind="incident", target="", size=40.5)),
        ),
        week=30,
        view="media",
        language="nl",
        dossier=4,
        official=17,
    )
    assert from_query("?" + to_query(state), HOSTING) == state


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_text_is_a_link_that_opens(text: str) -> None:
    """Whatever stands behind the question mark, the page opens on values that the model accepts."""
    state = from_query(text, HOSTING)
    for side in state.settings:
        side.parameters()
    assert state.week < HOSTING.weeks


@pytest.mark.parametrize(
    "query",
    [
        "hydra.run.dir=/tmp/x",
        "threads=64",
        "a.weeks=9",
        "a.seed=3",
        "workers=9",
        "c.norms=reactive",
        "record.citizens=trust",
        "config_dir=/etc",
        "a.norms=../../../etc/passwd",
        "a.instruments=[pilots]",
        "a.officials.courage=${oc.env:HOME}",
        "b.set=3:population.citizens:900",
        "event=3:set:officials.courage:1",
        "event=3:shock:1:1",
        "week=99999",
        "week=-7",
        "official=1e3",
        "&".join(f"event={week}:cabinet::1" for week in range(500)),
    ],
)
def test_link_can_set_values_and_nothing_else(query: str) -> None:
    """What is no value of a lever, no event and no view is left out, and told."""
    state = from_query(query, HOSTING)
    assert state.problems
    assert state.settings == State().settings
    assert state.week == -1
    assert all(entry.event.kind != "set" for entry in state.schedule)


def test_limits_of_the_server_hold_for_links() -> None:
    """A link cannot ask for more citizens or weeks than the server allows."""
    hosting = Hosting(citizens=1000, weeks=50)
    state = from_query("population.citizens=1001&week=50", hosting)
    assert set(state.problems) == {"population.citizens", "link"}
    assert not from_query("population.citizens=1000&week=49", hosting).problems


def test_shared_levers_are_written_once() -> None:
    """A seed or number of citizens belongs to both twins."""
    state = from_query("seed=5", HOSTING)
    assert [dict(side.chosen)["seed"] for side in state.settings] == [5, 5]
    assert to_query(state).count("seed=5") == 1


def test_a_link_of_an_earlier_version_is_read_without_what_is_gone(monkeypatch) -> None:
    """Protects old links: the rest of them opens, and the page says in its language what is gone, and since when."""
    monkeypatch.setitem(REMOVED, "scenario=long_ago", Removed(4, "scenario=calm"))
    monkeypatch.setitem(REMOVED, "instruments=town_hall", Removed(4))
    query = (
        "a.norms=mandate&a.scenario=long_ago&b.instruments=pilots,town_hall&b.officials.readiness_threshold=0.3"
        "&officials.readiness_threshold=0.3&b.set=9:officials.readiness_threshold:0.2&b.set=9:officials.courage:0.2"
        "&seed=3&week=12"
    )
    state = from_query(query, HOSTING)
    a, b = (dict(side.chosen) for side in state.settings)
    assert (a["norms"], a["seed"], b["instruments"], state.week) == ("mandate", 3, ("pilots",), 12)
    assert "scenario" not in a
    assert [entry.event.target for entry in state.schedule] == ["officials.courage"]
    assert set(state.problems) == {"earlier"}
    for language, words, differ in (
        ("en", "was removed in version 4", "the numbers differ"),
        ("nl", "is vervallen in versie 4", "de getallen zijn andere"),
    ):
        told = field_problems(state.problems, language)["earlier"]
        assert differ in told
        for name in ("scenario=long_ago", "instruments=town_hall", "officials.readiness_threshold"):
            assert told.count(f"{name} {words}") == 1


def test_a_link_of_this_version_says_nothing_of_earlier_ones() -> None:
    """Protects links of today from being told that their numbers differ."""
    assert from_query("a.norms=mandate&b.instruments=pilots&b.set=9:officials.courage:0.2", HOSTING).problems == {}


def test_the_page_says_above_all_else_what_an_old_link_had() -> None:
    """Protects a visitor from numbers that are not those of the link; what is wrong with the rest comes after it."""
    query = "b.set=9:officials.readiness_threshold:0.2&nonsense=3&lang="
    dutch, english = (Visitor(from_query(query + name, HOSTING), HOSTING).message for name in ("nl", "en"))
    assert dutch.startswith("Dit is van een eerdere versie, en de getallen zijn andere dan toen.")
    assert english.startswith("This is of an earlier version, and the numbers differ from those of then.")
    assert all("officials.threshold_triple" in told and "nonsense=3" in told for told in (dutch, english))
