"""The crosshair of the time pictures, on a page with nothing else: a week is shown in all of them at once."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from abm.app.views import lines
from abm.words import number, say, week_name
from tests.browser.conftest import Chromium

WEEKS = np.arange(-104, 157)
A = 0.45 + 0.0001 * WEEKS
B = np.where(WEEKS < 0, A, A + 0.02)

SEND = "week => document.body.dispatchEvent(new CustomEvent('abm-week', {bubbles: true, detail: {week}}))"

CROSSHAIR = (files("abm.app") / "front" / "crosshair.js").read_text(encoding="utf-8")


def picture(measure: str, weeks: int = len(WEEKS), language: str = "nl") -> str:
    return lines.draw(lines.Series(measure, WEEKS[:weeks], A[:weeks], B[:weeks]), language)


def told(week: int, language: str = "nl") -> str:
    a, b = (number(100 * float(line[week == WEEKS][0]), language, 1) for line in (A, B))
    gap = number(0.0 if week < 0 else 2.0, language, 1, sign=True)
    return say("lines.told.at", language, week=week_name(week, language), a=a, b=b, gap=gap)


@pytest.fixture
def page(chromium: Chromium) -> Iterator[Any]:
    """Two pictures, one above the other, and a crosshair over them; nothing may go wrong in the script."""
    context = chromium.new_context(viewport={"width": 500, "height": 1000})
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    both = "".join(f'<figure id="{name}">{picture(name)}</figure>' for name in ("trust", "pressure"))
    opened.set_content(f'<main style="width:420px">{both}</main><button>x</button>')
    script = CROSSHAIR + "\nwindow.seen = []; window.crosshair = attach(document.body);"
    script += "\ndocument.addEventListener('abm-week', event => window.seen.push(event.detail.week));"
    opened.add_script_tag(content=script, type="module")
    opened.wait_for_function("() => window.crosshair")
    yield opened
    context.close()
    assert wrong == []


def point(page: Any, picture: str, week: float) -> None:
    """Move the mouse to a week of a picture."""
    x, y = page.evaluate(
        """([name, week]) => {
            const svg = document.querySelector(`#${name} svg`), d = svg.dataset, box = svg.getBoundingClientRect();
            const share = (week - d.first) / (d.last - d.first);
            return [box.left + (+d.x0 + share * (d.x1 - d.x0)) * box.width / svg.viewBox.baseVal.width, box.top + 150];
        }""",
        [picture, week],
    )
    page.mouse.move(x, y)


def shown(page: Any) -> dict[str, tuple[str, str]]:
    """Week and words of the readout of each picture, once they are drawn."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    found = page.evaluate(
        """() => [...document.querySelectorAll('.abm-crosshair')].map(line =>
            [line.dataset.measure, [line.dataset.week, line.nextElementSibling.textContent]])"""
    )
    return {measure: tuple(rest) for measure, rest in found}


def test_a_week_that_is_pointed_at_is_told_in_every_picture(page: Any) -> None:
    """In both, with the values of the week; it goes when the mouse leaves, and others hear which week it is."""
    point(page, "trust", 60)
    assert shown(page) == {name: ("60", told(60)) for name in ("trust", "pressure")}
    point(page, "pressure", -5)
    assert shown(page)["trust"] == ("-5", told(-5))
    page.mouse.move(480, 990)
    assert shown(page) == {}
    assert page.evaluate("window.seen") == [60, -5, None]


def test_the_line_stands_at_its_week(page: Any) -> None:
    """To half a pixel where the week of the picture is, in every picture."""
    point(page, "trust", 104)
    shown(page)
    gaps = page.evaluate(
        """() => [...document.querySelectorAll('.abm-crosshair')].map(line => {
            const svg = document.querySelector(`#${line.dataset.measure} svg`), d = svg.dataset;
            const place = svg.createSVGPoint();
            place.x = +d.x0 + (104 - d.first) / (d.last - d.first) * (d.x1 - d.x0);
            return place.matrixTransform(svg.getScreenCTM()).x - line.getBoundingClientRect().left;
        })"""
    )
    assert len(gaps) == 2 and max(map(abs, gaps)) < 0.6


def test_keys_walk_from_week_to_week_and_say_it(page: Any) -> None:
    """Arrows, a year at a time, both ends, and away; what is shown is said to a screen reader too."""
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.measure") == "trust"
    assert shown(page)["trust"][0] == "156"
    page.keyboard.press("ArrowRight")
    for key, week in (("ArrowLeft", 155), ("ArrowLeft", 154), ("PageDown", 102), ("PageUp", 154), ("Home", -13)):
        page.keyboard.press(key)
        assert shown(page)["pressure"] == (str(week), told(week)), key
        assert page.inner_text("[role=status]") == told(week)
    page.keyboard.press("Escape")
    assert shown(page) == {} and page.inner_text("[role=status]") == ""
    page.keyboard.press("End")
    assert shown(page)["trust"][0] == "156"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert shown(page) == {}


def test_it_survives_that_pictures_are_drawn_anew(page: Any) -> None:
    """Each frame replaces the pictures, or what they carry; the week stays, at its new place."""
    page.evaluate(SEND, 40)  # the mouse lies elsewhere: nothing but the drawing itself tells of it
    before = shown(page)
    left = page.evaluate("document.querySelector('.abm-crosshair').style.left")
    for name in ("trust", "pressure"):
        page.evaluate("([name, svg]) => { document.getElementById(name).innerHTML = svg }", [name, picture(name, 190)])
    assert shown(page) == before
    assert page.evaluate("document.querySelector('.abm-crosshair').style.left") != left
    page.evaluate(
        """() => {
            const data = document.querySelector('#trust svg').dataset;
            data.a = data.a.replace(/[^ ]+/g, '1');
            data.weeks = data.weeks.trim();
        }"""
    )
    assert "A 1,0" in shown(page)["trust"][1]
    page.evaluate("document.getElementById('pressure').innerHTML = ''")
    assert set(shown(page)) == {"trust"}


def test_anybody_can_set_the_week(page: Any) -> None:
    """A scrubber of the page, say: the event works both ways; what is not a number shows nothing."""
    page.evaluate(SEND, 12)
    assert shown(page) == {name: ("12", told(12)) for name in ("trust", "pressure")}
    page.evaluate(SEND, None)
    assert shown(page) == {}
    page.evaluate(SEND, 12)
    page.evaluate("window.crosshair.detach()")
    assert shown(page) == {} and page.locator("[role=status]").count() == 0
