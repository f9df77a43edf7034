"""Carry out a plan and write its files: complete, or not at all."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from omegaconf import OmegaConf
from rich.console import Console

from abm.commands.figures import draw
from abm.commands.progress import Progress
from abm.commands.running import jobs_of, processes, recordings
from abm.commands.summary import show, summarise, with_crossover
from abm.parameters import Parameters
from abm.provenance import provenance
from abm.recorder import Recording

TABLES = ("runs", "weeks", "groups", "decisions")
"""The tables of a recording, each written to a Parquet file of its name."""

FILES = (
    *(f"{name}.parquet" for name in (*TABLES, "citizens")),
    *(f"{name}.{ending}" for name in ("trust", "incidents") for ending in ("png", "svg")),
    *("summary.csv", "config.yaml", "provenance.json"),
)
"""Every file that may be written; what an earlier run left in the same folder does not outlive a later one."""

ROWS = 200_000
"""Rows kept back until they are written together; fixed, so that the bytes of a file are too."""


def carry_out(plan: list[Parameters], folder: Path, command: list[str]) -> None:
    """Run every configuration with all its seeds, write the files into a folder and print the summary.

    Parameters
    ----------
    plan : list of Parameters
        One configuration per norm set.
    folder : Path
        An existing folder.
    command : list of str
        What the user typed, for the provenance.
    """
    jobs = jobs_of(plan)
    first = plan[0]
    baseline = first.compare.baseline if len(plan) > 1 else first.norms
    with Results(folder, citizens=bool(first.record.citizens)) as results:
        workers = processes(first.workers, first.threads, len(jobs))
        with Progress(len(jobs), first.burn_in + first.weeks) as progress:
            for recording in recordings(jobs, workers, progress.weeks if len(jobs) == 1 else None):
                results.add(recording)
                progress.run()
        results.describe(plan, command)
        summary = results.summarise(baseline)
        results.finish()
    show(summary, Console(highlight=False, width=shutil.get_terminal_size((120, 50)).columns))
    print(f"\nResults are in {os.path.relpath(folder) if folder.is_relative_to(Path.cwd()) else folder}")


class Results:
    """The files of a run or comparison, made in a hidden folder beside their place and moved there when complete."""

    def __init__(self, folder: Path, *, citizens: bool = False) -> None:
        self.folder = folder
        self.tables = (*TABLES, "citizens") if citizens else TABLES
        self._hidden = tempfile.TemporaryDirectory(prefix=".unfinished-", dir=folder, ignore_cleanup_errors=True)
        self._made = Path(self._hidden.name)
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._kept: dict[str, list[pa.Table]] = {name: [] for name in self.tables}

    def __enter__(self) -> Results:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in self._writers.values():
            writer.close()
        self._hidden.cleanup()

    def add(self, recording: Recording) -> None:
        """Take in the tables of one run; the order of runs is the order of rows."""
        for name in self.tables:
            self._kept[name].append(getattr(recording, name))
            if sum(table.num_rows for table in self._kept[name]) >= ROWS:
                self._write(name)

    def describe(self, plan: Sequence[Parameters], command: list[str]) -> None:
        """Write the resolved configuration, and where the results come from."""
        first, others = _plain(plan[0]), plan[1:]
        OmegaConf.save(OmegaConf.create(first), self._made / "config.yaml")
        origin = provenance(plan[0], command)
        if others:
            origin["norm_sets"] = {item.norms: _differences(_plain(item), first) for item in plan}
        text = json.dumps(origin, indent=2, ensure_ascii=False, default=str)
        (self._made / "provenance.json").write_text(text + "\n", encoding="utf-8", newline="\n")

    def summarise(self, baseline: str) -> Any:
        """Close the tables, then write the summary and the figures from them."""
        for name in self.tables:
            self._write(name)
            self._writers.pop(name).close()
        runs, weeks = (pq.read_table(self._made / f"{name}.parquet").to_pandas() for name in ("runs", "weeks"))
        summary = summarise(with_crossover(runs, weeks, baseline), baseline)
        summary.to_csv(self._made / "summary.csv", index=False, lineterminator="\n", encoding="utf-8")
        draw(weeks, self._made)
        return summary

    def finish(self) -> None:
        """Move everything to its place, file by file, each in one step."""
        for name in FILES:
            if (self._made / name).exists():
                os.replace(self._made / name, self.folder / name)
            else:
                (self.folder / name).unlink(missing_ok=True)

    def _write(self, name: str) -> None:
        kept, self._kept[name] = self._kept[name], []
        if not kept:
            return
        table = pa.concat_tables(kept)
        if name not in self._writers:
            self._writers[name] = pq.ParquetWriter(self._made / f"{name}.parquet", table.schema)
        self._writers[name].write_table(table)


def _plain(parameters: Parameters) -> dict[str, Any]:
    return dataclasses.asdict(parameters)


def _differences(mine: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Find the settings that differ from another configuration, by dotted key."""
    found: dict[str, Any] = {}
    for key, value in mine.items():
        before = other.get(key)
        if isinstance(value, dict) and isinstance(before, dict):
            found |= {f"{key}.{name}": item for name, item in _differences(value, before).items()}
        elif value != before:
            found[key] = value
    return found
