"""Whether a burn-in of 104 weeks suffices.

Question: do the measured weeks still remember how the model was started?
Design:   burn-ins of 52, 104, 208 and 416 weeks, default scenario, no norms, the same seeds. Shocks are addressed by
          week, so the measured weeks of all four meet the same ones; only what came before differs. That is history as
          well as start: needs and policies wandered elsewhere, so differences scatter more than those of norms.
Columns:  burn_in in weeks; measure, unit; statistic: "mean over weeks >= 0", or "first year minus later years", the
          drift within the measured weeks (a mean over weeks in which there were cases); mean with its interval (low,
          high); difference from the longest burn-in, paired by seed, with its interval (difference_low,
          difference_high); target_low and target_high (trust: 0.01; others: 5% of the mean at the longest burn-in);
          holds, settled; seeds, results_version. Of means, the difference is judged; of drifts, the drift itself: a
          model that wanders by design (needs take a random walk) may drift at any burn-in, and then the difference says
          how much of it is the burn-in's.

    abm study burn_in hydra.run.dir=experiments/data
"""

from __future__ import annotations

import pandas as pd

from abm.experiments.common import Options, Tables, cells, judge, run_all, tolerance, unit_of
from abm.experiments.registry import register
from abm.observation.measuring import WEEKS_PER_YEAR
from abm.observation.record import Recording, simulate
from abm.parameters import Parameters

BURN_INS = (52, 104, 208, 416)
OBSERVED = (
    "trust", "trust_share", "incidents", "misfit", "unrest", "salience", "questions", "pressure", "utilisation",
    "lead_time", "share_outside", "coordination_gap", "belief_variance", "expected_benefit", "skill", "relations",
)  # fmt: skip
MEAN, DRIFT = "mean over weeks >= 0", "first year minus later years"


@register()
def study(options: Options) -> Tables:
    """Run every burn-in; the last one is the reference."""
    burn_ins = options.at(tiny=(5, 20), quick=BURN_INS, full=BURN_INS)
    plan = {str(weeks): options.load("norms=reactive", f"burn_in={weeks}") for weeks in burn_ins}
    rows = [row.assign(norms=label) for label, row in run_all(plan, options, observe)]
    return {"burn_in": tabulate(pd.concat(rows, ignore_index=True), str(burn_ins[-1]))}


def observe(parameters: Parameters, seed: int) -> pd.DataFrame:
    """Row of one run: means over its weeks, and drifts."""
    recording = simulate(parameters, seed)
    return recording.runs.to_pandas()[["seed", *OBSERVED]].assign(**drift(recording))


def drift(recording: Recording) -> dict[str, float]:
    """Mean of each weekly measure in the first measured year, minus its mean in all later weeks; by drift column."""
    weeks = recording.weeks.to_pandas().set_index("week")[list(OBSERVED)]
    change = weeks.loc[0 : WEEKS_PER_YEAR - 1].mean() - weeks.loc[WEEKS_PER_YEAR:].mean()
    return {_drift_of(str(measure)): float(value) for measure, value in change.items()}


def tabulate(runs: pd.DataFrame, reference: str) -> pd.DataFrame:
    """Table of one row per statistic, measure and burn-in, from one row per run with the burn-in in ``norms``."""
    found = cells(runs, reference)
    rows = []
    for statistic in (MEAN, DRIFT):
        for measure in OBSERVED:
            allowed = tolerance(measure, found[measure, reference]["mean"])
            for burn_in in dict.fromkeys(runs["norms"]):
                row = found[measure if statistic == MEAN else _drift_of(measure), burn_in]
                judged = "mean", "low", "high"
                if statistic == MEAN:
                    judged = "difference", "difference_low", "difference_high"
                value, low, high = (row[name] for name in judged)
                holds, settled = judge(value, low, high, -allowed, allowed)
                rows.append(
                    {
                        "burn_in": int(burn_in),
                        "measure": measure,
                        "unit": unit_of(measure),
                        "statistic": statistic,
                        **row,
                        "target_low": -allowed,
                        "target_high": allowed,
                        "holds": holds,
                        "settled": settled,
                    }
                )
    return pd.DataFrame(rows)


def _drift_of(measure: str) -> str:
    return f"drift of {measure}"
