"""Sweeps of an earlier results version: read, with what they have that is gone and what they lack."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from abm import RESULTS_VERSION
from abm.observation.provenance import address
from abm.parameters import removed
from abm.parameters.removed import Removed
from abm.sweeps import store
from tests.analysis.conftest import SOBOL, linear, sobol_folder, write
from tests.commands.conftest import abm as command
from tests.sweeps.conftest import COURAGE, tiny

__all__ = ["command", "sobol_folder"]

THEN = RESULTS_VERSION - 1


def aged(folder: Path, version: int = THEN, factor: str = "", **columns: str | None) -> Path:
    """Write a folder anew as an earlier version would have.

    Parameters
    ----------
    factor : str
        What the first factor was called then.
    columns : str or None
        By measure of now, what it was called then; None for one that was not there.
    """
    path = folder / store.MANIFEST
    note = json.loads(path.read_text(encoding="utf-8"))
    names = {note["factors"][0]["key"]: factor} if factor else {}
    if factor:
        note["factors"][0]["key"] = factor
    path.write_text(json.dumps(note | {"results_version": version}), encoding="utf-8")
    points = pd.read_parquet(folder / store.DESIGN).rename(columns=names)
    points.to_parquet(folder / store.DESIGN)
    ids = {
        address(configuration, seed): address(configuration, seed, version)
        for configuration in points["configuration"]
        for seed in range(*store.seeds_of(note))
    }
    names |= {now: then for now, then in columns.items() if then}
    for file in (folder / store.RUNS).glob("*.parquet"):
        table = pq.read_table(file).drop_columns([now for now, then in columns.items() if then is None])
        table = table.rename_columns([names.get(name, name) for name in table.column_names])
        runs = table["run_id"].to_pylist()
        table = table.set_column(0, table.schema.field(0), [[ids[run] for run in runs]])
        pq.write_table(table, file)
    return folder


@pytest.fixture
def older(sobol_folder, tmp_path, monkeypatch):
    """A finished Sobol sweep of the version before, with a factor and a measure that are gone, and without others."""
    monkeypatch.setitem(removed.REMOVED_COLUMNS, "measures.patience", Removed(RESULTS_VERSION, "measures.trust"))
    monkeypatch.setitem(removed.ADDED_COLUMNS, "measures.unrest", RESULTS_VERSION)
    folder = shutil.copytree(sobol_folder, tmp_path / "older")
    return aged(folder, factor="officials.readiness_threshold", lead_time="patience", unrest=None, misfit=None)


NOTES = (
    f"these are results of version {THEN}, and this is version {RESULTS_VERSION}",
    "officials.readiness_threshold was removed in version 4 of the results; in its place: officials.threshold_",
    f"the column patience was removed in version {RESULTS_VERSION} of the results; in its place: measures.trust",
    f"results of version {THEN} lack ",
)


def test_results_are_read_and_what_differs_is_said(command, older):
    """Protects old sweeps from being lost, and their reader from taking their numbers for those of today."""
    answer = command("results", "older")
    assert answer.code == 0
    assert " 0 of them failed, 0 are missing" in answer.out
    assert "anticyclical" in answer.out
    lines = answer.err.splitlines()
    assert len(lines) == len(NOTES)
    assert all(line.startswith(note) for line, note in zip(lines, NOTES, strict=True))
    assert f"unrest (added in version {RESULTS_VERSION})" in lines[-1]
    assert f"misfit (added by version {RESULTS_VERSION})" in lines[-1]
    assert "meta_" not in answer.err


def test_indices_are_computed_of_what_is_there(command, older):
    """Protects the indices of old sweeps: of factors that are gone, too, and of the usual measures that it has."""
    answer = command("sensitivity", "older")
    assert answer.code == 0
    assert "officials.readiness_threshold" in answer.out
    assert [line.startswith(note) for line, note in zip(answer.err.splitlines(), NOTES, strict=True)] == [True] * 4
    assert set(pd.read_csv(older / "sensitivity.csv")["measure"]) == {"trust", "incidents"}
    answer = command("sensitivity", "older", "measures=[misfit]")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("measures must be one of trust")
    assert answer.err.count("\n") == 1


def test_one_of_this_version_is_told_of_nothing(command, sobol_folder, tmp_path):
    """Protects sweeps of today from notes on versions."""
    shutil.copytree(sobol_folder, tmp_path / "now")
    assert command("results", "now").err == ""
    assert command("sensitivity", "now").err == ""


def test_an_unfinished_one_is_shown_and_not_gone_on_with(command, tmp_path):
    """Protects from advice that the sweep would refuse."""
    aged(write(tmp_path / "half", [*SOBOL, "replicates=2"], linear, drop=3))
    (tmp_path / "half" / "runs" / "spoilt.parquet").write_bytes(b"no table")
    answer = command("results", "half")
    assert answer.code == 0
    assert ", 3 are missing" in answer.out
    assert "spoilt.parquet is damaged" in answer.err
    assert "makes its runs again" not in answer.err
    answer = command("sensitivity", "half")
    assert answer.code == 2
    assert f"results of version {THEN} are not gone on with: run it again in another folder" in answer.err
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize("version", [1, THEN, RESULTS_VERSION + 1])
def test_a_sweep_never_goes_on_in_it(command, tmp_path, monkeypatch, version):
    """Protects from a folder with runs of two sets of rules; one of a later version cannot be read either."""
    monkeypatch.setattr("abm.sweeps.sweep.drive", lambda *_: pytest.fail("started"))
    words = tiny("design=random", "design.samples=4", COURAGE)
    folder = tmp_path / "older"
    aged(write(folder, list(words), lambda points, seed: {"trust": points["officials.courage"]}), version)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    refused = [("sweep", "hydra.sweep.dir=older", *words)]
    refused += [("results", "older")] if version > RESULTS_VERSION else []
    for answer in (command(*line) for line in refused):
        assert answer.code == 2
        assert f"it holds results version {version}, and this is version {RESULTS_VERSION}" in answer.err
        assert answer.err.count("\n") == 1
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_manifest_without_a_version_is_damaged(command, older):
    """Protects from a traceback where somebody has edited the version."""
    path = older / store.MANIFEST
    note = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(note | {"results_version": "three"}), encoding="utf-8")
    answer = command("results", "older")
    assert answer.code == 2
    assert "is damaged" in answer.err
