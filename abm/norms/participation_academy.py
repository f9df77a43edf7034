"""Participation academy (Rijksacademie Participatie): training hours become skill; knowledge survives turnover."""

from dataclasses import dataclass

from abm.declare import parameter
from abm.norms.base import Instrument, Training


class ParticipationAcademy(Instrument):
    """Training and a collective memory that lowers set-up hours, not influence."""

    name = "participation_academy"
    rule = "skill grows by training; collective memory survives turnover and lowers set-up hours"
    cost = "training hours"
    observable = "skill"
    sign = +1

    @dataclass
    class Settings:
        """Training and memory."""

        hours: float = parameter(0.75, "training hours per official and week", unit="hours/week", low=0, high=8)
        skill_per_hour: float = parameter(
            0.01, "share of the way to full skill per training hour", unit="1/hour", low=0, high=0.2
        )
        memory: float = parameter(
            0.8, "share of expected benefit that a successor takes over from the memory", unit="share", low=0, high=1
        )
        set_up_saving: float = parameter(
            0.2, "share of a method's hours saved when the ministry has done it before", unit="share", low=0, high=0.9
        )

    def train(self, training: Training) -> Training:
        """Asks for training and keeps a memory."""
        asked = self.settings
        return Training(asked.hours, asked.skill_per_hour, asked.memory, asked.set_up_saving)
