"""Who gains by norms of going outside, and who loses.

Question: whose trust rises and whose falls under each norm set, by education, and by grievance and trust at the start?
Design:   worlds of the calibrated set, a seed each; ten years, 10,000 citizens. The same citizens live in the twin
          without norms; groups are made by what they are in the week before the norm takes force, and looked at in the
          first year and in the last, when grievance of then has long gone. A citizen gains whose mean trust of that
          year is higher than their twin's by .01, and loses where it is lower by that.
Columns:  norms; year, the first or the last; group: all, or those who are lower educated, higher educated, aggrieved
          (the tenth with most grievance), distrustful or trusting (the lowest and the highest quarter); share of
          citizens; measure: trust, trust_without_procedure, grievance, in_action, gains (share of the group) or loses;
          unit; without, its mean without norms (empty for gains and loses); difference from that, paired by world, or
          of gains and loses the share itself, with its interval (low, high: 95%, Student, over worlds); apart,
          difference minus that of all citizens, with its interval (apart_low, apart_high); found: up, down, or none
          found where the interval of apart (of all: of difference) includes 0, empty for gains and loses of all; seeds,
          results_version.

    abm study who_loses hydra.run.dir=experiments/data
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from abm.analysis.rule import OF_A_CITIZEN
from abm.analysis.summary import student
from abm.experiments.challenging.worlds import live
from abm.experiments.common import FOUND, Options, Tables, direction, unit_of
from abm.experiments.registry import register
from abm.model import PolicyModel
from abm.numerics.streams import Floats
from abm.observation.measuring import WEEKS_PER_YEAR
from abm.parameters import Parameters

NONE = "reactive"
NORMS = (NONE, "tick_box", "mandate", "comply_or_explain", "going_outside", "anticyclical")
GROUPS = ("all", "lower educated", "higher educated", "aggrieved", "distrustful", "trusting")
MEANS = ("trust", "trust_without_procedure", "grievance", "in_action")
MEASURES = (*MEANS, "gains", "loses")
UNITS = {name: unit_of(name) for name in MEANS[:-1]}

MOST_AGGRIEVED, QUARTER = 0.9, 0.25
YEARS = ("first", "last")


class Citizenry(NamedTuple):
    """What citizens were before the norm, and are in a year; arrays of shape (citizens,)."""

    educated: np.ndarray
    before: np.ndarray
    aggrieved: np.ndarray
    trust: np.ndarray
    trust_without_procedure: np.ndarray
    grievance: np.ndarray
    in_action: np.ndarray


@register()
def study(options: Options) -> Tables:
    """Live all norm sets."""
    norms = options.at(tiny=(NONE, NORMS[-1]), quick=NORMS, full=NORMS)
    size = options.at(tiny=("weeks=104",), quick=("weeks=520",), full=("weeks=520",))
    found = live({name: (f"norms={name}", *size) for name in norms}, options, look)
    return {"who_loses": tabulate(found)}


def look(parameters: Parameters, seed: int) -> dict[str, Citizenry]:
    """Live a run, and look at every citizen before it is measured, and in its first and its last year."""
    model = PolicyModel(parameters, seed=seed)
    for _ in range(parameters.burn_in):
        model.step()
    citizens = model.citizens
    before = (np.asarray(citizens.educated, bool), np.array(citizens.trust), np.array(citizens.grievance))
    first = year(model)
    for _ in range(parameters.weeks - 2 * WEEKS_PER_YEAR):
        model.step()
    return {name: Citizenry(*before, *seen) for name, seen in zip(YEARS, (first, year(model)), strict=True)}


def year(model: PolicyModel) -> np.ndarray:
    """Means over a year of what :data:`MEANS` names, of every citizen; shape (measures, citizens)."""
    citizens = model.citizens
    sums = np.zeros((len(MEANS), len(citizens.trust)))
    for _ in range(WEEKS_PER_YEAR):
        model.step()
        trust = np.asarray(citizens.trust, float)
        sums += np.array([trust, trust - citizens.procedure, citizens.grievance, citizens.acting], float)
    return (sums / WEEKS_PER_YEAR).astype(np.float32)


def members(lived: Citizenry) -> dict[str, np.ndarray]:
    """Who belongs to each group; boolean arrays of shape (citizens,)."""
    low, high = np.quantile(lived.before, [QUARTER, 1.0 - QUARTER])
    return {
        "all": np.ones(len(lived.before), bool),
        "lower educated": ~lived.educated,
        "higher educated": lived.educated,
        "aggrieved": (lived.aggrieved > 0.0) & (lived.aggrieved >= np.quantile(lived.aggrieved, MOST_AGGRIEVED)),
        "distrustful": lived.before <= low,
        "trusting": lived.before >= high,
    }


def seen(lived: Citizenry, twin: Citizenry) -> dict[str, dict[str, tuple[float, float]]]:
    """By group and measure: the mean without norms, and the difference from it, or the share that gains or loses."""
    change = lived.trust.astype(float) - twin.trust
    found = {}
    for group, who in members(twin).items():
        means = {
            name: (
                float(getattr(twin, name)[who].mean()),
                float((getattr(lived, name) - getattr(twin, name))[who].mean()),
            )
            for name in MEANS
        }
        shares = {"gains": change[who] >= OF_A_CITIZEN, "loses": change[who] <= -OF_A_CITIZEN}
        found[group] = means | {name: (np.nan, float(which.mean())) for name, which in shares.items()}
    return found


def tabulate(found: list[tuple[str, int, dict[str, Citizenry]]]) -> pd.DataFrame:
    """Table of both years, all norm sets, groups and measures."""
    tables = [of_year([(name, world, lived[when]) for name, world, lived in found]).assign(year=when) for when in YEARS]
    table = pd.concat(tables, ignore_index=True)
    return table[["norms", "year", *(name for name in table.columns if name not in ("norms", "year"))]]


def of_year(found: list[tuple[str, int, Citizenry]]) -> pd.DataFrame:
    """Rows of one year."""
    lives = {(name, world): lived for name, world, lived in found}
    worlds = sorted({world for _, world in lives})
    rows = []
    for norms in dict.fromkeys(name for name, *_ in found if name != NONE):
        each = [seen(lives[norms, world], lives[NONE, world]) for world in worlds]
        shares = [members(lives[NONE, world]) for world in worlds]
        for group in GROUPS:
            for measure in MEASURES:
                without, difference, everybody = (
                    np.array([one[who][measure][place] for one in each])
                    for who, place in ((group, 0), (group, 1), ("all", 1))
                )
                rows.append(
                    {"norms": norms, "group": group, "share": float(np.mean([one[group].mean() for one in shares])),
                     "measure": measure, "unit": UNITS.get(measure, "share"), "without": float(without.mean()),
                     **apart(difference, everybody, group, measure)}
                )  # fmt: skip
    return pd.DataFrame(rows)


def apart(difference: Floats, everybody: Floats, group: str, measure: str) -> dict[str, object]:
    """The difference of a group, and how far it is from that of all."""
    middle, low, high = student(difference)
    beyond, beyond_low, beyond_high = student(difference - everybody) if group != "all" else (np.nan,) * 3
    found = FOUND[direction(beyond_low, beyond_high)] if group != "all" else FOUND[direction(low, high)]
    if group == "all" and measure in ("gains", "loses"):
        found = ""  # a share of nobody is 0 already
    return {"difference": middle, "low": low, "high": high, "apart": beyond, "apart_low": beyond_low,
            "apart_high": beyond_high, "found": found}  # fmt: skip
