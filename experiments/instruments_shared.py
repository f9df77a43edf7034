"""What each governance instrument contributes to the essay's package, in whatever company it works.

Question: which of the twelve instruments carry what the package does, and which do not?
Design:   worlds of the calibrated set, a seed each; 2,000 citizens, five years. In every world instruments are brought
          in one by one, in random orders of its own, each followed by its reverse; what an instrument adds, averaged
          over orders, estimates its Shapley value without bias (Castro, Gomez and Tejada 2009). The values of a world
          add up to what the package does in it. Intervals are over worlds, and hold which orders were drawn as well.
Columns:  instrument; measure, unit; shapley, with its interval (low, high: 95%, Student, over worlds); share of what
          the package does; found: up, down, or none found where the interval includes 0; rank by size; rank_low,
          rank_high: between which its rank lies in 95% of samples of worlds, drawn with replacement; together, what the
          package does, with its interval (together_low, together_high); seeds, results_version.

    abm study instruments_shared hydra.run.dir=experiments/data
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

import numpy as np
import pandas as pd

from abm.analysis.summary import student
from abm.experiments.challenging.worlds import worlds
from abm.experiments.common import FOUND, Options, Tables, direction, run_all, unit_of
from abm.experiments.registry import register
from abm.norms import INSTRUMENTS
from abm.numerics.streams import Floats
from abm.observation.record import simulate
from abm.parameters import Parameters

MEASURES = ("trust", "trust_without_procedure", "incidents", "misfit", "unrest", "share_outside", "lead_time")
SETTINGS = ("population.citizens=2000", "weeks=260")
ORDERS = {"tiny": 1, "quick": 2, "full": 7}
"""Random orders of a world, beside which the reverse of each is lived."""

SAMPLES = 2000
"""Samples of worlds behind the interval of a rank."""

RANKS = (0.025, 0.975)

Order = tuple[str, ...]
Worth = dict[frozenset[str], Floats]
"""What is measured where these instruments are in force."""


@register()
def study(options: Options) -> Tables:
    """Live every combination that an order of a world passes through, once."""
    players = options.at(tiny=tuple(INSTRUMENTS)[:3], quick=tuple(INSTRUMENTS), full=tuple(INSTRUMENTS))
    bases = worlds(options, "norms=reactive", *options.at(tiny=("weeks=30",), quick=SETTINGS, full=SETTINGS))
    orders = [orders_of(players, ORDERS[options.size], world.seed) for world in bases]
    plan: dict[str, Parameters] = {}
    where: list[tuple[int, frozenset[str]]] = []
    for number, base in enumerate(bases):
        for members in passed(orders[number]):
            world = copy.deepcopy(base)
            world.instruments = [name for name in INSTRUMENTS if name in members]
            plan[str(len(where))] = world
            where.append((number, members))
    worth: list[Worth] = [{} for _ in bases]
    for (number, members), (_, values) in zip(where, run_all(plan, options, look), strict=True):
        worth[number][members] = np.array(values)
    return {"instruments_shared": tabulate(players, orders, worth)}


def orders_of(players: Sequence[str], count: int, seed: int) -> list[Order]:
    """Random orders of all instruments, each followed by its reverse."""
    generator = np.random.default_rng(seed)
    drawn = [tuple(generator.permutation(list(players)).tolist()) for _ in range(count)]
    return [order for one in drawn for order in (one, one[::-1])]


def passed(orders: Sequence[Order]) -> list[frozenset[str]]:
    """Combinations that are in force at some place of an order, none twice."""
    return list(dict.fromkeys(frozenset(order[:place]) for order in orders for place in range(len(order) + 1)))


def look(parameters: Parameters, seed: int) -> list[float]:
    """What is looked at in a run."""
    row = simulate(parameters, seed).runs.to_pandas().iloc[0]
    return [float(row[measure]) for measure in MEASURES]


def added(players: Sequence[str], orders: Sequence[Order], worth: Worth) -> Floats:
    """What each instrument adds in one world, averaged over its orders; shape (instruments, measures)."""
    return np.mean(
        [
            [
                worth[before | {name}] - worth[before]
                for name in players
                for before in [frozenset(order[: order.index(name)])]
            ]
            for order in orders
        ],
        axis=0,
    )


def ranks(values: Floats) -> tuple[np.ndarray, Floats]:
    """Rank of each instrument by the size of its mean, and between which it lies over samples of worlds.

    Parameters
    ----------
    values : array of shape (worlds, instruments)

    Returns
    -------
    rank : integer array of shape (instruments,)
        1 for the largest.
    ends : array of shape (2, instruments)
    """
    picked = np.random.default_rng(1).integers(len(values), size=(SAMPLES, len(values)))
    sizes = np.abs(values[picked].mean(axis=1))
    sampled = (-sizes).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable") + 1
    rank = (-np.abs(values.mean(axis=0))).argsort(kind="stable").argsort(kind="stable") + 1
    return rank, np.quantile(sampled, RANKS, axis=0, method="closest_observation")


def tabulate(players: Sequence[str], orders: Sequence[Sequence[Order]], worth: Sequence[Worth]) -> pd.DataFrame:
    """Table of all instruments and measures, from the orders and what was measured in every world."""
    values = np.array([added(players, *world) for world in zip(orders, worth, strict=True)])
    everybody, nobody = frozenset(players), frozenset[str]()
    everything = np.array([world[everybody] - world[nobody] for world in worth])
    rows = []
    for k, measure in enumerate(MEASURES):
        together, together_low, together_high = student(everything[:, k])
        rank, ends = ranks(values[:, :, k])
        for number in rank.argsort(kind="stable").tolist():
            middle, low, high = student(values[:, number, k])
            rows.append(
                {"instrument": players[number], "measure": measure, "unit": unit_of(measure), "shapley": middle,
                 "low": low, "high": high, "share": middle / together if together else np.nan,
                 "found": FOUND[direction(low, high)], "rank": rank[number], "rank_low": int(ends[0, number]),
                 "rank_high": int(ends[1, number]), "together": together, "together_low": together_low,
                 "together_high": together_high}
            )  # fmt: skip
    return pd.DataFrame(rows)
