"""What is kept of runs while a command is at work: a folder for each table, with files of several runs each.

The files of one batch have the same name in every table, and the one in ``runs/`` comes last: a run is done when its
row is there.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from abm.execution.folders import remove_empty, write_bytes
from abm.execution.locks import Lock, LockMark
from abm.parameters.checks import ParameterError

RUNS = "runs"
"""The table with a row per run."""

DAMAGED = "damaged"
"""Where files go that cannot be read."""


LONGEST = 100
"""Characters kept of why a file cannot be read."""


class Damaged(Exception):
    """A file that is not what its name says; the message says why."""


@dataclass(frozen=True)
class Kept:
    """Where the runs of a command, or of a shard of it, are kept.

    Attributes
    ----------
    folder : str
        In which every table has a folder.
    label : str
        Begins the names of files of a shard.
    mark : LockMark
        Of the lock of the folder of results.
    tables : tuple of str
        What is kept of a run besides its row in ``runs``.
    required : pyarrow.Schema
        Columns that a file of ``runs`` must have.
    """

    folder: str
    label: str
    mark: LockMark
    tables: tuple[str, ...]
    required: pa.Schema

    def write(self, tables: Mapping[str, Sequence[pa.Table]]) -> None:
        """Write runs into one new file for each table.

        Raises
        ------
        OSError
            When it cannot be written; then none of these runs is there.
        Lost
            When the folder is not ours any more.
        """
        runs = pa.concat_tables(tables[RUNS])
        digest = hashlib.sha256("".join(runs["run_id"].to_pylist()).encode()).hexdigest()[:16]
        name = f"{self.label}{digest}.parquet"
        for table in (*self.tables, RUNS):
            if parts := tables.get(table):
                write_table(Path(self.folder) / table / name, pa.concat_tables(parts), self.mark)

    def present(self) -> set[str]:
        """Addresses of all runs that are there, failed ones included."""
        return addresses(Path(self.folder), self.required)

    def begin(self, lock: Lock, drop: Callable[[pa.Table], pa.ChunkedArray] | None = None) -> list[str]:
        """Put in order what others left; only with the guard of the lock.

        Parameters
        ----------
        lock : Lock
            Of the folder of results, held.
        drop : callable, optional
            From rows of runs to whether each is to be made again.

        Returns
        -------
        list of str
            A line for each file that cannot be read and has been put aside.
        """
        lock.clear()
        said, seen = [], set[str]()
        for path in sorted((Path(self.folder) / RUNS).glob("*.parquet")):
            try:
                runs = read_file(path, self.required)
                ids = runs["run_id"].to_pylist()
                others = {table: self._read_other(path, table, runs) for table in self.tables}
            except Damaged as damage:
                said.append(self._put_aside(path, damage))
                continue
            gone = drop(runs).to_pylist() if drop is not None else [False] * len(ids)
            stay = []
            for run, goes in zip(ids, gone, strict=True):
                stay.append(not goes and run not in seen)
                if stay[-1]:
                    seen.add(run)
            if not all(stay):
                self._rewrite(path, runs.filter(pa.array(stay, pa.bool_())), others)
        self.tidy(lock)
        return said

    def _read_other(self, path: Path, table: str, runs: pa.Table) -> pa.Table | None:
        """Read what else is kept of runs, and see that it is there for each that did not fail."""
        wanted = runs.filter(runs["error"].is_null()) if "error" in runs.column_names else runs
        other = path.parents[1] / table / path.name
        if not other.exists():
            if wanted.num_rows:
                raise Damaged(f"{table}/{path.name} is missing")
            return None
        try:
            return read_file(other, pa.schema([("run_id", pa.string())]))
        except Damaged as damage:
            raise Damaged(f"{table}/{path.name} is damaged: {damage}") from None

    def _rewrite(self, path: Path, runs: pa.Table, others: Mapping[str, pa.Table | None]) -> None:
        for table, other in others.items():
            if other is not None and runs.num_rows:
                kept = other.filter(pc.is_in(other["run_id"], runs["run_id"].combine_chunks()))
                write_table(path.parents[1] / table / path.name, kept, self.mark)
        if runs.num_rows:
            write_table(path, runs, self.mark)
        else:
            path.unlink()  # its other tables are orphans now

    def _put_aside(self, path: Path, damage: Damaged) -> str:
        """Move a file and its companions where nobody reads them."""
        home = Path(self.folder) / DAMAGED
        for table in (RUNS, *self.tables):  # first those by which runs count as done
            source = path.parents[1] / table / path.name
            if source.exists():
                home.mkdir(exist_ok=True)
                os.replace(source, home / f"{table}-{path.name}")
        return f"{RUNS}/{path.name} is damaged ({damage}); it is in {DAMAGED}/ now, and its runs are made again"

    def tidy(self, lock: Lock) -> None:
        """Take away tables of runs that were never finished, but for those that others are at work on."""
        labels = {label(owner.shard) for owner in lock.others()}
        runs = {path.name for path in (Path(self.folder) / RUNS).glob("*.parquet")}
        for table in self.tables:
            for path in (Path(self.folder) / table).glob("*.parquet"):
                if path.name not in runs and label_of(path.name) not in labels:
                    path.unlink(missing_ok=True)

    def remove(self) -> None:
        """Take everything away that is kept here."""
        home = Path(self.folder)
        for table in (RUNS, *self.tables, DAMAGED):  # first those by which runs count as done
            for path in (home / table).glob("*.parquet"):
                path.unlink(missing_ok=True)
            remove_empty(home / table)
        remove_empty(home)


def write_table(path: Path, table: pa.Table, mark: LockMark) -> None:
    """Write a Parquet file that is there completely or not at all, also after a power cut."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    write_bytes(path, memoryview(sink.getvalue()), mark)


def label(shard: str) -> str:
    """What names of files of a shard begin with."""
    return "" if shard == "1/1" else f"{shard.replace('/', 'of')}-"


def label_of(name: str) -> str:
    """With which label the name of a file begins."""
    first, dash, _ = name.partition("-")
    return first + dash if dash else ""


def addresses(folder: Path, required: pa.Schema) -> set[str]:
    """Addresses of runs that are kept in a folder."""
    found = set[str]()
    for path in (folder / RUNS).glob("*.parquet"):
        with contextlib.suppress(Damaged, FileNotFoundError):
            found.update(read_file(path, required, ["run_id"])["run_id"].to_pylist())
    return found


def read_file(path: Path, required: pa.Schema, columns: list[str] | None = None) -> pa.Table:
    """Read one file, whole.

    Parameters
    ----------
    path : Path
        Of a Parquet file.
    required : pyarrow.Schema
        Columns that it must have.
    columns : list of str, optional
        Those that are read; all when None.

    Raises
    ------
    Damaged
        When it is none, or one of something else.
    FileNotFoundError
        When it is not there.
    """
    try:
        with pq.ParquetFile(path) as file:
            fields = file.schema_arrow
            for field in required:
                if field.name not in fields.names:
                    raise Damaged(f"it has no column {field.name}")
                if _plain(fields.field(field.name).type) != field.type:
                    raise Damaged(f"its column {field.name} is of another type")
            return file.read(columns)
    except FileNotFoundError:
        raise
    except PermissionError:
        raise ParameterError(f"{path} must be a file that can be read") from None
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Damaged(
            str(error).strip().splitlines()[0].rstrip(".")[:100] if str(error).strip() else "unreadable"
        ) from None


def _plain(kind: pa.DataType) -> pa.DataType:
    """Texts are alike, however long they may be."""
    return pa.string() if pa.types.is_large_string(kind) else kind
