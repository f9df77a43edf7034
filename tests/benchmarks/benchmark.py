"""How fast, as ratios: ``python -m tests.benchmarks.benchmark``.

Seconds say little about another machine; ratios within one process do. Every time is the best of several, for whatever
else the machine does only ever adds to it.
"""

from __future__ import annotations

import dataclasses
import time
from collections import Counter
from collections.abc import Callable

import numpy as np
from rich.console import Console
from rich.table import Table

from abm.agents.citizens.columns import Citizens
from abm.agents.citizens.week import Surroundings
from abm.configuration.loading import load
from abm.model import PolicyModel
from abm.numerics.streams import Streams
from abm.observation.record import record, simulate
from abm.parameters import Parameters
from tests.reference.plain_mesa import PlainModel

TARGET = 200.0
"""How many times faster than plain Mesa the citizens' week has to be."""


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
        procedures=np.array([-0.01]),
        rally=0.01,
        rally_change=-0.001,
    )


def settled(people: int, threads: int = 1) -> Callable[[], object]:
    """Return the week of a population that has lived half a year, so that grievance has found its level."""
    citizens, there = Citizens(population(people), Streams(1), threads), surroundings()
    for week in range(26):
        citizens.step(week, there)
    return lambda: citizens.step(26, there)


def citizens_against_plain_mesa(people: int = 20_000) -> Table:
    """Compare the compiled week with the same rules as one Python agent per citizen, proven equal in the tests."""
    table = Table(title=f"A week of {people:,} citizens", caption=f"target: at least {TARGET:.0f} times")
    for column, side in (("version", "left"), ("ns per citizen", "right"), ("compiled is faster by", "right")):
        table.add_column(column, justify=side)  # type: ignore[arg-type]
    compiled = seconds(settled(people), times=50)
    parameters, there = population(people), surroundings()
    citizens = Citizens(parameters, Streams(1))
    rows = [("compiled, one thread", compiled)]
    for name, addressed in (("plain Mesa, addressed draws", True), ("plain Mesa, its own random numbers", False)):
        plain = PlainModel(parameters, Streams(1), citizens, addressed)
        plain.live(0, there)
        rows.append((name, seconds(lambda plain=plain: plain.live(1, there), rounds=3)))
    for name, took in rows:
        table.add_row(name, f"{took / people * 1e9:,.0f}", f"{took / compiled:,.0f} times")
    return table


def bytes_per_citizen(degree: int) -> int:
    """Bytes that the rules must move for one citizen and week, each counted once.

    Reads: values 16, education 1, five columns of 8 (tolerance for a contact only, but its cache line comes anyway),
    ties 4 and what they published 8 each, topic 4. Writes: trust, procedure, grievance 8 each, topic 4, acting 1. The
    published copies of trust, grievance and topic are read and written once more.
    """
    reads = 16 + 1 + 5 * 8 + degree * (4 + 8) + 4
    writes = 3 * 8 + 4 + 1
    return reads + writes + 2 * (8 + 8 + 4)


def citizens_against_memory(sizes: tuple[int, ...] = (10_000, 100_000, 1_000_000)) -> Table:
    """Compare the bytes that a week touches per second with a plain numpy copy of as many bytes."""
    table = Table(
        title="Bytes touched per week against a copy in memory",
        caption="1.00 would be a week as fast as copying what it touches",
    )
    for column in ("citizens", "ns per citizen", "bytes per citizen", "share of copy speed", "two threads faster by"):
        table.add_column(column, justify="right")
    for people in sizes:
        size = bytes_per_citizen(load().population.degree)
        source = np.zeros(people * size // 16)  # a copy reads and writes, so half of the bytes each
        target = np.ones_like(source)
        times = max(1, 2_000_000 // people)
        copied = seconds(lambda s=source, t=target: np.copyto(t, s), times)
        one, two = seconds(settled(people), times), seconds(settled(people, threads=2), times)
        table.add_row(
            f"{people:,}", f"{one / people * 1e9:.1f}", str(size), f"{copied / one:.2f}", f"{one / two:.2f} times"
        )
    return table


PHASES = (
    "strike", "live", "surface_incidents", "divide_attention", "ask_questions",
    "press_ministers", "spend_hours", "decide", "learn",
)  # fmt: skip
"""The parts of a week, as PolicyModel.step() calls them."""


def default_run() -> Table:
    """Where a default run (10,000 citizens, 624 weeks) spends its time on one core, once compiled."""
    parameters = load()
    simulate(parameters, 1)
    begin = time.process_time()
    simulate(parameters, 1)
    whole = time.process_time() - begin
    spent: Counter[str] = Counter()
    model = PolicyModel(parameters, seed=1)
    for _ in range(parameters.burn_in + parameters.weeks):
        model.week += 1
        for name in PHASES:
            begin = time.perf_counter()
            getattr(model, name)()
            spent[name] += time.perf_counter() - begin
        begin = time.perf_counter()
        model.datacollector.collect(model)
        spent["measures"] += time.perf_counter() - begin
    begin = time.perf_counter()
    record(model)
    spent["record as tables"] = time.perf_counter() - begin
    total = sum(spent.values())
    table = Table(title="A default run and where its time goes", caption=f"whole run: {whole:.2f} s of one core")
    table.add_column("part")
    table.add_column("share", justify="right")
    table.add_column("microseconds per week", justify="right")
    for name, took in spent.items():
        each = took / (parameters.burn_in + parameters.weeks) * 1e6
        table.add_row(name, f"{took / total:.0%}", f"{each:,.0f}")
    return table


TABLES: tuple[Callable[[], Table], ...] = (citizens_against_plain_mesa, citizens_against_memory, default_run)


def main() -> None:
    """Print all tables."""
    console = Console()
    for table in TABLES:
        console.print(table())


if __name__ == "__main__":
    main()
