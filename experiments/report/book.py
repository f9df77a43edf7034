"""The report as a whole: its chapters written, drawn and put into a folder, in one language."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from abm.analysis.sentences import Section, Sentence
from abm.analysis.tables import elsewhere, is_elsewhere, reading_from
from abm.execution.local import Call, Shared
from abm.experiments.report.chapter import Chapter, Drawing, chapters
from abm.experiments.report.checksums import CHECKSUMS, as_csv, checksum
from abm.experiments.report.forms import PDF, WORD, NoLibrary, print_page, write_word
from abm.experiments.report.look import save, styled
from abm.observation.provenance import RESULTS_VERSION
from abm.parameters.checks import ParameterError
from abm.words import number, say

Result = TypeVar("Result")

FIGURES, PAGE = "figures", "report.html"
ENDINGS = ("csv", "png", "svg", "pdf")
INSTALL = "abm report must have its libraries; install them with: python -m pip install -e '.[report]'"
DIGITS = 3


@dataclass(frozen=True)
class Plate:
    """A figure in a report: its picture as text, its caption, its data, and where its files are.

    Attributes
    ----------
    picture : str
        An address that holds the picture itself.
    alternative, caption, file : str
    head : list of str, body : list of list of str
        The data, as they are read.
    listed : bool
        Whether they stand open.
    """

    picture: str
    alternative: str
    caption: str
    file: str
    head: list[str]
    body: list[list[str]]
    listed: bool


@dataclass(frozen=True)
class Written:
    """A chapter in one language.

    Attributes
    ----------
    name, title : str
    sections : tuple of Section
    silent, rests : str
        What it does not show, and which assumptions carry it.
    waiting : str
        Why there is nothing yet; empty where there is.
    plate : Plate, optional
    """

    name: str
    title: str
    sections: tuple[Section, ...]
    silent: str
    rests: str
    waiting: str = ""
    plate: Plate | None = None


def build(folder: Path, language: str, size: str, workers: Shared | None = None) -> list[Written]:
    """Write the report of one language into a folder: the page, of every figure PNG, SVG, PDF and CSV, and checksums.

    Parameters
    ----------
    workers : Shared, optional
        Who write and draw the chapters, side by side; by default this process.

    Returns
    -------
    list of Written
        All chapters; those that wait for a study say for which.
    """
    (folder / FIGURES).mkdir(parents=True, exist_ok=True)
    words = (folder / FIGURES, language, size, elsewhere())
    book = list(_each([Call(_chapter, (item.name, *words)) for item in chapters()], workers))
    (folder / PAGE).write_text(page(book, language, size), encoding="utf-8", newline="\n")
    plates = [item.plate.file for item in book if item.plate is not None]
    made = [PAGE, *(f"{plate}.{ending}" for plate in plates for ending in ENDINGS)]
    sums = as_csv(checksum(name, (folder / name).read_bytes()) for name in made)
    (folder / CHECKSUMS).write_text(sums, encoding="utf-8", newline="\n")
    return book


def other_forms(
    folder: Path, book: list[Written], language: str, size: str, workers: Shared | None = None
) -> Iterator[tuple[str, str]]:
    """Write the report as PDF and as Word, too, beside its page.

    Parameters
    ----------
    workers : Shared, optional
        Who write them, side by side; by default this process.

    Yields
    ------
    (str, str)
        Name of each file, and why it was not made; empty where it was.
    """
    lead = " ".join(filter(None, (_lead(language), _warning(language, size))))
    made = {
        PDF: Call(_why_not, (print_page, (folder / PAGE).read_text(encoding="utf-8"), folder / PDF)),
        WORD: Call(_why_not, (write_word, book, language, lead, folder / WORD)),
    }
    yield from zip(made, _each(list(made.values()), workers), strict=True)


def _each(calls: Sequence[Call[Result]], workers: Shared | None) -> Iterable[Result]:
    return (call.make() for call in calls) if workers is None else workers.each(calls)


def _chapter(name: str, folder: Path, language: str, size: str, tables: Path | None) -> Written:
    """Write and draw a chapter, in whatever process."""
    item = next(one for one in chapters() if one.name == name)
    with styled(), nullcontext() if tables is None else reading_from(tables):
        return _written(item, folder, language, size)


def _why_not(write: Callable[..., None], *words: object) -> str:
    """Write a form; why it cannot be, empty where it could."""
    try:
        write(*words)
    except NoLibrary as error:
        return str(error)
    return ""


def template() -> Any:
    """The page before it is filled in.

    Raises
    ------
    ParameterError
        Where the library for it is not installed.
    """
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError:
        raise ParameterError(INSTALL) from None
    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return made.from_string(files(__package__).joinpath("page.html").read_text(encoding="utf-8"))


def page(book: list[Written], language: str, size: str) -> str:
    """The report as one page that needs nothing else."""
    text: str = template().render(
        book=book,
        language=language,
        words=lambda key, **values: say(f"report.{key}", language, **values),
        sources=_sources,
        lead=_lead(language),
        warning=_warning(language, size),
    )
    return text


def _lead(language: str) -> str:
    """What the report is, and what its words mean."""
    return say("report.lead", language, version=RESULTS_VERSION, terms=say("answer.terms", language))


def _warning(language: str, size: str) -> str:
    """What is said of a report that is made of small studies."""
    return "" if size == "full" else say("report.small", language, size=say(f"report.size.{size}", language))


def _sources(sentence: Sentence) -> str:
    """Where numbers stand, for a reader without the repository: each table once, with its lines, or a claim."""
    lines: dict[str, list[str]] = {}
    for source in sentence.sources:
        name, _, line = source.partition(":")
        lines.setdefault(name, []).extend(filter(None, [line]))
    return "; ".join(f"{name} {', '.join(own)}".strip() for name, own in lines.items())


def _written(item: Chapter, folder: Path, language: str, size: str) -> Written:
    title, silent, rests = (say(f"report.{item.name}.{part}", language) for part in ("title", "silent", "rests"))
    if missing := item.lacking:
        commands = ", ".join(f"abm study {name}" for name in missing)
        waiting = say("report.waiting", language, commands=commands)
        return Written(item.name, title, (), silent, rests, waiting)
    content = item.write(language)
    plate = None if content.drawing is None else _plate(item, content.drawing, folder, language, size)
    return Written(item.name, title, content.sections, silent, rests, plate=plate)


def _plate(item: Chapter, drawing: Drawing, folder: Path, language: str, size: str) -> Plate:
    save(drawing.figure, folder, item.name)
    (folder / f"{item.name}.csv").write_bytes(drawing.data_file)
    svg = base64.b64encode((folder / f"{item.name}.svg").read_bytes()).decode()
    body = [[_cell(value, language) for value in row] for row in drawing.data.itertuples(index=False)]
    return Plate(
        f"data:image/svg+xml;base64,{svg}",
        drawing.alternative,
        _caption(item, language, size),
        f"{FIGURES}/{item.name}",
        list(map(str, drawing.data.columns)),
        body,
        drawing.listed,
    )


def _cell(value: Any, language: str) -> str:
    return number(value, language, DIGITS) if isinstance(value, float) else str(value)


def _caption(item: Chapter, language: str, size: str) -> str:
    """What a figure is of: norm sets and intervals, seeds, version, command."""
    said = say(f"report.{item.name}.caption", language)
    if not item.tables:
        return said
    seeds, version = item.rests_on
    commands = ", ".join(f"abm study {name}" + (f" size={size}" if is_elsewhere() else "") for name in item.studies)
    key = "report.made_by.one" if seeds == 1 else "report.made_by"
    return f"{said} " + say(key, language, seeds=seeds, version=version, commands=commands)
