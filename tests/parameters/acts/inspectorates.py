"""What each parameter of inspectorates acts on: what they notice, when they say so, and how far they are believed."""

from __future__ import annotations

import numpy as np

from abm.model import PolicyModel
from abm.norms import Norms
from abm.policy.evidence import Source
from tests.parameters.acts import FALLS, RISES, acts
from tests.parameters.acts.offices import MANY, Changes, country, length, serve_everybody_badly

CERTAIN = {"inspectorates.detection": 1.0}


def inspected(changes: Changes) -> PolicyModel:
    """A country in which everybody is served badly, after a round of inspection."""
    model = country(MANY | changes)
    serve_everybody_badly(model)
    model.board.house_bias[:] = 5.0
    model.surface_incidents()
    return model


def signal(changes: Changes) -> tuple[int, Source]:
    """The week in which the first inspectorate's signal arrives, counted from now, and what it says."""
    model = inspected(CERTAIN | changes)
    ((due, _, said),) = model.inspectorates_by_number[0].signals
    return due - model.week, said


@acts("inspectorates.detection", "signals raised on twenty bad policies in a week (noticed)", RISES, 0.2, 0.8)
def detection(value: float) -> float:
    return sum(inspectorate.noticed for inspectorate in inspected({"inspectorates.detection": value}).inspectorates)


@acts("inspectorates.lag", "weeks until a signal arrives", RISES, 4, 16)
def lag(value: int) -> float:
    return signal({"inspectorates.lag": value})[0]


@acts("inspectorates.cases", "declared variance of a signal", FALLS, 5, 20)
def cases(value: int) -> float:
    return signal({"inspectorates.cases": value})[1].variance


@acts("inspectorates.cases", "mean distance of what signals say from all who are served badly (reading)", FALLS, 1, 100)
def cases_that_are_read(value: int) -> float:
    model = inspected(CERTAIN | {"inspectorates.cases": value, "inspectorates.house_share": 0.0})
    everybody = np.arange(model.parameters.incidents.panel)
    said = [signal.reading for inspectorate in model.inspectorates for _, _, signal in inspectorate.signals]
    return length(np.array(said) - [model.needs.mean_of(j, everybody) for j in range(len(said))])


@acts("inspectorates.house_share", "what a signal says where the house is biased upwards (reading)", RISES, 0.2, 0.8)
def house_share(value: float) -> float:
    return float(signal({"inspectorates.house_share": value})[1].reading[0])


@acts("inspectorates.perceived_bias", "variance of the belief of a house that hears a signal", RISES, 0.2, 0.8)
def perceived_bias(value: float) -> float:
    model = inspected(CERTAIN | {"inspectorates.perceived_bias": value, "inspectorates.lag": 0})
    ministry = model.ministries_by_number[0]
    ministry.adopt(Norms(["close_to_implementation"], model.parameters.instrument))
    model.inspectorates_by_number[0].tell(ministry)
    return float(model.board.variance[0])


@acts("ministries.pressure_room", "variance of the belief of a pressed house that hears a signal", RISES, 0.2, 0.8)
def pressure_room(value: float) -> float:
    model = inspected(CERTAIN | {"ministries.pressure_room": value, "inspectorates.lag": 0})
    ministry = model.ministries_by_number[0]
    ministry.adopt(Norms(["close_to_implementation"], model.parameters.instrument))
    ministry.pressure = 1.0
    model.inspectorates_by_number[0].tell(ministry)
    return float(model.board.variance[0])
