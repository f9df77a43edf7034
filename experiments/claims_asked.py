"""What single claims of the essay lead one to expect, held against what happens.

Question: do the differences appear that claims of the essay lead one to expect, one by one?
Design:   worlds of the calibrated set, a seed each; 2,000 citizens, five years. Which arms are held against each other,
          by what, and what is expected, was written down before (configs/study/claims.yml). Beside the measures of a
          run it looks at those of its last year (their names end in last_year), at evidence_done_outside, the mean
          share of evidence that is done at decisions for which officials went outside, at outside_spread, the seats of
          officials from which somebody did, as a share of as many as there would be by chance, and at crisis_misfit,
          the misfit of the first policy decided on the struck dossier after a crisis broke out.
Columns:  claim, its number in docs/claims.md; arm, and against, what it is held against: overrides; measure, unit;
          expects: up, down, or same; mean of the arm; difference, paired by world, with its interval (low, high: 95%,
          Student); smallest, the smallest difference that counts: that of the refuters, or of other measures a
          twentieth of the mean of what it is held against; verdict: stands, fails or undecided, by the rule of
          abm/analysis/rule.py: what is too small to count does not stand; seeds, results_version.

    abm study claims_asked hydra.run.dir=experiments/data
"""

from __future__ import annotations

import pandas as pd

from abm.analysis.claims import Expectation, claims
from abm.analysis.rule import SMALLEST, expected, smallest
from abm.analysis.summary import student
from abm.analysis.verdicts import SIGNS
from abm.experiments.challenging.contrasts import ArmValues
from abm.experiments.challenging.worlds import live
from abm.experiments.common import Options, Tables, tolerance, unit_of
from abm.experiments.registry import register
from abm.observation.measuring import WEEKS_PER_YEAR
from abm.observation.record import simulate
from abm.parameters import Parameters

SETTINGS = ("population.citizens=2000", "weeks=260")
YEARLY = ("unrest", "incidents")
"""Measures of which the last year is looked at."""

LAST_YEAR = "_last_year"
OWN = {"evidence_done_outside": "share", "outside_spread": "1", "crisis_misfit": "needs"}
"""Measures that only this study takes, with their units."""


@register()
def study(options: Options) -> Tables:
    """Live all arms."""
    rows = asked()[: options.at(tiny=3, quick=None, full=None)]
    size = options.at(tiny=("weeks=30",), quick=SETTINGS, full=SETTINGS)
    arms = {words: (*words.split(), *size) for _, row in rows for words in (row.arm, row.against)}
    found = [row.assign(norms=name, seed=world) for name, world, row in live(arms, options, look)]
    return {"claims_asked": tabulate(pd.concat(found, ignore_index=True), rows)}


def asked() -> list[tuple[str, Expectation]]:
    """Every difference, with the number of its claim."""
    return [(claim.name, row) for claim in claims().values() if not claim.like for row in claim.asked]


def look(parameters: Parameters, seed: int) -> pd.DataFrame:
    """Row of a run with all that is asked for."""
    recording = simulate(parameters, seed)
    row, weeks, decisions = (item.to_pandas() for item in (recording.runs, recording.weeks, recording.decisions))
    last = weeks[weeks["week"] >= parameters.weeks - WEEKS_PER_YEAR]
    log = decisions[decisions["week"] >= 0]
    outside = log[log["hours_outside"] > 0.0]
    return row.assign(
        **{f"{name}{LAST_YEAR}": last[name].mean() for name in YEARLY},
        evidence_done_outside=outside["evidence_share"].mean(),
        outside_spread=spread(outside["official"], parameters.ministries.count * parameters.officials.per_ministry),
        crisis_misfit=crisis_misfit(decisions, parameters),
    )


def spread(officials: pd.Series, seats: int) -> float:
    """Seats from which somebody went outside, as a share of as many as there would be if each time anybody could have.

    Examples
    --------
    >>> round(spread(pd.Series([1, 1, 1, 1]), 100), 2), round(spread(pd.Series([1, 2, 3, 4]), 100), 2)
    (0.25, 1.02)
    """
    by_chance = seats * (1.0 - (1.0 - 1.0 / seats) ** len(officials))
    return officials.nunique() / by_chance if len(officials) else float("nan")


def crisis_misfit(decisions: pd.DataFrame, parameters: Parameters) -> float:
    """Misfit of the first policy that was decided on each struck dossier after its crisis broke out; mean over them."""
    found = []
    for event in parameters.events:
        if event.kind == "crisis":
            own = decisions[decisions["dossier"].astype(str) == event.target]
            found.append(own[own["decided_week"] >= event.week].sort_values("decided_week")["misfit_after"].head(1))
    values = pd.concat(found) if found else pd.Series(dtype=float)
    return float(values.mean()) if len(values) else float("nan")


def unit(measure: str) -> str:
    """Unit of a measure of this study."""
    return OWN.get(measure) or unit_of(measure.removesuffix(LAST_YEAR))


def tabulate(runs: pd.DataFrame, rows: list[tuple[str, Expectation]]) -> pd.DataFrame:
    """Table of all differences, from one row per arm and world."""
    values = ArmValues(runs, dict.fromkeys(row.measure for _, row in rows))
    table = []
    for claim, row in rows:
        here, there = (values.of(arm, row.measure) for arm in (row.arm, row.against))
        both = ~pd.isna(here - there)
        (mean, _, _), (middle, low, high) = student(here[both]), student((here - there)[both])
        least = counts(row.measure, float(there[both].mean()) if both.any() else float("nan"))
        told = {"unit": unit(row.measure), "mean": mean, "difference": middle, "low": low, "high": high}
        said = expected(middle, low, high, SIGNS[row.expects], least)
        table.append({"claim": claim, **row.as_lived, **told, "smallest": least, "verdict": said})
    order = ["claim", "arm", "against", "measure", "unit", "expects", "mean", "difference", "low", "high", "smallest"]
    return pd.DataFrame(table)[[*order, "verdict"]]


def counts(measure: str, against: float) -> float:
    """Smallest difference of a measure that counts."""
    of_refuters = measure in SMALLEST or measure.startswith(("incidents", "hazard"))
    return smallest(measure, against) if of_refuters else tolerance(measure, against)
