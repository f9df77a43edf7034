"""Serve the page: to this machine alone unless told otherwise, and asking nobody outside anything."""

from __future__ import annotations

import importlib.util
import os
import site
import socket
import sys
import threading
import time
import warnings
import webbrowser
from pathlib import Path
from typing import Any

from abm.app import hosting
from abm.app.hosting import LOOPBACK, Hosting

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "frame-ancestors 'self'"
)
"""What the browser may ask for: this server. The templates are compiled in the browser, hence 'unsafe-eval'."""


def installed() -> bool:
    """Whether everything that the page needs is there, its scripts and fonts included."""
    if not all(importlib.util.find_spec(name) for name in ("solara", "ipyvuetify", "starlette", "uvicorn", "markdown")):
        return False
    return any((Path(base) / "share" / "solara" / "cdn").is_dir() for base in (sys.prefix, site.getuserbase()))


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
    """The ASGI application, set up to work offline.

    Parameters
    ----------
    settings : Hosting
        Limits for visitors; what ``host`` and ``port`` say is the caller's to heed.
    """
    hosting.current = settings
    os.environ["SOLARA_APP"] = "abm.app.page"
    os.environ.setdefault("SOLARA_TELEMETRY_MIXPANEL_ENABLE", "False")
    os.environ["SOLARA_KERNEL_CULL_TIMEOUT"] = f"{settings.idle_minutes * 60:.0f}s"
    import solara.settings
    from solara.server import settings as server
    from solara.server import starlette

    # said on every visit by plain http, which is what this machine speaks to itself
    warnings.filterwarnings("ignore", message="Cookies with samesite=none require https")
    server.telemetry.mixpanel_enable = False
    server.theme.show_banner = False
    server.theme.title = "abm"
    server.theme.variant = server.ThemeVariant.light
    server.theme.loader = "plain"
    server.main.mode = "production"
    server.kernel.cull_timeout = f"{settings.idle_minutes * 60:.0f}s"
    server.assets.fontawesome_enabled = False
    solara.settings.assets.proxy = True
    solara.settings.assets.cdn = "http://127.0.0.1:9/"  # what is not here is nowhere: nobody outside is asked
    return _Guard(starlette.app)


class _Guard:
    """Tells browsers to ask nobody else for anything, and lets no other site's page play here."""

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def answer(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message.get("headers", []),
                    (b"content-security-policy", POLICY.encode()),
                    (b"referrer-policy", b"no-referrer"),
                    (b"x-content-type-options", b"nosniff"),
                ]
            await send(message)

        if scope["type"] == "websocket" and _is_foreign(dict(scope["headers"])):
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._application(scope, receive, answer)


def _is_foreign(headers: dict[bytes, bytes]) -> bool:
    """Whether a browser says that a page of another site is asking; a proxy tells which host it was asked as."""
    origin = headers.get(b"origin")
    hosts = (headers.get(b"host"), headers.get(b"x-forwarded-host"))
    return origin is not None and origin.partition(b"://")[2] not in hosts


def serve(settings: Hosting) -> None:
    """Serve until stopped."""
    import uvicorn

    address = f"http://{settings.host}:{settings.port}"
    config = uvicorn.Config(
        application(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        loop="asyncio",
    )
    server = uvicorn.Server(config)
    if settings.browser and settings.host in LOOPBACK:
        threading.Thread(target=_open, args=(server, address), daemon=True).start()
    print(f"Open {address} in a browser. Ctrl-C stops.", flush=True)
    server.run()


def _open(server: Any, address: str) -> None:
    while not server.started:
        time.sleep(0.1)
    webbrowser.open(address)
