"""Without a mouse, and by ear: focus is never lost when a part is drawn anew, and nothing speaks unasked."""

from __future__ import annotations

from typing import Any

from abm.words import say
from tests.browser.conftest import SMALL, Visit

FOCUS = """() => {
    const one = document.activeElement, held = one && one !== document.body ? one.dataset : {};
    return held.act || held.field || held.viewTab || held.measure || held.option || (held.scene && 'scene')
        || (one && one.id) || '';
}"""


def focus(visit: Visit) -> str:
    """What has the focus, by the name it has on the page; empty when nothing has."""
    return str(visit.page.evaluate(FOCUS))


def press(visit: Visit, selector: str, key: str = "Enter") -> None:
    visit.page.focus(selector)
    visit.page.keyboard.press(key)


def test_dialogues_take_the_focus_and_give_it_back(visit: Visit) -> None:
    """Into the dialogue, kept within it, and back to the button that opened it; the tour names the step it is at."""
    visit.open(f"{SMALL}&lang=en&week=1")
    inside = "name => !!document.activeElement.closest(`dialog[data-name=${name}][open]`)"
    for name in ("begin", "take", "reset"):
        press(visit, f"[data-act={name}]")
        assert visit.page.evaluate(inside, name), name
        for _ in range(4):
            visit.page.keyboard.press("Tab")
            assert visit.page.evaluate(inside, name) or focus(visit) == "", (
                name
            )  # after the last one: the browser's own bar
        visit.page.keyboard.press("Escape")
        assert focus(visit) == name
    press(visit, "[data-act=begin]")
    press(visit, "[data-act=tour]")
    visit.page.wait_for_selector("dialog[data-name=tour][open]")
    for step in (1, 2, 3):
        told = visit.page.evaluate("""() => ['aria-labelledby', 'aria-describedby'].map((name, i) => {
            const by = i ? document.activeElement : document.querySelector('dialog[open]');
            return by.getAttribute(name).split(' ').map(id => document.getElementById(id).textContent).join(' ');
        })""")
        title, text = (say(f"tour.{step}.{part}", "en") for part in ("title", "text"))
        assert told == [title, f"{title} {text}"]
        visit.page.keyboard.press("Enter")
    visit.page.keyboard.press("Escape")
    assert focus(visit) == "begin"


def test_focus_goes_somewhere_sensible(visit: Visit) -> None:
    """A removed line of the schedule, undo, the way back from an earlier week, and a dossier that opens another tab."""
    visit.open(f"{SMALL}&lang=en&week=4&event=2:crisis:3:10&event=3:crisis:5:10")
    assert visit.count("[data-act=remove]") == 2
    for left, then in ((1, "remove"), (0, "strike")):
        press(visit, "[data-act=remove] >> nth=-1")
        visit.until("left => document.querySelectorAll('[data-act=remove]').length === left", left)
        assert focus(visit) == then
        visit.wait("paused")
        assert focus(visit) == then
    press(visit, "[data-act=undo]")
    visit.until("() => document.querySelectorAll('[data-act=remove]').length === 1")
    visit.wait("paused")
    assert focus(visit) == "undo"
    press(visit, "[data-field=scrub]", "PageDown")
    visit.page.wait_for_selector("[data-act=present]")
    assert focus(visit) == "scrub"
    press(visit, "[data-act=present]")
    visit.page.wait_for_selector("[data-act=present]", state="detached")
    assert focus(visit) == "scrub"
    visit.page.focus("svg[data-measure=trust]")
    visit.page.keyboard.press("ArrowLeft")
    visit.page.wait_for_selector(".abm-crosshair")
    visit.until("() => document.querySelector('.abm-crosshair-told').textContent.includes('year 1')")
    visit.page.keyboard.press("Escape")
    assert focus(visit) == "trust"
    visit.look("towers")
    press(visit, "[data-picture=towers-a] [data-dossier][tabindex]")
    visit.page.wait_for_selector("[data-view-shown=dossier]")
    assert focus(visit) == "abm-panel"


def test_story_and_cards_without_a_mouse(visit: Visit) -> None:
    """A scene from its first word to what came of it, the next one, and out; a card. Each keeps the place."""
    visit.open(f"{SMALL}&lang=en")
    press(visit, "[data-act=begin]")
    press(visit, "[data-act=story]")
    visit.page.wait_for_selector(".abm-scene")
    visit.wait("paused")
    assert focus(visit) == "begin"
    press(visit, "[data-option] >> nth=1")
    visit.page.wait_for_selector("[data-act=scene]")
    assert focus(visit) == "2"
    press(visit, "[data-act=scene]")
    visit.page.wait_for_selector(".abm-shown")
    visit.wait("paused")
    assert focus(visit) == "scene"
    press(visit, "[data-act=scene-next]")
    visit.page.wait_for_selector("[data-act=scene-back]")
    assert focus(visit) == "scene"
    press(visit, "[data-act=scene-end]")
    visit.page.wait_for_selector(".abm-scene", state="detached")
    assert focus(visit) == "abm-main"
    press(visit, "[data-act=begin]")
    press(visit, "[data-act=card] >> nth=2")
    visit.page.wait_for_selector(".abm-card")
    visit.wait("paused")
    assert focus(visit) == "begin"


def test_what_may_not_be_used_does_nothing(visit: Visit) -> None:
    """The button that has the focus keeps it while the worlds are made again, and is off."""
    visit.open(f"{SMALL}&lang=en&week=2")
    visit.page.evaluate("""() => {
        const step = document.querySelector('[data-act=step]');
        step.focus();
        step.setAttribute('aria-disabled', 'true');
    }""")
    visit.page.keyboard.press("Enter")
    visit.page.evaluate("document.querySelector('[data-act=step]').removeAttribute('aria-disabled')")
    visit.page.keyboard.press("Enter")
    visit.until("() => +document.querySelector('.abm-clock').dataset.week === 3")
    visit.wait("paused")
    assert visit.week == 3


def test_playing_says_nothing(visit: Visit) -> None:
    """No region that a screen reader tells by itself changes while weeks go by; the bar that fills has a name."""
    visit.page.add_init_script("""addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
        const bar = document.querySelector('[role=progressbar]');
        if (bar) window.bars = (window.bars || new Set()).add(bar.getAttribute('aria-label'));
    }).observe(document.body, {subtree: true, childList: true, attributes: true}))""")
    visit.open(f"{SMALL}&lang=en&week=3")
    bars: Any = visit.page.evaluate("[...(window.bars || [])]")
    assert bars and all(bars)
    heard = """() => {
        window.heard = [];
        const live = '[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log], output';
        new MutationObserver(all => all.forEach(({target, addedNodes}) => {
            const found = [target, ...addedNodes].map(one => one.nodeType === 1 ? one : one.parentElement)
                .find(one => one && (one.closest(live) || one.querySelector?.(':scope > :is(' + live + ')')));
            if (found) window.heard.push(found.outerHTML.slice(0, 200));
        })).observe(document.body, {subtree: true, childList: true, characterData: true});
    }"""
    visit.page.evaluate(heard)
    for view in ("twin", "dossier"):
        visit.look(view)
        visit.play_to(visit.week + 5)
    assert visit.page.evaluate("window.heard") == []
    visit.page.evaluate("document.querySelector('.abm-message').append('x')")
    visit.until("() => window.heard.length")
