"""What stands before the page: who is answered, what there is to ask for, and what becomes of a malformed request."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any

from abm.app.hosting import Hosting, name_of

log = logging.getLogger("abm.app.guard")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""What the browser may ask for: this server's own scripts, style and line. Pictures have colours of their own, hence
'unsafe-inline' for style."""

PAGES = ("/", "/odd")
"""The page, and the description of the model."""

SERVED = "/front/"
"""All that the page asks for besides itself."""

LINE = "/line"
"""Path of the one connection that a page keeps open."""

Headers = list[tuple[bytes, bytes]]


class Guard:
    """Answers whom the settings say, tells browsers to ask nobody else, and ends what goes wrong with one line.

    Parameters
    ----------
    application : ASGI application
        The page.
    settings : Hosting
        Which hosts are answered.
    """

    def __init__(self, application: Any, settings: Hosting) -> None:
        self._application, self._settings = application, settings

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Handle one request or connection."""
        if scope["type"] == "lifespan":
            await self._application(scope, receive, send)
        elif (reason := self._refusal(scope)) is not None:
            await _refuse(scope, send, reason)
        else:
            await self._serve(scope, receive, send)

    def _refusal(self, scope: Any) -> int | None:
        """Status of the answer to somebody who is not to be answered."""
        headers, path = scope["headers"], scope["path"]
        host = _only(headers, b"host")
        allowed = self._settings.answered
        if host is None or name_of(host) is None or (allowed is not None and name_of(host) not in allowed):
            log.warning("refused: host %.80r is not answered (abm app --help tells of hosts=)", host or "")
            return 403 if host else 400
        if scope["type"] == "websocket":
            if path != LINE:
                return 404
            return 403 if _is_foreign(headers, host, self._settings) else None
        return None if path in PAGES or path.startswith(SERVED) else 404

    async def _serve(self, scope: Any, receive: Any, send: Any) -> None:
        begun = False

        async def answer(message: Any) -> None:
            nonlocal begun
            begun = True
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message.get("headers", []),
                    (b"content-security-policy", POLICY.encode()),
                    (b"referrer-policy", b"no-referrer"),
                    (b"x-content-type-options", b"nosniff"),
                ]
            await send(message)

        try:
            await self._application(scope, receive, answer)
        except Exception as error:  # whatever somebody sent: nobody else may notice, and the log keeps one line
            what = "a message of a page" if scope["type"] == "websocket" else repr(scope["path"][:80])
            log.warning("could not be answered: %s: %s", what, _in_a_line(error))
            if scope["type"] == "websocket" or not begun:
                await _refuse(scope, send, 400)


def _only(headers: Headers, name: bytes) -> str | None:
    values = [value.decode("latin-1") for key, value in headers if key == name]
    return values[0] if len(values) == 1 else None


def _is_foreign(headers: Headers, host: str, settings: Hosting) -> bool:
    """Whether a browser says that a page of another site is asking; a proxy tells which host it was asked as."""
    if not any(key == b"origin" for key, _ in headers):
        return False
    hosts = [host]
    forwarded = _only(headers, b"x-forwarded-host") or ""
    if (name_of(forwarded) or "") in map(str.lower, settings.hosts):
        hosts.append(forwarded)
    origin = _only(headers, b"origin") or ""
    return origin.partition("://")[2].lower() not in map(str.lower, hosts)


async def _refuse(scope: Any, send: Any, status: int) -> None:
    with suppress(Exception):  # whoever it was may have gone
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            length = [(b"content-length", b"0"), (b"connection", b"close")]
            await send({"type": "http.response.start", "status": status, "headers": length})
            await send({"type": "http.response.body", "body": b""})


def _in_a_line(error: BaseException) -> str:
    """What went wrong in one line; of a group, its first."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
