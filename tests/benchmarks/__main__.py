"""Every figure about speed: ``python -m tests.benchmarks``, on a machine that does nothing else; half an hour.

The citizens' week in other frameworks, what a run costs, runs in a second, and the numbers of
:mod:`tests.benchmarks.benchmark`. With ``--write`` they become ``docs/benchmarks``.
"""

from __future__ import annotations

import argparse
import json
import platform
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import mesa
import numba
import numpy as np
import pandas as pd

from abm.numerics.machine import cores
from tests.benchmarks import costs, numbers
from tests.benchmarks.peers import report
from tests.benchmarks.peers.compare import OURS, compared

PEOPLE, MOST = (1_000, 10_000, 100_000, 1_000_000), 14_000_000
FOLDER = numbers.HOME / "docs/benchmarks"

PAGE = """\
# How fast

Written by `python -m tests.benchmarks --write`. Seconds are those of one machine ({machine}); ratios are what counts,
and all come from one call.

## A citizen's week in other frameworks

The same citizens, ties and rules, on one thread where no other number is given. Each framework was first given what our
citizens draw, and decided the same: {versions}. The last column is what copying the bytes takes that the rules of a
week must move ({moved} of each citizen), on as many threads as made it fastest. Nanoseconds:

{peers}

![The same on two logarithmic axes](peers.png)

At {most:,} citizens {ours} is {ratios}.

## What a run costs

A default run ({citizens:,} citizens, 624 weeks) with another value of one parameter, on one thread. The ratio
is to the run at its default:

{sizes}

## Runs in a second

Default runs of a sweep, without starting and importing:

{workers}

At the best of these a thousand default runs take {thousand:.0f} minutes.

## The default run and the start

A default run takes {run:.2f} s; the first week has been lived {first:.1f} s after typing `abm run`.

| citizens | threads | ns of a citizen's week | share of the speed of a copy |
|---|---|---|---|
{weeks}
"""


def table(rows: pd.DataFrame) -> str:
    """A table in Markdown; numbers to three digits."""
    head = [f"| {' | '.join(rows.columns)} |", "|" + "---|" * rows.shape[1]]
    return "\n".join([*head, *(f"| {' | '.join(map(_cell, row))} |" for row in rows.itertuples(index=False))])


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{float(f'{value:.3g}'):,g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def ratios(peers: pd.DataFrame, people: int) -> str:
    """How many times as fast as the other frameworks ours is at a size, in words."""
    here = peers[(peers["people"] == people) & (peers["threads"] == 1)].set_index("framework")["ns"]
    others = here.drop([OURS, report.COPY]).sort_values()
    return ", ".join(f"{float(f'{ns / here[OURS]:.2g}'):,g} times as fast as {name}" for name, ns in others.items())


def page(peers: pd.DataFrame, sizes: pd.DataFrame, workers: pd.DataFrame, found: Mapping[str, Any], most: int) -> str:
    """The page of all of it."""
    wide = report.columns(peers).reset_index(names="citizens")
    versions = peers[peers["version"] != ""].groupby("framework", sort=False)["version"].first()
    weeks = pd.DataFrame(found["citizens"])
    return PAGE.format(
        machine=f"{cores()} cores, {platform.machine()}; Python {platform.python_version()}, numpy {np.__version__}, "
        f"numba {numba.__version__}, Mesa {mesa.__version__}",
        versions=", ".join(f"{name} ({version})" for name, version in versions.items()),
        moved=numbers.MOVED,
        peers=table(wide),
        most=most,
        ours=OURS,
        ratios=ratios(peers, most),
        citizens=numbers.load().population.citizens,
        sizes=table(sizes),
        workers=table(workers.rename(columns={"runs_per_second": "runs in a second"})),
        thousand=1000.0 / workers["runs_per_second"].max() / 60.0,
        run=found["default_run"]["seconds"],
        first=found["first_week_seconds"],
        weeks=table(weeks).split("\n", 2)[2],
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and perhaps write."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Every figure about speed.")
    parser.add_argument("--people", type=int, nargs="+", default=PEOPLE, metavar="N", help="sizes of the population")
    parser.add_argument("--most", type=int, default=MOST, metavar="N", help="size that only our own model is timed at")
    parser.add_argument("--environments", type=Path, metavar="FOLDER", help="keep the environments of frameworks there")
    parser.add_argument("--write", action="store_true", help="make docs/benchmarks anew")
    given = parser.parse_args(arguments)
    for name, counts in (("people", given.people), ("most", [given.most])):
        if wrong := [count for count in counts if not 1_000 <= count <= MOST]:
            parser.error(f"--{name} must be from 1,000 to {MOST:,}, not {wrong[0]}")
    with tempfile.TemporaryDirectory() as temporary:
        peers = compared(given.people, given.most, given.environments or Path(temporary), print)
    sizes, workers = pd.DataFrame(costs.by_size()), pd.DataFrame(costs.by_workers())
    found = numbers.measured()
    text = page(peers, sizes, workers, found, max(given.people))
    print(text)
    if given.write:
        write(FOLDER, text, peers, sizes, workers, found)


def write(
    folder: Path, text: str, peers: pd.DataFrame, sizes: pd.DataFrame, workers: pd.DataFrame, found: Mapping[str, Any]
) -> None:
    """Put the page, what stands in it, and the picture into a folder."""
    folder.mkdir(exist_ok=True)
    (folder / "README.md").write_text(text, encoding="utf-8", newline="\n")
    (folder / "numbers.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8", newline="\n")
    for name, rows in (("peers", peers), ("sizes", sizes), ("workers", workers)):
        rows.to_csv(folder / f"{name}.csv", index=False, float_format="%.4g", lineterminator="\n")
    report.draw(peers, folder / "peers.png")


if __name__ == "__main__":
    main()
