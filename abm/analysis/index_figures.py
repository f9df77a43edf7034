"""Pictures of an analysed sweep: what each factor does to each measure, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import matplotlib.style
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from abm.analysis.figures import GREY, frame, style, write
from abm.analysis.sensitivity import ALL, NOISE, NOTHING, PAIR, Index, estimates, ranked, varies
from abm.analysis.summary import SHOWN
from abm.norms import INSTRUMENTS
from abm.words import instrument_name, measure_short, plain, say, say_or
from abm.words.described import declared_unit, unit_name

Estimates = dict[tuple[str, str], Index]
"""Of one combination and measure, by index and factor."""


@dataclass(frozen=True)
class IndexMark:
    """How one index is drawn: its symbol, colour, size of symbol, and place above the middle of the row."""

    index: str
    symbol: str
    colour: str
    size: float
    lift: float
    hollow: bool = False


MARKS = {
    "sobol": (IndexMark("total", "o", "#0072b2", 60, 0.14), IndexMark("first", "D", "#d55e00", 38, -0.14)),
    "morris": (
        IndexMark("mu_star", "o", "#0072b2", 60, 0.2),
        IndexMark("mu", "D", "#d55e00", 38, 0.0),
        IndexMark("sigma", "s", GREY, 32, -0.2, hollow=True),
    ),
    "subsets": (
        IndexMark("shapley", "o", "#0072b2", 60, 0.2),
        IndexMark("alone", "<", "#d55e00", 40, 0.0, hollow=True),
        IndexMark("added_last", ">", "#009e73", 40, -0.2, hollow=True),
    ),
}
"""The indices of each design, from the top of a row to its bottom; colours that the colour-blind can tell apart."""

LEGEND_TOP = 0.46
"""Inches from the top of a figure to its legend, which stands below the title."""


def draw(
    indices: pd.DataFrame, design: str, folder: Path, language: str = "en", name: str = "sensitivity"
) -> list[str]:
    """Write ``NAME.png`` and ``NAME.svg``, with second-order indices also ``NAME_second``; equal indices, equal bytes.

    Parameters
    ----------
    indices : DataFrame
        As :func:`abm.analysis.sensitivity.analyse` returns them.
    design : str
        ``sobol``, ``morris`` or ``subsets``.
    folder : Path
        An existing folder.
    language : str
        ``en`` or ``nl``.
    name : str
        Name of the files.

    Returns
    -------
    list of str
        Names of the figures written, without ending.
    """
    made = []
    with matplotlib.style.context(style(), after_reset=True):
        write(_factors(indices, design, language), folder, name)
        made.append(name)
        if (indices["index"] == "second").any():
            made.append(f"{name}_second")
            write(_pairs(indices, language), folder, made[-1])
    return made


def _factors(indices: pd.DataFrame, design: str, language: str) -> Figure:
    """One panel per combination and measure, one row per factor, the most influential at the top."""
    marks, order = MARKS[design], ranked(indices, design)
    combinations, measures = _unique(indices["combination"]), _unique(indices["measure"])
    tall = 0.34 + 0.145 * len(marks)
    figure = Figure(figsize=(3.1 + 3.4 * len(measures), 1.9 + len(combinations) * (0.9 + tall * len(order))))
    panels = figure.subplots(len(combinations), len(measures), sharey=True, sharex=_shared(design), squeeze=False)
    for combination, row in zip(combinations, panels, strict=True):
        for measure, axes in zip(measures, row, strict=True):
            chosen = indices[(indices["combination"] == combination) & (indices["measure"] == measure)]
            _panel(axes, estimates(chosen) if varies(chosen) else {}, marks, order, language)
            axes.set_title(measure_short(measure, language), size="medium", weight="bold", pad=18)
            axes.set_xlabel(say(f"figure.index.axis_{design}", language, unit=_unit(measure, language)))
            axes.yaxis.set_tick_params(labelleft=axes is row[0])
        row[0].set_yticks(range(len(order)), [_name(factor, order, language) for factor in order])
        row[0].set_ylim(len(order) - 0.5, -0.5)
        if len(combinations) > 1:
            row[0].annotate(
                str(combination), (0, 1), (0, 38), xycoords="axes fraction", textcoords="offset points", size="large"
            )
    lines = 1 if len(measures) > 1 else len(marks)
    title, note = say(f"figure.index.{design}", language), say(f"figure.index.note_{design}", language)
    frame(figure, title + "\n" * lines, f"{say('figure.index.note', language)}.\n{note}.")  # room for the legend
    legend = figure.legend(
        handles=[_handle(mark, say(f"figure.index.{mark.index}", language)) for mark in marks],
        loc="upper left",
        bbox_to_anchor=(0.01, 1 - LEGEND_TOP / figure.get_figheight()),
        ncols=len(marks) // lines,
        frameon=False,
        borderpad=0,
        borderaxespad=0,
    )
    legend.set_in_layout(False)
    return figure


def _panel(axes: Axes, rows: Estimates, marks: tuple[IndexMark, ...], order: list[str], language: str) -> None:
    """Symbols with intervals; below the title what seeds and, for instruments, all together do."""
    axes.axvline(0, color=GREY, linewidth=1, zorder=1)
    axes.grid(axis="x")
    axes.grid(axis="y", visible=False)
    for place in range(0, len(order), 2):
        axes.axhspan(place - 0.5, place + 0.5, color="#f6f6f6", linewidth=0, zorder=0)
    if all(np.isnan(rows.get((mark.index, factor), NOTHING).value) for mark in marks for factor in order):
        axes.text(0.5, 0.5, say("figure.index.flat", language), transform=axes.transAxes, ha="center", color=GREY)
        return
    for mark in marks:
        value, low, high = np.array([rows.get((mark.index, factor), NOTHING) for factor in order]).T
        places = np.arange(len(order)) - mark.lift
        axes.hlines(places, low, high, color=mark.colour, linewidth=1.6, alpha=0.6, zorder=2)
        face: Any = {"facecolor": "white", "edgecolor": mark.colour} if mark.hollow else {"color": mark.colour}
        sns.scatterplot(
            x=value,
            y=places,
            ax=axes,
            marker=mark.symbol,
            s=mark.size,
            linewidth=1.4 if mark.hollow else 0.6,
            zorder=3,
            legend=False,
            **face,
        )
    axes.margins(x=0.06)
    axes.set_ylabel("")
    noise = rows.get((NOISE, ALL), NOTHING).value
    share = _percent(noise)
    said = say("figure.index.no_noise" if np.isnan(noise) else "figure.index.noise", language, share=share)
    if together := rows.get(("together", ALL)):
        axes.axvline(together.value, color="#0072b2", linewidth=1, linestyle=(0, (2, 2)), zorder=1)
        said = say("figure.index.together", language, value=_with_interval(together))
    axes.annotate(
        said, (0, 1), (0, 4), xycoords="axes fraction", textcoords="offset points", size="x-small", color=GREY
    )


def _pairs(indices: pd.DataFrame, language: str) -> Figure:
    """One triangle per combination and measure: the share of variance of every pair of factors."""
    order = ranked(indices, "sobol")
    combinations, measures = _unique(indices["combination"]), _unique(indices["measure"])
    side = 0.5 + 0.5 * len(order)
    figure = Figure(figsize=(2.4 + side * len(measures), 1.4 + (side + 1.7) * len(combinations)))
    panels = figure.subplots(len(combinations), len(measures), squeeze=False, sharey=True)
    names = [_name(factor, order, language) for factor in order]
    largest = indices.loc[indices["index"] == "second", "value"].abs().max()
    for combination, row in zip(combinations, panels, strict=True):
        for measure, axes in zip(measures, row, strict=True):
            chosen = indices[(indices["combination"] == combination) & (indices["measure"] == measure)]
            table, sure = _triangle(chosen[chosen["index"] == "second"], order)
            sns.heatmap(
                pd.DataFrame(table, names, names).iloc[1:, :-1],
                ax=axes,
                vmin=-largest,
                vmax=largest,
                cmap="PuOr_r",
                cbar=False,
                square=True,
                linewidths=1,
                annot=True,
                fmt="z.2f",
                annot_kws={"size": "x-small"},
            )
            cells = sure[1:, :-1][~np.isnan(table[1:, :-1])]
            for label, bold in zip(axes.texts, cells, strict=True):
                label.set_weight("bold" if bold else "normal")
            axes.grid(False)
            axes.tick_params(length=0)
            several = f"{combination}: " if len(combinations) > 1 else ""
            axes.set_title(several + measure_short(measure, language), size="medium", weight="bold")
    frame(figure, say("figure.index.second", language), f"{say('figure.index.note_second', language)}.")
    return figure


def _triangle(second: pd.DataFrame, order: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Indices of pairs below the diagonal, NaN elsewhere; and whether their interval excludes zero."""
    table, sure = np.full((len(order), len(order)), np.nan), np.zeros((len(order), len(order)), dtype=bool)
    for (_, pair), found in estimates(second).items():
        column, row = sorted(order.index(name) for name in pair.split(PAIR))
        table[row, column], sure[row, column] = found.value, found.clear
    return table, sure


