"""Measures that only whole runs have."""

from __future__ import annotations

import math

import numpy as np

from abm.observation.measuring import RunMeasure, definition_of


def cyclicality(choices: list[dict[str, float]]) -> float:
    """Correlation over processes of participation hours with salience at the last choice; positive is anticyclical."""
    if len(choices) < 3:
        return math.nan
    hours = np.array([choice["hours_outside"] for choice in choices])
    heat = np.array([choice["salience"] for choice in choices])
    hours, heat = hours - hours.mean(), heat - heat.mean()
    scale = math.sqrt(float((hours * hours).sum()) * float((heat * heat).sum()))
    return float((hours * heat).sum()) / scale if scale > 0.0 else math.nan


RUN_MEASURES: dict[str, RunMeasure] = {
    "cyclicality": RunMeasure("cyclicality", "correlation", definition_of(cyclicality), cyclicality)
}


def crossover_week(norm: np.ndarray, baseline: np.ndarray) -> float:
    """First week from which a norm's cumulative effort per durably solved dossier stays below the baseline's.

    Parameters
    ----------
    norm, baseline : arrays of shape (weeks, 2)
        Cumulative hours of policy-making and cumulative solved dossiers of twin runs, by week from week 0.

    Returns
    -------
    float
        A week, or nan when there is none.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        below = norm[:, 0] / norm[:, 1] < baseline[:, 0] / baseline[:, 1]
    if not len(below) or not below[-1]:
        return math.nan
    above = np.flatnonzero(~below)
    return float(above[-1] + 1) if len(above) else 0.0
