"""Carry out one command line and say what is wrong with how it ended.

Longer than 400 lines: everything that may not be after a line, in one place.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import traceback
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pyarrow.parquet as pq
import yaml
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from omegaconf import OmegaConf

import abm.observation.record
from abm.commands.main import main
from abm.configuration.refusals import GROUPS
from abm.declare import in_short
from abm.execution.local import Here
from tests.fuzz.lines import DAMAGES, RUNS, STORED, Line

SECONDS = 60
"""A command that computes for so long hangs; seconds of the processor, as a machine may be busy or paused."""

LONGEST = 400
"""Characters of a refusal."""

MOST_RUNS, MOST_WORK, MOST_OFFICIALS = 24, 200_000, 5_000
"""Runs of one command, citizens times weeks of one run, and officials, that are really carried out."""

WORDING = " must "
"""Every refusal says what the value, or the file, must be or have."""

SHOWS_ONLY = ("--help", "-h", "--hydra-help", "--info", "-i", "--cfg", "-c", "--version", "--shell-completion", "-sc")


class Enough(BaseException):
    """What was accepted and begun, and would take too long here."""


class Hangs(BaseException):
    """Nothing happened for :data:`SECONDS`."""


@dataclass
class Ending:
    """How a command ended."""

    code: int | None
    out: str
    err: str
    runs: int
    """Runs that were carried out."""
    served: bool = False
    enough: bool = False
    error: str = ""
    """The traceback, if that is how it ended."""


class Desk:
    """A folder to work in, with folders of results that stand ready."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.stored = home / "stored"
        self.examples = 0
        self.processes = 0
        self._make()

    def _make(self) -> None:
        self.stored.mkdir(parents=True)
        tiny = ("population.citizens=200", "weeks=30", "burn_in=0", "workers=1", "ministries.count=2")
        made = [
            ("run", *tiny, "replicates=1", "norms=anticyclical", "hydra.run.dir=ran"),
            ("compare", *tiny, "replicates=2", "compare.norms=[reactive,mandate]", "hydra.run.dir=compared"),
            (
                "sweep",
                *tiny,
                "design=sobol",
                "design.samples=2",
                "officials.courage=interval(0,1)",
                "ministries.mandate=interval(0,1)",
                "hydra.sweep.dir=swept",
            ),
        ]
        for words in made:
            ending = here(words, self.stored)
            assert ending.code == 0, ending

    @contextlib.contextmanager
    def folder(self, line: Line) -> Iterator[Path]:
        """An own working folder with what the line needs, two levels down so that ``..`` is still ours."""
        top = self.home / "work"
        shutil.rmtree(top, ignore_errors=True)
        work = top / "up" / "here"
        (work / "folder").mkdir(parents=True)
        (work / "a.txt").write_text("some text\n")
        for name in STORED:
            if name in line.words:
                shutil.copytree(self.stored / name, work / name)
        for name, text in line.files.items():
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            (work / name).write_bytes(text)
        if line.damage:
            name, how, number = line.damage
            paths = sorted(path for path in (work / name).rglob("*") if path.is_file())
            DAMAGES[how](paths[int(number) % len(paths)])
        try:
            yield work
        finally:
            shutil.rmtree(top, ignore_errors=True)

    def judge(self, line: Line, *, in_a_process: bool = False) -> list[str]:
        """Carry out a line in this process, or also in one of its own, and list what is wrong."""
        self.examples += 1
        with self.folder(line) as work:
            before = _seen(work.parent.parent)
            ending = here(line.words, work)
            wrong = list(_wrong(line, ending, work, before))
        if in_a_process and not ending.enough and not any(item.startswith("hangs") for item in wrong):
            self.processes += 1
            with self.folder(line) as work:
                before = _seen(work.parent.parent)
                other = outside(line.words, work)
                wrong += [f"in a process: {item}" for item in _wrong(line, other, work, before)]
                if other.code != ending.code:
                    wrong.append(f"in a process: exit code {other.code}, and here {ending.code}")
        return wrong