def _handle(mark: IndexMark, label: str) -> Line2D:
    face = "white" if mark.hollow else mark.colour
    shape: Any = {"marker": mark.symbol, "markerfacecolor": face, "markeredgecolor": mark.colour}
    return Line2D([], [], color=mark.colour, lw=0 if mark.index == "sigma" else 1.6, label=label, **shape)


def _shared(design: str) -> Literal["all", "col"]:
    """Shares of variance can be compared over panels; changes only within one measure."""
    return "all" if design == "sobol" else "col"


def _unique(column: pd.Series) -> list[Any]:
    return list(dict.fromkeys(column))


def _name(factor: str, order: list[str], language: str) -> str:
    """Name of a factor for a reader: the last part of its key as it was typed, the whole where two end alike.

    In Dutch, which nobody types, its label.
    """
    if factor in INSTRUMENTS:
        return instrument_name(factor, language)
    last = factor.rpartition(".")[2]
    if sum(other.rpartition(".")[2] == last for other in order) > 1:
        return plain(factor)
    return plain(last) if language == "en" else say_or(f"lever.{factor}", language, plain(last))


def _unit(measure: str, language: str) -> str:
    """Unit of an axis: the one of the table where values are shown as they were measured, else the declared one."""
    if measure in SHOWN and SHOWN[measure].factor == 1:
        return say(f"unit.{SHOWN[measure].of}", language)
    return unit_name(declared_unit(measure), language)


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%" if share >= 0.01 else "<1%"


def _with_interval(found: Index) -> str:
    return f"{found.value:.3g}" if np.isnan(found.half) else f"{found.value:.3g} ±{found.half:.1g}"
