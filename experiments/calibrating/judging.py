"""Which members of the posterior are accepted, by what they show themselves: from the rows of their runs alone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from abm.experiments.calibrating.design import Calibration
from abm.experiments.calibrating.matching import Bools, distances, worst
from abm.numerics.streams import Floats


def members_of(
    plan: Calibration, last: pd.DataFrame, counts: Bools, missed: int, luck: Floats | None = None
) -> pd.DataFrame:
    """Which members fit, and how typical each is.

    Parameters
    ----------
    last : DataFrame
        A row for each run of a member.
    counts : array of bool, shape (targets,)
        Which targets count.
    missed : int
        How many of these a member may miss.
    luck : array of shape (targets,), optional
        Variance from run to run; that of the members if not given.
    """
    distance = worst(_distances(plan, last, luck)[:, counts], missed)
    values = last.groupby("world")[plan.keys].first()
    places, accepted = plan.places(values.to_numpy()), distance <= plan.cut
    typical = np.full(len(places), np.nan)
    if accepted.any():
        typical = np.sqrt(np.square(places - np.median(places[accepted], axis=0)).mean(axis=1))
    return pd.DataFrame({"member": values.index}).assign(
        **{key: values[key].to_numpy() for key in plan.keys},
        distance=distance,
        accepted=np.where(accepted, "yes", "no"),
        typical=typical,
    )


def targets_of(plan: Calibration, last: pd.DataFrame, counts: Bools, luck: Floats | None = None) -> pd.DataFrame:
    """How the members stand to every target; ``luck`` as in :func:`members_of`."""
    distance, means = _distances(plan, last, luck), last.groupby("world")[plan.names].mean()
    luck = np.sqrt(luck_of(plan, last) if luck is None else luck)
    rows = []
    for j, item in enumerate(plan.targets):
        shown = means[item.name]
        inside = float(shown.between(item.low, item.high).mean())
        rows.append(
            {"target": item.name, "what": item.what, "source": item.source, "target_low": _end(item.low),
             "target_high": _end(item.high), "error": item.error, "discrepancy": item.discrepancy,
             "history": item.history, "luck": luck[j],
             "counts": "yes" if counts[j] else "no", "lowest": shown.min(), "median": shown.median(),
             "highest": shown.max(), "nearest": distance[:, j].min(),
             "fit": float((distance[:, j] <= plan.cut).mean()), "inside": np.nan if item.single else inside}
        )  # fmt: skip
    return pd.DataFrame(rows)


def luck_of(plan: Calibration, last: pd.DataFrame) -> Floats:
    """Variance of the runs of a member around their mean, over all members; 0 where none was run twice."""
    groups = last.groupby("world")[plan.names]
    squares, freedom = np.square(last[plan.names] - groups.transform("mean")).sum(), (groups.count() - 1).clip(0).sum()
    return np.where(freedom > 0, squares / np.maximum(freedom, 1), 0.0)


def _distances(plan: Calibration, last: pd.DataFrame, luck: Floats | None) -> Floats:
    """Distance of the mean of each member's runs from every target."""
    groups = last.groupby("world")[plan.names]
    luck = luck_of(plan, last) if luck is None else luck
    count = groups.count().to_numpy()
    return distances(groups.mean().to_numpy(), luck / np.maximum(count, 1), luck, plan.targets)


def _end(value: float) -> float:
    return value if np.isfinite(value) else np.nan
