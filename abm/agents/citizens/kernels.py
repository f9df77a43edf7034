"""A citizens' week, compiled: one loop over blocks that calls the rules of :mod:`abm.agents.citizens.rules`.

A plain version of the same week stands in ``tests/reference/plain_mesa.py``: it takes the same decisions, and agrees to
the precision in which state is kept. What happens to few (a contact, a process noticed, an incident) is found by one
byte of a number that eight citizens share, and decided by the citizen's own draw. Sums over citizens are of whole
numbers, so that their order means nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm.agents.citizens.network import BLOCK, sew
from abm.agents.citizens.rules import (
    STEPS,
    act,
    be_heard_at,
    contact,
    fade,
    hear,
    listen,
    misfit,
    noticed,
    overhear,
    suffer_at,
    trust_of_all,
    turn_to,
)
from abm.numerics.compiled import kernel
from abm.numerics.passes import find, find_equal
from abm.numerics.streams import sparse_uniform, start

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

FINE = 2.0**24
"""Steps in which trust and grievance are added up: single precision has no finer ones between one half and one."""

CONTACT, PROCEDURE, RESIDUE = 0, 1, 2  # places in the sums of a block: changes of trust, and of residue
CONTACTS, BAD_CONTACTS, HEARD, GRIEVANCE = 0, 1, 2, 3  # places in its counts
TRUST, TRUSTING = 4, 6  # each for the lower and, one further, for the higher educated
FRESH = 8  # who is in action and never was before
SUMS, COUNTS = 3, 9  # places in all

V1, V2, TOLERANCE, FADED = 0, 1, 2, 3  # columns of a record: values, tolerance, residue by what all have lost of it
RECORD = 4  # columns in all
TWO_COUNTS = 16  # bits of the first of two counts in one number; a block has fewer citizens than they can count

_HALF, _STEPS, _FINE = np.float32(0.5), np.float32(STEPS), np.float32(FINE)
_SECOND = np.int32(TWO_COUNTS)


class Columns(NamedTuple):
    """What citizens carry; first dimension citizens. ``record`` is what a contact looks at, four numbers together."""

    trust: Singles
    grievance: Singles
    topic: NDArray[np.int16]
    acting: NDArray[np.bool_]
    acted: NDArray[np.bool_]
    educated: NDArray[np.bool_]
    threshold: Singles
    baseline: Singles
    record: Singles


class Published(NamedTuple):
    """What others can see at the end of a week, in the places of the network; trust and grievance in ``STEPS``."""

    trust: NDArray[np.uint16]
    grievance: NDArray[np.uint16]
    topic: NDArray[np.int16]


class Around(NamedTuple):
    """What the country shows its citizens this week; first dimension dossiers, of the last three processes."""

    policy: Floats
    centre: Floats
    cosine: Floats
    sine: Floats
    keep: Singles  # share of grievance kept, by topic + 1
    struck: Floats  # cumulative share of citizens
    concluded: NDArray[np.int16]  # dossier of each process that asked people
    effects: Floats
    reliefs: Floats


class Rates(NamedTuple):
    """Scalars of this week."""

    heterogeneity: float
    contact: float
    gain: float  # alpha plus
    loss: float  # alpha minus
    habituation: float  # c / E[b(1-b)]
    exposure: float
    concerned: float
    contact_grievance: float
    incident_grievance: float
    faded: float  # what is left of residues that came before anything faded
    talk: np.float32  # these four: see Pulls.together()
    reversion: np.float32
    news: np.float32
    lift: np.float32
    spread: np.float32


class Draws(NamedTuple):
    """Starts of this week's sequences of random numbers over citizens, and for ``listen`` over runs."""

    contact: np.uint64
    notice: np.uint64
    concern: np.uint64
    listen: np.uint64
    struck: np.uint64


class Lived(NamedTuple):
    """What a week adds up to: SUMS and COUNTS numbers, shape (dossiers,), and the number of ties of a citizen."""

    total: list[float]
    counted: list[int]
    acting: NDArray[np.int64]
    degree: int

    @property
    def trust(self) -> float:
        """Sum of trust."""
        return (self.counted[TRUST] + self.counted[TRUST + 1]) / FINE

    @property
    def heard(self) -> float:
        """Sum over citizens of the mean trust that they heard."""
        return self.counted[HEARD] / (self.degree * STEPS)


@kernel
def keep_and_struck(salience, struck, forgetting, coverage_slows):
    """Share of grievance kept, by topic + 1, and cumulative share of citizens struck, at most 1."""
    keep, cumulative = np.ones(salience.size + 1, np.float32), np.empty(struck.size)
    so_far = 0.0
    for j in range(salience.size):
        keep[j + 1] = 1.0 - forgetting * (1.0 - coverage_slows * salience[j])
        so_far += struck[j]
        cumulative[j] = min(1.0, so_far)
    return keep, cumulative


