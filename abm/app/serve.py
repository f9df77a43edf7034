"""Serve the page: to this machine alone unless told otherwise, and asking nobody outside anything."""

from __future__ import annotations

import importlib.util
import os
import socket
import threading
import time
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from abm.app import server_log
from abm.app.guard import Guard
from abm.app.hosting import Hosting
from abm.words import LANGUAGES

NEEDED = ("jinja2", "markdown", "starlette", "uvicorn", "websockets")
"""Packages of the extra ``app``."""


def installed() -> bool:
    """Whether everything that the page needs is there."""
    return all(importlib.util.find_spec(name) for name in NEEDED)


def occupied(host: str, port: int) -> str:
    """Why an address cannot be listened on, or nothing."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            if os.name == "posix":  # as the server does; on Windows it would let two servers share a port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, UnicodeError) as error:
        return f"an address of this machine with a free port ({getattr(error, 'strerror', None) or error})"
    return ""


def application(settings: Hosting) -> Any:
    """The ASGI application.

    Parameters
    ----------
    settings : Hosting
        Limits for visitors, and which hosts are answered; what ``host`` and ``port`` say is the caller's to heed.
    """
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import HTMLResponse
    from starlette.routing import Mount, Route, WebSocketRoute
    from starlette.staticfiles import StaticFiles

    from abm.app import page
    from abm.app.line import Lines

    async def shell(request: Request) -> HTMLResponse:
        return HTMLResponse(page.shell(request.headers.get("accept-language", ""), settings))

    async def description(request: Request) -> HTMLResponse:
        asked = request.query_params.get("lang", "") or request.headers.get("accept-language", "")
        return HTMLResponse(page.description(asked, settings))

    lines = Lines(settings)

    @asynccontextmanager
    async def alive(_: Any) -> AsyncIterator[None]:
        threading.Thread(target=_read_about, name="about", daemon=True).start()
        yield
        lines.close()

    routes = [
        Route("/", shell, methods=["GET"]),
        Route("/odd", description, methods=["GET"]),
        WebSocketRoute("/line", lines),
        Mount("/front", StaticFiles(directory=page.FRONT)),
    ]
    return Guard(Starlette(routes=routes, lifespan=alive), settings)


def _read_about() -> None:
    """Judge the stored tables before anybody asks, as that takes longer than a click should."""
    from abm.app.about import about

    with suppress(Exception):  # whoever looks at it is told
        for language in LANGUAGES:
            about(language)


LARGEST = 2_000_000
"""Bytes of the largest message of a browser; a file that is opened in the page has a tenth of it."""


def serve(settings: Hosting) -> None:
    """Serve until stopped."""
    import uvicorn

    server_log.keep()
    config = uvicorn.Config(
        application(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        loop="asyncio",
        http="h11",  # which refuses what is malformed
        ws_max_size=LARGEST,
        log_config=None,
    )
    server = uvicorn.Server(config)
    if settings.browser and settings.local:
        threading.Thread(target=_open, args=(server, settings.address), daemon=True).start()
    print(f"Open {settings.address} in a browser. Ctrl-C stops.", flush=True)
    server.run()


def _open(server: Any, address: str) -> None:
    while not server.started:
        time.sleep(0.1)
    webbrowser.open(address)
