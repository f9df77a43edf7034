"""The descriptor of the data says what the files hold, where they come from, and under which licence."""

from __future__ import annotations

import csv
import json

import pytest
from frictionless import Package

from abm.documentation import datapackage
from abm.experiments.common import SHARED
from abm.experiments.registry import studies

FILE = datapackage.FILE
TEXT = FILE.read_text(encoding="utf-8")
RESOURCES = {resource["path"]: resource for resource in json.loads(TEXT)["resources"]}
WITHOUT_TABLE: set[str] = set()
"""Studies that have not been run at full size yet."""

COUNTRY = ("netherlands_government.csv", "netherlands_trust.csv", "netherlands_consumer_confidence.csv")


def test_the_descriptor_keeps_to_the_standard_and_agrees_with_the_files():
    """Frictionless reads every table by it: columns, their order and types, allowed values, nothing missing."""
    report = Package(str(FILE)).validate()
    assert report.flatten(["type", "note", "rowNumber", "fieldName"]) == []
    assert report.stats["tasks"] == len(RESOURCES)


def test_a_table_that_differs_is_noticed(tmp_path):
    """The check can fail: on a column of another name, and on a word where a number has to be."""
    for name in (*RESOURCES, FILE.name):
        (tmp_path / name).write_bytes((FILE.parent / name).read_bytes())
    table = tmp_path / "netherlands_trust.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("percent,", "share,", 1).replace(",35,", ",many,"))
    report = Package(str(tmp_path / FILE.name)).validate()
    assert {kind for (kind,) in report.flatten(["type"])} == {"incorrect-label", "type-error"}


def test_every_table_is_described_once():
    """No file of data without an entry, and none for a file that is gone."""
    assert set(RESOURCES) == {path.name for path in FILE.parent.glob("*.csv")}
    assert len(RESOURCES) == len(json.loads(TEXT)["resources"])


@pytest.mark.parametrize("path", RESOURCES)
def test_every_column_says_what_it_means_and_every_number_its_unit(path):
    """A reader needs no code to read a table."""
    for field in RESOURCES[path]["schema"]["fields"]:
        assert field["description"], field["name"]
        assert field["type"] == "string" or field["unit"], field["name"]
    assert RESOURCES[path]["title"] and RESOURCES[path]["description"] and RESOURCES[path]["sources"]


@pytest.mark.parametrize("path", COUNTRY)
def test_every_figure_of_the_country_has_a_source_with_its_licence(path):
    """A licence that is not known is said to be so; none is left out, and none stands there for no row."""
    with (FILE.parent / path).open(encoding="utf-8", newline="") as lines:
        cited = {row["source"] for row in csv.DictReader(lines)}
    said = {source["title"]: source["license"] for source in RESOURCES[path]["sources"]}
    assert cited == said.keys()
    assert all(said.values())
    assert {title for title, licence in said.items() if licence == "CC-BY-4.0"} == {t for t in said if t[:3] == "CBS"}
    assert RESOURCES[path]["retrieved"].startswith("not recorded; in this project since 2026-11-2")


def test_tables_of_studies_are_described_from_the_studies():
    """What is derived is up to date, every study that left a table is there, and shared columns are in several."""
    assert datapackage.rendered(TEXT) == TEXT, "run python -m abm.documentation --write"
    derived = {
        path: resource for path, resource in RESOURCES.items() if resource["sources"][0]["title"][:9] == "abm study"
    }
    described = {resource["sources"][0]["title"].split()[-1] for resource in derived.values()}
    assert set(studies()) - described == WITHOUT_TABLE
    assert described <= set(studies())
    columns = [field["name"] for resource in derived.values() for field in resource["schema"]["fields"]]
    assert [name for name in SHARED if columns.count(name) < 2] == []


def test_a_changed_study_makes_the_descriptor_stale(monkeypatch, tmp_path):
    """The check can fail; and writing mends it, leaving what is written by hand."""
    for name in (*RESOURCES, FILE.name):
        (tmp_path / name).write_bytes((FILE.parent / name).read_bytes())
    monkeypatch.setattr(datapackage, "FILE", tmp_path / FILE.name)
    table = tmp_path / "burn_in.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("statistic,", "kind,", 1))
    assert datapackage.stale(write=False) and datapackage.stale(write=True) == []
    assert datapackage.stale(write=False) == []
    written = {
        resource["path"]: resource for resource in json.loads((tmp_path / FILE.name).read_text("utf-8"))["resources"]
    }
    assert "kind" in {field["name"] for field in written["burn_in.csv"]["schema"]["fields"]}
    assert [written[path] for path in COUNTRY] == [RESOURCES[path] for path in COUNTRY]


def test_a_column_gets_the_clause_that_speaks_of_it():
    """Names in brackets and quotes come second, and semicolons within brackets part nothing."""
    said = 'kind: "mean of all", or none; mean with its interval (low, high; both empty for one seed); seeds'
    assert datapackage.meaning("mean", said) == "mean with its interval (low, high; both empty for one seed)"
    assert datapackage.meaning("low", said) == "mean with its interval (low, high; both empty for one seed)"
    assert datapackage.meaning("median", said) == ""
