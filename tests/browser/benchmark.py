"""How long a week of both twins takes from step to screen, and how soon a click is served.

Run ``python -m tests.browser.benchmark``. Times depend on the machine, so this is no test. It prints a line for every
view, at 10,000 citizens and with other lives lived behind the page, from week 0 and again after 2,000 weeks. The goals:
a week within 150 ms and a click within 300 ms.
"""

from __future__ import annotations

import argparse
import itertools
import time
from typing import Any

from tests.browser.conftest import Chromium, Server, Visit

VIEWS = ("twin", "loop", "towers", "dossier", "communities", "parliament", "media")

CLICKS = 8
"""Of each kind."""

COURAGE = "input[data-field='b.officials.courage']"

PLAY = """async seconds => {
    const pulse = document.querySelector('.abm-pulse'), week = () => +document.querySelector('.abm-clock').dataset.week;
    const began = performance.now(), weeks = [];
    let last = week(), at = began;
    while (performance.now() - began < 1000 * seconds) {
        await new Promise(done => requestAnimationFrame(done));
        if (week() !== last) {
            weeks.push([(performance.now() - at) / (week() - last), +pulse.dataset.step, +pulse.dataset.draw]);
            last = week(); at = performance.now();
        }
    }
    return weeks;
}"""
"""Of each week that came on the screen: milliseconds since the one before, and those of its step and its drawing."""

SERVED = """([selector, event, value, wanted]) => new Promise(done => {
    const node = document.querySelector(selector), began = performance.now();
    if (value !== null) node.value = value;
    event === 'click' ? node.click() : node.dispatchEvent(new Event(event, {bubbles: true}));
    const look = () => document.querySelector(wanted) ? done(performance.now() - began) : requestAnimationFrame(look);
    look();
})"""
"""Milliseconds from something done to the frame in which it is seen."""


def told(times: list[float]) -> str:
    """Median and 95% of some milliseconds."""
    times = sorted(times)
    return f"{times[len(times) // 2]:>8.0f}{times[min(len(times) - 1, int(0.95 * len(times)))]:>6.0f}"


def served(visit: Visit, selector: str, wanted: str, event: str = "click", value: str | None = None) -> float:
    """Milliseconds until a click or a change is seen."""
    return float(visit.page.evaluate(SERVED, [selector, event, value, wanted]))


def measure(visit: Visit, view: str, seconds: float) -> str:
    """Play one view at full speed; then pause and go on, change the tab, and move a lever a few times."""
    visit.look(view)
    visit.act("play")
    visit.wait("playing")
    weeks, step, draw = zip(*visit.page.evaluate(PLAY, seconds), strict=True)
    reached = visit.week
    turns, tabs, levers = [], [], []
    for _ in range(CLICKS):
        turns.append(served(visit, "[data-act=pause]", ".abm-clock[data-status=paused]"))
        turns.append(served(visit, "[data-act=play]", ".abm-clock[data-status=playing]"))
        time.sleep(0.2)
    visit.act("pause")
    visit.wait("paused")
    for other in [item for item in VIEWS if item != view][:CLICKS]:
        tabs.append(served(visit, f"[data-view-tab={other}]", f"[data-view-shown={other}]"))
        tabs.append(served(visit, f"[data-view-tab={view}]", f"[data-view-shown={view}]"))
    for place in range(CLICKS):
        value = f"0.{51 + place}"
        levers.append(served(visit, COURAGE, f"{COURAGE}[value='{value}']", "change", value))
    return f"{view:<12}{reached:>6}" + "".join(map(told, (list(weeks), list(step), list(draw), turns, tabs, levers)))


def main() -> None:
    """Print the table."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="of play per view")
    parser.add_argument("--weeks", type=int, default=2000, help="week from which the second round plays")
    parser.add_argument("--lives", type=int, default=20, help="lives behind the page")
    parser.add_argument("--views", nargs="*", default=list(VIEWS), help="tabs to look at")
    given = parser.parse_args()
    server = Server(lives=given.lives)
    with sync_playwright() as playwright:
        chromium: Any = Chromium(playwright)
        print("Milliseconds at 10,000 citizens, median and 95%: a week of both twins on the screen, its step, and from")
        print("its step to the screen; then play or pause, another tab, and a lever, from the click to the screen.")
        print("view          week          all          step        screen    play/pause           tab         lever")
        for start, view in itertools.product((0, given.weeks), given.views):  # each anew: worlds end after 50 years
            context = chromium.new_context(viewport={"width": 1280, "height": 800})
            context.add_init_script("localStorage.setItem('abm-tour-seen', 'yes')")
            visit = Visit(context.new_page(), server.address)
            visit.page.set_default_timeout(600_000)
            visit.open(f"lang=en&week={start}")
            visit.page.select_option("[data-field=speed]", "0")
            print(measure(visit, view, given.seconds), flush=True)
            context.close()
    server.stop()


if __name__ == "__main__":
    main()
