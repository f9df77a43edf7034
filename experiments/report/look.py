"""How all figures of the report look: one style that reads in grey, to the colour-blind, and enlarged."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from decimal import Decimal
from pathlib import Path

import matplotlib.style
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import Formatter

from abm.analysis.figures import GREY, UNTIMED, as_bytes, style
from abm.words import number

__all__ = ["BAND", "FIRST", "GREY", "MARKERS", "SIZE", "InLanguage", "apart", "keyed", "read_in", "save", "styled"]

SIZE = (8.0, 4.6)
"""Inches of a figure that is as wide as a page."""

FIRST = "#d55e00"
BAND = ("#e8e8e8", "#c4c4c4")
"""What stands out, and bands, the wider one first; of the palette of Okabe and Ito and greys."""

MARKERS = ("o", "s", "^", "D", "v", "P")
"""Beside colours, for who sees none."""

WIDER = {"svg.fonttype": "path", "pdf.fonttype": 42, "svg.hashsalt": "anticyclical-abm-report"}


def apart(count: int) -> list[tuple[float, float, float]]:
    """So many colours that also differ in lightness, from dark to light."""
    return list(sns.color_palette("cividis", count + 1)[:count])


class InLanguage(Formatter):
    """Numbers along an axis as a language writes them, with as many digits as tell them apart."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, value: float, pos: int | None = None) -> str:
        """One number, as it is."""
        return self.format_ticks([value])[0]

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """All numbers of an axis, with the same digits."""
        digits = max((_digits(value) for value in values), default=0)
        return [number(value, self._language, digits) for value in values]


def _digits(value: float) -> int:
    """Digits behind the point, but for what rounding left.

    >>> [_digits(value) for value in (3.0, -0.2, 0.15, 0.1 + 0.2)]
    [0, 1, 2, 1]
    """
    exponent = Decimal(str(round(value, 9))).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def read_in(axes: Axes, language: str, which: str = "xy") -> None:
    """Write the numbers along axes as the language does; years are left as they are by naming the other axis."""
    for name in which:
        axis = getattr(axes, f"{name}axis")
        axis.set_major_formatter(InLanguage(language))


def keyed(figure: Figure, axes: Axes, columns: int = 3) -> None:
    """Put the key of a figure below it, where it covers nothing."""
    if (own := axes.get_legend()) is not None:
        own.remove()
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=columns, frameon=False, fontsize="small")


def styled() -> AbstractContextManager[None]:
    """Style in which figures are drawn and saved."""
    return matplotlib.style.context([*style(), WIDER], after_reset=True)


def save(figure: Figure, folder: Path, name: str) -> None:
    """Write a figure as PNG, SVG and PDF, without anything that differs from one time to the next."""
    for ending in UNTIMED:
        (folder / f"{name}.{ending}").write_bytes(as_bytes(figure, ending))
