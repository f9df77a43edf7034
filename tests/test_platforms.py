"""What can be told on Linux of Windows and macOS: ``docs/hosting/platforms.md`` says so, and what is left untested."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from abm.commands import pipes
from abm.experiments.registry import studies
from abm.experiments.report.book import ENDINGS, FIGURES
from abm.experiments.report.chapter import chapters
from tests.commands.conftest import abm, in_this_process  # noqa: F401
from tests.conftest import files_in
from tests.test_structure import FILES, name_of

CLONE = Path(__file__).parents[1]

POSIX = """
fcntl grp posix pty pwd resource syslog termios tty
os.chown os.fchown os.fork os.forkpty os.getegid os.geteuid os.getgid os.getgroups os.getpgid os.getpgrp os.getuid
os.kill os.killpg os.link os.mkfifo os.mknod os.nice os.openpty os.posix_fallocate os.posix_spawn os.readlink
os.sched_getaffinity os.setgid os.setpgid os.setsid os.setuid os.statvfs os.symlink os.sync os.sysconf os.uname os.wait
signal.SIGALRM signal.SIGCHLD signal.SIGHUP signal.SIGKILL signal.SIGPIPE signal.SIGQUIT signal.SIGSTOP signal.SIGTSTP
signal.SIGUSR1 signal.SIGUSR2 signal.alarm signal.pause signal.pthread_kill signal.setitimer signal.sigwait
"""
POSIX_ONLY = frozenset(POSIX.split())
"""Those that Windows lacks, and three that do something else there or are not always allowed: kill, link, readlink."""

PLACE = re.compile(r"^/(?:bin|dev|etc|home|proc|root|tmp|usr|var)(?:/|$)")

Node = ast.AST


def parents(tree: ast.Module) -> dict[Node, Node]:
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def around(node: Node, above: dict[Node, Node]) -> Iterator[tuple[Node, Node]]:
    """Nodes around a node, each with the one below it that holds the node."""
    while node in above:
        yield above[node], node
        node = above[node]


def asks_platform(test: Node) -> bool:
    return bool(re.search(r"sys\.platform|os\.name|hasattr\(os", ast.unparse(test)))


def is_guarded(node: Node, above: dict[Node, Node]) -> bool:
    """Whether the platform is asked for around it or, with a return, before it; or its failure is seen to."""
    for parent, child in around(node, above):
        if isinstance(parent, (ast.If, ast.IfExp)) and child is not parent.test and asks_platform(parent.test):
            return True
        if isinstance(parent, ast.Try) and child in parent.body:
            caught = " ".join(ast.unparse(handler.type) for handler in parent.handlers if handler.type)
            if {"OSError", "AttributeError"} & set(re.findall(r"\w+", caught)) and not is_kill(node):
                return True
        if isinstance(parent, ast.With) and re.search(r"suppress\(.*OSError", ast.unparse(parent.items[0])):
            return True
        for block in ("body", "orelse", "finalbody"):
            statements = getattr(parent, block, None)
            if isinstance(statements, list) and child in statements:
                for before in statements[: statements.index(child)]:
                    if isinstance(before, ast.If) and asks_platform(before.test) and leaves(before.body):
                        return True
    return False


def is_kill(node: Node) -> bool:
    """On Windows it ends the process that is only asked for, and raises nothing."""
    return isinstance(node, ast.Attribute) and node.attr in ("kill", "killpg")


def leaves(statements: list[ast.stmt]) -> bool:
    last = statements[-1]
    ends = last.body if isinstance(last, ast.Try) else statements
    return any(isinstance(one, (ast.Return, ast.Raise)) for one in ends)


def posix_only(tree: ast.Module) -> list[str]:
    """What Windows lacks and is used unguarded."""
    above, found = parents(tree), []
    for node in ast.walk(tree):
        text = ""
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [item.name for item in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            text = " ".join(POSIX_ONLY & set(names))
        elif isinstance(node, ast.Attribute) and (name := ast.unparse(node)) in POSIX_ONLY:
            text = name
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and PLACE.match(node.value):
            text = node.value
        if text and not is_guarded(node, above):
            found.append(f"{getattr(node, 'lineno', 0)}: {text}")
    return found


def keywords(call: ast.Call) -> dict[str, str]:
    return {item.arg or "": ast.unparse(item.value) for item in call.keywords}


def name_called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call, dict[str, str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield name_called(node), node, keywords(node)


def is_text_file(name: str, call: ast.Call, given: dict[str, str]) -> bool:
    """Whether a call opens a file as text; methods of that name of other things have a receiver that is told."""
    if name != "open" or ast.unparse(call.func) in ("os.open", "sessions.open", "webbrowser.open"):
        return False
    place = 1 if isinstance(call.func, ast.Name) else 0
    mode = given.get("mode") or (ast.unparse(call.args[place]) if len(call.args) > place else "'r'")
    return "b" not in mode


def without_encoding(tree: ast.Module) -> list[str]:
    """Files and pipes that are read or written as text in whatever encoding the machine has."""
    found = []
    for name, call, given in calls(tree):
        least = {"read_text": 1, "write_text": 2}.get(name)
        by_place = least is not None and len(call.args) >= least
        as_text = given.get("text") == "True" or given.get("universal_newlines") == "True"
        if (
            (least is not None or is_text_file(name, call, given) or as_text)
            and "encoding" not in given
            and not by_place
        ):
            found.append(f"{call.lineno}: {ast.unparse(call)[:60]}")
    return found


def other_ends_of_lines(tree: ast.Module) -> list[str]:
    """What would write other bytes on Windows: text files, tables, figures given a path, Hydra's own way to save."""
    found = []
    for name, call, given in calls(tree):
        mode = " ".join(map(ast.unparse, call.args)) + given.get("mode", "")
        writes = is_text_file(name, call, given) and re.search(r"'[wax]\+?'", mode)
        lacks = (
            ((name == "write_text" or writes) and given.get("newline") not in ("'\\n'", "''"))
            or (name == "to_csv" and call.keywords and given.get("lineterminator") != "'\\n'")
            or (ast.unparse(call.func) == "csv.writer" and given.get("lineterminator") != "'\\n'")
            or (name == "savefig" and "format" not in given)
            or ast.unparse(call.func) == "OmegaConf.save"
        )  # fmt: skip
        if lacks:
            found.append(f"{call.lineno}: {ast.unparse(call)[:60]}")
    return found


