"""A replay in a real Chromium, opened as a file: all weeks and views, both languages, by mouse and keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from abm.app.codec.link import from_query
from abm.app.hosting import Hosting
from abm.app.replay.document import write
from abm.app.views import communities
from abm.words import LANGUAGES, say
from tests.browser.conftest import PATIENCE, Chromium
from tests.browser.test_axe import LOOKS, violations

LINK = "population.citizens=300&seed=3&event=2:crisis:3:10&week=7&dossier=3&official=5"
LAST = 7


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("replay") / "run.html"
    path.write_bytes(write(from_query(LINK, Hosting())))
    return path


class Reader:
    """Somebody who was mailed the file."""

    def __init__(self, page: Any, file: Path) -> None:
        self.page, self.file = page, file
        self.complaints: list[str] = []
        self.asked: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))

    def open(self, hash_: str = "") -> Reader:
        self.page.goto(self.file.as_uri() + (f"#{hash_}" if hash_ else ""))
        self.page.wait_for_selector("html[data-drawn]")
        return self

    def wait(self, view: str, week: int, language: str = "en") -> None:
        self.page.wait_for_selector(f"html[data-drawn='{view} {week} {language}']")

    def look(self, view: str, week: int, language: str = "en") -> None:
        self.page.click(f"[data-tab={view}]")
        self.wait(view, week, language)

    def shown(self, picture: str) -> str:
        return str(self.page.inner_html(f"[data-picture={picture}]"))

    @property
    def views(self) -> list[str]:
        found: list[str] = self.page.eval_on_selector_all("[data-tab]", "tabs => tabs.map(tab => tab.dataset.tab)")
        return found


@pytest.fixture
def reader(chromium: Chromium, file: Path) -> Iterator[Reader]:
    """With an English browser and no network; afterwards nothing was asked for but the file, and nobody complained."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB", offline=True)
    one = Reader(context.new_page(), file)
    yield one
    context.close()
    assert one.complaints == []
    assert {url.partition("#")[0] for url in one.asked} <= {file.as_uri()}


def test_it_opens_at_the_end_and_moves_to_every_week(reader: Reader) -> None:
    """By slider, buttons and keys; the pictures of a week are others than those of the next, and come back."""
    reader.open().wait("twin", LAST)
    reader.look("media", LAST)
    end = reader.shown("media")
    reader.page.fill("input[type=range]", "0")
    reader.wait("media", 0)
    assert reader.page.inner_text("output") == "year 1, week 1"
    start = reader.shown("media")
    reader.page.click("[data-act=next]")
    reader.wait("media", 1)
    assert len({start, end, reader.shown("media")}) == 3
    reader.page.evaluate("document.activeElement.blur()")
    reader.page.keyboard.press("ArrowRight")
    reader.wait("media", 2)
    reader.page.keyboard.press("ArrowLeft")
    reader.page.keyboard.press("ArrowLeft")
    reader.wait("media", 0)
    assert reader.shown("media") == start
    reader.page.keyboard.press("ArrowLeft")
    reader.page.click("[data-act=last]")
    reader.wait("media", LAST)
    assert reader.shown("media") == end


def test_the_cursor_follows_the_week(reader: Reader) -> None:
    """On the lines it stands at the end in the last week and further left in the first, with the values of the week."""
    reader.open().wait("twin", LAST)
    place = "document.querySelector('[data-picture=trust] .cursor').getBBox().x"
    right, last = reader.page.evaluate(place), reader.page.inner_text(".reading")
    reader.page.click("[data-act=first]")
    reader.wait("twin", 0)
    assert reader.page.evaluate(place) < right
    assert reader.page.inner_text(".reading") != last
    assert reader.page.get_attribute("[data-picture=trust] .cursor", "data-week") == "0"


def test_it_plays_and_pauses(reader: Reader) -> None:
    """From the beginning where it stood at the end, and by itself no further than the end."""
    reader.open().wait("twin", LAST)
    reader.page.click("[data-act=play]")
    reader.wait("twin", 1)
    reader.wait("twin", LAST)
    reader.page.wait_for_selector("[data-act=play]:has-text('Play')")
    reader.page.click("[data-act=play]")
    reader.page.click("[data-act=play]:has-text('Pause')")
    week = reader.page.get_attribute("html", "data-week")
    reader.page.wait_for_timeout(700)
    assert reader.page.get_attribute("html", "data-week") == week


