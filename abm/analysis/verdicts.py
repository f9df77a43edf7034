"""Verdicts on the claims of the essay and on the refuters, from the tables of the studies.

Every claim has rows that test it (:mod:`abm.analysis.claims`). Each row stands, fails or is undecided; how many rows
become one verdict is written at the head of ``configs/study/claims.yml``, since before the studies were run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from abm.analysis.claims import ASKED_BY, Claim, Reading, claims
from abm.analysis.rule import FAILS, STANDS, UNDECIDED, expected
from abm.analysis.tables import chosen, is_elsewhere, is_stale, line_of, study_of, table

SUPPORTED, NOT_SUPPORTED, DEPENDS, NOT_TESTABLE = "supported", "not supported", "depends", "not testable"

LUCK = 1 / 20
"""Share of rows that are taken for luck."""

SIGNS = {"up": 1, "down": -1, "same": 0}
STRUCTURE = "structure_survives"
NOT_RUN = "not yet run"
FEW = 3
"""Rows that are named where it depends."""

COLUMNS = (
    *("id", "claim", "experiment", "command", "estimate", "unit", "low", "high", "verdict", "depends_on"),
    *("seeds", "results_version"),
)
"""Of ``experiments/verdicts.csv``: the number is that of the leading row, the version the oldest that it rests on."""

_NAMING = {
    "readiness": "{} readiness",
    "lacking": "low {}",
    "norms": "norms={}",
    "row": "{}",
    "target": "{}",
    "load": "load by {}",
    "officials": "officials={}",
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
    measure : str
        Of which it is; empty where the table has none.
    estimate, low, high : float
    unit : str
    said : str
        stands, fails or undecided; empty where the row does not count.
    built_in : str
        The rule or fit by which it comes true, so that it is a check and decides nothing; empty where none does.
    leads : bool
        Whether its number is the one that is shown.
    seeds, version : int
        Seeds or worlds, and version of the results.
    """

    table: str
    line: int
    label: str
    measure: str
    estimate: float
    low: float
    high: float
    unit: str
    said: str
    built_in: str
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
        supported, not supported, depends, undecided or not testable.
    depends_on : str
        Where it fails, why there is no verdict, or the rule that makes it so.
    evidence : tuple of Finding
    hangs_on : tuple of int
        Versions of the results by which it was asked what it hangs on.
    """

    claim: Claim
    said: str
    depends_on: str
    evidence: tuple[Finding, ...]
    hangs_on: tuple[int, ...] = ()

    @property
    def lead(self) -> Finding | None:
        """Row whose number is shown."""
        return next((row for row in self.evidence if row.leads), None)

    @property
    def version(self) -> int | None:
        """The oldest version of results that it rests on; None where it rests on none."""
        return min((*(row.version for row in self.evidence), *self.hangs_on), default=None)

    @property
    def deciding(self) -> list[Finding]:
        """Rows that count, and are no check of what is built in."""
        return [row for row in self.evidence if row.said and not row.built_in]

    @property
    def run(self) -> bool:
        """Whether all that tests it has been run; also where nothing can."""
        return not self.depends_on.startswith(NOT_RUN)

    @property
    def stale(self) -> bool:
        """Whether the results of the model have changed since."""
        return is_stale(self.version)


def verdicts() -> list[Verdict]:
    """Conclude on all claims and refuters."""
    return [conclude(claim) for claim in claims().values()]


def conclude(claim: Claim) -> Verdict:
    """Conclude on one claim, from the tables that there are."""
    if claim.untested:
        return Verdict(claim, NOT_TESTABLE, claim.untested, ())
    if lacking := not_run(claim):
        return Verdict(claim, UNDECIDED, f"{NOT_RUN}: {', '.join(lacking)}", ())
    parts = evidence(claim)
    rows = tuple(row for part in parts for row in part)
    deciding = [part for part in parts if not part[0].built_in]
    if not deciding:
        return Verdict(claim, NOT_TESTABLE, checked(rows), rows)
    counted = [[row.said for row in part if row.said] for part in deciding]
    said = combined([decided(part) for part in counted])
    versions = tuple({int(version) for version in _survived()["results_version"]}) if claim.survives else ()
    if said == SUPPORTED and (hangs := hanging(claim.survives)):
        return Verdict(claim, DEPENDS, hangs, rows, versions)
    why = "no row counts, as hours were not equal" if not any(counted) else ""
    found = Verdict(claim, said, why, rows, versions)
    return replace(found, depends_on=failing(found.deciding)) if said in (DEPENDS, NOT_SUPPORTED) else found


def not_run(claim: Claim) -> list[str]:
    """Studies that have not been run at full size, of those that a claim rests on; or not as it is asked now."""
    lacking = {study_of(STRUCTURE): None} if claim.survives and table(STRUCTURE) is None else {}
    for reading in claim.readings:
        rows = table(reading.table)
        small = reading.table == ASKED_BY or is_elsewhere()  # a study at another size leaves cases out
        if rows is None or (small and not len(chosen(chosen(rows, reading.where), reading.lead))):
            lacking[study_of(reading.table)] = None
    if is_elsewhere() and claim.survives:
        lacking[study_of(STRUCTURE)] = None
    return list(lacking)


def decided(said: Iterable[str]) -> str:
    """One verdict from what the rows of a reading say, by the rule at the head of ``configs/study/claims.yml``.

    Examples
    --------
    >>> decided(["stands"]), decided(["stands", "fails"]), decided(["fails", "undecided"])
    ('supported', 'depends', 'undecided')
    >>> decided(["stands", "undecided"]), decided(["stands"] * 19 + ["fails"])
    ('undecided', 'supported')
    """
    rows = list(said)
    stand, fail = rows.count(STANDS), rows.count(FAILS)
    luck, half = LUCK * len(rows), len(rows) / 2
    if min(stand, fail) > luck:
        return DEPENDS
    return NOT_SUPPORTED if fail > half else SUPPORTED if stand > half else UNDECIDED


def combined(parts: Iterable[str]) -> str:
    """One verdict from those of several readings.

    Examples
    --------
    >>> combined(["supported", "supported"]), combined(["supported", "not supported"])
    ('supported', 'depends')
    >>> combined(["undecided", "not supported"]), combined(["supported", "undecided"])
    ('not supported', 'undecided')
    """
    said = set(parts)
    if DEPENDS in said or {SUPPORTED, NOT_SUPPORTED} <= said:
        return DEPENDS
    return NOT_SUPPORTED if NOT_SUPPORTED in said else SUPPORTED if said == {SUPPORTED} else UNDECIDED


def checked(rows: Iterable[Finding]) -> str:
    """That something is true by construction, why, and whether it came out so."""
    found = list(rows)
    held = sum(row.said == STANDS for row in found)
    return f"true by construction: {'; '.join(dict.fromkeys(row.built_in for row in found))}; {held} of {len(found)} so"


def failing(deciding: list[Finding]) -> str:
    """Where a claim fails, in words."""
    failed = [row.label for row in deciding if row.said == FAILS]
    more = [f"and {len(failed) - FEW} more"] if len(failed) > FEW else []
    return f"fails in {len(failed)} of {len(deciding)}: " + "; ".join([*failed[:FEW], *more])


def hanging(contrasts: Iterable[str]) -> str:
    """On what these contrasts hang; empty where they are found in their direction, and survive all variants."""
    told = []
    for name in contrasts:
        contrast, measure, direction = name.split(", ")
        (row,) = chosen(_survived(), {"contrast": contrast, "measure": measure}).to_dict("records")
        if row["found"] != direction:
            told.append(f"{contrast}, {measure}: {row['found']}")
        elif row["survives"] == "no":
            told += [f"{contrast}, {measure}: {what} by {row[what]}" for what in ("reversed", "lost")
                     if isinstance(row[what], str) and row[what]]  # fmt: skip
    return "; ".join(told)


def _survived() -> pd.DataFrame:
    found = table(STRUCTURE)
    assert found is not None  # else it has not been run
    return found


def evidence(claim: Claim) -> list[list[Finding]]:
    """Rows that test a claim, by reading; the first that leads in a reading that decides has the number that is shown.

    Raises
    ------
    ValueError
        Where a reading names no row or no column, which is a mistake in it.
    """
    decide = [number for number, reading in enumerate(claim.readings) if not reading.built_in]
    shown = decide[0] if decide else 0
    found = []
    for number, reading in enumerate(claim.readings):
        rows = table(reading.table)
        assert rows is not None
        rows = chosen(rows, reading.where)
        leading = chosen(rows, reading.lead)
        if not len(rows) or not len(leading):
            raise ValueError(f"{reading.table} has no row for {claim.name}: {reading.where}, {reading.lead}")
        first = leading.index[0]
        found.append(
            [
                _finding(reading, int(str(place)), row, number == shown and place == first)
                for place, row in zip(rows.index, rows.to_dict("records"), strict=True)
            ]
        )
    return found


def _finding(reading: Reading, place: int, row: Mapping[Any, Any], leads: bool) -> Finding:
    middle, low, high = (float(row[name]) for name in (reading.value, reading.low, reading.high))
    return Finding(
        reading.table,
        line_of(place),
        label(row),
        str(row.get("measure", "")),
        middle,
        low,
        high,
        reading.unit or str(row.get("unit", "")),
        said_of(reading, row, (middle, low, high)),
        reading.built_in,
        leads,
        int(row["seeds"]),
        int(row["results_version"]),
    )


def said_of(reading: Reading, row: Mapping[Any, Any], found: tuple[float, float, float]) -> str:
    """Whether a row stands, fails or is undecided; empty where it does not count."""
    _, low, high = found
    if not reading.expects:
        return str(row["verdict"]) if _there(row["verdict"]) else ""
    if reading.expects == "within":
        floor, ceiling = float(row["target_low"]), float(row["target_high"])
        return STANDS if floor <= low and high <= ceiling else FAILS if high < floor or low > ceiling else UNDECIDED
    return expected(*found, SIGNS[reading.expects], reading.smallest)


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
