"""Whether the country needs the loop: the model fitted anew where haste, or all of the loop, is cut.

Question: does the model fit the country as well where salience hastens nothing, or where no path leads from salience
          back to policy-making? Then the loop is not supported by what it was fitted to.
Design:   the calibration, by fewer worlds, three times: as it is, with ``ablation=no_haste`` and with
          ``ablation=no_loop``. All three are held against the targets that count where nothing is cut, may miss as many
          of them, and have the luck of the whole model; but for the share of questions that follow the news, which is 0
          where that arrow is cut, whatever the country is like. The rule, written before: a cut model fits as well
          where its evidence is less than three natural logarithms below that of the whole model (from there on Kass and
          Raftery 1995 call evidence strong), or less than twice the error of the difference. That error is the spread
          over emulators of random halves of the runs, which is that of the whole (McCarthy 1969). What each would leave
          in the records of decisions is told beside it: the rank correlation of lead time with salience, which the
          calibration does not see. Where it was measured, bills to which media paid attention took longer (Wolfe 2012,
          the 109th Congress of the United States): a correlation above 0.
Columns of loop_cut: model: none, no_haste or no_loop, what is cut; worlds, run in waves; left, the share of the ranges
          that is not ruled out; missed, how many targets a world may miss; failing, the targets that no world comes
          near, both by the waves of its own; accepted, the share of members that lie within the cut of all targets that
          count for the whole model but for those it may miss; evidence, the natural logarithm of the mean density of
          the targets over the ranges, by the emulators of all runs, and error, its s.d. over halves of the runs;
          behind, by how much it is less than that of the whole model; as_well, yes or no by the rule (empty for the
          whole model); lead_by_salience, with lead_by_salience_low and lead_by_salience_high: median over members and
          between which nine in ten lie; lead_reactive, lead_planned: median lead times in weeks; seeds,
          results_version.
Columns of loop_cut_targets: model; target; what, in words; source; target_low, target_high (empty: open on that side);
          error, discrepancy, their s.d.; history, one or many; luck, s.d. from run to run of the whole model; counts:
          yes, or no where no world of the whole model comes near or a cut decides it; lowest, median, highest: of what
          members show on average; nearest, the smallest distance of a member in s.d.; fit, the share of members within
          the cut; inside, the share of members that lie within the target itself (empty where it is a single figure);
          seeds, results_version.

    abm study loop_cut hydra.run.dir=experiments/data
"""

from __future__ import annotations

from dataclasses import dataclass

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
from abm.parameters.checks import ParameterError

CUTS = ("none", "no_haste", "no_loop")
NINE_IN_TEN = (0.05, 0.95)

DECIDED = ("questions_news_share",)
"""Targets that a cut decides by itself: no question follows the news where that is one of the arrows that are cut."""

STRONG = 3.0
"""Natural logarithm of a ratio of evidence from which it is strong (Kass and Raftery 1995)."""

HALVES = {"tiny": 2, "quick": 2, "full": 4}
"""Random halves of the runs by which the evidence is found again."""


@register(seeds={"tiny": 1, "quick": 1, "full": 1})
def study(options: Options) -> Tables:
    """Fit the whole model and both that are cut."""
    plan = design()
    size, halves = plan.sizes_of_cuts[options.size], HALVES[options.size]
    whole: Fit | None = None
    rows, targets = [], []
    for cut in CUTS:
        like = whole.waves if whole else None
        waves, _, last = calibrate(plan, size, options, f"ablation={cut}", like=like)
        fit = Fit(waves, last)
        whole = whole or fit
        counts = whole.waves.left.counts & ~np.isin(plan.names, DECIDED)
        luck, luck_of_members = whole.waves.emulators.luck, judging.luck_of(plan, whole.last)
        fit.evidence, *others = evidences(plan, waves, halves, counts, luck, size, options.workers)
        fit.error = float(np.std(others, ddof=1)) if np.isfinite(others).all() else 0.0
        members = judging.members_of(plan, last, counts, whole.waves.left.missed, luck_of_members)
        rows.append({"model": cut, **told(fit, members), **compared(fit, whole)})
        targets.append(judging.targets_of(plan, last, counts, luck_of_members).assign(model=cut))
    return {"loop_cut": pd.DataFrame(rows), "loop_cut_targets": pd.concat(targets, ignore_index=True)}


@dataclass
class Fit:
    """A model, fitted.

    Attributes
    ----------
    waves : Waves
    last : DataFrame
        A row for each run of a member.
    evidence, error : float
        Natural logarithm, and its standard error.
    """

    waves: Waves
    last: pd.DataFrame
    evidence: float = 0.0
    error: float = 0.0


def told(fit: Fit, members: pd.DataFrame) -> dict[str, object]:
    """How a model fits, and what it leaves in the records of decisions."""
    means = fit.last.groupby("world")[list(country.OF_HASTE)].mean()
    low, high = means["lead_by_salience"].quantile(NINE_IN_TEN)
    return {
        **{name: fit.waves.told[-1][name] for name in ("worlds", "left", "missed", "failing")},
        "accepted": float((members["accepted"] == "yes").mean()),
        "lead_by_salience": means["lead_by_salience"].median(),
        "lead_by_salience_low": low,
        "lead_by_salience_high": high,
        "lead_reactive": means["lead_reactive"].median(),
        "lead_planned": means["lead_planned"].median(),
    }


def evidences(
    plan: Calibration, waves: Waves, halves: int, use: Bools, luck: Floats, size: Size, workers: int
) -> list[float]:
    """Evidence by the emulators of all runs, then by those of random halves, whose spread says how unsure it is."""
    try:
        from joblib import Parallel, delayed
    except ImportError:
        raise ParameterError(posterior.INSTALL) from None
    asked = (delayed(_of_part)(plan, waves, part, use, luck, size) for part in (None, *range(halves)))
    return list(Parallel(n_jobs=workers or -1)(asked))


def _of_part(plan: Calibration, waves: Waves, part: int | None, use: Bools, luck: Floats, size: Size) -> float:
    """Evidence by the emulators of a random half of the runs, or of all."""
    emulators = waves.emulators if part is None else waves.emulate(half(len(waves.runs), part))
    return evidence(plan, emulators, use, luck, size)


def half(runs: int, seed: int) -> np.ndarray:
    """Rows of a random half of the runs, in their order."""
    return np.sort(np.random.default_rng(seed).permutation(runs)[: runs // 2])


def evidence(plan: Calibration, emulators: Emulators, use: Bools, luck: Floats, size: Size) -> float:
    """Natural logarithm of the mean density of the targets over the ranges.

    Minus infinity where a target could be read in no world.
    """
    if np.isnan(emulators.centre[use]).any():
        return -np.inf
    return posterior.explore(emulators, plan, use, size.live, 1, luck, most=size.most).log_evidence


def compared(fit: Fit, whole: Fit) -> dict[str, object]:
    """Judge the evidence of a model, by the rule."""
    is_cut = fit is not whole
    behind = whole.evidence - fit.evidence if is_cut else 0.0
    as_well = behind < max(STRONG, 2.0 * float(np.hypot(fit.error, whole.error)))
    return {
        "evidence": fit.evidence,
        "error": fit.error,
        "behind": behind,
        "as_well": ("yes" if as_well else "no") if is_cut else "",
    }
