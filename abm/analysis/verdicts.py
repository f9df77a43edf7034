"""Verdicts on the claims of the essay and on the refuters, from the tables of the studies.

Every claim has rows that test it (:mod:`abm.analysis.claims`). Each row stands, fails or is undecided; how many rows
become one verdict is written at the head of ``configs/study/claims.yml``, since before the studies were run.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import pandas as pd

from abm.analysis.claims import Claim, Reading, claims
from abm.analysis.rule import FAILS, STANDS, UNDECIDED, verdict_on
from abm.observation.provenance import RESULTS_VERSION

SUPPORTED, NOT_SUPPORTED, DEPENDS, NOT_TESTABLE = "supported", "not supported", "depends", "not testable"
VERDICTS = (SUPPORTED, NOT_SUPPORTED, DEPENDS, UNDECIDED, NOT_TESTABLE)

LUCK = 1 / 20
"""Share of rows that are taken for luck."""

SIGNS = {"up": 1, "down": -1, "same": 0}
STRUCTURE = "structure_survives"
NOT_RUN = "not yet run"
FEW = 3
"""Rows that are named where it depends."""

COLUMNS: Mapping[str, str] = {
    "id": "1 to 61, or R1 to R7",
    "claim": "in words",
    "experiment": "studies that test it",
    "command": "that makes the table anew in which the number stands",
    "estimate": "number of the leading row",
    "unit": "of it",
    "low": "lower end of its interval",
    "high": "upper end",
    "verdict": ", ".join(VERDICTS),
    "depends_on": "where it fails, why there is no verdict, or the rule that makes it so by itself",
    "seeds": "worlds or seeds of that row",
    "results_version": "the oldest of what it rests on",
}

_NAMING = {
    "test": "{}",
    "readiness": "{} readiness",
    "lacking": "low {}",
    "norms": "norms={}",
    "row": "{}",
    "target": "{}",
    "load": "load by {}",
    "coordination_slope": "coordination_slope={}",
    "drafting_error": "drafting_error={}",
}
"""Columns by which a row is called, beside arms and measure."""


@dataclass(frozen=True)
class Finding:
    """A row of a table that tests a claim.

    Attributes
    ----------
    table : str
    line : int
        Of its file, the head being the first.
    label : str
        What it is about.
    estimate, low, high : float
    unit : str
    said : str
        stands, fails or undecided.
    leads : bool
        Whether its number is the one that is shown.
    seeds, version : int
        Seeds or worlds, and version of the results.
    """

    table: str
    line: int
    label: str
    estimate: float
    low: float
    high: float
    unit: str
    said: str
    leads: bool
    seeds: int
    version: int


@dataclass(frozen=True)
class Verdict:
    """What is concluded on a claim.

    Attributes
    ----------
    claim : Claim
    said : str
        One of :data:`VERDICTS`.
    depends_on : str
        Where it fails, why there is no verdict, or the rule that makes it so.
    evidence : tuple of Finding
    """

    claim: Claim
    said: str
    depends_on: str
    evidence: tuple[Finding, ...]

    @property
    def lead(self) -> Finding | None:
        """Row whose number is shown."""
        return next((row for row in self.evidence if row.leads), None)

    @property
    def version(self) -> int | None:
        """The oldest version of results that it rests on; None where it rests on none."""
        return min((row.version for row in self.evidence), default=None)

    @property
    def stale(self) -> bool:
        """Whether the results of the model have changed since."""
        return is_stale(self.version)


def is_stale(version: float | None) -> bool:
    """Whether results of this version are older than what the model gives now; no version is not stale.

    Examples
    --------
    >>> is_stale(RESULTS_VERSION - 1), is_stale(RESULTS_VERSION), is_stale(None)
    (True, False, False)
    """
    return version is not None and version < RESULTS_VERSION


@functools.cache
def table(name: str) -> pd.DataFrame | None:
    """Table of a study at full size; None where it has not been run."""
    file = files("abm.experiments").joinpath("data", f"{name}.csv")
    if not file.is_file():
        return None
    return pd.read_csv(io.StringIO(file.read_text(encoding="utf-8")))


def study_of(name: str) -> str:
    """Study that writes a table: that whose name it begins with.

    Examples
    --------
    >>> study_of("reproduction_load")
    'reproduction'
    """
    stems = (item.name[:-3] for item in files("abm.experiments").iterdir() if item.name.endswith(".py"))
    return max((stem for stem in stems if name.startswith(stem)), key=len)


def verdicts() -> list[Verdict]:
    """Conclude on all claims and refuters."""
    return [conclude(claim) for claim in claims().values()]


def conclude(claim: Claim) -> Verdict:
    """Conclude on one claim, from the tables that there are."""
    if claim.untested:
        return Verdict(claim, NOT_TESTABLE, claim.untested, ())
    names = dict.fromkeys([*(reading.table for reading in claim.readings), *([STRUCTURE] if claim.survives else [])])
    if missing := dict.fromkeys(study_of(name) for name in names if table(name) is None):
        return Verdict(claim, UNDECIDED, f"{NOT_RUN}: {', '.join(missing)}", ())
    rows = evidence(claim)
    said, where = decided([row.said for row in rows]), failing(rows)
    hangs = hanging(claim.survives)
    if said == SUPPORTED and hangs:
        said, where = DEPENDS, hangs
    return Verdict(claim, said, where if said == DEPENDS else claim.built_in, tuple(rows))


def decided(said: Iterable[str]) -> str:
    """One verdict from what rows say, by the rule at the head of ``configs/study/claims.yml``.

    Examples
    --------
    >>> decided(["stands"]), decided(["stands", "fails"]), decided(["fails", "undecided"])
    ('supported', 'depends', 'not supported')
    >>> decided(["stands", "undecided"]), decided(["stands"] * 19 + ["fails"])
    ('undecided', 'supported')
    """
    rows = list(said)
    stand, fail = rows.count(STANDS), rows.count(FAILS)
    luck = LUCK * len(rows)
    if fail > luck:
        return DEPENDS if stand > luck else NOT_SUPPORTED
    return SUPPORTED if stand > len(rows) / 2 else UNDECIDED


def failing(rows: list[Finding]) -> str:
    """Where a claim fails, in words."""
    failed = [row.label for row in rows if row.said == FAILS]
    more = [f"and {len(failed) - FEW} more"] if len(failed) > FEW else []
    return f"fails in {len(failed)} of {len(rows)}: " + "; ".join([*failed[:FEW], *more])


def hanging(contrasts: Iterable[str]) -> str:
    """On which variants of the rules these contrasts hang; empty where they survive all."""
    found, survived = [], table(STRUCTURE)
    for name in contrasts:
        assert survived is not None
        contrast, _, measure = name.rpartition(", ")
        (row,) = chosen(survived, {"contrast": contrast, "measure": measure}).to_dict("records")
        for what in ("reversed", "lost"):
            if row["survives"] == "no" and isinstance(row[what], str) and row[what]:
                found.append(f"{name}: {what} by {row[what]}")
    return "; ".join(found)


def evidence(claim: Claim) -> list[Finding]:
    """Rows that test a claim; the first that leads has the number that is shown.

    Raises
    ------
    ValueError
        Where a reading finds no row, which is a mistake in it.
    """
    found: list[Finding] = []
    for number, reading in enumerate(claim.readings):
        rows = table(reading.table)
        assert rows is not None
        rows = chosen(rows, reading.where)
        leading = chosen(rows, reading.lead)
        if not len(rows) or not len(leading):
            raise ValueError(f"{reading.table} has no row for {claim.name}: {reading.where}, {reading.lead}")
        first = leading.index[0]
        found += [
            _finding(reading, int(str(place)), row, number == 0 and place == first)
            for place, row in zip(rows.index, rows.to_dict("records"), strict=True)
        ]
    return found


def chosen(rows: pd.DataFrame, where: Mapping[str, Any]) -> pd.DataFrame:
    """Rows with these values, of which a column may have several."""
    kept = pd.Series(True, rows.index)
    for column, wanted in where.items():
        kept &= rows[column].isin(wanted if isinstance(wanted, list) else [wanted])
    return rows[kept]


def _finding(reading: Reading, place: int, row: Mapping[Any, Any], leads: bool) -> Finding:
    low, high = float(row[reading.low]), float(row[reading.high])
    return Finding(
        reading.table,
        place + 2,
        label(row),
        float(row[reading.value]),
        low,
        high,
        str(row.get("unit", "")),
        said_of(reading, row, low, high),
        leads,
        int(row["seeds"]),
        int(row["results_version"]),
    )


def said_of(reading: Reading, row: Mapping[Any, Any], low: float, high: float) -> str:
    """Whether a row stands, fails or is undecided; one that does not count is undecided."""
    if not reading.expects:
        return str(row["verdict"]) if row["verdict"] in (STANDS, FAILS) else UNDECIDED
    if reading.expects == "within":
        floor, ceiling = float(row["target_low"]), float(row["target_high"])
        return STANDS if floor <= low and high <= ceiling else FAILS if high < floor or low > ceiling else UNDECIDED
    return verdict_on(low, high, SIGNS[reading.expects], reading.smallest)


def label(row: Mapping[Any, Any]) -> str:
    """What a row is about, from the columns that name it.

    Examples
    --------
    >>> label({"arm": "norms=tick_box", "against": "norms=reactive", "measure": "trust", "difference": 0.1})
    'norms=tick_box against norms=reactive: trust'
    """
    parts = [said.format(row[name]) for name, said in _NAMING.items() if _there(row.get(name))]
    if _there(row.get("x")):
        parts.append(f"{row['x']}={row['x_value']:g}")
    parts += [str(row["line"])] if _there(row.get("line")) else []
    parts += [f"{row['arm']} against {row['against']}"] if "arm" in row else []
    about = f": {row['measure']}" if "measure" in row else ""
    return ", ".join(parts) + about


def _there(value: object) -> bool:
    return value is not None and value == value and value != ""  # nan is not itself


def tabulate(found: Iterable[Verdict]) -> pd.DataFrame:
    """Table of verdicts, as ``experiments/verdicts.csv`` has it."""
    rows = []
    for item in found:
        lead, studies = item.lead, dict.fromkeys(study_of(reading.table) for reading in item.claim.readings)
        number: dict[str, Any] = dict.fromkeys(("estimate", "unit", "low", "high", "seeds"))
        if lead is not None:
            number = {"estimate": lead.estimate, "unit": lead.unit, "low": lead.low, "high": lead.high}
            number["seeds"] = lead.seeds
        first = study_of(lead.table) if lead else next(iter(studies), "")
        rows.append(
            {"id": item.claim.name, "claim": item.claim.text, "experiment": ", ".join(studies),
             "command": command(first) if first else "", **number, "verdict": item.said, "depends_on": item.depends_on,
             "results_version": item.version}
        )  # fmt: skip
    made = pd.DataFrame(rows)[list(COLUMNS)]
    return made.astype({"seeds": "Int64", "results_version": "Int64"})


def command(study: str) -> str:
    """What makes the tables of a study anew."""
    return f"abm study {study} hydra.run.dir=experiments/data"
