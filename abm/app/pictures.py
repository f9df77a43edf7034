"""Which pictures stand on which tab, drawn from one frame."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import NamedTuple

from abm.app.frames import Scene
from abm.app.snapshot import Snapshot
from abm.app.timeline import numbered
from abm.app.views import communities, dossier, lines, loop, media, parliament, person, towers
from abm.words import measure_name, norm_name, say

log = logging.getLogger(__name__)


class Picture(NamedTuple):
    """One picture on the page: a name for its file, what it is called, its markup, and whether it can be saved."""

    name: str
    title: str
    markup: str
    drawing: bool = True


Draw = Callable[..., str]


def pictures(view: str, scene: Scene, language: str, shade: str) -> list[Picture]:
    """The pictures of a tab.

    Parameters
    ----------
    view : str
        One of :data:`abm.app.codec.state.VIEWS`.
    scene : Scene
        The week to draw.
    shade : str
        What communities are coloured by: trust or unrest.
    """
    return list(_pictures(view, scene, language, shade))


def _pictures(view: str, scene: Scene, language: str, shade: str) -> Iterator[Picture]:
    a, b = scene.snapshots
    label_a, label_b = (norm_name(side.norms, language) for side in (a, b))
    title = say(f"view.{view}", language) if view != "about" else ""
    if view == "twin":
        marks = event_marks(scene, language)
        for name in lines.MEASURES:
            series = lines.Series(name, scene.history.weeks, scene.history.a[name], scene.history.b[name])
            labels = label_a, label_b
            yield _drawn(name, measure_name(name, language), language, lines.draw, series, language, *labels, marks)
    elif view == "loop":
        yield _drawn(view, title, language, loop.draw, a, language, b, label_a, label_b)
    elif view == "media":
        yield _drawn(view, title, language, media.draw, a, language, b, label_a, label_b)
    else:
        drawers: dict[str, Draw] = {"towers": towers.draw, "dossier": dossier.draw, "parliament": parliament.draw}
        more: tuple[str, ...] = ()
        if view == "communities":
            drawers[view], more = communities.draw, (shade,)
        for twin, side, label, other in (("A", a, label_a, b), ("B", b, label_b, a)):
            name = f"{view}-{twin.lower()}"
            last = (other,) if view == "dossier" else more
            yield _drawn(name, f"{title} {twin}", language, drawers[view], side, language, twin, label, *last)
        if view == "towers":
            for twin, side, label in (("A", a, label_a), ("B", b, label_b)):
                yield _told(twin, side, language, label)


def event_marks(scene: Scene, language: str) -> list[lines.Mark]:
    """What of the schedule struck and which levers were moved, numbered as in :func:`abm.app.timeline.numbered`."""
    per_ministry = len(scene.snapshots[0].ministries[0].dossiers)
    return [
        lines.Mark(line.week, f"{line.number}. {line.told(language)}", line.number, line.lever)
        for line in numbered(scene.events, per_ministry, language)
    ]


def _told(twin: str, side: Snapshot, language: str, label: str) -> Picture:
    picture = _drawn(f"person-{twin.lower()}", label, language, person.draw, side, language, twin, label)
    return picture._replace(drawing=False)


def _drawn(name: str, title: str, language: str, draw: Draw, *arguments: object) -> Picture:
    """Draw one picture; one that fails leaves the others and the page as they are."""
    try:
        return Picture(name, title, draw(*arguments))
    except Exception:
        log.exception("the picture %s could not be drawn", name)
        return Picture(name, title, f'<p role="alert">{say("picture.failed", language)}</p>', drawing=False)
