"""Compiled kernels are shared between processes, are never stale, and need no place to be kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numba
import pytest

import abm.numerics.compiled

HELPER = "from tiny.compiled import kernel\n\n@kernel\ndef helper(x):\n    return {factor} * x\n"
MAIN = """
from tiny.compiled import kernel
from tiny.helper import helper

@kernel
def main(x):
    return helper(x) + 1

print(main(10), sum(main.stats.cache_hits.values()))
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Make a package with the project's own ``compiled.py``, a kernel, and its helper in another file."""
    package = tmp_path / "tiny"
    package.mkdir()
    shutil.copy(abm.numerics.compiled.__file__, package / "compiled.py")
    (package / "__init__.py").touch()
    (package / "helper.py").write_text(HELPER.format(factor=2))
    (package / "main.py").write_text(MAIN)
    return package


def run(package: Path, **environment: str) -> tuple[int, int]:
    """Call the kernel in a process of its own: its result, and how often it came from the cache."""
    inherited = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    done = subprocess.run(
        [sys.executable, "-m", "tiny.main"],
        cwd=package.parent,
        env={**inherited, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    result, hits = done.stdout.split()
    return int(result), int(hits)


def test_processes_share_kernels_and_none_is_stale(tiny):
    """A second process compiles nothing; after a change of the helper alone, the result is that of the new helper.

    The file of the kernel itself stays untouched: numba's own cache would return the old result.
    """
    assert run(tiny) == (21, 0)
    assert run(tiny) == (21, 1)
    (tiny / "helper.py").write_text(HELPER.format(factor=3))
    assert run(tiny) == (31, 0)
    (tiny / "helper.py").write_text(HELPER.format(factor=2))
    assert run(tiny) == (21, 1)  # the old kernels are still there, under their own digest


def test_numba_alone_would_be_stale(tiny):
    """Why the digest is needed; when this fails, numba has learnt to look further and the digest may go."""
    (tiny / "compiled.py").write_text("import numba\nkernel = numba.njit(cache=True)\n")
    run(tiny)
    (tiny / "helper.py").write_text(HELPER.format(factor=3))
    assert run(tiny) == (21, 1)


def test_chosen_folder_is_honoured(tiny, tmp_path):
    """``NUMBA_CACHE_DIR`` decides where kernels are kept, and nothing is written elsewhere."""
    chosen = tmp_path / "chosen"
    assert run(tiny, NUMBA_CACHE_DIR=str(chosen)) == (21, 0)
    assert list(chosen.rglob("*.nbc")) and not list(tiny.rglob("*.nbc"))
    assert run(tiny, NUMBA_CACHE_DIR=str(chosen)) == (21, 1)


def blocked(parent: Path) -> Path:
    """Return a folder in which nobody can write, not even an administrator: its parent is a file."""
    parent.write_text("a file")
    return parent / "folder"


def test_falls_back_where_nothing_can_be_written(tiny, tmp_path, monkeypatch):
    """An unwritable choice leads to the package, an unwritable package to the user's cache, all three to no cache."""
    user = tmp_path / "user"
    monkeypatch.setattr(abm.numerics.compiled.platformdirs, "user_cache_dir", lambda name: str(user))
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(blocked(tmp_path / "choice")))
    assert abm.numerics.compiled.cache_folder(tiny).parent == tiny / "__pycache__"
    shutil.rmtree(tiny / "__pycache__")
    (tiny / "__pycache__").write_text("a file")
    assert abm.numerics.compiled.cache_folder(tiny).parent == user
    shutil.rmtree(user)
    user.write_text("a file")
    assert abm.numerics.compiled.cache_folder(tiny) is None


def test_works_without_a_cache(monkeypatch):
    """Without any folder a kernel is compiled in the process and gives the same result."""
    monkeypatch.setattr(abm.numerics.compiled, "_FOLDER", None)

    @abm.numerics.compiled.kernel
    def double(x):
        return 2 * x

    assert double(21) == 42 and double.stats.cache_path is None


def test_users_settings_are_left_alone(tmp_path, monkeypatch):
    """Decorating a kernel leaves numba's own setting as it was, for the functions of others."""
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    abm.numerics.compiled.kernel(lambda x: x)
    assert str(tmp_path) == numba.config.CACHE_DIR


def test_digest_looks_at_every_kernel_file(tiny):
    """A new, changed or renamed file with a kernel changes the digest; one without a kernel does not."""
    seen = [abm.numerics.compiled.kernel_digest(tiny)]
    (tiny / "notes.py").write_text("A = 1\n")
    assert abm.numerics.compiled.kernel_digest(tiny) == seen[0]
    for change in (
        lambda: (tiny / "more.py").write_text("@kernel\ndef f(x):\n    return x\n"),
        lambda: (tiny / "more.py").rename(tiny / "other.py"),
        lambda: (tiny / "helper.py").write_text(HELPER.format(factor=4)),
    ):
        change()
        assert abm.numerics.compiled.kernel_digest(tiny) not in seen
        seen.append(abm.numerics.compiled.kernel_digest(tiny))
