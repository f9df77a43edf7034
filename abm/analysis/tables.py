"""Tables of the studies: where they are read from, of which version they are, and which of their rows are meant."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from abm.observation.provenance import RESULTS_VERSION

_FOLDER: ContextVar[Path | None] = ContextVar("_FOLDER", default=None)


@contextmanager
def reading_from(folder: Path) -> Iterator[None]:
    """Read tables from another folder than that of the project, such as those of studies at another size."""
    token = _FOLDER.set(folder)
    try:
        yield
    finally:
        _FOLDER.reset(token)


def elsewhere() -> Path | None:
    """Another folder than that of the project from which tables are read, if any."""
    return _FOLDER.get()


def is_elsewhere() -> bool:
    """Whether tables are read from another folder than that of the project."""
    return elsewhere() is not None


def is_stale(version: float | None) -> bool:
    """Whether results of this version are older than what the model gives now; no version is not stale.

    Examples
    --------
    >>> is_stale(RESULTS_VERSION - 1), is_stale(RESULTS_VERSION), is_stale(None)
    (True, False, False)
    """
    return version is not None and version < RESULTS_VERSION


def table(name: str) -> pd.DataFrame | None:
    """Table of a study; None where it has not been run. It is shared, and not to be written to."""
    file = (_FOLDER.get() or files("abm.experiments").joinpath("data")).joinpath(f"{name}.csv")
    return _parsed(file.read_text(encoding="utf-8")) if file.is_file() else None


@functools.lru_cache(maxsize=64)
def _parsed(text: str) -> pd.DataFrame:
    """What a file says, by its text, so that one that was written anew is read anew."""
    return pd.read_csv(io.StringIO(text))


def line_of(place: int) -> int:
    """Line of a table's file in which a row stands, the head being the first.

    Examples
    --------
    >>> line_of(0)
    2
    """
    return place + 2


def study_of(name: str) -> str:
    """Study that writes a table: that whose name it begins with, or the name itself where there is none.

    Examples
    --------
    >>> study_of("reproduction_load")
    'reproduction'
    """
    stems = (item.name[:-3] for item in files("abm.experiments").iterdir() if item.name.endswith(".py"))
    return max((stem for stem in stems if name.startswith(stem)), key=len, default=name)


def chosen(rows: pd.DataFrame, where: Mapping[str, Any]) -> pd.DataFrame:
    """Rows with these values, of which a column may have several."""
    kept = pd.Series(True, rows.index)
    for column, wanted in where.items():
        if column not in rows:
            raise ValueError(f"a table has no column {column}; it has {', '.join(rows.columns)}")
        values = wanted if isinstance(wanted, list) else [wanted]
        kept &= rows[column].isin(values)
    return rows[kept]
