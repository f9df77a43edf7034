"""Figures as they are drawn: nothing that is written in one sticks out of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from abm.experiments.report.chapter import chapters
from abm.experiments.report.look import styled
from abm.words import LANGUAGES

SLACK = 1.0
"""Pixels by which a letter may touch the edge."""


def written(figure: Figure) -> Iterator[Text]:
    """Titles, names of axes, notes and keys; and numbers along an axis that lie between its ends."""
    yield from figure.texts
    for legend in figure.legends:
        yield from legend.get_texts()
    for axes in figure.axes:
        yield from (axes.title, axes._left_title, axes._right_title, axes.xaxis.label, axes.yaxis.label, *axes.texts)
        for axis in (axes.xaxis, axes.yaxis) if axes.axison else ():
            low, high = sorted(axis.get_view_interval())
            places = zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=False)
            yield from (label for place, label in places if low <= place <= high)


def outside(figure: Figure) -> list[str]:
    """What is written and does not lie within the figure."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    width, height = canvas.get_width_height()
    found = []
    for text in written(figure):
        box = text.get_window_extent(canvas.get_renderer())
        inside = box.x0 >= -SLACK and box.y0 >= -SLACK and box.x1 <= width + SLACK and box.y1 <= height + SLACK
        if text.get_text().strip() and text.get_visible() and not inside:
            found.append(text.get_text())
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [item.name for item in chapters()])
def test_nothing_written_sticks_out(name, language):
    """Titles and names of axes are whole, in both languages."""
    (item,) = (item for item in chapters() if item.name == name)
    if item.lacking:
        pytest.skip(f"waits for {', '.join(item.lacking)}")
    with styled():
        drawing = item.write(language).drawing
        assert drawing is None or outside(drawing.figure) == []


def test_what_sticks_out_is_found():
    """A title longer than the figure is wide."""
    with styled():
        figure = Figure(figsize=(2, 2), layout="constrained")
        figure.subplots().set_title("a title that is much longer than two inches allow")
        assert len(outside(figure)) == 1
