"""The pictures as Mesa components: each takes a model and returns a Solara element, and nothing more is asked of it.

They go where Mesa takes components::

    from mesa.visualization import SolaraViz
    from abm.app.components import loop, make_lines
    SolaraViz(model, components=[loop, make_lines("trust")])

Mesa draws a component anew after every step. A picture that shows one dossier or one official has a maker, as Mesa's
own ``make_plot_component`` is one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import solara

from abm.app.look import STYLE
from abm.app.snapshot import Snapshot, take
from abm.app.views import communities as communities_view
from abm.app.views import dossier as dossier_view
from abm.app.views import lines as lines_view
from abm.app.views import loop as loop_view
from abm.app.views import media as media_view
from abm.app.views import parliament as parliament_view
from abm.app.views import person as person_view
from abm.app.views import towers as towers_view

if TYPE_CHECKING:
    from abm.model import PolicyModel

Component = Callable[["PolicyModel"], Any]


def _follow_steps() -> None:
    """Read the counter of Mesa's steps, so that Solara draws the component again after each.

    Mesa's visualisation needs Altair as soon as it is imported; a page without SolaraViz has no use for either.
    """
    if utils := sys.modules.get("mesa.visualization.utils"):
        utils.update_counter.get()


@solara.component  # type: ignore[untyped-decorator]
def _Picture(model: PolicyModel, draw: Callable[[PolicyModel], str]) -> Any:
    """The week lived last; before the first week there is nothing to draw."""
    _follow_steps()
    lived = bool(model.datacollector.weeks)
    return solara.HTML(tag="div", unsafe_innerHTML=draw(model) if lived else "")


def _component(name: str, draw: Callable[[PolicyModel], str]) -> Component:
    def component(model: PolicyModel) -> Any:
        return _Picture(model, draw)

    component.__name__ = component.__qualname__ = name
    return component


def _of_snapshot(name: str, draw: Callable[[Snapshot], str], dossier: int = 0, official: int = 0) -> Component:
    return _component(name, lambda model: draw(take(model, dossier, official)))


def make_loop(language: str = "en") -> Component:
    """The loop of the essay, with what flows along each arrow this week."""
    return _of_snapshot("loop", lambda snapshot: loop_view.draw(snapshot, language))


def make_towers(language: str = "en", dossier: int = 0, official: int = 0) -> Component:
    """The ministries, with what every official is doing."""
    return _of_snapshot("towers", lambda snapshot: towers_view.draw(snapshot, language), dossier, official)


def make_person(official: int = 0, language: str = "en") -> Component:
    """The decision log of one official."""
    return _of_snapshot(
        "person", lambda snapshot: f"<style>{STYLE}</style>" + person_view.draw(snapshot, language), official=official
    )


def make_dossier(dossier: int = 0, language: str = "en") -> Component:
    """Needs, policy, belief and sample of one dossier."""
    return _of_snapshot("dossier", lambda snapshot: dossier_view.draw(snapshot, language), dossier)


def make_communities(colour: str = "trust", language: str = "en") -> Component:
    """The communities, coloured by ``trust`` or ``unrest``."""
    return _of_snapshot("communities", lambda snapshot: communities_view.draw(snapshot, language, colour=colour))


def make_parliament(language: str = "en") -> Component:
    """The seats of parliament, lit by questions."""
    return _of_snapshot("parliament", lambda snapshot: parliament_view.draw(snapshot, language))


def make_media(language: str = "en", dossier: int = 0) -> Component:
    """How attention is divided over dossiers."""
    return _of_snapshot("media", lambda snapshot: media_view.draw(snapshot, language), dossier)


def make_lines(measure: str = "trust", language: str = "en") -> Component:
    """One measure over all weeks."""

    def draw(model: PolicyModel) -> str:
        kept = model.datacollector
        return lines_view.draw(lines_view.Series(measure, kept.weeks, kept.model_vars[measure]), language)

    return _component(f"lines_{measure}", draw)


loop, towers, communities, parliament, media = (
    make_loop(),
    make_towers(),
    make_communities(),
    make_parliament(),
    make_media(),
)
"""Ready to use, in English."""
