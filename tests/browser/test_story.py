"""The story in six scenes, clicked through: a guess comes before anything that the run shows, and undo goes back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from abm.app import story
from abm.words import LANGUAGES, WORDS, say
from tests.browser.conftest import SMALL, Visit
from tests.browser.lived import Lived, lived

SEED = 7
LIVED: dict[str, Lived] = {}

pytestmark = pytest.mark.xdist_group("story")  # one worker lives the worlds of the scenes


def seen_in(visit: Visit) -> Lived:
    """The worlds that a visitor sees; they are the same in every language, and lived once."""
    link = re.sub(r"(?<=[?&])lang=\w+", "", str(visit.page.evaluate("location.search")))
    if link not in LIVED:
        LIVED[link] = lived(visit)
    return LIVED[link]


LAPTOP = {"width": 1280, "height": 720}
ENOUGH = 200.0
"""Pixels of a scene's picture that are seen at once: of lines enough to see where they go."""


def scene_is(visit: Visit, key: str, week: int) -> None:
    """Wait until a scene is told, in a week."""
    visit.page.wait_for_selector(f"[data-testid=story][data-scene={key}]")
    visit.page.wait_for_selector(f".abm-clock[data-status=paused][data-week='{week}']")


def in_sight(visit: Visit) -> float:
    """Pixels of the tab's first picture that are in the window, without anything being moved."""
    box = visit.page.locator("[data-picture] svg").first.bounding_box()
    return min(LAPTOP["height"], box["y"] + box["height"]) - box["y"]


def given_away(visit: Visit, one: story.StoryScene, language: str) -> list[str]:
    """What the document holds of what a run can show, of many runs, or of whether a guess was right."""
    words = visit.page.evaluate("document.querySelector('[data-part=guide]').textContent")
    shown = [WORDS[language][f"story.{one.key}.shown.{option}"] for option in story.OPTIONS]
    told = [max(text.replace("}", "{").split("{")[::2], key=len) for text in shown]
    told += story.verdict_text(one.key, language)
    told += [say(f"story.{key}", language) for key in ("right", "wrong", "here", "many", "luck")]
    return [text for text in told if " ".join(text.split()) in " ".join(words.split())]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_story_is_told_scene_by_scene(visit: Visit, language: str) -> None:
    """Each scene asks first, then tells what these worlds show and what is stored of many; people and seed stay."""
    visit.page.set_viewport_size(LAPTOP)
    visit.open(f"{SMALL}&seed={SEED}&lang={language}")
    visit.act("begin")
    visit.act("story")
    for place, one in enumerate(story.SCENES):
        before, after = (one.opened(done=done) for done in (False, True))
        scene_is(visit, one.key, before.week)
        assert visit.count("[data-act=scene]") == 0, "the button is there before a guess"
        assert visit.count(f"[data-view-tab={one.view}][aria-selected=true]") == 1
        assert in_sight(visit) > ENOUGH
        option = story.OPTIONS[place % len(story.OPTIONS)]
        visit.page.click(f"[data-testid=story] [data-option='{option}']")
        visit.page.wait_for_selector(f"[data-option='{option}'][aria-pressed=true]")
        visit.page.wait_for_selector("[data-act=scene]")
        assert given_away(visit, one, language) == []
        visit.act("scene")
        scene_is(visit, one.key, after.week)
        visit.page.wait_for_selector(".abm-shown")
        assert in_sight(visit) > ENOUGH, "what is told pushes the picture out of the window"
        seen = seen_in(visit)
        assert [dict(side.chosen)["seed"] for side in seen.state.settings] == [SEED, SEED]
        assert f"{dict(seen.state.settings[0].chosen)['population.citizens']}" == SMALL.partition("=")[2]
        assert (seen.state.week, tuple(seen.state.schedule)) == (after.week, tuple(after.schedule))
        told = " ".join(visit.text(".abm-shown > p:first-child").split())
        shown, right = (
            story.shown(one.key, seen.scene, language),
            story.guessed(one.key, seen.scene, option, language),
        )
        assert told == f"{say('story.here', language)} {shown} {right}"
        many = visit.page.eval_on_selector_all(".abm-shown li", "all => all.map(one => one.textContent)")
        assert many == story.verdict_text(one.key, language)
        if place + 1 < len(story.SCENES):
            visit.act("scene-next")
    visit.act("scene-end")
    visit.page.wait_for_selector("[data-testid=story]", state="detached")
    assert visit.week == after.week, "ending the story moves the worlds"


def test_a_scene_can_be_taken_back_and_left(visit: Visit) -> None:
    """Undo hides what the button showed and gives the worlds back; Back goes to the scene before."""
    haste = story.story_scene("haste")
    after = haste.opened(done=True)
    visit.open(f"{SMALL}&lang=en")
    visit.act("begin")
    visit.act("story")
    for place in range(1, story.SCENES.index(haste) + 1):
        visit.act("scene-next")
        scene_is(visit, story.SCENES[place].key, story.SCENES[place].opened(done=False).week)
    scene_is(visit, "haste", haste.opened(done=False).week)
    worlds = coupling(visit)
    visit.page.click("[data-option='1']")
    visit.act("scene")
    scene_is(visit, "haste", after.week)
    visit.page.wait_for_selector(".abm-shown")
    assert coupling(visit) != worlds
    visit.act("step")
    visit.page.wait_for_selector(f".abm-clock[data-week='{after.week + 1}']")
    assert visit.count(".abm-shown") == 1, "a week more takes away what was told"
    visit.act("undo")
    visit.page.wait_for_selector(".abm-shown", state="detached")
    field = "input[data-field='b.ministries.deadline_coupling']"
    visit.until("([field, was]) => document.querySelector(field).value === was", [field, worlds[1]])
    visit.wait("paused")
    assert coupling(visit) == worlds
    assert visit.count(".abm-shown") == 0, "what is told is of worlds that are no longer there"
    visit.page.wait_for_selector("[data-act=scene]")
    visit.act("scene")
    visit.page.wait_for_selector(".abm-shown")
    visit.act("scene-back")
    scene_is(visit, "incident", story.story_scene("incident").opened(done=False).week)
    assert visit.count(".abm-shown") == visit.count("[data-option][aria-pressed=true]") == 0


def test_a_double_click_goes_on_once(visit: Visit) -> None:
    """Also when the next scene is there before the second click, and at the last, where Back is where Next was."""
    visit.open(f"{SMALL}&lang=en")
    visit.act("begin")
    visit.act("story")
    mouse = visit.page.mouse
    for one in story.SCENES[1:]:
        visit.page.hover("[data-act=scene-next]")
        mouse.down()
        mouse.up()
        visit.page.wait_for_selector(f"[data-scene={one.key}]")
        mouse.down(click_count=2)
        mouse.up(click_count=2)
        visit.page.click("[data-option='1']")
        visit.page.wait_for_selector(f"[data-scene={one.key}] [data-option='1'][aria-pressed=true]")
    visit.page.dblclick("[data-act=scene-back]")
    visit.page.wait_for_selector(f"[data-scene={story.SCENES[-2].key}]")
    visit.page.click("[data-option='2']")
    visit.page.wait_for_selector(f"[data-scene={story.SCENES[-2].key}] [data-option='2'][aria-pressed=true]")


def coupling(visit: Visit) -> list[Any]:
    """Where the lever that scene 3 moves stands, in A and in B."""
    fields = [f"input[data-field='{side}.ministries.deadline_coupling']" for side in "ab"]
    return [visit.page.input_value(field) for field in fields]
