"""Tables of a report at another size than that of the project: the studies of its chapters, run into one folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from abm.analysis.tables import reading_from
from abm.execution.local import Shared
from abm.experiments.common import Options
from abm.experiments.registry import carry_out, studies
from abm.experiments.report.chapter import chapters
from abm.parameters import Parameters


def make_tables(folder: Path, size: str, shared: Shared) -> Iterator[str]:
    """Run the studies whose tables are not in a folder yet, or rest on older results.

    Parameters
    ----------
    folder : Path
    size : str
    shared : Shared
        Who make the runs of all of them.

    Yields
    ------
    str
        Name of each table that was written.

    Raises
    ------
    Ended
        When it was stopped or cannot go on; what was finished is kept.
    """
    known = studies()
    with reading_from(folder):
        lacking = list(dict.fromkeys(name for item in chapters() for name in item.lacking))
    composed: dict[tuple[str, ...], Parameters] = {}
    for name in lacking:
        study = known[name]
        options = Options(size, study.seeds[size], composed=composed)
        for table, _ in carry_out(study, options, folder, shared):
            yield table
