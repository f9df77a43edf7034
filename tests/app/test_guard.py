"""Who is answered and what there is to ask for; what a stranger sends leaves one line and disturbs nobody.

Longer than 400 lines: one case for each message and request that a stranger may send.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from abm.app.guard import Guard
from abm.app.hosting import Hosting, read_hosting
from abm.app.seats import Full, Sessions
from abm.app.sessions import Session

LINE, KEY = "/line", "0c5a6f5e" * 4
PROXY = Hosting(hosts=["A.example"])
PUBLIC, NARROW = Hosting(host="0.0.0.0"), Hosting(host="0.0.0.0", hosts=["a.example"])


def run_apart(work: Any) -> None:
    """Run a coroutine in a thread: where a browser has been opened, this one has a loop that is running."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


def ask(settings: Hosting, *headers: tuple[str, str], path: str = "/", kind: str = "http") -> tuple[int, list[Any]]:
    """Status of the answer, and the headers that reached the page; 101 for a connection that was let through."""
    reached: list[Any] = []
    said: list[Any] = []

    async def page(scope: Any, _: Any, send: Any) -> None:
        reached.extend(scope["headers"])
        accepted = (
            {"type": "websocket.accept"} if kind == "websocket" else {"type": "http.response.start", "status": 200}
        )
        await send(accepted)

    async def send(message: Any) -> None:
        said.append(message)

    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
    run_apart(Guard(page, settings)({"type": kind, "path": path, "headers": raw}, None, send))
    if said[0]["type"] == "websocket.close":
        return 403, reached
    return 101 if said[0]["type"] == "websocket.accept" else said[0]["status"], reached


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("settings", "host", "answered"),
    [
        (Hosting(), "127.0.0.1:8765", True),
        (Hosting(), "127.0.0.1", True),
        (Hosting(), "LocalHost:1", True),
        (Hosting(), "localhost.", True),
        (Hosting(), "localhost.:8765", True),
        (Hosting(), "[::1]:8765", True),
        (Hosting(), "evil.example", False),
        (Hosting(), "evil.example:8765", False),
        (Hosting(), "localhost.evil.example", False),
        (Hosting(), "127.0.0.1.evil.example", False),
        (Hosting(), "evil.example/localhost", False),
        (Hosting(), "localhost@evil.example", False),
        (Hosting(), "localhost:8765@evil.example", False),
        (Hosting(), "localhost, evil.example", False),
        (Hosting(), "evil.example#localhost", False),
        (Hosting(), "localhost:x", False),
        (Hosting(), "localhost..", False),
        (Hosting(), "::1", False),
        (Hosting(), "[::1", False),
        (Hosting(), "[::ffff:10.0.0.1]", False),
        (Hosting(), "0.0.0.0", False),
        (Hosting(), "", False),
        (Hosting(), "lоcalhost".encode().decode("latin-1"), False),  # with a Cyrillic letter
        (Hosting(), "a.example", False),
        (Hosting(host="127.0.0.2"), "127.0.0.2:8765", True),
        (Hosting(host="127.0.0.2"), "evil.example", False),
        (Hosting(host="::1"), "[::1]:8765", True),
        (Hosting(host="::1"), "evil.example", False),
        (Hosting(host="LOCALHOST"), "evil.example", False),
        (PROXY, "a.example", True),
        (PROXY, "A.EXAMPLE.:443", True),
        (PROXY, "127.0.0.1:8765", True),
        (PROXY, "b.a.example", False),
        (PUBLIC, "anything.example", True),
        (PUBLIC, "192.168.1.7:8765", True),
        (NARROW, "a.example", True),
        (NARROW, "localhost", True),
        (NARROW, "192.168.1.7:8765", False),
    ],
)
def test_only_known_hosts_are_answered(kind: str, settings: Hosting, host: str, answered: bool) -> None:
    """A name that somebody else lets point to this machine (DNS rebinding) gets nothing of the page."""
    status, reached = ask(settings, ("Host", host), path=LINE if kind == "websocket" else "/", kind=kind)
    assert (status in (101, 200)) == answered
    assert bool(reached) == answered


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_one_host_is_asked_for(kind: str) -> None:
    """A request that names two hosts, or none, is no browser's."""
    path = LINE if kind == "websocket" else "/"
    for headers in ([], [("Host", "localhost"), ("Host", "evil.example")], [("Host", "localhost")] * 2):
        assert ask(Hosting(), *headers, path=path, kind=kind) == (403 if kind == "websocket" else 400, [])


