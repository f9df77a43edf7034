"""How far a sweep is, as a reader wants to know it."""

from __future__ import annotations

import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

PAUSE = 10.0
"""Seconds between two lines when the output is no terminal."""


class SweepProgress:
    """Runs done, rate, time left and failures: a bar on a terminal, now and then a line elsewhere."""

    def __init__(self) -> None:
        self.before = self.done = self.failed = self.total = 0
        self._console = Console(stderr=True, highlight=False)
        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        self._bar = Bar(*columns, console=self._console, transient=True, disable=not self._console.is_terminal)
        self._task = self._bar.add_task("starting")
        self._began = self._spoke = time.monotonic()

    def start(self, done: int, total: int) -> None:
        """Begin, with what has been done before."""
        self.before = self.done = done
        self.total = total
        self._began = self._spoke = time.monotonic()
        self._bar.start()
        self._show()

    def add(self, done: int, failed: int) -> None:
        """Count runs."""
        self.done += done
        self.failed += failed
        self._show()

    def stop(self) -> None:
        """Take the bar away."""
        self._bar.stop()

    def said(self) -> str:
        """What there is."""
        failures = f", {self.failed:,} of them failed just now" if self.failed else ""
        return f"{self.done:,} of {self.total:,} runs are done{failures}"

    def _show(self) -> None:
        elapsed = time.monotonic() - self._began
        rate = (self.done - self.before) / elapsed if elapsed > 0 else 0.0
        left = f", {duration((self.total - self.done) / rate)} left" if rate else ""
        words = f"{rate:.1f} runs/s{left}, {self.failed:,} failed"
        self._bar.update(self._task, total=self.total, completed=self.done, description=words)
        if self._bar.disable and time.monotonic() > self._spoke + PAUSE:
            self._spoke = time.monotonic()
            self._console.print(f"{self.done:,} of {self.total:,} runs, {words}", soft_wrap=True)


def duration(seconds: float) -> str:
    """Write a time for a reader."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
