"""What each governance instrument contributes to the essay's package, in whatever company it works.

Question: which of the twelve instruments carry what the package does, and which do not?
Design:   worlds of the calibrated set, a seed each; 2,000 citizens, five years. In every world instruments are brought
          in one by one, in random orders that all worlds share, each followed by its reverse; what an instrument adds,
          averaged over orders, estimates its Shapley value without bias (Castro, Gomez and Tejada 2009). The values of
          a world add up to what the package does in it. Intervals are over worlds.
Columns:  instrument; measure, unit; shapley, with its interval (low, high: 95%, Student, over worlds); alone, what it
          adds where it comes first, and last, where it comes last (means over the orders and worlds in which it did;
          empty where it never did); share of what the package does; found: up, down, or none found where the interval
          includes 0; rank by size; above, the share of worlds in which its size exceeds that of the next in rank (empty
          for the last); together, what the package does, with its interval (together_low, together_high); seeds,
          results_version.

    abm study instruments_shared hydra.run.dir=experiments/data
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from abm.analysis.summary import student
from abm.experiments.challenging.worlds import live
from abm.experiments.common import FOUND, Options, Tables, direction, unit_of
from abm.experiments.registry import register
from abm.norms import INSTRUMENTS
from abm.numerics.streams import Floats
from abm.observation.record import simulate
from abm.parameters import Parameters

MEASURES = ("trust", "incidents", "misfit", "unrest", "share_outside", "lead_time")
SETTINGS = ("population.citizens=2000", "weeks=260")
ORDERS = {"tiny": 1, "quick": 2, "full": 7}
"""Random orders, beside which the reverse of each is lived."""

Order = tuple[str, ...]


@register()
def study(options: Options) -> Tables:
    """Live every combination that an order passes through, once."""
    players = options.at(tiny=tuple(INSTRUMENTS)[:3], quick=tuple(INSTRUMENTS), full=tuple(INSTRUMENTS))
    orders = orders_of(players, ORDERS[options.size])
    size = options.at(tiny=("weeks=30",), quick=SETTINGS, full=SETTINGS)
    arms = {named(members): (f"instruments=[{named(members)}]", *size) for members in passed(orders)}
    worth: dict[str, list[list[float]]] = {}
    for name, _, values in live(arms, options, look):
        worth.setdefault(name, []).append(values)
    return {"instruments_shared": tabulate(players, orders, {name: np.array(rows) for name, rows in worth.items()})}


def orders_of(players: Sequence[str], count: int) -> list[Order]:
    """Random orders of all instruments, each followed by its reverse."""
    generator = np.random.default_rng(1)
    drawn = [tuple(generator.permutation(list(players)).tolist()) for _ in range(count)]
    return [order for one in drawn for order in (one, one[::-1])]


def passed(orders: Sequence[Order]) -> list[frozenset[str]]:
    """Combinations that are in force at some place of an order, none twice."""
    return list(dict.fromkeys(frozenset(order[:place]) for order in orders for place in range(len(order) + 1)))


def named(members: frozenset[str]) -> str:
    """A combination as its instruments are declared."""
    return ",".join(name for name in INSTRUMENTS if name in members)


def look(parameters: Parameters, seed: int) -> list[float]:
    """What is looked at in a run."""
    row = simulate(parameters, seed).runs.to_pandas().iloc[0]
    return [float(row[measure]) for measure in MEASURES]


def added(orders: Sequence[Order], worth: Mapping[str, Floats]) -> dict[str, list[tuple[int, Floats]]]:
    """For each instrument, its place in every order and what it adds there; shape (worlds, measures)."""
    found: dict[str, list[tuple[int, Floats]]] = {}
    for order in orders:
        for place, name in enumerate(order):
            before, after = (worth[named(frozenset(order[: place + more]))] for more in (0, 1))
            found.setdefault(name, []).append((place, after - before))
    return found


def tabulate(players: Sequence[str], orders: Sequence[Order], worth: Mapping[str, Floats]) -> pd.DataFrame:
    """Table of all instruments and measures, from what every combination is worth in every world."""
    gains = added(orders, worth)
    values = {name: np.mean([gain for _, gain in gains[name]], axis=0) for name in players}
    everything = worth[named(frozenset(players))] - worth[named(frozenset())]
    rows = []
    for k, measure in enumerate(MEASURES):
        together, together_low, together_high = student(everything[:, k])
        ranked = sorted(players, key=lambda name: -abs(float(values[name][:, k].mean())))
        for rank, name in enumerate(ranked):
            middle, low, high = student(values[name][:, k])
            following = values[ranked[rank + 1]][:, k] if rank + 1 < len(ranked) else None
            above = np.nan if following is None else float(np.mean(np.abs(values[name][:, k]) > np.abs(following)))
            rows.append(
                {"instrument": name, "measure": measure, "unit": unit_of(measure), "shapley": middle, "low": low,
                 "high": high, "alone": at(gains[name], 0, k), "last": at(gains[name], len(players) - 1, k),
                 "share": middle / together if together else np.nan, "found": FOUND[direction(low, high)],
                 "rank": rank + 1, "above": above, "together": together, "together_low": together_low,
                 "together_high": together_high}
            )  # fmt: skip
    return pd.DataFrame(rows)


def at(gains: Sequence[tuple[int, Floats]], where: int, measure: int) -> float:
    """Mean of what is added at one place of an order; nan where the instrument never stood there."""
    found = [gain[:, measure] for place, gain in gains if place == where]
    return float(np.mean(found)) if found else float("nan")
