"""How citizens are drawn at the start: each attribute a pure function of (seed, citizen), ties also of their number."""

from __future__ import annotations

import math

import numpy as np

from abm.numerics.arithmetic import exp
from abm.numerics.compiled import kernel
from abm.numerics.streams import normal_quantile, uniform_in

LOWEST_BASELINE, HIGHEST_BASELINE = 0.02, 0.98  # at 0 or 1 trust could not move both ways, nor anything be expected
LOWEST_THRESHOLD = 0.01  # nobody comes into action without any grievance


@kernel
def draw_communities(draws, people, communities):
    """Draw the community of each citizen, uniformly; shape (people,), int32."""
    community = np.empty(people, np.int32)
    for i in range(people):
        community[i] = int(uniform_in(draws, i) * communities)
    return community


@kernel
def draw_educations(draws, people, share):
    """Draw whether each citizen is higher educated; shape (people,), bool."""
    educated = np.empty(people, np.bool_)
    for i in range(people):
        educated[i] = uniform_in(draws, i) < share
    return educated


@kernel
def draw_values(own_draws, community_draws, community, educated, share, correlation, clustering):
    """Draw the values of each citizen, shape (people, 2), each component of unit variance.

    w = √ρ·(community mean) + √(1-ρ)·(own); v₂ = w₂ and v₁ = r·z + √(1-r²)·w₁ with z the standardised education.
    """
    people = community.size
    values = np.empty((people, 2))
    common, own = math.sqrt(clustering), math.sqrt(1.0 - clustering)
    rest, deviation = math.sqrt(1.0 - correlation * correlation), math.sqrt(share * (1.0 - share))
    for i in range(people):
        for k in range(2):
            mean = normal_quantile(uniform_in(community_draws, 2 * community[i] + k))
            values[i, k] = common * mean + own * normal_quantile(uniform_in(own_draws, 2 * i + k))
        z = ((1.0 if educated[i] else 0.0) - share) / deviation
        values[i, 0] = correlation * z + rest * values[i, 0]
    return values


@kernel
def draw_normals(draws, people, mean, spread, low, high):
    """Draw normal numbers held to [low, high]; shape (people,)."""
    out = np.empty(people)
    for i in range(people):
        out[i] = min(high, max(low, mean + spread * normal_quantile(uniform_in(draws, i))))
    return out


@kernel
def draw_lognormals(draws, people, median, spread):
    """Draw lognormal numbers, median·exp(spread·normal); shape (people,)."""
    out = np.empty(people)
    for i in range(people):
        out[i] = median * exp(spread * normal_quantile(uniform_in(draws, i)))
    return out


@kernel
def draw_ties(within_draws, pick_draws, community, communities, degree, within):
    """Draw whom each citizen hears: out-ties of shape (people, degree), int32.

    With probability ``within`` somebody else of the own community, otherwise (or where there is nobody else) anybody
    else, uniformly and with replacement. Nobody is tied to themselves.
    """
    people = community.size
    offset = np.zeros(communities + 1, np.int64)
    for i in range(people):
        offset[community[i] + 1] += 1
    for c in range(communities):
        offset[c + 1] += offset[c]
    members = np.empty(people, np.int32)  # citizens by community, in the order of their numbers
    place = np.empty(people, np.int32)
    filled = offset[:-1].copy()
    for i in range(people):
        place[i] = filled[community[i]]
        members[place[i]] = i
        filled[community[i]] += 1
    ties = np.empty((people, degree), np.int32)
    for i in range(people):
        first, last = offset[community[i]], offset[community[i] + 1]
        for k in range(degree):
            u = uniform_in(pick_draws, degree * i + k)
            if last - first > 1 and uniform_in(within_draws, degree * i + k) < within:
                m = first + int(u * (last - first - 1))
                ties[i, k] = members[m + 1 if m >= place[i] else m]
            else:
                j = int(u * (people - 1))
                ties[i, k] = j + 1 if j >= i else j
    return ties
