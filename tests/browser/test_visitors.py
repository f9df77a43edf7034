"""Many visitors: each has models of their own, seats are limited, and who leaves takes no memory along."""

from __future__ import annotations

import ctypes
import gc
import os
import time
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest

from abm.app.seats import sessions
from abm.model import PolicyModel
from abm.words import say
from tests.browser.conftest import SMALL

SPARE = 0.25
"""Megabytes that an opening may leave behind; its two models alone take several times that."""


def megabytes() -> float:
    """Memory that this process, the server's, has in use; 0 where it cannot be told."""
    try:
        ctypes.CDLL(None).malloc_trim(0)  # what was freed goes back to the system first
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, AttributeError, TypeError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def wait_for(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> weakref.WeakSet[PolicyModel]:
    """All models made during the test that are still alive."""
    alive: weakref.WeakSet[PolicyModel] = weakref.WeakSet()
    original = PolicyModel.__init__

    def noted(self: PolicyModel, *arguments: object, **more: object) -> None:
        original(self, *arguments, **more)  # type: ignore[arg-type]
        alive.add(self)

    monkeypatch.setattr(PolicyModel, "__init__", noted)
    return alive


def test_two_visitors_have_two_models(visitors, models: weakref.WeakSet[PolicyModel]) -> None:
    """What one visitor plays, sets and throws in, the other does not see."""
    with visitors() as one, visitors() as other:
        one.open(f"{SMALL}&lang=nl&seed=3")
        other.open(f"{SMALL}&lang=en&seed=3")
        assert len(models) == 4
        before = other.drawing("trust")
        one.fill("a.officials.courage", "0.95")
        one.page.wait_for_selector("[data-differs='officials.courage']")
        one.act("strike")
        one.page.wait_for_selector(".abm-schedule li")
        one.play_to(15)
        assert other.week == -1
        assert other.drawing("trust") == before
        assert other.count(".abm-schedule li") == 0
        assert other.count("[data-differs='officials.courage']") == 0
        for visit in (one, other):
            visit.page.select_option("[data-field=speed]", "0")
            visit.act("play")
        for visit in (one, other):
            visit.until("() => +document.querySelector('.abm-clock').dataset.week >= 30")
            visit.act("pause")
            visit.wait("paused")


def test_closed_tab_frees_its_models(visitors, models: weakref.WeakSet[PolicyModel]) -> None:
    """After twelve openings nothing of them is left: no visitor, no model, and no memory to speak of."""
    sizes = []

    def freed() -> bool:
        gc.collect()
        return not models

    for _ in range(3):  # the browser's driver lives in this process too, and lets go of a context that is closed
        with visitors() as visit:
            for _ in range(4):
                visit.open(f"{SMALL}&lang=en")
                visit.page.goto("about:blank")
                wait_for(lambda: not len(sessions))
        wait_for(freed)
        sizes.append(megabytes())
    assert sizes[-1] - sizes[0] < 20 * SPARE, sizes


def test_closed_tab_ends_a_run_that_plays(visitors, models: weakref.WeakSet[PolicyModel]) -> None:
    """A tab that is closed while it plays stops its worker too."""
    with visitors() as visit:
        visit.open(f"{SMALL}&lang=en")
        visit.page.select_option("[data-field=speed]", "0")
        visit.act("play")
        visit.until("() => +document.querySelector('.abm-clock').dataset.week >= 5")
    wait_for(lambda: not len(sessions))
    wait_for(lambda: gc.collect() >= 0 and not models)


def test_seats_are_limited(visitors, limits: Callable[..., None]) -> None:
    """Who finds every seat taken is told so, and gets in when one is free."""
    limits(sessions=1)
    with visitors() as late:
        with visitors() as early:
            early.open(f"{SMALL}&lang=nl")
            late.open(f"{SMALL}&lang=nl", ready=False)
            late.page.wait_for_selector(".abm-full")
            assert say("full.title", "nl") in late.text(".abm-full")
        wait_for(lambda: not len(sessions))
        late.page.click(".abm-full button")
        late.wait("paused")
        late.play_to(1)


def test_weeks_are_limited(visitors, limits: Callable[..., None]) -> None:
    """A run pauses at the last week that the server allows, and says so."""
    limits(weeks=10)
    with visitors() as visit:
        visit.open(f"{SMALL}&lang=en")
        visit.page.select_option("[data-field=speed]", "0")
        visit.act("play")
        visit.page.wait_for_selector(".abm-message[data-kind=limit]")
        assert "10" in visit.text(".abm-message")
        assert visit.week == 9


def test_citizens_are_limited(visitors, limits: Callable[..., None]) -> None:
    """More citizens than the server allows are refused at the field."""
    limits(citizens=1000)
    with visitors() as visit:
        visit.open(f"{SMALL}&lang=en")
        visit.fill("population.citizens", "1001")
        visit.page.wait_for_selector("[data-problem='population.citizens']")
        assert "1,000" in visit.text("[data-problem='population.citizens']")