@pytest.mark.parametrize(
    ("settings", "host", "origin", "forwarded", "let_in"),
    [
        (Hosting(), "127.0.0.1:8765", None, None, True),
        (Hosting(), "127.0.0.1:8765", "http://127.0.0.1:8765", None, True),
        (Hosting(), "LOCALHOST:8765", "http://localhost:8765", None, True),
        (Hosting(), "127.0.0.1:8765", "http://localhost:8765", None, False),
        (Hosting(), "127.0.0.1:8765", "http://127.0.0.1:9000", None, False),
        (Hosting(), "127.0.0.1:8765", "http://evil.example", None, False),
        (Hosting(), "127.0.0.1:8765", "null", None, False),
        (Hosting(), "127.0.0.1:8765", "", None, False),
        (Hosting(), "127.0.0.1:8765", "http://evil.example", "evil.example", False),
        (PROXY, "127.0.0.1:8765", "https://a.example", "a.example", True),
        (PROXY, "127.0.0.1:8765", "https://a.example", None, False),
        (PROXY, "127.0.0.1:8765", "https://evil.example", "evil.example", False),
        (PROXY, "127.0.0.1:8765", "https://evil.example", "a.example", False),
        (PUBLIC, "192.168.1.7:8765", "http://evil.example", "evil.example", False),
    ],
)
def test_page_of_another_site_is_let_in_by_nobody(
    settings: Hosting, host: str, origin: str | None, forwarded: str | None, let_in: bool
) -> None:
    """What a proxy says is believed only of the names in ``hosts``."""
    headers = [("Host", host), ("Origin", origin), ("X-Forwarded-Host", forwarded)]
    given = [(name, value) for name, value in headers if value is not None]
    assert ask(settings, *given, path=LINE, kind="websocket")[0] == (101 if let_in else 403)
    assert ask(settings, *given, ("Origin", "http://evil.example"), path=LINE, kind="websocket")[0] == 403


@pytest.mark.parametrize(
    "path",
    ["/resourcez", "/readyz", "/docs", "/openapi.json", "x", "//", "/front", "http://localhost/", "*", "",
     "/line/x", LINE],
)  # fmt: skip
def test_nothing_tells_of_the_machine(path: str) -> None:
    """What the page does not need is not there: figures of memory and visitors above all."""
    assert ask(Hosting(), ("Host", "localhost"), path=path) == (404, [])


def test_failure_is_one_line_and_an_answer(caplog: pytest.LogCaptureFixture) -> None:
    """An error on a request ends with that request."""

    async def broken(*_: Any) -> None:
        raise ExceptionGroup("both", [KeyError("session\nid"), ValueError()])

    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    scope = {"type": "http", "path": "/", "headers": [(b"host", b"localhost")]}
    run_apart(Guard(broken, Hosting())(scope, None, send))
    assert said[0]["status"] == 400
    (record,) = caplog.records
    assert record.exc_info is None and "\n" not in record.getMessage()


@pytest.mark.parametrize(
    ("word", "hosts"),
    [("hosts=[a.example,b.example]", ["a.example", "b.example"]), ("hosts=a.example", ["a.example"]), ("hosts=[]", []),
     ("hosts=[::1]", ["[::1]"]), ("hosts=[ a.example , [fe80::1] ]", ["a.example", "[fe80::1]"])],
)  # fmt: skip
def test_hosts_are_read_from_the_command_line_and_a_file(tmp_path: Path, word: str, hosts: list[str]) -> None:
    """The names that a proxy asks for, in both ways to give them."""
    assert read_hosting([word]).hosts == hosts
    file = tmp_path / "hosting.yaml"
    file.write_text(f"hosts: {json.dumps(hosts)}\n")
    assert read_hosting([f"config={file}"]).hosts == hosts


# --- a server of its own, as others reach it --------------------------------------------------------------------------


