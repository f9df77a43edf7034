"""Whether the country needs the loop: the model fitted anew where haste, or all of the loop, is cut.

Question: does the model fit the country as well where salience hastens nothing, or where no path leads from salience
          back to policy-making? Then the loop is not supported by what it was fitted to.
Design:   the calibration, by fewer worlds, three times: as it is, with ``ablation=no_haste`` and with
          ``ablation=no_loop``, held against the same targets. What each would leave in the records of decisions is told
          beside it: the rank correlation of lead time with salience, which the calibration does not see. Where it was
          measured, bills to which media paid attention took longer (Wolfe 2012, the 109th Congress of the United
          States): a correlation above 0.
Columns of loop_cut: model: none, no_haste or no_loop, what is cut; worlds, run in waves; left, the share of the ranges
          that is not ruled out; missed, how many targets a world may miss; failing, the targets that no world comes
          near; accepted, the share of members that lie within the cut of all targets but those; evidence, the natural
          logarithm of the mean density of the targets over the ranges, by the emulators, as of the targets that count
          where nothing is cut; places, on how many places that mean effectively rests; lead_by_salience, with
          lead_by_salience_low and lead_by_salience_high: median over members and between which nine in ten lie;
          lead_reactive, lead_planned: median lead times in weeks; seeds, results_version.
Columns of loop_cut_targets: model; target, source; target_low, target_high (empty: open on that side); error,
          discrepancy, their s.d.; history, one or many; luck, s.d. from run to run; counts: yes, or no where no world
          comes near; lowest, median, highest: of what members show on average; nearest, the smallest distance of a
          member in s.d.; fit, the share of members within the cut; seeds, results_version.

    abm study loop_cut hydra.run.dir=experiments/data
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from abm.experiments.calibrating import country, matching
from abm.experiments.calibrating.design import Calibration, design
from abm.experiments.calibration import Waves, calibrate, of_members, of_targets
from abm.experiments.common import Options, Tables
from abm.experiments.registry import register

CUTS = ("none", "no_haste", "no_loop")
NINE_IN_TEN = (0.05, 0.95)


@register(seeds={"tiny": 1, "quick": 1, "full": 1})
def study(options: Options) -> Tables:
    """Fit the whole model and both that are cut."""
    plan = design()
    size = plan.sizes_of_cuts[options.size]
    fits = {cut: calibrate(plan, size, options, f"ablation={cut}") for cut in CUTS}
    use = fits[CUTS[0]][0].counts
    asked = matching.spread(size.candidates, len(plan.keys), seed=3)
    rows = [{"model": cut, **told(plan, *fit), **evidence(plan, fit[0], use, asked)} for cut, fit in fits.items()]
    targets = [of_targets(plan, last, waves).assign(model=cut) for cut, (waves, last) in fits.items()]
    return {"loop_cut": pd.DataFrame(rows), "loop_cut_targets": pd.concat(targets, ignore_index=True)}


def told(plan: Calibration, waves: Waves, last: pd.DataFrame) -> dict[str, object]:
    """How a model fits, and what it leaves in the records of decisions."""
    means = last.groupby("world")[list(country.OF_HASTE)].mean()
    low, high = means["lead_by_salience"].quantile(NINE_IN_TEN)
    members = of_members(plan, last, waves)
    return {
        **{name: waves.told[-1][name] for name in ("worlds", "left", "missed", "failing")},
        "accepted": float((members["accepted"] == "yes").mean()),
        "lead_by_salience": means["lead_by_salience"].median(),
        "lead_by_salience_low": low,
        "lead_by_salience_high": high,
        "lead_reactive": means["lead_reactive"].median(),
        "lead_planned": means["lead_planned"].median(),
    }


def evidence(plan: Calibration, waves: Waves, use: matching.Bools, asked: matching.Floats) -> dict[str, float]:
    """Logarithm of the mean density of the targets over places, and on how many of these it effectively rests."""
    mean, variance = waves.emulators.expect(asked)
    distance = matching.distances(mean, variance, waves.emulators.luck, plan.targets)[:, use]
    log_density = -0.5 * np.square(distance).sum(axis=1)
    density = np.exp(log_density - log_density.max())
    return {
        "evidence": float(log_density.max() + np.log(density.mean())),
        "places": float(density.sum() ** 2 / np.square(density).sum()),
    }
