"""A and B in one picture: what a tab shows, with a title and what it rests on, as one SVG that needs nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from abm.app import look
from abm.app.pictures import Picture
from abm.app.views import svg

WIDTH = 980.0
MARGIN = 20.0
HALF = (WIDTH - 3 * MARGIN) / 2
TITLE, LINE = 18.0, 17.0
"""Size of the title, and from one line of the caption to the next."""

SIZE = 12.5
LETTERS = 145
"""Letters that a line of the caption has room for."""

HEAD = re.compile(r"<svg\b[^>]*>")
BOX = re.compile(r'\bviewBox="\s*[-0-9.]+ [-0-9.]+ ([0-9.]+) ([0-9.]+)"')
SIZED = re.compile(r'\s(?:width|height|style|xmlns|x|y)="[^"]*"')
IDS = re.compile(r'(\sid="|url\(#|href="#|aria-labelledby="|aria-describedby=")')


def card(pictures: Sequence[Picture], title: str, caption: Sequence[str]) -> str:
    """Put the pictures of a tab into one.

    Parameters
    ----------
    pictures : sequence of Picture
        As :func:`abm.app.pictures.pictures` gives them: A on the left and B on the right where each has its own, and
        one that shows both over the whole width. What is no drawing, as the log of an official, is left out.
    title : str
        What the whole is called.
    caption : sequence of str
        What stands below, broken where it is long.

    Returns
    -------
    str
        Markup of an SVG of a fixed size in pixels.
    """
    body = [svg.label(MARGIN, MARGIN + TITLE, title, TITLE, font_weight=600)]
    top = MARGIN + TITLE + 16.0
    row: list[tuple[str, float]] = []
    for place, picture in enumerate(item for item in pictures if item.drawing):
        width, height = _size(picture.markup)
        wide = width > 1.5 * HALF
        if row and (wide or len(row) == 2):
            top, row = top + max(high for _, high in row) + MARGIN, []
        across = WIDTH - 2 * MARGIN if wide else HALF
        high = height * across / width
        x = MARGIN + len(row) * (HALF + MARGIN)
        body.append(_placed(picture.markup, f"p{place}-", x, top, across, high))
        row.append((picture.name, high))
        if wide:
            top, row = top + high + MARGIN, []
    if row:
        top += max(high for _, high in row) + MARGIN
    told = [part for line in caption for part in _broken(line)]
    body.append(svg.element("path", d=f"M{MARGIN} {top:.1f}H{WIDTH - MARGIN}", stroke=look.LINE))
    body += [
        svg.label(MARGIN, top + 20.0 + place * LINE, line, SIZE, look.SOFT, class_="abm-caption")
        for place, line in enumerate(told)
    ]
    height = top + 20.0 + len(told) * LINE + MARGIN / 2
    made = svg.picture("card", WIDTH, round(height), title, " ".join(caption), body)
    return made.replace('width="100%"', f'width="{WIDTH:.0f}" height="{round(height)}"', 1)


def _size(markup: str) -> tuple[float, float]:
    """Width and height of a picture, in its own units."""
    found = BOX.search(markup)
    return (float(found[1]), float(found[2])) if found else (HALF, HALF)


def _placed(markup: str, prefix: str, x: float, y: float, width: float, height: float) -> str:
    """A picture at its place in another, with names that are nobody else's."""
    markup = IDS.sub(lambda found: found[1] + prefix, markup)
    head = HEAD.search(markup)
    if head is None:
        return ""
    place = f' x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    bare = SIZED.sub("", head[0])
    return "<svg" + place + bare[len("<svg") :] + markup[head.end() :]


def _broken(line: str) -> list[str]:
    """A line as several, broken between words, or after an ampersand of a link."""
    found = [""]
    for word in re.findall(r"[^\s&]+&?|\s+", line):
        if len(found[-1]) + len(word) > LETTERS and found[-1].strip():
            found[-1] = found[-1].rstrip()
            found.append("")
        found[-1] += word if found[-1] or word.strip() else ""
    return found
