"""The folder of a sweep: what is in it, how it is written so that nothing is ever half there, and how it is read.

``sweep.json`` says what was asked for, ``design.parquet`` has a row per point, and ``runs/`` (``weeks/``, when asked
for) fill with Parquet files of one schema. A file is there only once it is complete: what is not stands in
``unfinished/``. A run is done when its row is in ``runs/``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from abm.execution.kept import RUNS, Damaged, addresses, read_file
from abm.execution.stops import reason
from abm.observation.earlier import column_notes
from abm.observation.measures import MEASURES, RUN_MEASURES
from abm.observation.provenance import RESULTS_VERSION, address
from abm.parameters.checks import ParameterError, declaration_of, refused
from abm.parameters.removed import removed_key, was_removed

MANIFEST, DESIGN, WEEKS = "sweep.json", "design.parquet", "weeks"

HEAD: dict[str, tuple[pa.DataType, str, str]] = {
    "run_id": (pa.string(), "", "address of the run: configuration, seed and results version"),
    "point": (pa.int64(), "number", "point of the design when the run was made"),
    "combination": (pa.int64(), "number", "combination of crossed choices when the run was made"),
    "norms": (pa.string(), "", "name of the norm set"),
    "scenario": (pa.string(), "", "name of the scenario"),
    "seed": (pa.int64(), "seed", "seed of the run"),
}
"""First columns of the table of runs: type, unit and definition."""

REPAIR = "the same abm sweep command"
"""What mends a folder."""

_NOTED = ("results_version", "hash", "design", "factors", "points", "seed", "replicates", "measures", "weeks")
_DESIGN_HEAD = pa.schema([("point", pa.int64()), ("combination", pa.int64()), ("configuration", pa.string())])
_WEEKS_HEAD = pa.schema([("run_id", pa.string()), ("week", pa.int32())])

_KINDS = {int: pa.int64(), float: pa.float64(), bool: pa.bool_()}


class DamagedFile(ParameterError):
    """Manifest or design cannot be read."""


def schema(factors: Sequence[str], measures: Sequence[str] = ()) -> pa.Schema:
    """Schema of the table of runs.

    Parameters
    ----------
    factors : sequence of str
        Keys; a column of each name.
    measures : sequence of str
        Measures of a week that are kept; all when empty. Those of whole runs always are.
    """
    described = dict(HEAD)
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


def required(factors: Sequence[str]) -> pa.Schema:
    """Columns without which a table of runs is none of this sweep."""
    fields = schema(factors)
    return pa.schema([fields.field(name) for name in dict.fromkeys((*HEAD, *factors, "error"))])


def present(folder: Path, factors: Sequence[str] = ()) -> set[str]:
    """Addresses of all runs that are there, failed ones included."""
    return addresses(folder, required(factors))


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

    Examples
    --------
    Where ``folder`` is that of a sweep, of ``abm sweep design=morris 'officials.courage=interval(0,1)' ...``:

    >>> runs = read(folder)
    >>> list(runs.columns)[:4]
    ['run_id', 'point', 'combination', 'norms']
    """
    wanted = expected(folder)
    found, _ = _whole(Path(folder), table)
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


def damaged(folder: str | Path) -> list[str]:
    """A line for each file that :func:`read` leaves out, as it is not what its name says."""
    mended = "" if is_earlier(manifest(folder)) else f"; {REPAIR} makes its runs again"
    return [f"{line} and is left out{mended}" for line in _whole(Path(folder), RUNS)[1]]


def differing(note: Mapping[str, Any], runs: pd.DataFrame) -> Iterator[str]:
    """Say, one line each, in what the runs of an earlier version differ from those of this one.

    Parameters
    ----------
    note : mapping
        What was asked for, as :func:`manifest` gives it.
    runs : DataFrame
        As :func:`read` gives them.
    """
    if not is_earlier(note):
        return
    version = note["results_version"]
    yield (
        f"these are results of version {version}, and this is version {RESULTS_VERSION}: "
        "what they say holds for the rules of then, and no command goes on with them"
    )
    for item in note["factors"]:
        if gone := removed_key(item["key"], *map(str, item.get("values", []))):
            yield was_removed(gone)
    if len(runs):
        wanted = schema([item["key"] for item in note["factors"]], note["measures"]).names
        wanted = [name for name in wanted if not name.startswith("meta_")]
        yield from column_notes("measures", wanted, [str(name) for name in runs.columns], version)


