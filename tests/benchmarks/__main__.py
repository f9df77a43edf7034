"""Every figure about speed: ``python -m tests.benchmarks``, on a machine that does nothing else; half an hour.

The citizens' week in other frameworks and by part, what a run costs, runs in a second, the numbers of
:mod:`tests.benchmarks.benchmark`, and which goals are met. With ``--write`` they become ``docs/benchmarks``.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mesa
import numba
import numpy as np
import pandas as pd

from abm.numerics.machine import cores
from tests.benchmarks import benchmark, costs, goals, numbers, parts
from tests.benchmarks.peers import report
from tests.benchmarks.peers.compare import OURS, compared

PEOPLE, MOST = (1_000, 10_000, 100_000, 1_000_000), 14_000_000
TAKEN_APART = (20_000, 1_000_000, 14_000_000)
"""Citizens at which a week is taken apart, as far as our own model is timed."""
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

Every adult of the country is born in {birth:.0f} s and lives 208 weeks in {country:.0f} s on two threads, in
{megabytes:,.0f} MB. Where a default run spends its time:

{phases}

## What a citizen's week is made of

Nanoseconds of one thread. Each part was timed alone, over all citizens; the rest is what the whole week takes beyond
them: calls from Python, which few citizens share, and memory, for a part alone finds in the cache what it left there.
It can be below 0 where citizens are many, as the whole week fetches once what several parts look at.

{parts}

## Goals

Set before any of it was measured, for the rules of that time. {reference}

{goals}

{limits}
"""

LIMITS = """\
At {few} citizens the largest part of a citizen's week, *{largest}*, takes {share:.0%} of it; without that part
{without:.1f} ns would be left. At {many} all of it takes {slower:.1f} times as long; a copy, which only streams, would
take {copy:.1f} ns. Of a default run citizens (*live*) are {live:.0%}; the largest step of all others, *{step}*, is
{most:.0%}.
"""


@dataclass(frozen=True)
class Measured:
    """All that was measured: tables by what they are called in ``docs/benchmarks``, and numbers."""

    peers: pd.DataFrame
    sizes: pd.DataFrame
    workers: pd.DataFrame
    parts: pd.DataFrame
    phases: pd.DataFrame
    numbers: Mapping[str, Any]


TABLES = ("peers", "sizes", "workers", "parts", "phases")


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


def page(measured: Measured, most: int) -> str:
    """The page of all of it."""
    peers, found = measured.peers, measured.numbers
    wide = report.columns(peers).reset_index(names="citizens")
    versions = peers[peers["version"] != ""].groupby("framework", sort=False)["version"].first()
    weeks, run, country = pd.DataFrame(found["citizens"]), found["default_run"], found["country"]
    thousand = 1000.0 / measured.workers["runs_per_second"].max() / 60.0
    sizes = [column for column in measured.parts if column != "part"]
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
        sizes=table(measured.sizes),
        workers=table(measured.workers.rename(columns={"runs_per_second": "runs in a second"})),
        thousand=thousand,
        run=run["seconds"],
        first=found["first_week_seconds"],
        weeks=table(weeks).split("\n", 2)[2],
        birth=country["birth"],
        country=country["seconds"],
        megabytes=country["megabytes"],
        phases=table(measured.phases),
        parts=table(measured.parts.rename(columns={size: f"{int(size):,} citizens" for size in sizes})),
        reference=AGAINST.format(commit=found["reference"]) if run["reference_ratio"] else ALONE,
        goals=table(goals.held(peers, found, thousand)),
        limits=limits(measured),
    )


AGAINST = "A default run was timed in turn with one of the version that was given (commit `{commit}`)."
ALONE = "A default run was held against no other version (`--reference FOLDER` does)."


def commit_of(folder: Path | None) -> str | None:
    """Commit of a clone; None where there is no folder, or it is none."""
    command = ["git", "-C", str(folder), "rev-parse", "--short", "HEAD"]
    said = None if folder is None else subprocess.run(command, capture_output=True, text=True)
    return said.stdout.strip() if said and said.returncode == 0 else None


def limits(measured: Measured) -> str:
    """What keeps goals away, by what was measured."""
    apart, phases = measured.parts.set_index("part"), measured.phases.set_index("part")["share"]
    few, many = apart.columns[0], apart.columns[-1]
    copies = measured.peers[measured.peers["framework"] == report.COPY].set_index("people")["ns"]
    largest, steps = apart[few].idxmax(), phases.drop("live")
    return LIMITS.format(
        few=f"{int(few):,}",
        largest=largest,
        share=apart.loc[largest, few] / apart[few].sum(),
        without=apart[few].drop(largest).sum(),
        many=f"{int(many):,}",
        slower=apart[many].sum() / apart[few].sum(),
        copy=copies.iloc[-1],
        live=phases["live"],
        step=steps.idxmax(),
        most=steps.max(),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and perhaps write."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Every figure about speed.")
    parser.add_argument("--people", type=int, nargs="+", default=PEOPLE, metavar="N", help="sizes of the population")
    parser.add_argument("--most", type=int, default=MOST, metavar="N", help="size that only our own model is timed at")
    parser.add_argument("--environments", type=Path, metavar="FOLDER", help="keep the environments of frameworks there")
    parser.add_argument("--reference", type=Path, metavar="FOLDER", help="a folder with another copy of the package")
    parser.add_argument("--write", action="store_true", help="make docs/benchmarks anew")
    given = parser.parse_args(arguments)
    for name, counts in (("people", given.people), ("most", [given.most])):
        if wrong := [count for count in counts if not 1_000 <= count <= MOST]:
            parser.error(f"--{name} must be from 1,000 to {MOST:,}, not {wrong[0]}")
    if given.reference is not None and not (given.reference / "abm").is_dir():
        parser.error(f"--reference must be a folder with a package abm, not {given.reference}")
    with tempfile.TemporaryDirectory() as temporary:
        peers = compared(given.people, given.most, given.environments or Path(temporary), print)
    measured = Measured(
        peers,
        pd.DataFrame(costs.by_size()),
        pd.DataFrame(costs.by_workers()),
        parts.by_size([people for people in TAKEN_APART if people <= given.most]),
        pd.DataFrame(benchmark.by_phase()),
        numbers.measured(reference=given.reference)
        | {"country": costs.country(), "reference": commit_of(given.reference)},
    )
    text = page(measured, max(given.people))
    print(text)
    if given.write:
        write(FOLDER, text, measured)


def write(folder: Path, text: str, measured: Measured) -> None:
    """Put the page, what stands in it, and the picture into a folder."""
    folder.mkdir(exist_ok=True)
    (folder / "README.md").write_text(text, encoding="utf-8", newline="\n")
    found = json.dumps(measured.numbers, indent=2) + "\n"
    (folder / "numbers.json").write_text(found, encoding="utf-8", newline="\n")
    for name in TABLES:
        rows: pd.DataFrame = getattr(measured, name)
        rows.to_csv(folder / f"{name}.csv", index=False, float_format="%.4g", lineterminator="\n")
    report.draw(measured.peers, folder / "peers.png")


if __name__ == "__main__":
    main()
