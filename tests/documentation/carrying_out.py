"""Carry out the code of a document, in order, in the folder one stands in; say what is wrong with it."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from abm.commands import report, study, sweep
from abm.commands.compare import plan as plan_comparison
from abm.commands.explain import KEYS
from abm.commands.jobs import Words, read_words
from abm.commands.main import COMMANDS, main
from abm.commands.run import plan as plan_run
from abm.configuration.loading import expand
from abm.parameters.checks import ParameterError
from tests.documentation.documents import HOUSE, Block, blocks

NOTEBOOKS = ("docs/tutorials/", "docs/examples/")
"""Where pages have cells, which the build of the site runs."""

NOT_HERE = ("pip", "abm.documentation", "pytest")
"""Modules that would change the project or the environment, or run these tests."""


MAKING_RUNS = ("run", "compare", "sweep", "study")
"""Commands that words are added to, by which they are quick."""


class Wrong(AssertionError):
    """What is wrong with a document."""


# --- is it well formed -----------------------------------------------------------------------------------------


def _bibliography(text: str) -> None:
    if not re.match(r"\s*@\w+\{", text) or text.count("{") != text.count("}"):
        raise ValueError("no entries, or braces that do not match")


def _table(text: str) -> None:
    if len({line.count(",") for line in text.splitlines() if '"' not in line}) > 1:
        raise ValueError("rows of different lengths")


PARSERS: dict[str, Callable[[str], Any]] = {
    "json": json.loads,
    "yaml": lambda text: list(yaml.safe_load_all(text)),
    "toml": tomllib.loads,
    "python": ast.parse,
    "bibtex": _bibliography,
    "csv": _table,
}
"""Languages of what is only shown, or of a file, and what reads them."""


def ill_formed(block: Block, document: str) -> str:
    """Say how a block breaks the rule that every block has a language that says what is done with it; else nothing."""
    kind = block.language
    if not kind:
        return "a fence has a language"
    if kind.startswith("{"):
        cell = kind.startswith("{code-cell}")
        return "cells belong into tutorials and examples" if cell and not document.startswith(NOTEBOOKS) else ""
    if kind == "text":
        typed = re.search(r"^ *(?:\$ |abm (?!: )|python -m )", block.text, re.M)
        return "commands stand in a block of sh" if typed and not block.reason else ""
    if kind == "sh":
        return ""
    if kind in PARSERS:
        try:
            PARSERS[kind](block.text)
        except (ValueError, SyntaxError, yaml.YAMLError) as error:
            return f"no {kind}: {error}"
        if block.added:
            return "run with goes with commands"
        return ""
    return "" if block.reason or block.file else f"nobody can run {kind}; say why it is not run"


# --- commands ---------------------------------------------------------------------------------------------------


def commands(text: str) -> Iterator[list[str]]:
    """Commands of a block: one a line, or several joined by ``&&``."""
    for line in text.replace("\\\n", " ").splitlines():
        words: list[str] = []
        for word in shlex.split(line, comments=True):
            if word == "&&":
                yield words
                words = []
            else:
                words.append(word)
        if words:
            yield words


def invalid(words: list[str]) -> str:
    """Say why ``abm`` would refuse a command, without running it; words in capitals stand for a reader's own."""
    words = [word for word in words[1:] if not re.fullmatch(r"(?:[\w.]+=)?[A-Z]{2,}|\.\.\.|…", word)]
    if not words or words[0].startswith("-"):
        return ""
    name, rest = words[0], words[1:]
    try:
        if name not in COMMANDS:
            return f"there is no abm {name}"
        if rest and not {"--help", "-h"} & set(rest):
            CHECKS[name](rest)
    except (ParameterError, SystemExit) as mistake:
        return str(mistake)
    return ""


def _job(plan: Callable[[Words], Any], entry: str, *few: str) -> Callable[[list[str]], None]:
    def check(words: list[str]) -> None:
        keys = {word.partition("=")[0] for word in words}
        given = read_words([*words, *(word for word in few if word.partition("=")[0] not in keys)])
        if given.config_name:  # a file of the reader's
            return
        jobs = expand(given.overrides, given.config_dir) if given.multirun else [given.overrides]
        for job in jobs:
            plan(Words([word for word in job if not word.startswith("hydra.")], entry, given.config_dir))

    return check


