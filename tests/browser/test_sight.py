"""What eyes need: words that are large enough, contrast in pictures, room at 200% zoom, nothing that moves."""

from __future__ import annotations

from typing import Any

import pytest

from abm.app.look import contrast
from tests.browser.conftest import SMALL
from tests.browser.test_access import VIEWS

SMALLEST = 12.0
"""CSS pixels of the smallest words on a page that is 1,280 pixels wide."""

SIZES = """() => {
    const found = [], words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
        const text = words.currentNode.data.trim(), around = words.currentNode.parentElement;
        if (!text || !around.getClientRects().length || around.closest('title, desc, .abm-unseen')) continue;
        let size = parseFloat(getComputedStyle(around).fontSize);
        if (around.closest('text')) {
            const scale = around.closest('text').getScreenCTM();
            size *= Math.hypot(scale.a, scale.b);
        }
        found.push([size, text]);
    }
    return found;
}"""

GROUNDS = """() => {
    const each = one => [...one.textContent].flatMap((letter, place) => {
        const box = one.getExtentOfChar(place), at = new DOMPoint(box.x + box.width / 2, box.y + box.height / 2);
        return letter.trim() ? [at.matrixTransform(one.getScreenCTM())] : [];
    });
    const middles = one => {  // of a text; of one whose letters stand each in a place of their own, of each
        const box = one.getBoundingClientRect();
        if (one.getAttribute('x').includes(' ')) return each(one);
        return [{x: box.x + box.width / 2, y: box.y + box.height / 2}];
    };
    const texts = [...document.querySelectorAll('svg.abm-view text')].filter(one => one.textContent);
    return texts.flatMap(one => middles(one).map(({x, y}) => {
        const style = getComputedStyle(one), svg = one.ownerSVGElement;
        const rgb = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
        const seen = node => {
            let share = 1;
            for (let up = node; up !== svg; up = up.parentElement) share *= +getComputedStyle(up).opacity;
            return share;
        };
        const over = (top, share, below) => below.map((part, i) => share * top[i] + (1 - share) * part);
        const stack = document.elementsFromPoint(x, y), below = stack.slice(stack.indexOf(one) + 1);
        let ground = [255, 255, 255];
        for (const shape of below.filter(part => svg.contains(part) && part.isPointInFill).reverse()) {
            const look = getComputedStyle(shape), at = shape.getScreenCTM().inverse();
            const place = new DOMPoint(x, y).matrixTransform(at);
            if (look.fill === 'none' || !shape.isPointInFill(place)) continue;
            ground = over(rgb(look.fill), look.fillOpacity * seen(shape), ground);
        }
        if (style.paintOrder.startsWith('stroke') && parseFloat(style.strokeWidth) >= 2) ground = rgb(style.stroke);
        const scale = one.getScreenCTM(), size = parseFloat(style.fontSize) * Math.hypot(scale.a, scale.b);
        return {
            found: stack.includes(one), text: one.textContent, ground, size, bold: +style.fontWeight >= 700,
            ink: over(rgb(style.fill), style.fillOpacity * seen(one), ground),
        };
    }));
}"""

BARE = """() => [...document.querySelectorAll('figure[data-picture]')].map(figure => {
    const svg = figure.querySelector('svg.abm-view');
    return [figure.dataset.picture, {
        name: svg && svg.getAttribute('aria-label'), description: svg && svg.querySelector('desc')?.textContent,
        rows: figure.querySelectorAll('details tbody tr').length,
        heads: figure.querySelectorAll('details th').length,
        caption: figure.querySelector('details caption')?.textContent || '',
        told: figure.querySelector('figcaption')?.innerText,
    }];
})"""


def plain(colour: list[float]) -> str:
    return "#" + "".join(f"{round(part):02x}" for part in colour)


def test_every_picture_can_be_read(visitors: Any) -> None:
    """In every view at 1,280 pixels: words of 12 pixels at least, 4.5 to 1 (3 where large), a text and a table.

    The screen is high, so that all words of a picture can be asked what lies under them.
    """
    with visitors(viewport={"width": 1280, "height": 3000}) as visit:
        visit.open(f"{SMALL}&lang=nl&week=60")
        read = 0
        for view in VIEWS:
            visit.look(view)
            visit.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
            small = {(round(size, 2), text[:40]) for size, text in visit.page.evaluate(SIZES) if size < SMALLEST}
            assert small == set(), view
            words = visit.page.evaluate(GROUNDS)
            read += sum(one["found"] for one in words)
            pale = {
                (one["text"][:30], plain(one["ink"]), plain(one["ground"]))
                for one in words
                if contrast(plain(one["ink"]), plain(one["ground"]))
                < (3.0 if one["size"] >= 24 or (one["bold"] and one["size"] >= 18.66) else 4.5)
            }
            assert pale == set(), view
            for name, told in visit.page.evaluate(BARE):
                assert told["name"] and told["description"], name
                assert told["told"] or (told["rows"] and told["heads"] and told["caption"]), (name, told)
        assert read > 500
        for dialog in ("begin", "take", "reset"):
            visit.act(dialog)
            assert min(size for size, _ in visit.page.evaluate(SIZES)) >= SMALLEST, dialog
            visit.page.keyboard.press("Escape")


