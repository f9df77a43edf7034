"""Carry out a plan and write its files: complete, or not at all."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from omegaconf import OmegaConf
from rich.console import Console

from abm.commands.endings import Early
from abm.execution.folders import remove_empty, shown, write_bytes
from abm.execution.locks import UNFINISHED, Lock
from abm.execution.runs import TABLES, Runs
from abm.execution.stops import Stop, Unwritable, reason
from abm.observation.earlier import of_this_version, version_of
from abm.observation.provenance import RESULTS_VERSION, provenance
from abm.parameters import Parameters

FIGURES = ("trust", "incidents")
"""Pictures of a run or comparison, as :mod:`abm.analysis.figures` draws them."""

MADE, DONE = "made", "done.txt"
"""Folder in which files are made, and note that they are, both beside what is not finished."""

FILES = (
    *(f"{name}.parquet" for name in (*TABLES, "citizens")),
    *(f"{name}.{ending}" for name in FIGURES for ending in ("png", "svg")),
    *("summary.csv", "config.yaml", "provenance.json"),
)
"""Every file that may be written; what an earlier run left in the same folder does not outlive a later one."""

ROWS = 200_000
"""Rows kept back until they are written together; fixed, so that the bytes of a file are too."""


def carry_out(plan: list[Parameters], folder: Path, command: list[str], *, part: bool = False) -> None:
    """Run every configuration with all its seeds, write the files into a folder and print the summary.

    Parameters
    ----------
    plan : list of Parameters
        One configuration per norm set.
    folder : Path
        An existing folder.
    command : list of str
        What the user typed, for the provenance.
    part : bool
        Whether the command does more than this: then a note that this folder is done stays until :func:`forget`,
        and the same command does not do it again.

    Raises
    ------
    ParameterError
        When somebody else is at work in the folder, or it is of another results version; then nothing is written.
    Early
        When it ended before all runs were done; those that are have been kept.
    """
    if (version := version_of(folder)) is not None:
        of_this_version(Path(shown(folder)), version)
    runs = Runs(plan)
    first = plan[0]
    baseline = first.compare.baseline if len(plan) > 1 else first.norms
    try:
        with Lock(folder) as lock:
            done, wanted = lock.home / DONE, _fingerprint(plan)
            if part and _is_done(folder, done, wanted, runs.tables):
                print(f"{shown(folder)} is done already")
                return
            done.unlink(missing_ok=True)
            kept = runs.kept(lock)
            try:
                runs.begin(kept, lock)
                runs.make(kept, lock)
                summary = Results(folder, lock, runs.tables).write(runs.recordings(kept), plan, command, baseline)
            except BaseException:
                if not runs.any_left(kept):
                    runs.forget(kept, lock)
                raise
            runs.forget(kept, lock)
            if part:
                write_bytes(done, wanted.encode(), lock.mark)
    except (KeyboardInterrupt, Stop) as error:
        raise Early(error, runs.said()) from None
    except OSError as error:
        raise Early(Unwritable(reason(error)), runs.said()) from None
    from abm.commands.summary_table import show  # with what summarised

    show(summary, Console(highlight=False, width=shutil.get_terminal_size((120, 50)).columns))
    print(f"\nResults are in {shown(folder)}")


def draw(weeks: Any, folder: Path) -> None:
    """Draw the figures, with libraries that take long to come and that no run need wait for."""
    from abm.analysis import figures

    figures.draw(weeks, folder)


def forget(folder: Path) -> None:
    """Take away the note that a folder is done, when the whole command is."""
    with contextlib.suppress(OSError):
        (folder / UNFINISHED / DONE).unlink()
    remove_empty(folder / UNFINISHED)


def _is_done(folder: Path, note: Path, wanted: str, tables: Sequence[str]) -> bool:
    with contextlib.suppress(OSError, ValueError):
        return note.read_text(encoding="utf-8") == wanted and all(
            (folder / f"{name}.parquet").exists() for name in tables
        )
    return False


def _fingerprint(plan: Sequence[Parameters]) -> str:
    """Tell plans apart of which the files differ."""
    content = [
        {key: value for key, value in _plain(item).items() if key not in ("threads", "workers")} for item in plan
    ]
    text = json.dumps([RESULTS_VERSION, content], default=str)
    return hashlib.sha256(text.encode()).hexdigest()


class Results:
    """The files of a run or comparison, made where nobody reads and moved to their place when complete."""

    def __init__(self, folder: Path, lock: Lock, tables: Sequence[str]) -> None:
        self.folder, self.tables = folder, tables
        self._lock = lock
        self._made = lock.home / MADE
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._waiting: dict[str, list[pa.Table]] = {name: [] for name in tables}

    def write(
        self, recordings: Iterable[Mapping[str, pa.Table]], plan: Sequence[Parameters], command: list[str], base: str
    ) -> Any:
        """Write everything, tables from runs in their order, and give the summary."""
        shutil.rmtree(self._made, ignore_errors=True)  # of a command that was killed
        self._made.mkdir()
        try:
            for recording in recordings:
                self.add(recording)
            self.describe(plan, command)
            summary = self.summarise(base)
            self._lock.mark.check()
            self.finish()
        finally:
            for writer in self._writers.values():
                with contextlib.suppress(OSError):  # of a full disk, which has been said
                    writer.close()
            shutil.rmtree(self._made, ignore_errors=True)
        return summary

    def add(self, recording: Mapping[str, pa.Table]) -> None:
        """Take in the tables of one run; the order of runs is the order of rows."""
        for name in self.tables:
            self._waiting[name].append(recording[name])
            if sum(table.num_rows for table in self._waiting[name]) >= ROWS:
                self._write(name)

    def describe(self, plan: Sequence[Parameters], command: list[str]) -> None:
        """Write the resolved configuration, and where the results come from."""
        first, others = _plain(plan[0]), plan[1:]
        written = OmegaConf.to_yaml(OmegaConf.create(first))
        (self._made / "config.yaml").write_text(written, encoding="utf-8", newline="\n")
        origin = provenance(plan[0], command)
        if others:
            origin["norm_sets"] = {item.norms: _differences(_plain(item), first) for item in plan}
        text = json.dumps(origin, indent=2, ensure_ascii=False, default=str)
        (self._made / "provenance.json").write_text(text + "\n", encoding="utf-8", newline="\n")

    def summarise(self, baseline: str) -> Any:
        """Close the tables, then write the summary and the figures from them."""
        from abm.analysis.summary import summarise, with_crossover

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
        kept, self._waiting[name] = self._waiting[name], []
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
        own = (
            key == "norm_parameters"
        )  # what has keys of its own is told as a whole, or one that is gone would be missed
        if not own and isinstance(value, dict) and isinstance(before, dict) and value.keys() == before.keys():
            found |= {f"{key}.{name}": item for name, item in _differences(value, before).items()}
        elif value != before:
            found[key] = value
    return found
