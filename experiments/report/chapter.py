"""A chapter: a question, what the tables say to it, and a figure with its data and a text for who cannot see it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from abm.analysis.sentences import Section, is_there
from abm.analysis.tables import study_of, table


@dataclass(frozen=True)
class Drawing:
    """A figure as it is printed.

    Attributes
    ----------
    figure : Figure
    data : DataFrame
        All that is drawn, in words of the language.
    alternative : str
        What the figure shows, for who cannot see it.
    listed : bool
        Whether the data are a list to be read: they stand open below the figure, in print and in Word too.
    """

    figure: Figure
    data: pd.DataFrame
    alternative: str
    listed: bool = False

    @property
    def data_file(self) -> bytes:
        """Its data as they are written to a file."""
        return self.data.to_csv(index=False, float_format="%.6g", lineterminator="\n").encode()


@dataclass(frozen=True)
class Content:
    """What a chapter says.

    Attributes
    ----------
    sections : tuple of Section
        Their headings are what was found; sentences have numbers from the tables, and say where they stand.
    drawing : Drawing, optional
    """

    sections: tuple[Section, ...]
    drawing: Drawing | None = None


@dataclass(frozen=True)
class Chapter:
    """A chapter, before it is written.

    Attributes
    ----------
    place : int
        Where it stands; tens, so that others fit between.
    name : str
        That of its file; its words stand under ``report.NAME`` in both languages.
    tables : tuple of str
        Tables that it is made of.
    write : callable
        From language (``nl`` or ``en``) to content.
    """

    place: int
    name: str
    tables: tuple[str, ...]
    write: Callable[[str], Content]

    @property
    def lacking(self) -> list[str]:
        """Studies that have to be run first, as their tables are not there or rest on older results."""
        return list(dict.fromkeys(study_of(name) for name in self.tables if not is_there(name)))

    @property
    def studies(self) -> list[str]:
        """Studies that it is made of."""
        return list(dict.fromkeys(map(study_of, self.tables)))

    @property
    def rests_on(self) -> tuple[int, int]:
        """Fewest seeds or worlds that a table rests on, and the oldest version; a table may have no rows."""
        made = [found for found in map(table, self.tables) if found is not None and not found.empty]
        return min(int(found["seeds"].min()) for found in made), min(int(f["results_version"].min()) for f in made)


_CHAPTERS: dict[str, Chapter] = {}


def chapter(place: int, *tables: str) -> Callable[[Callable[[str], Content]], Callable[[str], Content]]:
    """Make a function the chapter of its file, made of these tables."""

    def add(write: Callable[[str], Content]) -> Callable[[str], Content]:
        name = write.__module__.rpartition(".")[2]
        _CHAPTERS[name] = Chapter(place, name, tables, write)
        return write

    return add


def chapters() -> list[Chapter]:
    """Every chapter in its order; a new file in ``experiments/report/chapters/`` is found by itself."""
    from abm.experiments.report import chapters as folder

    for module in pkgutil.iter_modules(folder.__path__):
        importlib.import_module(f"{folder.__name__}.{module.name}")
    return sorted(_CHAPTERS.values(), key=lambda item: item.place)
