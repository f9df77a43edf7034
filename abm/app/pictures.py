"""Which pictures stand on which tab, drawn from one frame."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from abm.app.cloud import Cloud
from abm.app.frames import Scene
from abm.app.timeline import numbered
from abm.app.views import communities, dossier, incident, lines, loop, media, parliament, person, readout, towers
from abm.words import measure_name, norm_name, say

log = logging.getLogger(__name__)


class Picture(NamedTuple):
    """One picture on the page.

    Attributes
    ----------
    name : str
        Of its file.
    title : str
        What it is called.
    markup : str
    drawing : bool
        Whether it is a drawing, which can be saved, and not a story in words.
    told : str
        What it shows in a sentence, where there is one.
    table : str
        Its numbers as an HTML table, where they do not stand in it already.
    """

    name: str
    title: str
    markup: str
    drawing: bool = True
    told: str = ""
    table: str = ""


Draw = Callable[[], str]


def pictures(
    view: str, scene: Scene, language: str, shade: str, cloud: Cloud | None = None, reason: str = ""
) -> list[Picture]:
    """The pictures of a tab.

    Parameters
    ----------
    view : str
        One of :data:`abm.app.codec.state.VIEWS`.
    scene : Scene
        The week to draw.
    shade : str
        What communities are coloured by: trust or unrest.
    cloud : Cloud or None
        The lives on other seeds, whose band the time pictures have.
    reason : str
        Show only choices of the official that have this reason.
    """
    if view == "about":
        return []
    return list(_VIEWS[view](scene, language, shade, cloud, reason))


def _twin(scene: Scene, language: str, shade: str, cloud: Cloud | None, reason: str) -> Iterator[Picture]:
    marks, (label_a, label_b) = event_marks(scene, language), _labels(scene, language)
    for name in lines.MEASURES:
        series = lines.Series(name, scene.history.weeks, scene.history.a[name], scene.history.b[name])
        band = cloud.band(name) if cloud is not None else None
        yield _drawn(
            name,
            measure_name(name, language),
            language,
            partial(lines.draw, series, language, label_a, label_b, marks, band),
            partial(readout.table, series, language, label_a, label_b, band),
            partial(readout.sentence, series, language, label_a, label_b, band),
        )


def _of_both(view: str, scene: Scene, language: str) -> Iterator[Picture]:
    """One picture that holds A and B."""
    (a, b), (label_a, label_b) = scene.snapshots, _labels(scene, language)
    draws = {"loop": loop, "media": media}[view]
    draw = partial(draws.draw, a, language, b, label_a, label_b)
    yield _drawn(view, say(f"view.{view}", language), language, draw, partial(draws.table, a, language, b))


def _of_each(view: str, scene: Scene, language: str, *more: Any) -> Iterator[Picture]:
    """A picture of A beside one of B."""
    views: dict[str, Any] = {
        "towers": towers,
        "dossier": dossier,
        "communities": communities,
        "parliament": parliament,
    }
    draws = views[view]
    (a, b), (label_a, label_b) = scene.snapshots, _labels(scene, language)
    for twin, side, label, other in (("A", a, label_a, b), ("B", b, label_b, a)):
        last = (other,) if view == "dossier" else more
        draw = partial(draws.draw, side, language, twin, label, *last)
        table = partial(draws.table, side, language, twin)
        title = f"{say(f'view.{view}', language)} {twin}"
        yield _drawn(f"{view}-{twin.lower()}", title, language, draw, table)


def _towers(scene: Scene, language: str, shade: str, cloud: Cloud | None, reason: str) -> Iterator[Picture]:
    yield from _of_each("towers", scene, language)
    draw = partial(person.both, *scene.snapshots, language, *_labels(scene, language), reason)
    yield _drawn("person", say("both.title", language), language, draw)._replace(drawing=False)


def _dossier(scene: Scene, language: str, shade: str, cloud: Cloud | None, reason: str) -> Iterator[Picture]:
    yield from _of_each("dossier", scene, language)
    (a, b), labels = scene.snapshots, _labels(scene, language)
    draw = partial(incident.draw, a, language, b, *labels)
    yield _drawn("incident", say("incident.title", language), language, draw)._replace(drawing=False)


_VIEWS: dict[str, Callable[[Scene, str, str, Cloud | None, str], Iterator[Picture]]] = {
    "twin": _twin,
    "loop": lambda scene, language, *_: _of_both("loop", scene, language),
    "towers": _towers,
    "dossier": _dossier,
    "communities": lambda scene, language, shade, *_: _of_each("communities", scene, language, shade),
    "parliament": lambda scene, language, *_: _of_each("parliament", scene, language),
    "media": lambda scene, language, *_: _of_both("media", scene, language),
}


def _labels(scene: Scene, language: str) -> tuple[str, str]:
    """What A and B are called."""
    a, b = (norm_name(side.norms, language) for side in scene.snapshots)
    return a, b


def event_marks(scene: Scene, language: str) -> list[lines.Mark]:
    """What of the schedule struck and which levers were moved, numbered as in :func:`abm.app.timeline.numbered`."""
    per_ministry = len(scene.snapshots[0].ministries[0].dossiers)
    return [
        lines.Mark(line.week, f"{line.number}. {line.told(language)}", line.number, line.lever)
        for line in numbered(scene.events, per_ministry, language)
    ]


def _drawn(name: str, title: str, language: str, draw: Draw, table: Draw = str, told: Draw = str) -> Picture:
    """Draw one picture; one that fails leaves the others and the page as they are."""
    try:
        return Picture(name, title, draw(), told=told(), table=table())
    except Exception:
        log.exception("the picture %s could not be drawn", name)
        return Picture(name, title, f'<p role="alert">{say("picture.failed", language)}</p>', drawing=False)