def other_start_methods(tree: ast.Module) -> list[str]:
    """Processes that are started otherwise than anew: fork is not there on Windows, and unsafe on macOS."""
    found = []
    for name, call, given in calls(tree):
        text = ast.unparse(call)
        if (name in ("get_context", "set_start_method") and "'spawn'" not in text) or (
            (name == "ProcessPoolExecutor" and "mp_context" not in given)
            or ast.unparse(call.func) in ("multiprocessing.Pool", "multiprocessing.Process")
        ):
            found.append(f"{call.lineno}: {text[:60]}")
    return found


SCANS: dict[str, tuple[Callable[[ast.Module], list[str]], tuple[str, ...], tuple[str, ...]]] = {
    "posix": (
        posix_only,
        (
            "import fcntl",
            "os.kill(1, 0)",
            "try:\n    os.kill(1, 0)\nexcept OSError:\n    pass",
            "signal.SIGKILL",
            "signal.alarm(3)",
            "open('/tmp/x')",
            "os.getuid()",
            "from resource import getrusage",
            "if sys.platform == 'win32':\n    pass\nos.kill(1, 0)",
        ),
        (
            "os.getuid() if hasattr(os, 'getuid') else 0",
            "def f():\n    if sys.platform == 'win32':\n        return\n    os.kill(1, 0)",
            "with contextlib.suppress(OSError):\n    open('/proc/x')",
            "signal.signal(signal.SIGINT, signal.SIG_IGN)",
        ),
    ),
    "encoding": (
        without_encoding,
        ("open('a')", "p.open('w')", "p.read_text()", "p.write_text(x)", "subprocess.run(c, text=True)"),
        ("open('a', 'rb')", "p.read_text('utf-8')", "p.write_text(x, encoding='utf-8')", "os.open(p, 1)"),
    ),
    "lines": (
        other_ends_of_lines,
        (
            "p.write_text(x, encoding='utf-8')",
            "open(p, 'w', encoding='utf-8')",
            "t.to_csv(p, index=False)",
            "figure.savefig(p)",
            "OmegaConf.save(a, p)",
            "csv.writer(f)",
        ),
        ("p.write_text(x, newline='\\n')", "open(p, 'wb')", "open(p)", "figure.savefig(b, format='svg')"),
    ),
    "spawn": (
        other_start_methods,
        ("multiprocessing.get_context('fork')", "ProcessPoolExecutor(2)", "multiprocessing.Pool(2)", "get_context()"),
        ("ProcessPoolExecutor(2, mp_context=context)", "multiprocessing.get_context('spawn')"),
    ),
}
"""Each scan, what it has to find, and what it has to leave alone."""


