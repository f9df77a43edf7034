"""A batch of a sweep: what a point makes of the parameters that it starts from, and the row that is kept of a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from abm.execution.kept import RUNS
from abm.execution.work import Batch, Point, Tables
from abm.observation.provenance import address, host
from abm.observation.record import Recording
from abm.parameters import Parameters
from abm.sweeps.space import changed


@dataclass(frozen=True)
class SweepBatch(Batch):
    """Points of a sweep.

    Attributes
    ----------
    schema : pyarrow.Schema
        Of the table of runs.
    """

    schema: pa.Schema

    def parameters(self, point: Point) -> Parameters:
        """Parameters of a point: its own values set in those that it starts from."""
        return changed(self.bases[point.base], point.changes)

    def tables(self, point: Point, seed: int, recording: Recording, seconds: float) -> Tables:
        """Row of a run, and its weeks when they are kept, too."""
        row = self._row(point, seed, recording.runs.to_pylist()[0], None, seconds)
        return {RUNS: row} | {name: getattr(recording, name) for name in self.kept.tables}

    def failed(self, point: Point, seed: int, error: str, seconds: float) -> Tables:
        """Row of a run that failed: a result like any other."""
        return {RUNS: self._row(point, seed, {}, error, seconds)}

    def _row(self, point: Point, seed: int, measures: dict[str, Any], error: str | None, seconds: float) -> pa.Table:
        base = self.bases[point.base]
        row = (
            dict(point.head)  # first: what a design says of a run never stands in place of what was run
            | measures
            | {
                "run_id": address(point.configuration, seed),
                "norms": base.norms,
                "scenario": base.scenario,
                "seed": seed,
            }
            | {
                "error": error,
                "meta_seconds": seconds,
                "meta_host": host(base),
                "meta_finished": datetime.now(UTC),
            }
        )
        return pa.Table.from_pylist([row], schema=self.schema)