class Server:
    """``abm app`` in a process of its own, with one seat."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.said = folder / "said"
        with self.said.open("w") as file:
            command = [
                sys.executable,
                "-m",
                "abm.commands.main",
                "app",
                f"port={self.port}",
                "browser=false",
                "sessions=1",
            ]
            self._process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, cwd=folder)
        until = time.monotonic() + 60
        while not self.answers():
            assert self._process.poll() is None, self.said.read_text()
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.1)

    def answers(self) -> bool:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            connection.request("GET", "/")
            return connection.getresponse().status == 200
        except OSError:
            return False

    def send(self, request: bytes, abort: bool = False) -> bytes:
        """Send bytes as they are, and read what comes back at once."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as line:
            line.sendall(request)
            try:
                answer = line.recv(1000)
            except OSError:
                answer = b""
            if abort:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return answer

    def line(self, name: str, **options: Any) -> ClientConnection:
        """Connect as a page does."""
        address = f"ws://127.0.0.1:{self.port}{LINE}?key={name.encode().hex().ljust(32, '0')[:32]}"
        return connect(address, max_size=None, **options)

    def new_lines(self, at_least: int = 0) -> list[str]:
        """What was said since the last time; waits for as many lines as are to come."""
        until = time.monotonic() + 20
        while len(lines := self.said.read_text().splitlines()[self._read :]) < at_least and time.monotonic() < until:
            time.sleep(0.02)
        self._read += len(lines)
        return lines

    _read = 0

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(30)


served = pytest.mark.xdist_group("served")  # by one server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("server"))
    running.new_lines()
    yield running
    running.stop()


def request(path: str = "/", *headers: str, method: str = "GET", host: str = "localhost") -> bytes:
    end = [] if "Connection: Upgrade" in headers else ["Connection: close"]
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", *headers, *end, "", ""]
    return "\r\n".join(lines).encode("latin-1")


UPGRADE = (
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
)

SENT: dict[str, tuple[bytes, str]] = {
    "whole": (request(), "200"),
    "IPv6": (request(host="[::1]:1"), "200"),
    "another host": (request(host="evil.example"), "403"),
    "two hosts": (request("/", "Host: evil.example"), "400"),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", "400"),
    "old and no host": (b"GET / HTTP/1.0\r\n\r\n", "400"),
    "absolute": (request("http://evil.example/"), "404"),
    "forwarded": (request("/", "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: gopher"), "200"),
    "script name": (request("/", "X-Script-Name: //evil.example"), "200"),
    "figures": (request("/resourcez?verbose"), "404"),
    "up": (request("/front/../../../../etc/passwd"), "404"),
    "up, encoded": (request("/front/%2e%2e/%2e%2e/%2e%2e/etc/passwd"), "404"),
    "up, of scripts": (request("/front/..%2f..%2f..%2fpyvenv.cfg"), "404"),
    "a folder": (request("/front/"), "404"),
    "scripts that are nowhere": (request("/front/left-pad.js"), "404"),
    "templates": (request("/front/bar.html"), "404"),
    "zero": (request("/front/%00"), "404"),
    "long": (request("/front/" + "a" * 5000), "404"),
    "query": (request("/?%ff%fe=%&a.officials.courage=lots&seed=NaN"), "200"),
    "cookie": (request("/", 'Cookie: =;;;"\xff\xfe; a"b'), "200"),
    "zero in a header": (request("/", "\x00bad: x"), "400"),
    "encrypted": (b"\x16\x03\x01\x00\n\r\n\r\n", "400"),
    "cut": (b"GET\r\n\r\n", "400"),
    "long header": (request("/", "X: " + "a" * 200_000), "400"),
    "length": (request("/", "Content-Length: -1"), "400"),
    "method": (request(method="BREW"), "405"),
    "range": (request("/front/page.js", "Range: bytes=abc-"), "400"),
    "line of another host": (request(LINE, *UPGRADE, host="evil.example"), "403"),
    "line of another site": (request(LINE, "Origin: http://evil.example", *UPGRADE), "403"),
    "line without a page": (request(LINE, *UPGRADE), "403"),
    "line with a wrong key": (request(LINE + "?key=../../x", *UPGRADE), "403"),
    "line elsewhere": (request("/lines", *UPGRADE), "403"),
}


@served
def test_malformed_requests_leave_a_line_each_at_most(server: Server) -> None:
    """Nothing that comes by HTTP makes the server stop, tell more than it should, or write a traceback."""
    for name, (sent, status) in SENT.items():
        answer = server.send(sent)
        assert answer[9:12].decode() == status, name
        assert b"evil.example" not in answer, name
        if status == "403":
            assert b"content-length: 0" in answer.lower(), name
    time.sleep(0.2)
    lines = server.new_lines()
    assert len(lines) <= len(SENT), lines
    assert all(line.startswith(("warning: ", "error: ")) for line in lines), lines
    assert server.answers()


