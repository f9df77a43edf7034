"""What citizens need of each policy: hidden from everyone inside government.

On dossier j citizen i needs n_ij = centre_j(t) + H·Rot(angle_j)·v_i, with v_i the citizen's values. The centre takes a
random walk and jumps with some exogenous events. A fixed panel per dossier reads how many are badly served; communities
have working practices that follow their own needs with a lag and a lasting error.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from abm.numerics.arithmetic import WEEKS_PER_YEAR
from abm.numerics.compiled import kernel
from abm.numerics.streams import Floats, Integers, Purpose, Streams, below, start

if TYPE_CHECKING:
    from abm.agents.citizens.columns import Citizens
    from abm.parameters import Parameters


@kernel
def _panel(key, panel, count):
    """Draw the citizens of every panel: an addressed draw per dossier and place, with replacement."""
    dossiers, size = panel.shape
    for j in range(dossiers):
        sequence = start(key, j)
        for k in range(size):
            panel[j, k] = below(sequence, k, count)


@kernel
def _turn(v_1, v_2, cosine, sine, heterogeneity):
    """H·Rot(angle)·v: what values ask of a dossier, from its centre of needs."""
    return heterogeneity * (cosine * v_1 - sine * v_2), heterogeneity * (sine * v_1 + cosine * v_2)


@kernel
def _is_bad(x, y, v_1, v_2, limit, cosine, sine, heterogeneity):
    """Whether the misfit |x_j - n_ij| of a policy at (x, y) from the centre exceeds the own tolerance."""
    turned_1, turned_2 = _turn(v_1, v_2, cosine, sine, heterogeneity)
    dx, dy = x - turned_1, y - turned_2
    return dx * dx + dy * dy > limit


@kernel
def _bad_share(centre, policy, members, tolerance_squared, cosine, sine, heterogeneity, out):
    """Share of each panel that a policy serves badly."""
    dossiers, size = tolerance_squared.shape
    for j in range(dossiers):
        x, y = policy[j, 0] - centre[j, 0], policy[j, 1] - centre[j, 1]
        v_1, v_2, limit = members[0, j], members[1, j], tolerance_squared[j]
        c, s = cosine[j], sine[j]
        bad = 0
        for k in range(size):
            bad += _is_bad(x, y, v_1[k], v_2[k], limit[k], c, s, heterogeneity)
        out[j] = bad / size


@kernel
def _badly_served(j, centre, policy, members, tolerance_squared, cosine, sine, heterogeneity):
    """Places in the panel of dossier j that a policy serves badly, ascending."""
    x, y = policy[0] - centre[j, 0], policy[1] - centre[j, 1]
    v_1, v_2, limit = members[0, j], members[1, j], tolerance_squared[j]
    places, found = np.empty(limit.size, np.int64), 0
    for k in range(limit.size):
        if _is_bad(x, y, v_1[k], v_2[k], limit[k], cosine[j], sine[j], heterogeneity):
            places[found] = k
            found += 1
    return places[:found]


@kernel
def _mean_need(j, centre, members, places, cosine, sine, heterogeneity):
    """Mean need of some members of the panel of dossier j; shape (2,)."""
    mean = np.zeros(2)
    for k in places:
        turned_1, turned_2 = _turn(members[0, j, k], members[1, j, k], cosine[j], sine[j], heterogeneity)
        mean[0] += centre[j, 0] + turned_1
        mean[1] += centre[j, 1] + turned_2
    return mean / places.size


@kernel
def _distances(centre, policy):
    """Misfit |x_j - centre_j| of every dossier."""
    out = np.empty(len(centre))
    for j in range(out.size):
        dx, dy = policy[j, 0] - centre[j, 0], policy[j, 1] - centre[j, 1]
        out[j] = math.sqrt(dx * dx + dy * dy)
    return out


@kernel
def _turned(means, cosine, sine, heterogeneity, out):
    """H·Rot(angle_j)·v for the mean values of every community."""
    communities, dossiers, _ = out.shape
    for c in range(communities):
        for j in range(dossiers):
            out[c, j] = _turn(means[c, 0], means[c, 1], cosine[j], sine[j], heterogeneity)


@kernel
def _follow(practices, centres, rates, turned, errors):
    """Working practices close in on what their community needs, lasting error included; rows are communities, weeks."""
    for c in range(practices.shape[0]):
        own, offset, error = practices[c], turned[c], errors[c]
        for week in range(rates.size):
            centre, rate = centres[week], rates[week]
            for m in range(own.size):
                own[m] += rate * (centre[m] + offset[m] + error[m] - own[m])


class Needs:
    """Needs of society over all dossiers.

    Attributes
    ----------
    centre : array of shape (dossiers, 2)
        Needs centre mu of each dossier, in units of needs.
    cosine, sine : arrays of shape (dossiers,)
        Rotation of values into needs.
    decided : array of shape (dossiers, 2)
        Where the centre was when the policy in force was decided; at the start, where it was then.
    panel : array of shape (dossiers, panel)
        Citizens in the fixed panel of each dossier.
    """

    def __init__(self, parameters: Parameters, streams: Streams, citizens: Citizens) -> None:
        self._streams = streams
        dossiers = parameters.ministries.count * parameters.ministries.dossiers
        communities = parameters.population.communities
        own = parameters.needs
        self.heterogeneity = own.heterogeneity
        self.centre = own.start_spread * streams[Purpose.NEEDS_START].normals(0, 2 * dossiers).reshape(dossiers, 2)
        self.decided = self.centre.copy()
        # a direction from two normals needs no sine or cosine, whose last bit depends on the processor
        direction = streams[Purpose.NEEDS_ANGLE].normals(0, 2 * dossiers).reshape(dossiers, 2)
        length = np.sqrt(direction[:, 0] ** 2 + direction[:, 1] ** 2)
        self.cosine: Floats = direction[:, 0] / length
        self.sine: Floats = direction[:, 1] / length
        self.panel = np.empty((dossiers, parameters.incidents.panel), np.int64)
        _panel(streams[Purpose.PANEL].key, self.panel, len(citizens))
        self._members = np.ascontiguousarray(citizens.values.T[:, self.panel])  # their values
        self._tolerance_squared = citizens.tolerance[self.panel] ** 2
        members = np.maximum(np.bincount(citizens.community, minlength=communities), 1)
        means = np.column_stack(
            [np.bincount(citizens.community, citizens.values[:, d], communities) / members for d in (0, 1)]
        )
        self._practices = np.zeros((communities, dossiers, 2))
        self._turned = np.empty_like(self._practices)
        _turned(means, self.cosine, self.sine, self.heterogeneity, self._turned)
        errors = streams[Purpose.PRACTICE_ERROR].normals(0, communities * dossiers * 2)
        self._errors = own.practice_error * self.heterogeneity * errors.reshape(communities, -1)
        self._followed: list[tuple[Floats, float]] = []
        self.follow(1.0)

    @property
    def practices(self) -> Floats:
        """Working practice of each community, shape (communities, dossiers, 2)."""
        self._catch_up()
        return self._practices

    def drift(self, week: int, size: float) -> None:
        """One week of the random walk of every needs centre; ``size`` is its s.d. per dimension."""
        self.centre += size * self._streams[Purpose.NEEDS_DRIFT].normals(week, self.centre.size).reshape(-1, 2)

    def follow(self, rate: float) -> None:
        """Let working practices close in on their community's needs by the share ``rate``.

        Few ask for them, so they move year by year, or when asked for; to the same numbers.
        """
        self._followed.append((self.centre.ravel().copy(), rate))
        if len(self._followed) == WEEKS_PER_YEAR:
            self._catch_up()

    def _catch_up(self) -> None:
        if self._followed:
            centres, rates = zip(*self._followed, strict=True)
            rows = (len(self._practices), -1)
            own, turned = self._practices.reshape(rows), self._turned.reshape(rows)
            _follow(own, np.array(centres), np.array(rates), turned, self._errors)
            self._followed.clear()

    def bad_share(self, policy: Floats) -> Floats:
        """Share of each panel that a policy serves badly; shape (dossiers,)."""
        out = np.empty(len(self.centre))
        _bad_share(
            self.centre, policy, self._members, self._tolerance_squared, self.cosine, self.sine, self.heterogeneity, out
        )
        return out

    def distances(self, policy: Floats) -> Floats:
        """Misfit of every dossier; shape (dossiers,)."""
        return _distances(self.centre, policy)

    def distance(self, dossier: int, policy: Floats) -> float:
        """Misfit: distance between a policy and the needs centre, hidden from all actors."""
        return math.hypot(policy[0] - self.centre[dossier, 0], policy[1] - self.centre[dossier, 1])

    def member(self, dossier: int, place: int) -> Floats:
        """Need of one member of a dossier's panel; shape (2,)."""
        return self.mean_of(dossier, np.array([place]))

    def mean_of(self, dossier: int, places: Integers) -> Floats:
        """Mean need of members of a dossier's panel; shape (2,)."""
        return _mean_need(dossier, self.centre, self._members, places, self.cosine, self.sine, self.heterogeneity)

    def badly_served(self, dossier: int, policy: Floats) -> Integers:
        """Places in a dossier's panel that a policy serves badly."""
        return _badly_served(
            dossier, self.centre, policy, self._members, self._tolerance_squared,
            self.cosine, self.sine, self.heterogeneity,
        )  # fmt: skip

    def spoken(self, dossier: int, values: Floats) -> Floats:
        """Needs of citizens with the given values, shape (citizens, 2)."""
        c, s = self.cosine[dossier], self.sine[dossier]
        turned = np.column_stack([c * values[:, 0] - s * values[:, 1], s * values[:, 0] + c * values[:, 1]])
        return self.centre[dossier] + self.heterogeneity * turned
