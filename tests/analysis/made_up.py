"""Small made-up records of weeks with the columns of real ones."""

import numpy as np
import pandas as pd


def weekly(norms=("reactive", "anticyclical"), seeds=3, burn_in=20, weeks=60) -> pd.DataFrame:
    """A record of weeks: trust, and incidents by source, with noise of its own per seed and an effect per norm set."""
    rng = np.random.default_rng(7)
    week = np.arange(-burn_in, weeks)
    rows = []
    for seed in range(1, seeds + 1):
        noise, misfit = rng.normal(0, 0.01, week.size), rng.poisson(4, week.size).astype(float)
        for number, name in enumerate(norms):
            effect = number * np.clip(week, 0, None) / weeks
            rows.append(
                pd.DataFrame(
                    {
                        "run_id": f"{name}{seed}",
                        "norms": name,
                        "seed": seed,
                        "week": week,
                        "trust": 0.47 + noise + 0.01 * effect,
                        "incidents": misfit + 2.0 - effect,
                        "incidents_misfit": misfit - effect,
                        "incidents_coordination": 2.0,
                    }
                )
            )
    return pd.concat(rows, ignore_index=True)
