"""Keep the budget in ``experiments/README.md`` true: its table is written from ``experiments/budget.csv``."""

from __future__ import annotations

import re
from pathlib import Path

from abm.documentation.odd import table
from abm.experiments.budget import budget

FILE = Path(__file__).parents[2] / "experiments" / "README.md"
HEAD = ("what", "studies", "runs", "citizens", "weeks of a run", "minutes planned", "took")

_BLOCK = re.compile(r"(<!-- generated: budget -->\n).*?(<!-- end -->)", re.DOTALL)


def stale(write: bool) -> list[str]:
    """Name the file if its table differs; with ``write`` bring it up to date instead."""
    before = FILE.read_text(encoding="utf-8")
    now = rendered(before)
    if write and now != before:
        FILE.write_text(now, encoding="utf-8", newline="\n")
    return [] if write or now == before else ["experiments/README.md"]


def rendered(text: str) -> str:
    """The text with the table as the file has it."""
    return _BLOCK.sub(lambda match: f"{match[1]}{_table()}\n{match[2]}", text)


def _table() -> str:
    costs = budget()
    rows = [
        (
            cost.what,
            ", ".join(f"`{name}`" for name in cost.studies),
            f"{cost.runs:,}",
            f"{int(cost.citizens):,}" if cost.citizens else "",
            cost.weeks,
            f"{cost.planned:g}",
            "" if cost.took is None else f"{cost.took:g}",
        )
        for cost in costs
    ]
    runs, planned = sum(cost.runs for cost in costs), sum(cost.planned for cost in costs)
    return table(HEAD, [*rows, ("**together**", "", f"**{runs:,}**", "", "", f"**{planned:g}**", "")])
