"""Goals of speed, set before it was measured, and what was found; what is missed stays in the table as missed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tests.benchmarks.numbers import MOVED
from tests.benchmarks.peers.compare import OURS
from tests.benchmarks.peers.report import COPY

COUNTRY, MANY, FEW = 14_000_000, 100_000, 20_000
THREADS = 2


def held(peers: pd.DataFrame, found: Mapping[str, Any], thousand: float) -> pd.DataFrame:
    """What was found against every goal; a row for each that was measured.

    Parameters
    ----------
    peers : DataFrame
        Nanoseconds of a citizen's week by framework, people and threads.
    found : dict
        Numbers of :func:`tests.benchmarks.numbers.measured`, and those of the country one to one.
    thousand : float
        Minutes of a thousand default runs.
    """
    weeks, run, country = pd.DataFrame(found["citizens"]), found["default_run"], found["country"]
    ours = peers[peers["framework"] == OURS].set_index(["people", "threads"])["ns"]
    copies = peers[peers["framework"] == COPY].set_index("people")["ns"]
    few = weeks.set_index(["people", "threads"])["ns"]
    wanted: list[tuple[str, float | None, float, str, str]] = [
        ("a citizen's week, 20 thousand citizens, one thread", few.get((FEW, 1)), 4.0, "at most", "ns"),
        ("a citizen's week, 14 million citizens, two threads", ours.get((COUNTRY, THREADS)), 5.0, "at most", "ns"),
        (
            f"speed of a copy of {MOVED} bytes a citizen that it reaches there",
            _ratio(copies.get(COUNTRY), ours.get((COUNTRY, THREADS))), 0.25, "at least", "",
        ),
        (
            "the same week, 14 million citizens against 100 thousand",
            _ratio(ours.get((COUNTRY, THREADS)), ours.get((MANY, THREADS))), 1.5, "at most", "times",
        ),
        ("208 weeks of 14 million citizens, after birth", country["seconds"], 16.0, "at most", "s"),
        ("memory of that run", country["megabytes"], 1300.0, "at most", "MB"),
        ("a default run, against the version that was given", run["reference_ratio"], 0.5, "at most", "times"),
        ("from typing to the first week", found["first_week_seconds"], 2.0, "at most", "s"),
        ("a thousand default runs", thousand, 5.0, "at most", "min"),
    ]  # fmt: skip
    rows = []
    for what, found, goal, sense, unit in wanted:
        if found is not None:
            kept = found <= goal if sense == "at most" else found >= goal
            met = "yes" if kept else "no"
            rows.append({"what": what, "goal": f"{sense} {goal:g} {unit}".strip(), "found": float(found), "met": met})
    return pd.DataFrame(rows)


def _ratio(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one / other
