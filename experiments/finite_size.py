"""Whether the number of simulated citizens matters.

Question: from how many citizens on do the results no longer depend on their number?
Design:   2, 5, 10, 20, 50 and 200 thousand citizens, default scenario, no norms, the same seeds for all sizes.
Columns:  citizens simulated; measure, unit; mean over weeks >= 0 with its interval (low, high); difference from the
          largest size, paired by seed, with its interval (difference_low, difference_high); target_low and target_high
          of that difference (trust: 0.01; others: 5% of the mean at the largest size); holds, settled; seeds,
          results_version.

    abm study finite_size hydra.run.dir=experiments/data
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from abm.experiments.common import Options, Tables, cells, judge, runs_of, tolerance, unit_of
from abm.experiments.registry import register

SIZES = (2_000, 5_000, 10_000, 20_000, 50_000, 200_000)
OBSERVED = ("trust", "trust_share", "incidents", "misfit", "unrest")


@register()
def study(options: Options) -> Tables:
    """Run every size; the last one is the reference."""
    sizes = options.at(tiny=(200, 400), quick=SIZES[:4], full=SIZES)
    plan = {str(size): options.load("norms=reactive", f"population.citizens={size}") for size in sizes}
    return {"finite_size": tabulate(runs_of(plan, options), str(sizes[-1]))}


def tabulate(runs: pd.DataFrame, reference: str) -> pd.DataFrame:
    """Table of one row per measure and size, from one row per run with the size in ``norms``."""
    found = cells(runs[["norms", "seed", *OBSERVED]], reference)
    rows = []
    for measure in OBSERVED:
        allowed = tolerance(measure, found[measure, reference]["mean"])
        for size in dict.fromkeys(runs["norms"]):
            row = found[measure, size]
            compared = size != reference
            holds, settled = judge(row["difference"], row["difference_low"], row["difference_high"], -allowed, allowed)
            rows.append(
                {
                    "citizens": int(size),
                    "measure": measure,
                    "unit": unit_of(measure),
                    **row,
                    "target_low": -allowed if compared else np.nan,
                    "target_high": allowed if compared else np.nan,
                    "holds": holds,
                    "settled": settled,
                }
            )
    return pd.DataFrame(rows)
