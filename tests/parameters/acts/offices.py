"""Tiny countries in which one rule of government is forced: what is set, opened and heard before it is looked at."""

from __future__ import annotations

from typing import Any

import numpy as np

from abm.model import PolicyModel
from abm.parameters import Parameters
from abm.policy.choice import INSIDE
from abm.policy.process import REACTIVE, Process
from tests.conftest import open_process, small, start

DIALOGUE = "dialogue"

TINY = {
    "population.citizens": 200,
    "population.communities": 5,
    "ministries.count": 2,
    "ministries.dossiers": 2,
    "officials.per_ministry": 4,
    "incidents.panel": 20,
    "shocks.rate": 0.0,
    "media.question_weight": 0.0,
}
"""Two ministries with two dossiers each, and nothing that strikes from outside."""

MANY = {"ministries.count": 20, "ministries.dossiers": 1, "officials.per_ministry": 1}
"""So many ministers that the spread of what is drawn for them is seen."""

STAFFED = {"officials.per_ministry": 40}
"""So many officials that the spread of what is drawn for them is seen."""

WHOLE_ROOM = {"ministries.influence_room": 1.0, "ministries.mandate": 1.0, "ministries.mandate_spread": 0.0}
"""Everything that is said before any commitment can have influence."""

NO_ROOM = {"ministries.influence_room": 0.0}
"""Nothing that is said has influence."""

Changes = dict[str, Any]


def parameters(changes: Changes) -> Parameters:
    """Parameters of a tiny country, for a rule that is a function of them."""
    return small(changes=TINY | changes)


def country(changes: Changes) -> PolicyModel:
    """A tiny country that has not lived a week."""
    return start(parameters(changes))


def serve_everybody_badly(model: PolicyModel) -> None:
    """Put policies in force that are far from what anybody needs."""
    model.board.policy[:] = model.needs.centre + 10.0
    model.board.bad_share[:] = 1.0


def make_tense(model: PolicyModel) -> None:
    """Let every dossier be as salient and as sensitive as can be."""
    model.board.salience[:] = model.board.sensitivity[:] = 1.0


def give_relations(model: PolicyModel, relations: float) -> None:
    """Give every ministry the same relations with every community."""
    model.relations[:] = relations
    for ministry in model.ministries_by_number:
        ministry.mean_relations = relations


def aggrieve(model: PolicyModel, share: float = 1.0, dossier: int = 0) -> None:
    """Let a share of citizens, evenly over the country, be half aggrieved about a dossier."""
    every = slice(None, None, round(1.0 / share))
    model.citizens.write("topic", every, dossier)
    model.citizens.write("grievance", every, 0.5)


def chosen(model: PolicyModel, choice: str | None = None, kind: str = REACTIVE, serial: int = 1) -> Process:
    """A process on dossier 0 whose holder has chosen, by the own rule or as imposed."""
    process = open_process(model, 0, kind)
    process.serial = serial
    model.dossier(0).holder.choose(process, choice)
    return process


def heard(model: PolicyModel, choice: str = DIALOGUE, serial: int = 1) -> Process:
    """A process on dossier 0 whose participation is done and heard, with nothing from the desk."""
    process = chosen(model, choice, serial=serial)
    process.participation = process.desk = process.desk_planned = 0.0
    model.dossier(0).conclude_evidence(process)
    return process


def read_at_the_desk(model: PolicyModel) -> Process:
    """A process on dossier 0 whose desk research is done and read, with nobody asked."""
    process = chosen(model, INSIDE)
    process.desk = 0.0
    model.dossier(0).conclude_evidence(process)
    return process


def weeks_of_evidence(process: Process) -> float:
    """Shortest weeks in which the evidence of a process can be had: its hours by its pace."""
    return (process.participation + process.desk) / process.pace


def know_nothing(model: PolicyModel) -> None:
    """Let houses be so unsure that they take over what they are told, but for less than :func:`length` sees."""
    model.board.variance[:] = 1e12


def length(vectors: np.ndarray) -> float:
    """Mean length of vectors, shape (n, 2) or (2,), without the crumbs that no rule means."""
    return round(float(np.hypot(*np.atleast_2d(vectors).T).mean()), 6)
