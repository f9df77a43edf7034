"""What the comparison found, as columns and a picture: nanoseconds of a citizen's week by number of citizens."""

from __future__ import annotations

from pathlib import Path

import matplotlib.style
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from abm.analysis.figures import style

COPY = "copying what must move"
"""What it is called that a copy takes in place of a week."""

APART = 1.6
"""Least ratio of the places of two labels."""


def columns(found: pd.DataFrame) -> pd.DataFrame:
    """Nanoseconds by framework and threads, one row for each number of citizens; the copy stands last."""
    several = found.groupby("framework")["threads"].transform("max") > 1
    threads = found["threads"].map({1: "1 thread"}).fillna(found["threads"].astype(str) + " threads")
    column = found["framework"].where(~several, found["framework"] + ", " + threads)
    wide = found.assign(column=column).pivot_table("ns", "people", "column", sort=False).sort_index()
    copies = [name for name in wide if name == COPY]
    return wide[[*wide.columns.drop(copies), *copies]]


def picture(found: pd.DataFrame) -> Figure:
    """All of it on two logarithmic axes."""
    figure = Figure(figsize=(10, 5.6), layout="constrained")
    axes = figure.subplots()
    wide = columns(found)
    above = 0.0
    lines = {name: wide[name].dropna() for name in wide}
    colours = dict(zip(wide, sns.color_palette("colorblind", wide.shape[1]), strict=True))
    for name, line in sorted(lines.items(), key=lambda item: item[1].iloc[-1]):  # labels from below, none on another
        axes.plot(line.index, line, color=colours[name], marker="o", markersize=4)
        above = max(line.iloc[-1], above * APART)
        axes.text(line.index[-1] * 1.25, above, name, color=colours[name], va="center")
    axes.set(xscale="log", yscale="log", xlabel="citizens", title="A citizen's week, by the same rules (nanoseconds)")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.set_xlim(right=wide.index[-1] * 30)
    return figure


def draw(found: pd.DataFrame, file: Path) -> None:
    """Draw it into a file."""
    with matplotlib.style.context(style(), after_reset=True):
        picture(found).savefig(file, metadata={"Software": None})
