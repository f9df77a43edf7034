"""What a visitor does and takes back: nothing happens twice, nothing is lost, and a lost server is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from abm.words import say
from tests.browser.conftest import SMALL, Server

languages = pytest.mark.parametrize("language", ["nl", "en"])


@languages
def test_acts_can_be_taken_back(visit: Any, language: str) -> None:
    """A lever, an event struck by a double click, a line taken out, a reset; Undo brings each back."""
    visit.open(f"{SMALL}&lang={language}&week=3")
    assert visit.page.is_disabled("[data-act=undo]")
    before = visit.page.input_value("input[data-field='a.officials.courage']")
    visit.fill("a.officials.courage", "0.9")
    visit.page.wait_for_selector(".abm-schedule li")
    visit.page.dblclick("[data-act=strike]")
    visit.page.wait_for_selector(".abm-schedule li:nth-child(2)")
    visit.page.wait_for_timeout(900)
    assert visit.count(".abm-schedule li") == 2
    visit.page.click(".abm-schedule li:nth-child(2) [data-act=remove]")
    visit.page.wait_for_selector(".abm-schedule li:nth-child(2)", state="detached")
    assert say("notice.removed", language) in visit.text(".abm-message")
    visit.act("undo")
    visit.page.wait_for_selector(".abm-schedule li:nth-child(2)")
    visit.wait("paused")
    visit.act("reset")
    visit.act("reset-nothing")
    visit.page.wait_for_selector(".abm-schedule", state="detached")
    visit.act("undo")
    visit.page.wait_for_selector(".abm-schedule li:nth-child(2)")
    assert say("notice.undone", language) in visit.text(".abm-message")
    visit.wait("paused")
    for left in (1, 0):
        visit.act("undo")
        visit.until("left => document.querySelectorAll('.abm-schedule li').length === left", left)
        visit.wait("paused")
    assert visit.page.input_value("input[data-field='a.officials.courage']") == before
    assert visit.page.is_disabled("[data-act=undo]")
    assert visit.week == 3


@languages
def test_an_event_of_no_size_is_refused(visit: Any, language: str) -> None:
    """Severity 0 is no event; the field says what is one."""
    visit.open(f"{SMALL}&lang={language}")
    visit.page.fill("[data-field='event.size']", "0")
    visit.act("strike")
    visit.page.wait_for_selector("[data-problem=event]")
    assert "1" in visit.text("[data-problem=event]") and "200" in visit.text("[data-problem=event]")
    assert visit.count(".abm-schedule li") == 0


def test_a_reload_while_it_plays_loses_little(visit: Any) -> None:
    """The address follows a run that plays; speed and colours come back too."""
    visit.open(f"{SMALL}&lang=nl&view=communities&shade=unrest")
    assert visit.page.input_value("[data-field=shade]") == "unrest"
    visit.page.select_option("[data-field=speed]", "26")
    visit.page.select_option("[data-field=interval]", "2")
    visit.act("play")
    visit.until("() => +new URLSearchParams(location.search).get('week') > 20")
    told = int(visit.page.evaluate("() => new URLSearchParams(location.search).get('week')"))
    visit.page.reload()
    visit.wait("paused")
    assert visit.week >= told
    assert visit.page.input_value("[data-field=speed]") == "26"
    assert visit.page.input_value("[data-field=interval]") == "2"
    assert visit.page.input_value("[data-field=shade]") == "unrest"


@languages
def test_a_lost_server_is_told_and_met_again(visitors: Callable[..., Any], outside: list[Any], language: str) -> None:
    """Who loses the server reads what to do in their language; a server that comes back shows the same week."""
    running = Server()
    with visitors(complains=True) as visit:
        visit.address = running.address
        visit.open(f"{SMALL}&lang={language}")
        visit.play_to(4)
        week = visit.week
        visit.until("week => location.search.includes('week=' + week)", week)
        running.stop()
        visit.page.wait_for_selector("#abm-lost:not([hidden])")
        assert visit.text("#abm-lost") == say("page.lost", language)
        running = Server(running.port)
        visit.page.wait_for_selector("#abm-lost", state="hidden")
        visit.wait("paused")
        assert visit.week == week
        visit.play_to(week + 2)
    running.stop()
