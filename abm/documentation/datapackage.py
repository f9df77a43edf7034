"""Keep ``experiments/data/datapackage.json`` true: it says of each table where it comes from and what its columns mean.

It follows the Data Package standard of Frictionless. What concerns the country, with licence and date of every source,
is written by hand in that file; what concerns the tables of studies is derived from those tables and from the
head of the study that writes them.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from abm.analysis.tables import study_of
from abm.experiments.calibrating.design import design
from abm.experiments.common import SHARED
from abm.experiments.registry import studies
from abm.observation.measures import MEASURES
from abm.parameters.checks import declared

FILE = Path(__file__).parents[2] / "experiments" / "data" / "datapackage.json"

_TYPES = {"i": "integer", "f": "number"}
"""Types of the standard, by kind of column; all else is text."""

_ASIDE = re.compile(r"\([^()]*\)|\"[^\"]*\"")


def rendered(text: str) -> str:
    """Bring what is derived up to date; what is written by hand stays as it is."""
    package = json.loads(text)
    tables = {path.name: path for path in sorted(FILE.parent.glob("*.csv"))}
    derived = {f"{name}.csv" for study in studies().values() for name in study.tables}
    by_hand = [resource for resource in package["resources"] if resource["path"] not in derived]
    package["resources"] = by_hand + [_resource(tables[name]) for name in sorted(derived & tables.keys())]
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def stale(write: bool) -> list[str]:
    """Name the file if it differs from the tables or the studies; with ``write`` bring it up to date instead."""
    before = FILE.read_text(encoding="utf-8")
    now = rendered(before)
    if write and now != before:
        FILE.write_text(now, encoding="utf-8", newline="\n")
    return [] if write or now == before else ["experiments/data/datapackage.json"]


def _resource(path: Path) -> dict[str, Any]:
    """Describe a table of a study."""
    study = studies()[study_of(path.stem)]
    columns, *remarks = re.split(r"(?<!s\.d)\. ", said_of_columns(study.text, path.stem), maxsplit=1)
    with io.StringIO(path.read_text(encoding="utf-8")) as text:
        table = pd.read_csv(text)
    return {
        "name": path.stem,
        "path": path.name,
        "title": study.text.partition("\n")[0],
        "description": " ".join([study.question, *remarks]),
        "format": "csv",
        "encoding": "utf-8",
        "sources": [{"title": f"abm study {study.name}", "path": f"../{study.name}.py"}],
        "schema": {"fields": list(_fields(table, columns))},
    }


def said_of_columns(text: str, table: str) -> str:
    """What the head of a study says of the columns of one of its tables, in one line."""
    found = re.search(rf"^Columns(?: of {table})?:(.*?)(?=^\S|^$)", text, re.MULTILINE | re.DOTALL)
    return " ".join(found[1].split()) if found else ""


def meaning(column: str, said: str) -> str:
    """The clause that speaks of a column, one that names it outside brackets and quotes before any other."""
    clauses = [clause.strip(" .") for clause in re.split(r";(?![^()]*\))", said)]
    for reading in (lambda clause: _ASIDE.sub("", clause), str):
        for clause in clauses:
            if re.search(rf"(?<!\w){column}(?!\w)", reading(clause)):
                return clause
    return ""


def _known(column: str) -> tuple[str, str]:
    """Unit and meaning of a column named after a parameter by its key, or after a target of the calibration."""
    if column in declared():
        return declared()[column].unit, declared()[column].meaning
    return next(((item.unit, item.what) for item in design().shown if item.name == column), ("", ""))


def _fields(table: pd.DataFrame, said: str) -> Iterator[dict[str, str]]:
    units = {name: item.unit for name, item in MEASURES.items()}
    units |= {key.rpartition(".")[2]: item.unit for key, item in declared().items()}
    for column in table.columns:
        kind = _TYPES.get(table[column].dtype.kind, "string")
        unit, text = SHARED.get(column, ("", meaning(column, said)))
        if not text:
            unit, text = _known(column)
        if kind != "string" and not unit:
            of_rows = "that of column unit" if kind == "number" and "unit" in table else "1"
            unit = units.get(column, of_rows)
        yield {"name": column, "type": kind, **({"unit": unit} if unit else {}), "description": text}
