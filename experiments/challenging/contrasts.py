"""Differences between arms that lived through the same worlds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from abm.analysis.summary import student
from abm.experiments.common import FOUND, direction, unit_of
from abm.numerics.streams import Floats


class Contrast(NamedTuple):
    """Two arms of one test."""

    test: str
    arm: str
    against: str


class ArmValues:
    """Values of measures by arm, in the order of the worlds.

    Parameters
    ----------
    runs : DataFrame
        One row per arm and world; the arm in ``norms``, the world in ``seed``.
    measures : iterable of str
        Columns that are looked at.
    """

    def __init__(self, runs: pd.DataFrame, measures: Iterable[str]) -> None:
        self._columns = runs.pivot(index="seed", columns="norms", values=list(measures)).astype(float)

    def of(self, arm: str, measure: str) -> Floats:
        """Values over worlds; shape (worlds,)."""
        return np.asarray(self._columns[measure][arm])


def differences(measured: ArmValues, contrasts: Iterable[Contrast], measures: Sequence[str]) -> pd.DataFrame:
    """A row for each contrast and measure.

    Returns
    -------
    DataFrame
        ``test, arm, against, measure, unit, mean`` of the arm, ``difference`` from what it is held against, paired by
        world, with its interval (``low``, ``high``: 95%, Student; worlds where either lacks the measure are left out),
        and ``found``: up, down, or none found.
    """
    rows = []
    for contrast in contrasts:
        for measure in measures:
            here, there = (measured.of(arm, measure) for arm in (contrast.arm, contrast.against))
            paired = here - there
            middle, low, high = student(paired[~np.isnan(paired)])
            mean, _, _ = student(here[~np.isnan(here)])
            row = {**contrast._asdict(), "measure": measure, "unit": unit_of(measure), "mean": mean}
            found = FOUND[direction(low, high)]
            rows.append(row | {"difference": middle, "low": low, "high": high, "found": found})
    return pd.DataFrame(rows)
