"""How citizens are drawn at the start: each attribute a pure function of (seed, citizen) and, for values, of the place.

Numbers are drawn in double precision and kept in single precision.
"""

from __future__ import annotations

import math

import numpy as np

from abm.numerics.arithmetic import exp
from abm.numerics.compiled import kernel
from abm.numerics.streams import normal_quantile, uniform_in

LOWEST_BASELINE, HIGHEST_BASELINE = 0.02, 0.98  # at 0 or 1 trust could not move both ways, nor anything be expected
LOWEST_THRESHOLD = 0.01  # nobody comes into action without any grievance


@kernel
def draw_educations(draws, people, share):
    """Draw whether each citizen is higher educated; shape (people,), bool."""
    educated = np.empty(people, np.bool_)
    for i in range(people):
        educated[i] = uniform_in(draws, i) < share
    return educated


@kernel
def draw_values(own_draws, community_draws, first, educated, share, correlation, clustering, out):
    """Draw the values of each citizen, each component of unit variance, into the first two columns of ``out``.

    w = √ρ·(community mean) + √(1-ρ)·(own); v₂ = w₂ and v₁ = r·z + √(1-r²)·w₁ with z the standardised education.
    ``first`` has the bounds of the communities, shape (communities + 1,).
    """
    common, own = math.sqrt(clustering), math.sqrt(1.0 - clustering)
    rest, deviation = math.sqrt(1.0 - correlation * correlation), math.sqrt(share * (1.0 - share))
    for c in range(first.size - 1):
        mean_1 = normal_quantile(uniform_in(community_draws, 2 * c))
        mean_2 = normal_quantile(uniform_in(community_draws, 2 * c + 1))
        for i in range(first[c], first[c + 1]):
            w_1 = common * mean_1 + own * normal_quantile(uniform_in(own_draws, 2 * i))
            w_2 = common * mean_2 + own * normal_quantile(uniform_in(own_draws, 2 * i + 1))
            z = ((1.0 if educated[i] else 0.0) - share) / deviation
            out[i, 0] = correlation * z + rest * w_1
            out[i, 1] = w_2


@kernel
def draw_normals(draws, people, mean, spread, low, high):
    """Draw normal numbers held to [low, high]; shape (people,), float32."""
    out = np.empty(people, np.float32)
    for i in range(people):
        out[i] = min(high, max(low, mean + spread * normal_quantile(uniform_in(draws, i))))
    return out


@kernel
def draw_lognormals(draws, median, spread, out):
    """Draw lognormal numbers, median·exp(spread·normal), into ``out``; shape (people,)."""
    for i in range(out.size):
        out[i] = median * exp(spread * normal_quantile(uniform_in(draws, i)))
