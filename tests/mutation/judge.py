"""One mutant: made in a worker's own copy of the repository, and looked at by the tests that name a rule."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import tempfile
from pathlib import Path

from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_item import TestOutcome, WorkItem, WorkResult

from tests.mutation.look import THEN, keep
from tests.mutation.sample import HOUSE

NAMED = (
    *("parameters/test_acts.py", "policy", "agents", "norms", "claims", "observation"),
    *("properties/test_conservation.py", "test_model.py"),
)
"""Tests that name what they test. The exact baseline and 'every instrument moves something' catch nearly all, and name
nothing: they are left out."""

WAIT = 3600.0
"""Seconds after which a worker gives a mutant up, which no busy machine makes of the seconds of :data:`PATIENCE`."""

NOT_COPIED = shutil.ignore_patterns(".git", "__pycache__", "build", "dist", "outputs", "multirun", ".*_cache")


def settle_in(home: str) -> None:
    """Make a copy of the repository for this worker, and move there."""
    copy = Path(tempfile.mkdtemp(dir=home)) / "copy"
    shutil.copytree(HOUSE, copy, ignore=NOT_COPIED)
    os.chdir(copy)
    os.environ["PYTHONPATH"] = str(copy)
    cache = copy.parent / "compiled"
    os.environ["NUMBA_CACHE_DIR"] = str(cache)
    before = mutate_and_test((), test_command("abm/policy"), WAIT)
    if before.test_outcome is not TestOutcome.SURVIVED:
        raise RuntimeError(f"tests must pass before anything is mutated:\n{before.output}")
    keep(cache)


def test_command(path: str) -> str:
    """Command that stops at the first failure: tests beside the mutated file, what parameters act on, the folder.

    Only where all these pass are the others looked for, which takes longer than most mutants live.
    """
    _, home, *inner = Path(path).parts  # such as abm, agents, citizens, kernels.py
    near = (f"{home}/test_{Path(name).stem}.py" for name in reversed(inner))
    first = [part for part in (*near, NAMED[0], home) if part in NAMED or (HOUSE / "tests" / part).exists()]
    rest = [part for part in NAMED if part not in first]
    words = [sys.executable, "-m", "tests.mutation.look", *(f"tests/{part}" for part in first), THEN]
    return shlex.join([*words, *(f"tests/{part}" for part in rest)])


def judge(item: WorkItem) -> WorkResult:
    """Make a mutant and let the tests look at it."""
    return mutate_and_test(item.mutations, test_command(item.mutations[0].module_path.as_posix()), WAIT)
