"""Every item of the page, clicked through in both languages."""

from __future__ import annotations

import itertools
import json
import re

import pytest

from abm.analysis.answer import loop
from abm.app.levers import OWN
from abm.app.page import TOUR
from abm.app.views.series import WARMING
from abm.policy.arrows import ARROWS
from abm.words import dossier_name, lever_name, measure_name, norm_name, say, week_name
from tests.browser.conftest import SMALL, Visit

LANGUAGES = ("nl", "en")

languages = pytest.mark.parametrize("language", LANGUAGES)
in_dutch, in_english = (pytest.mark.parametrize("language", [language]) for language in ("nl", "en"))


def points(visit: Visit, picture: str, twin: str) -> list[tuple[float, float]]:
    """Places that the line of a twin passes through, in the picture's own units."""
    path = visit.page.get_attribute(f"[data-picture={picture}] path.abm-line[data-twin={twin}]", "d")
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([-\d.]+) ([-\d.]+)", path)]


@in_dutch
@pytest.mark.usefixtures("whole_burn_in")
def test_twins_step_together_and_part(visit: Visit, language: str) -> None:
    """Play, pause, step and reset do what they say; the lines of A and B coincide before week 0 and part after it."""
    visit.open(f"{SMALL}&lang={language}&a.norms=reactive&b.norms=anticyclical")
    assert visit.week == -1
    assert points(visit, "trust", "A") == points(visit, "trust", "B")
    visit.act("step")
    visit.until("() => document.querySelector('.abm-clock').dataset.week === '0'")
    visit.play_to(80)
    lived = visit.week
    a, b = points(visit, "trust", "A"), points(visit, "trust", "B")
    assert len(a) == len(b) == WARMING + lived + 1
    assert a[:WARMING] == b[:WARMING]
    assert a[WARMING:] != b[WARMING:]
    for picture in ("trust", "incidents", "unrest", "pressure"):
        assert len(points(visit, picture, "A")) == WARMING + lived + 1
        assert visit.count(f"[data-picture={picture}] .abm-zero") == 1
        assert visit.count(f"[data-picture={picture}] .abm-difference") == 1
    visit.page.wait_for_timeout(300)
    assert visit.week == lived, "a paused run goes on"
    visit.act("reset")
    visit.act("reset-levers")
    visit.until("() => document.querySelector('.abm-clock').dataset.week === '-1'")
    visit.wait("paused")
    assert visit.page.evaluate("document.documentElement.lang") == language


@in_english
def test_every_view_shows_what_it_should(visit: Visit, language: str) -> None:
    """No picture is merely present: each holds the people, dossiers and numbers it is about, for A and for B."""
    visit.open(f"{SMALL}&lang={language}&week=60")
    visit.look("loop")
    arrows = visit.page.eval_on_selector_all(
        "svg [data-cause]", "all => all.map(one => `${one.dataset.cause} ${one.dataset.effect}`)"
    )
    assert set(arrows) == {f"{one.cause} {one.effect}" for one in ARROWS} | {"outside policy"}
    strands = visit.page.eval_on_selector_all(
        "[data-flow]", "all => all.map(one => [one.dataset.twin, +one.dataset.flow])"
    )
    for twin in "AB":
        assert sum(flow > 0 for letter, flow in strands if letter == twin) >= 8
    visit.look("towers")
    for side in "ab":
        assert visit.count(f"[data-picture=towers-{side}] [data-official]") == 240
        assert visit.count(f"[data-picture=towers-{side}] [data-ministry]") == 12
    activities = visit.page.eval_on_selector_all(
        "[data-activity]", "all => [...new Set(all.map(x => x.dataset.activity))]"
    )
    assert {"inside", "outside", "questions"} <= set(activities)
    visit.look("dossier")
    for side in "ab":
        shown = visit.page.eval_on_selector_all(
            f"[data-picture=dossier-{side}] [data-count]", "all => all.map(one => +one.dataset.count)"
        )
        assert sum(shown) >= 500
    visit.look("communities")
    for side in "ab":
        assert visit.count(f"[data-picture=communities-{side}] [data-community]") == 40
    visit.look("parliament")
    for side in "ab":
        seats = visit.page.eval_on_selector_all(
            f"[data-picture=parliament-{side}] .abm-seat", "all => all.map(one => +one.dataset.questions)"
        )
        assert len(seats) == 150
        assert sum(seats) > 0
    visit.look("media")
    for twin in "AB":
        attention = visit.page.eval_on_selector_all(
            f"[data-picture=media] [data-dossier][data-twin={twin}]", "all => all.map(one => +one.dataset.value)"
        )
        assert len(attention) == 96
        assert max(attention) > 0.05
    visit.look("about")
    assert "ODD" in visit.text(".abm-about")
    assert say("about.lead", language)[:60] in visit.text(".abm-about")
    assert loop(language).heading.text in visit.text(".abm-about")


