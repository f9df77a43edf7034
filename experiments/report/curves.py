"""Curves over years that several chapters draw: differences with their intervals, a panel for each measure."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from abm.experiments.report.look import GREY, MARKERS, apart, keyed, read_in

WIDTH = 60
"""Letters of titles beside each other that a page has room for."""


def draw_over_years(figure: Figure, panels: Sequence[Axes], data: pd.DataFrame, language: str, columns: int) -> None:
    """Draw a line with its band for every arm, in the order of the rows.

    Parameters
    ----------
    panels : sequence of Axes
        One for each measure.
    data : DataFrame
        Columns: measure (the title of its panel), arm, year, difference, low and high; in this order, whatever their
        names.
    columns : int
        Columns of the key below the figure.
    """
    measure, arm, year, difference, low, high = data.columns
    arms = list(dict.fromkeys(data[arm]))
    for name, axes in zip(dict.fromkeys(data[measure]), panels, strict=True):
        for colour, marker, one in zip(apart(len(arms)), MARKERS, arms, strict=False):
            here = data[(data[measure] == name) & (data[arm] == one)]
            axes.fill_between(here[year], here[low], here[high], color=colour, alpha=0.15, linewidth=0)
            sns.lineplot(
                data=here, x=year, y=difference, ax=axes, color=colour, marker=marker, markersize=6, label=one,
                legend=False,
            )  # fmt: skip
        axes.axhline(0.0, color=GREY, linewidth=1)
        axes.set(title=fill(name, WIDTH // len(panels)), ylabel="")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
        read_in(axes, language, "y")
    keyed(figure, panels[0], columns)
