"""Keep verdicts true: ``experiments/verdicts.csv`` and ``docs/claims.md`` are written from the tables of studies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from abm.analysis.answer import lacking
from abm.analysis.claims import ASKED_BY, Claim
from abm.analysis.verdicts import Verdict, tabulate, verdicts
from abm.documentation.odd import table

ROOT = Path(__file__).parents[2]
TABLE, TEXT = ROOT / "experiments" / "verdicts.csv", ROOT / "docs" / "claims.md"

HEAD = """\
# The essay's claims and where they stand in the model

One row for each numbered claim of the close reading of *Anticyclisch werken vergt lef, vereist loyaliteit en vraagt
om leiderschap* (Kennisknooppunt Participatie, 2024), and one for each of the refuters R1 to R7 of `ODD.md`, by what
it would refute. *Rule*: what represents it, or why it cannot be tested here. *Test*: what tests it, with what it
leads one to expect. *Verdict*: supported, not supported, depends, undecided or not testable, by the rule at the head
of `configs/study/claims.yml`. This file and `experiments/verdicts.csv` are written from the tables of the studies by
`python -m abm.documentation --write`; `abm verdicts` with its name shows the rows that a verdict rests on.

"""


def rendered(found: list[Verdict]) -> dict[Path, str]:
    """Both files, by their places."""
    rows = ((item.claim.name, item.claim.section, item.claim.text, item.claim.rule, test(item.claim), shown(item))
            for item in found)  # fmt: skip
    text = HEAD + table(("#", "section", "claim", "rule", "test", "verdict"), rows) + "\n"
    return {TABLE: tabulate(found).to_csv(index=False, float_format="%.6g", lineterminator="\n"), TEXT: text}


def shown(item: Verdict) -> str:
    """A verdict with its reason and its number."""
    if not item.evidence:
        return f"{item.said}: {item.depends_on}" if item.run else item.depends_on
    old = f" (stale: results version {item.version})" if item.stale else ""
    lead = item.lead
    assert lead is not None
    number = f"{lead.estimate:.3g} ({lead.low:.3g} to {lead.high:.3g})" + (f" {lead.unit}" if lead.unit else "")
    why = f"; {item.depends_on}" if item.depends_on else ""
    return f"**{item.said}**{old}: {number}{why}"


def test(claim: Claim) -> str:
    """What tests a claim, in words."""
    if claim.untested:
        return "none"
    if claim.like:
        return f"as {claim.like}"
    return "; ".join(_parts(claim))


def _parts(claim: Claim) -> Iterator[str]:
    for row in claim.asked:
        check = f" [check: {row.built_in}]" if row.built_in else ""
        yield f"{row.measure} {row.expects}, {_words(row.arm)} against {_words(row.against)} ({ASKED_BY}){check}"
    for reading in claim.read:
        where = ", ".join(f"{key} {_values(value)}" for key, value in reading.where.items())
        check = f" [check: {reading.built_in}]" if reading.built_in else ""
        yield f"{where} ({reading.table})" + (f", {reading.expects}" if reading.expects else "") + check
    for contrast in claim.survives:
        yield f"survives: {contrast} (structure)"


def _words(overrides: str) -> str:
    return " ".join(f"`{word}`" for word in overrides.split())


def _values(value: object) -> str:
    return " or ".join(map(str, value)) if isinstance(value, list) else str(value)


def stale(write: bool) -> list[str]:
    """Name the files that differ from the tables; with ``write`` bring them up to date instead."""
    old = []
    for path, text in rendered(verdicts()).items():
        if (path.read_text(encoding="utf-8") if path.is_file() else "") != text:
            old.append(str(path.relative_to(ROOT)))
            if write:
                path.write_text(text, encoding="utf-8", newline="\n")
    return [] if write else old


def unfit(found: Iterable[Verdict]) -> list[str]:
    """What stands in the way of a release: verdicts on older results, and studies that have not been run."""
    judged = list(found)
    refused = [
        f"claim {item.claim.name}: " + (f"rests on results version {item.version}" if item.stale else item.depends_on)
        for item in judged
        if item.stale or not item.run
    ]
    return refused + [f"answer: {study} has not been run with the present results" for study in lacking(judged)]
