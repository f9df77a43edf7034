"""Which way things point: execution knows neither sweeps nor commands, and both use it."""

import ast
from pathlib import Path

import abm

HOME = Path(abm.__file__).parent
EXECUTORS = ("executors/__init__.py", "executors/ray.py", "executors/slurm.py")


def imported(path):
    """Modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (item.name for item in node.names)


def test_execution_imports_neither_commands_nor_sweeps():
    """What runs many runs can be used by all who want to, the command line aside."""
    for path in (HOME / "execution").glob("*.py"):
        assert not [name for name in imported(path) if name.startswith(("abm.commands", "abm.sweeps"))], path


def test_sweeps_run_without_commands():
    """What carries a sweep out imports nothing of the command line."""
    names = ("sweep.py", "store.py", "identity.py", "work.py", "estimate.py", *EXECUTORS)
    for path in (HOME / "sweeps" / name for name in names):
        assert not [name for name in imported(path) if name.startswith("abm.commands")], path