@kernel
def starts(keys, number):
    """Starts of the sequences of several purposes in one week; shape of ``keys``."""
    out = np.empty_like(keys)
    for k in range(keys.size):
        out[k] = start(keys[k], number)
    return out


@kernel
def show(state, out):
    """Publish trust or grievance in steps."""
    for m in range(state.size):
        out[m] = np.uint16(state[m] * _STEPS + _HALF)


@kernel
def show_topic(topic, out):
    """Publish what grievance is about."""
    for m in range(topic.size):
        out[m] = topic[m]


@kernel
def add_up(trust, educated, grievance, count):
    """Add up trust and grievance of at most a block in fine steps, and count whose trust exceeds one half."""
    all_trust, high_trust, trusting, grievances = 0, 0, 0, 0
    for m in range(trust.size):
        fine, high = np.int32(trust[m] * _FINE), np.int32(educated[m])
        all_trust += fine
        high_trust += fine * high
        trusting += np.int32(trust[m] > _HALF) << (high * _SECOND)  # two counts in one number
    for m in range(grievance.size):
        grievances += np.int32(grievance[m] * _FINE)
    count[GRIEVANCE] = grievances
    count[TRUST], count[TRUST + 1] = all_trust - high_trust, high_trust
    count[TRUSTING], count[TRUSTING + 1] = trusting & ((1 << TWO_COUNTS) - 1), trusting >> TWO_COUNTS


@kernel
def gather(acting, topic, acted, unrest):
    """Count who is in action over each dossier, and note that they were; returns how many never had been."""
    fresh, unrest[:] = 0, 0
    for m in range(acting.size):
        if acting[m]:
            unrest[topic[m]] += 1
            fresh += not acted[m]
            acted[m] = True
    return fresh


@kernel
def add_all(column):
    """Add up a column from 0 to 1 in fine steps."""
    total = 0
    for i in range(column.size):
        total += np.int32(column[i] * _FINE)
    return total


@kernel
def meet(first, last, columns, around, rates, sequence, shared, found, draw, met, badness, row):
    """Let some citizens of a block meet a policy; returns how many did, and how many a bad one.

    Writes who met a bad one to ``found``, which one to ``met``, and how bad it was.
    """
    trust, record, dossiers = columns.trust, columns.record, around.struck.size
    change, residues, bad = 0.0, 0.0, 0
    contacts = find(sequence, first, last, rates.contact, shared, found, draw)
    for n in range(contacts):
        i = found[n]
        j = min(dossiers - 1, int(draw[n] / rates.contact * dossiers))
        e = misfit(around, j, rates.heterogeneity, record[i, V1], record[i, V2])
        before, residue = float(trust[i]), rates.faded * record[i, FADED]
        after, rest, how_bad = contact(before, residue, e, float(record[i, TOLERANCE]), rates)
        trust[i], record[i, FADED] = after, rest / rates.faded
        change += after - before
        residues += rest - residue
        found[bad], met[bad], badness[bad] = i, j, how_bad
        bad += how_bad > 0.0
    row[CONTACT], row[RESIDUE] = change, residues
    return contacts, bad


@kernel
def feel(i, effect, relief, dossier, trust, record, grievance, topic, faded):
    """Let a citizen feel what became of asking people, in trust and in grievance; returns the change of trust."""
    change = noticed(float(trust[i]), effect)
    trust[i] += np.float32(change)
    record[i, FADED] += np.float32(change / faded)
    be_heard_at(grievance, topic, i, relief, dossier)
    return change


@kernel
def notice(first, last, columns, around, rates, draws, shared, found, draw, aggrieved, row):
    """Let some citizens of a block notice what became of asking people.

    Who is aggrieved about a dossier notices a process on it more readily, and not by chance like everybody else. All
    is found before anybody feels it, as what is felt may change what a grievance is about.
    """
    trust, record, grievance, topic = columns.trust, columns.record, columns.grievance, columns.topic
    concluded, effects, reliefs, changes = around.concluded, around.effects, around.reliefs, 0.0
    processes, exposure, concerned, faded = effects.size, rates.exposure, rates.concerned, rates.faded
    count = find(draws.notice, first, last, min(1.0, processes * exposure), shared, found, draw)
    strangers = 0
    for n in range(count):
        k = min(processes - 1, int(draw[n] / exposure))
        found[strangers], draw[strangers] = found[n], k
        strangers += topic[found[n]] != concluded[k]
    for k in range(processes):
        for n in range(find_equal(topic, first, last, concluded[k], aggrieved)):
            i = aggrieved[n]
            if sparse_uniform(draws.concern, i) < concerned:
                changes += feel(i, effects[k], reliefs[k], concluded[k], trust, record, grievance, topic, faded)
    for n in range(strangers):
        i, k = found[n], int(draw[n])
        changes += feel(i, effects[k], reliefs[k], concluded[k], trust, record, grievance, topic, faded)
    row[PROCEDURE] = changes
    row[RESIDUE] += changes


