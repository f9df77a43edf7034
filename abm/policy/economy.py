"""Economy: an exogenous driver of the trust that citizens return to; a run without drivers knows none."""

from __future__ import annotations

import numpy as np

from abm.parameters import Parameters

ECONOMY = "economy"

POINTS = 10.0
"""Points of the balance that ``citizens.economy_effect`` is the effect of."""


def economy(week: int, parameters: Parameters) -> float:
    """What the economy adds to everybody's own baseline of trust this week, E = effect·(balance - mean)/10.

    The balance of consumer confidence is linear between the points that are given; the first value holds before them,
    the last after.
    """
    points = sorted((driver.week, driver.value) for driver in parameters.drivers if driver.kind == ECONOMY)
    own = parameters.citizens
    if not points or own.economy_effect == 0.0:
        return 0.0
    weeks, values = zip(*points, strict=True)
    balance = float(np.interp(week, weeks, values))
    return own.economy_effect * (balance - own.economy_mean) / POINTS
