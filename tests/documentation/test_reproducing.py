"""What a stranger installs: the lock is of this project, names no address, and the container does what CI does."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from abm.documentation import budget, pictures
from abm.documentation.documents import showing
from abm.experiments.budget import budget as costs
from abm.experiments.registry import studies
from abm.experiments.report.chapter import chapters
from abm.experiments.report.lock import LOCK, differing

HOUSE = Path(__file__).parents[2]
TEXT = (HOUSE / "experiments" / "report" / LOCK).read_text(encoding="utf-8")
PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = ("report", "calibration", "ema")
"""What the report and the studies need beside the project's own."""

PACKAGE = re.compile(
    r"^([\w.-]+)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)((?:    #.*\n)+)", re.MULTILINE
)
"""A package of the lock: name, version, hashes, and what asks for it."""


def asked() -> dict[str, Requirement]:
    """What the project asks for, for the Python of the lock."""
    extras = PROJECT["optional-dependencies"]
    texts = [*PROJECT["dependencies"], *(text for extra in EXTRAS for text in extras[extra])]
    environment = {"python_version": re.findall(r"\d+\.\d+", LOCK)[0]}
    found = map(Requirement, texts)
    return {canonicalize_name(one.name): one for one in found if one.marker is None or one.marker.evaluate(environment)}


def test_the_lock_is_made_of_the_present_dependencies():
    """No requirement without a version that fits it, and none that is gone: else it has to be made anew."""
    packages = {name: (version, via) for name, version, _, via in PACKAGE.findall(TEXT)}
    direct = {name for name, (_, via) in packages.items() if f"{PROJECT['name']} (pyproject.toml)" in via}
    assert direct == set(asked())
    assert [name for name, one in asked().items() if packages[name][0] not in one.specifier] == []


def test_every_line_of_the_lock_is_a_package_with_hashes():
    """And no address of where to get it."""
    rest = PACKAGE.sub("", TEXT).splitlines()
    assert [line for line in rest if not line.startswith("#")] == []
    assert "://" not in TEXT and not re.search(r"index|find.links|[a-z]\.(?:org|com|net|io)\b", TEXT)


def test_the_command_that_makes_the_lock_is_told():
    """That at its head, in the guide; with newer versions."""
    typed = TEXT.splitlines()[1].lstrip("# ").replace(" -o ", " --upgrade -o ")
    assert typed in (HOUSE / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_the_container_does_what_ci_does():
    """The libraries of the system, the lock, the report and its check; what cannot be tried is said to be untested."""
    container, ci = ((HOUSE / name).read_text(encoding="utf-8") for name in ("Containerfile", ".ci/run"))
    (libraries,) = re.findall(r"apt-get install -y -qq ((?:lib\S+ ?)+)(?: >|$)", ci, re.MULTILINE)
    assert f"apt-get install -y -qq {libraries.strip()}\n" in container
    steps = re.findall(r'^inside "\$work/locked" (.*)$', ci, re.MULTILINE)
    assert len(steps) == 4
    for step in steps:
        assert step.replace('"$work"/dist/*.whl', ".") in container
    assert "UNTESTED" in container and showing("`Containerfile` is untested")
    assert f"FROM python:{re.findall(r'[0-9.]+[0-9]', LOCK)[0]}-slim" in container


def test_what_a_stranger_is_told_to_type_is_what_ci_does():
    """The lock with its hashes, then the project without any other package: a document has it."""
    assert showing(
        f"python -m pip install --require-hashes -r experiments/report/{LOCK} && python -m pip install --no-deps .\n"
    )


def test_every_study_of_the_report_is_in_the_budget_once():
    """By its name, and no other; the table of the guide is written from it."""
    named = [name for cost in costs() for name in cost.studies]
    assert len(named) == len(set(named)) and set(named) <= set(studies())
    assert {name for item in chapters() for name in item.studies} <= set(named)
    assert budget.stale(write=False) == [], "run python -m abm.documentation --write"


def test_a_changed_budget_is_noticed(monkeypatch, tmp_path):
    """And written."""
    file = Path(shutil.copy(budget.FILE, tmp_path))
    monkeypatch.setattr(budget, "FILE", file)
    file.write_text(file.read_text(encoding="utf-8").replace("| 9,500 |", "| 9,501 |"), encoding="utf-8")
    assert budget.stale(write=False) and budget.stale(write=True) == [] == budget.stale(write=False)


def test_pictures_of_the_report_in_documents_are_those_of_the_report(monkeypatch, tmp_path):
    """Drawn anew they are the same; another one is noticed, and none lies there that no document shows."""
    if differing():
        pytest.skip("pictures are the same with the versions of the lock alone")
    assert pictures.stale(write=False) == [], "run python -m abm.documentation --write"
    now = pictures.drawn()
    assert set(now) == {path.name for path in pictures.FOLDER.iterdir()}
    assert {"ten_years.png", "ten_years.nl.png"} <= set(now), "the README has one in either language"
    monkeypatch.setattr(pictures, "drawn", lambda: dict.fromkeys(now, b"another"))
    assert len(pictures.stale(write=False)) == len(now)
