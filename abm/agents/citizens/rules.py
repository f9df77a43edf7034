"""The rules of a citizen's week, one compiled function each.

In the equations: T trust, g grievance, x policy in force, μ centre of needs, v values, H heterogeneity, τ tolerance, e
misfit. What happens to few is a rule about one citizen. What happens to all is a pass over the citizens of a block
without a branch, in single precision; each pass writes one column, or the compiler would not make vectors of it.
"""

from __future__ import annotations

import math

import numpy as np

from abm.numerics.compiled import kernel
from abm.numerics.passes import TOGETHER, add_stretches, copy_stretch, fetch_ahead
from abm.numerics.streams import below

FORGOTTEN = 0.001
"""Grievance below which a citizen has none."""

STEPS = 65535
"""Steps in which trust and grievance from 0 to 1 are published."""

FAR = 1 << 20
"""Places from which on what is heard lies in no cache, so that it is better fetched a run ahead."""

ONE_TIE = 64  # citizens among whom all runs that begin listen to the same one of their ties in a week

_ZERO, _ONE = np.float32(0.0), np.float32(1.0)
_STEP = np.float32(1.0 / STEPS)
_FORGOTTEN = np.float32(FORGOTTEN)
_NOBODY, _NEXT = np.int16(-1), np.int16(1)


@kernel
def misfit(around, j, heterogeneity, v1, v2):
    """Distance between policy and need, e = abs(x_j - n) with n = μ_j + H·Rot(φ_j)·v."""
    n1 = around.centre[j, 0] + heterogeneity * (around.cosine[j] * v1 - around.sine[j] * v2)
    n2 = around.centre[j, 1] + heterogeneity * (around.sine[j] * v1 + around.cosine[j] * v2)
    d1 = around.policy[j, 0] - n1
    d2 = around.policy[j, 1] - n2
    return math.sqrt(d1 * d1 + d2 * d2)


@kernel
def contact(trust, residue, e, tau, rates):
    """Trust after a contact with misfit e, the procedural residue after it, and its badness (0 when good).

    Good (e <= τ): T + α⁺(1 - e/τ)(1 - T). Bad: badness = min(1, (e - τ)/H), T - α⁻·badness·T. Both less habituation,
    h·T(1 - T), and held to [0, 1]. The residue P shrinks by the same rule: what T and T - P would become differs by
    P·(1 - size - h(1 - 2T + P)).
    """
    good = e <= tau
    closeness = 1.0 - e / tau
    badness = min(1.0, max(0.0, (e - tau) / rates.heterogeneity))
    size = rates.gain * closeness if good else rates.loss * badness
    room = 1.0 - trust if good else -trust
    after = trust + size * room - rates.habituation * trust * (1.0 - trust)
    slope = rates.habituation * (1.0 - 2.0 * trust + residue)
    return min(1.0, max(0.0, after)), residue * (1.0 - size - slope), badness


@kernel
def noticed(trust, effect):
    """Change of trust by a noticed process of signed effect d: 2d(1 - T) when d > 0, 2d·T when d < 0.

    At T = 1/2 this is d itself; with abs(2d) held to at most 1, trust stays in [0, 1].
    """
    if effect > 0.0:
        return min(1.0, 2.0 * effect) * (1.0 - trust)
    return max(-1.0, 2.0 * effect) * trust


@kernel
def suffer(grievance, topic, size, dossier):
    """Be aggrieved: g + size·(1 - g) about the same dossier; about another only if its size exceeds g."""
    if dossier == topic:
        return grievance + size * (1.0 - grievance), topic
    if size > grievance:
        return size, dossier
    return grievance, topic


@kernel
def suffer_at(grievance, topic, m, size, dossier):
    """Let one citizen of a block be aggrieved; what is too little is forgotten at once."""
    g, t = suffer(float(grievance[m]), topic[m], size, dossier)
    grievance[m], topic[m] = (g, t) if g >= FORGOTTEN else (0.0, -1)


