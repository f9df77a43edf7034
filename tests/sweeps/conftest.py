"""Sweeps of a tiny country: words, folders, and the content that may not depend on how it came about."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from abm.sweeps import store
from abm.sweeps.sweep import carry_out, prepare
from tests.commands.conftest import Answer, abm, figures, in_this_process

__all__ = ["Answer", "abm", "figures", "in_this_process"]

TINY = ("population.citizens=200", "weeks=4", "burn_in=0", "ministries.count=2")
"""A run that takes some hundredths of a second."""

COURAGE = "officials.courage=interval(0,1)"
MANDATE = "ministries.mandate=interval(0.2,0.9)"
NORMS = "norms=choice(reactive,anticyclical)"


def ready(folder, *words):
    """A checked sweep of the tiny country."""
    return prepare([*last(*TINY, *words), f"hydra.sweep.dir={folder}"], ["abm", "sweep", *words])


def last(*words):
    """Words of which each key is there once: what a test says later holds, which a user may not do."""
    return tuple({word.partition("=")[0]: word for word in words}.values())


@pytest.fixture
def swept(tmp_path):
    """Carry out a sweep in this process (workers aside) and give its runs."""

    def run(*words, folder=None):
        home = tmp_path / "sweep" if folder is None else folder
        carry_out(ready(home, *words))
        return store.read(home)

    return run


def content(runs: pd.DataFrame) -> pd.DataFrame:
    """What a run has apart from the machine it ran on and the order it came in."""
    runs = runs[[name for name in runs.columns if not name.startswith("meta_")]]
    return runs.sort_values("run_id", ignore_index=True)


def raw(folder: Path) -> pd.DataFrame:
    """Every row of every file, as any reader sees it."""
    return pd.concat([pd.read_parquet(path) for path in sorted((folder / "runs").glob("*.parquet"))])


def assert_same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Identical tables, machine columns aside."""
    pd.testing.assert_frame_equal(content(one), content(other), check_exact=True)


def tiny(*words):
    """The tiny country, but for what the words say; and the words as they are."""
    named = {word.partition("=")[0] for word in words}
    return (*(word for word in TINY if word.partition("=")[0] not in named), *words)


def start(folder: Path, *words: str, cwd: Path, **more) -> subprocess.Popen[str]:
    """Start the command itself, in a process group of its own."""
    line = [sys.executable, "-m", "abm.commands.main", "sweep", *last(*TINY, *words), f"hydra.sweep.dir={folder}"]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(line, cwd=cwd, start_new_session=os.name == "posix", **streams, **more)