@kernel
def live(first_block, last_block, columns, published, publishing, network, around, rates, draws, sums, counts, unrest):
    """Let the citizens of some blocks live one week.

    Reads last week from ``published``, writes only the rows and places of these citizens, ``sums[block]``,
    ``counts[block]`` and ``unrest[block]`` (citizens in action, shape (dossiers,)).
    """
    dossiers = around.struck.size
    struck_share, ties = around.struck[dossiers - 1], np.float32(1.0 / (network.degree * STEPS))
    shared, found, draw = np.empty(BLOCK, np.uint64), np.empty(BLOCK + 1, np.int64), np.empty(BLOCK + 1)
    aggrieved = np.empty(BLOCK, np.int64)
    hurt, met, badness = np.empty(BLOCK + 1, np.int64), np.empty(BLOCK + 1, np.int64), np.empty(BLOCK + 1)
    heard_of, faded_of = np.empty(BLOCK, np.int32), np.empty(BLOCK, np.float32)
    other_of, other_topic_of = np.empty(BLOCK, np.uint16), np.empty(BLOCK, np.int16)
    for block in range(first_block, last_block):
        run, last_run = network.block[block], network.block[block + 1]
        first, last = network.run[run], network.run[last_run]
        trust, grievance, topic = columns.trust[first:last], columns.grievance[first:last], columns.topic[first:last]
        acting, row, count = columns.acting[first:last], sums[block], counts[block]
        heard, faded = heard_of[: last - first], faded_of[: last - first]
        other, other_topic = other_of[: last - first], other_topic_of[: last - first]

        contacts, bad = meet(first, last, columns, around, rates, draws.contact, shared, hurt, draw, met, badness, row)
        notice(first, last, columns, around, rates, draws, shared, found, draw, aggrieved, row)
        hear(network.run, network.heard, run, last_run, published.trust, heard)
        trust_of_all(
            trust, heard, columns.baseline[first:last], ties, rates.talk, rates.reversion, rates.news, rates.lift
        )

        fade(grievance, topic, around.keep, faded)
        overhear(
            network.run, network.heard, run, last_run, draws.listen, network.degree,
            published.grievance, published.topic, other, other_topic,
        )  # fmt: skip
        listen(faded, topic, other, other_topic, rates.spread, grievance)
        turn_to(faded, other, other_topic, rates.spread, grievance, topic)
        for n in range(bad):
            suffer_at(grievance, topic, hurt[n] - first, rates.contact_grievance * badness[n], met[n])
        for n in range(find(draws.struck, first, last, struck_share, shared, found, draw)):
            j = np.searchsorted(around.struck, draw[n], side="right")
            suffer_at(grievance, topic, found[n] - first, rates.incident_grievance, j)
        act(grievance, trust, columns.threshold[first:last], acting)

        show(trust, publishing.trust[first:last])
        show(grievance, publishing.grievance[first:last])
        show_topic(topic, publishing.topic[first:last])
        add_up(trust, columns.educated[first:last], grievance, count)
        count[CONTACTS], count[BAD_CONTACTS], count[HEARD] = contacts, bad, heard.sum()
        count[FRESH] = gather(acting, topic, columns.acted[first:last], unrest[block])


@kernel
def sew_all(network, publishing):
    """Show in the seams of the network what members of its communities show."""
    sew(network, publishing.trust)
    sew(network, publishing.grievance)
    sew(network, publishing.topic)


@kernel
def publish(columns, network, publishing):
    """Show what all citizens are now."""
    people = columns.trust.size
    show(columns.trust, publishing.trust[:people])
    show(columns.grievance, publishing.grievance[:people])
    show_topic(columns.topic, publishing.topic[:people])
    sew_all(network, publishing)


@kernel
def conclude(network, publishing, sums, counts, unrest):
    """Show the week in the seams of the network, and add up blocks in their order.

    Returns sums, counts and citizens in action; shapes (SUMS,), (COUNTS,) and (dossiers,).
    """
    sew_all(network, publishing)
    total, counted, acting = np.zeros(SUMS), np.zeros(COUNTS, np.int64), np.zeros(unrest.shape[1], np.int64)
    for block in range(sums.shape[0]):
        for k in range(SUMS):
            total[k] += sums[block, k]
        for k in range(COUNTS):
            counted[k] += counts[block, k]
        for j in range(acting.size):
            acting[j] += unrest[block, j]
    return total, counted, acting
