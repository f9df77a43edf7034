"""How long a week of both twins takes from step to screen, and how soon a click is served.

Run ``python -m tests.browser.benchmark``. Times depend on the machine, so this is no test. It prints a line for every
view, at 10,000 citizens, from week 0 and again after 2,000 weeks.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

from tests.browser.conftest import Chromium, Server, Visit

VIEWS = ("twin", "loop", "towers", "dossier", "communities", "parliament", "media")

CLICKS = 10

PLAY = """async seconds => {
    const pulse = document.querySelector('.abm-pulse'), week = () => +document.querySelector('.abm-clock').dataset.week;
    const began = performance.now(), first = week(), steps = [], draws = [];
    for (let last = ''; performance.now() - began < 1000 * seconds; await new Promise(done => setTimeout(done, 4)))
        if (pulse.dataset.frame !== last) {
            last = pulse.dataset.frame; steps.push(+pulse.dataset.step); draws.push(+pulse.dataset.draw);
        }
    const middle = all => all.sort((a, b) => a - b)[all.length >> 1];
    return [(performance.now() - began) / (week() - first), middle(steps), middle(draws), week()];
}"""


def measure(visit: Visit, view: str, seconds: float) -> str:
    """Play one view at full speed, then pause and go on a few times."""
    visit.look(view)
    visit.act("play")
    visit.wait("playing")
    week, step, draw, reached = visit.page.evaluate(PLAY, seconds)
    clicks = []
    for number in range(CLICKS):
        act, status = ("pause", "paused") if number % 2 == 0 else ("play", "playing")
        began = time.perf_counter()
        visit.act(act)
        visit.wait(status)
        clicks.append(1000.0 * (time.perf_counter() - began))
        time.sleep(0.2)
    visit.act("pause")
    visit.wait("paused")
    clicks.sort()
    told = f"{view:<12}{reached:>6}{week:>12.0f}{step:>10.1f}{draw:>10.0f}"
    return f"{told}{clicks[CLICKS // 2]:>12.0f}{clicks[-1]:>10.0f}"


def main() -> None:
    """Print the table."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="of play per view")
    parser.add_argument("--weeks", type=int, default=2000, help="week from which the second round plays")
    given = parser.parse_args()
    server = Server()
    with sync_playwright() as playwright:
        chromium: Any = Chromium(playwright)
        print("Milliseconds at 10,000 citizens: a week of both twins, its step, its screen; a click, median and worst.")
        print("view          week         all      step    screen      median     worst")
        for start in (0, given.weeks):
            context = chromium.new_context(viewport={"width": 1280, "height": 800})
            context.add_init_script("localStorage.setItem('abm-tour-seen', 'yes')")
            visit = Visit(context.new_page(), server.address)
            visit.page.set_default_timeout(600_000)
            visit.open(f"lang=en&week={start}")
            visit.page.select_option("[data-field=speed]", "0")
            for view in VIEWS:
                print(measure(visit, view, given.seconds), flush=True)
            context.close()
    server.stop()


if __name__ == "__main__":
    main()
