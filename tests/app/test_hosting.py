"""Settings of the server."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from abm import ParameterError
from abm.app.hosting import Hosting, read_hosting
from abm.commands.main import main


def test_default_is_this_machine_alone() -> None:
    """Nobody else can reach the page unless told otherwise."""
    assert Hosting().local
    assert not Hosting(host="0.0.0.0").local
    assert not Hosting(host="localhost.example").local
    assert Hosting(host="::1").address == "http://[::1]:8765"


def test_settings_come_from_words_and_from_a_file(tmp_path: Path) -> None:
    """A file sets limits for shared hosting; a word on the command line goes before it."""
    file = tmp_path / "shared.yaml"
    file.write_text("sessions: 40\ncitizens: 5000\nlanguage: nl\n")
    read = read_hosting([f"config={file}", "citizens=2000", "browser=false"])
    assert (read.sessions, read.citizens, read.language, read.browser) == (40, 2000, "nl", False)


@pytest.mark.parametrize(
    "word",
    ["port=0", "port=x", "port=", "sesions=3", "language=de", "nonsense", "citizens=nan", "config=nowhere.yaml",
     "browser=maybe", "port=${oc.env:HOME}", "weeks=1.5", "port=???", "host=???", "port=[1]", "browser=", "weeks=1e999",
     "hosts=[a.example:80]", "hosts=[http://a.example]", "hosts=[*]", "hosts=[a b]", "hosts=[a,]", "hosts=${x}",
     "hosts=[[a]]", "hosts=[???]", "config=", "config=.", "config=\0", "=3", "port=" + "9" * 5000],
)  # fmt: skip
def test_mistake_is_one_line(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistake is told in one line that names the key, with exit code 2, and nothing is served."""
    with pytest.raises(ParameterError):
        read_hosting([word])
    assert main(["app", word]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert word.partition("=")[0] in said and " must be " in said


def test_a_key_is_given_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of two values neither is silently the one that counts, on the command line or in a file."""
    assert main(["app", "port=9001", "port=9002"]) == 2
    assert "port must be given once, not 9001 and 9002" in capsys.readouterr().err
    file = tmp_path / "shared.yaml"
    file.write_text("sessions: 3\nsessions: 30\n")
    assert main(["app", f"config={file}"]) == 2
    assert "sessions stands twice" in capsys.readouterr().err


BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(12)
)


@pytest.mark.parametrize(
    "content",
    [b"sessions: \xff\xfe", b"\x00\x01", b"\xff\xfes\x00e\x00", b"", b"# nothing", b"- 1\n- 2", b"7", b"word",
     b"a: b: c", b"[", b"[" * 3000, b"{a: " * 3000, b"sessions: {a: 1}", b"sessions: [1, 2]",
     b"sessions: {a: {b: 1}}", b"hosts: [[a]]", b"hosts: {a: 1}", b"hosts: [1, true]", b"hosts: null",
     b"hosts: a.example", b"sessions: null", b"port: true", b"browser: 3", b"sessions: 2.5", b"sessions: .inf",
     b"idle_minutes: .nan", b"host: 5", b"host: null", b"host: ???", b"port: ???", b"port: ${sessions}",
     b"host: ${oc.env:HOME}", b"hosts: ['${oc.env:HOME}']", b"1: 2", b"null: 1", b"? [a]\n: 1",
     b"port: 2001-02-31", b"port: 2001-02-03", b"port: !!python/object/apply:os.system [ls]",
     b"port: !!binary aGk=", b"port: !x 1", b"sessions: &a 3\nweeks: *a", b"a: &a [*a]",
     b"<<: {port: 99999999}", b"sesions: 3", b"sessions: 3\n---\nsessions: 4", b"config: other.yaml",
     b"port: " + b"9" * 5000, b"sessions: '3'x", BOMB.encode(), b"sessions: 3\n" + b"#" * 300_000,
     b"sessions: " + b"x" * 100_000],
)  # fmt: skip
def test_a_spoilt_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    """Whatever a file of settings holds, it is whole and right, or one line says what it must be."""
    file = tmp_path / "shared.yaml"
    file.write_bytes(content)
    assert main(["app", f"config={file}"]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert len(said.err) < 800


def test_a_file_with_a_mark_at_its_start_is_read(tmp_path: Path) -> None:
    """Editors on Windows put a byte order mark before the text."""
    file = tmp_path / "shared.yaml"
    file.write_text("sessions: 3\n", encoding="utf-8-sig")
    assert read_hosting([f"config={file}"]).sessions == 3


def test_everything_served_is_of_the_package() -> None:
    """The page asks for the files of one folder and for nothing else; none of them asks for anything elsewhere."""
    from abm.app.page import FRONT, shell

    asked = re.findall(r"""(?:href|src)="([^"#]+)\"""", shell("", Hosting()))
    assert {"front/page.css", "front/page.js"} <= set(asked)
    assert all(name.startswith(("front/", "data:")) for name in asked)
    for path in FRONT.iterdir():
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"https?://(?!www\.w3\.org)", text) == [], path.name
        for name in re.findall(r"""from '\./([^']+)'""", text):
            assert (FRONT / name).is_file()


def test_taken_port_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """An address that cannot be listened on is told before anything starts."""
    import socket

    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        assert main(["app", f"port={holder.getsockname()[1]}", "browser=false"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_without_the_extra_it_says_what_to_install() -> None:
    """Where a package of the page is missing, one line names the command that installs it, with exit code 2."""
    script = (
        "import importlib.util, sys\n"
        "find = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *more: None if name == 'starlette' else find(name, *more)\n"
        "from abm.commands.main import main\n"
        "sys.exit(main(['app']))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 2
    assert "pip install" in done.stderr
    assert done.stderr.count("\n") == 1
