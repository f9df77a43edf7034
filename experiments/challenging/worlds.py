"""Worlds in which arms of a study are held against each other: accepted members, each with a seed of its own.

World ``n`` is one accepted member of the calibration with seed ``n``: the same in every arm, so that differences are
paired by world. An interval over worlds holds the luck of a history *and* what the data leave open of the fourteen
numbers that are calibrated; nothing of what is assumed beside them. Which member comes first is drawn once.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import TypeVar

import numpy as np
import pandas as pd

from abm.configuration.loading import load
from abm.declare import assign
from abm.experiments.calibrating import stored
from abm.experiments.calibrating.design import design
from abm.experiments.common import Options, row_of, run_all
from abm.parameters import Parameters

Result = TypeVar("Result")

ORDER = 1
"""Seed of the order of the members."""


def worlds(options: Options, *own: str) -> list[Parameters]:
    """The worlds of one arm; as many as the study has seeds.

    Parameters
    ----------
    own : str
        Overrides of the arm. What it sets of the calibrated parameters, by key or by a named set, holds in all worlds.
    """
    base, usual, plan = options.load(*own), _usual(), design()
    given = {word.partition("=")[0] for word in (*own, *options.overrides)}
    free = [
        key for key in plan.keys if key not in given and attrgetter(key)(base) == attrgetter(key)(usual)
    ]  # of which the arm says nothing
    values = members(options.seeds)
    made = []
    for number in range(options.seeds):
        world = copy.deepcopy(base)
        for key in free:
            assign(world, key, values[number][key])
        world.seed, world.replicates = number + 1, 1
        made.append(world)
    return made


@functools.cache
def _usual() -> Parameters:
    """The default world, to read."""
    return load()


def members(count: int) -> list[dict[str, float]]:
    """Values of the calibrated parameters in the first worlds; a member comes again only after all others."""
    plan, found = design(), stored.accepted()
    order = np.random.default_rng(ORDER).permutation(len(found))
    rows = (found[order[number % len(found)]].tolist() for number in range(count))
    return [dict(zip(plan.keys, row, strict=True)) for row in rows]


def live(
    arms: Mapping[str, Iterable[str]], options: Options, work: Callable[[Parameters, int], Result]
) -> list[tuple[str, int, Result]]:
    """Live all arms through all worlds: name of the arm, number of the world, and what the work gives."""
    plan = {
        f"{number + 1} {name}": world
        for name, own in arms.items()
        for number, world in enumerate(worlds(options, *own))
    }
    found = run_all(plan, options, work)
    return [(label.partition(" ")[2], int(label.partition(" ")[0]), result) for label, result in found]


def runs_of_arms(arms: Mapping[str, Iterable[str]], options: Options) -> pd.DataFrame:
    """One row per arm and world with all measures; the arm in ``norms`` and the world in ``seed``."""
    return pd.concat(
        [row.assign(norms=name, seed=world) for name, world, row in live(arms, options, row_of)], ignore_index=True
    )
