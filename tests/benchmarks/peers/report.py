"""What the comparison found, as columns and a picture: nanoseconds of a citizen's week by number of citizens."""

from __future__ import annotations

from pathlib import Path

import matplotlib.style
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from abm.analysis.figures import style


def columns(found: pd.DataFrame) -> pd.DataFrame:
    """Nanoseconds by framework and threads, one row for each number of citizens; the copy stands last."""
    several = found.groupby("framework")["threads"].transform("max") > 1
    threads = found["threads"].map({1: "1 thread"}).fillna(found["threads"].astype(str) + " threads")
    column = found["framework"].where(~several, found["framework"] + ", " + threads)
    return found.assign(column=column).pivot_table("ns", "people", "column", sort=False).sort_index()


def picture(found: pd.DataFrame) -> Figure:
    """All of it on two logarithmic axes."""
    figure = Figure(figsize=(10, 5.6), layout="constrained")
    axes = figure.subplots()
    wide = columns(found)
    for name, colour in zip(wide, sns.color_palette("colorblind", wide.shape[1]), strict=True):
        line = wide[name].dropna()
        axes.plot(line.index, line, color=colour, marker="o", markersize=4)
        axes.annotate(
            f" {name}",
            (line.index[-1], line.iloc[-1]),
            color=colour,
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
        )
    axes.set(xscale="log", yscale="log", xlabel="citizens", title="A citizen's week, by the same rules (nanoseconds)")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.set_xlim(right=wide.index[-1] * 30)
    return figure


def draw(found: pd.DataFrame, file: Path) -> None:
    """Draw it into a file."""
    with matplotlib.style.context(style(), after_reset=True):
        picture(found).savefig(file, metadata={"Software": None})
