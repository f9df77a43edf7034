"""Blame: the part of what grave news costs that is not forgotten at once, a stock over the whole country.

N <- N·2^(-1/h) + τ·L·T̄, with L the share of trust that this week's news of grave incidents costs and T̄ mean trust.
News leaves a fast mood, which comes and goes with coverage, and a slow trust; blame is the first. It has no ceiling.
"""

from __future__ import annotations

from math import fsum

from abm.numerics.arithmetic import half_life_factor, power
from abm.parameters.society import CitizensParameters
from abm.policy.board import Board


def news_loss(board: Board, parameters: CitizensParameters) -> float:
    """Share of trust that this week's news of grave incidents costs, L = min(1, α·Σ_j a_j·max(0, S_j - S₀)^γ)."""
    exponent = parameters.severity_exponent
    grave = board.severity - parameters.severity_floor
    covered = []
    for j in (grave > 0.0).nonzero()[0].tolist():
        above = float(grave[j])
        covered.append(float(board.salience[j]) * (above if exponent == 1.0 else power(above, exponent)))
    return min(1.0, parameters.news_effect * fsum(covered))


class Blame:
    """The blame N of one run, in units of trust, taken off every citizen's trust."""

    def __init__(self) -> None:
        self.level = 0.0
        self.change = 0.0

    def step(self, loss: float, trust: float, parameters: CitizensParameters) -> None:
        """One week: decay, then the blame's share of what this week's news costs at this mean trust."""
        before = self.level
        self.level = before * half_life_factor(parameters.blame_halflife) + parameters.blame_share * loss * trust
        self.change = self.level - before
