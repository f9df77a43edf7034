"""The guided story: every scene opens, its button leads where it says, and what is told comes from run and tables."""

from __future__ import annotations

import re

import numpy as np
import pytest

from abm.analysis.sentences import rows_of
from abm.app import story
from abm.app.codec.link import from_query
from abm.app.codec.state import VIEWS
from abm.app.hosting import Hosting
from abm.app.twin import History
from abm.words import LANGUAGES, WORDS, number, say

LAST = 160


def history(**other: float) -> History:
    """Both worlds level in every measure, B moved by what is given."""
    weeks = np.arange(-60, LAST)
    a = {name: np.full(len(weeks), 0.5) for name in story.MEASURES}
    b = {name: np.full(len(weeks), 0.5) + other.get(name, 0.0) for name in story.MEASURES}
    return History(weeks, a, b)


@pytest.mark.parametrize("one", story.SCENES, ids=lambda one: one.key)
def test_every_scene_opens_and_its_button_changes_something(one: story.StoryScene) -> None:
    """Links hold nothing that the page leaves out; the button goes on in time, or changes what it says."""
    before, after = (one.opened(done=done) for done in (False, True))
    assert before.problems == after.problems == {}
    assert before.view == after.view == one.view in VIEWS
    changed = {
        "play": after.week > before.week and after.settings == before.settings and not after.schedule,
        "strike": len(after.schedule) == len(before.schedule) + 1 and after.settings == before.settings,
        "lever": after.settings != before.settings and not after.schedule,
        "norm": dict(after.settings[1].chosen)["norms"] != dict(before.settings[1].chosen)["norms"],
    }
    assert changed[one.act]
    assert all(entry.event.week > before.week for entry in after.schedule)
    assert after.week < Hosting().weeks


def test_there_are_six_scenes_in_the_order_of_the_loop() -> None:
    """Calm, incident, haste, misfit, norm, crisis."""
    assert [one.key for one in story.SCENES] == ["calm", "incident", "haste", "misfit", "norm", "crisis"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_has_its_words(language: str) -> None:
    """Whatever a run shows can be said, with its numbers and no other."""
    for one in story.SCENES:
        assert all(one.words(language).values())
        values = one.looks(history(), language).values
        for option in story.OPTIONS:
            text = WORDS[language][f"story.{one.key}.shown.{option}"].format(**values)
            assert "{" not in text


@pytest.mark.parametrize(
    ("key", "measure", "by", "option"),
    [
        *(
            (key, "incidents", by, option)
            for key in ("haste", "norm")
            for by, option in ((-0.1, 1), (0.0, 2), (0.1, 3))
        ),
        *(("misfit", "misfit", by, option) for by, option in ((-0.1, 1), (0.0, 2), (0.1, 3))),
    ],
)
def test_what_a_run_shows_is_read_from_it(key: str, measure: str, by: float, option: int) -> None:
    """It can come out any way: no scene knows what should happen."""
    assert story.story_scene(key).looks(history(**{measure: by}), "en").option == option


@pytest.mark.parametrize(("share", "option"), [(0.1, 1), (0.5, 2), (0.9, 3)])
def test_calm_counts_choices_since_the_norms(share: float, option: int) -> None:
    """Weeks without a choice count for nothing, and so do those before week 0."""
    seen = history()
    seen.a["share_outside"][:] = np.where(seen.weeks < 0, 1.0 - share, share)
    seen.a["openings"][100:] = 0.0
    seen.a["share_outside"][100:] = np.nan
    assert story.calm(seen, "en").option == option
    seen.a["openings"][70:100], seen.a["share_outside"][70:100] = 1e-6, 1.0 - share  # and busy weeks for more
    assert story.calm(seen, "en").option == option


@pytest.mark.parametrize(("low", "last", "option"), [(0.4995, 0.5, 1), (0.45, 0.49, 2), (0.45, 0.46, 3)])
def test_an_incident_is_told_by_what_comes_back(low: float, last: float, option: int) -> None:
    """Fall and return are those of A since the week before it."""
    seen = history()
    seen.a["trust"][seen.weeks == story.STRUCK + 3] = low
    seen.a["trust"][seen.weeks > story.STRUCK + 3] = last
    assert story.incident(seen, "nl").option == option


@pytest.mark.parametrize(("by", "option"), [(0.01, 1), (0.0, 2), (-0.01, 3)])
def test_a_crisis_is_told_by_what_changes_after_it(by: float, option: int) -> None:
    """That a world had more trust before is no merit in the crisis."""
    seen = history(trust=0.2)
    seen.b["trust"][seen.weeks >= story.OUTBREAK] += by
    assert story.crisis(seen, "en").option == option


@pytest.mark.parametrize("language", LANGUAGES)
def test_verdicts_are_those_that_are_stored(language: str) -> None:
    """Each scene tells a stored verdict, also that against the essay."""
    told = [text for one in story.SCENES for text in story.verdict_text(one.key, language)]
    assert len(told) >= sum(len(one.claims) for one in story.SCENES)
    against = WORDS[language]["story.verdict.against"]
    stored = {item.claim.name: item.said for item in story.found()}
    wanted = sum(stored[name] == "not supported" for one in story.SCENES for name in one.claims)
    assert sum(text.endswith(against) for text in told) == wanted > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_many_runs_say_says_of_how_many(language: str) -> None:
    """Seeds or worlds of the rows that it rests on; nothing where they differ, or where it is one of each."""
    stored = {item.claim.name: item for item in story.found()}
    for one in story.SCENES:
        told = story.verdict_text(one.key, language)
        for name, text in zip(one.claims, told, strict=False):
            (seeds,) = {row.seeds for row in stored[name].deciding}
            assert say("story.seeds", language, seeds=seeds) in text
        for section, text in zip(one.sections, told[len(one.claims) :], strict=True):
            heading = story.ANSWERED[section](language).heading
            rows = rows_of(heading)
            assert len(rows) == len(heading.sources) > 0
            many = {int(row.values.get("points", row.values.get("worlds", row["seeds"]))) for row in rows}
            assert text.startswith(heading.text.removesuffix("."))
            assert f"({number(many.pop(), language, 0)} " in text
    assert story._counted("So.", [{"seeds": 3}, {"seeds": 4}], language) == "So."
    assert story._counted("So.", [{"seeds": 1}], language) == "So."


def test_no_number_of_a_result_is_typed() -> None:
    """Numbers come from a run or a table; what is typed says when, or of how many a scale is."""
    for language in LANGUAGES:
        for key, text in WORDS[language].items():
            if key.startswith(("story.", "card.", "effect.", "why.part", "about.")):
                typed = set(re.findall(r"(?<![A-Za-z{])\d+", re.sub(r"\{[^}]*\}", "", text)))
                assert typed <= {"0", "100", "95", *"123456"}, (key, typed)


def test_both_sides_of_every_link_are_as_the_page_writes_them() -> None:
    """A scene's link is the one that the address bar would show."""
    for one in story.SCENES:
        for link in (one.before, one.after):
            assert from_query(link, Hosting()).problems == {}
