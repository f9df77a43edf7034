"""How fast, as ratios: ``python -m tests.benchmarks.benchmark``.

Seconds say little about another machine; ratios within one process do. With ``--json FILE`` the numbers of
:mod:`tests.benchmarks.numbers` are written instead.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from abm.configuration.loading import load
from abm.model import PolicyModel
from abm.observation.record import record, simulate
from tests.benchmarks.numbers import MOVED, PEOPLE, citizens_week, measured

MOST = 14_000_000
"""Adults of the country; nobody runs more."""


def citizens_against_memory(sizes: tuple[int, ...] = PEOPLE) -> Table:
    """Compare the bytes that a week must move with a plain numpy copy in the same time."""
    table = Table(
        title=f"A week that must move {MOVED} bytes of each citizen, against a copy in memory",
        caption="1.00 would be a week as fast as copying what it must move",
    )
    for column in ("citizens", "threads", "ns per citizen", "share of copy speed"):
        table.add_column(column, justify="right")
    for people in sizes:
        for row in citizens_week(people):
            table.add_row(f"{people:,}", str(row["threads"]), f"{row['ns']:.2f}", f"{row['share_of_copy']:.2f}")
    return table


PHASES = (
    "strike", "live", "surface_incidents", "divide_attention", "ask_questions",
    "press_ministers", "spend_hours", "decide", "learn",
)  # fmt: skip
"""The parts of a week, as PolicyModel.step() calls them."""


def by_phase(words: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Where a default run (10,000 citizens, 624 weeks) spends its time, once compiled: part, share, µs a week."""
    parameters = load(*words)
    simulate(parameters, 1)
    spent: Counter[str] = Counter()
    model = PolicyModel(parameters, seed=1)
    weeks = parameters.burn_in + parameters.weeks
    for _ in range(weeks):
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
    return [
        {"part": name, "share": took / total, "microseconds per week": took / weeks * 1e6}
        for name, took in spent.items()
    ]


def default_run() -> Table:
    """The same as a table, with the seconds of all of it."""
    rows = by_phase()
    whole = sum(row["microseconds per week"] for row in rows)
    table = Table(title="A default run and where its time goes", caption=f"together {whole:,.0f} microseconds per week")
    table.add_column("part")
    table.add_column("share", justify="right")
    table.add_column("microseconds per week", justify="right")
    for row in rows:
        table.add_row(row["part"], f"{row['share']:.0%}", f"{row['microseconds per week']:,.0f}")
    return table


TABLES: tuple[Callable[[], Table], ...] = (citizens_against_memory, default_run)


def main(arguments: Sequence[str] | None = None, words: Sequence[str] = (), rounds: int = 5) -> None:
    """Print all tables, or write numbers to a file; ``words`` and ``rounds`` make it short, for a test."""
    parser = argparse.ArgumentParser(description="How fast, as tables; with --json as numbers in a file.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write numbers to a file instead")
    parser.add_argument("--people", type=int, nargs="+", default=PEOPLE, metavar="N", help="sizes of the population")
    parser.add_argument("--reference", type=Path, metavar="FOLDER", help="a folder with another copy of the package")
    given = parser.parse_args(arguments)
    if wrong := [people for people in given.people if not 1 <= people <= MOST]:
        parser.error(f"--people must be numbers from 1 to {MOST:,}, not {wrong[0]}")
    if given.reference is not None and not (given.reference / "abm").is_dir():
        parser.error(f"--reference must be a folder with a package abm, not {given.reference}")
    if given.json is None:
        console = Console()
        for table in TABLES:
            console.print(table())
        return
    found = measured(given.people, given.reference, words, rounds)
    given.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
