"""Each arrow of the essay's figure has one parameter that at 0 removes exactly that arrow, and no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest

from abm import PolicyModel
from abm.agents.ministers import deadline
from abm.policy.arrows import ARROWS
from tests.conftest import lively, open_process, start


class Ends(NamedTuple):
    """What is disturbed at the foot of an arrow, and what is read at its head within the same week."""

    disturb: Callable[[PolicyModel], None]
    read: Callable[[PolicyModel], np.ndarray]


def unrest(model: PolicyModel) -> None:
    model.board.unrest = model.board.unrest + 0.05


def stories(model: PolicyModel) -> None:
    for outlet in model.outlets_by_number[1:]:
        outlet.story += 1.0


def salience(model: PolicyModel) -> None:
    model.board.salience = np.full(len(model.board), 0.9)


def questions(model: PolicyModel) -> None:
    model.board.questions = model.board.questions + 5


def pressure(model: PolicyModel) -> None:
    for ministry in model.ministries_by_number:
        ministry.pressure = 1.0


def case(model: PolicyModel) -> None:
    model.needs._members *= 1.5


def policy(model: PolicyModel) -> None:
    model.board.policy = model.board.policy + 2.0


def coordination(model: PolicyModel) -> None:
    model.board.coordination_gap = np.ones(len(model.board))


def struck(model: PolicyModel) -> None:
    model.board.struck = np.full(len(model.board), 0.02)


def read_salience(model: PolicyModel) -> np.ndarray:
    model.divide_attention()
    return model.board.salience


def read_one_outlet(model: PolicyModel) -> np.ndarray:
    model.divide_attention()
    return model.outlets_by_number[0].share


def read_questions(model: PolicyModel) -> np.ndarray:
    model.ask_questions()
    return model.board.questions


def read_hours(model: PolicyModel) -> np.ndarray:
    for ministry in model.ministries_by_number:
        ministry.start_week()
    model.spend_hours()
    return np.array([list(ministry.ledger.values()) for ministry in model.ministries_by_number])


def read_deadlines(model: PolicyModel) -> np.ndarray:
    return np.array([deadline(dossier.ministry, dossier.salience) for dossier in model.dossiers])


def read_openings(model: PolicyModel) -> np.ndarray:
    for dossier in model.dossiers:
        dossier.process = None
        dossier.decisions.clear()
    model.press_ministers()
    return np.array([dossier.process is not None for dossier in model.dossiers])


def read_daring(model: PolicyModel) -> np.ndarray:
    model.parameters.officials.escalation = 0.0  # going outside can burn colleagues: fear, not blame
    processes = [open_process(model, dossier.number) for dossier in model.dossiers]
    for process in processes:
        model.dossier(process.dossier).team[0].choose(process)
    return np.array([process.entry["dares"] for process in processes])


def read_room(model: PolicyModel) -> np.ndarray:
    return np.array([ministry.may(0.0, 0.0) for ministry in model.ministries_by_number])


def read_decision(model: PolicyModel) -> np.ndarray:
    processes = [open_process(model, dossier.number) for dossier in model.dossiers]
    for process in processes:
        model.dossier(process.dossier).team[0].choose(process, "inside")
    return np.array([model.dossier(process.dossier).decide(process, model.week).policy for process in processes])


def read_incidents(model: PolicyModel) -> np.ndarray:
    model.incidents = []
    model.board.bad_share = model.needs.bad_share(model.board.policy)
    model.surface_incidents()
    counts = np.bincount([incident.dossier for incident in model.incidents], minlength=len(model.board))
    return np.column_stack([counts, model.board.hazard_misfit, model.board.hazard_coordination])


def read_grievance(model: PolicyModel) -> np.ndarray:
    model.citizens.set("grievance", 0.5).set("topic", 0)
    model.live()
    return model.citizens.grievance


ENDS = {
    "media.unrest_weight": Ends(unrest, read_salience),
    "media.imitation": Ends(stories, read_one_outlet),
    "parliament.news_coupling": Ends(salience, read_questions),
    "work.question_hours": Ends(questions, read_hours),
    "ministries.deadline_coupling": Ends(salience, read_deadlines),
    "ministries.opening_rate": Ends(salience, read_openings),
    "officials.blame": Ends(salience, read_daring),
    "ministries.pressure_room": Ends(pressure, read_room),
    "ministries.complaint_weight": Ends(case, read_decision),
    "incidents.misfit_slope": Ends(policy, read_incidents),
    "incidents.coordination_slope": Ends(coordination, read_incidents),
    "citizens.incident_grievance": Ends(struck, read_grievance),
    "citizens.coverage_slows": Ends(salience, read_grievance),
}
"""The ends of each arrow, by its parameter."""


def responds(parameter: str, **changes: float) -> bool:
    """Whether the head of an arrow answers to its foot, everything else being equal."""
    read = []
    for disturbed in (False, True):
        model = start(lively(changes=changes), weeks=22)
        model.week += 1
        if disturbed:
            ENDS[parameter].disturb(model)
        read.append(ENDS[parameter].read(model).copy())
    return not np.array_equal(*read)


def test_every_arrow_is_tested():
    """The arrows tabled in the documentation are the arrows shown here."""
    assert {arrow.parameter for arrow in ARROWS} == ENDS.keys() and len(ARROWS) == 13


@pytest.mark.parametrize("parameter", ENDS)
def test_parameter_at_0_removes_the_arrow(parameter):
    """Disturbing the foot of an arrow moves its head by default, and by no bit when its parameter is 0."""
    assert responds(parameter)
    assert not responds(parameter, **{parameter: 0.0})


@pytest.mark.parametrize("parameter", ENDS)
def test_parameter_at_0_removes_no_other_arrow(parameter):
    """With one arrow removed every other one still carries."""
    assert [other for other in ENDS if other != parameter and not responds(other, **{parameter: 0.0})] == []
