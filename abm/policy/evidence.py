"""Evidence and decision: one formula for every source, and the house always reads first.

A source says y. The house moves from its belief b by the gain g; where it is tense and the house unsure, it leans by
kappa_e to one current case c; and it makes a drafting error when the draft is not finished:

    b' = b + g·(y - b),    v' = (1 - g)·v,    x' = (1 - kappa_e)·b' + kappa_e·c + error

with g = G for desk research, w·G for respondents and pilots, and for an inspectorate G times the weight that a norm
gives it and pressure leaves it; G = v / (v + sample variance + perceived bias^2) from what a method *declares*, never
from what it turned out to be. Desk research comes first, and what society says is held against what it left. There is
no other path from a source to a policy, and so no bonus for any of them.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from abm.numerics.streams import Floats
from abm.parameters import Method, Parameters


class Source(NamedTuple):
    """What one source says, and how far its method is believed.

    Attributes
    ----------
    reading : array of shape (2,)
        y: the need it reports, in units of needs.
    variance : float
        Declared sample variance per dimension.
    bias : float
        Bias that the ministry ascribes to the method, in units of needs.
    weight : float
        w for what society says; 1 for what government finds out by itself, less for a signal.
    """

    reading: Floats
    variance: float
    bias: float
    weight: float


def trust_in(variance: float, source_variance: float, bias: float) -> float:
    """G: weight of a source against a belief of variance v; v / (v + sample variance + bias^2), in [0, 1)."""
    total = variance + source_variance + bias * bias
    return variance / total if total > 0.0 else 0.0


def update(belief: Floats, variance: float, source: Source) -> tuple[Floats, float]:
    """b' and v' after one source."""
    gain = source.weight * trust_in(variance, source.variance, source.bias)
    return belief + gain * (source.reading - belief), (1.0 - gain) * variance


def desk_share(outside: float, parameters: Parameters) -> float:
    """Share of desk research that is done beside so many hours of participation, in [0, 1].

    With d hours of desk research it is max(0, 1 - (1 - ``desk_beside``)·hours/d): at ``desk_beside`` 1 the house reads
    as much as ever, at 0 all choices take the same hours as long as participation takes no more than the desk.
    """
    own = parameters.evidence
    return max(0.0, 1.0 - (1.0 - own.desk_beside) * outside / own.desk_hours) if own.desk_hours > 0.0 else 0.0


def unsureness(variance: float, parameters: Parameters) -> float:
    """How unsure a house is of its belief: v / (v + v_ref), in [0, 1)."""
    reference = parameters.evidence.reference_variance
    return variance / (variance + reference) if variance > 0.0 else 0.0


def case_weight(salience: float, variance: float, parameters: Parameters) -> float:
    """kappa_e = kappa·a·v' / (v' + v_ref): how far one current case pulls a decision, in [0, 1)."""
    return parameters.ministries.complaint_weight * salience * unsureness(variance, parameters)


def less_sure(variance: Any, growth: float, parameters: Parameters) -> Any:
    """Variance of one or many beliefs that has grown: growth ends at ``variance_limit``, and never makes it smaller."""
    limit, grown = parameters.evidence.variance_limit, variance + growth
    if isinstance(variance, float):
        return max(variance, min(limit, grown))
    return np.maximum(variance, np.minimum(limit, grown))


def surprise(severity: float, parameters: Parameters) -> float:
    """Growth of the variance of a belief with news of this severity: surprise·min(severity, the most that counts)."""
    own = parameters.evidence
    return own.surprise * min(severity, own.surprise_severity)


def settle(belief: Floats, case: Floats | None, case_weight: float, error: Floats) -> Floats:
    """x': the policy, from the belief after evidence, the current case and the drafting error."""
    if case is None:
        return belief + error
    return (1.0 - case_weight) * belief + case_weight * case + error


def selection_shift(odds_ratio: float, higher_educated: float) -> float:
    """How far a sample's education lies from the population's, in s.d. of education.

    With share p of higher educated and odds ratio q the sample's share is p' = q·p / (1 - p + q·p); the shift is
    (p' - p) / sqrt(p·(1 - p)).
    """
    p = higher_educated
    sampled = odds_ratio * p / (1.0 - p + odds_ratio * p)
    return (sampled - p) / math.sqrt(p * (1.0 - p))


def declared(method: Method, respondents: float, parameters: Parameters) -> tuple[float, float]:
    """Sample variance per dimension and perceived bias that a method declares, in needs^2 and needs.

    The ministry knows ``bias_awareness`` of the bias that the nominal odds ratio brings; of practices it knows how much
    communities differ and how practices err.
    """
    h = parameters.needs.heterogeneity
    population = parameters.population
    if method.practices:
        spread = population.value_clustering + parameters.needs.practice_error**2 + method.transfer_error**2
    else:
        spread = 1.0
    shift = selection_shift(method.odds_ratio, population.higher_educated) * population.education_needs
    return spread * h * h / max(respondents, 1.0), parameters.evidence.bias_awareness * shift * h


def desk_variance(hours: float, parameters: Parameters) -> float:
    """Declared variance of desk research on the given hours: the noise of standard hours, thinned by effort."""
    own = parameters.evidence
    return own.desk_noise**2 * own.desk_hours / hours if hours > 0.0 else float("inf")
