"""The weeks that a twin has lived as CSV and Parquet."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from abm.app.twin import Side
from abm.observation.record import record


def weeks_table(side: Side) -> pa.Table:
    """The weeks that a side has lived, as ``weeks.parquet`` of that run on the command line holds them."""
    model = side.model
    assert model is not None
    model.given = side.configuration(side.weeks_lived)  # the run's address is that of what it became
    return record(model).weeks


def to_parquet(table: pa.Table) -> bytes:
    """A table in the bytes that the command line writes."""
    sink = io.BytesIO()
    with pq.ParquetWriter(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def to_csv(table: pa.Table) -> bytes:
    """A table as text, for a spreadsheet."""
    sink = io.BytesIO()
    pyarrow.csv.write_csv(table, sink)
    return sink.getvalue()
