"""The pictures of a tab, what is seen up close in them, and why A and B part, as plain data for their template."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from abm.app import panels, pictures
from abm.app.about import about
from abm.app.frames import Scene
from abm.app.views import communities, parting, person
from abm.app.why import Parted, incident_parts, trust_parts
from abm.words import made_up, ministry_name, official_name, say

if TYPE_CHECKING:
    from abm.app.levers import Start
    from abm.app.visitor import Visitor

Values = dict[str, Any]


def view(visitor: Visitor) -> Values:
    """What the tab shows."""
    language, name, scene, frame = visitor.language, visitor.view, visitor.scene, visitor.frame
    drawn: Values = {"about": "", "waiting": None, "fields": [], "hint": "", "pictures": [], "why": [], "view": name}
    if name == "about":
        return drawn | {"about": about(language)}
    if scene is None:
        return drawn | {"waiting": "" if frame.status == "failed" else panels.status(frame, language)["long"]}
    drawn["fields"] = list(_closer(visitor, scene))
    drawn["hint"] = _hint(name, language)
    drawn["pictures"] = kept(visitor, scene)
    if name == "twin":
        settings, language = frame.settings, visitor.language
        drawn["why"] = visitor.once("why", (scene, settings, language), lambda: list(_why(visitor, scene)))
        studied = (settings, len(frame.schedule), language)
        drawn["instruments"] = visitor.once("instruments", studied, lambda: _instruments(*studied))
    return drawn


def _hint(view: str, language: str) -> str:
    """What is to be known beside what is chosen up close."""
    pick = [say("focus.pick", language)] if view == "towers" else []
    return " ".join([*pick, made_up(language)]) if view in ("towers", "dossier") else ""


def kept(visitor: Visitor, scene: Scene) -> list[pictures.Picture]:
    """The pictures of the tab, drawn anew only when something in them has changed."""
    wanted = (visitor.view, scene, visitor.language, visitor.shade, visitor.cloud, visitor.reason)
    found: list[pictures.Picture] = visitor.once("pictures", wanted, lambda: pictures.pictures(*wanted))
    return found


def _why(visitor: Visitor, scene: Scene) -> Iterator[Values]:
    """The differences of trust and of incidents, and what they are made of."""
    language = visitor.language
    a, b = (side.parameters() for side in visitor.frame.settings)
    parted: tuple[Parted, ...] = (trust_parts(scene.history, (a, b)), incident_parts(scene.history))
    for one in parted:
        yield {
            "name": f"why-{one.measure}",
            "title": say(f"why.{one.measure}.title", language),
            "told": parting.told(one, language),
            "markup": parting.draw(one, language),
            "table": parting.table(one, language),
        }


def _instruments(settings: tuple[Start, Start], scheduled: int, language: str) -> str:
    """What a study found of each instrument, and whether these worlds are like its own."""
    found = "".join(parting.by_instrument(measure, language) for measure in ("trust", "incidents"))
    return parting.of_whose_worlds(parting.as_studied(settings, scheduled), language) + found if found else ""


def _closer(visitor: Visitor, scene: Scene) -> Iterator[Values]:
    """Choose the dossier or official to see up close, or the colour of communities."""
    language, (dossier, official) = visitor.language, visitor.focus
    if visitor.view == "dossier":
        groups = panels.strikes(visitor.ministries, visitor.dossiers, language)["groups"]
        options = [{"name": group["name"], "options": group["dossiers"]} for group in groups]
        yield {"field": "dossier", "name": say("focus.dossier", language), "value": str(dossier), "groups": options}
    elif visitor.view == "towers":
        options = [
            {
                "name": ministry_name(ministry, language),
                "options": [
                    {"value": str(seat), "name": official_name(seat, language)}
                    for seat in range(ministry * visitor.officials, (ministry + 1) * visitor.officials)
                ],
            }
            for ministry in range(visitor.ministries)
        ]
        yield {"field": "official", "name": say("focus.official", language), "value": str(official), "groups": options}
        found = person.reasons(*(side.person.log for side in scene.snapshots))
        names = [{"value": "", "name": say("both.every", language)}]
        for code, (in_a, in_b) in found:
            names.append({"value": code, "name": f"{say(f'short.{code}', language)} (A {in_a}, B {in_b})"})
        options = [{"name": "", "options": names}]
        yield {"field": "reason", "name": say("both.reason", language), "value": visitor.reason, "groups": options}
    elif visitor.view == "communities":
        names = [{"value": item, "name": say(f"shade.{item}", language)} for item in communities.SCALES]
        options = [{"name": "", "options": names}]
        yield {"field": "shade", "name": say("page.shade", language), "value": visitor.shade, "groups": options}
