"""What a screen reader meets, in its order: the browser's own tree of the page, held against an outline of words."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import pytest

from abm.app import ordering
from abm.app.levers import SHARED
from abm.app.panels import PARTS
from abm.app.views.lines import MEASURES
from abm.words import LANGUAGES, lever_name, measure_name, say
from tests.browser.conftest import SMALL, Visit
from tests.browser.test_access import VIEWS

SAID = {
    "banner", "complementary", "main", "region", "group", "heading", "link", "button", "combobox", "slider", "textbox",
    "checkbox", "tablist", "tab", "tabpanel", "figure", "image", "table", "status", "progressbar", "DisclosureTriangle",
}  # fmt: skip
"""Roles of the outline; a group only if it has a name. What is in a picture or a list of choices is left out."""

WHOLE = {"image", "combobox", "table"}


def outline(visit: Visit) -> list[str]:
    """The tree that Chromium gives to screen readers: role, level and name, indented by what they stand in."""
    line = visit.page.context.new_cdp_session(visit.page)
    nodes = line.send("Accessibility.getFullAXTree")["nodes"]
    line.detach()
    known, lines = {node["nodeId"]: node for node in nodes}, list[str]()

    def walk(node: dict, depth: int) -> None:
        role, name = (node.get(part, {}).get("value", "") for part in ("role", "name"))
        said = not node["ignored"] and role in SAID and (role != "group" or name)
        if said:
            level = [str(one["value"]["value"]) for one in node["properties"] if one["name"] == "level"]
            lines.append("  " * depth + " ".join([role.replace("DisclosureTriangle", "details"), *level, name]).strip())
        if not (said and role in WHOLE) and "pressure" not in name:
            for child in node.get("childIds", []):
                if child in known:
                    walk(known[child], depth + bool(said))

    walk(nodes[0], 0)
    return lines


def expected(language: str, *, lived: bool) -> list[str]:
    """The outline of the page on its first tab; a line that ends with … may go on."""
    t = partial(say, language=language)
    lines = ["banner"]
    lines += ["  link " + t("page.skip"), "  heading 1 " + t("page.title"), "  group " + t("page.play")]
    lines += [f"    button {t(f'page.{act}')}" for act in ("play", "step", "undo", "reset")]
    lines += [f"    combobox {t(f'page.{pace}')}" for pace in ("speed", "interval")]
    lines += ["  group " + t("page.language"), "    button NL", "    button EN"]
    lines += ["  button " + t("card.title"), "  button " + t("page.share")]
    lines += ["status", "complementary " + t("page.levers")]
    lines += ["  region " + t("levers.norms"), *_part("norms", language)]
    lines += ["  region " + t("page.events"), "    heading 2 " + t("page.events")]
    lines += [f"    combobox {t(f'event.{name}')}" for name in ("kind", "dossier")]
    lines += [f"    textbox {t('event.size')}", f"    button {t('event.go')}", f"    heading 3 {t('page.schedule')}"]
    lines += [f"  region {t('levers.people')}, {t('levers.world')}"]
    lines += [*_part("people", language), *_part("world", language)]
    lines += ["main", "  region " + t("verdict.title"), *["    details …"] * lived, "  group " + t("page.differs")]
    lines += ["  slider " + t("scrub.label")] * lived
    lines += ["  tablist " + t("page.views")]
    lines += [f"    tab {t(f'view.{view}')}" for view in VIEWS]
    lines += ["  tabpanel " + t("view.twin")]
    for measure in MEASURES:
        lines += _figure("    ", measure_name(measure, language), language)
    lines += ["    region " + t("why.title"), "      heading 2 " + t("why.title")]
    lines += _figure("      ", t("why.trust.title"), language)
    incidents = _figure("      ", t("why.incidents.title"), language)
    lines += incidents if lived else incidents[:1]
    lines += ["      details " + t("why.instruments")]
    return [*lines, "status"]


def _part(part: str, language: str) -> list[str]:
    """Levers, each with its heading, how much it does, and a slider and field for A and for B."""
    lines = [f"    heading 2 {say(f'levers.{part}', language)}"]
    keys = dict(PARTS)[part]
    for key in [one.key for one in ordering.ordered(keys)] if part == "people" else keys:
        name = lever_name(key, language)
        lines.append(f"    heading 3 {name} …")
        if key == "instruments":
            lines.append(f"    details {name}: A: …")
        elif key in SHARED:
            lines.append(f"    textbox {name}")
        elif part == "people":
            lines += [f"    image {name}: …"]
            lines += [f"    {role} {name}, {side}" for side in "AB" for role in ("slider", "textbox")]
        else:
            lines += [f"    combobox {name}, {side}" for side in "AB"]
    return lines


def _figure(indent: str, title: str, language: str) -> list[str]:
    """A picture with its name and description, its numbers, and what saves it."""
    lines = [
        indent + "figure",
        f"{indent}  image {title}. …",
        f"{indent}  details {say('picture.table', language)}: {title}",
    ]
    return lines + [f"{indent}  button {say(f'picture.{kind}', language)}: {title}" for kind in ("svg", "png")]


def compared(found: list[str], wanted: list[str]) -> list[str]:
    """What was found, with what was wanted in its place where that lets it go on."""
    open_ends = [(line[:-1], line) for line in wanted if line.endswith("…")]
    return [next((line for start, line in open_ends if one.startswith(start)), one) for one in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screen_reader_meets_the_page_in_its_order(visit: Visit, language: str) -> None:
    """Landmarks, headings, controls, verdict, tabs and pictures with their tables: at the start, and after 60 weeks."""
    for query, lived in (("", False), ("week=60", True)):
        visit.open(f"{SMALL}&lang={language}&{query}")
        found, wanted = outline(visit), expected(language, lived=lived)
        assert compared(found, wanted) == wanted, query
        levels = [int(line.split()[1]) for line in found if line.strip().startswith("heading")]
        assert levels.count(1) == 1 and max(b - a for a, b in pairwise(levels)) == 1
