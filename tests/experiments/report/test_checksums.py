"""Checksums: those of the project are of what it makes now, and whatever is otherwise in a rerun is found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from abm.analysis.tables import study_of
from abm.documentation import checksums as kept_true
from abm.experiments.report import lock
from abm.experiments.report.checksums import ANEW, CHECKSUMS, DRAWN, Compared, compare, kept

pytestmark = pytest.mark.xdist_group("report")


@pytest.fixture
def rerun(built, tmp_path) -> Path:
    """What a stranger made: the English report, and two tables."""
    shutil.copytree(built[0], tmp_path / "en")
    for name in ("reproduction", "calibration_posterior"):
        shutil.copy(kept_true.EXPERIMENTS / "data" / f"{name}.csv", tmp_path)
    return tmp_path


def held(folder: Path) -> dict[str, Compared]:
    return {item.file: item for item in compare(folder, ["en"], ["reproduction", "refuters", "calibration_posterior"])}


def test_the_checksums_of_the_project_are_up_to_date(monkeypatch):
    """Those of tables and of the data of figures, in both languages; a chapter more or less is noticed as well."""
    monkeypatch.setattr(kept_true, "differing", lambda: ("nothing is drawn here",))
    assert kept_true.stale(write=False) == [], "run python -m abm.documentation --write"
    names = {item.file for item in kept()}
    for item in kept():
        assert bool(item.lock) == (item.kind in DRAWN)
        if item.kind == "data":
            pictures = {item.file.replace(".csv", ending) for ending in (".png", ".svg", ".pdf")}
            assert pictures <= names, "renew them with the versions of the lock: see CONTRIBUTING.md"


@pytest.mark.skipif(bool(lock.differing()), reason=f"pictures are the same only with the lock: {lock.differing()[:3]}")
def test_pictures_of_the_project_are_up_to_date(built):
    """With the versions of the lock they are drawn to the byte; .ci/run does so in both languages."""
    made = (built[0] / CHECKSUMS).read_text(encoding="utf-8").splitlines()[1:]
    wanted = {(item.kind, item.file, item.sha256) for item in kept()}
    assert [line for line in made if not is_among(line, wanted)] == []


def is_among(line: str, wanted: set[tuple[str, str, str]]) -> bool:
    kind, file, sha256, *_ = line.split(",")
    return (kind, f"en/{file}", sha256) in wanted


def test_a_changed_table_makes_them_stale(monkeypatch, tmp_path):
    """The check can fail: on a table, and writing mends it."""
    for part in ("data", "report"):
        shutil.copytree(kept_true.EXPERIMENTS / part, tmp_path / part, ignore=shutil.ignore_patterns("*.py"))
    monkeypatch.setattr(kept_true, "differing", lambda: ("nothing is drawn here",))
    monkeypatch.setattr(kept_true, "EXPERIMENTS", tmp_path)
    monkeypatch.setattr(kept_true, "FILE", tmp_path / "report" / CHECKSUMS)
    monkeypatch.setattr(kept_true, "chapters", list)
    with (tmp_path / "data" / "refuters.csv").open("a", encoding="utf-8") as table:
        table.write("\n")
    assert kept_true.stale(write=False) and kept_true.stale(write=True) == [] == kept_true.stale(write=False)


def test_a_rerun_is_the_same(rerun):
    """Tables that were not made anew are passed over; those that no machine draws twice have no checksum."""
    found = held(rerun)
    assert {item.how for item in found.values() if item.kind == "data"} == {"same"}
    assert found["reproduction.csv"].how == "same" and found["calibration_posterior.csv"].how == "without"
    assert "refuters.csv" not in found
    assert not any(study_of(Path(item.file).stem) in ANEW for item in kept())


@pytest.mark.parametrize(
    "name", ["reproduction.csv", "en/figures/series.csv", "en/figures/series.svg", "en/report.html"]
)
def test_a_byte_more_is_found(rerun, name):
    """In a table, in data, in a picture and on the page."""
    before = held(rerun)
    with (rerun / name).open("a", encoding="utf-8") as file:
        file.write(" ")
    after = held(rerun)
    assert after.pop(name).how == "differs"
    assert after == {other: item for other, item in before.items() if other != name}


def test_a_figure_too_few_and_one_too_many_are_found(rerun):
    """Each by its file."""
    (rerun / "en/figures/series.csv").rename(rerun / "en/figures/other.csv")
    found = held(rerun)
    assert found["en/figures/series.csv"].how == "missing" and found["en/figures/other.csv"].how == "without"


def test_what_differs_from_the_lock_is_said(monkeypatch):
    """By name, with both versions; also a package that is not there."""
    here = lock.pins() | {"matplotlib": "3.9.0"}
    monkeypatch.setattr(lock, "_here", lambda name: here.get(name, "is not installed"))
    monkeypatch.setattr(lock.platform, "python_version_tuple", lambda: ("3", "14", "1"))
    lock.differing.cache_clear()
    said = lock.differing()
    lock.differing.cache_clear()
    assert f"matplotlib 3.9.0, not {lock.pins()['matplotlib']}" in said and "Python 3.14, not 3.11" in said
