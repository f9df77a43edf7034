"""What the studies take: planned before, and found, with the machine on which it was."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from importlib.resources import files

FILE = "budget.csv"


@dataclass(frozen=True)
class Cost:
    """What some studies take together.

    Attributes
    ----------
    what : str
        What is run, in words.
    studies : tuple of str
    runs : int
    citizens, weeks : str
        Of one run; from and to where runs differ.
    planned : float
        Minutes.
    took : float, optional
        Minutes; None where they were not measured.
    cores : int
        Of the machine.
    memory : int
        Of the machine, in GiB.
    line : int
        Where it stands in the file.
    """

    what: str
    studies: tuple[str, ...]
    runs: int
    citizens: str
    weeks: str
    planned: float
    took: float | None
    cores: int
    memory: int
    line: int


def budget() -> list[Cost]:
    """Every row of ``budget.csv``."""
    text = files("abm.experiments").joinpath(FILE).read_text(encoding="utf-8")
    return [
        Cost(
            row["what"],
            tuple(row["studies"].split()),
            int(row["runs"]),
            row["citizens"],
            row["weeks"],
            float(row["planned"]),
            float(row["took"]) if row["took"] else None,
            int(row["cores"]),
            int(row["memory"]),
            line,
        )
        for line, row in enumerate(csv.DictReader(io.StringIO(text)), start=2)
    ]
