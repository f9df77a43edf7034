"""Whether the country needs the loop: the model fitted anew where haste, or all of the loop, is cut.

Question: does the model fit the country as well where salience hastens nothing, or where no path leads from salience
          back to policy-making? Then the loop is not supported by what it was fitted to.
Design:   the calibration, by fewer worlds, three times: as it is, with ``ablation=no_haste`` and with
          ``ablation=no_loop``. All three are held against the targets that count where nothing is cut, may miss as many
          of them, and have the luck of the whole model. The rule, written before: a cut model fits as well where its
          evidence is less than three natural logarithms below that of the whole model (from there on Kass and Raftery
          1995 call evidence strong), or less than twice the error of the difference. What each would leave in the
          records of decisions is told beside it: the rank correlation of lead time with salience, which the calibration
          does not see. Where it was measured, bills to which media paid attention took longer (Wolfe 2012, the 109th
          Congress of the United States): a correlation above 0.
Columns of loop_cut: model: none, no_haste or no_loop, what is cut; worlds, run in waves; left, the share of the ranges
          that is not ruled out; missed, how many targets a world may miss; failing, the targets that no world comes
          near, both by the waves of its own; accepted, the share of members that lie within the cut of all targets that
          count for the whole model but for those it may miss; evidence, the natural logarithm of the mean density of
          the targets over the ranges, by the emulators, mean of several samplers, and error, the standard error of that
          mean; behind, by how much it is less than that of the whole model; as_well, yes or no by the rule (empty for
          the whole model); lead_by_salience, with lead_by_salience_low and lead_by_salience_high: median over members
          and between which nine in ten lie; lead_reactive, lead_planned: median lead times in weeks; seeds,
          results_version.
Columns of loop_cut_targets: model; target, source; target_low, target_high (empty: open on that side); error,
          discrepancy, their s.d.; history, one or many; luck, s.d. from run to run; counts: yes, or no where no world
          of the whole model comes near; lowest, median, highest: of what members show on average; nearest, the
          smallest distance of a member in s.d.; fit, the share of members within the cut; inside, the share of members
          that lie within the target itself (empty where it is a single figure); seeds, results_version.

    abm study loop_cut hydra.run.dir=experiments/data
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from abm.experiments.calibrating import country, judging, posterior
from abm.experiments.calibrating.design import Calibration, Size, design
from abm.experiments.calibrating.emulating import Emulators
from abm.experiments.calibrating.matching import Bools
from abm.experiments.calibration import Waves, calibrate
from abm.experiments.common import Options, Tables
from abm.experiments.registry import register
from abm.numerics.streams import Floats

CUTS = ("none", "no_haste", "no_loop")
NINE_IN_TEN = (0.05, 0.95)

STRONG = 3.0
"""Natural logarithm of a ratio of evidence from which it is strong (Kass and Raftery 1995)."""

SAMPLERS = {"tiny": 2, "quick": 2, "full": 4}
"""Samplers of the evidence, each with a seed of its own."""


@register(seeds={"tiny": 1, "quick": 1, "full": 1})
def study(options: Options) -> Tables:
    """Fit the whole model and both that are cut."""
    plan = design()
    size = plan.sizes_of_cuts[options.size]
    fits = {cut: calibrate(plan, size, options, f"ablation={cut}") for cut in CUTS}
    whole = fits[CUTS[0]][0]
    samplers = SAMPLERS[options.size]
    found = {
        cut: evidence(plan, waves.emulators, whole.left.counts, whole.emulators.luck, size, samplers)
        for cut, (waves, _) in fits.items()
    }
    rows = [
        {"model": cut, **told(plan, *fits[cut], whole), **compared(found[cut], found[CUTS[0]], cut != CUTS[0])}
        for cut in CUTS
    ]
    targets = [judging.targets_of(plan, last, whole.left.counts).assign(model=cut) for cut, (_, last) in fits.items()]
    return {"loop_cut": pd.DataFrame(rows), "loop_cut_targets": pd.concat(targets, ignore_index=True)}


def told(plan: Calibration, waves: Waves, last: pd.DataFrame, whole: Waves) -> dict[str, object]:
    """How a model fits, and what it leaves in the records of decisions."""
    means = last.groupby("world")[list(country.OF_HASTE)].mean()
    low, high = means["lead_by_salience"].quantile(NINE_IN_TEN)
    members = judging.members_of(plan, last, whole.left.counts, whole.left.missed)
    return {
        **{name: waves.told[-1][name] for name in ("worlds", "left", "missed", "failing")},
        "accepted": float((members["accepted"] == "yes").mean()),
        "lead_by_salience": means["lead_by_salience"].median(),
        "lead_by_salience_low": low,
        "lead_by_salience_high": high,
        "lead_reactive": means["lead_reactive"].median(),
        "lead_planned": means["lead_planned"].median(),
    }


def evidence(plan: Calibration, emulators: Emulators, use: Bools, luck: Floats, size: Size, samplers: int) -> Floats:
    """Natural logarithm of the mean density of the targets over the ranges, by several samplers; shape (samplers,).

    Minus infinity where a target could be read in no world.
    """
    if np.isnan(emulators.centre[use]).any():
        return np.full(samplers, -np.inf)
    return np.array(
        [
            posterior.explore(emulators, plan, use, size.live, seed, luck, most=size.most).log_evidence
            for seed in range(1, samplers + 1)
        ]
    )


def compared(found: Floats, whole: Floats, is_cut: bool) -> dict[str, object]:
    """Judge the evidence of a model, by the rule."""
    error, error_whole = (
        float(np.std(values, ddof=1) / np.sqrt(len(values))) if np.isfinite(values).all() else 0.0
        for values in (found, whole)
    )
    behind = float(whole.mean() - found.mean()) if is_cut else 0.0
    as_well = behind < max(STRONG, 2.0 * float(np.hypot(error, error_whole)))
    return {
        "evidence": float(found.mean()),
        "error": error,
        "behind": behind,
        "as_well": ("yes" if as_well else "no") if is_cut else "",
    }
