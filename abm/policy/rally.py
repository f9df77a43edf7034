"""Rally: trust from being seen to act on a crisis from outside; government's own incidents never rally.

R <- R·2^(-1/h) + g·a_open·exp(-D/8)·(1 - R/R_max). D is the weeks to the decision when the minister meets the
crisis, and a its salience then: haste has a real short-term benefit where danger comes from outside.
"""

from __future__ import annotations

from abm.numerics.arithmetic import exp, half_life_factor
from abm.parameters.politics import RallyParameters


class Rally:
    """The rally R of one run, in units of trust, added to every citizen's trust."""

    def __init__(self) -> None:
        self.level = 0.0
        self.change = 0.0
        self._answers: list[tuple[int, float, float]] = []

    def answer(self, dossier: int, salience: float, weeks: float) -> None:
        """A minister meets a crisis at this salience, with a deadline in ``weeks``."""
        self._answers.append((dossier, salience, weeks))

    def step(self, parameters: RallyParameters) -> None:
        """One week: decay, then the answers given since, in the order of their dossiers."""
        before = self.level
        self.level *= half_life_factor(parameters.halflife)
        for _, salience, weeks in sorted(self._answers):
            room = max(0.0, 1.0 - self.level / parameters.limit)
            self.level += parameters.gain * salience * exp(-weeks / parameters.haste) * room
        self._answers.clear()
        self.change = self.level - before
