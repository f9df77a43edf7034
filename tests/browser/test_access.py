"""Keyboard, screen reader, zoom, and a small laptop."""

from __future__ import annotations

import http.client

import pytest

from tests.browser.conftest import SMALL, Visit

VIEWS = ("twin", "loop", "towers", "dossier", "communities", "parliament", "media", "about")


def test_everything_has_a_name(visit: Visit) -> None:
    """Every button, field, tab and picture has a name that a screen reader can say."""
    visit.open(f"{SMALL}&lang=en&week=2")
    nameless = """() => {
        const named = one => (
            one.getAttribute('aria-label') || one.innerText || one.closest('label')?.innerText || '').trim();
        return [...document.querySelectorAll('button, input, select, [role=tab], svg[role]')]
            .filter(one => one.offsetParent !== null || one.tagName === 'svg')
            .filter(one => !named(one)).map(one => one.outerHTML.slice(0, 120));
    }"""
    for view in VIEWS:
        visit.look(view)
        assert visit.page.evaluate(nameless) == []
    visit.act("take")
    assert visit.page.evaluate(nameless) == []


def test_keyboard_alone_is_enough(visit: Visit) -> None:
    """Play, tabs, levers and officials can be reached and used without a mouse."""
    visit.open(f"{SMALL}&lang=en&week=60")
    visit.page.focus("[data-act=play]")
    visit.page.keyboard.press("Enter")
    visit.wait("playing")
    visit.page.focus("[data-act=pause]")
    visit.page.keyboard.press("Space")
    visit.wait("paused")
    visit.page.focus("[data-view-tab=twin]")
    visit.page.keyboard.press("ArrowRight")
    visit.page.wait_for_selector("[data-view-shown=loop]")
    visit.page.keyboard.press("ArrowRight")
    visit.page.wait_for_selector("[data-view-shown=towers]")
    visit.page.focus("[data-picture=towers-b] [data-official='33']")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector(".abm-person[data-official='33']")
    assert visit.count("[data-picture=towers-b] [data-official][tabindex='0']") == 1
    visit.page.keyboard.press("ArrowRight")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector(".abm-person[data-official='34']")
    visit.page.keyboard.press("ArrowUp")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector(".abm-person[data-official='28']")
    visit.page.focus("input[type=range][data-slider='b.officials.courage']")
    before = visit.page.input_value("input[data-field='b.officials.courage']")
    visit.page.keyboard.press("ArrowRight")
    visit.page.wait_for_selector("[data-differs='officials.courage']")
    assert visit.page.input_value("input[data-field='b.officials.courage']") != before


def test_focus_stays_while_it_plays(visit: Visit) -> None:
    """A picture that is drawn anew keeps the keyboard where it was."""
    visit.open(f"{SMALL}&lang=en&week=5&view=towers")
    visit.page.focus("[data-picture=towers-a] [data-official='40']")
    visit.page.evaluate("document.querySelector('[data-act=play]').click()")
    visit.until("() => +document.querySelector('.abm-clock').dataset.week >= 9")
    assert visit.page.evaluate("document.activeElement.dataset.official") == "40"


@pytest.mark.parametrize(("width", "height", "language"), [(1280, 720, "en"), (640, 400, "nl"), (390, 800, "nl")])
def test_nothing_is_lost_when_it_gets_narrow(visitors, width: int, height: int, language: str) -> None:
    """At 1,280 pixels, at 200% zoom of it (640 wide) and on a telephone nothing sticks out sideways or is cut off.

    A picture that is too wide to be read small scrolls in its own frame.
    """
    with visitors(viewport={"width": width, "height": height}) as visit:
        visit.open(f"{SMALL}&lang={language}&week=40")
        for view in VIEWS:
            visit.look(view)
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
            outside = visit.page.evaluate(
                """width => [...document.querySelectorAll('button, input, select, svg.abm-view, .abm-person td')]
                    .filter(one => one.getClientRects().length && !one.closest('.abm-about, .abm-skip'))
                    .filter(one => getComputedStyle(one.parentElement).overflowX !== 'auto')
                    .filter(one => {
                        const box = one.getBoundingClientRect();
                        return box.right > width + 1 || box.left < -1;
                    })
                    .filter(one => !one.classList.contains('abm-skip')).map(one => one.outerHTML.slice(0, 100))""",
                width,
            )
            assert outside == []
            assert view != "towers" or visit.count(".abm-person td")
        visit.play_to(41)


def test_browser_may_ask_nobody_else(visit: Visit, server) -> None:
    """The server tells the browser to ask for nothing elsewhere, and the browser heeds it."""
    visit.open(f"{SMALL}&lang=en")
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", "/")
    policy = connection.getresponse().getheader("content-security-policy")
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy and "script-src 'self';" in policy
    refused = visit.page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'asked', error => String(error))")
    assert refused != "asked"
    assert any("Content Security Policy" in line for line in visit.complaints)
    visit.complaints.clear()
    visit.outside.clear()