@pytest.mark.parametrize("scan", SCANS)
def test_the_library_does_nothing_that_one_system_alone_does(scan):
    """No call that Windows lacks, no text in an encoding or with ends of lines that a machine chooses, no fork."""
    found = {name_of(path): SCANS[scan][0](ast.parse(path.read_text(encoding="utf-8"))) for path in FILES}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("scan", SCANS)
def test_the_scans_see_what_is_wrong_and_nothing_else(scan):
    """Each can fail."""
    look, wrong, right = SCANS[scan]
    assert [code for code in wrong if not look(ast.parse(code))] == []
    assert [code for code in right if look(ast.parse(code))] == []


RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f]|[. ]$')
LONGEST_TRACKED, LONGEST_WRITTEN = 100, 100
"""Characters of a path, of the 260 that Windows has by default; where a clone or a folder lies comes before them."""


def refused_names(paths: list[str], longest: int) -> list[str]:
    """Paths that Windows or macOS cannot keep beside the others."""
    parts = {path: PurePosixPath(path).parts for path in paths}
    wrong = [
        path
        for path in paths
        if len(path) > longest or any(RESERVED.fullmatch(part) or FORBIDDEN.search(part) for part in parts[path])
    ]
    every = {"/".join(those[:number]) for those in parts.values() for number in range(1, len(those) + 1)}
    seen: dict[str, str] = {}
    for path in sorted(every):
        if seen.setdefault(path.casefold(), path) != path:
            wrong.append(path)
    return wrong


def test_names_of_files_are_possible_everywhere():
    """Of every file of the clone."""
    listed = subprocess.run(["git", "-C", str(CLONE), "ls-files", "-z"], capture_output=True, encoding="utf-8")
    if listed.returncode or not listed.stdout:
        pytest.skip("no clone")
    assert refused_names(listed.stdout.rstrip("\0").split("\0"), LONGEST_TRACKED) == []


@pytest.mark.parametrize(
    "paths",
    [["a/Con"], ["aux.py"], ["x/nul.tar.gz"], ["a:b"], ["a?"], ["a."], ["b /c"], ["a/B", "A/b"], ["x" * 101], ["COM¹"]],
)
def test_a_name_that_is_impossible_is_seen(paths):
    """By its name, its characters, its end, its length, and beside another."""
    assert refused_names(paths, 100) != []
    assert refused_names(["console.py", "a/b.c", "auxiliary", ".x"], 100) == []


