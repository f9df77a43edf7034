"""The page by the rules of axe: WCAG 2.2 A and AA and good practice, and nothing is found.

One visit for each language goes through all that the page can show. In English every rule is held against it, in Dutch
all but contrast and size of targets, which words do not change and which take most of the time.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from abm.words import LANGUAGES
from tests.browser.conftest import SMALL, Visit
from tests.browser.test_access import VIEWS

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOKS = ("color-contrast", "target-size")
"""Rules that do not depend on the language."""


def violations(
    visit: Visit, within: str = "html", *, practice: bool = False, without: tuple[str, ...] = ()
) -> dict[str, list[str]]:
    """What axe finds in a part of the page as it is: rule, and the first places.

    Parameters
    ----------
    within : str
        Selector of the part.
    practice : bool
        Whether good practice, such as the order of headings, is asked for too.
    without : tuple of str
        Rules that are left out.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    options = {
        "runOnly": {"type": "tag", "values": TAGS + ["best-practice"] * practice},
        "rules": {rule: {"enabled": False} for rule in without},
        "resultTypes": ["violations"],
    }
    found = axe.run(visit.page, context=within, options=options).response["violations"]
    return {item["id"]: [node["html"][:200] for node in item["nodes"][:3]] for item in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_no_violation(visit: Visit, language: str) -> None:
    """In every view with all details open, dialogues, story, card, earlier week, refused field, and without a line."""
    page, found = visit.page, {}

    def look(what: str, within: str = "html") -> None:
        assert visit.count(within), what
        found[what] = violations(visit, within, practice=True, without=() if language == "en" else LOOKS)

    visit.open(f"{SMALL}&lang={language}&week=60")
    for view in VIEWS:
        visit.look(view)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        look(view, "html" if view == VIEWS[0] else "#abm-panel")
    visit.look("twin")
    visit.fill("seed", "-1")
    page.wait_for_selector("[data-problem=seed]")
    look("refused", "[data-part=world]")
    page.fill("[data-field=scrub]", "20")
    page.wait_for_selector("[data-act=present]")
    look("an earlier week", "#abm-main")
    for name in ("take", "reset", "begin"):
        visit.act(name)
        look(name, f"dialog[data-name={name}][open]")
        page.keyboard.press("Escape")
    visit.act("begin")
    visit.act("tour")
    look("tour", "dialog[data-name=tour][open]")
    page.keyboard.press("Escape")
    visit.act("begin")
    visit.act("card")
    page.wait_for_selector(".abm-card")
    look("card", "[data-part=guide]")
    visit.act("begin")
    visit.act("story")
    page.wait_for_selector(".abm-scene")
    look("scene", "[data-part=guide]")
    page.click(".abm-option >> nth=0")
    visit.act("scene")
    page.wait_for_selector(".abm-shown")
    look("scene, told", "[data-part=guide]")
    page.evaluate("""() => {
        const told = document.getElementById('abm-lost');
        told.textContent = told.dataset[document.documentElement.lang];
        told.hidden = false;
    }""")
    look("line lost", "#abm-lost")
    assert {what: wrong for what, wrong in found.items() if wrong} == {}


def test_axe_finds_nothing_in_the_description(visit: Visit) -> None:
    """Headings, links and ids of the whole description of the model, and all of its first part, which has each kind."""
    visit.page.goto(f"{visit.address}/odd")
    loose = visit.page.evaluate("""() => [...document.querySelectorAll('a[href^="#"]')]
        .map(link => link.getAttribute('href').slice(1)).filter(id => !document.getElementById(id))""")
    assert loose == []
    levels = visit.page.eval_on_selector_all("h1, h2, h3, h4, h5, h6", "all => all.map(one => +one.tagName[1])")
    assert len(levels) > 10
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []
    visit.page.evaluate("""() => [...document.querySelector('.abm-about > div').children].slice(60)
        .forEach(one => one.remove())""")
    assert visit.count("table") and visit.count("code")
    wrong = violations(visit)
    assert wrong == {}


def test_axe_sees_what_is_wrong(visit: Visit) -> None:
    """A page that may not be enlarged, and a button without a name, are found: finding nothing means something."""
    visit.open(f"{SMALL}&lang=en&week=2")
    visit.page.evaluate("document.querySelector('meta[name=viewport]').content = 'maximum-scale=1, user-scalable=no'")
    visit.page.evaluate("document.querySelector('[data-act=play]').insertAdjacentHTML('afterend', '<button></button>')")
    assert {"meta-viewport", "button-name"} <= set(violations(visit, without=LOOKS))
