"""The rules of a citizen's week as compiled functions: one small function for each rule, one loop that calls them.

In the equations: T trust, g grievance, x policy in force, μ centre of needs, v values, H heterogeneity, τ tolerance, e
misfit. A plain version of the same rules stands in ``tests/reference/plain_mesa.py`` and agrees to the last bit.
Columns, rates and draws come in named tuples, so that a rule reads like its equation.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm.numerics.compiled import kernel
from abm.numerics.streams import uniform_in

Floats = NDArray[np.float64]
Numbers = NDArray[np.int32]
Truths = NDArray[np.bool_]

BLOCK = 2048
"""Citizens in a block. Sums are formed within blocks and then over blocks in order, whatever the number of threads."""

FORGOTTEN = 0.001
"""Grievance below which a citizen has none."""

CONTACT, NEWS, TALK, BASELINE, PROCEDURE, RALLY = 0, 1, 2, 3, 4, 5  # places in the sums of a block: changes of trust
RESIDUE, GRIEVANCE, CONTACTS, BAD_CONTACTS = 6, 7, 8, 9  # totals
TRUST, TRUSTING, PEOPLE = 10, 12, 14  # each for the lower and, one further, for the higher educated
SUMS = 16  # places in all


class Columns(NamedTuple):
    """What citizens carry; first dimension citizens."""

    values: Floats
    educated: Truths
    ties: Numbers
    tolerance: Floats
    threshold: Floats
    baseline: Floats
    trust: Floats
    procedure: Floats
    grievance: Floats
    topic: Numbers
    acting: Truths


class Published(NamedTuple):
    """What others could see at the end of last week; shape (citizens,)."""

    trust: Floats
    grievance: Floats
    topic: Numbers


class Around(NamedTuple):
    """What the country shows its citizens this week; first dimension dossiers, of ``effects`` processes."""

    policy: Floats
    centre: Floats
    cosine: Floats
    sine: Floats
    salience: Floats
    struck: Floats  # cumulative share of citizens
    effects: Floats


class Rates(NamedTuple):
    """Scalars of this week."""

    heterogeneity: float
    contact: float
    gain: float  # alpha plus
    loss: float  # alpha minus
    habituation: float  # c / E[b(1-b)]
    news: float
    talk: float
    reversion: float
    exposure: float
    rally_before: float
    rally_change: float
    contact_grievance: float
    incident_grievance: float
    forgetting: float
    coverage_slows: float
    spread: float


class Draws(NamedTuple):
    """Starts of this week's sequences of random numbers over citizens."""

    contact: np.uint64
    notice: np.uint64
    listen: np.uint64
    struck: np.uint64


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
    h·T(1 - T). The residue P shrinks by the same rule: what T and T - P would become differs by
    P·(1 - size - h(1 - 2T + P)).
    """
    expected = rates.habituation * trust * (1.0 - trust)
    slope = rates.habituation * (1.0 - 2.0 * trust + residue)
    if e <= tau:
        size = rates.gain * (1.0 - e / tau)
        return trust + size * (1.0 - trust) - expected, residue * (1.0 - size - slope), 0.0
    badness = min(1.0, (e - tau) / rates.heterogeneity)
    size = rates.loss * badness
    return trust - size * trust - expected, residue * (1.0 - size - slope), badness


@kernel
def noticed(trust, effect):
    """Change of trust by a noticed process of signed effect d: 2d(1 - T) when d > 0, 2d·T when d < 0.

    At T = 1/2 this is d itself; with abs(2d) held to at most 1, trust stays in [0, 1].
    """
    if effect > 0.0:
        return min(1.0, 2.0 * effect) * (1.0 - trust)
    return max(-1.0, 2.0 * effect) * trust


@kernel
def fade(grievance, topic, around, rates):
    """Grievance a week later: g·(1 - (1 - 2^(-1/h))·(1 - coverage_slows·a_topic))."""
    salience = around.salience[max(topic, 0)]  # without a topic g is 0: no branch needed, for it could not be foretold
    return grievance * (1.0 - rates.forgetting * (1.0 - rates.coverage_slows * salience))


@kernel
def listen(grievance, topic, other, other_topic, spread):
    """Take over part of a tie's grievance g_k if that is more: g + s·(g_k - g) about the same dossier, else s·g_k."""
    offered = grievance + spread * (other - grievance) if other_topic == topic else spread * other
    more = offered > grievance
    return (offered if more else grievance), (other_topic if more else topic)


@kernel
def suffer(grievance, topic, size, dossier):
    """Be aggrieved: g + size·(1 - g) about the same dossier; about another only if its size exceeds g."""
    if dossier == topic:
        return grievance + size * (1.0 - grievance), topic
    if size > grievance:
        return size, dossier
    return grievance, topic


