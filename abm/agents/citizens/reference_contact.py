"""What a contact does at the reference state, and the habituation that keeps that state where it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from abm.agents.citizens.birth import HIGHEST_BASELINE, LOWEST_BASELINE
from abm.numerics.arithmetic import exp
from abm.numerics.compiled import kernel

if TYPE_CHECKING:
    from abm.parameters import Parameters

_VALUE_STEP, _VALUE_POINTS = 0.25, 23  # values from -5.75 to 5.75 s.d.
_TOLERANCE_STEP, _TOLERANCE_POINTS = 0.375, 13  # log tolerance from -4.875 to 4.875 s.d.
_BASELINE_STEP, _BASELINE_POINTS = 0.01, 600  # to 6 s.d. on both sides; fine, for the bounds make a kink
_ANGLES = 8  # directions on the half circle; the other half is its mirror image
_COS_STEP, _SIN_STEP = 0.92387953251128675613, 0.38268343236508977173  # cos and sin of pi/8
_COS_HALF, _SIN_HALF = 0.98078528040323044913, 0.19509032201612826785  # cos and sin of pi/16


@dataclass(frozen=True)
class ReferenceContact:
    """The mean effect of one contact on trust at the reference state.

    There, every citizen's trust stands at the own baseline, and policies lie ``reference_distance`` from the centre of
    needs in every direction alike.

    Attributes
    ----------
    gain, loss : float
        Mean rise of trust by good contacts and mean fall by bad ones, per contact of any kind.
    bad_share : float
        Share of contacts that are bad, to half a percentage point; only reported.
    habituation : float
        c = gain - loss: what a citizen has come to expect of a contact.
    trust, dispersion : float
        Mean over citizens of T and of T(1-T) at the own baseline.
    """

    gain: float
    loss: float
    bad_share: float
    habituation: float
    trust: float
    dispersion: float


def contact_sizes(parameters: Parameters) -> tuple[float, float]:
    """α⁺ and α⁻: the size of a gain and of a loss; their geometric mean is the effect, their quotient the ratio."""
    citizens = parameters.citizens
    root = math.sqrt(citizens.loss_gain_ratio)
    return citizens.contact_effect / root, citizens.contact_effect * root


def reference_contact(parameters: Parameters) -> ReferenceContact:
    """Mean effect of a contact at the reference state, by quadrature: free of the seed and of the number of citizens.

    With e = |d - H·v| over values v, directions of d and tolerances τ, and b the own baseline of trust:

        gain = α⁺·E[max(0, 1 - e/τ)]·E[1 - b]     loss = α⁻·E[min(1, max(0, e - τ)/H)]·E[b]     c = gain - loss

    Two coefficients cannot satisfy size, ratio and balance at once. Habituation, c·T(1-T)/E[b(1-b)] subtracted at each
    contact, is the third: what is as good as usual leaves trust where it is (expectancy and disconfirmation: Owen
    2008), so the mean stands still at the reference state for any ratio of losses to gains.
    """
    citizens = parameters.citizens
    good, bad, bad_share = _mean_contact(
        citizens.reference_distance,
        parameters.needs.heterogeneity,
        parameters.population.education_needs,
        parameters.population.higher_educated,
        citizens.tolerance,
        citizens.tolerance_spread,
    )
    trust, dispersion = _mean_baseline(citizens.trust_baseline, citizens.trust_spread)
    alpha_plus, alpha_minus = contact_sizes(parameters)
    gain, loss = alpha_plus * good * (1.0 - trust), alpha_minus * bad * trust
    return ReferenceContact(gain, loss, bad_share, gain - loss, trust, dispersion)


@kernel
def _contact_quadrature(distance, heterogeneity, correlation, share, tolerance, spread):
    """Trapezoidal sums, which converge faster than any power of the step for a normal weight."""
    good, bad, bad_share, total = 0.0, 0.0, 0.0, 0.0
    own = math.sqrt(1.0 - correlation * correlation)
    deviation = math.sqrt(share * (1.0 - share))
    for educated in range(2):
        group = share if educated else 1.0 - share
        mean = correlation * (educated - share) / deviation
        for t in range(-_TOLERANCE_POINTS, _TOLERANCE_POINTS + 1):
            z = _TOLERANCE_STEP * t
            tau = tolerance * exp(spread * z)
            for k1 in range(-_VALUE_POINTS, _VALUE_POINTS + 1):
                z1 = _VALUE_STEP * k1
                for k2 in range(-_VALUE_POINTS, _VALUE_POINTS + 1):
                    z2 = _VALUE_STEP * k2
                    weight = group * exp(-0.5 * (z * z + z1 * z1 + z2 * z2))
                    cosine, sine = _COS_HALF, _SIN_HALF
                    for _ in range(_ANGLES):
                        d1 = distance * cosine - heterogeneity * (mean + own * z1)
                        d2 = distance * sine - heterogeneity * z2
                        e = math.sqrt(d1 * d1 + d2 * d2)
                        total += weight
                        if e <= tau:
                            good += weight * (1.0 - e / tau)
                        else:
                            bad += weight * min(1.0, (e - tau) / heterogeneity)
                            bad_share += weight
                        turned = cosine * _COS_STEP - sine * _SIN_STEP
                        sine = sine * _COS_STEP + cosine * _SIN_STEP
                        cosine = turned
    return good / total, bad / total, bad_share / total


@kernel
def _baseline_quadrature(mean, spread):
    trust, dispersion, total = 0.0, 0.0, 0.0
    for k in range(-_BASELINE_POINTS, _BASELINE_POINTS + 1):
        z = _BASELINE_STEP * k
        weight = exp(-0.5 * z * z)
        b = min(HIGHEST_BASELINE, max(LOWEST_BASELINE, mean + spread * z))
        total += weight
        trust += weight * b
        dispersion += weight * b * (1.0 - b)
    return trust / total, dispersion / total


_mean_contact = lru_cache(_contact_quadrature)
_mean_baseline = lru_cache(_baseline_quadrature)
