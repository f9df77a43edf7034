"""Where courage, loyalty, mandate, room for influence and the bias of the house decide together.

Question: how do courage and mandate, loyalty and mandate, and room and bias decide together who goes outside, and what
          comes of it? Are courage, loyalty and mandate needed together, as the essay says?
Design:   worlds of the calibrated set, a seed each; five years, 2,000 citizens. Three maps: courage x mandate and
          loyalty to society x mandate without norms, room for influence x house bias without norms and under
          ``anticyclical``. Beside them all eight combinations of low and high courage, loyalty and mandate, under each
          rule by which officials put these together (readiness), without norms. Every cell is lived a second time with
          ``procedure.heard=0``: what being heard does to trust is the difference.
Columns of maps: map, its name; x, y: what varies; x_value, y_value; norms; measure, unit; mean, with its interval (low,
          high); from_lowest, the difference from the lowest x at the same y, with its interval (from_lowest_low,
          from_lowest_high); brings, the difference from no norms in the same cell, with its interval (brings_low,
          brings_high; empty without norms); both are paired by world; seeds, results_version.
Columns of maps_together: readiness, the rule; measure, unit; lacking: courage, loyalty or mandate, which alone is low;
          or interaction; all_high, the mean where all three are high; difference of that from where the one is low (of
          interaction, by how much the three together do more than their pairs and each of them add up to: the contrast
          of all eight), paired by world, with its interval (low, high); found: up, down, or none found where the
          interval includes 0; seeds, results_version.

    abm study maps hydra.run.dir=experiments/data
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import matplotlib.style
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from abm.analysis.figures import COLOURS, GREY, frame, style, write
from abm.analysis.summary import student
from abm.experiments.challenging.contrasts import ArmValues
from abm.experiments.challenging.worlds import runs_of_arms
from abm.experiments.common import FOUND, Options, Tables, direction, unit_of
from abm.experiments.registry import register
from abm.numerics.streams import Floats
from abm.words import measure_short

COURAGE, LOYALTY, MANDATE = "officials.courage", "officials.loyalty_society", "ministries.mandate"
ROOM, BIAS = "ministries.influence_room", "evidence.house_bias"
NONE, PACKAGE = "reactive", "anticyclical"
UNHEARD = "procedure.heard=0"
HEARD = "trust_heard"
"""What being heard does to trust: with it minus without."""

SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)
LOW, HIGH = 0.2, 0.8
THREE = {"courage": COURAGE, "loyalty": LOYALTY, "mandate": MANDATE}
READINESS = ("conjunctive", "additive", "substitutive", "triple")
INTERACTION = "interaction"

MEASURES = (
    *("share_outside", "misfit", "incidents", "incidents_misfit", "incidents_coordination"),
    *("trust", "trust_without_procedure"),
)
DRAWN = ("share_outside", "misfit", "incidents", "trust")
"""Measures of the pictures."""

SETTLED = COLOURS["anticyclical"]
"""Of differences whose interval leaves 0 out."""

SETTINGS = ("weeks=260", "population.citizens=2000")


@dataclass(frozen=True)
class Map:
    """Two parameters that vary together, and under which norm sets."""

    name: str
    x: str
    y: str
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    norms: tuple[str, ...] = (NONE,)

    def cells(self, few: bool) -> Iterator[tuple[float, float, str]]:
        """Value of x, value of y, and norm set; with ``few`` only the corners."""
        ends = slice(None, None, len(self.xs) - 1) if few else slice(None)
        return itertools.product(self.xs[ends], self.ys[:: len(self.ys) - 1] if few else self.ys, self.norms)


MAPS = (
    Map("courage and mandate", COURAGE, MANDATE, SHARES, SHARES),
    Map("loyalty and mandate", LOYALTY, MANDATE, SHARES, SHARES),
    Map("bias and room", BIAS, ROOM, (0.0, 0.3, 0.6, 0.9, 1.2), (0.1, 0.3, 0.6), (NONE, PACKAGE)),
)


def draw(tables: Tables, folder: Path) -> None:
    """Pictures of all maps, and of what three do together."""
    with matplotlib.style.context(style(), after_reset=True):
        write(figure_of(tables["maps"]), folder, "maps")
        write(figure_of_together(tables["maps_together"]), folder, "maps_together")


def figure_of(maps: pd.DataFrame) -> Figure:
    """Draw each map as a row of panels, one for each measure; of bias and room what the package brings."""
    names = list(dict.fromkeys(maps["map"]))
    figure = Figure(figsize=(3.4 * len(DRAWN), 3.1 * len(names) + 1.0))
    panels = figure.subplots(len(names), len(DRAWN), squeeze=False)
    for name, row in zip(names, panels, strict=True):
        for measure, axes in zip(DRAWN, row, strict=True):
            cells = maps[(maps["map"] == name) & (maps["measure"] == measure)]
            brought = PACKAGE in set(cells["norms"])
            if brought:
                cells = cells[cells["norms"] == PACKAGE]
            value = "brings" if brought else "mean"
            numbers = cells[[value, *ends(value)]].itertuples(index=False)
            cells = cells.assign(said=[with_half_width(*each) for each in numbers])
            shown, said = (
                cells.pivot(index="y_value", columns="x_value", values=column).sort_index(ascending=False)
                for column in (value, "said")
            )
            sns.heatmap(
                shown,
                ax=axes,
                annot=said.to_numpy(),
                fmt="",
                cmap="vlag" if brought else "cividis",
                center=0.0 if brought else None,
                cbar=False,
                annot_kws={"size": 7, "linespacing": 1.3},
            )
            what = f"{measure_short(measure, 'en')}{f', {PACKAGE} minus {NONE}' if brought else ''}"
            axes.set_xlabel(cells["x"].iloc[0], fontsize=9)
            axes.set_ylabel(cells["y"].iloc[0], fontsize=9)
            axes.set_title(what, fontsize=9)
            axes.tick_params(labelsize=8, labelrotation=0)
    frame(figure, "What decides together", "Mean over worlds, and half the width of its 95% interval (±).")
    return figure


def with_half_width(middle: float, low: float, high: float) -> str:
    r"""Mean, and below it half the width of its interval, where there is one, which says to how many figures.

    Examples
    --------
    >>> with_half_width(0.46896, 0.46876, 0.46916), with_half_width(-0.0001, -0.2, 0.2), with_half_width(12, 0, 24)
    ('0.46896\n±0.00020', '0.00\n±0.20', '12\n±12')
    >>> with_half_width(0.46896, np.nan, np.nan), with_half_width(0.0, 0.0, 0.0)
    ('0.469', '0\n±0')
    """
    half = (high - low) / 2.0
    if not half > 0.0:
        return f"{middle:.3g}" + ("" if np.isnan(half) else "\n±0")
    places = max(0, 1 - math.floor(math.log10(half)))
    return f"{round(middle, places) + 0.0:.{places}f}\n±{half:.{places}f}"


def figure_of_together(together: pd.DataFrame) -> Figure:
    """Draw each rule of readiness as a row of panels, one for each measure, and what is lacking in lines."""
    rules = list(dict.fromkeys(together["readiness"]))
    figure = Figure(figsize=(3.4 * len(DRAWN), 2.0 * len(rules) + 1.6))
    panels = figure.subplots(len(rules), len(DRAWN), squeeze=False, sharex="col", sharey=True)
    for rule, row in zip(rules, panels, strict=True):
        for measure, axes in zip(DRAWN, row, strict=True):
            found = together[(together["readiness"] == rule) & (together["measure"] == measure)]
            colours = [GREY if said == FOUND[0] else SETTLED for said in found["found"]]
            axes.axvline(0.0, color=GREY, linewidth=1, linestyle=":")
            axes.hlines(found["lacking"], found["low"], found["high"], color=colours, linewidth=2)
            axes.scatter(found["difference"], found["lacking"], color=colours, s=30, zorder=3)
            axes.grid(axis="x")
            axes.locator_params(axis="x", nbins=4)
            axes.set_title(f"{measure_short(measure, 'en')}, {rule}", fontsize=9)
            axes.tick_params(labelsize=9)
            if rule == rules[-1]:
                axes.set_xlabel(unit(measure), fontsize=9)
    panels[0, 0].set_ylim(len(THREE) + 0.5, -0.5)  # which all share: the first line at the top
    note = (
        "All three high, minus the same with the one named low; interaction: what all three do beyond pairs and each.\n"
        "Mean over worlds and 95% interval, grey where it includes 0."
    )
    frame(figure, "Courage, loyalty and mandate together, by rule of readiness", note)
    return figure


@register(draw=draw)
def study(options: Options) -> Tables:
    """Live all cells of the maps, and all combinations of three, with being heard and without."""
    few = options.at(tiny=True, quick=False, full=False)
    maps = MAPS[-1:] if few else MAPS
    forms = READINESS[:1] if few else READINESS
    size = options.at(tiny=("weeks=30",), quick=SETTINGS, full=SETTINGS)
    arms = {label: (*words, *size) for label, words in plan_of(maps, forms, few).items()}
    runs = runs_of_arms(arms, options)
    return {"maps": map_of(runs, maps, few), "maps_together": together(runs, forms)}


def plan_of(maps: tuple[Map, ...], forms: tuple[str, ...], few: bool) -> dict[str, tuple[str, ...]]:
    """Arms by label: each cell of the maps and each combination, heard and unheard."""
    plan: dict[str, tuple[str, ...]] = {}
    for one in maps:
        for x, y, norms in one.cells(few):
            plan[cell(one.name, x, y, norms)] = (f"norms={norms}", f"{one.x}={x}", f"{one.y}={y}")
    for form in forms:
        for levels in itertools.product((LOW, HIGH), repeat=len(THREE)):
            given = (f"{key}={level}" for key, level in zip(THREE.values(), levels, strict=True))
            plan[combination(form, levels)] = (f"norms={NONE}", f"officials.readiness={form}", *given)
    return plan | {f"{label}, unheard": (*words, UNHEARD) for label, words in plan.items()}


def cell(name: str, x: float, y: float, norms: str) -> str:
    """Label of a cell of a map."""
    return f"{name} {x} {y} {norms}"


def combination(form: str, levels: tuple[float, ...]) -> str:
    """Label of a combination of low and high."""
    return f"{form} {levels}"


class Heard(ArmValues):
    """Values of measures by arm, and of what being heard does to trust."""

    def of(self, arm: str, measure: str) -> Floats:
        """Values over worlds; shape (worlds,)."""
        if measure == HEARD:
            return self.of(arm, "trust") - self.of(f"{arm}, unheard", "trust")
        return super().of(arm, measure)


def map_of(runs: pd.DataFrame, maps: tuple[Map, ...], few: bool) -> pd.DataFrame:
    """Table of all maps."""
    measured, rows = Heard(runs, MEASURES), []
    for one in maps:
        for x, y, norms in one.cells(few):
            for measure in (*MEASURES, HEARD):
                here = measured.of(cell(one.name, x, y, norms), measure)
                lowest = measured.of(cell(one.name, one.xs[0], y, norms), measure)
                without = measured.of(cell(one.name, x, y, one.norms[0]), measure)
                row: dict[str, object] = {
                    "map": one.name, "x": one.x, "y": one.y, "x_value": x, "y_value": y, "norms": norms,
                    "measure": measure, "unit": unit(measure), **interval("mean", here),
                }  # fmt: skip
                row |= interval("from_lowest", here - lowest if x != one.xs[0] else np.empty(0))
                row |= interval("brings", here - without if norms != one.norms[0] else np.empty(0))
                rows.append(row)
    return pd.DataFrame(rows)


def together(runs: pd.DataFrame, forms: tuple[str, ...]) -> pd.DataFrame:
    """Table of what all three do together beside any two of them."""
    measured, rows = Heard(runs, MEASURES), []
    for form in forms:
        for measure in (*MEASURES, HEARD):
            seen = {
                levels: measured.of(combination(form, levels), measure)
                for levels in itertools.product((LOW, HIGH), repeat=len(THREE))
            }
            for lacking, difference in contrasts(seen).items():
                middle, low, high = student(difference)
                rows.append(
                    {"readiness": form, "measure": measure, "unit": unit(measure), "lacking": lacking,
                     "all_high": float(seen[HIGH, HIGH, HIGH].mean()), "difference": middle, "low": low, "high": high,
                     "found": FOUND[direction(low, high)]}
                )  # fmt: skip
    return pd.DataFrame(rows)


def contrasts(seen: Mapping[tuple[float, ...], Floats]) -> dict[str, Floats]:
    """All high minus one low, for each of the three; and the three-way contrast of all eight.

    Examples
    --------
    Three that only act together are worth all they bring in every difference, and in the interaction:

    >>> import itertools
    >>> seen = {levels: np.array([float(min(levels) == HIGH)]) for levels in itertools.product((LOW, HIGH), repeat=3)}
    >>> {name: float(found[0]) for name, found in contrasts(seen).items()}
    {'courage': 1.0, 'loyalty': 1.0, 'mandate': 1.0, 'interaction': 1.0}
    """
    top = seen[HIGH, HIGH, HIGH]
    found = {
        name: top - seen[tuple(LOW if place == number else HIGH for place in range(len(THREE)))]
        for number, name in enumerate(THREE)
    }
    signed = [(-1) ** levels.count(LOW) * values for levels, values in seen.items()]
    return found | {INTERACTION: np.sum(signed, axis=0)}


def interval(name: str, values: Floats) -> dict[str, float]:
    """Mean and interval, under the name and its ``_low`` and ``_high``."""
    middle, low, high = student(values)
    return {name: middle, **dict(zip(ends(name), (low, high), strict=True))}


def ends(name: str) -> tuple[str, str]:
    """Columns of the interval of a mean."""
    return ("low", "high") if name == "mean" else (f"{name}_low", f"{name}_high")


def unit(measure: str) -> str:
    """Unit of a measure."""
    return unit_of("trust") if measure == HEARD else unit_of(measure)
