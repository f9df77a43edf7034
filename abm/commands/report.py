"""``abm report``: figures and texts of the studies for who prints them, in Dutch and English."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from hydra.core.override_parser.types import Override

from abm.analysis.tables import reading_from
from abm.commands.endings import ended_early, with_folder
from abm.commands.main import FAILURE
from abm.configuration.loading import parse
from abm.configuration.overrides import Given, once
from abm.configuration.refusals import given
from abm.execution.folders import shown, try_folder
from abm.execution.local import Shared
from abm.execution.runs import SECONDS
from abm.execution.stops import Stop
from abm.experiments.common import SIZES
from abm.experiments.registry import Ended, studies
from abm.experiments.report.book import PAGE, build, other_forms, template
from abm.experiments.report.checksums import CHECKSUMS, DRAWN, Compared, compare
from abm.experiments.report.lock import LOCK, differing
from abm.experiments.report.making import make_tables
from abm.numerics.machine import cores
from abm.parameters.checks import ParameterError, one_of, refused
from abm.words import LANGUAGES

USAGE = f"""\
abm report                         writes the report from the tables of the project, in Dutch and in English
abm report report.language=nl      in one language; the other is en
abm report report.size=tiny        from studies at another size, which it runs first; the others are {", ".join(SIZES)}
abm report report.dir=DIR          where it goes; by default report
abm report check report.dir=DIR    holds a report made anew, and tables of studies in DIR, against the project's

Each language has a folder: {PAGE}, one page that needs nothing else, the same as a tagged PDF and as a Word file,
and in figures/ every figure as PNG, SVG and PDF with its data as CSV. A chapter whose studies have not been run says
with which commands they are. Stopped, the same command goes on where it was.

A check ends with exit code 1 where a table or the data of a figure differ, and says which. Pictures and pages are the
same only with the versions of experiments/report/{LOCK}; elsewhere what differs is said, and is no fault.
{CHECKSUMS} in each language's folder has the checksums of what was made."""

KEYS = ("report.language", "report.size", "report.dir")
BOTH = "both"
CHECK = "check"
FEW = 3

SAID = {"differs": "differs", "missing": "is missing", "without": "has no checksum in the project"}
"""Of a file that is not the same."""


def report(words: list[str]) -> int:
    """Run the command.

    Parameters
    ----------
    words : list of str
        What follows ``abm report``.

    Returns
    -------
    int
        Exit code: 0, 1 when results cannot be written, 130 for Ctrl-C.

    Raises
    ------
    ParameterError
        For a mistake of the user, before anything is written or run.
    """
    if "--help" in words or "-h" in words:
        print(USAGE)
        return 0
    if words[:1] == [CHECK]:
        return check(words[1:])
    language, size, folder = _read(words)
    template()  # without its library nothing can be written
    try_folder("report.dir", folder)
    tables = folder / f"tables-{size}"
    with Shared(cores(), SECONDS) as shared:
        if size != "full":
            try:
                for name in make_tables(tables, size, shared):
                    print(f"{shown(tables / name)}.csv")
            except Ended as error:
                assert isinstance(error.__cause__, (Stop, KeyboardInterrupt))
                again = ["abm", "report", *with_folder(words, "report.dir", shown(folder))]
                return ended_early(error.__cause__, tables, str(error), again)
        with nullcontext() if size == "full" else reading_from(tables):
            for name in LANGUAGES if language == BOTH else (language,):
                _write(folder / name, name, size, shared)
    return 0


def _write(folder: Path, language: str, size: str, shared: Shared) -> None:
    """Write the report of one language, and say what was written."""
    book = build(folder, language, size, shared)
    for chapter in book:
        if chapter.waiting:
            print(f"{chapter.title} {chapter.waiting}")
    print(shown(folder / PAGE))
    for form, why in other_forms(folder, book, language, size, shared):
        print(f"{shown(folder / form)} was not made: {why}." if why else shown(folder / form))


def check(words: list[str]) -> int:
    """Say how a report that was made elsewhere, and tables of studies beside it, compare with the project's.

    Parameters
    ----------
    words : list of str
        What follows ``abm report check``.

    Returns
    -------
    int
        Exit code: 0, 1 when something differs that must be the same.

    Raises
    ------
    ParameterError
        For a mistake of the user.
    """
    language, size, folder = _read(words)
    if size != "full":
        raise ParameterError(refused("report.size", size, "full where a report is checked"))
    asked = LANGUAGES if language == BOTH else (language,)
    present = [name for name in asked if (folder / name).is_dir()]
    found = list(compare(folder, present, [name for study in studies().values() for name in study.tables]))
    if not found:
        raise ParameterError(refused("report.dir", folder, "a folder with a report, or with tables of studies"))
    for name in asked:
        if name not in present:
            print(f"{name}: there is no report in this language.")
    drawn = [item for item in found if item.kind in DRAWN]
    tables = [item for item in found if item.kind == "table"]
    data = [item for item in found if item.kind == "data"]
    failed = _told("Tables", [item for item in tables if item.how != "without"])
    for item in tables:
        if item.how == "without":
            print(f"{item.file} has no checksum: its study draws anew, or the project has no such results yet.")
    failed += _told("Data of figures", data)
    failed += _told("Pictures and pages", drawn) if not differing() else 0
    if differing() and drawn:
        others = sum(item.how != "same" for item in drawn)
        print(
            f"Pictures and pages: {len(drawn) - others} of {len(drawn)} are the same. All are only with {LOCK}; here "
            f"{_few(differing())}."
        )
    return FAILURE if failed else 0


def _told(what: str, items: Sequence[Compared]) -> int:
    """Say how many of them are the same, and each that is not; gives how many are not."""
    others = [item for item in items if item.how != "same"]
    for item in others:
        print(f"{item.file} {SAID[item.how]}.")
    if items:
        print(f"{what}: {len(items) - len(others)} of {len(items)} are the same.")
    return len(others)


def _few(names: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    return ", ".join(names[:FEW]) + more


def _read(words: Sequence[str]) -> tuple[str, str, Path]:
    """Language, size and folder."""
    if options := [word for word in words if word.startswith("-")]:
        raise ParameterError(refused("what follows abm report", options[0], f"key=value, of {', '.join(KEYS)}"))
    parsed = parse(words)
    once(map(Given.of, parsed))
    own: dict[str, Override] = {}
    for item in parsed:
        if item.key_or_group not in KEYS:
            raise ParameterError(refused("the key", item.key_or_group, one_of(KEYS, item.key_or_group)))
        if item.is_sweep_override():
            raise ParameterError(refused(item.key_or_group, given(item), "one value"))
        own[item.key_or_group] = item
    language = _value(own, "report.language", BOTH)
    size = _value(own, "report.size", "full")
    folder = _value(own, "report.dir", "report")
    for key, value, allowed in (
        ("report.language", language, (*LANGUAGES, BOTH)),
        ("report.size", size, tuple(SIZES)),
    ):
        if value not in allowed:
            raise ParameterError(refused(key, value, one_of(allowed, value)))
    if not folder.strip() or folder == "???" or "${" in folder:
        raise ParameterError(refused("report.dir", folder, "the name of a folder, as it is"))
    return language, size, Path(folder)


def _value(own: dict[str, Override], key: str, otherwise: str) -> str:
    return str(own[key].value()) if key in own else otherwise
