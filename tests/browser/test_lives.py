"""Many lives behind the page: they are counted, drawn as bands and told in the verdict, and end with their visitors."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from abm.app import cards, lives
from abm.app.cloud import ENOUGH
from abm.app.views.lines import MEASURES
from abm.words import WORDS, say
from tests.browser.conftest import SMALL, Server, Visit

MOST = ENOUGH
"""Lives of each visitor: as few as something is said of."""

PATIENCE = 120.0


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lives go no further than they must."""
    monkeypatch.setattr(lives, "HORIZON", 13)


@pytest.fixture(scope="module")
def lively(outside: list[Any]) -> Iterator[Server]:
    """A server with many lives."""
    running = Server(lives=MOST)
    yield running
    running.stop()
    assert running.complaints.lines == []


@pytest.fixture
def guest(lively: Server, visitors: Callable[..., Any]) -> Iterator[Callable[[], Visit]]:
    """Visitors of that server, who all leave in the end; then nothing lives on."""
    with ExitStack() as stack:

        def come() -> Visit:
            visit: Visit = stack.enter_context(visitors())
            visit.address = lively.address
            return visit

        yield come
    until(lambda: not processes())


def processes() -> list[int | None]:
    """The processes that live lives."""
    return [child.pid for child in multiprocessing.active_children() if child.name == "lives"]


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def counted(visit: Visit, language: str) -> None:
    """Wait until the verdict tells of all lives."""
    text = say("lives.all", language, wanted=MOST)
    visit.until("text => document.querySelector('.abm-verdict')?.textContent.includes(text)", text)


def line(visit: Visit) -> str:
    return str(visit.text(".abm-verdict-line"))


def aside(visit: Visit) -> str:
    """What stands below the line; empty where nothing does."""
    return str(visit.page.evaluate("document.querySelector('.abm-verdict-aside')?.textContent ?? ''"))


def said(visit: Visit) -> dict[str, str]:
    """What is said of each measure; of trust the last is that since a crisis, where there was one."""
    found = visit.page.eval_on_selector_all(
        "[data-verdict]", "all => all.map(one => [one.dataset.verdict, one.dataset.said])"
    )
    return dict(found)


COUNTS = """text => {
    window.counts = [];
    new MutationObserver(() => {
        const found = document.querySelector('.abm-verdict summary').textContent.match(/\\d+/g);
        const bands = document.querySelectorAll('[data-testid=band]').length;
        if (found) window.counts.push([+found[0], found.length, bands]);
    }).observe(document.querySelector('[data-part=verdict]'), {subtree: true, childList: true, characterData: true});
}"""
"""Notes the numbers that the verdict's summary tells, and how many bands stood on the page then."""


@pytest.mark.parametrize("language", ["nl"])
def test_lives_are_counted_and_begin_again_with_a_lever(guest: Callable[[], Visit], language: str) -> None:
    """They count up one by one to a band and a verdict over all; a lever that is moved begins them anew."""
    visit = guest()
    visit.open(f"{SMALL}&lang={language}&week=20")
    counted(visit, language)
    visit.page.wait_for_selector("[data-testid=band]", state="attached")
    assert visit.count("[data-testid=band]") == len(MEASURES)
    told = visit.text("[data-picture=trust] figcaption")
    assert say("lines.band", language, lives=MOST, wanted=MOST) in told
    assert say("verdict.one", language) not in line(visit)
    assert len(said(visit)) == len(MEASURES) and not {"one"} & {*said(visit).values()}
    visit.page.evaluate(COUNTS)
    visit.fill("b.officials.courage", "0.9")
    visit.until("() => window.counts.some(([done]) => done === 0)")
    visit.until("most => window.counts.length && window.counts.at(-1)[1] === 1", MOST)
    counts = visit.page.evaluate("window.counts")
    again = [done for done, numbers, _ in counts if numbers == 2]
    assert again == sorted(again)
    assert {*again} >= {0, 1, MOST - 1}
    counted(visit, language)
    visit.until("most => document.querySelectorAll('[data-testid=band]').length === most", len(MEASURES))


def test_visitors_share_a_process_that_ends_with_the_last(guest: Callable[[], Visit], lively: Server) -> None:
    """One process for all, whoever comes; it ends when the last has left, and a server that stops leaves none."""
    one, other = guest(), guest()
    one.open(f"{SMALL}&lang=en&week=3")
    until(processes)
    (process,) = processes()
    other.open(f"{SMALL}&lang=nl&week=3&seed=9")
    counted(one, "en")
    counted(other, "nl")
    assert processes() == [process]
    one.page.close()
    other.fill("a.officials.courage", "0.1")
    counted(other, "nl")
    assert processes() == [process]
    other.page.close()
    until(lambda: not processes())


def test_a_server_that_stops_leaves_no_process(visitors: Callable[..., Any]) -> None:
    """Also in the middle of a life."""
    running = Server(lives=MOST)
    with visitors(complains=True) as visit:
        visit.address = running.address
        visit.open("population.citizens=2000&lang=en&week=1")
        until(processes)
        running.stop()
        until(lambda: not processes())


@pytest.mark.parametrize("language", ["en"])
def test_what_is_worse_is_called_worse(guest: Callable[[], Visit], language: str) -> None:
    """On the card where the package loses: worse stands there in words, for the measures of which it is so."""
    visit = guest()
    visit.open(f"{SMALL}&lang={language}")
    visit.act("begin")
    visit.page.click("[data-card-key=loses]")
    one = cards.card("loses")
    assert one is not None
    visit.page.wait_for_selector(f".abm-clock[data-status=paused][data-week='{one.week}']")
    counted(visit, language)
    found = said(visit)
    for how in ("worse", "better"):
        assert (say(f"verdict.{how}", language) in (line(visit) + aside(visit)).lower()) is (how in found.values())
    assert "worse" in found.values()


@pytest.mark.parametrize("language", ["nl"])
def test_twins_that_are_alike_and_a_crisis(guest: Callable[[], Visit], language: str) -> None:
    """Equal worlds differ in nothing in any life; in a crisis the verdict tells of it, and when it began."""
    visit = guest()
    visit.open(f"{SMALL}&lang={language}&a.norms=reactive&b.norms=reactive&week=12&event=8:crisis::10.0")
    counted(visit, language)
    assert say("verdict.same.lives", language, lives=MOST) in line(visit)
    assert {*said(visit).values()} == {"equal"}
    visit.page.select_option("select[data-key='b.norms']", "anticyclical")
    start = WORDS[language]["verdict.crisis.crisis"].partition("{")[0]
    visit.until("text => document.querySelector('.abm-verdict-aside')?.textContent.includes(text)", start)
    counted(visit, language)
    assert start in aside(visit)
    weeks = say("verdict.weeks", language, count=12 - 8 + 1)
    assert aside(visit).split(start)[1].startswith(weeks)
