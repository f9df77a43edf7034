"""What happened to every dossier, week by week, for as long as a picture may look back; the model keeps none of it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from abm.app.states import Contact, Past
from abm.numerics.arithmetic import WEEKS_PER_YEAR
from abm.numerics.streams import Floats
from abm.observation.decision_log import logged
from abm.policy.choice import EXPLAINED, INSIDE, TICK_BOX

if TYPE_CHECKING:
    from abm.model import PolicyModel

WEEKS = 3 * WEEKS_PER_YEAR
"""Weeks that are kept of every dossier."""

CHOICES = 24
"""Choices on one dossier that are kept, at most."""


class _Row(NamedTuple):
    """One week: a value for every dossier, and for every ministry."""

    week: int
    salience: Floats
    unrest: Floats
    questions: np.ndarray
    contact: Floats
    answering: Floats
    pressure: Floats


def met_society(entry: dict[str, Any]) -> bool:
    """Whether a choice was to go outside by a method that is more than ticking a box."""
    return entry["chosen"] not in (INSIDE, EXPLAINED, TICK_BOX)


class Chronicle:
    """The past weeks of every dossier.

    Attributes
    ----------
    incidents : deque of (week, dossier, severity, source)
        Incidents of the weeks kept.
    """

    def __init__(self) -> None:
        self._rows: deque[_Row] = deque(maxlen=WEEKS)
        self._choices: dict[int, deque[dict[str, Any]]] = {}
        self._decided: deque[tuple[int, dict[str, Any]]] = deque()
        self._done: dict[tuple[int, int], float] = {}
        self.incidents: deque[tuple[int, int, float, str]] = deque()

    def see(self, model: PolicyModel, choices: list[dict[str, Any]]) -> None:
        """Take up the week that was lived last, with the choices made in it."""
        week, board, ministries = model.week, model.board, model.ministries_by_number
        for entry in choices:
            self._choices.setdefault(entry["dossier"], deque(maxlen=CHOICES)).append(entry)
        self.incidents += [(week, item.dossier, item.severity, item.source) for item in model.incidents]
        while self.incidents and self.incidents[0][0] <= week - WEEKS:
            self.incidents.popleft()
        self._decided += [(week, decision.process.entry) for m in ministries for decision in m.decided]
        while self._decided and self._decided[0][0] <= week - WEEKS_PER_YEAR:
            self._decided.popleft()
        self._rows.append(
            _Row(
                week,
                board.salience.astype(np.float32),
                board.unrest.astype(np.float32),
                board.questions.astype(np.int32),
                self._contact(model),
                np.array([_share(m.ledger["questions"], m.hours_available) for m in ministries]),
                np.array([m.pressure for m in ministries]),
            )
        )

    def _contact(self, model: PolicyModel) -> Floats:
        """Hours outside this week on every dossier; ticking a box is none."""
        spent, done = np.zeros(len(model.board)), {}
        for ministry in model.ministries_by_number:
            for process in (*ministry.active, *(decision.process for decision in ministry.decided)):
                address = process.dossier, process.serial
                done[address] = process.participation_done
                if process.choice != TICK_BOX:
                    before = self._done.get(address, 0.0)
                    spent[process.dossier] += max(0.0, process.participation_done - before)
        self._done = done
        return spent

    def past(self, dossier: int, ministry: int) -> Past:
        """What is kept of one dossier and its ministry."""
        rows = self._rows
        return Past(
            weeks=np.array([row.week for row in rows], int),
            salience=np.array([row.salience[dossier] for row in rows], float),
            unrest=np.array([row.unrest[dossier] for row in rows], float),
            questions=np.array([row.questions[dossier] for row in rows], int),
            contact=np.array([row.contact[dossier] for row in rows], float),
            answering=np.array([row.answering[ministry] for row in rows], float),
            pressure=np.array([row.pressure[ministry] for row in rows], float),
            incidents=tuple((week, size, source) for week, number, size, source in self.incidents if number == dossier),
            choices=tuple(dict(entry) for entry in self._choices.get(dossier, ())),
        )

    def contact(self) -> Contact:
        """The decisions of the past year, by whether society was met for them."""
        found = [entry for _, entry in self._decided if logged(entry, "misfit_before", "misfit_after")]
        met = [entry for entry in found if met_society(entry)]
        apart = [entry for entry in found if not met_society(entry)]
        return Contact(
            decisions=len(found),
            met=len(met),
            misfit_met=_mean([entry["misfit_after"] for entry in met]),
            misfit_apart=_mean([entry["misfit_after"] for entry in apart]),
            gain_met=_mean([entry["misfit_before"] - entry["misfit_after"] for entry in met]),
            gain_apart=_mean([entry["misfit_before"] - entry["misfit_after"] for entry in apart]),
        )


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0.0 else 0.0


def _mean(values: list[float]) -> float | None:
    return float(np.mean(values)) if values else None
