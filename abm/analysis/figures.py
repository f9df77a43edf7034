"""Two figures of a run or a comparison: trust over time, and incidents over time."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.style
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy import stats
from scipy.optimize import isotonic_regression

from abm.numerics.arithmetic import WEEKS_PER_YEAR
from abm.words import norm_name, say

WINDOW = 13
"""Weeks over which incidents are summed: a quarter."""

SOURCES = ("incidents_misfit", "incidents_coordination")

BASELINE = "reactive"
COLOURS = {
    BASELINE: "#4d4d4d",
    "tick_box": "#d55e00",
    "mandate": "#e69f00",
    "comply_or_explain": "#cc79a7",
    "academy": "#56b4e9",
    "anticyclical": "#0072b2",
}
"""Colours of the named norm sets, from the palette of Okabe and Ito that the colour-blind can tell apart."""

MORE_COLOURS = ("#009e73", "#8c510a", "#000000")

GREY = "#595959"

UNTIMED: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
"""What is left out of each kind of file, as it says when and by what it was made."""

LABEL_GAP = 0.062
"""Least distance between two names at the right, in heights of the panel."""


@dataclass(frozen=True)
class Curve:
    """One measure under one norm set.

    Attributes
    ----------
    years, mean, low, high : ndarray, shape (weeks,)
        Years since the norm took force; the mean over seeds and its 95% Student interval (NaN with one seed).
    """

    norms: str
    years: np.ndarray
    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray


def curves(weeks: pd.DataFrame, measure: str, window: int = 1) -> list[Curve]:
    """Mean over seeds of a weekly measure, one curve per norm set in order of first appearance.

    Parameters
    ----------
    weeks : DataFrame
        One row per run and week: ``norms``, ``seed``, ``week`` and the measure.
    measure : str
        Name of the column.
    window : int
        Weeks of a moving mean that ends in the week shown; weeks without a full window are NaN, but in runs too
        short to spare them.
    """
    found = []
    for norms in dict.fromkeys(weeks["norms"]):
        rows = weeks[weeks["norms"] == norms]
        table = rows.pivot(index="week", columns="seed", values=measure).astype(float).sort_index()
        least = window if len(table) > 2 * window else 1  # a very short run shows what it has
        values = table.rolling(window, min_periods=least).mean().to_numpy()
        seeds = values.shape[1]
        mean = values.mean(axis=1)
        half = np.full_like(mean, np.nan)
        if seeds > 1:
            half = stats.t.ppf(0.975, seeds - 1) * values.std(axis=1, ddof=1) / np.sqrt(seeds)
        found.append(Curve(str(norms), table.index.to_numpy() / WEEKS_PER_YEAR, mean, mean - half, mean + half))
    return found


def draw(weeks: pd.DataFrame, folder: Path, language: str = "en") -> None:
    """Write ``trust.png``, ``trust.svg``, ``incidents.png`` and ``incidents.svg``; equal weeks give equal bytes.

    Parameters
    ----------
    weeks : DataFrame
        One row per run and week: ``norms``, ``seed``, ``week``, ``trust`` (0 to 1) and ``incidents`` (per
        ministry-year), where present also the incidents of each of :data:`SOURCES`.
    folder : Path
        An existing folder.
    language : str
        ``en`` or ``nl``.
    """
    with matplotlib.style.context(style(), after_reset=True):  # whatever a user set, the figure is the same
        for name, make in FIGURES.items():
            if name in weeks:  # record.measures may have left it out
                write(make(weeks, language), Path(folder), name)


def style() -> list[str | Path | dict[str, Any]]:
    """Style of every figure of the project, for :func:`matplotlib.style.context`."""
    return [
        "default",
        sns.plotting_context("notebook"),
        sns.axes_style("ticks"),
        {
            # The one font that comes with matplotlib, so that letters have the same outlines on every machine.
            "font.family": "DejaVu Sans",
            "svg.hashsalt": "anticyclical-abm",
            "svg.fonttype": "path",
            "savefig.dpi": 160,
            "axes.grid": True,
            "axes.grid.axis": "y",
            "axes.axisbelow": True,
            "axes.titlelocation": "left",
            "axes.spines.left": False,
            "axes.spines.right": False,
            "axes.spines.top": False,
            "grid.color": "#e6e6e6",
            "grid.linewidth": 0.8,
            "ytick.major.size": 0,
        },
    ]


def write(figure: Figure, folder: Path, name: str) -> None:
    """Write a figure as PNG and SVG without anything that differs from one time to the next.

    Examples
    --------
    >>> import tempfile
    >>> from matplotlib.figure import Figure
    >>> with tempfile.TemporaryDirectory() as made:
    ...     write(Figure(figsize=(1, 1)), Path(made), "empty")
    ...     sorted(path.name for path in Path(made).iterdir())
    ['empty.png', 'empty.svg']
    """
    for ending in ("png", "svg"):
        (folder / f"{name}.{ending}").write_bytes(as_bytes(figure, ending))


def as_bytes(figure: Figure, ending: str) -> bytes:
    """A figure as a file of this kind: the same on every system, and at every time."""
    buffer = io.BytesIO()  # a path would give an SVG other ends of lines on Windows
    figure.savefig(buffer, format=ending, metadata=UNTIMED[ending])
    return buffer.getvalue()


def _trust(weeks: pd.DataFrame, language: str) -> Figure:
    figure = Figure(figsize=(10, 5.4))
    axes = figure.subplots()
    found = curves(weeks, "trust")
    _panel(axes, found)
    _label(axes, found, language)
    _explain_burn_in(axes, language)
    axes.set_ylabel(say("figure.trust_axis", language))
    axes.set_xlabel(say("figure.years", language))
    frame(figure, say("figure.trust", language), _how(weeks, language))
    return figure


def _incidents(weeks: pd.DataFrame, language: str) -> Figure:
    sources = [name for name in SOURCES if name in weeks]
    figure = Figure(figsize=(10, 8.8 if sources else 5.4))
    grid = figure.add_gridspec(1 + bool(sources), max(len(sources), 1), height_ratios=[1.4, 1] if sources else [1])
    total = figure.add_subplot(grid[0, :])
    found = curves(weeks, "incidents", WINDOW)
    _panel(total, found)
    total.set_ylim(bottom=0)
    _label(total, found, language)
    _explain_burn_in(total, language)
    total.set_ylabel(say("figure.incidents_axis", language))
    panels: list[Axes] = [total]
    for column, name in enumerate(sources):
        axes = figure.add_subplot(grid[1, column], sharey=panels[1] if column else None)
        _panel(axes, curves(weeks, name, WINDOW))
        axes.set_ylim(bottom=0)
        axes.set_title(say(f"figure.{name}", language))
        axes.set_xlabel(say("figure.years", language))
        panels.append(axes)
    if sources:
        total.set_title(say("figure.incidents_all", language))
        panels[1].set_ylabel(say("figure.incidents_axis", language))
    else:
        total.set_xlabel(say("figure.years", language))
    frame(figure, say("figure.incidents", language), f"{say('figure.window', language)}. {_how(weeks, language)}")
    return figure


FIGURES = {"trust": _trust, "incidents": _incidents}
"""Measures that :func:`draw` makes a figure of."""


def _how(weeks: pd.DataFrame, language: str) -> str:
    seeds = weeks["seed"].nunique()
    if seeds == 1:
        return say("figure.one", language)
    return say("figure.mean", language, seeds=seeds) + (
        say("figure.paired", language) if weeks["norms"].nunique() > 1 else ""
    )


def frame(figure: Figure, title: str, note: str) -> None:
    """Give a figure its title at the top and its note at the bottom, both at the left."""
    figure.set_layout_engine("constrained", h_pad=0.12, w_pad=0.1)
    figure.suptitle(title, x=0.01, ha="left", weight="bold", size="x-large")
    figure.supxlabel(note, x=0.01, ha="left", size="small", color=GREY, linespacing=1.4)


def _panel(axes: Axes, found: list[Curve]) -> None:
    """One line with its band per norm set, the burn-in shaded, week 0 marked."""
    for curve, colour in zip(found, _colours(found), strict=True):
        axes.fill_between(curve.years, curve.low, curve.high, color=colour, alpha=0.14, linewidth=0)
        sns.lineplot(x=curve.years, y=curve.mean, ax=axes, color=colour, estimator=None, legend=False, **_stroke(curve))
    start = min(curve.years[0] for curve in found)
    end = max(curve.years[-1] for curve in found) + 1 / WEEKS_PER_YEAR  # the last week is over at its end
    axes.set_xlim(start, end)
    axes.margins(y=0.1)
    if start < 0:
        axes.axvspan(start, 0, color="#f0f0f0", linewidth=0, zorder=0)
    axes.axvline(0, color=GREY, linewidth=1)


def _stroke(curve: Curve) -> dict[str, Any]:
    """Draw the baseline dashed on top, so that lines which coincide with it can still be seen."""
    return {"lw": 1.8, "ls": (0, (4, 1.5)), "zorder": 3} if curve.norms == BASELINE else {"lw": 1.8, "zorder": 2}


def _explain_burn_in(axes: Axes, language: str) -> None:
    start = axes.get_xlim()[0]
    if start < 0:
        place = axes.get_xaxis_transform()
        said = say("figure.burn_in", language)
        axes.text(start / 2, 0.98, said, transform=place, ha="center", va="top", color=GREY, size="x-small")


def _colours(found: list[Curve]) -> list[str]:
    """Named norm sets keep their colour in every figure; others share what is left."""
    present = {curve.norms for curve in found}
    free = [colour for norms, colour in COLOURS.items() if norms not in present and norms != BASELINE]
    others = itertools.cycle([*MORE_COLOURS, *free])
    return [COLOURS.get(curve.norms) or next(others) for curve in found]


def _label(axes: Axes, found: list[Curve], language: str) -> None:
    """Name every line at its end; names that would overlap move apart, as little as they can."""
    axes.set_ylim(axes.get_ylim())  # nothing that follows may move the lines
    bottom, top = axes.get_ylim()
    ends = np.array([(curve.mean[-1] - bottom) / (top - bottom) for curve in found])
    order = np.argsort(ends, kind="stable")
    steps = LABEL_GAP * np.arange(len(order))
    places = np.empty_like(ends)
    places[order] = isotonic_regression(ends[order] - steps).x + steps
    for curve, colour, end, place in zip(found, _colours(found), ends, places, strict=True):
        axes.plot([1.004, 1.024], [end, place], transform=axes.transAxes, color=colour, lw=1, clip_on=False)
        axes.plot([1.024, 1.045], [place, place], transform=axes.transAxes, color=colour, lw=4, clip_on=False)
        axes.text(1.053, place, norm_name(curve.norms, language), transform=axes.transAxes, va="center")
