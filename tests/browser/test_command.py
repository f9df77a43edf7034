"""The command itself: it serves this machine, and ends when it is told to."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest

from tests.browser.conftest import SMALL, Server, Visit


@pytest.mark.skipif(os.name != "posix", reason="sends Ctrl-C as only POSIX can")
def test_command_serves_and_stops(visitors, tmp_path) -> None:
    """`abm app` opens the page on the loopback address, says where, prints nothing else, and stops at Ctrl-C."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    said = tmp_path / "said"
    with said.open("w") as file:
        command = [sys.executable, "-m", "abm.commands.main", "app", f"port={port}", "browser=false"]
        running = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, cwd=tmp_path)
    try:
        until = time.monotonic() + 60
        while said.read_text() == "" or not _answers(port):
            assert running.poll() is None, said.read_text()
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.1)
        with visitors() as visit:
            visit.address = f"http://127.0.0.1:{port}"
            visit.open(f"{SMALL}&lang=nl")
            visit.play_to(3)
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == 130
    finally:
        running.kill()
    assert re.match(rf"Open http://127\.0\.0\.1:{port} in a browser\..*\n", said.read_text())
    assert "Traceback" not in said.read_text()
    assert "Warning" not in said.read_text()


def _answers(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False


def test_page_of_another_site_cannot_play(visit: Visit, server: Server) -> None:
    """A page from elsewhere that is open in the same browser gets no connection."""
    visit.open(f"{SMALL}&lang=en")
    request = "\r\n".join(
        [
            f"GET /line?key={'0c5a6f5e' * 4} HTTP/1.1",
            f"Host: 127.0.0.1:{server.port}",
            "Origin: {}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
            "\r\n",
        ]
    )
    answers = []
    for origin in (server.address, "http://elsewhere.example"):
        with socket.create_connection(("127.0.0.1", server.port)) as line:
            line.sendall(request.format(origin).encode())
            answers.append(line.recv(100).split(b" ")[1])
    assert answers == [b"101", b"403"]
