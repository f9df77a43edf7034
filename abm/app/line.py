"""The line between a browser and the server: parts of the page go out, and what the visitor did comes in.

A visitor stays for a while after the line was lost, as when a laptop sleeps, and is met again by its key; one who
leaves, or whose seat was given away, is let go of at once. Who comes back later starts from the link in the address
bar, which says what was seen last.
"""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import suppress
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from abm.app.hosting import Hosting
from abm.app.lives import Lives
from abm.app.replay.making import Replays
from abm.app.seats import sessions
from abm.app.visitor import Visitor, first_visit

KEY = re.compile("[0-9a-f]{32}")
"""By which a page is known; it makes its own, and tells nobody else."""

LEFT = (1000, 1001, 1005)
"""How a line ends when the page was closed; anything else is a line that was lost."""

DEEP = 20
"""Levels of brackets in a message, which says little and says it flat."""


class Lines:
    """The lines of all visitors: an ASGI application for the one path they connect to.

    Parameters
    ----------
    settings : Hosting
        Limits.
    """

    def __init__(self, settings: Hosting) -> None:
        self._settings = settings
        self._lives = Lives(settings.lives) if settings.lives else None
        self._replays = Replays()
        self._visitors: dict[str, Visitor] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one line until it ends."""
        line = WebSocket(scope, receive, send)
        key = line.query_params.get("key", "")
        if KEY.fullmatch(key) is None:
            await line.close(1008)
            return
        await line.accept()
        sessions.connected(key)
        ended = 1006
        try:
            await self._serve(line, key)
        except WebSocketDisconnect as end:
            ended = end.code
        finally:
            sessions.disconnected(key)
            self._end(key, ended)

    def close(self) -> None:
        """End what runs for the visitors; the server ends."""
        for visitor in list(self._visitors.values()):
            visitor.leave()
        self._replays.close()
        if self._lives is not None:
            self._lives.close()

    async def _serve(self, line: WebSocket, key: str) -> None:
        """Meet the visitor, and pass on what either side has to say."""
        message = read(await line.receive_text())
        if message["do"] != "open":
            raise ValueError(f"a line that begins with {message['do'][:40]}")
        loop, outbox = asyncio.get_running_loop(), asyncio.Queue[str]()

        def outlet(text: str) -> None:
            with suppress(RuntimeError):  # the server has ended
                loop.call_soon_threadsafe(outbox.put_nowait, text)

        visitor = self._visitors.get(key)
        if visitor is None or visitor.session.closed:
            asked = line.headers.get("accept-language", "")
            query, behind = str(message.get("query", "")), (self._lives, self._replays)
            visitor = await asyncio.to_thread(first_visit, query, asked, self._settings, key, *behind)
            self._visitors[key] = visitor
            await asyncio.to_thread(visitor.enter)
        await asyncio.to_thread(visitor.meet, outlet)
        sender = asyncio.create_task(_pass_on(line, outbox))
        try:
            while True:
                act = read(await _heard(line))
                if act["do"] == "drawn":
                    visitor.drawn(act)
                else:
                    await asyncio.to_thread(visitor.act, act)
        finally:
            visitor.part(outlet)
            sender.cancel()

    def _end(self, key: str, code: int) -> None:
        visitor = self._visitors.get(key)
        if visitor is None:
            return
        if code in LEFT or visitor.session.closed:
            self._forget(key, visitor)
        else:
            wait = 60.0 * self._settings.idle_minutes
            asyncio.get_running_loop().call_later(wait, self._forget_absent, key, visitor)

    def _forget_absent(self, key: str, visitor: Visitor) -> None:
        if visitor.alone:
            self._forget(key, visitor)

    def _forget(self, key: str, visitor: Visitor) -> None:
        visitor.leave()
        if self._visitors.get(key) is visitor:
            del self._visitors[key]


async def _heard(line: WebSocket) -> str:
    """What the browser says next. Where sending has found out that it left, only why is still to be heard."""
    while line.application_state is not WebSocketState.CONNECTED:
        message = await line.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
    return await line.receive_text()


async def _pass_on(line: WebSocket, outbox: asyncio.Queue[str]) -> None:
    """Send what there is to show; a line that ended takes nothing more."""
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await line.send_text(await outbox.get())


def read(text: str) -> dict[str, Any]:
    """A message of a browser.

    Raises
    ------
    ValueError
        When it is none.
    """
    if text.count("[") + text.count("{") > DEEP * 10:
        raise ValueError("a message with too many brackets")
    message = json.loads(text)
    if not isinstance(message, dict) or not isinstance(message.get("do"), str):
        raise ValueError(f"a message that says nothing to do: {text[:60]!r}")
    return message
