"""The citizens' week in other frameworks: checked against ours, then timed.

Plain Mesa, AgentPy, vectorised numpy and mesa-frames live the same citizens, ties and weeks, each on one thread; first
each is given what our citizens draw, and refused if it decides anything else. AgentPy and mesa-frames get environments
of their own, and are left out, which is said, where they do not install.
"""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from abm.agents.citizens.week import Procedures
from tests.benchmarks.numbers import HOME, SETTLING, citizens_week, settled, surroundings
from tests.benchmarks.peers.alone import STATE
from tests.benchmarks.peers.environments import NotInstalled, python_of
from tests.benchmarks.peers.report import COPY
from tests.benchmarks.peers.world import write, write_draws

PEERS = {
    "in_numpy": "numpy, whole columns",
    "in_mesa_frames": "mesa-frames",
    "in_mesa": "Mesa, an agent each",
    "in_agentpy": "AgentPy, an agent each",
}
"""Frameworks by module, and what to call them."""

OURS = "this model"

CHECKED, WEEKS = 1_000, 6
"""Citizens and weeks that are compared with ours."""

HEARD = Procedures(np.array([7, 8]), np.array([-0.01, 0.02]), np.array([-0.1, 0.1]))
"""Two processes, of which one is ignored and one adopted."""

TOLERANCE = 3e-6
"""Precision in which our state is kept, with a step of what is published; see the tests of citizens."""


class Differs(Exception):
    """A framework does not live by our rules."""


def alone(peer: str, python: str, *words: str | Path) -> None:
    """Let a framework work in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(HOME), "POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [python, "-m", "tests.benchmarks.peers.alone", peer, *map(str, words)]
    subprocess.run(command, cwd=HOME, env=environment, check=True)


def check(peer: str, python: str, work: Path) -> None:
    """Let a framework live some weeks with our draws.

    Raises
    ------
    Differs
        When a decision is another, or state differs by more than its precision.
    """
    citizens, _ = settled(CHECKED)
    there = dataclasses.replace(surroundings(), procedures=HEARD)
    world, draws, out = (work / f"{name}.npz" for name in ("world", "draws", "state"))
    write(world, citizens, there)
    write_draws(draws, citizens, range(SETTLING, SETTLING + WEEKS))
    for week in range(SETTLING, SETTLING + WEEKS):
        citizens.step(week, there)
    alone(peer, python, world, out, "--draws", draws)
    with np.load(out) as state:
        for name in STATE:
            ours = np.asarray(getattr(citizens, name), float)
            apart = float(np.abs(ours - state[name]).max())
            if apart > (0.0 if name in ("topic", "acting") else TOLERANCE):
                raise Differs(f"{name} in {PEERS[peer]} differs from ours by {apart:g}")


def measure(peer: str, python: str, people: int, work: Path) -> dict[str, Any]:
    """Time a week of so many citizens."""
    world, out = work / "world.npz", work / "seconds.json"
    citizens, _ = settled(people)
    write(world, citizens, surroundings())
    del citizens
    alone(peer, python, world, out)
    found = json.loads(out.read_text(encoding="utf-8"))
    return {"version": found["version"], "ns": found["seconds"] / people * 1e9}


def ours(people: int) -> list[dict[str, Any]]:
    """Time our own week, and what a copy of what it must move would take."""
    rows = citizens_week(people)
    version = {"people": people, "version": ""}
    found = [{"framework": OURS, "threads": row["threads"], "ns": row["ns"], **version} for row in rows]
    copying = min(row["ns"] * row["share_of_copy"] for row in rows)
    return [*found, {"framework": COPY, "threads": 1, "ns": copying, **version}]


def compared(people: Sequence[int], most: int, home: Path, say: Callable[[str], None]) -> pd.DataFrame:
    """Check and time every framework that can be had.

    Parameters
    ----------
    people : sequence of int
        Sizes of the population that all are timed at.
    most : int
        One that only ours is timed at.
    home : Path
        Where environments are, or come to be.
    say : callable
        Called with a line for what is left out, and for each time.

    Returns
    -------
    DataFrame
        Columns framework, version, people, threads, ns.
    """
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for peer, name in PEERS.items():
            try:
                python = python_of(peer, home)
            except NotInstalled as problem:
                say(f"left out: {problem}")
                continue
            check(peer, python, work)
            for count in people:
                found = {"framework": name, "people": count, "threads": 1, **measure(peer, python, count, work)}
                say(f"{name}, {count:,} citizens: {found['ns']:,.1f} ns per citizen and week")
                rows.append(found)
    for count in sorted({*people, most}):
        rows += ours(count)
    return pd.DataFrame(rows)[["framework", "version", "people", "threads", "ns"]]
