"""The page in a real Chromium: a server in this process, and visitors who note every complaint."""

from __future__ import annotations

import importlib.util
import logging
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(
    filter(None, (os.environ.get("CHROMIUM"), shutil.which("chromium"), shutil.which("chromium-browser"))), None
)
MISSING = [name for name in ("starlette", "playwright") if importlib.util.find_spec(name) is None]
REASON = "the page needs a Chromium (apt-get install chromium) and the packages of the extra 'dev'"

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip

LOOPBACK = ("127.0.0.1", "::1", "localhost")

SMALL = "population.citizens=500"
"""Citizens enough for pictures, few enough for haste."""

PATIENCE = 60_000.0
"""Milliseconds; a slow machine is no mistake of the page."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the page; one reason for all when there is no browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None or MISSING:
                item.add_marker(pytest.mark.skip(reason=REASON))


class Complaints(logging.Handler):
    """Warnings and errors in the server's log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


class Server:
    """The application on a free port of the loopback address."""

    def __init__(self, port: int = 0, lives: int = 0) -> None:
        import uvicorn

        from abm.app.hosting import Hosting
        from abm.app.serve import application

        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            self.port: int = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.hosting = Hosting(idle_minutes=0.2, lives=lives)
        self.complaints = Complaints()
        logging.getLogger().addHandler(self.complaints)
        config = uvicorn.Config(
            application(self.hosting), host="127.0.0.1", port=self.port, log_level="warning", loop="asyncio"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        until = time.monotonic() + PATIENCE / 1000
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            assert time.monotonic() < until, "the server did not start in time"
            time.sleep(0.05)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        logging.getLogger().removeHandler(self.complaints)


@pytest.fixture(scope="package")
def outside() -> Iterator[list[Any]]:
    """Addresses other than this machine's own that the server's process tries to reach."""
    asked: list[Any] = []
    connect = socket.socket.connect

    def noted(own: socket.socket, address: Any) -> None:
        if own.family != getattr(socket, "AF_UNIX", None) and address[0] not in LOOPBACK:
            asked.append(address)
        connect(own, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", noted)
        yield asked


@pytest.fixture(scope="package")
def server(outside: list[Any]) -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


@pytest.fixture
def whole_burn_in() -> None:
    """Worlds of the page have all weeks of their burn-in, which take longer than most of what is looked at."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Worlds with a short burn-in, but where a test asks for all of it."""
    from abm.app.levers import Start

    original = Start.overrides
    if "whole_burn_in" not in request.fixturenames:
        monkeypatch.setattr(Start, "overrides", lambda self: (*original(self), "burn_in=13"))


@pytest.fixture
def limits(server: Server) -> Iterator[Callable[..., None]]:
    """Change the server's settings for one test."""
    before = vars(server.hosting).copy()
    yield lambda **changes: vars(server.hosting).update(changes)
    vars(server.hosting).update(before)


class Chromium:
    """One browser for all tests, started anew if it was killed: its death is not the page's."""

    def __init__(self, playwright: Any) -> None:
        self._playwright = playwright
        self._browser: Any = None

    def new_context(self, **options: Any) -> Any:
        if self._browser is None or not self._browser.is_connected():
            self._browser = self._playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        return self._browser.new_context(**options)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Chromium]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield Chromium(playwright)


class Visit:
    """One visitor's tab."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        self.outside: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._note(request.url))
        page.on("websocket", lambda socket: self._note(socket.url.replace("ws://", "http://", 1)))

    def _note(self, url: str) -> None:
        if not url.startswith((self.address + "/", "data:", "blob:")):
            self.outside.append(url)

    def open(self, query: str = "", *, ready: bool = True) -> Visit:
        self.page.goto(f"{self.address}/?{query}")
        if ready:
            self.wait("paused")
        return self

    def wait(self, status: str) -> None:
        """Wait until the bar tells a status."""
        self.page.wait_for_selector(f".abm-clock[data-status={status}]")

    def until(self, script: str, argument: Any = None) -> None:
        """Wait until a script in the page holds."""
        self.page.wait_for_function(script, arg=argument, timeout=PATIENCE)

    @property
    def week(self) -> int:
        return int(self.page.get_attribute(".abm-clock", "data-week"))

    def act(self, name: str) -> None:
        self.page.click(f"[data-act={name}]")

    def play_to(self, week: int) -> None:
        """Play as fast as can be up to a week at least, and pause."""
        self.page.select_option("[data-field=speed]", "0")
        self.act("play")
        self.until("week => +document.querySelector('.abm-clock').dataset.week >= week", week)
        self.act("pause")
        self.wait("paused")

    def look(self, view: str) -> None:
        """Open a tab and wait for what it shows."""
        self.page.click(f"[data-view-tab={view}]")
        self.page.wait_for_selector(".abm-about" if view == "about" else f"[data-view-shown={view}] svg")

    def fill(self, field: str, value: str) -> None:
        """Type into a field of the levers."""
        self.page.fill(f"input[data-field='{field}']", value)
        self.page.keyboard.press("Enter")

    def drawing(self, picture: str) -> Any:
        """A picture, once it is there, as data: names, attributes (in their order) and text of its elements."""
        self.page.wait_for_selector(f"[data-picture={picture}] svg", state="attached")
        return self.page.evaluate(
            """name => [...document.querySelectorAll(`[data-picture=${name}] svg *`)].map(one => [one.nodeName,
                Object.entries(one.attributes).map(([, item]) => `${item.name}=${item.value}`).sort(),
                one.children.length ? '' : one.textContent])""",
            picture,
        )

    def count(self, selector: str) -> int:
        return int(self.page.locator(selector).count())

    def text(self, selector: str) -> str:
        return str(self.page.inner_text(selector))

    def save(self, selector: str) -> bytes:
        """Click something that gives a file, and read it."""
        with self.page.expect_download() as download:
            self.page.click(selector)
        return Path(download.value.path()).read_bytes()


@pytest.fixture
def visitors(server: Server, chromium: Chromium, outside: list[Any]) -> Iterator[Callable[..., Any]]:
    """Visitors, each with a browser of their own; afterwards nobody may have complained or asked anyone outside."""
    contexts, visits = [], []
    server.complaints.lines.clear()

    @contextmanager
    def visitor(*, seen_tour: bool = True, complains: bool = False, **options: Any) -> Iterator[Visit]:
        context = chromium.new_context(**({"viewport": {"width": 1280, "height": 800}} | options))
        if seen_tour:
            context.add_init_script("if (location.host) localStorage.setItem('abm-tour-seen', 'yes')")
        contexts.append(context)
        visit = Visit(context.new_page(), server.address)
        if not complains:
            visits.append(visit)
        yield visit
        context.close()

    yield visitor
    for context in contexts:
        context.close()
    assert [line for visit in visits for line in visit.complaints] == []
    assert [url for visit in visits for url in visit.outside] == []
    assert outside == []
    if len(visits) == len(contexts):
        assert server.complaints.lines == []


@pytest.fixture
def visit(visitors: Callable[..., Any]) -> Iterator[Visit]:
    """One visitor on a laptop of 1,280 pixels."""
    with visitors() as one:
        yield one