def _sweep(words: list[str]) -> None:
    given = read_words(words)
    if "design=file" not in words:
        sweep.prepare(given.overrides, ["abm", "sweep", *words], "config", given.config_dir)


def _study(words: list[str]) -> None:
    known = study.studies()
    if "=" in words[0]:  # the name was a reader's own
        words = [next(iter(known)), *words]
    if words[0] not in known:
        raise ParameterError(f"there is no study {words[0]}")
    if words[1:] != ["--describe"]:
        study._read(known[words[0]], words[1:])


def _keys(known: tuple[str, ...]) -> Callable[[list[str]], None]:
    def check(words: list[str]) -> None:
        for word in words:
            key, equals, _ = word.partition("=")
            if equals and "/" not in key and key not in known:
                raise ParameterError(f"{key} is none of {', '.join(known)}")

    return check


def _quietly(name: str) -> Callable[[list[str]], None]:
    def check(words: list[str]) -> None:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
            if main([name, *words]):
                raise ParameterError(said.getvalue())

    return check


REPLAYED = ("replay", "state", "other", "weeks", "language", "dossier", "official")
"""Keys of ``abm app`` where it writes a replay; their files are the reader's own."""


def _app(words: list[str]) -> None:
    from abm.app.hosting import read_hosting

    if any(word.startswith("replay=") for word in words):
        _keys(REPLAYED)(words)
    else:
        read_hosting(words)


CHECKS: dict[str, Callable[[list[str]], Any]] = {
    "run": _job(plan_run, "config"),
    "compare": _job(plan_comparison, "compare", "compare.norms=[reactive,anticyclical]"),  # not all that are shipped
    "describe": _quietly("describe"),
    "verdicts": _quietly("verdicts"),
    "explain": _keys(KEYS),
    "sweep": _sweep,
    "results": _keys(()),
    "sensitivity": _keys(("measures", "language")),
    "study": _study,
    "report": lambda words: report._read([word for word in words if word != report.CHECK]),
    "app": _app,
}
"""What checks the words after each command."""


def carry_out_command(words: list[str], added: tuple[str, ...] = ()) -> None:
    """Type one command; it must end well."""
    if words[0] == "abm":
        given = {word.partition("=")[0] for word in added}
        own = [*(word for word in words[1:] if word.partition("=")[0] not in given), *added]
        if own[:1] in (["run"], ["compare"]) and not any(word.startswith(("workers=", "--help")) for word in own):
            own.append("workers=1")  # a process would take longer to start than the runs take; it changes no result
        said = io.StringIO()
        before, sys.argv = sys.argv, ["abm"]
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                code = main(own)
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
        finally:
            sys.argv = before
        if code:
            raise Wrong(f"{shlex.join(['abm', *own])} ended with {code}: {said.getvalue()[-2000:]}")
        return
    if words[:2] != ["python", "-m"] or words[2] in NOT_HERE:
        raise Wrong(f"{shlex.join(words)}: say why it is not run")
    environment = {**os.environ, "PYTHONPATH": str(HOUSE)}
    done = subprocess.run([sys.executable, *words[1:]], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Wrong(f"{shlex.join(words)} ended with {done.returncode}: {done.stderr[-2000:]}")


def carry_out(text: str, document: str) -> None:
    """Carry out every block of a document, in its order; files it names are written into the folder one stands in."""
    names: dict[str, Any] = {"__name__": "page"}
    for block in blocks(text):
        place = f"{document}:{block.line}"
        if problem := ill_formed(block, document):
            raise Wrong(f"{place}: {problem}")
        try:
            if block.language == "sh":
                _type(block)
            elif block.file and not block.reason:
                path = Path(block.file)
                if path.is_absolute() or ".." in path.parts:
                    raise Wrong(f"{block.file} lies elsewhere")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.text, encoding="utf-8")
            elif block.language == "python" and not block.reason:
                with contextlib.redirect_stdout(io.StringIO()):
                    exec(compile(block.text, place, "exec", dont_inherit=True), names)
        except Exception as error:
            raise Wrong(f"{place}: {error!r}") from error


def _type(block: Block) -> None:
    for words in commands(block.text):
        if not block.reason:
            carry_out_command(words, block.added if words[:1] == ["abm"] and words[1] in MAKING_RUNS else ())
        elif words[0] == "abm" and (problem := invalid(words)):
            raise Wrong(problem)
