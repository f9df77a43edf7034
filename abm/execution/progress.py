"""Say how far a command is: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

PAUSE = 5.0
"""Seconds, at least, between two lines when the output is no terminal."""


class Progress:
    """Progress over runs, or over the weeks of a single one, on standard error.

    Parameters
    ----------
    runs : int
        Runs to be made.
    weeks : int
        Weeks of each run, its burn-in included.
    done : int
        Runs that were made before.
    """

    def __init__(self, runs: int, weeks: int, done: int = 0) -> None:
        self._single = runs == 1
        self._total = weeks if self._single else runs
        self._unit = "weeks" if self._single else "runs"
        self._said = time.monotonic()
        self._done = done
        self._console = Console(stderr=True, highlight=False)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Bar(*columns, console=self._console, transient=True, disable=not self._console.is_terminal)
        self._task = self._bar.add_task(self._unit, total=self._total, completed=done)

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def run(self, more: int = 1) -> None:
        """Count more runs."""
        if not self._single:
            self._advance(self._done + more)

    def weeks(self, done: int, total: int) -> None:
        """Say how many weeks of the single run are done."""
        self._advance(done)

    def _advance(self, done: int) -> None:
        self._done = done
        self._bar.update(self._task, completed=done)
        if self._bar.disable and time.monotonic() > self._said + PAUSE:
            self._said = time.monotonic()
            self._console.print(f"{done} of {self._total} {self._unit}")