@in_dutch
def test_communities_can_be_coloured_by_unrest(visit: Visit, language: str) -> None:
    """The choice of colour changes what is shown of every community."""
    visit.open(f"{SMALL}&lang={language}&week=20&view=communities")
    visit.page.wait_for_selector("[data-picture=communities-a] [data-community]")
    values = "all => all.map(one => one.dataset.value)"
    before = visit.page.eval_on_selector_all("[data-picture=communities-a] [data-community]", values)
    visit.page.select_option("[data-field=shade]", "unrest")
    visit.until(
        "before => document.querySelector('[data-picture=communities-a] [data-community]').dataset.value !== before",
        before[0],
    )


@in_english
def test_official_tells_why(visit: Visit, language: str) -> None:
    """A click on an official opens the decision log: the five numbers, what was chosen and what came of it."""
    visit.open(f"{SMALL}&lang={language}&week=100&view=towers")
    visit.page.wait_for_selector("[data-picture=towers-a] [data-activity=inside]")
    seats = visit.page.eval_on_selector_all(
        "[data-picture=towers-a] [data-activity=inside]", "all => all.map(one => one.dataset.official)"
    )
    holder = next(seat for seat in seats if int(seat) % 20 < 8)  # who holds a dossier, and so has chosen
    visit.page.click(f"[data-picture=towers-a] [data-official='{holder}']")
    visit.page.wait_for_selector(f".abm-person[data-official='{holder}']")
    told = visit.text(".abm-person")
    for name in ("willing", "dares"):
        assert f"{say(f'log.{name}', language)} 0." in told
    assert visit.count(".abm-person [data-short][data-reason][data-chosen]") > 0
    needed = say("both.numbers", language, needed="|", may="|").partition("|")[0]
    assert needed in told


@in_english
def test_a_dossier_can_be_chosen(visit: Visit, language: str) -> None:
    """The list, and a click on a dossier in a tower, both bring it up close."""
    visit.open(f"{SMALL}&lang={language}&week=10&view=dossier")
    visit.page.select_option("[data-field=dossier]", "17")
    visit.until(
        "name => document.querySelector('[data-picture=dossier-a] svg').textContent.includes(name)",
        dossier_name(17, 8, language),
    )
    visit.look("towers")
    visit.page.click("[data-picture=towers-b] [data-dossier='42']")
    visit.page.wait_for_selector("[data-view-shown=dossier] svg")
    told = "name => document.querySelector('[data-picture=dossier-b] svg').textContent.includes(name)"
    visit.until(told, dossier_name(42, 8, language))


@in_dutch
def test_every_lever_says_what_it_is_and_differs(visit: Visit, language: str) -> None:
    """Each lever has name, meaning and range in the visitor's language; what differs is listed, lever by lever."""
    visit.open(f"{SMALL}&lang={language}&a.norms=mandate&b.norms=mandate")
    assert say("differs.nothing", language) in visit.text(".abm-differs-list")
    for key in OWN:
        assert lever_name(key, language) in visit.text(f"[data-lever='{key}'] h3")
        assert len(visit.text(f"[data-lever='{key}'] .abm-meaning")) > 15
    for number, key in enumerate(key for key in OWN if "." in key):
        visit.fill(f"b.{key}", f"0.{61 + number}")
        visit.page.wait_for_selector(f"[data-differs='{key}']")
    visit.page.select_option("select[data-key='b.scenario']", "turbulent")
    visit.page.wait_for_selector("[data-differs=scenario]")
    visit.page.select_option("select[data-key='b.norms']", "academy")
    visit.page.wait_for_selector("[data-differs=norms]")
    assert norm_name("academy", language) in visit.text("[data-differs=norms]")
    visit.page.click(".abm-instruments summary")
    visit.page.check("[data-instrument=pilots] [data-side=a]")
    visit.page.wait_for_selector("[data-differs=instruments]")
    visit.fill("seed", "12")
    visit.fill("population.citizens", "700")
    visit.until("() => location.search.includes('seed=12') && location.search.includes('population.citizens=700')")
    visit.wait("paused")
    visit.play_to(30)
    assert points(visit, "trust", "A") != points(visit, "trust", "B")


@in_dutch
def test_lever_moved_while_running_says_what_it_does(visit: Visit, language: str) -> None:
    """A live lever becomes an event of the schedule; another one starts its world again; the page says which."""
    visit.open(f"{SMALL}&lang={language}&week=20")
    before = points(visit, "trust", "A")
    visit.fill("b.officials.courage", "0.9")
    visit.page.wait_for_selector(".abm-message[data-kind=event]")
    assert week_name(21, language) in visit.text(".abm-message")
    visit.page.wait_for_selector(".abm-schedule li")
    assert lever_name("officials.courage", language) in visit.text(".abm-schedule")
    visit.page.select_option("select[data-key='b.norms']", "tick_box")
    visit.page.wait_for_selector(".abm-message[data-kind=restart]")
    assert "B" in visit.text(".abm-message")
    visit.wait("paused")
    assert visit.week == 20
    assert points(visit, "trust", "A") == before


