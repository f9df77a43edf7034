"""What norm sets and choices do in a sweep: means over its points, paired differences, and over what these are sure.

Points of a ``random`` design are independent draws from the ranges, so that an interval over them says how well the
mean over the ranges is known. Points of every other design were laid out on purpose: the mean is over just these, and
what is left to chance is the seeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from abm.analysis.summary import student

MEASURES = ("trust", "trust_share", "incidents", "misfit", "unrest", "lead_time", "share_outside")
"""What the table shows; the files hold all measures."""

DRAWN = "random"
"""The one design whose points are independent draws."""

SCATTERED = ("random", "lhs")
"""Designs in which a choice is one more dimension: its values stand at different points."""

BASELINES = {"norms": "reactive", "instruments": "[]"}
"""What can be compared, and with what where that is there."""

ROWS = 40
"""Most groups shown."""


@dataclass(frozen=True)
class Contrasts:
    """Means per group, and differences from a baseline.

    Attributes
    ----------
    keys : list of str
        Columns that name a group: norm set and choices.
    table : DataFrame
        A row per group and measure: the keys, ``group`` (its number), ``runs``, ``measure``, ``mean``, ``half`` (of the
        interval) and ``over`` (``seeds``, ``points`` or empty); ``difference``, ``difference_half`` and ``pairs``.
    key, baseline : str
        What is compared, and with which of its values; empty where nothing is.
    design : str
        Which design the points are of.
    """

    keys: list[str]
    table: pd.DataFrame
    key: str
    baseline: str
    design: str


def contrasts(runs: pd.DataFrame, factors: Sequence[str], choices: Sequence[str], design: str) -> Contrasts:
    """Compute means per norm set and combination of choices, and differences between norm sets.

    Parameters
    ----------
    runs : DataFrame
        A row per run that went well, with ``point``, ``seed``, ``norms``, the factors and measures.
    factors, choices : sequence of str
        Keys of all factors, and of those that are lists of values.
    design : str
        Which design the points are of.

    Returns
    -------
    Contrasts
        The mean is over points, each averaged over its seeds. A difference is paired by seed and by the values of all
        other factors, so that both runs had the same shocks and people.
    """
    keys = [key for key in dict.fromkeys(["norms", *choices]) if key == "norms" or runs[key].nunique() > 1]
    if "instruments" in keys and "norms" not in choices:
        keys.remove("norms")  # the sets are made of instruments; the name says nothing of them
    measures = [name for name in MEASURES if name in runs and runs[name].notna().any()]
    key = next((item for item in BASELINES if item in choices and item in keys and runs[item].nunique() > 1), "")
    values = list(dict.fromkeys(runs[key])) if key else []
    baseline = "" if not key else BASELINES[key] if BASELINES[key] in values else str(values[0])
    others = [item for item in factors if item != key]
    if design in SCATTERED and others:
        key = baseline = ""
    held = runs[runs[key] == baseline].set_index([*others, "seed"])[measures].add_suffix(" held") if key else None
    held = held[~held.index.duplicated()] if held is not None else None
    rows: list[dict[str, Any]] = []
    for number, (names, group) in enumerate(runs.groupby(keys, sort=False)):
        named = dict(zip(keys, names, strict=True)) | {"group": number, "runs": len(group)}
        pairs = group.iloc[:0]
        if held is not None and named[key] != baseline:
            pairs = group.join(held, on=[*others, "seed"], how="inner")
        for name in measures:
            own = _interval(group, group[name], design)
            change = (np.nan, np.nan, "")
            if len(pairs):
                change = _interval(pairs, pairs[name] - pairs[f"{name} held"], design)
            row = {"measure": name, "mean": own[0], "half": own[1], "over": own[2], "pairs": len(pairs)}
            rows.append(named | row | {"difference": change[0], "difference_half": change[1]})
    return Contrasts(keys, pd.DataFrame(rows), key, baseline, design)


def _interval(runs: pd.DataFrame, values: pd.Series, design: str) -> tuple[float, float, str]:
    """Mean over points, half of its 95% interval, and over what that is taken."""
    table = pd.DataFrame({"point": runs["point"], "seed": runs["seed"], "value": values.astype(float)}).dropna()
    table = table.pivot(index="point", columns="seed", values="value")
    averages = table.mean(axis=1)
    if table.empty:
        return np.nan, np.nan, ""
    mean = float(averages.mean())
    if design == DRAWN and len(table) > 1:
        over, varied = "points", averages
    else:
        over, varied = "seeds", table.sub(averages, axis=0).mean(axis=0)
    middle, low, _ = student(varied.to_numpy())
    return mean, middle - low, over if len(varied) > 1 else ""
