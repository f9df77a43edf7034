"""Tension clause (juist dan naar buiten): a tense dossier is taken outside exactly because it is tense."""

from dataclasses import dataclass

from abm.declare import RULES, parameter
from abm.norms.base import Instrument, Reserve, replace


class TensionClause(Instrument):
    """On a salient dossier participation is considered, and who asks people gets weeks and keeps room for it."""

    name = "tension_clause"
    rule = "above a salience: consideration 1; weeks for who chooses a method; pressure does not shrink w"
    cost = "weeks, and what waiting costs"
    observable = "outside_tense"
    sign = +1

    @dataclass
    class Settings:
        """From when, and how much."""

        salience: float = parameter(0.3, "salience from which the clause holds", unit="salience", low=0, high=1)
        consideration: float = parameter(1.0, "share of the way to always considering", unit="share", low=0, high=1)
        weeks: float = parameter(
            20.0,
            "weeks to the decision that a process has at least if people are asked",
            unit="weeks",
            low=0,
            high=104,
            source=f"assumption; {RULES} 2.29",
        )
        shelter: float = parameter(
            1.0, "share of the room taken by pressure that is given back", unit="share", low=0, high=1
        )

    def consider(self, probability: float, salience: float) -> float:
        """Part of the way to 1 on a salient dossier."""
        if salience < self.settings.salience:
            return probability
        return probability + self.settings.consideration * (1 - probability)

    def reserve(self, reserve: Reserve, salience: float) -> Reserve:
        """Weeks, and room that pressure leaves, on a salient dossier."""
        if salience < self.settings.salience:
            return reserve
        weeks = max(reserve.weeks, self.settings.weeks)
        return replace(reserve, weeks=weeks, pressed=reserve.pressed * (1 - self.settings.shelter))
