"""Make the picture of the page for the README: ``python -m tests.browser.screenshot FILE``."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.browser.conftest import Chromium, Server, Visit

QUERY = "lang=en&seed=1&a.norms=reactive&b.norms=anticyclical&event=104:crisis:20:10.0&week=259"
"""Five years of the essay's package against no norm at all, with a crisis after two."""


def main(file: Path) -> None:
    """Open the page as a visitor does, and save what is on the screen."""
    from playwright.sync_api import sync_playwright

    server = Server()
    with sync_playwright() as playwright:
        context = Chromium(playwright).new_context(viewport={"width": 1280, "height": 860})
        context.add_init_script("localStorage.setItem('abm-tour-seen', 'yes')")
        visit = Visit(context.new_page(), server.address).open(QUERY)
        visit.look("twin")
        visit.page.screenshot(path=file)
        context.close()
    server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
