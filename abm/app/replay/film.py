"""The twins lived again from a state, and the pictures of their weeks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from xml.etree import ElementTree

from abm.app.codec.state import SHADES, VIEWS, State
from abm.app.frames import Scene
from abm.app.pictures import Picture, pictures
from abm.app.twin import Pair
from abm.app.views.lines import MEASURES
from abm.words import say

MOST = 260
"""Weeks that are drawn; of a longer run every second, third … is, which keeps a file that can be mailed."""

WHOLE = "twin"
"""The view whose pictures show all weeks at once: drawn once, with a cursor on the week."""

SHADED = "communities"
"""The view whose pictures are drawn once for each of what they can be coloured by."""

IDLE = re.compile(r' (?:tabindex="[^"]*"|role="button")')
"""What makes a part of a picture something to click, which in a replay it is not."""

NUMBERS = re.compile(r"[ML](-?[0-9.]+)[ ,](-?[0-9.]+)")

Told = Callable[[int, int], None]


@dataclass
class Shot:
    """One picture over all drawn weeks.

    Attributes
    ----------
    name, view : str
        Its name, and the tab it stands on.
    drawing : bool
        Whether it is drawn, or told in a table.
    titles : tuple of str
        What it is called, by language.
    shade : str
        What it is coloured by, where there is a choice.
    weeks : list of tuple of str
        Markup by drawn week and language; a single one where it shows all weeks.
    """

    name: str
    view: str
    drawing: bool
    titles: tuple[str, ...]
    shade: str = ""
    weeks: list[tuple[str, ...]] = field(default_factory=list)


@dataclass
class Film:
    """A run to be looked at again.

    Attributes
    ----------
    state : State
        What it was lived from, with the week it was lived up to.
    languages : tuple of str
        Languages of the pictures.
    weeks : tuple of int
        Weeks that are drawn.
    step : int
        From one drawn week to the next.
    shots : list of Shot
        Pictures in the order of the tabs.
    scene : Scene
        The last week.
    """

    state: State
    languages: tuple[str, ...]
    weeks: tuple[int, ...]
    step: int
    shots: list[Shot]
    scene: Scene


def last_week(state: State) -> int:
    """The week that a state is to be lived up to: its own, or the last of a run of the usual length."""
    return state.week if state.week >= 0 else state.settings[0].parameters().weeks - 1


def drawn_weeks(last: int) -> tuple[tuple[int, ...], int]:
    """Weeks from 0 to the last that are drawn, and the step between them; the last always is."""
    step = -(-(last + 1) // MOST)
    return (*range(0, last, step), last), step


def scene_of(pair: Pair, dossier: int, official: int) -> Scene:
    """What the pictures of the present week are drawn from."""
    return Scene(pair.snapshots(dossier, official), pair.history(MEASURES), pair.struck())


def film(state: State, languages: Sequence[str], told: Told = lambda done, total: None) -> Film:
    """Live the weeks of a state and draw them.

    Parameters
    ----------
    state : State
        Settings, schedule, last week, dossier and official.
    languages : sequence of str
        Languages to draw in.
    told : callable
        Is told how many weeks of how many are done; what it raises ends the film.
    """
    last = last_week(state)
    weeks, step = drawn_weeks(last)
    shots: dict[str, Shot] = {}
    for place, scene in enumerate(_lived(state, weeks, told)):
        for view in (*VIEWS[: VIEWS.index(WHOLE)], *VIEWS[VIEWS.index(WHOLE) + 1 :]):
            _shoot(shots, view, scene, languages, place)
    _shoot(shots, WHOLE, scene, languages, 0)
    for shot in shots.values():  # one that was not there in a last week is empty there
        if shot.view != WHOLE:
            shot.weeks += [("",) * len(languages)] * (len(weeks) - len(shot.weeks))
    ordered = sorted(shots.values(), key=lambda shot: VIEWS.index(shot.view))
    return Film(state, tuple(languages), weeks, step, ordered, scene)


def _lived(state: State, weeks: Sequence[int], told: Told) -> Iterator[Scene]:
    """Both worlds in each of the weeks."""
    pair = Pair(*state.settings, state.schedule)
    before = max(side.settings.parameters().burn_in for side in pair.sides)
    total = before + weeks[-1] + 1
    while pair.lagging:
        pair.catch_up()
        told(before + min(-1 if side.week is None else side.week for side in pair.sides) + 1, total)
    wanted = set(weeks)
    while pair.week < weeks[-1]:
        pair.step()
        if pair.week in wanted:
            yield scene_of(pair, state.dossier, state.official)
        told(before + pair.week + 1, total)


def _shoot(shots: dict[str, Shot], view: str, scene: Scene, languages: Sequence[str], place: int) -> None:
    if view == "about":
        return
    for shade in SHADES if view == SHADED else ("",):
        _shoot_in(shots, view, scene, languages, place, shade)


def _shoot_in(
    shots: dict[str, Shot], view: str, scene: Scene, languages: Sequence[str], place: int, shade: str
) -> None:
    """The pictures of a view, coloured by something where there is a choice."""
    drawn: list[list[Picture]] = [pictures(view, scene, language, shade) for language in languages]
    for same in zip(*drawn, strict=True):
        name = f"{same[0].name}-{shade}" if shade else same[0].name
        if name not in shots:
            in_words = [f", {say(f'shade.{shade}', language)}" if shade else "" for language in languages]
            titles = tuple(one.title + more for one, more in zip(same, in_words, strict=True))
            shots[name] = Shot(name, view, same[0].drawing, titles, shade)
        shot = shots[name]
        shot.weeks += [("",) * len(languages)] * (place - len(shot.weeks))
        shot.weeks.append(tuple(_still(one.markup, language) for one, language in zip(same, languages, strict=True)))


def _still(markup: str, language: str) -> str:
    """A picture in which nothing can be clicked, and which does not say so."""
    told, instead = (escape(say(key, language)) for key in ("towers.how", "replay.how"))
    return IDLE.sub("", markup).replace(told, instead)


def cursor(markup: str) -> tuple[float, float, float, float] | None:
    """Where the lines of a picture begin and end, and from where to where a cursor stands: x, x, y, y.

    Read from what was drawn, so that it is right wherever the picture puts its axis; None where there is no line.
    """
    try:
        root = ElementTree.fromstring(markup)
    except ElementTree.ParseError:
        return None
    points = [
        (float(x), float(y))
        for path in root.iter("{http://www.w3.org/2000/svg}path")
        if "abm-line" in path.get("class", "").split()
        for x, y in NUMBERS.findall(path.get("d", ""))
    ]
    if not points:
        return None
    across = [x for x, _ in points]
    bottom = float(root.get("viewBox", "0 0 0 0").split()[3])
    return min(across), max(across), max(0.0, min(y for _, y in points) - 6.0), bottom
