"""What adds a colour, a place or a size to each item of a list has exactly the items of that list."""

from __future__ import annotations

from collections import Counter

from abm.agents.hours import HOURS
from abm.analysis.index_figures import MARKS
from abm.app import look
from abm.app.codec.state import SIDES, VIEWS
from abm.app.levers import LEVERS
from abm.app.panels import PARTS
from abm.app.schedule import STRIKES
from abm.app.snapshot import Communities
from abm.app.views import communities, lines, loop, towers
from abm.commands import completion, explain, main, sensitivity
from abm.observation import decision_log
from abm.observation.measures import MEASURES
from abm.parameters.checks import declared
from abm.parameters.run import EVENT_KINDS
from abm.policy.arrows import ARROWS
from abm.words import KEYS


def test_every_kind_of_hours_has_a_colour() -> None:
    """A new kind of hours must not vanish from the bars."""
    assert set(look.HOURS) == set(HOURS)
    assert set(towers.MARKS) < set(look.ACTIVITIES)


def test_both_twins_have_their_colours() -> None:
    """Links, pictures and words call them by the same letters."""
    assert list(look.TWINS) == list(look.TWIN_TEXT) == [side.upper() for side in SIDES]


def test_what_happens_can_be_entered() -> None:
    """A new kind of event is offered on the page, or left to the command line on purpose, as a shock is."""
    assert {*STRIKES, "set", "shock"} == set(EVENT_KINDS)


def test_every_lever_stands_on_the_page_once() -> None:
    """A lever that a link can move can be seen."""
    assert Counter(key for _, keys in PARTS for key in keys) == Counter(LEVERS)
    assert set(LEVERS) <= set(declared())


def test_every_tab_has_a_name() -> None:
    """The tabs of the page are those that there are words for."""
    assert {key.split(".")[1] for key in KEYS if key.startswith("view.")} == set(VIEWS)


def test_every_arrow_is_drawn_and_named() -> None:
    """An arrow of the loop has a path, a place for its words, and two ends that are drawn."""
    counted = ("outside", "policy")  # over the decisions of a year, by the snapshot
    arrows = {(arrow.cause, arrow.effect) for arrow in ARROWS} | {counted}
    assert set(loop._PATHS) == set(loop._LABELS) == arrows
    ends = {end for arrow in arrows for end in arrow}
    assert set(loop._ENDS) <= ends and {loop._ENDS.get(end, end) for end in ends} <= set(loop.NODES)


def test_what_is_drawn_is_measured() -> None:
    """A measure of another name would be a hole in a picture."""
    assert {*lines.MEASURES, *lines.SMOOTHED} <= set(MEASURES)
    assert set(communities.SCALES) <= set(Communities.__annotations__)


def test_tables_of_the_command_line_name_what_there_is() -> None:
    """Every index of a design has a head, every design a legend, every key of a narrower question its meaning."""
    assert set(sensitivity.LEGENDS) == set(MARKS)
    assert set(sensitivity.HEADS) == {mark.index for marks in MARKS.values() for mark in marks} | {"second"}
    assert set(sensitivity.MEASURES) <= set(MEASURES)
    assert set(explain.DETAILED) <= set(decision_log.KEYS)
    assert set(completion.HYDRA_COMMANDS) <= set(main.COMMANDS)