@kernel
def live(first_block, last_block, columns, published, around, rates, draws, sums, unrest):
    """Let the citizens of some blocks live one week; each rule under its name, trust first and grievance after it.

    Reads last week from ``published``, writes only the rows of these citizens, ``sums[block]`` (shape (SUMS,)) and
    ``unrest[block]`` (citizens in action, shape (dossiers,)).
    """
    people, degree = columns.ties.shape
    dossiers = around.salience.size
    processes = around.effects.size
    noticing = min(1.0, processes * rates.exposure)
    struck_share = around.struck[dossiers - 1]
    for block in range(first_block, last_block):
        by_contact, by_news, by_talk, by_baseline, by_procedure, by_rally = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        residues, grievances, contacts, bad_contacts = 0.0, 0.0, 0, 0
        trust_low, trust_high, trusting_low, trusting_high, high = 0.0, 0.0, 0, 0, 0
        first, last = block * BLOCK, min(people, (block + 1) * BLOCK)
        unrest[block, :] = 0
        for i in range(first, last):
            start = published.trust[i]
            trust = start
            residue = columns.procedure[i]
            badness, met = 0.0, 0

            u = uniform_in(draws.contact, i)
            if u < rates.contact:
                met = min(dossiers - 1, int(u / rates.contact * dossiers))
                e = misfit(around, met, rates.heterogeneity, columns.values[i, 0], columns.values[i, 1])
                trust, residue, badness = contact(trust, residue, e, columns.tolerance[i], rates)
                by_contact += trust - start
                contacts += 1
                bad_contacts += badness > 0.0

            before = trust  # news: T(1 - loss)
            trust = trust * (1.0 - rates.news)
            by_news += trust - before

            before = trust  # talk: T + t·(mean T of ties - T), all of last week
            heard = 0.0
            for k in range(degree):
                heard += published.trust[np.uint32(columns.ties[i, k])]  # unsigned: spares the check for negatives
            trust = trust + rates.talk * (heard / degree - start)
            by_talk += trust - before

            before = trust  # own baseline, lifted by a rally: T + r·(b + R - T)
            trust = trust + rates.reversion * (columns.baseline[i] + rates.rally_before - trust)
            by_baseline += trust - before
            residue = residue * (1.0 - rates.news) * (1.0 - rates.reversion)

            if processes > 0:
                u = uniform_in(draws.notice, i)
                if u < noticing:
                    change = noticed(trust, around.effects[min(processes - 1, int(u / rates.exposure))])
                    trust = trust + change
                    residue = residue + change
                    by_procedure += change

            before = trust  # rally, then the bounds
            trust = min(1.0, max(0.0, trust + rates.rally_change))
            by_rally += trust - before

            topic = published.topic[i]
            grievance = fade(published.grievance[i], topic, around, rates)
            if rates.spread > 0.0:
                k = columns.ties[i, int(uniform_in(draws.listen, i) * degree)]
                grievance, topic = listen(grievance, topic, published.grievance[k], published.topic[k], rates.spread)
            if badness > 0.0:
                grievance, topic = suffer(grievance, topic, rates.contact_grievance * badness, met)
            if struck_share > 0.0:
                u = uniform_in(draws.struck, i)
                if u < struck_share:
                    j = 0
                    while u >= around.struck[j]:
                        j += 1
                    grievance, topic = suffer(grievance, topic, rates.incident_grievance, j)
            topic = topic if grievance >= FORGOTTEN else -1
            grievance = grievance if grievance >= FORGOTTEN else 0.0

            acting = grievance * (1.0 - trust) > columns.threshold[i]
            if acting:
                unrest[block, topic] += 1

            columns.trust[i] = trust
            columns.procedure[i] = residue
            columns.grievance[i] = grievance
            columns.topic[i] = topic
            columns.acting[i] = acting
            residues += residue
            grievances += grievance
            if columns.educated[i]:
                trust_high += trust
                trusting_high += trust > 0.5
                high += 1
            else:
                trust_low += trust
                trusting_low += trust > 0.5

        row = sums[block]
        row[CONTACT], row[NEWS], row[TALK] = by_contact, by_news, by_talk
        row[BASELINE], row[PROCEDURE], row[RALLY] = by_baseline, by_procedure, by_rally
        row[RESIDUE], row[GRIEVANCE], row[CONTACTS], row[BAD_CONTACTS] = residues, grievances, contacts, bad_contacts
        row[TRUST], row[TRUST + 1] = trust_low, trust_high
        row[TRUSTING], row[TRUSTING + 1] = trusting_low, trusting_high
        row[PEOPLE], row[PEOPLE + 1] = last - first - high, high


@kernel
def add_blocks(sums, unrest):
    """Add up blocks in their order; shapes (SUMS,) and (dossiers,)."""
    total, acting = np.zeros(sums.shape[1]), np.zeros(unrest.shape[1], np.int64)
    for block in range(sums.shape[0]):
        for k in range(total.size):
            total[k] += sums[block, k]
        for j in range(acting.size):
            acting[j] += unrest[block, j]
    return total, acting
