"""The page by the rules of axe: WCAG 2.2 A and AA, in both languages and every view, and nothing is found."""

from __future__ import annotations

import pytest

from abm.words import LANGUAGES
from tests.browser.conftest import SMALL, Visit
from tests.browser.test_access import VIEWS

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}


def violations(visit: Visit) -> dict[str, list[str]]:
    """What axe finds on the page as it is: rule, and the first places."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(visit.page, options=RULES).response["violations"]
    return {item["id"]: [node["html"][:200] for node in item["nodes"][:3]] for item in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_no_violation(visit: Visit, language: str) -> None:
    """In every view, and with the dialogues for what is taken along open."""
    visit.open(f"{SMALL}&lang={language}&week=60")
    found = {}
    for view in VIEWS:
        visit.look(view)
        found[view] = violations(visit)
    visit.act("take")
    found["take"] = violations(visit)
    assert {view: wrong for view, wrong in found.items() if wrong} == {}


def test_axe_sees_what_is_wrong(visit: Visit) -> None:
    """A page that may not be enlarged, and a button without a name, are found: finding nothing means something."""
    visit.open(f"{SMALL}&lang=en&week=2")
    visit.page.evaluate("document.querySelector('meta[name=viewport]').content = 'maximum-scale=1, user-scalable=no'")
    visit.page.evaluate("document.querySelector('[data-act=play]').insertAdjacentHTML('afterend', '<button></button>')")
    assert {"meta-viewport", "button-name"} <= set(violations(visit))
