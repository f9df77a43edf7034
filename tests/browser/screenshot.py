"""Make the picture of the page in the documents: ``python -m tests.browser.screenshot``."""

from __future__ import annotations

import sys
from pathlib import Path

from abm.words import say
from tests.browser.conftest import Chromium, Server, Visit

QUERY = "lang=en&seed=1&a.norms=reactive&b.norms=anticyclical&event=104:crisis:20:10.0&week=259"
"""Five years of the essay's package against no norm at all, with a crisis after two."""

PICTURE = Path(__file__).parents[2] / "experiments" / "figures" / "page.png"


LIVES = 20
"""Lives behind the picture, whose band it shows."""


def shoot(address: str, chromium: Chromium, file: Path, lives: int = 0) -> None:
    """Open the page as a visitor does, and save what is on the screen, once so many lives are there."""
    context = chromium.new_context(viewport={"width": 1280, "height": 860})
    context.add_init_script("if (location.host) localStorage.setItem('abm-tour-seen', 'yes')")
    visit = Visit(context.new_page(), address).open(QUERY)
    visit.look("twin")
    if lives:
        text = say("lives.all", "en", wanted=lives, done=lives, most=lives)
        visit.until("text => document.querySelector('[data-testid=verdict]').innerText.includes(text)", text)
    visit.page.screenshot(path=file)
    context.close()


def main(file: Path) -> None:
    """Start a server and a browser for it."""
    from playwright.sync_api import sync_playwright

    server = Server(lives=LIVES)
    with sync_playwright() as playwright:
        shoot(server.address, Chromium(playwright), file, LIVES)
    server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE)
