"""What is measured by ministry, by dossier and by education: means over a quarter, or every week on request."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from abm.agents.ministries import Ministry
from abm.numerics.arithmetic import WEEKS_PER_YEAR
from abm.observation.measuring import Week


class GroupMeasure(NamedTuple):
    """One measure by group.

    Attributes
    ----------
    grouping : str
        ``ministry``, ``dossier`` or ``education``.
    compute : callable
        From a week to the values of its groups, in their order.
    weekly : bool
        Whether it is kept with ``record.groups=weekly`` alone.
    """

    grouping: str
    compute: Callable[[Week], Iterable[float]]
    weekly: bool = False


def _incidents_by_ministry(week: Week) -> list[float]:
    counts = [0.0] * week.size
    for incident in week.incidents:
        counts[week.model.dossier(incident.dossier).ministry.number] += WEEKS_PER_YEAR
    return counts


def _incidents_by_dossier(week: Week) -> np.ndarray:
    return np.bincount([incident.dossier for incident in week.incidents], minlength=week.dossiers).astype(float)


def _misfit_by_dossier(week: Week) -> np.ndarray:
    return week.model.needs.distances(week.board.policy)


def _by_ministry(value: Callable[[Ministry], float]) -> GroupMeasure:
    return GroupMeasure("ministry", lambda week: [value(ministry) for ministry in week.ministries])


def _of_board(name: str) -> GroupMeasure:
    return GroupMeasure("dossier", lambda week: getattr(week.board, name).astype(float), weekly=True)


GROUP_MEASURES: dict[str, GroupMeasure] = {
    "incidents": GroupMeasure("ministry", _incidents_by_ministry),
    "questions": _by_ministry(lambda ministry: float(ministry.asked)),
    "pressure": _by_ministry(lambda ministry: ministry.pressure),
    "utilisation": _by_ministry(lambda ministry: ministry.utilisation),
    "relations": _by_ministry(lambda ministry: ministry.mean_relations),
    "effort": _by_ministry(lambda ministry: ministry.ledger["participation"]),
    "hazard": GroupMeasure("dossier", lambda week: week.board.hazard_misfit + week.board.hazard_coordination),
    "trust": GroupMeasure("education", lambda week: week.lived.trust_by_education),
    "trust_share": GroupMeasure("education", lambda week: week.lived.trust_share_by_education),
    "incidents_on": GroupMeasure("dossier", _incidents_by_dossier, weekly=True),
    "misfit": GroupMeasure("dossier", _misfit_by_dossier, weekly=True),
    "salience": _of_board("salience"),
    "unrest": _of_board("unrest"),
    "questions_on": _of_board("questions"),
    "bad_share": _of_board("bad_share"),
    "coordination_gap": _of_board("coordination_gap"),
    "variance": _of_board("variance"),
}
"""Measures that mean something by group, in their order."""
