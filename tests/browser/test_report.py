"""The report's page in a real browser: nothing that axe complains of, nothing asked of a network, nothing cut off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from abm.words import LANGUAGES
from tests.browser.test_axe import LOOKS

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
pytestmark = pytest.mark.xdist_group("report")

WIDTHS = (1280, 390, 320)
"""Pixels: a laptop, a telephone, and a laptop at 400% zoom."""


@pytest.fixture
def pages(report_in) -> dict[str, Path]:
    """The report's page by language."""
    from abm.experiments.report.book import PAGE

    return {language: report_in(language)[0] / PAGE for language in LANGUAGES}


@contextmanager
def opened(chromium, file: Path, width: int = WIDTHS[0]) -> Iterator[tuple[Any, list[str]]]:
    """A tab with the file, and the addresses that it asked for."""
    context = chromium.new_context(viewport={"width": width, "height": 900}, offline=True)
    asked: list[str] = []
    try:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        yield page, asked
    finally:
        context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_no_violation(chromium, pages, language: str) -> None:
    """By the rules of WCAG 2.2 AA and good practice; the data of every figure unfolded, too.

    Contrast and size of targets, which words do not change and which take most of the time, in English alone.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    off = {} if language == "en" else {rule: {"enabled": False} for rule in LOOKS}
    with opened(chromium, pages[language]) as (page, _):
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        found = axe.run(page, options=RULES | {"rules": off})
        assert found.response["violations"] == [], found.generate_report()


def test_axe_sees_what_is_wrong(chromium, pages, tmp_path) -> None:
    """A picture without its text is found, so that finding nothing means something."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    spoilt = tmp_path / "spoilt.html"
    spoilt.write_text(pages["en"].read_text(encoding="utf-8").replace(" alt=", " data-alt="), encoding="utf-8")
    with opened(chromium, spoilt) as (page, _):
        assert "image-alt" in {one["id"] for one in axe.run(page, options=RULES).response["violations"]}


@pytest.mark.parametrize("width", WIDTHS)
def test_it_needs_no_network_and_nothing_sticks_out(chromium, pages, width: int) -> None:
    """Pictures are in the page; it asks for nothing but itself, and scrolls sideways at no width."""
    file = pages["nl"]
    with opened(chromium, file, width) as (page, asked):
        assert [one for one in asked if not one.startswith("data:")] == [file.as_uri()]
        assert page.evaluate("[...document.images].every(one => one.complete && one.naturalWidth > 0)")
        assert page.evaluate("document.images.length") > 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width