def here(words: tuple[str, ...], work: Path) -> Ending:
    """Run ``abm`` in this process: small, without pictures, workers, or a server."""
    out, err, count = io.StringIO(), io.StringIO(), 0
    code: Any = None
    error, served, enough = "", False, False
    carry = abm.observation.record.simulate

    def simulate(parameters: Any, seed: int, progress: Any = None, keepers: Any = ()) -> Any:
        nonlocal count
        size = parameters.population.citizens * (parameters.burn_in + parameters.weeks)
        state = parameters.ministries.count * parameters.officials.per_ministry
        if count >= MOST_RUNS or size > MOST_WORK or state > MOST_OFFICIALS:
            raise Enough
        count += 1
        return carry(parameters, seed, progress, keepers)

    def serve(_: Any) -> None:
        nonlocal served
        served = True

    with contextlib.ExitStack() as stack:
        for name in ("abm.observation.record.simulate", "abm.execution.work.simulate"):
            stack.enter_context(mock.patch(name, simulate))
        stack.enter_context(mock.patch("abm.app.serve.serve", serve))
        stack.enter_context(mock.patch("abm.app.serve.occupied", lambda host, port: ""))
        stack.enter_context(mock.patch("abm.commands.results.draw", lambda weeks, folder: None))
        stack.enter_context(mock.patch("abm.execution.runs.processes", lambda *_: 1))
        stack.enter_context(mock.patch("abm.sweeps.sweep.create", lambda *_: Here()))
        stack.enter_context(mock.patch.dict(os.environ))
        stack.enter_context(mock.patch.object(sys, "argv", ["abm"]))
        stack.enter_context(contextlib.chdir(work))
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(err))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("always")
        for kind in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
            warnings.simplefilter("ignore", kind)  # as Python does
        warnings.showwarning = lambda text, kind, *_: err.write(f"{kind.__name__}: {text}\n")
        stack.enter_context(_watched())
        try:
            code = main(list(words))
        except SystemExit as left:
            code = 0 if left.code is None else left.code if isinstance(left.code, int) else 1
        except Enough:
            enough = True
        except BaseException as raised:
            if isinstance(raised, KeyboardInterrupt):
                raise
            error = _traceback(raised)
    return Ending(code, out.getvalue(), err.getvalue(), count, served, enough, error)


def outside(words: tuple[str, ...], work: Path) -> Ending:
    """Run ``abm`` as a process of its own; only the server is kept from serving."""
    start = [sys.executable, "-m", "abm.commands.main"]
    if words[:1] == ("app",):
        here = (
            "import sys, abm.app.serve as s; s.serve = lambda _: print('served'); s.occupied = lambda *_: ''\n"
            "from abm.commands.main import main; sys.exit(main())"
        )
        start = [sys.executable, "-c", here]
    given = [os.fsencode(word) if not _odd(word) else word.encode("utf-8", "surrogateescape") for word in words]
    try:
        done = subprocess.run([*start, *given], cwd=work, capture_output=True, timeout=20 * SECONDS)  # type: ignore[list-item]
    except subprocess.TimeoutExpired:
        return Ending(None, "", "", 0, error=f"hangs for {20 * SECONDS} s")
    out, err = (text.decode("utf-8", "replace") for text in (done.stdout, done.stderr))
    return Ending(done.returncode, out, err, -1, served=out.startswith("served"))


@contextlib.contextmanager
def _watched() -> Iterator[None]:
    """Interrupt what hangs, where the system has an alarm clock."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(*_: Any) -> None:
        raise Hangs(f"hangs for {SECONDS} s")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _traceback(error: BaseException) -> str:
    """Where in our own code, and what."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/abm/" in frame.filename.replace("\\", "/")] or list(frames)
    last = ours[-1]
    place = f"{Path(last.filename).parent.name}/{Path(last.filename).name}:{last.lineno}"
    return f"{type(error).__name__}: {str(error)[:200]} at {place}"


def _odd(word: str) -> bool:
    return any(0xDC80 <= ord(letter) <= 0xDCFF for letter in word)


