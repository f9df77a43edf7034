"""What a sweep costs besides the runs themselves, as ratios: ``python -m tests.benchmarks.sweep [RUNS] [WORKERS]``.

Overhead: runs of a tiny model through ``abm sweep``, against as many in a plain loop in as many processes. Both are
timed twice, with all runs and with a few; the difference leaves out starting and importing.
Memory: of this process after few and after many runs of a sweep, and of a process after 10 and after 1,000 runs.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import time
from pathlib import Path

from abm.configuration.loading import load
from abm.observation.record import simulate
from abm.sweeps.sweep import carry_out, prepare

TINY = ("population.citizens=500", "weeks=52", "burn_in=0", "ministries.count=2")
TARGET = 1.3
SPARE = 50.0
"""Ratio that overhead must not exceed, and megabytes that memory must not grow by."""


def plain(runs: int, workers: int) -> float:
    """Seconds of a plain loop over seeds, cut evenly over processes."""
    context = multiprocessing.get_context("spawn")
    began = time.perf_counter()
    parts = [context.Process(target=_loop, args=(range(first, runs + 1, workers),)) for first in range(1, workers + 1)]
    for part in parts:
        part.start()
    for part in parts:
        part.join()
    return time.perf_counter() - began


def _loop(seeds: range) -> None:
    parameters = load(*TINY, "record.decisions=false")
    for seed in seeds:
        simulate(parameters, seed)


def swept(runs: int, workers: int, *tiny: str) -> float:
    """Seconds of a sweep over as many points of one seed each, checking them included."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        words = (
            "design=random",
            f"design.samples={runs}",
            "officials.courage=interval(0.45,0.55)",
            f"workers={workers}",
        )
        carry_out(prepare([*(tiny or TINY), *words, f"hydra.sweep.dir={Path(folder).as_posix()}"], ["abm"]))
        return time.perf_counter() - began


def megabytes() -> float:
    """Memory of this process now; on Linux only."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def overhead(runs: int, workers: int) -> float:
    """Print and give the ratio."""
    few = 2 * workers
    one = plain(runs, workers) - plain(few, workers)
    other = swept(runs, workers) - swept(few, workers)
    print(f"{runs:,} runs in {workers} processes: sweep / plain loop = {other / one:.2f} (target: at most {TARGET})")
    return other / one


def memory(few: int = 100, many: int = 10_000) -> None:
    """Print how much this process grows from few to many runs of a sweep, and by 990 runs of its own."""
    least = ("population.citizens=200", "weeks=1", "burn_in=0", "ministries.count=2")
    swept(few, 2, *least)
    before = megabytes()
    swept(many, 2, *least)
    print(f"parent, {few:,} to {many:,} runs: {megabytes() - before:+.0f} MB (target: at most {SPARE:.0f})")
    parameters = load(*TINY, "weeks=10")
    for seed in range(10):
        simulate(parameters, seed)
    before = megabytes()
    for seed in range(10, 1000):
        simulate(parameters, seed)
    print(f"worker, 10 to 1,000 runs: {megabytes() - before:+.0f} MB (target: at most {SPARE:.0f})")


def main() -> None:
    """Print all."""
    given = [int(word) for word in sys.argv[1:3]]
    runs, workers = [*given, *(2000, 2)[len(given) :]]
    overhead(runs, workers)
    if Path("/proc/self/statm").exists():
        memory()


if __name__ == "__main__":
    main()