def points(folder: str | Path) -> pd.DataFrame:
    """Points of the design: ``point``, ``combination``, a column per factor, ``configuration``.

    Raises
    ------
    DamagedFile
        When there is no such file, or it is damaged.

    Examples
    --------
    Where ``folder`` is that of a sweep, of ``abm sweep design=morris 'officials.courage=interval(0,1)' ...``:

    >>> "officials.courage" in points(folder)
    True
    """
    path = Path(folder) / DESIGN
    try:
        return read_file(path, _DESIGN_HEAD).to_pandas()
    except FileNotFoundError:
        raise DamagedFile(f"{path} is missing; {REPAIR} writes it again") from None
    except Damaged as damage:
        raise DamagedFile(f"{path} is damaged ({damage}); {REPAIR} writes it again") from None


def expected(folder: str | Path) -> pd.DataFrame:
    """Every run that the sweep is to have, once: ``run_id, point, combination, seed``.

    Points of one configuration share their runs, which stand under the first of them.
    """
    note = manifest(folder)
    seeds, version = range(*seeds_of(note)), note["results_version"]
    design = points(folder).drop_duplicates("configuration")
    rows = [
        (address(configuration, seed, version), point, combination, seed)
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
        When the folder is none of a sweep, or of a later results version.
    """
    found = _find_manifest(Path(folder))
    if found is None:
        raise ParameterError(refused("DIR", folder, f"a folder of a sweep, with {MANIFEST} in it"))
    if not is_earlier(found):
        _refuse_another_version("DIR", Path(folder), found)
    return found


def find_manifest(folder: Path) -> dict[str, Any] | None:
    """As :func:`manifest`, or None where there is none; for who would go on in the folder, only of this version."""
    found = _find_manifest(folder)
    if found is not None:
        _refuse_another_version("hydra.sweep.dir", folder, found)
    return found


def is_earlier(note: Mapping[str, Any]) -> bool:
    """Whether a sweep is of an earlier results version: to be read, and never gone on with."""
    return bool(note["results_version"] < RESULTS_VERSION)


def _refuse_another_version(key: str, folder: Path, note: Mapping[str, Any]) -> None:
    if note["results_version"] != RESULTS_VERSION:
        wish = f"another folder; it holds results version {note['results_version']}, and this is version"
        raise ParameterError(refused(key, folder, f"{wish} {RESULTS_VERSION}"))


def _find_manifest(folder: Path) -> dict[str, Any] | None:
    """Read a manifest, of whatever version."""
    try:
        found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        wish = f"a folder that can be read ({reason(error)})"
        raise ParameterError(refused("hydra.sweep.dir", folder, wish)) from None
    except ValueError:
        found = {}
    if not isinstance(found, dict) or not set(_NOTED) <= set(found) or type(found["results_version"]) is not int:
        raise DamagedFile(f"{folder / MANIFEST} is damaged; {REPAIR} writes it again")
    return found


def _whole(folder: Path, table: str) -> tuple[pa.Table | None, list[str]]:
    """Read the files of a table that are whole; also what is wrong with the others."""
    note = manifest(folder)
    factors = [item["key"] for item in note["factors"] if not (is_earlier(note) and removed_key(item["key"]))]
    wanted = required(factors) if table == RUNS else _WEEKS_HEAD
    fields, tables, wrong = wanted, [], []
    for path in sorted((folder / table).glob("*.parquet")):
        try:
            found = read_file(path, wanted)
            fields = pa.unify_schemas([fields, found.schema])
            tables.append(found)
        except pa.ArrowException:
            wrong.append(f"{path} is damaged (its columns are of other types)")
        except FileNotFoundError:  # written anew under another name this instant
            continue
        except Damaged as damage:
            wrong.append(f"{path} is damaged ({damage})")
    return (pa.concat_tables(tables, promote_options="default") if tables else None), wrong
