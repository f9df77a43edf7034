"""The folder of a sweep: what is in it, how it is written so that nothing is ever half there, and how it is read.

``sweep.json`` says what was asked for, ``design.parquet`` has a row per point, and ``runs/`` (``weeks/``, when asked
for) fill with Parquet files of one schema. A file has its name only once it is complete, and names that begin with a
dot are nobody's to read. A run is done when its row is in ``runs/``.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from abm.checks import ParameterError, declaration_of, refused
from abm.measures import MEASURES, RUN_MEASURES
from abm.provenance import RESULTS_VERSION, address

MANIFEST, DESIGN, RUNS, WEEKS = "sweep.json", "design.parquet", "runs", "weeks"

HEAD = ("run_id", "point", "combination", "norms", "scenario", "seed")

_KINDS = {int: pa.int64(), float: pa.float64(), bool: pa.bool_()}


def schema(factors: Sequence[str], measures: Sequence[str] = ()) -> pa.Schema:
    """Schema of the table of runs.

    Parameters
    ----------
    factors : sequence of str
        Keys; a column of each name.
    measures : sequence of str
        Measures of a week that are kept; all when empty. Those of whole runs always are.
    """
    described = {
        "run_id": (pa.string(), "", "address of the run: configuration, seed and results version"),
        "point": (pa.int64(), "number", "point of the design when the run was made"),
        "combination": (pa.int64(), "number", "combination of crossed choices when the run was made"),
        "norms": (pa.string(), "", "name of the norm set"),
        "scenario": (pa.string(), "", "name of the scenario"),
        "seed": (pa.int64(), "seed", "seed of the run"),
    }
    for key in factors:
        found = declaration_of(key)
        kind = _KINDS.get(found.kind, pa.string()) if found else pa.string()
        described.setdefault(key, (kind, found.unit if found else "", found.meaning if found else "named set"))
    for name in (*(name for name in MEASURES if not measures or name in measures), *RUN_MEASURES):
        item = MEASURES.get(name) or RUN_MEASURES[name]
        described[name] = (pa.float64(), item.unit, item.definition + "; over weeks from 0")
    described["error"] = (pa.string(), "", "why the run failed; empty when it did not")
    described["meta_seconds"] = (pa.float64(), "s", "time that the run took")
    described["meta_host"] = (pa.string(), "", "name of the machine; empty unless record.host asks for it")
    described["meta_finished"] = (pa.timestamp("us", tz="UTC"), "", "when the run was done")
    fields = [
        pa.field(name, kind, metadata={"unit": unit, "definition": definition})
        for name, (kind, unit, definition) in described.items()
    ]
    return pa.schema(fields)


def write_runs(
    folder: str, label: str, fields: pa.Schema, rows: Sequence[Mapping[str, Any]], weeks: Sequence[pa.Table]
) -> None:
    """Write runs into one new file, their weeks first: what is in ``runs/`` is complete.

    Raises
    ------
    OSError
        When it cannot be written; then nothing has been.
    """
    digest = hashlib.sha256("".join(str(row["run_id"]) for row in rows).encode()).hexdigest()[:16]
    name = f"{label}{digest}.parquet"
    if weeks:
        write_table(Path(folder) / WEEKS / name, pa.concat_tables(weeks))
    write_table(Path(folder) / RUNS / name, pa.Table.from_pylist(list(rows), schema=fields))


def write_table(path: Path, table: pa.Table) -> None:
    """Write a Parquet file that is there completely or not at all, also after a power cut."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    write_bytes(path, memoryview(sink.getvalue()))


