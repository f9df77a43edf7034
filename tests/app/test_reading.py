"""Pictures for who sees no colour, reads small type badly, or does not look at them at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from abm.agents.hours import HOURS
from abm.app import look
from abm.app.snapshot import MinistryNow, Snapshot
from abm.app.views import communities, dossier, hatching, media, parliament, towers
from abm.words import LANGUAGES, ministry_name, say, week_name
from tests.app.picture import of_class, read, tips
from tests.app.test_views import _Cells, pictures

Twins = tuple[Snapshot, Snapshot]

SHOWN = {"towers": 430, "dossier": 430, "trust": 430, "unrest": 430, "parliament": 430, "loop": 870, "media": 870}
"""Pixels to which the page can narrow each of these pictures at 1280: two in a row, or one."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_are_smaller_than_twelve_pixels(twins: Twins, language: str):
    """As the page shows them at a width of 1280."""
    for name, drawn in pictures(*twins, language, "x").items():
        if (shown := SHOWN.get(name.partition(" ")[0])) is None:
            continue
        root = read(drawn)
        width = float(root.get("viewBox", "").split()[2])
        for text in root.iter():
            if text.tag.endswith("text") and text.text:
                assert float(text.get("font-size", "0")) * shown / width >= 12, (name, text.text)


def test_hours_are_told_apart_without_colour(twins: Twins):
    """Every kind is hatched in its own way, in the bar as in the legend, which stands in the order of the bar."""
    assert set(look.TEXTURES) == set(look.HOURS) == set(HOURS)
    assert len(set(look.TEXTURES.values())) == len(look.TEXTURES)
    shapes = {texture: "".join(hatching._lines(texture, 0, 0, 40, 12)) for texture in look.TEXTURES.values()}
    assert len(set(shapes.values())) == len(shapes)
    legend = [say(f"hours.{kind}", "en") for kind in look.HOURS]
    root = read(towers.draw(twins[0], "en"))
    keys = [key[-1].text for key in of_class(root, "abm-key")]
    assert keys[-len(legend) :] == legend
    for bar in of_class(root, "abm-hours"):
        order = [e.get("data-hours") for e in bar if e.get("data-hours")]
        assert order == [kind for kind in look.HOURS if kind in order]


def test_hatching_stays_within_its_area():
    """A line that runs out of its part of the bar would count for the next."""
    for texture in look.TEXTURES.values():
        drawn = "".join(hatching._lines(texture, 10.0, 5.0, 23.0, 12.0))
        for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", drawn):
            assert 9.9 <= float(x) <= 33.1 and 4.9 <= float(y) <= 17.1, texture


def test_activities_are_told_apart_without_colour():
    """A mark for each, and none twice; an empty window is an official without a task."""
    assert set(towers.MARKS) == set(look.ACTIVITIES) - {"idle"}
    assert len(set(towers.MARKS.values())) == len(towers.MARKS)


def test_who_has_a_story_is_marked(twins: Twins):
    """Officials with choices in the log carry a dot, a word in the tip, and their number; others none of these."""
    some = False
    for snapshot in twins:
        for tower, ministry in towers_of(snapshot):
            dots = [place for path in of_class(tower, "abm-has-story") for place in places_of(path.get("d", ""))]
            for drawn, official in zip(of_class(tower, "abm-official"), ministry.officials, strict=True):
                tip = say("story.tip", "nl", count=official.choices)
                assert drawn.get("data-story") == (str(official.choices) if official.choices else None)
                dotted = [place for place in dots if inside(drawn, place)]
                assert len(dotted) == bool(official.choices) == (tip in tips(drawn)[0])
        person = next(o for m in snapshot.ministries for o in m.officials if o.seat == snapshot.person.seat)
        assert person.choices == len(snapshot.person.log)
        some = some or person.choices > 0
    assert some


def test_every_window_has_its_own_mark(twins: Twins):
    """Marks are set many at once: each stands in the window of who does that, in an ink that is read on its colour."""
    for snapshot in twins:
        for tower, ministry in towers_of(snapshot):
            marks = [
                (letter, (float(x), float(y)), text.get("fill"))
                for text in of_class(tower, "abm-marks")
                for letter, x, y in zip(
                    text.text or "", text.get("x", "").split(), text.get("y", "").split(), strict=True
                )
                if letter.strip()
            ]
            for drawn, official in zip(of_class(tower, "abm-official"), ministry.officials, strict=True):
                assert drawn.get("fill") == look.ACTIVITIES[official.activity]
                own = [(letter, ink) for letter, place, ink in marks if inside(drawn, place)]
                mark = towers.MARKS.get(official.activity)
                assert own == ([(mark, look.readable_on(drawn.get("fill", "")))] if mark else [])


def test_the_mouse_goes_through_what_lies_over_windows_and_flags(twins: Twins):
    """Who points at a mark, a dot, a heat or a hatching points at what lies under it, which has the words."""
    root = read(towers.draw(twins[0], "en"))
    for tower in of_class(root, "abm-tower"):
        over = of_class(tower, "abm-marks") + of_class(tower, "abm-has-story")
        over += [part for part in of_class(tower, "abm-hours")[0] if part.tag.endswith("path")]
        over += [group for group in tower.iter() if any("abm-heat" in part.get("class", "") for part in group)]
        assert over and all(one.get("pointer-events") == "none" for one in over)


