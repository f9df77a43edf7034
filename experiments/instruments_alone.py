"""What each governance instrument does by itself.

Question: does each instrument move the observable it names, in the direction it names, and what else does it move?
Design:   each instrument alone, with its default settings, against no norms; default scenario, the same seeds.
Columns of instruments_alone: instrument by its name; dutch, the term of the essay; rule that it acts on; cost in words;
          observable that it should move; unit; expected sign of that; reactive, the mean of the observable under no
          norms; effect, the difference from it paired by seed, with its interval (low, high); verdict: as expected,
          opposite, or none found where the interval includes 0; seeds, results_version.
Columns of instruments_alone_effects: instrument by its name; measure, unit; reactive, the mean of the measure under no
          norms; effect, the difference from it paired by seed, with its interval (low, high); found: up, down, or none
          found; seeds, results_version. hours_of_norms are the hours that norms, training and relations take, per
          ministry and week: what the instrument costs.

    abm study instruments_alone hydra.run.dir=experiments/data
"""

from __future__ import annotations

import math

import pandas as pd

from abm.experiments.common import FOUND, Options, Tables, cells, direction, runs_of, unit_of
from abm.experiments.registry import register
from abm.norms import INSTRUMENTS
from abm.words import instrument_name

BASELINE = "reactive"
COST = "hours_of_norms"
EFFECTS = ("trust", "incidents", "misfit", "unrest", "lead_time", "share_outside", "share_tick_box", COST)


@register()
def study(options: Options) -> Tables:
    """Run no norms, and every instrument alone."""
    everything = tuple(INSTRUMENTS)
    names = options.at(tiny=("participation_academy", "chief_participation_officer"), quick=everything, full=everything)
    plan = {name: options.load("norms=reactive", f"instruments=[{name}]") for name in names}
    runs = runs_of({BASELINE: options.load("norms=reactive"), **plan}, options)
    return tabulate(runs)


def tabulate(runs: pd.DataFrame) -> Tables:
    """Both tables, from one row per run with the instrument in ``norms``."""
    runs = runs.assign(**{COST: runs["hours_norms"] + runs["hours_training"] + runs["hours_relations"]})
    names = [name for name in dict.fromkeys(runs["norms"]) if name != BASELINE]
    wanted = list(dict.fromkeys([*EFFECTS, *(INSTRUMENTS[name].observable for name in names)]))
    found = cells(runs[["norms", "seed", *wanted]], BASELINE)

    def effect_of(name: str, measure: str) -> dict[str, float]:
        row = found[measure, name]
        return {
            "reactive": found[measure, BASELINE]["mean"],
            "effect": row["difference"],
            "low": row["difference_low"],
            "high": row["difference_high"],
        }

    aims, effects = [], []
    for name in names:
        kind = INSTRUMENTS[name]
        aim = effect_of(name, kind.observable)
        aims.append(
            {
                "instrument": name,
                "dutch": instrument_name(name, "nl"),
                "rule": kind.rule,
                "cost": kind.cost,
                "observable": kind.observable,
                "unit": unit_of(kind.observable),
                "expected": f"{kind.sign:+d}",
                **aim,
                "verdict": verdict(kind.sign, **_interval(aim)),
            }
        )
        for measure in EFFECTS:
            effect = effect_of(name, measure)
            unit = unit_of("hours_norms" if measure == COST else measure)
            effects.append(
                {
                    "instrument": name,
                    "measure": measure,
                    "unit": unit,
                    **effect,
                    "found": FOUND[direction(**_interval(effect))],
                }
            )
    return {"instruments_alone": pd.DataFrame(aims), "instruments_alone_effects": pd.DataFrame(effects)}


def verdict(expected: int, low: float, high: float) -> str:
    """Say how an effect compares with the sign expected of it."""
    if math.isnan(low) or math.isnan(high):
        return "not measured"
    return {expected: "as expected", -expected: "opposite"}.get(direction(low, high), "none found")


def _interval(effect: dict[str, float]) -> dict[str, float]:
    return {"low": effect["low"], "high": effect["high"]}
