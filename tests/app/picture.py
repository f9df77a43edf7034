"""Reading a picture back, as a browser would: it must be well-formed XML."""

from __future__ import annotations

from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"


def read(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def of_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [element for element in root.iter() if name in element.get("class", "").split()]


def tips(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}title")]


def words(root: ElementTree.Element) -> str:
    return " ".join(element.text or "" for element in root.iter() if element.text)


def within(root: ElementTree.Element) -> None:
    """No text starts outside the picture."""
    _, _, width, height = (float(part) for part in root.get("viewBox", "").split())
    for text in root.iter(f"{SVG}text"):
        for name, most in (("x", width), ("y", height)):
            assert all(0 <= float(place) <= most for place in text.get(name, "0").split()), text.text
