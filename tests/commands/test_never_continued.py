"""Folders of another results version: no run, comparison or study goes on in one, or writes over it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from abm import RESULTS_VERSION
from abm.execution import checkpoints, runs
from abm.execution.locks import UNFINISHED
from tests.commands.conftest import TINY
from tests.commands.test_going_on import PAIR, counted, fails, quick

__all__ = ["counted", "quick"]

THEN = RESULTS_VERSION - 1


def files(folder: Path) -> dict[Path, bytes]:
    """What is in a folder, locks aside."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"}


def noted(path: Path, version: int | None) -> None:
    """Let a note say another results version, or none, as notes did before version 4."""
    note = json.loads(path.read_text(encoding="utf-8"))
    del note["results_version"]
    path.write_text(json.dumps(note | ({} if version is None else {"results_version": version})), encoding="utf-8")


@pytest.fixture
def refusal(abm, capsys):
    """A function that runs a command which is refused, and gives the one line that it says."""

    def run(*words: str) -> str:
        try:
            answer = abm(*words)
            code, said = answer.code, (answer.out, answer.err)
        except SystemExit as ended:
            code, said = ended.code, tuple(capsys.readouterr())
        assert (code, said[0], said[1].count("\n")) == (2, "", 1)
        return said[1]

    return run


@pytest.mark.parametrize("version", [1, THEN, RESULTS_VERSION + 1])
@pytest.mark.parametrize("words", [("run", *TINY), ("compare", *PAIR, "workers=1")], ids=["run", "compare"])
def test_finished_results_are_not_written_over(abm, refusal, tmp_path, counted, version, words):
    """Protects results that nobody can make again: the same command in the same folder would give other numbers."""
    made = counted()
    assert abm(*words, "hydra.run.dir=here").code == 0
    noted(tmp_path / "here" / "provenance.json", version)
    before = files(tmp_path / "here")
    made.clear()
    told = refusal(*words, "hydra.run.dir=here")
    assert told.startswith(
        "the folder of results must be another one, not here; "
        f"it holds results of version {version}, and this is version {RESULTS_VERSION}"
    )
    assert made == []
    assert files(tmp_path / "here") == before


def test_results_of_this_version_are_written_anew(abm, counted):
    """Protects the usual way: a command given twice writes its folder twice."""
    for _ in range(2):
        assert abm("run", *TINY, "hydra.run.dir=here").code == 0


@pytest.mark.parametrize(("version", "whose"), [(THEN, f"version {THEN}"), (None, "an earlier version")])
def test_unfinished_runs_are_not_gone_on_from(abm, refusal, tmp_path, capsys, counted, monkeypatch, version, whose):
    """Protects from one comparison of two sets of rules, and from throwing away what somebody may want to read."""
    monkeypatch.setattr(runs.Here, "seconds", 0.0)
    words = ("compare", *PAIR, "workers=1", "hydra.run.dir=here")
    counted(KeyboardInterrupt)
    fails(abm, capsys, *words)
    noted(tmp_path / "here" / UNFINISHED / runs.NOTE, version)
    before = files(tmp_path / "here")
    made = counted()
    for more in ((), ("record.measures=[trust]",)):
        told = refusal(*words, *more)
        assert f"another one, not here; it holds unfinished runs of {whose}, and this is version" in told
    assert made == []
    assert files(tmp_path / "here") == before


@pytest.mark.parametrize("resume", ["true", "false"])
def test_checkpoints_are_not_gone_on_from(refusal, tmp_path, counted, resume):
    """Protects from a run that would begin anew where it was asked to go on: its address was another one then."""
    home = tmp_path / "here" / UNFINISHED
    (home / runs.KEPT / checkpoints.FOLDER).mkdir(parents=True)
    (home / runs.KEPT / checkpoints.FOLDER / "0123456789abcdef.npz").write_bytes(b"a state")
    (home / runs.NOTE).write_text(json.dumps({"results_version": THEN}), encoding="utf-8")
    before, made = files(tmp_path / "here"), counted()
    told = refusal("run", *TINY, "hydra.run.dir=here", f"checkpoint.resume={resume}")
    assert f"it holds unfinished runs of version {THEN}" in told
    assert (made, files(tmp_path / "here")) == ([], before)


def test_a_note_without_anything_kept_is_of_no_matter(abm, tmp_path, counted):
    """Protects from a folder that is refused for nothing."""
    home = tmp_path / "here" / UNFINISHED
    home.mkdir(parents=True)
    (home / runs.NOTE).write_text(json.dumps({"results_version": THEN}), encoding="utf-8")
    assert abm("run", *TINY, "hydra.run.dir=here").code == 0


@pytest.mark.parametrize("command", ["run", "compare", "sweep"])
def test_a_key_that_was_removed_ends_every_command(refusal, tmp_path, command):
    """Protects from another run than was asked for, in every command that runs the model."""
    told = refusal(command, *TINY, "officials.readiness_threshold=0.3")
    assert told.startswith("officials.readiness_threshold was removed in version 4 of the results; in its place: ")
    assert list(tmp_path.iterdir()) == []
