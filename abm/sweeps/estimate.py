"""What a sweep would cost, from a few runs made for this purpose."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from abm.execution.work import PAUSE, Point
from abm.observation.record import simulate
from abm.parameters import Parameters
from abm.sweeps import store
from abm.sweeps.space import changed
from abm.sweeps.sweep import Sweep

MOST, PATIENCE = 5, 10.0
"""Runs that are timed, and seconds after which no further one is started."""


@dataclass(frozen=True)
class Estimate:
    """Seconds of one core for a run, bytes of disk for all, and how many runs this rests on."""

    seconds: float
    bytes: float
    timed: int


def estimate(sweep: Sweep, points: Sequence[Point], bases: dict[int, Parameters]) -> Estimate:
    """Time runs of points spread over the design, in this process.

    Parameters
    ----------
    sweep : Sweep
        Checked.
    points : sequence of Point
        Those with missing runs; at least one.
    bases : dict
        What they start from.
    """
    chosen = list(itertools.islice(points[:: max(1, len(points) // MOST)], MOST))
    simulate(changed(bases[chosen[0].base], {**chosen[0].changes, "weeks": 1, "burn_in": 0}), 1)  # loads the kernels
    took: list[float] = []
    began = time.monotonic()
    for point in chosen:
        start = time.perf_counter()
        recording = simulate(changed(bases[point.base], point.changes), point.seeds[0])
        took.append(time.perf_counter() - start)
        if time.monotonic() > began + PATIENCE:
            break
    seconds, runs = sum(took) / len(took), sum(len(point.seeds) for point in points)
    fields = store.schema(sweep.space.keys, sweep.note["measures"])
    files = runs * seconds / PAUSE + 1
    weeks = _size(recording.weeks) if sweep.note["weeks"] else 0
    return Estimate(seconds, files * _size(fields.empty_table()) + runs * (8 * len(fields) + weeks), len(took))


def _size(table: pa.Table) -> int:
    """Bytes of a table in a file of its own."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    return int(sink.getvalue().size)
