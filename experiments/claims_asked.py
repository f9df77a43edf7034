"""What single claims of the essay lead one to expect, held against what happens.

Question: do the differences appear that claims of the essay lead one to expect, one by one?
Design:   worlds of the calibrated set, a seed each; 2,000 citizens, five years. Which arms are held against each other,
          by what, and what is expected, was written down before (configs/study/claims.yml).
Columns:  claim, its number in docs/claims.md; arm, and against, what it is held against: overrides; measure, unit;
          expects: up, down, or same; mean of the arm; difference, paired by world, with its interval (low, high: 95%,
          Student); smallest, the smallest difference that counts: that of the refuters, or of other measures a
          twentieth of the mean of what it is held against; verdict: stands, fails or undecided, by the rule of the
          refuters (docs/ODD.md I.i); same stands where the interval lies within what counts, and fails where it lies
          wholly outside; seeds, results_version.

    abm study claims_asked hydra.run.dir=experiments/data
"""

from __future__ import annotations

import functools
from importlib.resources import files
from typing import Any

import pandas as pd
import yaml

from abm.experiments.challenging.contrasts import ArmValues, Contrast, differences
from abm.experiments.challenging.rule import FAILS, SMALLEST, STANDS, UNDECIDED, judged, smallest
from abm.experiments.challenging.worlds import runs_of_arms
from abm.experiments.common import Options, Tables, tolerance
from abm.experiments.registry import register

SETTINGS = ("population.citizens=2000", "weeks=260")
SIGNS = {"up": 1, "down": -1, "same": 0}
ASKED = ("arm", "against", "measure", "expects")
"""What is said of each difference."""


@register()
def study(options: Options) -> Tables:
    """Live all arms."""
    rows = asked()[: options.at(tiny=3, quick=None, full=None)]
    size = options.at(tiny=("weeks=30",), quick=SETTINGS, full=SETTINGS)
    arms = {words: (*words.split(), *size) for row in rows for words in (row["arm"], row["against"])}
    return {"claims_asked": tabulate(runs_of_arms(arms, options), rows)}


@functools.cache
def asked() -> list[dict[str, Any]]:
    """Every difference, with the number of its claim."""
    given = yaml.safe_load(files("abm.configs").joinpath("study", "claims.yml").read_text(encoding="utf-8"))
    return [{"claim": claim, **{name: row[name] for name in ASKED}} for claim, rows in given.items() for row in rows]


def tabulate(runs: pd.DataFrame, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Table of all differences, from one row per arm and world."""
    values = ArmValues(runs, dict.fromkeys(row["measure"] for row in rows))
    table = []
    for row in rows:
        arm, against, measure = row["arm"], row["against"], row["measure"]
        (found,) = differences(values, [Contrast("", arm, against)], [measure]).to_dict("records")
        least = counts(measure, float(values.of(against, measure).mean()))
        told = {name: found[name] for name in ("unit", "mean", "difference", "low", "high")}
        said = verdict(told["low"], told["high"], SIGNS[row["expects"]], least)
        table.append({**row, **told, "smallest": least, "verdict": said})
    order = ["claim", "arm", "against", "measure", "unit", "expects", "mean", "difference", "low", "high", "smallest"]
    return pd.DataFrame(table)[[*order, "verdict"]]


def counts(measure: str, against: float) -> float:
    """Smallest difference of a measure that counts."""
    of_refuters = measure in SMALLEST or measure.startswith(("incidents", "hazard"))
    return smallest(measure, against) if of_refuters else tolerance(measure, against)


def verdict(low: float, high: float, sign: int, least: float) -> str:
    """Whether what is expected stands; no sign expects no difference that counts.

    Examples
    --------
    >>> verdict(-0.01, 0.01, 0, 0.05), verdict(0.06, 0.08, 0, 0.05), verdict(-0.01, 0.08, 0, 0.05)
    ('stands', 'fails', 'undecided')
    """
    if sign:
        return judged(low, high, sign, least)
    if -least < low <= high < least:
        return STANDS
    return FAILS if low >= least or high <= -least else UNDECIDED