def write_bytes(path: Path, content: bytes | memoryview) -> None:
    """Write a file under another name, see it on the disk, and only then give it its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    hidden = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        with open(hidden, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(hidden, path)
    except BaseException:
        with contextlib.suppress(OSError):
            hidden.unlink()
        raise


def tidy(folder: Path, label: str) -> None:
    """Take away what killed workers left: unfinished files, and weeks whose runs were never written.

    Only files that begin with the label of our own shard; other shards may be at work.
    """
    runs = {path.name for path in (folder / RUNS).glob("*.parquet")}
    for path in [*(folder / RUNS).glob(".*.unfinished"), *(folder / WEEKS).glob(".*.unfinished")]:
        if _is_of(path.name[1:], label):
            path.unlink(missing_ok=True)
    for path in (folder / WEEKS).glob("*.parquet"):
        if path.name not in runs and _is_of(path.name, label):
            path.unlink(missing_ok=True)


def _is_of(name: str, label: str) -> bool:
    return name.startswith(label) if label else "-" not in name


def present(folder: Path) -> set[str]:
    """Addresses of all runs that are there, failed ones included."""
    table = _rows(folder, RUNS, ["run_id"])
    return set(table["run_id"].to_pylist()) if table else set()


def drop_failed(folder: Path) -> int:
    """Take rows with an error out of the files that hold them, so that their runs are missing again.

    Returns
    -------
    int
        How many.
    """
    dropped = 0
    for path in sorted((folder / RUNS).glob("*.parquet")):
        table = pq.read_table(path)
        kept = table.filter(table["error"].is_null())
        dropped += table.num_rows - kept.num_rows
        if kept.num_rows == 0:
            path.unlink()
        elif kept.num_rows < table.num_rows:
            write_table(path, kept)
    return dropped


def read(folder: str | Path, table: str = RUNS) -> pd.DataFrame:
    """Read the runs of a sweep, finished or not.

    Parameters
    ----------
    folder : path
        Of the sweep.
    table : str
        ``runs`` or ``weeks``.

    Returns
    -------
    DataFrame
        A row per run (or run and week), each run once, by point and seed. ``point`` and ``combination`` are those of
        the design as it is now; a design that has been made wider may have numbered them anew.
    """
    wanted = expected(folder)
    found = _rows(Path(folder), table)
    rows = found.to_pandas() if found else pd.DataFrame(columns=[*HEAD, "error"])
    if table == RUNS:
        rows = rows.sort_values("error", na_position="first", kind="stable").drop_duplicates("run_id")
    else:
        rows = rows.drop_duplicates(["run_id", "week"])
    rows = rows.drop(columns=["point", "combination"], errors="ignore")
    order = ["point", "seed"] if table == RUNS else ["point", "seed", "week"]
    joined = rows.merge(wanted[["run_id", "point", "combination"]], on="run_id").sort_values(order, kind="stable")
    names = [name for name in HEAD if name in joined]
    return joined[[*names, *(name for name in joined.columns if name not in names)]].reset_index(drop=True)


def points(folder: str | Path) -> pd.DataFrame:
    """Points of the design: ``point``, ``combination``, a column per factor, ``configuration``."""
    return pd.read_parquet(Path(folder) / DESIGN)


def expected(folder: str | Path) -> pd.DataFrame:
    """Every run that the sweep is to have, once: ``run_id, point, combination, seed``.

    Points of one configuration share their runs, which stand under the first of them.
    """
    seeds = range(*seeds_of(manifest(folder)))
    design = points(folder).drop_duplicates("configuration")
    rows = [
        (address(configuration, seed), point, combination, seed)
        for configuration, point, combination in zip(
            design["configuration"], design["point"], design["combination"], strict=True
        )
        for seed in seeds
    ]
    return pd.DataFrame(rows, columns=["run_id", "point", "combination", "seed"])


def seeds_of(note: Mapping[str, Any]) -> tuple[int, int]:
    """First seed of a sweep, and the one after its last."""
    return note["seed"], note["seed"] + note["replicates"]


def manifest(folder: str | Path) -> dict[str, Any]:
    """What was asked for: design, factors, seeds, versions.

    Raises
    ------
    ParameterError
        When the folder is none of a sweep, or of another results version.
    """
    found = find_manifest(Path(folder))
    if found is None:
        raise ParameterError(f"{folder} is not allowed: a folder of a sweep, with {MANIFEST} in it")
    return found


def find_manifest(folder: Path) -> dict[str, Any] | None:
    """As :func:`manifest`, or None where there is none."""
    try:
        found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise ParameterError(refused("hydra.sweep.dir", folder, f"a folder that can be read ({error})")) from None
    version = found.get("results_version")
    if version != RESULTS_VERSION:
        wish = f"it holds results version {version}, and this is version {RESULTS_VERSION}; take another folder"
        raise ParameterError(refused("hydra.sweep.dir", folder, wish))
    return found


def _rows(folder: Path, table: str, columns: list[str] | None = None) -> pa.Table | None:
    files = sorted(str(path) for path in (folder / table).glob("*.parquet") if not path.name.startswith("."))
    if not files:
        return None
    return ds.dataset(files, schema=pq.read_schema(files[0]), format="parquet").to_table(columns=columns)
