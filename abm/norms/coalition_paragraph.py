"""Coalition paragraph (participatieparagraaf in het regeerakkoord): a floor under leadership that fades."""

from dataclasses import dataclass

from abm.declare import parameter
from abm.norms.base import Instrument, Leadership
from abm.numerics.arithmetic import half_life_factor, power


class CoalitionParagraph(Instrument):
    """A floor under leadership when a cabinet starts, decaying over its term."""

    name = "coalition_paragraph"
    rule = "leadership: a floor at the start of a cabinet, decaying"
    cost = "none in hours"
    observable = "share_outside"
    sign = +1

    @dataclass
    class Settings:
        """Height and life of the floor."""

        floor: float = parameter(0.7, "floor under mandate and steadfastness at the start of a cabinet", low=0, high=1)
        halflife: float = parameter(
            52.0,
            "weeks in which the floor halves",
            unit="weeks",
            low=4,
            high=520,
            source="decay: coalition agreements bind weakly (docs/sources/literature.md 1.56); size: assumption",
        )

    def lead(self, leadership: Leadership, weeks_in_office: int) -> Leadership:
        """Leadership, at least the floor that is left."""
        floor = self.settings.floor * power(half_life_factor(self.settings.halflife), float(weeks_in_office))
        return Leadership(max(leadership.mandate, floor), max(leadership.steadfastness, floor))
