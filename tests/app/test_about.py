"""The page about the model: short, the same in both languages, its findings from the tables, its description apart."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Any

import pytest

from abm.app import about
from abm.words import LANGUAGES

MOST = 700
"""Words that somebody reads in three minutes."""


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_short_and_tells_what_was_found(language: str) -> None:
    """A page that grows with the tables would not be read; every finding is a heading of the answer."""
    text = text_of(about.about(language))
    assert 250 < len(text.split()) <= MOST
    assert all(re.sub(r"\s+", " ", finding) in text for finding in about.findings(language))
    assert len(about.findings(language)) == 8


def test_both_languages_have_the_same_headings_and_numbers() -> None:
    """Nobody reads something else for their language."""
    dutch, english = (about.about(language) for language in ("nl", "en"))
    ids = [re.findall(r'h2 id="([a-z-]+)"', one) for one in (dutch, english)]
    assert ids[0] == ids[1] == [f"about-{part}" for part in about.PARTS]
    numbers = [re.findall(r"\d+(?:[.,]\d+)?", text_of(one)) for one in (dutch, english)]
    assert sorted(one.replace(",", ".") for one in numbers[0]) == sorted(one.replace(",", ".") for one in numbers[1])
    assert len(numbers[0]) > 20


def test_the_description_stands_apart() -> None:
    """It is linked to, and not part of the page about the model."""
    assert f'href="{about.ODD}"' in about.about("en")
    whole = about.odd_html("nl")
    assert len(whole) > 50 * len(about.about("nl"))
    assert 'lang="en"' in whole and "<nav" in whole


def test_it_is_ready_before_anybody_asks() -> None:
    """A server judges the stored tables when it starts: the first click on the tab waits for nothing."""
    pytest.importorskip("starlette", reason="the [app] extra is not installed")
    from abm.app.hosting import Hosting
    from abm.app.serve import application

    about.about.cache_clear()
    said = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]

    async def receive() -> dict[str, str]:
        for _ in range(500):
            if len(said) == 2 or about.about.cache_info().currsize == len(LANGUAGES):
                break
            await asyncio.sleep(0.02)
        return said.pop(0)

    async def send(message: dict[str, Any]) -> None:
        assert "failed" not in message["type"]

    with ThreadPoolExecutor(1) as pool:  # where a browser has been opened, this thread has a loop that is running
        pool.submit(asyncio.run, application(Hosting(lives=0))({"type": "lifespan"}, receive, send)).result()
    assert about.about.cache_info().currsize == len(LANGUAGES)
