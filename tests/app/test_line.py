"""What a browser says over its line, and which visitor it is."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

starlette = pytest.importorskip("starlette", reason="the [app] extra is not installed")

from starlette.websockets import WebSocketDisconnect  # noqa: E402

from abm.app.hosting import Hosting  # noqa: E402
from abm.app.line import Lines, read  # noqa: E402
from abm.app.seats import sessions  # noqa: E402

KEY = "ab" * 16
OPEN = {"do": "open", "query": "population.citizens=300&lang=en&week=1"}


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7", "{}", '{"do": 3}', '{"act": "play"}', "[" * 5000])
def test_what_is_no_message_is_refused(text: str) -> None:
    """Nothing that is no act reaches a visitor."""
    with pytest.raises(ValueError):
        read(text)
    assert read('{"do": "step"}') == {"do": "step"}


class Browser:
    """Connects, says its messages, hears until a week is shown, and ends the line with a code.

    One that is deaf has left by then, which the server finds out by sending.
    """

    def __init__(self, lines: Lines, *said: dict[str, Any], code: int, deaf: bool = False) -> None:
        self._deaf = deaf
        self.heard: list[dict[str, Any]] = []
        self._said, self._code = [OPEN, *said], code
        scope = {"type": "websocket", "path": "/line", "query_string": f"key={KEY}".encode(), "headers": []}
        self._run = lambda: lines(scope, self._receive, self._send)

    async def _receive(self) -> dict[str, Any]:
        if not self.heard and not hasattr(self, "_connected"):
            self._connected = True
            return {"type": "websocket.connect"}
        if self._deaf and len(self._said) == 1:
            await asyncio.sleep(0.5)  # by now something was sent
        if self._said:
            return {"type": "websocket.receive", "text": json.dumps(self._said.pop(0))}
        for _ in range(1500):
            if self._deaf or 'data-status="paused"' in self.part("bar"):
                break
            await asyncio.sleep(0.02)
        return {"type": "websocket.disconnect", "code": self._code}

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "websocket.send":
            if self._deaf:
                raise OSError("the browser is gone")
            self.heard.append(json.loads(message["text"]))

    def part(self, name: str) -> str:
        """A part of the page as it was sent last."""
        return next((one["parts"][name] for one in reversed(self.heard) if name in one["parts"]), "")

    async def visit(self) -> Browser:
        await self._run()
        return self


def run(work: Any) -> Any:
    with ThreadPoolExecutor(1) as pool:  # where a browser has been opened, this thread has a loop that is running
        return pool.submit(asyncio.run, work()).result()


async def nobody_left() -> bool:
    """Whether all seats are free, within ten seconds."""
    for _ in range(500):
        if not len(sessions):
            break
        await asyncio.sleep(0.02)
    return len(sessions) == 0


def test_a_line_that_was_lost_is_taken_up_again() -> None:
    """The same worlds, levers and week are there; a page that was closed leaves nothing, and its key is new again."""

    async def work() -> None:
        lines = Lines(Hosting())
        await Browser(lines, {"do": "speak", "language": "nl"}, {"do": "step"}, code=1006).visit()
        assert len(sessions) == 1
        again = await Browser(lines, code=1006).visit()
        assert again.heard[0]["language"] == "nl"
        assert set(again.heard[0]["parts"]) > {"bar", "view", "world", "events"}  # the whole page, once
        assert len(sessions) == 1
        await Browser(lines, code=1001).visit()
        assert await nobody_left()
        other = await Browser(lines, code=1001).visit()
        assert other.heard[0]["language"] == "en"

    run(work)


def test_who_left_while_something_was_sent_is_let_go_of() -> None:
    """No fault of the server's, and the seat is free at once, as the browser says why it left."""

    async def work() -> None:
        await Browser(Lines(Hosting()), {"do": "speak", "language": "nl"}, code=1001, deaf=True).visit()
        assert await nobody_left()

    run(work)


def test_who_stays_away_is_forgotten() -> None:
    """A line that is not taken up again within the server's minutes frees the seat."""

    async def work() -> None:
        lines = Lines(Hosting(idle_minutes=0.1 / 60))
        await Browser(lines, code=1006).visit()
        assert await nobody_left()

    run(work)


@pytest.mark.parametrize("key", ["", "x", "AB" * 16, "ab" * 17, "../" * 8])
def test_a_line_needs_a_key(key: str) -> None:
    """Nothing but a number of the page's own making is a key."""
    ended: list[Any] = []

    async def work() -> None:
        async def send(message: Any) -> None:
            ended.append(message)

        async def receive() -> Any:
            raise WebSocketDisconnect

        scope = {"type": "websocket", "path": "/line", "query_string": f"key={key}".encode(), "headers": []}
        await Lines(Hosting())(scope, receive, send)

    run(work)
    assert [message["type"] for message in ended] == ["websocket.close"]


def test_only_what_changed_is_sent() -> None:
    """A click that changes one part sends that part and no other."""

    async def work() -> Browser:
        lines = Lines(Hosting())
        return await Browser(lines, {"do": "event", "name": "kind", "value": "crisis"}, code=1001).visit()

    heard = run(work).heard
    first, *later = heard
    assert len(first["parts"]) > 8
    assert any(set(one["parts"]) == {"events"} for one in later)
    assert all("take" not in one["parts"] or one is first or "bar" in one["parts"] for one in heard)
