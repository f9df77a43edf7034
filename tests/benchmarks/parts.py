"""What a citizen's week is made of: each part of :func:`abm.agents.citizens.kernels.live` alone, over all citizens.

Parts are timed one by one, in the blocks and by the rules of the model, in another week at each call. What the whole
week takes beyond them is the rest: calls from Python, and what parts take from each other (memory, prediction).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numba
import numpy as np
import pandas as pd

from abm.agents.citizens import kernels, rules, week
from abm.agents.citizens.columns import Citizens
from abm.agents.citizens.network import BLOCK
from abm.numerics.passes import find
from tests.benchmarks.numbers import AT_ONCE, OFTEN, seconds, settled, surroundings

REST = "calls from Python, and the rest"
compiled = numba.njit(nogil=True)


@compiled
def meet(network, columns, around, rates, draws, seen):
    """Who meets a policy, and what it does to trust."""
    shared, draw = np.empty(BLOCK, np.uint64), np.empty(BLOCK + 1)
    hurt, met, badness = np.empty(BLOCK + 1, np.int64), np.empty(BLOCK + 1, np.int64), np.empty(BLOCK + 1)
    row = np.empty(kernels.SUMS)
    for block in range(network.block.size - 1):
        first, last = network.run[network.block[block]], network.run[network.block[block + 1]]
        kernels.meet(first, last, columns, around, rates, draws.contact, shared, hurt, draw, met, badness, row)


@compiled
def notice(network, columns, around, rates, draws, seen):
    """Who notices what became of asking people, and whom an incident strikes."""
    shared, draw, found = np.empty(BLOCK, np.uint64), np.empty(BLOCK + 1), np.empty(BLOCK + 1, np.int64)
    aggrieved, row = np.empty(BLOCK, np.int64), np.zeros(kernels.SUMS)
    for block in range(network.block.size - 1):
        first, last = network.run[network.block[block]], network.run[network.block[block + 1]]
        kernels.notice(first, last, columns, around, rates, draws, shared, found, draw, aggrieved, row)
        find(draws.struck, first, last, around.struck[-1], shared, found, draw)


@compiled
def hear(network, columns, around, rates, draws, seen):
    """Hear the trust of all ties; news, talk and the own baseline move trust."""
    heard_of, ties = np.empty(BLOCK, np.int32), np.float32(1.0 / (network.degree * rules.STEPS))
    for block in range(network.block.size - 1):
        run, last_run = network.block[block], network.block[block + 1]
        first, last = network.run[run], network.run[last_run]
        heard = heard_of[: last - first]
        rules.hear(network.run, network.heard, run, last_run, seen.trust, heard)
        rules.trust_of_all(
            columns.trust[first:last], heard, columns.baseline[first:last], ties,
            rates.talk, rates.reversion, rates.news, rates.lift,
        )  # fmt: skip


@compiled
def aggrieve(network, columns, around, rates, draws, seen):
    """Grievance fades, and one tie passes on theirs."""
    faded_of, other_of, topic_of = np.empty(BLOCK, np.float32), np.empty(BLOCK, np.uint16), np.empty(BLOCK, np.int16)
    for block in range(network.block.size - 1):
        run, last_run = network.block[block], network.block[block + 1]
        first, last = network.run[run], network.run[last_run]
        grievance, topic = columns.grievance[first:last], columns.topic[first:last]
        faded, other, other_topic = faded_of[: last - first], other_of[: last - first], topic_of[: last - first]
        rules.fade(grievance, topic, around.keep, faded)
        rules.overhear(
            network.run, network.heard, run, last_run, draws.listen, network.degree,
            seen.grievance, seen.topic, other, other_topic,
        )  # fmt: skip
        rules.listen(faded, topic, other, other_topic, rates.spread, grievance)
        rules.turn_to(faded, other, other_topic, rates.spread, grievance, topic)


@compiled
def act(network, columns, around, rates, draws, seen):
    """Who comes into action, counted by dossier."""
    unrest = np.empty(around.struck.size, np.int64)
    for block in range(network.block.size - 1):
        first, last = network.run[network.block[block]], network.run[network.block[block + 1]]
        rules.act(
            columns.grievance[first:last], columns.trust[first:last],
            columns.threshold[first:last], columns.acting[first:last],
        )  # fmt: skip
        kernels.gather(columns.acting[first:last], columns.topic[first:last], columns.acted[first:last], unrest)


@compiled
def publish(network, columns, around, rates, draws, seen):
    """Show what others will hear, and add up trust and grievance."""
    count = np.empty(kernels.COUNTS, np.int64)
    for block in range(network.block.size - 1):
        first, last = network.run[network.block[block]], network.run[network.block[block + 1]]
        trust, grievance = columns.trust[first:last], columns.grievance[first:last]
        kernels.show(trust, seen.trust[first:last])
        kernels.show(grievance, seen.grievance[first:last])
        kernels.show_topic(columns.topic[first:last], seen.topic[first:last])
        kernels.add_up(trust, columns.educated[first:last], grievance, count)
    kernels.sew_all(network, seen)


PARTS: dict[str, Any] = {
    "one in twenty meets a policy": meet,
    "who notices a procedure, who is struck": notice,
    "trust: eight ties heard, news, own baseline": hear,
    "grievance: fades, and is passed on": aggrieve,
    "action, counted by dossier": act,
    "shown to others, and added up": publish,
}
"""Parts of a week by what they are for."""


def by_size(sizes: Sequence[int], rounds: int = 5) -> pd.DataFrame:
    """Nanoseconds by part, one column for each number of citizens."""
    return pd.DataFrame({people: by_part(people, rounds) for people in sizes}).reset_index(names="part")


def by_part(people: int, rounds: int = 5) -> dict[str, float]:
    """Nanoseconds of a citizen's week by part, on one thread; together with the rest they are the whole week."""
    citizens, whole = settled(people)
    times = max(1, AT_ONCE // people)
    took = {name: 1e9 * _best(part, citizens, times, rounds) / people for name, part in PARTS.items()}
    everything = min(seconds(whole, times, 1) for _ in range(rounds * OFTEN)) / people * 1e9
    return took | {REST: everything - sum(took.values())}


def _best(part: Callable[..., None], citizens: Citizens, times: int, rounds: int) -> float:
    """Best mean time of a call on copies of what the citizens are, so that no part spoils the next."""
    there = surroundings()
    around, pulls = week.around(citizens.parameters, there), week.Pulls.of(citizens.parameters, there)
    rates = week.rates(citizens.parameters, pulls, 1.0)
    columns = kernels.Columns(*(column.copy() for column in citizens._columns))
    seen = kernels.Published(*(column.copy() for column in citizens._shown[0]))
    weeks = itertools.count()

    def once() -> None:
        draws = kernels.Draws(*kernels.starts(citizens._keys, next(weeks)))
        part(citizens.network, columns, around, rates, draws, seen)

    once()  # which compiles
    return min(seconds(once, times, 1) for _ in range(rounds * OFTEN))
