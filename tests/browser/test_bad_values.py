"""What is not allowed is told at its field, and never breaks the page."""

from __future__ import annotations

import pytest

from abm.model import PolicyModel
from abm.words import say
from tests.browser.conftest import SMALL, Visit

in_dutch, in_english = (pytest.mark.parametrize("language", [language]) for language in ("nl", "en"))


@in_dutch
def test_bad_value_is_told_at_its_field(visit: Visit, language: str) -> None:
    """The field keeps what was typed and says what is allowed; the next good value is taken."""
    visit.open(f"{SMALL}&lang={language}")
    for field, bad, good in [
        ("a.officials.courage", ["7"], "0.55"),
        ("b.officials.courage", ["-0.1"], "0.45"),
        ("b.ministries.influence_room", [""], "0.35"),
        ("seed", ["1.5", "-3"], "4"),
        ("population.citizens", ["10", "999999999"], "600"),
    ]:
        problem = f"[data-problem='{field}']"
        for value in bad:
            visit.fill(field, value)
            visit.page.wait_for_selector(problem)
            kind = "whole" if field in ("seed", "population.citizens") else "number"
            allowed = say(f"allowed.{kind}", language).partition("{")[0]
            assert visit.text(problem).startswith(allowed[0].upper() + allowed[1:])
            shown = visit.page.locator(f"input[data-field='{field}']")
            assert shown.get_attribute("aria-invalid") == "true"
            assert shown.input_value() == value
        visit.fill(field, good)
        visit.page.wait_for_selector(problem, state="detached")
    visit.until("() => location.search.includes('seed=4') && location.search.includes('population.citizens=600')")
    visit.wait("paused")
    visit.play_to(1)


@in_english
def test_bad_size_of_an_event(visit: Visit, language: str) -> None:
    """An event with an impossible severity is told at its field, and does not happen."""
    visit.open(f"{SMALL}&lang={language}")
    for size in ("-1", "1e9", "", "groot"):
        visit.page.fill("[data-field='event.size']", size)
        visit.act("strike")
        visit.page.wait_for_selector("[data-problem=event]")
    visit.page.fill("[data-field='event.size']", "30")
    visit.act("strike")
    visit.page.wait_for_selector(".abm-schedule li")
    visit.page.wait_for_selector("[data-problem=event]", state="detached")
    assert visit.count(".abm-schedule li") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {
            "b.officials.courage=seven": "b.officials.courage",
            "seed=99999999999999999999": "seed",
            "population.citizens=14000000": "population.citizens",
            "event=3:crisis:9999:10": "event",
            "week=1e9": "link",
        },
        {
            "a.norms=nonsense": "a.norms",
            "a.officials.courage=${oc.env:HOME}": "a.officials.courage",
            "event=x": "event",
            "hydra.run.dir=/tmp/x": "link",
        },
        {"b.set=4:threads:8": "event", "view=<script>alert(1)</script>": "link"},
        {"b.set=4:officials.courage:nan": "event", "lang=xx": "link"},
    ],
    ids=lambda wrong: "&".join(wrong.values()),
)
def test_bad_link_is_told_and_the_rest_holds(visit: Visit, wrong: dict[str, str]) -> None:
    """A link can set values and nothing else; what is wrong with it is told, and what is right still holds."""
    visit.open(f"{SMALL}&b.ministries.mandate=0.85&{'&'.join(wrong)}")
    places = {
        query: ".abm-message" if field == "link" else f"[data-problem='{field}']"
        for query, field in wrong.items()
        if field != "a.norms"
    }
    if len(places) < len(wrong):
        assert visit.page.input_value("select[data-key='a.norms']") == "reactive"
    before = {query: visit.text(place) for query, place in places.items()}
    visit.page.click("[data-language][aria-pressed=false]")
    for query, place in places.items():
        visit.until("([place, before]) => document.querySelector(place).innerText !== before", [place, before[query]])
        if place == ".abm-message":
            assert all(query.partition("=")[0] in told for told in (before[query], visit.text(place)))
        else:
            assert before[query] and visit.text(place)
    assert visit.page.input_value("input[data-field='b.ministries.mandate']") in ("0.85", "0,85")
    visit.play_to(1)


@in_dutch
def test_failing_model_is_told_and_the_page_recovers(visitors, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """An error of the model is shown with what to do; a reset brings the page back."""
    with visitors(complains=True) as visit:
        visit.open(f"{SMALL}&lang={language}&week=3")

        def broken(self: PolicyModel) -> None:
            raise ZeroDivisionError("a rule divided by nothing")

        monkeypatch.setattr(PolicyModel, "live", broken)
        visit.act("step")
        visit.page.wait_for_selector(".abm-message[data-kind=failed]")
        assert "a rule divided by nothing" in visit.text(".abm-message")
        assert say("page.reset", language) in visit.text(".abm-message")
        monkeypatch.undo()
        visit.act("recover")
        visit.wait("paused")
        assert visit.week == -1
        visit.play_to(2)
        assert visit.count("[data-picture=trust] path.abm-line") == 2


def test_failing_picture_leaves_the_page(visitors, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture that cannot be drawn says so, beside others that can."""
    from abm.app.views import loop

    with visitors(complains=True) as visit:
        visit.open(f"{SMALL}&lang=en&week=1")

        def broken(*_: object) -> str:
            raise KeyError("nowhere")

        monkeypatch.setattr(loop, "draw", broken)
        visit.page.click("[data-view-tab=loop]")
        visit.until("text => document.body.innerText.includes(text)", say("picture.failed", "en"))
        monkeypatch.undo()
        visit.look("media")
        visit.play_to(3)
