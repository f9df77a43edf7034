"""What the comparison found, as a table and a picture: nanoseconds of a citizen's week by number of citizens."""

from __future__ import annotations

from pathlib import Path

import matplotlib.style
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from rich.table import Table

from abm.analysis.figures import style
from tests.benchmarks.numbers import HOME

FOLDER = HOME / "docs/benchmarks"


def columns(found: pd.DataFrame) -> pd.DataFrame:
    """Nanoseconds by framework and threads, one row for each number of citizens; the copy stands last."""
    several = found.groupby("framework")["threads"].transform("max") > 1
    threads = found["threads"].map({1: "1 thread"}).fillna(found["threads"].astype(str) + " threads")
    column = found["framework"].where(~several, found["framework"] + ", " + threads)
    return found.assign(column=column).pivot_table("ns", "people", "column", sort=False).sort_index()


def table(found: pd.DataFrame) -> Table:
    """The table for a terminal."""
    wide = columns(found)
    out = Table(title="Nanoseconds of a citizen's week", caption="ratios count: seconds are those of one machine")
    out.add_column("citizens", justify="right")
    for name in wide:
        out.add_column(name, justify="right")
    for people, row in wide.iterrows():
        out.add_row(f"{people:,}", *("" if pd.isna(ns) else f"{ns:,.1f}" for ns in row))
    return out


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


def write(found: pd.DataFrame, folder: Path = FOLDER) -> None:
    """Write both."""
    folder.mkdir(exist_ok=True)
    found.to_csv(folder / "peers.csv", index=False, float_format="%.4g", lineterminator="\n")
    with matplotlib.style.context(style(), after_reset=True):
        picture(found).savefig(folder / "peers.png", metadata={"Software": None})
