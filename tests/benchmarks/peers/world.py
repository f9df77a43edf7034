"""A country as plain arrays in a file, so that a framework with an environment of its own can live in it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

from abm.agents.citizens.columns import Citizens
from abm.agents.citizens.week import Surroundings
from abm.numerics.streams import Purpose, sparse_uniform, start
from tests.benchmarks.peers.alone import DRAWN
from tests.reference.plain_mesa import choose_ties, given, world_of


def write(file: Path, citizens: Citizens, surroundings: Surroundings) -> None:
    """Write citizens as they are, what their country shows them, and who listens to the same one of their ties."""
    there = dataclasses.asdict(given(citizens.parameters, surroundings))
    run = citizens.network.run
    first = np.repeat(run[:-1], np.diff(run)) // 64
    groups = np.unique(first, return_inverse=True)[1].astype(np.int32)
    np.savez(file, **world_of(citizens), **{f"given_{name}": value for name, value in there.items()}, groups=groups)


def write_draws(file: Path, citizens: Citizens, weeks: range) -> None:
    """Write what our citizens draw in some weeks, and which tie each listens to; shapes (weeks, citizens)."""

    def numbers(purpose: str, week: int) -> list[float]:
        sequence = np.uint64(start(citizens.streams[Purpose[purpose.upper()]].key, week))
        return [sparse_uniform(sequence, row) for row in range(len(citizens))]

    drawn = {purpose: [numbers(purpose, week) for week in weeks] for purpose in DRAWN}
    np.savez(file, **drawn, listens=[choose_ties(citizens.streams, citizens.network, week) for week in weeks])
