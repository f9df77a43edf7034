"""Points that stand in a file: read strictly, every cell as text, with the line that it came from.

A cell that is shifted, empty or cut is another experiment than the one that was meant, so nothing is guessed here.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from abm.configuration.overrides import few
from abm.parameters.checks import ParameterError, refused

ENDINGS = (".csv", ".parquet")

PANDAS_INDEX = "__index_level_"
"""Begins the columns in which pandas keeps the numbers of rows; they say nothing of a point."""


@dataclass(frozen=True)
class Listing:
    """Points as they were written down.

    Attributes
    ----------
    path : Path
        The file.
    columns : dict of str to list of str
        Cells as typed, by key.
    places : list of str
        Where each row stands in the file.
    """

    path: Path
    columns: dict[str, list[str]]
    places: list[str]


def read(path: Path) -> Listing:
    """Read points from a CSV or a Parquet file.

    Raises
    ------
    ParameterError
        With one line that says where the file is no table of points.
    """
    if path.suffix.lower() not in ENDINGS:
        raise ParameterError(refused("design.file", path, "a file ending in .csv or .parquet"))
    try:
        heads, places, rows = (_csv if path.suffix.lower() == ".csv" else _parquet)(path)
    except OSError as error:
        raise _wrong(path, f"a file that can be read ({error.strerror or error})") from None
    _check_heads(path, heads)
    if not rows:
        raise _wrong(path, "a table with at least one row below the names of its columns")
    for place, row in zip(places, rows, strict=True):
        for key, cell in zip(heads, row, strict=True):
            if not cell.isprintable():
                raise _wrong(path, f"a table of text on one line; {place} has other characters for {key}")
            if not cell:
                raise _wrong(path, f"a table with a value in every cell; {place} lacks one for {key}")
    columns = dict(zip(heads, map(list, zip(*rows, strict=True)), strict=True))
    return Listing(path, columns, places)


def _csv(path: Path) -> tuple[list[str], list[str], list[list[str]]]:
    """Commas between cells, a line per row, UTF-8; blank lines are none."""
    places: list[str] = []
    rows: list[list[str]] = []
    line = 1
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True, skipinitialspace=True)
            heads = [cell.strip() for cell in next(reader, [])]
            _check_commas(path, heads)
            line = reader.line_num + 1
            for cells in reader:
                row = [cell.strip() for cell in cells]
                if row and len(row) != len(heads):
                    raise _wrong(
                        path,
                        f"a table with {len(heads)} cells in every line, as in its first; line {line} has {len(row)} "
                        "(numbers have a point, as in 2.5; a list stands in quotes)",
                    )
                if row:
                    rows.append(row)
                    places.append(f"line {line}")
                    few(len(rows), str(path))
                line = reader.line_num + 1
    except UnicodeDecodeError:
        raise _wrong(path, "text in UTF-8; save it as CSV UTF-8") from None
    except csv.Error as error:
        raise _wrong(path, f"a table with commas between cells; line {line} cannot be read ({error})") from None
    return heads, places, rows


def _check_commas(path: Path, heads: Sequence[str]) -> None:
    for name, mark in ((";", ";"), ("a tab", "\t")):
        if any(mark in head for head in heads):
            raise _wrong(path, f"a table with commas between cells, and points in numbers; its first line has {name}")


def _parquet(path: Path) -> tuple[list[str], list[str], list[list[str]]]:
    """Rows of any Parquet file; its index, if it has a name, is a column like others."""
    try:
        file = pq.ParquetFile(path)
        few(file.metadata.num_rows, str(path))
        table = file.read()
        kept = [number for number, name in enumerate(table.column_names) if not name.startswith(PANDAS_INDEX)]
        columns = [list(map(_typed, table.column(number).to_pylist())) for number in kept]
    except ParameterError:
        raise
    except (pa.ArrowException, ValueError, OverflowError) as error:
        raise _wrong(path, f"a Parquet file ({' '.join(str(error).split())})") from None
    heads = [table.column_names[number] for number in kept]
    for name, numbers in _counted_index(table):
        heads.append(name)
        columns.append([str(number) for number in numbers])
    rows = [list(row) for row in zip(*columns, strict=True)]
    return heads, [f"row {number}" for number in range(1, table.num_rows + 1)], rows


def _counted_index(table: pa.Table) -> Iterator[tuple[str, range]]:
    """Columns that pandas has kept as a rule: an index with a name, whose numbers have even steps."""
    for item in (table.schema.pandas_metadata or {}).get("index_columns", []):
        if isinstance(item, dict) and item.get("kind") == "range" and item.get("name"):
            yield str(item["name"]), range(item["start"], item["stop"], item["step"])


def _typed(value: Any) -> str:
    """Write a value as it would be typed; nothing for one that is missing."""
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, list):
        return f"[{','.join(map(_typed, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {_typed(item)}' for name, item in value.items())}}}"
    return str(value).lower() if isinstance(value, bool) else str(value).strip()


def _check_heads(path: Path, heads: Sequence[str]) -> None:
    if not heads:
        raise _wrong(path, "a table whose first line names its columns")
    for number, name in enumerate(heads, 1):
        if not name:
            raise _wrong(path, f"a table with a key above every column; column {number} has none")
        if not name.isprintable():
            raise _wrong(path, f"a table with a key above every column; column {number} has none that can be read")
    for name in _repeated(heads):
        raise _wrong(path, f"a table with each key once; {name} is there twice")


def _repeated(names: Sequence[str]) -> Iterator[str]:
    return (name for name, times in Counter(names).items() if times > 1)


def _wrong(path: Path, allowed: str) -> ParameterError:
    return ParameterError(refused("design.file", path, allowed))
