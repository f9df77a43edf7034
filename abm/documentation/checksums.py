"""Keep ``experiments/report/checksums.csv`` true: checksums of the tables, and of the report made of them.

Those of pictures and pages are found in the environment of the lock alone; elsewhere they stay as they are.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from abm.analysis.sentences import is_there
from abm.experiments.registry import studies
from abm.experiments.report.book import FIGURES, build
from abm.experiments.report.chapter import chapters
from abm.experiments.report.checksums import ANEW, CHECKSUMS, DRAWN, Checksum, as_csv, checksum, kept
from abm.experiments.report.lock import differing
from abm.experiments.report.look import styled
from abm.words import LANGUAGES

EXPERIMENTS = Path(__file__).parents[2] / "experiments"
FILE = EXPERIMENTS / "report" / CHECKSUMS


def stale(write: bool) -> list[str]:
    """Name the file if it differs from tables and report; with ``write`` bring it up to date instead."""
    now = as_csv([*of_tables(), *(of_words() if differing() else of_pictures())])
    before = FILE.read_text(encoding="utf-8") if FILE.is_file() else ""
    if write and now != before:
        FILE.write_text(now, encoding="utf-8", newline="\n")
    return [] if write or now == before else [f"experiments/report/{CHECKSUMS}"]


def of_tables() -> Iterator[Checksum]:
    """Of every table that is made with the present results, and comes out the same on any machine."""
    for study in studies().values():
        for name in study.tables:
            if study.name not in ANEW and is_there(name):
                yield checksum(f"{name}.csv", (EXPERIMENTS / "data" / f"{name}.csv").read_bytes())


def of_words() -> Iterator[Checksum]:
    """Of the data of figures, and of what is drawn as it was found last, but for figures that there are no more."""
    data = []
    with styled():
        for item in chapters():
            for language in () if item.lacking else LANGUAGES:
                if (drawing := item.write(language).drawing) is not None:
                    data.append(checksum(f"{language}/{FIGURES}/{item.name}.csv", drawing.data_file))
    figures = {item.file for item in data}
    yield from data
    for old in kept():
        if old.kind == "page" or (old.kind in DRAWN and str(Path(old.file).with_suffix(".csv")) in figures):
            yield old


def of_pictures() -> Iterator[Checksum]:
    """Of the whole report in all languages, made for it."""
    with tempfile.TemporaryDirectory() as folder:
        for language in LANGUAGES:
            build(Path(folder) / language, language, "full")
            for item in sorted((Path(folder) / language).rglob("*")):
                name = item.relative_to(folder).as_posix()
                if item.is_file() and item.name != CHECKSUMS:
                    yield checksum(name, item.read_bytes())
