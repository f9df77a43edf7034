"""How quick the page stays, as ratios within one run; ``python -m tests.browser.benchmark`` prints milliseconds."""

from __future__ import annotations

from statistics import median

from tests.browser.conftest import SMALL, Visit

WATCH = """weeks => new Promise(done => {
    const pulse = document.querySelector('.abm-pulse'), seen = [];
    new MutationObserver(() => {
        seen.push(+pulse.dataset.draw);
        if (seen.length > weeks) done(seen.slice(1));
    }).observe(pulse, {attributes: true, attributeFilter: ['data-frame']});
    document.querySelector('[data-act=play]').click();
})"""
"""Milliseconds from step to screen of each of so many weeks."""

CLICK = """() => new Promise(done => {
    const clock = document.querySelector('.abm-clock'), before = +clock.dataset.week;
    new MutationObserver(() => { if (clock.dataset.status === 'paused') done(+clock.dataset.week - before); })
        .observe(clock, {attributes: true, attributeFilter: ['data-status']});
    document.querySelector('[data-act=pause]').click();
})"""
"""Weeks that still pass on the screen after a click on Pause."""


def draws(visit: Visit, weeks: int) -> float:
    """Median of the milliseconds that drawing took over some weeks at full speed."""
    visit.page.select_option("[data-field=speed]", "0")
    found = median(visit.page.evaluate(WATCH, weeks))
    visit.act("pause")
    visit.wait("paused")
    return found


def test_pictures_stay_fast_after_800_weeks(visit: Visit) -> None:
    """A long history is drawn about as soon as a short one: its lines are thinned."""
    visit.open(f"{SMALL}&lang=en")
    early = draws(visit, 20)
    visit.open(f"{SMALL}&lang=en&week=800")
    late = draws(visit, 20)
    assert late < 3.0 * early, (early, late)


def test_a_click_is_served_between_two_weeks(visit: Visit) -> None:
    """At full speed and 10,000 citizens, Pause waits for the week that is lived and drawn, not for a queue of them."""
    visit.open("population.citizens=10000&lang=en")
    visit.page.select_option("[data-field=speed]", "0")
    passed = []
    for _ in range(5):
        visit.act("play")
        week = visit.week
        visit.until("week => +document.querySelector('.abm-clock').dataset.week > week + 3", week)
        passed.append(visit.page.evaluate(CLICK))
        visit.wait("paused")
    assert max(passed) <= 3, passed
