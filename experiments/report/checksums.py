"""Checksums of the report: those of the project, and how what somebody made elsewhere compares with them.

Tables and the data of figures depend on the model and the words alone, and are the same everywhere. Pictures, and the
page that holds them, also depend on the versions of what draws them: they are the same with the lock.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from importlib.resources import files
from pathlib import Path, PurePosixPath

from abm.experiments.report.lock import LOCK, differing
from abm.observation.provenance import RESULTS_VERSION

CHECKSUMS = "checksums.csv"

DRAWN = ("page", "picture")
"""Kinds of files that depend on versions of libraries."""

ANEW = ("calibration", "calibration_recovery")
"""Studies whose sampler follows the last bits of a machine's linear algebra: elsewhere they agree within intervals."""


@dataclass(frozen=True)
class Checksum:
    """A file of the report, or a table of a study.

    Attributes
    ----------
    kind : str
        ``table`` of a study, ``data`` of a figure, ``page``, or ``picture``.
    file : str
        From the folder of the report, or of one language.
    sha256 : str
    results_version : int
    lock : str
        That of the environment in which it was drawn; empty where the file does not depend on it, or in another one.
    """

    kind: str
    file: str
    sha256: str
    results_version: int
    lock: str


@dataclass(frozen=True)
class Compared:
    """A file that was held against the project's: ``same``, ``differs``, ``missing``, or ``without`` a checksum."""

    kind: str
    file: str
    how: str


def checksum(file: str, content: bytes) -> Checksum:
    """Checksum of a file by its name.

    Examples
    --------
    >>> checksum("figures/series.csv", b"").kind, checksum("refuters.csv", b"").sha256[:8]
    ('data', 'e3b0c442')
    """
    name = PurePosixPath(file)
    csv_kind = "table" if name.parent == PurePosixPath() else "data"
    kind = {".csv": csv_kind, ".html": "page"}.get(name.suffix, "picture")
    lock = LOCK if kind in DRAWN and not differing() else ""
    return Checksum(kind, file, hashlib.sha256(content).hexdigest(), RESULTS_VERSION, lock)


def as_csv(checksums: Iterable[Checksum]) -> str:
    """Table of checksums, by kind and file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(field.name for field in fields(Checksum))
    writer.writerows(sorted(map(astuple, checksums)))
    return text.getvalue()


def kept() -> list[Checksum]:
    """Checksums that come with the project: of its tables, and of the report made of them."""
    text = files(__package__).joinpath(CHECKSUMS).read_text(encoding="utf-8")
    return [
        Checksum(row["kind"], row["file"], row["sha256"], int(row["results_version"]), row["lock"])
        for row in csv.DictReader(io.StringIO(text))
    ]


def compare(folder: Path, languages: Iterable[str], tables: Iterable[str]) -> Iterator[Compared]:
    """Hold a folder against the project: the reports in it, and those tables of studies that lie in it.

    Parameters
    ----------
    folder : Path
    languages : iterable of str
        Those whose reports must be complete.
    tables : iterable of str
        Every table of the studies; those that do not lie there are passed over.
    """
    wanted = {item.file: item for item in kept()}
    there = {f"{name}.csv" for name in tables if (folder / f"{name}.csv").is_file()}
    for language in languages:
        there |= {path.relative_to(folder).as_posix() for path in (folder / language / "figures").glob("*.csv")}
        there |= {name for name in wanted if name.startswith(f"{language}/")}
    for name in sorted(there):
        path = folder / name
        now = checksum(name, path.read_bytes() if path.is_file() else b"")
        if name not in wanted:
            yield Compared(now.kind, name, "without")
        elif not path.is_file():
            yield Compared(now.kind, name, "missing")
        else:
            yield Compared(now.kind, name, "same" if now.sha256 == wanted[name].sha256 else "differs")
