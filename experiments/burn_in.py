"""Whether a burn-in of 104 weeks suffices.

Question: do the measured weeks still remember how the model was started?
Design:   burn-ins of 52, 104, 208 and 416 weeks, default scenario, no norms, the same seeds. Shocks are addressed by
          week, so the measured weeks of all four meet the same ones; only what came before differs. That is history as
          well as start: needs and policies wandered elsewhere, so differences scatter more than those of norms.
Columns of burn_in: burn_in in weeks; measure, unit; statistic: "mean over weeks >= 0", or "first year minus later
          years", the drift within the measured weeks (a mean over weeks in which there were cases); mean with its
          interval (low, high); difference from the longest burn-in, paired by seed, with its interval (difference_low,
          difference_high); target_low and target_high (trust: 0.01; others: 5% of the mean at the longest burn-in);
          holds, settled; seeds, results_version. Of means, the difference is judged; of drifts, the drift itself: a
          model that wanders by design (needs take a random walk) may drift at any burn-in, and then the difference says
          how much of it is the burn-in's.
Columns of burn_in_drift: measure, every weekly one, at a burn-in of 104 weeks; unit; level, its mean over weeks >= 0;
          first_year, the mean of the first year minus that of later years, with its interval (first_year_low,
          first_year_high); second_half, the mean of the second half of those weeks minus that of the first, with its
          interval (second_half_low, second_half_high); allowed, what counts as none (as above); holds, whether neither
          is more; settled, whether both intervals say so or one says the opposite; seeds, results_version.

    abm study burn_in hydra.run.dir=experiments/data
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from abm.analysis.summary import student
from abm.experiments.common import Options, Tables, cells, judge, run_all, tolerance, unit_of
from abm.experiments.registry import register
from abm.observation.measures import MEASURES
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
    runs = pd.concat([row.assign(norms=label) for label, row in run_all(plan, options, observe)], ignore_index=True)
    return {
        "burn_in": tabulate(runs, str(burn_ins[-1])),
        "burn_in_drift": tabulate_drift(runs[runs["norms"] == str(burn_ins[1])]),
    }


def observe(parameters: Parameters, seed: int) -> pd.DataFrame:
    """Row of one run: means over its weeks, and drifts."""
    recording = simulate(parameters, seed)
    changes = pd.DataFrame([drift(recording)])
    return pd.concat([recording.runs.to_pandas()[["seed", *MEASURES]], changes], axis=1)


def drift(recording: Recording) -> dict[str, float]:
    """Changes of each weekly measure within the measured weeks, by column: first year to later ones, and of halves."""
    weeks = recording.weeks.to_pandas().set_index("week")[list(MEASURES)].loc[0:].astype(float)
    half = len(weeks) // 2
    first_year = weeks.iloc[:WEEKS_PER_YEAR].mean() - weeks.iloc[WEEKS_PER_YEAR:].mean()
    second_half = weeks.iloc[half:].mean() - weeks.iloc[:half].mean()
    changes = {_drift_of(str(measure)): float(value) for measure, value in first_year.items()}
    return changes | {_halves_of(str(measure)): float(value) for measure, value in second_half.items()}


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


def tabulate_drift(runs: pd.DataFrame) -> pd.DataFrame:
    """Table of one row per measure, from one row per run."""
    rows = []
    for measure in MEASURES:
        level = float(runs[measure].mean())
        allowed = tolerance(measure, level)
        row: dict[str, object] = {"measure": measure, "unit": unit_of(measure), "level": level}
        judged = []
        for name, column in (("first_year", _drift_of(measure)), ("second_half", _halves_of(measure))):
            values = runs[column].to_numpy()
            value, low, high = student(values[~np.isnan(values)])
            row |= {name: value, f"{name}_low": low, f"{name}_high": high}
            judged.append(judge(value, low, high, -allowed, allowed))
        holds = "" if ("", "") in judged else "yes" if judged[0][0] == judged[1][0] == "yes" else "no"
        outside = any(said == ("no", "yes") for said in judged)
        settled = "" if not holds else "yes" if outside or all(said[1] == "yes" for said in judged) else "no"
        rows.append(row | {"allowed": allowed, "holds": holds, "settled": settled})
    return pd.DataFrame(rows)


def _halves_of(measure: str) -> str:
    return f"halves of {measure}"


def _drift_of(measure: str) -> str:
    return f"drift of {measure}"
