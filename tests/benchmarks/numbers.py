"""What the benchmark measures: the citizens' week, the default run, and the time to the first week.

Every time is the best of several, for whatever else the machine does only ever adds to it.
"""

from __future__ import annotations

import dataclasses
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from abm.agents.citizens.columns import Citizens
from abm.agents.citizens.week import Procedures, Surroundings
from abm.configuration.loading import load
from abm.numerics.machine import FEW_CITIZENS, cores
from abm.numerics.streams import Streams
from abm.parameters import Parameters
from tests.benchmarks import first_week

HOME = Path(__file__).parents[2]

PEOPLE = (20_000, 100_000, 1_000_000)

SETTLING = 26
"""Weeks that a population lives before it is timed: half a year, so that grievance has found its level."""

AT_ONCE, OFTEN = 400_000, 5
"""Citizens whose weeks are timed together, several weeks where they are fewer; and how often in each round.

Many short times find a quiet moment of the machine, which a long one cannot.
"""

MOVED = 51
"""Bytes that the rules of a week must move for one citizen, each counted once.

Read and written: trust 4, grievance 4, topic 2. Written: acting 1. Read: education 1, threshold 4, baseline 4; of eight
ties what they published of trust, 2 each, and of one of them grievance 2 and topic 2. One in twenty meets a policy: for
it 16 are read of what a contact looks at, and 4 written.
"""

RUN = """
import sys, time, abm
parameters = abm.load(*sys.argv[1:])
abm.simulate(parameters, 1)
began = time.perf_counter()
abm.simulate(parameters, 1)
print(time.perf_counter() - began)
"""
"""A run, timed once all is compiled."""


def seconds(work: Callable[[], object], times: int = 1, rounds: int = 5) -> float:
    """Best mean time of one call over several rounds."""
    best = float("inf")
    for _ in range(rounds):
        begin = time.perf_counter()
        for _ in range(times):
            work()
        best = min(best, (time.perf_counter() - begin) / times)
    return best


def population(people: int) -> Parameters:
    """Parameters with this many citizens."""
    parameters = load()
    return dataclasses.replace(parameters, population=dataclasses.replace(parameters.population, citizens=people))


def surroundings(dossiers: int = 96) -> Surroundings:
    """An ordinary busy week: some salience, a few incidents and one concluded process."""
    generator = np.random.default_rng(1)
    angle = generator.uniform(0, 2 * np.pi, dossiers)
    centre = generator.normal(0, 0.5, (dossiers, 2))
    return Surroundings(
        policy=centre + generator.normal(0, 0.3, (dossiers, 2)),
        centre=centre,
        cosine=np.cos(angle),
        sine=np.sin(angle),
        salience=generator.uniform(0, 0.3, dossiers),
        struck=generator.uniform(0, 1e-4, dossiers),
        news_loss=0.001,
        procedures=Procedures(np.array([7]), np.array([0.01]), np.array([0.1])),
        rally=0.01,
        rally_change=-0.001,
        blame=0.004,
        blame_change=0.0005,
        economy=-0.002,
    )


def settled(people: int) -> tuple[Citizens, Callable[[], object]]:
    """A population that has lived half a year, and its next week: another one each time.

    A week lived over and over would teach the processor whom it strikes.
    """
    citizens, there, weeks = Citizens(population(people), Streams(1), 1), surroundings(), itertools.count()
    for _ in range(SETTLING):
        citizens.step(next(weeks), there)
    return citizens, lambda: citizens.step(next(weeks), there)


def copying(citizens: Citizens) -> tuple[int, Callable[[], object]]:
    """A copy of as many bytes as citizens carry, and how many it moves: read, and written."""
    source = np.zeros(sum(column.nbytes for column in citizens._columns), np.uint8)
    target = np.ones_like(source)
    return 2 * source.nbytes, lambda: np.copyto(target, source)


def citizens_week(people: int, rounds: int = 5) -> list[dict[str, Any]]:
    """Nanoseconds of a citizen's week, and what it moves as a share of what a copy would in that time."""
    citizens, week = settled(people)
    moved, copy = copying(citizens)
    times = max(1, AT_ONCE // people)
    rows = []
    for threads in (1, 2) if people >= FEW_CITIZENS and cores() > 1 else (1,):
        citizens.threads = threads
        week()  # which starts the threads
        took, copied = float("inf"), float("inf")
        for _ in range(rounds * OFTEN):  # in turn, so that both meet the same machine
            took = min(took, seconds(week, times, 1))
            copied = min(copied, seconds(copy, times, 1))
        share = MOVED * people / took / (moved / copied)
        rows.append({"people": people, "threads": threads, "ns": took / people * 1e9, "share_of_copy": share})
    return rows


def default_run(reference: Path | None = None, words: Sequence[str] = (), rounds: int = 5) -> dict[str, Any]:
    """Seconds of a default run, and as a ratio to the same run by the package of another folder, in turn with it."""
    homes = [HOME] if reference is None else [HOME, reference]
    best = dict.fromkeys(homes, float("inf"))
    for home in homes * rounds:
        environment = os.environ | {"PYTHONPATH": str(home.resolve())}
        command = [sys.executable, "-c", RUN, *words]
        said = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=True).stdout
        best[home] = min(best[home], float(said))
    ratio = None if reference is None else best[HOME] / best[reference]
    return {"seconds": best[HOME], "reference_ratio": ratio}


def measured(
    people: Sequence[int] = PEOPLE, reference: Path | None = None, words: Sequence[str] = (), rounds: int = 5
) -> dict[str, Any]:
    """Everything; ``words`` change the runs, for a test."""
    first_week.seconds(HOME)  # which fills the caches
    return {
        "citizens": [row for count in people for row in citizens_week(count, rounds)],
        "default_run": default_run(reference, words, rounds),
        "first_week_seconds": min(first_week.seconds(HOME) for _ in range(rounds)),
    }