def test_the_log_of_the_official_is_there_in_both_languages(reader: Reader) -> None:
    """The switch changes controls, pictures, log and caption, and the language that a screen reader is told."""
    reader.open().look("towers", LAST)
    assert say("both.title", "en") in reader.page.inner_text("[data-picture=person]")
    assert "Click" not in reader.page.inner_text("main") and "click" not in reader.shown("towers-a").split("<title>")[0]
    english = reader.page.inner_text("body")
    reader.page.click("[data-language=nl]")
    reader.wait("towers", LAST, "nl")
    assert reader.page.get_attribute("html", "lang") == "nl"
    dutch = reader.page.inner_text("body")
    assert say("both.title", "nl") in dutch and say("replay.again", "nl") in dutch
    same = {line for line in english.splitlines() if len(line) > 25} & set(dutch.splitlines())
    assert same == set()


def test_communities_can_be_coloured_as_on_the_page(reader: Reader) -> None:
    """By what the page offers, one at a time, in each language, and as a link says."""
    reader.open().look("communities", LAST)
    seen = "document.querySelectorAll('[data-picture^=communities]:not([hidden]) svg').length"
    for language in LANGUAGES:
        reader.page.click(f"[data-language={language}]")
        reader.wait("communities", LAST, language)
        for shade in communities.SCALES:
            reader.page.click(f"[data-choose={shade}]:has-text('{say(f'shade.{shade}', language)}')")
            reader.page.wait_for_selector(f"[data-choose={shade}][aria-pressed=true]")
            reader.page.wait_for_selector(f"[data-picture=communities-b-{shade}] svg[aria-label]:visible")
            words = reader.shown(f"communities-a-{shade}")
            assert say(f"communities.{shade}", language) in words
            assert reader.page.evaluate(seen) == 2
    reader.page.goto("about:blank")
    reader.open("view=communities&shade=unrest").wait("communities", LAST)
    assert reader.page.get_attribute("[data-choose=unrest]", "aria-pressed") == "true"


def test_it_opens_where_a_link_says_also_in_a_frame(reader: Reader) -> None:
    """Who embeds it chooses view, week and language; a frame that may run scripts and nothing else is enough."""
    outer = reader.file.with_name("outer.html")
    outer.write_text(
        '<!DOCTYPE html><title>x</title><iframe sandbox="allow-scripts" '
        f'src="{reader.file.name}#view=loop&amp;week=3&amp;lang=nl" width="900" height="700"></iframe>'
    )
    reader.page.goto(outer.as_uri())
    reader.page.frame_locator("iframe").locator("html[data-drawn='loop 3 nl']").wait_for(state="attached")
    reader.asked.remove(outer.as_uri())


def test_axe_finds_no_violation_in_a_replay(reader: Reader) -> None:
    """In every view, in English on a laptop and in Dutch on a telephone.

    Colours are the same on both, and are looked at on the laptop; targets are smallest on the telephone, and there are.
    """
    reader.open()
    found: dict[Any, Any] = {}
    colours, targets = LOOKS
    for width, language, without in ((1280, "en", targets), (390, "nl", colours)):
        reader.page.set_viewport_size({"width": width, "height": 800})
        reader.page.click(f"[data-language={language}]")
        for view in reader.views:
            reader.look(view, LAST, language)
            found[view, language, width] = violations(reader, without=(without,))  # type: ignore[arg-type]  # has a page
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("width", [1280, 390])
def test_all_of_it_can_be_read(reader: Reader, width: int) -> None:
    """No letters smaller than 12 pixels but marks of one letter, and the page itself never scrolls sideways."""
    reader.page.set_viewport_size({"width": width, "height": 800})
    reader.open()
    reader.page.click("summary >> visible=true")
    small: dict[str, Any] = {}
    for view in reader.views:
        reader.look(view, LAST)
        small[view] = reader.page.evaluate(
            """() => [...document.querySelectorAll('body *')].filter(one => one.checkVisibility()
                && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim().length > 1)
                && !one.closest('title, desc, script, style')).map(one => {
                    const svg = one.closest('svg'), size = parseFloat(getComputedStyle(one).fontSize);
                    const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
                    return [one.textContent.slice(0, 30), size * scale];
                }).filter(([, size]) => size < 11.95)"""
        )
        assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
    assert {view: found for view, found in small.items() if found} == {}