def test_words_of_pictures_keep_their_size(visitors: Any) -> None:
    """On a telephone in every view, and in the loop on a low screen with a message above it."""
    smallest = f"({SIZES})().filter(([, text]) => [...document.querySelectorAll('svg.abm-view text')].some(one => \
        one.textContent.trim() === text)).sort((one, other) => one[0] - other[0])[0]"
    with visitors(viewport={"width": 390, "height": 844}) as visit:
        visit.open(f"{SMALL}&lang=nl&week=5")
        for view in VIEWS[: VIEWS.index("about")]:
            visit.look(view)
            size, text = visit.page.evaluate(smallest)
            assert size >= SMALLEST, (view, text)
        visit.page.set_viewport_size({"width": 1280, "height": 720})
        visit.look("loop")
        visit.fill("b.officials.courage", "0,77")
        visit.page.wait_for_selector(".abm-message span")
        size, text = visit.page.evaluate(smallest)
        assert size >= SMALLEST, text


@pytest.mark.parametrize(("width", "height", "scale"), [(640, 360, 2), (390, 800, 3)])
def test_controls_and_pictures_can_be_reached(visitors: Any, width: int, height: int, scale: int) -> None:
    """At 200% zoom and on a telephone each stands, once scrolled to, whole on the screen in width and under nothing."""
    with visitors(viewport={"width": width, "height": height}, device_scale_factor=scale) as visit:
        visit.open(f"{SMALL}&lang=nl&week=5")
        covered = """names => names.filter(name => {
            const one = document.querySelector(name);
            one.scrollIntoView({block: 'center'});
            const box = one.getBoundingClientRect(), x = box.x + box.width / 2;
            const y = Math.min(box.y + box.height / 2, innerHeight - 10);
            const hit = document.elementFromPoint(x, y);
            return box.left < -1 || box.right > innerWidth + 1 || !hit || !(one.contains(hit) || hit.contains(one));
        })"""
        wanted = [
            "[data-act=play]", "[data-act=step]", "[data-act=undo]", "[data-act=begin]", "[data-act=take]",
            "[data-field=speed]", "[data-language=nl]", "[data-view-tab=twin]", "[data-view-tab=about]",
            "[data-field=scrub]", "[data-picture=trust] svg", "[data-picture=pressure] svg", "[data-save=png]",
            "[data-picture=trust] summary", "select[data-key='b.norms']", ".abm-instruments summary",
            "[data-field='b.officials.courage']", "[data-act=strike]", "[data-field=seed]",
        ]  # fmt: skip
        assert visit.page.evaluate(covered, wanted) == []
        first = visit.page.evaluate("""() => {
            scrollTo(0, 0);
            const top = name => document.querySelector(name).getBoundingClientRect().top + scrollY;
            return [top('[data-act=play]'), top('[data-picture=trust] svg'), top("select[data-key='b.norms']")];
        }""")
        assert first == sorted(first) and first[0] < height
        for dialog in ("begin", "take", "reset"):
            visit.act(dialog)
            last = f"dialog[data-name={dialog}] .abm-sheet > :last-child"
            assert visit.page.evaluate(covered, [last]) == [], dialog
            visit.page.keyboard.press("Escape")


def test_nothing_moves_by_itself(visitors: Any) -> None:
    """Where the system asks for less movement: no transition, no smooth scrolling, and a tour that jumps."""
    moves = """() => {
        const bar = '<div class="abm-progress"><div></div></div>';
        document.querySelector('.abm-head').insertAdjacentHTML('beforeend', bar);
        const found = [...document.querySelectorAll('*')].map(one => [one, getComputedStyle(one)]).filter(([, look]) =>
            look.transitionDuration !== '0s' || look.animationName !== 'none' || look.scrollBehavior !== 'auto');
        return [found.map(([one]) => one.parentElement.className), document.getAnimations().length];
    }"""
    for asked, moving in (("reduce", []), ("no-preference", ["abm-progress"])):
        with visitors(reduced_motion=asked) as visit:
            visit.open(f"{SMALL}&lang=en&week=1")
            assert visit.page.evaluate(moves)[0] == moving, asked
            visit.act("begin")
            visit.act("tour")
            visit.page.wait_for_selector("dialog[data-name=tour][open]")
            visit.page.evaluate("""() => {
                window.asked = [];
                Element.prototype.scrollIntoView = how => window.asked.push(how.behavior);
            }""")
            for _ in range(3):
                visit.page.click("dialog[open] [data-act=tour-next]:visible")
            assert visit.page.evaluate("window.asked") == [None] * 3
            assert visit.page.evaluate("document.getAnimations().length") == 0
