"""Where citizens live and whom they hear: communities side by side, ties in runs.

Citizens are numbered community by community. Neighbours in that order form *runs*, and the k-th ties of a run are
neighbours too: member m hears the person m places after the one whom the first member hears (around the end of that
community if need be). So a run needs one number for each of its ties, and hears without a jump through memory. To one
citizen the ties are what they were: each is uniform over all who may be heard. What is shared is shared by neighbours:
the places of their ties, not the persons. A run is never longer than a sixteenth of its community.

What citizens publish lies in *places*: theirs, and behind those of all citizens a *seam* for each community, in which
its last members and its first are neighbours, so that a run that is heard never has to turn around.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm.agents.citizens.municipalities import weights
from abm.numerics.compiled import kernel
from abm.numerics.passes import TOGETHER
from abm.numerics.streams import uniform_in

if TYPE_CHECKING:
    from abm.parameters import Parameters

LONGEST_RUN = 256  # members; hearing is no faster beyond it
RUNS_PER_COMMUNITY = 16  # at least, so that a community is never one echo
BLOCK = 2048
"""Most citizens in a block, the unit of work: consecutive citizens of one community."""

Integers = NDArray[np.int64]


class Network(NamedTuple):
    """Who lives where and who hears whom.

    Attributes
    ----------
    first : array of int64, shape (communities + 1,)
        First citizen of each community; at last the number of citizens.
    run : array of int64, shape (runs + 1,)
        First citizen of each run; at last the number of citizens.
    block : array of int64, shape (blocks + 1,)
        First run of each block; at last the number of runs.
    heard : array of uint32, shape (runs, slots)
        Place of what the first member of a run hears, by tie. Slots beyond the ties of a citizen lead to zeros.
    seam : array of int64, shape (communities + 1,)
        First place of each seam; at last that of a stretch that stays 0.
    longest : int
        Most citizens in a run.
    degree : int
        Ties of a citizen.
    """

    first: Integers
    run: Integers
    block: Integers
    heard: NDArray[np.uint32]
    seam: Integers
    longest: int
    degree: int

    @property
    def places(self) -> int:
        """Number of all places."""
        return int(self.seam[-1]) + self.longest


def divide(people: int, weights: Integers) -> Integers:
    """First citizen of each community when people are divided by weight, and their number; shape (communities + 1,).

    The bounds are rounded down, so that the shares hold for any number of people, and add up.

    >>> divide(10, np.array([2, 1, 1])).tolist()
    [0, 5, 7, 10]
    """
    upto = np.concatenate([[0], np.cumsum(weights, dtype=np.int64)])
    return np.asarray(people * upto // upto[-1], np.int64)


def run_length(size: int) -> int:
    """Citizens in a run of a community of this size: the largest power of two that leaves enough runs.

    >>> [run_length(size) for size in (1, 50, 250, 40_000)]
    [1, 2, 8, 256]
    """
    length = 1
    while 2 * length <= min(LONGEST_RUN, size // RUNS_PER_COMMUNITY):
        length *= 2
    return length


def lay_out(first: Integers, degree: int) -> Network:
    """Network of communities with these bounds, in which nobody hears anybody yet."""
    size = np.diff(first)
    length = np.array([run_length(int(count)) for count in size], np.int64)
    longest = int(length.max())
    starts = [np.arange(begin, end, step) for begin, end, step in zip(first, first[1:], length, strict=False)]
    run = np.concatenate([*starts, first[-1:]]).astype(np.int64)
    block = [0]
    while block[-1] < len(run) - 1:
        block.append(int(np.searchsorted(run, run[block[-1]] + BLOCK, side="right")) - 1)
    seam = first[-1] + np.concatenate([[0], np.cumsum(np.minimum(size, longest - 1) + longest)])
    heard = np.full((len(run) - 1, -(-degree // TOGETHER) * TOGETHER), seam[-1], np.uint32)
    return Network(first, run, np.array(block), heard, seam.astype(np.int64), longest, degree)


def draw_network(parameters: Parameters, within_draws: np.uint64, pick_draws: np.uint64) -> Network:
    """Divide the population over communities and draw whom each run hears."""
    population = parameters.population
    first = divide(population.citizens, weights(population.sizes, population.communities))
    network = lay_out(first, population.degree)
    _draw_heard(within_draws, pick_draws, network, population.ties_within)
    return network


@kernel
def _place(network, community, inside, members):
    """Where to begin so that so many members of a community, from the given one on, follow each other."""
    size = network.first[community + 1] - network.first[community]
    if inside + members <= size:
        return network.first[community] + inside
    return network.seam[community] + inside - (size - min(size, network.longest - 1))


@kernel
def _draw_heard(within_draws, pick_draws, network, within):
    """Draw the ties of every run.

    With probability ``within`` somebody else of the own community, otherwise (or where there is nobody else) anybody
    else, uniformly and with replacement. Nobody is tied to themselves.
    """
    first, degree = network.first, network.degree
    people = first[-1]
    c = 0
    for run in range(network.run.size - 1):
        begin, members = network.run[run], network.run[run + 1] - network.run[run]
        while first[c + 1] <= begin:
            c += 1
        size = first[c + 1] - first[c]
        for k in range(degree):
            u = uniform_in(pick_draws, degree * run + k)
            if size > 1 and uniform_in(within_draws, degree * run + k) < within:
                there, other = c, first[c] + (begin - first[c] + 1 + int(u * (size - 1))) % size
            else:
                other = (begin + 1 + int(u * (people - 1))) % people
                there = np.searchsorted(first, other, side="right") - 1
            network.heard[run, k] = _place(network, there, other - first[there], members)


@kernel
def ties_of(network, rows):
    """Whom the given citizens hear; shape (rows, degree), int32."""
    out = np.empty((rows.size, network.degree), np.int32)
    people = network.first[-1]
    for n in range(rows.size):
        run = np.searchsorted(network.run, rows[n], side="right") - 1
        for k in range(network.degree):
            place = np.int64(network.heard[run, k])
            seam = np.searchsorted(network.seam, place, side="right") - 1
            there = seam if place >= people else np.searchsorted(network.first, place, side="right") - 1
            first, size = network.first[there], network.first[there + 1] - network.first[there]
            inside = place - first
            if place >= people:
                inside = place - network.seam[seam] + size - min(size, network.longest - 1)
            out[n, k] = first + (inside + rows[n] - network.run[run]) % size
    return out


@kernel
def sew(network, shown):
    """Show in the seams what the last and first members of each community show in their own places."""
    for c in range(network.first.size - 1):
        first, size = network.first[c], network.first[c + 1] - network.first[c]
        back = min(size, network.longest - 1)
        for n in range(network.seam[c + 1] - network.seam[c] if size > 0 else 0):
            shown[network.seam[c] + n] = shown[first + (size - back + n) % size]