@pytest.mark.parametrize(("kind", "language"), [("incident", "nl"), ("crisis", "en"), ("cabinet", "nl")])
def test_events_strike_both_worlds(visit: Visit, kind: str, language: str) -> None:
    """An event entered while it runs enters the schedule of both and happens in the coming week."""
    visit.open(f"{SMALL}&lang={language}&week=20&a.norms=reactive&b.norms=reactive&view=media")
    visit.page.select_option("[data-field='event.kind']", kind)
    if kind != "cabinet":
        visit.page.select_option("[data-field='event.target']", "40")
        visit.page.fill("[data-field='event.size']", "90")
    visit.act("strike")
    visit.page.wait_for_selector(".abm-schedule li")
    assert say(f"event.{kind}", language) in visit.text(".abm-schedule")
    visit.play_to(24)
    bars = "[data-picture=media] [data-dossier='40'][data-twin={}]"
    attention = [float(visit.page.get_attribute(bars.format(twin), "data-value")) for twin in "AB"]
    assert attention[0] == attention[1]
    if kind != "cabinet":
        assert attention[0] > 0.2


@languages
def test_language_switch_translates_everything(visit: Visit, language: str) -> None:
    """One click changes every word of the page, pictures included."""
    other = LANGUAGES[1 - LANGUAGES.index(language)]
    visit.open(f"{SMALL}&lang={language}&week=2")
    assert say("page.title", language) in visit.text(".abm-titles")
    visit.page.click(f"[data-language={other}]")
    visit.until("text => document.querySelector('.abm-titles').innerText.includes(text)", say("page.title", other))
    visit.until(
        "text => document.querySelector('[data-picture=trust]').innerText.includes(text)", measure_name("trust", other)
    )
    words = visit.page.inner_text(".abm-page")
    for key in ("page.play", "view.towers", "page.events", "page.differs", "levers.people"):
        assert say(key, other) in words
        assert say(key, language) not in words
    assert visit.page.inner_html("[data-picture=trust] svg").count(say("lines.difference", other)) == 1


@in_english
def test_tour_shows_on_a_first_visit_only(visitors, language: str) -> None:
    """Who comes for the first time is shown round in a few steps; who has been there is not."""
    with visitors(seen_tour=False) as visit:
        visit.open(f"{SMALL}&lang={language}")
        for step in range(1, len(TOUR) + 1):
            visit.page.wait_for_selector(f"[data-tour-step='{step}']")
            assert say(f"tour.{step}.title", language) in visit.text("dialog[open]")
            visit.act("tour-next")
        visit.until("() => !document.querySelector('dialog[open]')")
        visit.page.reload()
        visit.wait("paused")
        visit.page.wait_for_timeout(900)
        assert visit.count("dialog[open]") == 0


def test_pace_and_drawing_interval(visit: Visit) -> None:
    """A drawing interval of thirteen weeks draws every thirteenth week and lives them all."""
    visit.open(f"{SMALL}&lang=en")
    visit.page.select_option("[data-field=interval]", "13")
    visit.page.select_option("[data-field=speed]", "0")
    weeks = visit.page.evaluate(
        """() => new Promise(done => {
            const clock = document.querySelector('.abm-clock'), seen = [];
            new MutationObserver(() => { seen.push(+clock.dataset.week); if (seen.length > 6) done(seen); })
                .observe(clock, {attributes: true, attributeFilter: ['data-week']});
            document.querySelector('[data-act=play]').click();
        })"""
    )
    visit.act("pause")
    visit.wait("paused")
    assert {later - earlier for earlier, later in itertools.pairwise(weeks)} == {13}, json.dumps(weeks)


def test_pictures_can_be_saved(visit: Visit) -> None:
    """Every picture of every tab is there as SVG that stands alone, and one of every tab as PNG."""
    from xml.etree import ElementTree

    visit.open(f"{SMALL}&lang=en&week=12")
    for view, names in {
        "twin": ["trust", "incidents", "unrest", "pressure"],
        "loop": ["loop"],
        "towers": ["towers-a", "towers-b"],
        "dossier": ["dossier-a", "dossier-b"],
        "communities": ["communities-a", "communities-b"],
        "parliament": ["parliament-a", "parliament-b"],
        "media": ["media"],
    }.items():
        visit.look(view)
        for name in names:
            visit.page.hover(f"[data-picture={name}]")
            drawing = ElementTree.fromstring(visit.save(f"[data-picture={name}] [data-save=svg]"))
            assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
            assert len(list(drawing.iter())) > 30
        image = visit.save(f"[data-picture={names[-1]}] [data-save=png]")
        assert image.startswith(b"\x89PNG")
        assert len(image) > 10_000
