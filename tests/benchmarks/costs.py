"""What a run costs: against citizens, dossiers and officials, and one to one; and how many runs end in a second."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from abm.configuration.loading import load
from abm.numerics.machine import cores
from abm.observation.record import simulate
from tests.benchmarks.numbers import HOME
from tests.benchmarks.sweep import swept

SIZES: Mapping[str, Sequence[int]] = {
    "population.citizens": (2_500, 10_000, 40_000, 160_000),
    "ministries.dossiers": (4, 8, 16, 32),
    "officials.per_ministry": (5, 20, 80),
}
"""Values that are tried, one parameter at a time; the default among them."""

FEW, MANY = 2, 20
"""Runs of each worker; what a second run takes is the difference, for starting and importing take a while."""

COUNTRY = """
import json, sys, time
from pathlib import Path
import abm
from abm.model import PolicyModel
PolicyModel(abm.load(*sys.argv[1:], "population=default", "population.citizens=2000")).step()
began = time.perf_counter()
model = PolicyModel(abm.load(*sys.argv[1:]))
born = time.perf_counter()
while model.running:
    model.step()
ended = time.perf_counter()
(most,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(json.dumps({"birth": born - began, "seconds": ended - born, "megabytes": int(most.split()[1]) * 1024 / 1e6}))
"""
"""A run of the country one to one, in a process of its own, as its memory is looked at; compiled before."""


NETHERLANDS = "population=netherlands"


def country(words: Sequence[str] = (NETHERLANDS, "weeks=208", "threads=2")) -> dict[str, float]:
    """Seconds of birth and of four years of every adult of the country, and the most memory it took, in megabytes.

    Memory is read as Linux tells it of a process, and of none that began it.
    """
    command = [sys.executable, "-c", COUNTRY, *words, "burn_in=0"]
    environment = os.environ | {"PYTHONPATH": str(HOME)}
    said = subprocess.run(command, cwd=HOME, env=environment, capture_output=True, text=True, check=True).stdout
    return dict(json.loads(said))


def by_size(
    sizes: Mapping[str, Sequence[int]] = SIZES, words: Sequence[str] = (), rounds: int = 3
) -> list[dict[str, Any]]:
    """Seconds of a default run with another value of one parameter: the best of several, on one thread.

    Returns
    -------
    list of dict
        Parameter, value, seconds, and the ratio to the run at its default.
    """
    rows: list[dict[str, Any]] = []
    for key, values in sizes.items():
        default = _seconds(words, rounds)
        for value in values:
            took = _seconds((*words, f"{key}={value}", "threads=1"), rounds)
            rows.append({"parameter": key, "value": value, "seconds": took, "ratio": took / default})
    return rows


def _seconds(words: Sequence[str], rounds: int) -> float:
    parameters, best = load(*words), float("inf")
    for _ in range(rounds + 1):  # the first compiles
        began = time.perf_counter()
        simulate(parameters, 1)
        best = min(best, time.perf_counter() - began)
    return best


def by_workers(
    workers: Sequence[int] = (), words: Sequence[str] = (), few: int = FEW, many: int = MANY
) -> list[dict[str, Any]]:
    """Default runs of a sweep that end in a second, for 1, 2, 4, … workers up to one for every core."""
    most = cores()
    rows = []
    for count in workers or sorted({*(2**k for k in range(most.bit_length())), most}):
        extra = swept(many * count, count, "threads=1", *words) - swept(few * count, count, "threads=1", *words)
        rows.append({"workers": count, "runs_per_second": (many - few) * count / extra})
    return rows
