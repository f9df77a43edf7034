"""Each arrow of the essay's figure has one parameter that at 0 removes exactly that arrow, and no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest

from abm import PolicyModel
from tests.conftest import lively, open_process, start


class Arrow(NamedTuple):
    """One arrow: its parameter, what is disturbed at its foot, and what is read at its head within the same week."""

    parameter: str
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
    model.needs._offsets += 1.0


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
    return np.array([dossier.ministry.deadline(dossier.salience) for dossier in model.dossiers])


def read_openings(model: PolicyModel) -> np.ndarray:
    for dossier in model.dossiers:
        dossier.process = None
        dossier.decisions.clear()
    model.press_ministers()
    return np.array([dossier.process is not None for dossier in model.dossiers])


def read_daring(model: PolicyModel) -> np.ndarray:
    processes = [open_process(model, dossier.number) for dossier in model.dossiers]
    for process in processes:
        model.dossier(process.dossier).team[0].choose(process)
    return np.array([process.entry["dares"] for process in processes])


def read_room(model: PolicyModel) -> np.ndarray:
    return np.array([ministry.may(0.0) for ministry in model.ministries_by_number])


def read_decision(model: PolicyModel) -> np.ndarray:
    processes = [open_process(model, dossier.number) for dossier in model.dossiers]
    for process in processes:
        model.dossier(process.dossier).team[0].take_up(process, "inside")
    return np.array([model.dossier(process.dossier).decide(process, model.week).policy for process in processes])


def read_incidents(model: PolicyModel) -> np.ndarray:
    model.incidents = []
    model.board.bad_share = model.needs.bad_share(model.board.policy)
    model.surface_incidents()
    counts = np.bincount([incident.dossier for incident in model.incidents], minlength=len(model.board))
    return np.column_stack([counts, model.board.hazard_misfit, model.board.hazard_coordination])


def read_grievance(model: PolicyModel) -> np.ndarray:
    model.citizens.grievance[:] = 0.5
    model.citizens.topic[:] = 0
    model.live()
    return model.citizens.grievance


ARROWS = {
    "unrest to media": Arrow("media.unrest_weight", unrest, read_salience),
    "media to media": Arrow("media.imitation", stories, read_one_outlet),
    "media to questions": Arrow("parliament.news_coupling", salience, read_questions),
    "questions to hours": Arrow("work.question_hours", questions, read_hours),
    "salience to deadline": Arrow("ministries.deadline_coupling", salience, read_deadlines),
    "salience to opening": Arrow("ministries.opening_rate", salience, read_openings),
    "salience to blame": Arrow("officials.blame", salience, read_daring),
    "pressure to influence room": Arrow("ministries.pressure_room", pressure, read_room),
    "complaints to policy": Arrow("ministries.complaint_weight", case, read_decision),
    "misfit to incident": Arrow("incidents.misfit_slope", policy, read_incidents),
    "coordination to incident": Arrow("incidents.coordination_slope", coordination, read_incidents),
    "incident to grievance": Arrow("citizens.incident_grievance", struck, read_grievance),
    "coverage to grievance": Arrow("citizens.coverage_slows", salience, read_grievance),
}


def responds(arrow: Arrow, **changes: float) -> bool:
    """Whether the head of an arrow answers to its foot, everything else being equal."""
    read = []
    for disturbed in (False, True):
        model = start(lively(changes=changes), weeks=22)
        model.week += 1
        if disturbed:
            arrow.disturb(model)
        read.append(arrow.read(model).copy())
    return not np.array_equal(*read)


@pytest.mark.parametrize("name", ARROWS)
def test_parameter_at_0_removes_the_arrow(name):
    """Disturbing the foot of an arrow moves its head by default, and by no bit when its parameter is 0."""
    assert responds(ARROWS[name])
    assert not responds(ARROWS[name], **{ARROWS[name].parameter: 0.0})


@pytest.mark.parametrize("name", ARROWS)
def test_parameter_at_0_removes_no_other_arrow(name):
    """With one arrow removed every other one still carries."""
    removed = {ARROWS[name].parameter: 0.0}
    silent = [other for other in ARROWS if other != name and not responds(ARROWS[other], **removed)]
    assert silent == []
