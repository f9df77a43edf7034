"""The five questions of ``questions.md``, answered from the page in both languages and held against the code.

No number and no outcome is typed here. Each answer stands within two clicks of the start.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from abm.analysis import answer
from abm.app import cards, ordering
from abm.app.levers import OWN
from abm.app.views import parting, person
from abm.norms import INSTRUMENTS
from abm.observation.decision_log import reason, shortfall
from abm.words import LANGUAGES, number, say
from tests.browser.conftest import SMALL, Visit
from tests.browser.lived import lived

languages = pytest.mark.parametrize("language", LANGUAGES)


def begin_with(visit: Visit, key: str) -> cards.Card:
    """The two clicks that open a card."""
    one = cards.card(key)
    assert one is not None
    visit.act("begin")
    visit.page.click(f"[data-card-key={key}]")
    visit.page.wait_for_selector(f".abm-clock[data-status=paused][data-week='{one.week}']")
    return one


def texts(visit: Visit, selector: str) -> list[str]:
    """What is written in each element, seen or not, with single spaces."""
    found = visit.page.eval_on_selector_all(selector, "all => all.map(one => one.textContent)")
    return [" ".join(text.split()) for text in found]


def has_outcomes(visit: Visit, one: cards.Card, language: str) -> None:
    """The card on the page tells how B fares over many runs, by each measure."""
    (told,) = texts(visit, "[data-testid=card] .abm-meaning")
    assert told == one.told(language)
    for measure in cards.BETTER:
        row = one.row(measure)
        assert row is not None
        scale, digits = cards.SHOWN[measure]
        ends = {"value": "difference", "low": "low", "high": "high"}
        written = {key: number(scale * row[name], language, digits, sign=True) for key, name in ends.items()}
        outcome = say(f"card.outcome.{one.outcome(measure)}", language)
        assert say(f"card.part.{measure}", language, outcome=outcome, **written) in told
        sure = row["low"] > 0.0 or row["high"] < 0.0
        assert (one.outcome(measure) == "none") is not sure


@languages
def test_does_it_help_and_why(visit: Visit, language: str) -> None:
    """Questions 1 and 2: the verdict of these worlds, many runs beside it, and what the difference is made of."""
    visit.open(f"{SMALL}&lang={language}")
    one = begin_with(visit, "package")
    seen = lived(visit)
    said = seen.verdict(language)
    assert texts(visit, "[data-testid=verdict] .abm-verdict-line") == [f"{said.when} {said.text}"]
    assert texts(visit, "[data-testid=verdict] li") == [item.text for item in said.details]
    history = seen.scene.history
    trust = 100.0 * float(history.b["trust"][-1] - history.a["trust"][-1])
    assert number(trust, language, 1, sign=True) in said.text or number(trust, language, 2, sign=True) in said.text
    assert say("verdict.one", language) in said.text
    has_outcomes(visit, one, language)
    for part in seen.parted():
        assert texts(visit, f"[data-picture=why-{part.measure}] figcaption") == [parting.told(part, language)]
        assert sum(part.parts.values()) == pytest.approx(part.total)
        names = [parting.part_name(part, name, language) for name in part.parts]
        largest = max((name for name in part.parts if name != "rest"), key=lambda name: abs(part.parts[name]))
        assert parting.part_name(part, largest, language) in parting.told(part, language)
        rows = texts(visit, f"[data-picture=why-{part.measure}] .abm-why-table tbody th")
        assert set(names) <= set(rows)


@languages
def test_when_does_it_harm(visit: Visit, language: str) -> None:
    """Question 3: the card where the package loses says so, and so does About, of many worlds."""
    visit.open(f"{SMALL}&lang={language}")
    one = begin_with(visit, "loses")
    assert visit.count("[data-testid=card][data-card=loses][data-loses]") == 1
    has_outcomes(visit, one, language)
    worse = [measure for measure in cards.BETTER if one.outcome(measure) == "worse"]
    assert worse
    assert texts(visit, "[data-testid=card] .abm-meaning")[0].count(say("card.outcome.worse", language)) == len(worse)
    said = lived(visit).verdict(language)
    assert texts(visit, "[data-testid=verdict] .abm-verdict-line") == [f"{said.when} {said.text}".strip()]
    visit.look("about")
    assert " ".join(answer.harm(language).heading.text.split()) in texts(visit, ".abm-about")[0]


@languages
def test_why_did_this_official_stay_inside(visit: Visit, language: str) -> None:
    """Question 4: of each choice of a seat that was clicked, why, what was needed and what fell short."""
    visit.open(f"{SMALL}&lang={language}&view=towers&week=52")
    before = visit.page.input_value("[data-field=official]")
    other = visit.page.locator(f"[data-picture=towers-a] [data-official][tabindex]:not([data-official='{before}'])")
    wanted = other.nth(5).get_attribute("data-official")
    other.nth(5).click()
    visit.page.wait_for_selector(f".abm-person[data-official='{wanted}']")
    seen = lived(visit)
    assert str(seen.state.official) == wanted
    stayed = 0
    for letter, snapshot in zip("AB", seen.scene.snapshots, strict=True):
        told = texts(visit, f".abm-person td[data-twin={letter}] .abm-chosen > p:nth-child(2)")
        log = sorted(snapshot.person.log, key=lambda entry: (-entry["week"], entry["dossier"]))
        assert told == [person.why(entry, language) for entry in log]
        where = f".abm-person td[data-twin={letter}] .abm-chosen"
        marked = visit.page.eval_on_selector_all(
            where, "all => all.map(one => [one.dataset.short, one.querySelectorAll('.abm-short').length])"
        )
        assert [short for short, _ in marked] == [shortfall(entry) for entry in log]
        stayed += sum(reason(entry).did in ("inside", "explained") for entry in log)
    assert stayed, "no choice that stayed inside to ask about"


@languages
def test_what_would_i_change_first(visit: Visit, language: str) -> None:
    """Question 5: levers and instruments stand in the order of what they do, and norms make something of one."""
    visit.open(f"{SMALL}&lang={language}")
    bars = "all => all.map(one => [one.dataset.effect, one.getAttribute('aria-label')])"
    found = visit.page.eval_on_selector_all("[data-testid=levers] .abm-effect", bars)
    people = ordering.ordered(key for key in OWN if "." in key)
    shown = [key for key, _ in found if key not in INSTRUMENTS]
    assert shown == [one.key for one in people if one.key in shown]
    assert set(shown) == {one.key for one in people}
    assert [key for key, _ in found if key in INSTRUMENTS] == [one.key for one in ordering.instruments()]
    told = {one.key: one.told(language) for one in (*people, *ordering.instruments())}
    assert all(label.endswith(told[key]) for key, label in found)
    assert texts(visit, "[data-part=world]")[0].count(" ".join(ordering.note(language).split())) == 1
    seen = lived(visit)
    pair = seen.state.pair()
    for letter, side, values in zip("AB", seen.state.settings, pair.values(), strict=True):
        after = ordering.after_norms(side, values)[ordering.MANDATE]
        text = f"{letter}: {after.told(lambda value: number(value, language, 2), language)}"
        written = texts(visit, f"[data-lever='{ordering.MANDATE}'] .abm-after")
        assert (text in written) is after.changed
    assert re.search(r"[0-9]", " ".join(texts(visit, f"[data-lever='{ordering.MANDATE}'] .abm-after")))


def test_the_document_names_what_is_there() -> None:
    """Every place of the page that the questions name is in its templates or pictures."""
    text = Path(__file__).with_name("questions.md").read_text(encoding="utf-8")
    app = Path(answer.__file__).parents[1] / "app"
    code = "".join(p.read_text(encoding="utf-8") for p in app.rglob("*") if p.suffix in (".html", ".py"))
    for name in re.findall(r'data-testid="([a-z]+)"', text):
        assert f'data-testid="{name}"' in code or f'data_testid="{name}"' in code, name
