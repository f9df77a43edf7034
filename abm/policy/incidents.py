"""Incidents: how misfit and unfinished coordination surface, and how severe they are."""

from __future__ import annotations

from typing import NamedTuple

from abm.numerics.arithmetic import half_life_factor, power
from abm.numerics.streams import Purpose, Streams
from abm.parameters import Parameters
from abm.policy.board import Board
from abm.policy.evidence import less_sure, surprise


class Incident(NamedTuple):
    """One incident: its dossier, severity, source ('misfit', 'coordination' or 'event') and class."""

    dossier: int
    severity: float
    source: str
    national: bool


_SOURCES = {
    "misfit": (Purpose.INCIDENT_MISFIT, Purpose.SEVERITY_MISFIT, Purpose.NATIONAL_MISFIT),
    "coordination": (Purpose.INCIDENT_COORDINATION, Purpose.SEVERITY_COORDINATION, Purpose.NATIONAL_COORDINATION),
}
_MOST_PER_WEEK = 64  # addresses kept apart for the incidents of one dossier in one week


def heavy_tail(u: float, exponent: float, limit: float) -> float:
    """Pareto severity with smallest value 1: u^(-1/exponent), at most ``limit``."""
    return min(limit, power(u, -1.0 / exponent))


def surface(week: int, board: Board, parameters: Parameters, streams: Streams) -> list[Incident]:
    """Draw this week's incidents: Poisson with mean iota·s_j + iota_c·delta_j, each source by itself.

    The hazards are published on the board. At one seed a larger hazard never gives fewer incidents.
    """
    own = parameters.incidents
    board.hazard_misfit = own.misfit_slope * board.bad_share
    board.hazard_coordination = own.coordination_slope * board.coordination_gap
    found = []
    for source, (number, size, national) in _SOURCES.items():
        hazard = board.hazard_misfit if source == "misfit" else board.hazard_coordination
        counts = streams[number].poissons(week, hazard)
        for j in counts.nonzero()[0].tolist():
            for k in range(min(int(counts[j]), _MOST_PER_WEEK)):
                place = j * _MOST_PER_WEEK + k
                grave = streams[national].uniform(week, place) < own.national_share
                ordinary = heavy_tail(streams[size].uniform(week, place), own.severity_tail, own.severity_limit)
                found.append(Incident(j, own.national_severity if grave else ordinary, source, grave))
    return found


def publish(incidents: list[Incident], board: Board, parameters: Parameters) -> None:
    """Enter incidents on the board: news, stock of severity, citizens struck, surprise.

    The belief of the house loses certainty with each incident on its dossier, the more the graver it is.
    """
    board.severity *= half_life_factor(parameters.citizens.severity_halflife)
    for incident in incidents:
        j = incident.dossier
        board.news[j] += incident.severity
        board.severity[j] += incident.severity
        board.struck[j] += parameters.citizens.incident_reach * incident.severity
        board.variance[j] = less_sure(board.variance[j], surprise(incident.severity, parameters), parameters)
