"""What each parameter of procedure acts on: who notices a process, and what they feel of what became of it."""

from __future__ import annotations

import numpy as np

from abm.agents.citizens.week import Procedures
from abm.model import PolicyModel
from abm.policy.participation import Concluded
from tests.parameters.acts import FALLS, RISES, acts
from tests.parameters.acts.offices import NO_ROOM, WHOLE_ROOM, Changes, aggrieve, country, heard

NOBODY = np.empty(0, np.int64)


def noticed(model: PolicyModel) -> float:
    """Citizens whose trust a process on dossier 0 touches that was judged well."""
    model.procedures = Procedures.of([Concluded(0, 0.1, 0.0, 1, NOBODY)], [])
    model.live()
    return float((model.citizens.procedure > 0.0).sum())


def outcome(changes: Changes) -> Concluded:
    """What became of a dialogue, as those feel it who notice it."""
    (concluded,) = heard(country(changes)).official.ministry.procedures
    return concluded


@acts("procedure.exposure", "citizens who notice a process, none of them aggrieved", RISES, 0.05, 0.3)
def exposure(value: float) -> float:
    return noticed(country({"procedure.exposure": value}))


@acts("procedure.concerned", "citizens who notice a process on what they are aggrieved about", RISES, 0.2, 0.8)
def concerned(value: float) -> float:
    model = country({"procedure.concerned": value, "procedure.exposure": 0.0})
    aggrieve(model)
    return noticed(model)


@acts("procedure.gain", "effect on trust of input that was adopted (Concluded.effect)", RISES, 0.1, 0.3)
def gain(value: float) -> float:
    return outcome(WHOLE_ROOM | {"procedure.gain": value}).effect


@acts("procedure.loss", "effect on trust of input that was ignored (Concluded.effect)", FALLS, 0.1, 0.3)
def loss(value: float) -> float:
    return outcome(NO_ROOM | {"procedure.loss": value, "procedure.feedback": 0.0}).effect


@acts("procedure.repair", "effect on trust of input that was ignored and explained (Concluded.effect)", RISES, 0.2, 0.8)
def repair(value: float) -> float:
    return outcome(NO_ROOM | {"procedure.repair": value, "procedure.feedback": 1.0}).effect


@acts("procedure.repair", "relief by input that was ignored and explained (Concluded.relief)", RISES, 0.2, 0.8)
def repair_of_grievance(value: float) -> float:
    return outcome(NO_ROOM | {"procedure.repair": value, "procedure.feedback": 1.0}).relief


@acts("procedure.feedback", "processes of twenty whose ignored input was explained away", RISES, 0.2, 0.8)
def feedback(value: float) -> float:
    model = country(NO_ROOM | {"procedure.feedback": value, "procedure.repair": 1.0})
    for serial in range(1, 21):
        heard(model, serial=serial)
    return sum(concluded.effect == 0.0 for concluded in model.ministries_by_number[0].procedures)


@acts("procedure.heard", "relief by input that was adopted (Concluded.relief)", RISES, 0.2, 0.8)
def heard_and_adopted(value: float) -> float:
    return outcome(WHOLE_ROOM | {"procedure.heard": value}).relief


@acts("procedure.heard", "relief by input that was ignored (Concluded.relief)", FALLS, 0.2, 0.8)
def heard_and_ignored(value: float) -> float:
    return outcome(NO_ROOM | {"procedure.heard": value, "procedure.feedback": 0.0}).relief


@acts("procedure.full_adoption", "relief by input of some influence (Concluded.relief)", FALLS, 0.3, 1.0)
def full_adoption(value: float) -> float:
    return outcome({"procedure.full_adoption": value}).relief