OPEN = json.dumps({"do": "open", "query": "?population.citizens=500&lang=en"})

MESSAGES: dict[str, list[str | bytes]] = {
    "no JSON": ["{"],
    "empty": [""],
    "list": ["[]"],
    "nothing": ["null"],
    "deep": ["[" * 100_000],
    "bytes": [b"\x00"],
    "more bytes": [b"\xff" * 40],
    "nothing to do": ["{}"],
    "to do of another type": ['{"do": []}'],
    "no beginning": ['{"do": "play", "playing": true}'],
    "unknown act": [OPEN, '{"do": "evict all"}'],
    "no JSON later": [OPEN, "{"],
}


@pytest.mark.parametrize("name", MESSAGES)
@served
def test_malformed_messages_leave_one_line(server: Server, name: str) -> None:
    """Whatever a page's connection brings, the log keeps one line of it, and others are served."""
    server.new_lines()
    with server.line(f"malformed {name}".replace(" ", "-")) as line:
        for sent in MESSAGES[name]:
            line.send(sent)
        lines = server.new_lines(at_least=1)
    time.sleep(0.1)
    lines += server.new_lines()
    assert len(lines) == 1, lines
    assert server.answers()


@pytest.mark.parametrize(
    "sent", [b"\xff\xff\xff\xff", b"\x81\x82\x00\x00\x00\x00\xff\xfe", b"\x81\xff" + b"\xff" * 12, b""]
)
@served
def test_malformed_frames_leave_one_line_at_most(server: Server, sent: bytes) -> None:
    """Bytes that are no message, texts that are none, endless frames, and a line that is torn."""
    server.new_lines()
    path = f"{LINE}?key={len(sent):04d}{KEY[4:]}"
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(request(path, *UPGRADE))
        assert b" 101 " in line.recv(1000)
        line.sendall(sent)
        time.sleep(0.1)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    time.sleep(0.2)
    assert len(server.new_lines()) <= 1
    assert server.answers()


# --- seats ------------------------------------------------------------------------------------------------------------


@contextmanager
def visit(server: Server, name: str) -> Iterator[tuple[ClientConnection, bool]]:
    """Open the page; whether it has a seat is known when its worlds are ready, or the page says that it is full."""
    with server.line(name) as line:
        line.send(OPEN)
        text = ""
        while not (found := re.search(r'class=\\"abm-full\\"|data-status=\\"paused\\"', text)):
            text = str(line.recv(timeout=60))
        yield line, "paused" in found[0]


@pytest.mark.skipif(os.name == "nt", reason="tears a socket as only POSIX can")
@served
def test_dead_browser_gives_its_seat_to_the_next_visitor(server: Server) -> None:
    """All seats taken: who is there keeps the seat, whose browser died loses it at once; idle_minutes are 20 here."""
    with visit(server, "first") as (line, seated):
        assert seated
        with visit(server, "second") as (_, seated):
            assert not seated
        line.socket.shutdown(socket.SHUT_RDWR)  # without a word: the page is not closed, its browser is gone
    until, attempt = time.monotonic() + 20, 0
    seated = False
    while not seated and time.monotonic() < until:  # the server hears of it in its own time
        attempt += 1
        with visit(server, f"third-{attempt}") as (_, seated), visit(server, f"fourth-{attempt}") as (_, other):
            assert not (seated and other)
    assert seated
    assert server.answers()
    assert server.new_lines() == []


def test_seat_of_whom_is_given_away() -> None:
    """Of those who lost their connection the first, never one who is there or came back, and once only."""
    seats = Sessions()
    a, b, c, late, later = (
        Session(lambda: None, lambda _: None, Hosting(), name) for name in ("a", "b", "c", "d", "e")
    )
    for name in "aabcde":
        seats.connected(name)
    for one in (a, b, c):
        assert seats.open(one, 3) is None
    seats.disconnected("b")
    seats.disconnected("a")  # one of two lines
    seats.disconnected("c")
    seats.connected("b")
    assert seats.open(late, 3) is c
    assert (c.closed, len(seats)) == (True, 3)
    with pytest.raises(Full):
        seats.open(later, 3)
    seats.disconnected("a")
    seats.disconnected("b")
    seats.leave(a)
    seats.open(later, 3)
    assert seats.open(c, 3) is b
