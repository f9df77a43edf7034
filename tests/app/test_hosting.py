"""Settings of the server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from abm import ParameterError
from abm.app.hosting import LOOPBACK, Hosting, read_hosting
from abm.commands.main import main


def test_default_is_this_machine_alone() -> None:
    """Nobody else can reach the page unless told otherwise."""
    assert Hosting().host in LOOPBACK


def test_settings_come_from_words_and_from_a_file(tmp_path: Path) -> None:
    """A file sets limits for shared hosting; a word on the command line goes before it."""
    file = tmp_path / "shared.yaml"
    file.write_text("sessions: 40\ncitizens: 5000\nlanguage: nl\n")
    read = read_hosting([f"config={file}", "citizens=2000", "browser=false"])
    assert (read.sessions, read.citizens, read.language, read.browser) == (40, 2000, "nl", False)


@pytest.mark.parametrize(
    "word",
    ["port=0", "port=x", "port=", "sesions=3", "language=de", "nonsense", "citizens=nan", "config=nowhere.yaml",
     "browser=maybe", "port=${oc.env:HOME}", "weeks=1.5"],
)  # fmt: skip
def test_mistake_is_one_line(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistake is told in one line that names the key, with exit code 2, and nothing is served."""
    with pytest.raises(ParameterError):
        read_hosting([word])
    assert main(["app", word]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert word.partition("=")[0] in said


def test_taken_port_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """An address that cannot be listened on is told before anything starts."""
    import socket

    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        assert main(["app", f"port={holder.getsockname()[1]}", "browser=false"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_without_the_extra_it_says_what_to_install() -> None:
    """Where Solara is missing, one line names the command that installs it, with exit code 2."""
    script = (
        "import importlib.util, sys\n"
        "find = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *more: None if name == 'solara' else find(name, *more)\n"
        "from abm.commands.main import main\n"
        "sys.exit(main(['app']))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 2
    assert "pip install" in done.stderr
    assert done.stderr.count("\n") == 1