@kernel
def be_heard_at(grievance, topic, m, relief, dossier):
    """Let one citizen feel heard, g·(1 - relief) where the grievance is about that dossier, or unheard: aggrieved."""
    if relief < 0.0:
        suffer_at(grievance, topic, m, -relief, dossier)
    elif topic[m] == dossier:
        g = float(grievance[m]) * (1.0 - relief)
        grievance[m], topic[m] = (g, dossier) if g >= FORGOTTEN else (0.0, -1)


@kernel
def hear(bounds, heard, first_run, last_run, published, out):
    """Add up what the ties of each citizen of some runs published of their trust, in steps."""
    first, is_far = bounds[first_run], published.size >= FAR
    out[: bounds[last_run] - first] = 0
    for run in range(first_run, last_run):
        if is_far and run + 1 < last_run:
            for k in range(heard.shape[1]):
                start = np.int64(heard[run + 1, k])
                fetch_ahead(published, start, start + bounds[run + 2] - bounds[run + 1])
        for k in range(0, heard.shape[1], TOGETHER):
            add_stretches(published, heard, run, k, bounds[run] - first, bounds[run + 1] - bounds[run], out)


@kernel
def overhear(bounds, heard, first_run, last_run, sequence, degree, published, published_topic, out, out_topic):
    """Fetch what one tie of each citizen of some runs published of their grievance.

    Which tie is drawn for the runs that begin within the same ``ONE_TIE`` citizens.
    """
    first, k, stretch = bounds[first_run], 0, -1
    for run in range(first_run, last_run):
        if bounds[run] // ONE_TIE != stretch:
            stretch = bounds[run] // ONE_TIE
            k = below(sequence, stretch, degree)
        here, members = bounds[run] - first, bounds[run + 1] - bounds[run]
        copy_stretch(published, heard[run, k], here, members, out)
        copy_stretch(published_topic, heard[run, k], here, members, out_topic)


@kernel
def trust_of_all(trust, heard, baseline, ties, talk, reversion, news, lift):
    """News, talk, own baseline, rally and blame for a block; see :meth:`~abm.agents.citizens.week.Pulls.together`."""
    for m in range(trust.size):
        t = trust[m]
        mean = np.float32(heard[m]) * ties
        t = t + (talk * (mean - t) + reversion * (baseline[m] - t) - news * t + lift)
        trust[m] = min(_ONE, max(_ZERO, t))


@kernel
def fade(grievance, topic, keep, out):
    """Grievance a week later: g·(1 - (1 - 2^(-1/h))·(1 - coverage_slows·a_topic)), the factors by topic in ``keep``."""
    for m in range(grievance.size):
        out[m] = grievance[m] * keep[np.uint16(topic[m] + _NEXT)]  # without a sign: see add_stretches


@kernel
def offered(grievance, topic, other, other_topic, spread):
    """What a tie's grievance g_k makes of one's own: g + s·(g_k - g) about the same dossier, else s·g_k."""
    mine = grievance if other_topic == topic else _ZERO
    return mine + spread * (np.float32(np.int32(other)) * _STEP - mine)


@kernel
def listen(faded, topic, other, other_topic, spread, grievance):
    """Take over what a tie offers if that is more than one's own; what is then too little is forgotten."""
    for m in range(grievance.size):
        g = max(faded[m], offered(faded[m], topic[m], other[m], other_topic[m], spread))
        grievance[m] = g if g >= _FORGOTTEN else _ZERO


@kernel
def turn_to(faded, other, other_topic, spread, grievance, topic):
    """Let the topic follow: that of the tie if it offered more, none where nothing is left."""
    for m in range(topic.size):
        more = offered(faded[m], topic[m], other[m], other_topic[m], spread) > faded[m]
        t = other_topic[m] if more else topic[m]
        topic[m] = t if grievance[m] > _ZERO else _NOBODY


@kernel
def act(grievance, trust, threshold, acting):
    """Come into action where grievance·(1 - T) exceeds the own threshold."""
    for m in range(acting.size):
        acting[m] = grievance[m] * (_ONE - trust[m]) > threshold[m]