@pytest.mark.usefixtures("in_this_process")
def test_names_of_written_files_are_possible_everywhere(abm, tmp_path):  # noqa: F811
    """Of runs, a comparison and a sweep with long values; of studies and the report by what they are called."""
    tiny = ("population.citizens=200", "weeks=4", "burn_in=2", "workers=1")
    assert abm("run", *tiny).code == abm("run", "-m", "seed=1,2", "norms=anticyclical", *tiny).code == 0
    several = (
        "instruments=choice([leadership_mandate,comply_or_explain,close_to_implementation,policy_compass],[pilots])"
    )
    assert abm("sweep", several, "officials.courage=choice(0.123456789,0.9)", "replicates=1", *tiny).code == 0
    written = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")]
    assert len(files_in(tmp_path)) > 20 and any("sweeps/" in path for path in written)
    pages = [f"report/nl/{FIGURES}/{item.name}.{ending}" for item in chapters() for ending in ENDINGS]
    tables = [f"studies/{item.name}-tiny/{table}.csv" for item in studies().values() for table in item.tables]
    assert refused_names([*written, *pages, *tables], LONGEST_WRITTEN) == []


SCRIPT = "import sys; from abm.commands.main import main; sys.argv[0] = 'abm'; sys.exit(main())"
POOR = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C", "LANG": "C"}
TINY = ("population.citizens=200", "weeks=6", "burn_in=3", "replicates=1", "compare.norms=[reactive,anticyclical]")


def typed(folder: Path, environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[bytes]:
    """What a command does in a process of its own, whose surroundings say nothing else of encodings."""
    own = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHONUTF8"))}
    command = [sys.executable, "-c", SCRIPT, *words]
    return subprocess.run(command, cwd=folder, env=own | environment, capture_output=True)


def test_bytes_depend_neither_on_locale_nor_on_the_number_of_processes(tmp_path):
    """Two processes, each started anew, under a locale and an output of few characters; one process under UTF-8."""
    ways = {
        "poor": (POOR | {"PYTHONIOENCODING": "cp1252"}, "workers=2"),
        "rich": ({"PYTHONUTF8": "1"}, "workers=1"),
    }
    for name, (environment, workers) in ways.items():
        done = typed(tmp_path, environment, "compare", *TINY, workers, f"hydra.run.dir={name}")
        assert done.returncode == 0, done.stderr.decode(errors="replace")
    files = sorted(path.name for path in (tmp_path / "rich").iterdir())
    assert {"summary.csv", "trust.svg", "runs.parquet"} <= set(files)
    assert sorted(path.name for path in (tmp_path / "poor").iterdir()) == files
    for file in files:
        if file in ("provenance.json", "config.yaml"):  # which say the command, and the processes
            assert b"\r" not in (tmp_path / "poor" / file).read_bytes()
            continue
        assert (tmp_path / "poor" / file).read_bytes() == (tmp_path / "rich" / file).read_bytes(), file


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_what_is_said_can_be_written_with_few_characters(tmp_path, encoding):
    """A redirected output on Windows has those of its code page: a sign it lacks is written out, and nothing fails."""
    for words in (("verdicts",), ("describe",)):
        done = typed(tmp_path, POOR | {"PYTHONIOENCODING": encoding}, *words)
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        text = done.stdout.decode(encoding)
        assert "lambda" in text and "\\u" not in text and len(text) > 5_000


def test_signs_are_written_out_and_the_stream_is_as_before(monkeypatch, tmp_path):
    """A sign that has words gets them, another its number; after the command the stream is as strict as it was."""
    file = tmp_path / "out"
    with file.open("w", encoding="ascii") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        with pipes.steady():
            print("−1 ± 2 → λ ☃")
        monkeypatch.undo()
        assert stream.errors == "strict"
    assert file.read_text(encoding="ascii") == "-1 +/- 2 -> lambda \\u2603\n"


def test_the_page_says_what_is_tested_here() -> None:
    """Every test of this file stands on it by its name, so that none is promised that is gone."""
    text = (CLONE / "docs" / "hosting" / "platforms.md").read_text(encoding="utf-8")
    here: dict[str, Any] = globals()
    told = set(re.findall(r"`(test_\w+)`", text))
    assert told and told <= set(here)