def towers_of(snapshot: Snapshot) -> Iterator[tuple[ElementTree.Element, MinistryNow]]:
    yield from zip(of_class(read(towers.draw(snapshot, "nl")), "abm-tower"), snapshot.ministries, strict=True)


def places_of(path: str) -> list[tuple[float, ...]]:
    return [tuple(float(part) for part in each.split()) for each in re.findall(r"M([\d.]+ [\d.]+)", path)]


def inside(rect: ElementTree.Element, place: tuple[float, ...]) -> bool:
    x, y, width, height = (float(rect.get(name, "")) for name in ("x", "y", "width", "height"))
    return x <= place[0] <= x + width and y <= place[1] <= y + height


def tables(a: Snapshot, b: Snapshot, language: str) -> dict[str, tuple[str, int]]:
    """Every table of a picture, with how many rows it must have."""
    return {
        "towers": (towers.table(a, language, "A"), 2 * len(a.ministries)),
        "dossier": (dossier.table(a, language, "A"), 9),
        "communities": (communities.table(a, language, "A"), len(a.communities.size)),
        "parliament": (parliament.table(a, language, "A"), len(a.parliament)),
        "media": (media.table(a, language, b), 2 * media.HOTTEST),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_has_its_numbers_as_a_table(twins: Twins, language: str):
    """With a caption, names of rows and columns, and a row for everything."""
    for name, (told, rows) in tables(*twins, language).items():
        read_back = _Cells(told)
        assert read_back.text.strip(), name
        assert told.count('<th scope="row"') == rows, name
        assert told.count("<caption>") == told.count("<table") == told.count("</table>") > 0, name
        assert 'scope="col"' in told and "nan" not in told, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_caption_of_a_table_parts_twin_and_week_by_commas(twins: Twins, language: str):
    """A screen reader pauses at them: what it is, of which twin, of which week; without a twin no gap is left."""
    week = week_name(twins[0].week, language)
    for name, (told, _) in tables(*twins, language).items():
        for caption in re.findall("<caption>(.*?)</caption>", told):
            assert caption.endswith(f", {week}" if name == "media" else f", A, {week}"), caption
    for told in (towers.table, dossier.table, communities.table, parliament.table):
        for caption in re.findall("<caption>(.*?)</caption>", told(twins[0], language)):
            assert caption.endswith(f", {week}") and ", ," not in caption and ", A" not in caption, caption


def test_tables_say_what_the_pictures_show(twins: Twins):
    """The same numbers: officials by activity, questions by party, the hottest dossier first."""
    a, b = twins
    towers_told = towers.table(a, "en")
    for ministry in a.ministries:
        row = towers_told.partition(f">{ministry_name(ministry.number, 'en')}</th>")[2].partition("</tr>")[0]
        cells = [int(cell) for cell in re.findall(r"<td>(\d+)</td>", row)]
        assert sum(cells[1:]) == len(ministry.officials)
    asked = re.findall(r"<td>(\d+)</td><td>(\d+)</td><td>(\d+)</td></tr>", parliament.table(a, "en"))
    assert [int(row[1]) for row in asked] == [party.questions for party in a.parliament]
    hot = re.findall(r"<td>(\d+)</td>", media.table(a, "en", b))[0]
    assert int(hot) == round(100 * a.hottest.salience)


def test_a_long_name_leaves_room_for_the_title_of_a_dossier(twins: Twins):
    """It is cut short, with all of it in a tip; a short one is whole."""
    short, long = "x", "a norm set of a name so long that nothing else fits"
    for label in (short, long):
        root = read(dossier.draw(twins[0], "en", "A", label))
        title = next(text for text in root.iter("{http://www.w3.org/2000/svg}text") if text.get("font-size") == "13")
        shown = of_class(root, "abm-badge")[0][-1].text or ""
        assert 28 + 7.0 * len(shown) + 6.8 * len(title.text or "") < 420
        assert (shown == label) == (label == short) and (label in tips(root)) == (label == long)


def test_badly_served_citizens_have_another_shape(twins: Twins):
    """Squares, not dots: who sees no red still sees whom a policy serves badly."""
    root = read(dossier.draw(twins[0], "en"))
    assert "h6v6h-6z" in of_class(root, "abm-badly")[0].get("d", "")
    assert "h.01" in of_class(root, "abm-served")[0].get("d", "")


def test_seats_with_more_questions_have_a_ring(twins: Twins):
    """Open, full, full in a ring: a seat's questions can be seen without its colour."""
    loud = tuple(replace(party, questions=2 * party.seats) for party in twins[0].parliament)
    root = read(parliament.draw(replace(twins[0], parliament=loud), "en"))
    for party in of_class(root, "abm-party"):
        circles = [e for e in party if e.tag.endswith("circle")]
        assert len(circles) == 2 * len(of_class(party, "abm-seat"))
    fills = {parliament._seat(9, 9, 5, questions, False).count("<circle") for questions in (0, 1)}
    assert fills == {1}
    assert look.PAPER in parliament._seat(9, 9, 5, 0, False)
