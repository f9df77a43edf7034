"""The studies that there are, and how one is carried out: found, run, written."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import abm.experiments
from abm.execution.folders import remove_empty, try_folder, write_bytes
from abm.execution.locks import Lock
from abm.execution.loop import Executor
from abm.execution.stops import Stop, Unwritable, reason
from abm.experiments.common import SEEDS, Options, Tables, as_written
from abm.experiments.keeping import Keep

Draw = Callable[[Tables, Path], None]


@dataclass(frozen=True)
class Study:
    """A question asked of the model.

    Attributes
    ----------
    name : str
        That of its file.
    text : str
        Question, design and columns, as at the head of its file.
    make : callable
        From options to tables.
    draw : callable, optional
        Puts figures of the tables into a folder.
    seeds : mapping of str to int
        Twin runs of each configuration, by size.
    """

    name: str
    text: str
    make: Callable[[Options], Tables]
    draw: Draw | None
    seeds: Mapping[str, int]

    @property
    def question(self) -> str:
        """What is asked, in one line."""
        found = re.search(r"^Question: (.*?)^\S", self.text, re.MULTILINE | re.DOTALL)
        return " ".join(found[1].split()) if found else self.text.splitlines()[0]

    @property
    def tables(self) -> list[str]:
        """Names of the tables that it writes, as its head says: each begins with its own."""
        ends = re.findall(rf"^Columns(?: of {self.name}(\w*))?:", self.text, re.MULTILINE)
        return [f"{self.name}{end}" for end in ends]


_STUDIES: dict[str, Study] = {}


def register(
    draw: Draw | None = None, seeds: Mapping[str, int] = SEEDS
) -> Callable[[Callable[[Options], Tables]], Callable[[Options], Tables]]:
    """Make a function a study under the name of its file, asked what the docstring of that file says.

    Parameters
    ----------
    draw : callable, optional
        Puts figures of its tables into a folder.
    seeds : mapping of str to int
        Twin runs of each configuration, by size.

    Examples
    --------
    A file ``courage.py`` in ``experiments/`` has its question at its head, and::

        @register()
        def study(options):
            plan = {str(mean): options.load(f"officials.courage={mean}") for mean in (0.2, 0.8)}
            return {"courage": runs_of(plan, options).groupby("norms")["share_outside"].mean().reset_index()}

    It is then a study like those that are there:

    >>> from abm.experiments.registry import studies
    >>> studies()["burn_in"].question
    'do the measured weeks still remember how the model was started?'
    """

    def add(make: Callable[[Options], Tables]) -> Callable[[Options], Tables]:
        name = make.__module__.rpartition(".")[2]
        _STUDIES[name] = Study(name, sys.modules[make.__module__].__doc__ or "", make, draw, seeds)
        return make

    return add


def studies() -> dict[str, Study]:
    """Every study by name, in alphabetical order; a new file in ``experiments/`` is found by itself."""
    for module in pkgutil.iter_modules(abm.experiments.__path__):
        importlib.import_module(f"abm.experiments.{module.name}")
    return dict(sorted(_STUDIES.items()))


class Ended(Exception):
    """A study ended before all its runs were done; what there is has been kept, and the message says how much."""


def carry_out(
    study: Study, options: Options, folder: Path, workers: Executor | None = None
) -> Iterator[tuple[str, int]]:
    """Run a study and write its tables and figures into a folder, complete or not at all.

    Parameters
    ----------
    study : Study
    options : Options
    folder : Path
    workers : Executor, optional
        Who makes its runs, where several studies follow each other.

    Yields
    ------
    (str, int)
        Name of each table that was written, and its rows.

    Raises
    ------
    ParameterError
        Before anything runs.
    Ended
        When it was stopped or cannot go on, with the cause.
    """
    try_folder("hydra.run.dir", folder)
    there = {parent for parent in (folder, *folder.parents) if parent.exists()}
    keep: Keep | None = None
    try:
        with Lock(folder) as lock:
            keep = Keep(lock, workers)
            try:
                tables = study.make(replace(options, keep=keep))
                for name, table in tables.items():
                    write_bytes(folder / f"{name}.csv", as_written(table, options.seeds), lock.mark)
                if study.draw is not None:
                    study.draw(tables, folder)
            except BaseException:
                if keep.is_empty:
                    keep.forget()
                raise
            keep.forget()
        yield from ((name, len(table)) for name, table in tables.items())
    except (KeyboardInterrupt, Stop) as error:
        raise Ended(keep.said() if keep else "") from error
    except OSError as error:
        raise Ended(keep.said() if keep else "") from Unwritable(reason(error))
    finally:
        remove_empty(*(parent for parent in (folder, *folder.parents) if parent not in there))
