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

from abm.app import hosting, server_log
from abm.app.guard import Guard
from abm.app.hosting import Hosting


def installed() -> bool:
    """Whether everything that the page needs is there, its scripts and fonts included."""
    if not all(importlib.util.find_spec(name) for name in ("solara", "ipyvuetify", "starlette", "uvicorn", "markdown")):
        return False
    bases = (Path(base) / "share" / "solara" / "cdn" for base in (sys.prefix, site.getuserbase()))
    return any(any(base.glob("*")) for base in bases)  # the library makes the folder itself, and leaves it empty


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
        Limits for visitors, and which hosts are answered; what ``host`` and ``port`` say is the caller's to heed.
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
    server.main.root_path = ""  # else the first visitor's headers would say it, for everybody
    server.kernel.cull_timeout = f"{settings.idle_minutes * 60:.0f}s"
    server.assets.fontawesome_enabled = False
    solara.settings.assets.proxy = True
    solara.settings.assets.cdn = "http://127.0.0.1:9/"  # what is not here is nowhere: nobody outside is asked
    starlette.get_path = _shipped  # the library's own would fetch and even delete files
    return Guard(starlette.app, settings)


def _shipped(base_cache_dir: Path, path: Any) -> Path:
    """Path of a script or font that was installed; for anything else there is none."""
    inside, found = base_cache_dir.resolve(), (base_cache_dir / path).resolve()
    if not found.is_relative_to(inside) or not found.is_file():
        raise FileNotFoundError(path)
    return found


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
