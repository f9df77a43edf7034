"""Leadership mandate (ruimte en mandaat): leaders who give room and keep it under pressure."""

from dataclasses import dataclass

from abm.declare import parameter
from abm.norms.base import Instrument, Leadership


class LeadershipMandate(Instrument):
    """Raises mandate and steadfastness part of the way to 1."""

    name = "leadership_mandate"
    rule = "leadership: mandate, with it backing and room, and steadfastness"
    cost = "none in hours; the minister gives up speed"
    observable = "share_outside"
    sign = +1

    @dataclass
    class Settings:
        """How far leadership is raised."""

        mandate: float = parameter(0.5, "share of the way to full mandate", unit="share", low=0, high=1)
        steadfastness: float = parameter(0.5, "share of the way to full steadfastness", unit="share", low=0, high=1)

    def lead(self, leadership: Leadership, weeks_in_office: int) -> Leadership:
        """Mandate and steadfastness part of the way to 1."""
        return Leadership(
            leadership.mandate + self.settings.mandate * (1 - leadership.mandate),
            leadership.steadfastness + self.settings.steadfastness * (1 - leadership.steadfastness),
        )
