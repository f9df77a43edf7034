"""The refuters R1 and R3 to R6, each with the map of where the essay's conclusion stands and where it fails.

Question: is the essay's conclusion refuted by what was written down beforehand that would refute it (docs/ODD.md I.i)?
Design:   worlds of the calibrated set, a seed each; 2,000 citizens. R1: dialogues on every process against none, where
          both take the same hours (``evidence.desk_beside=0``), over house bias, influence room and noise of the desk;
          and dialogues against such as say what the desk says. R3: dialogues on every process against none, over their
          odds ratio and the tie of needs to education. R4: ``anticyclical`` against ``reactive`` for twenty years. R5:
          two norm sets that force participation against none, over influence room. R6: a crisis and a grave incident
          after a year, with norm and without, each against a twin that neither strikes. R2 is judged in fair_test, R7
          in reproduction.
Columns of refuters: refuter; x, its first setting, and x_value; line, its other settings; arm, and against, what it is
          held against; measure, unit; difference, paired by world, with its interval (low, high: 95%, Student);
          smallest, the smallest difference that counts; hours, of participation and desk for a process that opens, as a
          share of those of the other arm (R1 only: the hours are to be the same); verdict: stands, fails or undecided,
          empty where hours that are to be the same differ by more than 5%, by the rule of docs/ODD.md I.i; seeds,
          results_version. R4: measure crossover_week, difference the share of worlds in which it lies beyond week 416
          or there is none (exact binomial interval); fails where that is half or more, whatever the interval.
Columns of refuters_limits: refuter; measure; line, arm and against, as above; x; stands, fails, undecided: the values
          of x at which the verdict is that (empty where nowhere); boundary, the values of x at which the difference is
          0, by straight lines between its means (empty where it has one sign throughout); wrong, the share of the
          values of x at which the mean lies on the wrong side of 0; seeds, results_version.

    abm study refuters hydra.run.dir=experiments/data
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from abm.analysis.rule import FAILS, STANDS, UNDECIDED, judged, smallest
from abm.analysis.summary import student
from abm.experiments.challenging.contrasts import ArmValues, Contrast, differences
from abm.experiments.challenging.worlds import live
from abm.experiments.common import Options, Tables
from abm.experiments.registry import register
from abm.numerics.streams import Floats
from abm.observation.measures import crossover_week
from abm.observation.measuring import WEEKS_PER_YEAR
from abm.observation.record import simulate
from abm.parameters import Parameters

NONE, PACKAGE = "reactive", "anticyclical"
ROOM, BIAS, NOISE = "ministries.influence_room", "evidence.house_bias", "evidence.desk_noise"
ODDS, TIE = "methods.dialogue.odds_ratio", "population.education_needs"
EVERYBODY = ("norms=reactive", "timing=even", "imposed.hours=20000")
NOBODY = ("norms=reactive", "timing=even", "imposed.hours=0")
EQUAL = "evidence.desk_beside=0"
FORCING = ("tick_box", "comply_or_explain")
SMALL, TERM = "population.citizens=2000", "weeks=260"

GRIDS: dict[str, dict[str, tuple[float, ...]]] = {
    "R1": {BIAS: (0.0, 0.3, 0.6, 0.9, 1.2), ROOM: (0.1, 0.3, 0.6), NOISE: (0.05, 0.15, 0.3)},
    "R3": {ODDS: (1.0, 2.0, 5.0, 10.0, 15.0), TIE: (0.1, 0.3, 0.5, 0.8)},
    "R5": {ROOM: (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0)},
}
"""What is varied; the first is x."""

DESK_NOISE = 0.15
"""At which dialogues are held against such as say what the desk says."""

LATE = 416
"""Week beyond which slow became faster than fast too late (R4)."""

HORIZONS = (10 * WEEKS_PER_YEAR, 20 * WEEKS_PER_YEAR)
STRUCK = WEEKS_PER_YEAR
"""Week of the crisis and the grave incident (R6)."""

BLOWS = (
    f"events=[{{week: {STRUCK}, kind: crisis, target: '0', size: 10}},"
    f" {{week: {STRUCK}, kind: incident, target: '8', size: 60}}]"
)
UNTIL = STRUCK + 3 * WEEKS_PER_YEAR
HAZARD = "hazard"
"""Of incidents from misfit and from coordination together."""

WEEKLY = ("process_hours", "solved", "hazard_misfit", "hazard_coordination", "incidents")


@dataclass(frozen=True)
class Cell:
    """Two arms at one setting."""

    refuter: str
    setting: tuple[tuple[str, float], ...]
    arm: str
    against: str

    def label(self, arm: str) -> str:
        """Name under which an arm is lived in this cell."""
        return " ".join((self.refuter, *(f"{key}={value:g}" for key, value in self.setting), arm))


ARMS: dict[str, dict[str, tuple[str, ...]]] = {
    "R1": {"outside": EVERYBODY, "inside": NOBODY, "as the desk": (*EVERYBODY, "placebo.respondents=desk")},
    "R3": {"outside": EVERYBODY, "inside": NOBODY},
    "R5": {name: (f"norms={name}",) for name in (*FORCING, NONE)},
}
MEASURES = {"R1": ("misfit",), "R3": ("misfit",), "R5": ("trust", "trust_without_procedure")}
HOURS, OPENINGS = ("hours_participation", "hours_desk"), "openings"
EQUAL_HOURS = 0.05
"""Share by which hours may differ that are to be equal (R1)."""

SIGNS = {"misfit": -1, "trust": 1, "trust_without_procedure": 1}
"""Direction that the conclusion asks for."""


@register()
def study(options: Options) -> Tables:
    """Live all cells."""
    few = options.size == "tiny"
    arms: dict[str, tuple[str, ...]] = {}
    term = options.at(tiny="weeks=30", quick=TERM, full=TERM)
    for cell in cells(few):
        for arm in (cell.arm, cell.against):
            given = (f"{key}={value}" for key, value in cell.setting)
            arms[cell.label(arm)] = (
                *ARMS[cell.refuter][arm],
                *given,
                term,
                *((EQUAL,) if cell.refuter == "R1" else ()),
            )
    for norms in (NONE, PACKAGE):
        arms[f"R4 {norms}"] = (f"norms={norms}", f"weeks={options.at(tiny=60, quick=HORIZONS[-1], full=HORIZONS[-1])}")
        arms[f"R6 {norms} spared"] = (f"norms={norms}", f"weeks={UNTIL}")
        arms[f"R6 {norms} struck"] = (f"norms={norms}", f"weeks={UNTIL}", BLOWS)
    small = options.at(tiny=(), quick=(SMALL,), full=(SMALL,))
    found = live({name: (*words, *small) for name, words in arms.items()}, options, seen)
    horizons = options.at(tiny=(60,), quick=HORIZONS, full=HORIZONS)
    table = tabulate(found, cells(few), horizons)
    return {"refuters": table, "refuters_limits": limits(table)}


def cells(few: bool) -> list[Cell]:
    """Every cell of the grids; with ``few`` only the first and last value of each."""
    return list(_cells(few))


def _cells(few: bool) -> Iterator[Cell]:
    for refuter, grid in GRIDS.items():
        lines = [values[:: len(values) - 1] if few else values for values in grid.values()]
        for values in itertools.product(*lines):
            setting = tuple(zip(grid, values, strict=True))
            if refuter == "R5":
                yield from (Cell(refuter, setting, arm, NONE) for arm in FORCING)
                continue
            yield Cell(refuter, setting, "outside", "inside")
            if dict(setting).get(NOISE) == DESK_NOISE:
                yield Cell(refuter, setting, "outside", "as the desk")


def seen(parameters: Parameters, seed: int) -> tuple[dict[str, float], Floats]:
    """Measures of a run, and what is looked at week by week; shape (measures, weeks)."""
    recording = simulate(parameters, seed)
    weeks = recording.weeks.to_pandas()
    weeks = weeks[weeks["week"] >= 0].sort_values("week")
    row = recording.runs.to_pandas().iloc[0]
    measures = {name: float(row[name]) for name in (*SIGNS, *HOURS, OPENINGS)}
    return measures, weeks[list(WEEKLY)].to_numpy(float).T


def tabulate(
    found: list[tuple[str, int, tuple[dict[str, float], Floats]]], made: list[Cell], horizons: tuple[int, ...]
) -> pd.DataFrame:
    """Table of all cells."""
    measured = ArmValues(
        pd.DataFrame({"norms": name, "seed": world, **values} for name, world, (values, _) in found),
        (*SIGNS, *HOURS, OPENINGS),
    )
    paths: dict[str, list[Floats]] = {}
    for name, _, (_, path) in found:
        paths.setdefault(name, []).append(path)
    rows = [row for cell in made for row in _compared(cell, measured)]
    rows += [_crossing(paths[f"R4 {PACKAGE}"], paths[f"R4 {NONE}"], weeks) for weeks in horizons]
    return pd.DataFrame([*rows, *_falls(paths)])


def _compared(cell: Cell, measured: ArmValues) -> Iterator[dict[str, Any]]:
    """Rows of one cell."""
    arm, against = cell.label(cell.arm), cell.label(cell.against)
    (x, value), *others = cell.setting
    hours = spent(measured, arm) / spent(measured, against) if cell.refuter == "R1" else float("nan")
    counts = cell.refuter != "R1" or abs(hours - 1.0) <= EQUAL_HOURS
    for measure in MEASURES[cell.refuter]:
        (found,) = differences(measured, [Contrast("", arm, against)], [measure]).to_dict("records")
        least = smallest(measure, float(measured.of(against, measure).mean()))
        yield {
            "refuter": cell.refuter, "x": x, "x_value": value, "line": ", ".join(f"{k}={v:g}" for k, v in others),
            "arm": cell.arm, "against": cell.against, "measure": measure, "unit": found["unit"],
            "difference": found["difference"], "low": found["low"], "high": found["high"], "smallest": least,
            "hours": hours,
            "verdict": judged(found["low"], found["high"], SIGNS[measure], least) if counts else "",
        }  # fmt: skip


def spent(measured: ArmValues, arm: str) -> float:
    """Hours of participation and desk for a process that opens; nan where none does."""
    opened = float(measured.of(arm, OPENINGS).mean())
    return sum(float(measured.of(arm, name).mean()) for name in HOURS) / opened if opened else float("nan")


def _crossing(with_norm: list[Floats], without: list[Floats], weeks: int) -> dict[str, Any]:
    """Row of R4: how often slow becomes faster than fast too late, or never, within a horizon."""
    first = [
        crossover_week(*(np.cumsum(path[:2, :weeks], axis=1).T for path in pair))
        for pair in zip(with_norm, without, strict=True)
    ]
    late = sum(not week <= LATE for week in first)  # nan: never
    ends = binomtest(late, len(first)).proportion_ci()
    return {
        "refuter": "R4", "x": "weeks", "x_value": weeks, "line": "", "arm": PACKAGE, "against": NONE,
        "measure": "crossover_week", "unit": "share, late or never", "difference": late / len(first), "low": ends.low,
        "high": ends.high, "smallest": 0.5, "hours": np.nan,
        "verdict": FAILS if late >= len(first) / 2 else STANDS,
    }  # fmt: skip


def _falls(paths: dict[str, list[Floats]]) -> Iterator[dict[str, Any]]:
    """Rows of R6: by how much more incidents fall after a blow with the norm than without it."""
    for measure in (HAZARD, "incidents"):
        extra = {
            norms: np.array([fall(a, measure) - fall(b, measure) for a, b in zip(
                paths[f"R6 {norms} struck"], paths[f"R6 {norms} spared"], strict=True)])
            for norms in (NONE, PACKAGE)
        }  # fmt: skip
        middle, low, high = student(extra[PACKAGE] - extra[NONE])
        level = float(np.mean([of(path, measure).mean() for path in paths[f"R6 {NONE} spared"]]))
        least = smallest(measure, level)
        yield {
            "refuter": "R6", "x": "week", "x_value": STRUCK, "line": "", "arm": PACKAGE, "against": NONE,
            "measure": measure, "unit": "1/(ministry year)", "difference": middle, "low": low, "high": high,
            "smallest": least, "hours": np.nan, "verdict": judged(low, high, 1, least),
        }  # fmt: skip


def of(path: Floats, measure: str) -> Floats:
    """Weekly values of incidents, or of their hazard from both sources."""
    return path[4] if measure == "incidents" else path[2] + path[3]


def fall(path: Floats, measure: str) -> float:
    """From the year after the event to the next two years."""
    weekly, year = of(path, measure), WEEKS_PER_YEAR
    return float(weekly[STRUCK : STRUCK + year].mean() - weekly[STRUCK + year : STRUCK + 3 * year].mean())


def limits(table: pd.DataFrame) -> pd.DataFrame:
    """At which x the conclusion stands, fails, and is undecided, for every line."""
    keys = ["refuter", "measure", "line", "arm", "against", "x"]
    rows = []
    for key, group in table.groupby(keys, sort=False):
        where = {
            verdict: " ".join(f"{value:g}" for value in group.loc[group["verdict"] == verdict, "x_value"])
            for verdict in (STANDS, FAILS, UNDECIDED)
        }
        sign = SIGNS.get(group["measure"].iloc[0], 0)
        means = group["difference"].to_numpy()
        rows.append(
            {**dict(zip(keys, key, strict=True)), **where,
             "boundary": " ".join(f"{x:.3g}" for x in crossings(group["x_value"].to_numpy(), means)),
             "wrong": float((sign * means < 0.0).mean()) if sign else np.nan}
        )  # fmt: skip
    return pd.DataFrame(rows)


def crossings(x: Floats, y: Floats) -> list[float]:
    """Where straight lines through points, in the order of x, cross 0.

    Examples
    --------
    >>> crossings(np.array([0.0, 1.0, 2.0]), np.array([-1.0, 3.0, 2.0]))
    [0.25]
    """
    pairs = itertools.pairwise(zip(x.tolist(), y.tolist(), strict=True))
    return [a + (b - a) * fa / (fa - fb) for (a, fa), (b, fb) in pairs if fa * fb < 0.0]
