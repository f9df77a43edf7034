"""Keep the scenario of the real country true: its schedule and its economy are written from the data of the country.

``experiments/data/netherlands_events.csv`` has the events, ``netherlands_consumer_confidence.csv`` beside it the
balance of consumer confidence by month; nothing of either is said a second time by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from abm.documentation.odd import rows_of

NAME = "netherlands_2012_2023"

FILE = Path(__file__).parents[2] / "configs" / "scenario" / f"{NAME}.yaml"

START, END = date(2012, 1, 2), date(2024, 1, 1)
"""First day of week 0, and of the first week that is no longer lived."""

HEAD = f"""\
# @package _global_
# The Netherlands of 2012 to 2023: its cabinets, affairs, shocks and pandemic, and its consumer confidence.
# Week 0 begins on {START.day} January {START.year}. Written from experiments/data/netherlands_events.csv and
# experiments/data/netherlands_consumer_confidence.csv by python -m abm.documentation --write.
"""


def week_of(day: date) -> float:
    """Weeks from the first day of week 0."""
    return (day - START).days / 7.0


def middle_of(month: str) -> float:
    """Week of the middle of a month, ``2012-12``; negative before week 0."""
    year, number = map(int, month.split("-"))
    after = date(year + number // 12, number % 12 + 1, 1)
    return (week_of(date(year, number, 1)) + week_of(after)) / 2.0


def _events() -> Iterator[str]:
    """A line for each event; what the defaults of an event say already is left out."""
    for row in rows_of("netherlands_events.csv"):
        target = f', target: "{row["target"]}"' if row["target"] else ""
        size = "" if row["kind"] == "cabinet" else f", size: {row['size']}"
        yield f"  - {{week: {row['week']}, kind: {row['kind']}{target}{size}}}  # {row['what']}"


def _drivers() -> Iterator[str]:
    for row in rows_of("netherlands_consumer_confidence.csv"):
        week = f"{middle_of(row['period']):.2f}"
        yield f"  - {{kind: economy, week: {week}, value: {row['balance']}}}  # {row['period']}"


def rendered() -> str:
    """The whole file of the scenario: real cabinets only, and whatever else strikes by chance still does."""
    settings = f"weeks: {week_of(END):.0f}\nministries:\n  cabinet_weeks: 0\n"
    return HEAD + settings + "events:\n" + "\n".join(_events()) + "\ndrivers:\n" + "\n".join(_drivers()) + "\n"


def stale(write: bool) -> list[str]:
    """Name the file if it differs from the data; with ``write`` bring it up to date instead."""
    now = rendered()
    before = FILE.read_text(encoding="utf-8") if FILE.is_file() else ""
    if write and now != before:
        FILE.write_text(now, encoding="utf-8", newline="\n")
    return [] if write or now == before else [f"configs/scenario/{FILE.name}"]
