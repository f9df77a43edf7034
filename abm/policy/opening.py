"""How attention opens dossiers: the arrow salience to opening."""

from __future__ import annotations

import numpy as np

from abm.numerics.compiled import kernel


@kernel
def opening_hazard(salience, thresholds, rate):
    """Chance in a week that attention opens a dossier: rate x salience above the threshold of its ministry."""
    hazard, dossiers = np.zeros(salience.size), salience.size // thresholds.size
    for j in range(salience.size):
        hazard[j] = rate * max(0.0, salience[j] - thresholds[j // dossiers])
    return hazard
