"""The public board: what was last published about every dossier, one column each.

Updating is synchronous: an actor reads the board as it was published before its turn, and writes only its own rows.
"""

from __future__ import annotations

import numpy as np

from abm.numerics.streams import Purpose, Streams
from abm.parameters import Parameters


class Board:
    """Columns over dossiers; dossier j belongs to ministry j // (dossiers per ministry).

    Attributes
    ----------
    policy : array of shape (dossiers, 2)
        Policy in force x, in units of needs.
    coordination_gap : array of shape (dossiers,)
        Unfinished share of coordination (delta) of the policy in force.
    belief, house_bias : arrays of shape (dossiers, 2)
        House belief b about needs, and the persistent house bias B of desk research.
    variance : array of shape (dossiers,)
        Variance v of the belief.
    sensitivity : array of shape (dossiers,)
        How sensitive a dossier is for who burns on it, in [0, 1].
    salience : array of shape (dossiers,)
        Share of attention a, in [0, 1].
    unrest : array of shape (dossiers,)
        Share of all citizens in action over the dossier.
    news : array of shape (dossiers,)
        Severity that surfaced this week, from whatever source.
    escalated : array of shape (dossiers,)
        News value of participation that escalated; it is news next week.
    severity : array of shape (dossiers,)
        Decaying stock of severity of government's own incidents.
    struck : array of shape (dossiers,)
        Share of citizens struck this week.
    questions, news_questions : integer arrays of shape (dossiers,)
        Questions asked this week, and those of them that follow the news.
    bad_share : array of shape (dossiers,)
        Share of the panel that the policy in force serves badly (hidden from ministries).
    hazard_misfit, hazard_coordination : arrays of shape (dossiers,)
        Mean number of incidents this week by source (hidden from ministries).
    opening : array of shape (dossiers,)
        Hazard this week that attention opens the dossier, or turns its planned process reactive; 0 where it can do
        neither.
    in_crisis : boolean array of shape (dossiers,)
        Whether a crisis from outside rages that no policy has answered.
    """

    def __init__(self, parameters: Parameters, streams: Streams, centre: np.ndarray) -> None:
        count = len(centre)
        needs, evidence = parameters.needs, parameters.evidence
        bias = streams[Purpose.HOUSE_BIAS].normals(0, 2 * count).reshape(count, 2)
        self.house_bias = evidence.house_bias * needs.heterogeneity * bias
        error = streams[Purpose.BELIEF_START].normals(0, 2 * count).reshape(count, 2)
        # the house bias is also the start of the belief; so is the uncertainty it admits to
        self.belief = centre + self.house_bias + np.sqrt(evidence.belief_variance) * error
        self.variance = np.full(count, evidence.belief_variance)
        drawn = streams[Purpose.POLICY_START].normals(0, 2 * count).reshape(count, 2)
        self.policy = self.belief + parameters.start.policy_error * drawn
        cut_short = streams[Purpose.COORDINATION_START].uniforms(0, 2 * count).reshape(2, count)
        gap = parameters.start.coordination_gap * cut_short[1]
        self.coordination_gap = np.where(cut_short[0] < parameters.start.coordination_share, gap, 0.0)
        self.sensitivity = streams[Purpose.SENSITIVITY].uniforms(0, count)
        self.salience = np.zeros(count)
        self.unrest = np.zeros(count)
        self.news = np.zeros(count)
        self.escalated = np.zeros(count)
        self.severity = np.zeros(count)
        self.struck = np.zeros(count)
        self.questions = np.zeros(count, np.int64)
        self.news_questions = np.zeros(count, np.int64)
        self.bad_share = np.zeros(count)
        self.hazard_misfit = np.zeros(count)
        self.hazard_coordination = np.zeros(count)
        self.opening = np.zeros(count)
        self.in_crisis = np.zeros(count, bool)

    def __len__(self) -> int:
        return len(self.salience)
