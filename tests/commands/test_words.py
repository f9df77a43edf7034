"""Overview, help, configuration and completion: what a user sees before anything runs."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from abm.commands.main import COMMANDS
from tests.conftest import files_in


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"]])
def test_overview(abm, words):
    """`abm` alone says what there is, in a screenful."""
    answer = abm(*words)
    assert answer.code == 0
    assert all(f"abm {command}" in answer.out for command in COMMANDS)
    assert answer.out.count("\n") < 24


def test_version(abm):
    """The version is that of the installed distribution."""
    from importlib.metadata import version

    assert abm("--version").out == f"abm {version('anticyclical-abm')}\n"


def hydra_says(abm, capsys, *words):
    """Run what Hydra answers itself; it leaves with SystemExit or comes back."""
    try:
        return abm(*words).out
    except SystemExit as stopped:
        assert not stopped.code
        return capsys.readouterr().out


@pytest.mark.parametrize("command", ["run", "compare"])
def test_help(abm, capsys, tmp_path, command):
    """Help shows examples and the named sets, of many only some, and starts nothing."""
    out = hydra_says(abm, capsys, command, "--help")
    assert out.startswith(f"abm {command}")
    assert "norms: academy, anticyclical" in out
    assert "member_010, … (abm describe calibration lists all " in out
    assert "member_042" not in out
    assert list(tmp_path.iterdir()) == []


def test_configuration_is_shown(abm, capsys, tmp_path):
    """`--cfg job` prints what would run."""
    out = hydra_says(abm, capsys, "compare", "--cfg", "job", "weeks=7")
    assert "weeks: 7\n" in out
    assert "replicates: 20\n" in out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("abm ", set(COMMANDS)),
        ("abm r", {"run", "results", "report"}),
        ("abm run norms=anti", {"norms=anticyclical"}),
        ("abm compare weeks=3 scenario=p", {"scenario=pandemic"}),
        ("abm run officials.cour", {"officials.courage=", "officials.courage_spread="}),
        ("abm report ch", {"check"}),
        ("abm describe officials.cour", {"officials.courage", "officials.courage_spread"}),
    ],
)
def test_completion(abm, monkeypatch, capsys, line, offered):
    """The shell is offered commands, keys and named sets, though Hydra knows no commands."""
    monkeypatch.setenv("COMP_LINE", line)
    found = hydra_says(abm, capsys, "-sc", "query=bash").split()
    last = line.rpartition(" ")[2]
    assert {word for word in found if word.startswith(last)} == offered


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_completion_can_be_installed(abm, capsys):
    """What `eval` is given is a script that bash can read."""
    script = hydra_says(abm, capsys, "-sc", "install=bash")
    assert script.rstrip().endswith("abm")
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)


@pytest.mark.skipif(sys.platform == "win32", reason="sends the signal of a terminal")
@pytest.mark.parametrize(("command", "moment"), [("run", 0.0), ("run", 1.0), ("compare", 0.5)])
def test_ctrl_c(tmp_path, tmp_path_factory, command, moment):
    """Ctrl-C stops the command and its processes: exit code 130, one line, no traceback, nothing half-written.

    So it does while kernels are compiled for the first time, and when it has only just begun.
    """
    words = [sys.executable, "-m", "abm.commands.main", command, "weeks=5200", "hydra.run.dir=here", "workers=2"]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    hears = {
        "preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
    }  # also where pytest was told to be deaf
    fresh = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path_factory.mktemp("kernels"))}
    process = subprocess.Popen(words, cwd=tmp_path, env=fresh, start_new_session=True, **streams, **hears)
    while not files_in(tmp_path / "here"):  # until it is at work
        assert process.poll() is None
        time.sleep(0.02)
    time.sleep(moment)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process of the group
    out, err = process.communicate(timeout=60)
    # a shell calls both 130: Python ends by the signal itself where it came in the midst of an `exec` of a text
    assert process.returncode in (130, -signal.SIGINT)
    said = err.splitlines()
    assert said[-2].startswith("Stopped. 0 of ")
    assert said[-1] == f"abm {command} weeks=5200 workers=2 hydra.run.dir=here"
    assert out == ""
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        while True:  # the last process of the group may need a moment to be gone
            os.killpg(process.pid, 0)
            time.sleep(0.05)
