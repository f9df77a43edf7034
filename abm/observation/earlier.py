"""Results of an earlier version: of which one a folder is, and which columns it has or lacks as against this one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from abm.observation.provenance import RESULTS_VERSION
from abm.parameters.checks import ParameterError, refused
from abm.parameters.removed import ADDED_COLUMNS, REMOVED_COLUMNS, was_removed


def version_of(folder: Path) -> int | None:
    """Results version that the provenance in a folder tells; None where nothing tells it."""
    try:
        found = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))["results_version"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    return found if type(found) is int else None


def of_this_version(folder: Path, version: int | None, what: str = "results") -> None:
    """Refuse to go on in, or to write over, a folder of another results version.

    Parameters
    ----------
    folder : Path
        As it is told to the user.
    version : int or None
        Of what is there; None where that was written before versions were noted.
    what : str
        What is there.

    Raises
    ------
    ParameterError
        With one line that names both versions.
    """
    if version != RESULTS_VERSION:
        whose = "an earlier version" if version is None else f"version {version}"
        wish = f"another one; it holds {what} of {whose}, and this is version {RESULTS_VERSION}"
        raise ParameterError(refused("the folder of results", folder, wish))


def column_notes(table: str, wanted: Iterable[str], there: Sequence[str], version: int | None) -> Iterator[str]:
    """Say, one line each, which columns of a table were removed since it was written, and which it lacks.

    Parameters
    ----------
    table : str
        ``decisions`` or ``measures``, as in :data:`abm.parameters.removed.REMOVED_COLUMNS`.
    wanted : iterable of str
        Columns that it would have now.
    there : sequence of str
        Columns that it has.
    version : int or None
        Results version of the table, where that is known.
    """
    wanted = list(wanted)
    for name in there:
        if name not in wanted and f"{table}.{name}" in REMOVED_COLUMNS:
            yield was_removed(f"{table}.{name}", f"the column {name}")
    if lacking := [name for name in wanted if name not in there]:
        whose = "an earlier version" if version is None else f"version {version}"
        told = (f"{name} ({since(table, name)})" for name in lacking)
        yield f"results of {whose} lack {', '.join(told)}"


def since(table: str, name: str) -> str:
    """Since when a table has a column."""
    version = ADDED_COLUMNS.get(f"{table}.{name}")
    return f"added {f'by version {RESULTS_VERSION}' if version is None else f'in version {version}'}"
