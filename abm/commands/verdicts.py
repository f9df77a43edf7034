"""``abm verdicts [NAME]``: what is concluded on each claim of the essay, and the rows that it rests on."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from abm.analysis.claims import claims
from abm.analysis.rule import FAILS, STANDS, UNDECIDED
from abm.analysis.tables import is_stale, study_of
from abm.analysis.verdicts import NOT_RUN, Finding, Verdict, command, conclude, verdicts
from abm.parameters.checks import ParameterError, refused

USAGE = """\
abm verdicts        what is concluded on each of the 61 claims of the essay, and on the refuters R1 to R7
abm verdicts R1     what it rests on: rule, rows of tables, command and runs"""

STALE = "stale"
"""What is said of a verdict that rests on older results than the model gives now."""


def main(words: list[str]) -> int:
    """Run the command.

    Parameters
    ----------
    words : list of str
        At most the name of one claim or refuter.

    Returns
    -------
    int
        Exit code.

    Raises
    ------
    ParameterError
        For a name that there is not.
    """
    console = Console(highlight=False, markup=False)
    if "--help" in words or "-h" in words:
        print(USAGE)
    elif len(words) > 1:
        raise ParameterError(refused("what follows abm verdicts", " ".join(words), "one claim at a time"))
    elif words:
        name = words[0].upper()
        if name not in claims():
            raise ParameterError(refused("NAME", words[0], "a claim from 1 to 61 or a refuter from R1 to R7"))
        _sheet(conclude(claims()[name]), console)
    else:
        _list(verdicts(), console)
    return 0


def said(item: Verdict) -> str:
    """The verdict, with a word on its age where the results have changed since; none where nothing was run."""
    verdict = item.said if item.run else NOT_RUN
    return f"{verdict} ({STALE})" if item.stale else verdict


def _list(found: list[Verdict], console: Console) -> None:
    shown = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for name in ("", "Verdict", "Claim"):
        shown.add_column(name, vertical="top", no_wrap=name == "Verdict")
    for item in found:
        where = Text(item.claim.text)
        if item.depends_on:
            where.append(f"\n{item.depends_on}", style="dim")
        shown.add_row(item.claim.name, said(item), where)
    console.print(shown)
    counted = Counter(map(said, found))
    console.print(", ".join(f"{count} {name}" for name, count in counted.most_common()), soft_wrap=True)
    console.print("abm verdicts NAME says what one rests on.", soft_wrap=True)


def _sheet(item: Verdict, console: Console) -> None:
    """Everything about one."""
    claim = item.claim
    console.print(f"{claim.name}. {claim.text}", soft_wrap=True)
    console.print(
        f"Verdict: {said(item)}" + (f", of results version {item.version}" if item.stale else ""), soft_wrap=True
    )
    if item.depends_on:
        console.print(f"Because: {item.depends_on}", soft_wrap=True)
    console.print(f"In the model: {claim.rule}", soft_wrap=True)
    if claim.like:
        console.print(f"Tested by the same as claim {claim.like}.", soft_wrap=True)
    if item.evidence:
        counted = Counter(row.said for row in item.evidence)
        rows = ", ".join(f"{counted[name]} {name}" for name in (STANDS, FAILS, UNDECIDED) if counted[name])
        console.print(f"Rows: {rows}\n", soft_wrap=True)
        console.print(_rows(item.evidence))
    for line in _made(item):
        console.print(line, soft_wrap=True)


def _rows(evidence: Iterable[Finding]) -> Table:
    shown = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for name in ("Row", "Found", "95% interval", "Unit", "Says"):
        shown.add_column(name, vertical="top", justify="right" if name == "Found" else "left")
    for row in evidence:
        place = f"{row.table}.csv, line {row.line}"
        if is_stale(row.version):
            place += f" ({STALE})"
        about = Text(row.label).append(f"\n{place}", style="dim")
        ends = "" if math.isnan(row.low) else f"{row.low:.3g} to {row.high:.3g}"
        shown.add_row(about, f"{row.estimate:.3g}", ends, row.unit, row.said or "does not count")
    return shown


def _made(item: Verdict) -> Iterator[str]:
    """How the tables are made anew, and of how many runs."""
    names = dict.fromkeys(study_of(reading.table) for reading in item.claim.readings)
    for name in names:
        own = [row for row in item.evidence if study_of(row.table) == name]
        runs = f"  ({own[0].seeds} seeds or worlds, results version {own[0].version})" if own else ""
        yield f"{command(name)}{runs}"