def _seen(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def _wrong(line: Line, ending: Ending, work: Path, before: set[str]) -> Iterator[str]:
    """List what may not be; each complaint begins with its sort."""
    if ending.error:
        yield (
            "hangs" if ending.error.startswith("Hangs") or ending.error.startswith("hangs") else "traceback"
        ) + f": {ending.error}"
        return
    if ending.enough:
        return
    if "Traceback" in ending.err or "Traceback" in ending.out:
        yield f"traceback: on a stream: {ending.err.strip().splitlines()[-1:]}"
    if ending.code not in (0, 2):
        yield f"exit code {ending.code}: {ending.err.strip()[:300]!r}"
    elif ending.code == 2:
        yield from _refused(line, ending)
        if left := sorted(_seen(work.parent.parent) - before):
            yield f"left after a refusal: {left[:5]} after {ending.err.strip()[:200]!r}"
    else:
        yield from _done(line, ending, work, before)


def _refused(line: Line, ending: Ending) -> Iterator[str]:
    said = ending.err
    shown = said.strip().encode("ascii", "backslashreplace").decode()[:300]
    if said.count("\n") != 1 or len(said.splitlines()) != 1 or not said.endswith("\n"):
        yield f"not one line: {len(said.splitlines())} lines: {shown!r}"
    if len(said.partition("go on with: ")[0]) > LONGEST:  # a command is repeated in full
        yield f"too long: {len(said)} characters: {shown!r}"
    if ending.out:
        yield f"words on standard output beside a refusal: {ending.out[:100]!r}, {shown!r}"
    if any(ord(letter) < 32 and letter != "\n" for letter in said):
        yield f"control characters: {shown!r}"
    if not names(line, said):
        yield f"names nothing: {shown!r}"
    if WORDING not in said and not line.damage:  # of what broke later nobody had to say anything
        yield f"no {WORDING!r}: {shown!r}"


def names(line: Line, said: str) -> bool:
    """Whether a refusal names one of the words on trial, or a file of the user's."""
    if "empty" in said and any(not word.split() for word in line.words):
        return True
    if said.endswith("not nothing\n"):  # what is missing has no word
        return True
    wanted = [
        *line.strange,
        *line.words,
        *line.files,
        *(name.rpartition("/")[2] for name in line.files),
        *line.damage[:1],
    ]
    for text in line.files.values():  # what stands in a file may be named by its key
        wanted += re.findall(r"[\w.]+", text.decode("utf-8", "replace"))
    for word in wanted:
        key = word.lstrip("+~").partition("=")[0].strip()
        if not key or key in ("abm", line.words[0]):
            if word and (word[:20] in said or in_short(word)[:20] in said):
                return True
            continue
        short = key[:20]
        if short in said or (key.partition("@")[0] in said and key.partition("@")[0]) or repr(short)[1:-1] in said:
            return True
        if key.isascii() is False and ascii(short)[1:-1] in said:
            return True
    return not any(re.search(r"\w", word) for word in line.strange)


def _done(line: Line, ending: Ending, work: Path, before: set[str]) -> Iterator[str]:
    """Exit code 0: what was asked for must be there, and be what was asked for."""
    command = line.words[0] if line.words else ""
    if command == "app" and not ending.served and not any(word in SHOWS_ONLY for word in line.words):
        yield "nothing run: abm app served nothing"
    if command not in (*RUNS, "study") or any(
        word.partition("=")[0] in SHOWS_ONLY or word[:2] in ("-c", "-i") for word in line.words
    ):
        if command and not ending.out.strip() and command not in RUNS and not ending.served:
            yield "nothing said: exit code 0 and no word"
        return
    if command == "study":
        yield from () if [*work.parent.parent.rglob("finite_size.csv")] else ("nothing run: a study and no table",)
        return
    if command == "sweep":
        yield from _swept(line, ending, work, before)
        return
    folders = sorted(path.parent for path in work.parent.parent.rglob("runs.parquet") if path.parent.name not in STORED)
    rows = [pq.read_table(folder / "runs.parquet") for folder in folders]
    total = sum(table.num_rows for table in rows)
    if not total:
        yield f"nothing run: exit code 0 and no row; said {ending.out[:200]!r} {ending.err[:200]!r}"
        return
    if ending.runs >= 0 and total != ending.runs:
        yield f"rows: {ending.runs} runs were made, and {total} rows are there in {len(folders)} folders"
    configurations = [OmegaConf.load(folder / "config.yaml") for folder in folders]
    for config, table in zip(configurations, rows, strict=True):
        norms = len(config.compare.norms) if command == "compare" else 1
        if table.num_rows != norms * config.replicates:
            yield f"rows: {table.num_rows} of {norms} x {config.replicates}"
        seeds = sorted(set(table["seed"].to_pylist()))
        if seeds != list(range(config.seed, config.seed + config.replicates)):
            yield f"rows: seeds {seeds} and not {config.replicates} from {config.seed}"
    unfinished = [name for name in _seen(work.parent.parent) - before if "unfinished" in name]
    if unfinished:
        yield f"left after success: {unfinished[:3]}"
    yield from _typed(line, configurations)
    yield from _own(line, configurations)
    made = _seen(work.parent.parent) - before
    yield from _placed(line, made, work)


def _typed(line: Line, configurations: list[Any]) -> Iterator[str]:
    """What was typed is what ran: every override stands in the configuration of the results."""
    parsed: list[Override] = []
    for word in line.words[1:]:
        with contextlib.suppress(Exception):
            parsed += OverridesParser.create().parse_overrides([word])
    keys = [item.key_or_group for item in parsed]
    for name in {key for key in keys if keys.count(key) > 1}:
        yield f"ignored: {name} was given {keys.count(name)} times and accepted"
    for item in parsed:
        key, text = item.key_or_group, item.input_line
        if (
            key.startswith(("hydra.", "hydra/"))
            or key in ("hydra", *(group for group in GROUPS if group not in ("norms", "scenario")))
            or "@" in str(text).partition("=")[0]
        ):
            continue
        if (key.partition("/")[0] in GROUPS and "/" in key) or item.is_delete():
            yield f"ignored: {text} was accepted"
            continue
        found = [_selected(config, key) for config in configurations]
        if item.is_sweep_override():
            try:
                wanted = [
                    one.value()
                    for one in OverridesParser.create().parse_overrides(
                        [f"{key}={x}" for x in item.sweep_string_iterator()]
                    )
                ]
            except Exception:
                continue
            if not all(any(_same(value, had) for had in found) for value in wanted):
                yield f"typed and not run: {text} gave {key} in {found}"
            if not all(any(_same(value, had) for value in wanted) for had in found):
                yield f"run and not typed: {text} gave {key} in {found}"
            continue
        for had in found:
            if not _same(item.value(), had) and "${" not in str(text):
                yield f"typed and not run: {text} gave {key}={had!r}"
                break


def _own(line: Line, configurations: list[Any]) -> Iterator[str]:
    """A set of the user's own that was asked for is what ran; one that cannot be read is never passed over."""
    if not any(word.startswith(("--config-dir", "-cd")) for word in line.words):
        return
    for name, text in line.files.items():
        group, _, file = name.removeprefix("own/").rpartition("/")
        if f"{group}={file.removesuffix('.yaml')}" not in line.words and file != "config.yaml":
            continue
        try:
            content = yaml.safe_load(text.decode("utf-8"))
        except (yaml.YAMLError, UnicodeError, ValueError, RecursionError):
            yield f"ignored: {name} cannot be read and was accepted"
            continue
        if content is not None and not isinstance(content, dict):
            yield f"ignored: {name} holds no mapping and was accepted"
        typed = {word.partition("=")[0] for word in line.words}
        for key, value in (
            _leaves(content) if isinstance(content, dict) and text.startswith(b"# @package _global_\n") else ()
        ):
            had = [_in_force(config, key) for config in configurations]
            if key not in typed and key.partition(".")[0] != "defaults" and not all(_same(value, item) for item in had):
                yield f"written and not run: {key}: {value!r} in {name} gave {had[:2]}"


def _in_force(config: Any, key: str) -> Any:
    """Value from week 0 on: what a norm set says of parameters stands apart."""
    own = config.get("norm_parameters") or {}
    return own[key] if key in own else _selected(config, key)


def _leaves(content: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in content.items():
        if isinstance(value, dict) and value and prefix.count(".") < 9:  # one that holds itself has no end
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _placed(line: Line, made: set[str], work: Path) -> Iterator[str]:
    """Results are where the user said, and no folder is named after nothing."""
    for name in made:
        last = name.rpartition("/")[2]
        if "${" in last or last in ("None", "null", "???", " ") or last != last.strip():
            yield f"placed: a folder named {last!r}"
            return
    top = work.parent.parent
    for word in line.words:
        key, equals, value = word.lstrip("+").partition("=")
        many = any(item in line.words for item in ("-m", "--multirun"))
        if (
            key == ("hydra.sweep.dir" if many or line.words[0] == "sweep" else "hydra.run.dir")
            and equals
            and re.fullmatch(r"[\w/.]+", value)
        ):
            place = os.path.relpath((work / value).resolve(), top)
            if place != "." and not any(name.startswith(place) for name in made):
                yield f"placed: {word} and nothing in it, but {sorted(made)[:4]}"


def _selected(config: Any, key: str) -> Any:
    found = OmegaConf.select(config, key)
    return OmegaConf.to_container(found) if OmegaConf.is_config(found) else found


def _same(typed: Any, had: Any) -> bool:
    """Whether a value in a configuration is the one that was typed; what else a mapping holds does not matter."""
    if isinstance(typed, dict) and isinstance(had, dict):
        return all(
            any(str(name) == str(own) for own in had) and _same(value, had.get(str(name), had.get(name)))
            for name, value in typed.items()
        )
    if isinstance(typed, list) and isinstance(had, list):
        return len(typed) == len(had) and all(map(_same, typed, had))
    if isinstance(typed, bool) or isinstance(had, bool):
        return typed is had or str(typed).strip("\"'").lower() == str(had).lower()  # "true" in quotes is true as well
    if isinstance(typed, (int, float)) and isinstance(had, (int, float)):
        return float(typed) == float(had) and (not isinstance(typed, int) or int(had) == typed)
    if isinstance(had, (int, float)) and isinstance(typed, str):
        with contextlib.suppress(ValueError):
            return float(typed) == had
    return str(typed) == str(had)


def _swept(line: Line, ending: Ending, work: Path, before: set[str]) -> Iterator[str]:
    given = [word.lstrip("+").partition("=")[2] for word in line.words if word.lstrip("+").startswith("dry_run=")]
    if "true" in [text.strip().lower() for text in given]:
        return
    places = [path.parent for path in work.parent.parent.rglob("sweep.json") if path.parent.name not in STORED]
    if len(places) != 1:
        yield f"nothing run: exit code 0 and {len(places)} folders of a sweep; said {ending.out[:200]!r}"
        return
    note = json.loads((places[0] / "sweep.json").read_text(encoding="utf-8"))
    files = sorted((places[0] / "runs").glob("*.parquet"))
    rows = [row for path in files for row in pq.read_table(path).to_pylist()]
    ids = [row["run_id"] for row in rows]
    design = pq.read_table(places[0] / "design.parquet").to_pylist()
    wanted = len({row["configuration"] for row in design}) * note["replicates"]
    part = any(word.startswith("shard=") for word in line.words)
    if len(ids) != len(set(ids)):
        yield f"rows: {len(ids)} and {len(set(ids))} runs"
    if not rows and not part:
        yield "nothing run: exit code 0 and no row"
    if not part and len(set(ids)) != wanted:
        yield f"rows: {len(set(ids))} of {wanted}"
    if failed := [row for row in rows if row["error"]]:
        yield f"failed: exit code 0 and {len(failed)} of {len(rows)} runs failed: {failed[0]['error']}"
    for row in rows:
        point = design[row["point"]]
        different = [
            key
            for key in point
            if key in row and key not in ("point", "combination") and not _same(point[key], row[key])
        ]
        if different:
            key = different[0]
            yield f"typed and not run: {key} is {point[key]!r} in the design and {row[key]!r} in its row"
            break
    yield from _placed(line, _seen(work.parent.parent) - before, work)
    own = [word for word in line.words[1:] if "=" in word and not word.startswith("-")]
    for factor in note["factors"]:
        if factor["key"] not in row_keys(rows):
            yield f"typed and not run: factor {factor['key']} has no column"
        if sum(word.lstrip("+").partition("=")[0] == factor["key"] for word in own) > 1:
            yield f"ignored: {factor['key']} was given twice: {own}"


def row_keys(rows: list[dict[str, Any]]) -> set[str]:
    """Columns of rows."""
    return set(rows[0]) if rows else set()
