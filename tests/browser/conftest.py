"""A real browser, on the built site, over HTTP and from the disk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
POSTS = ("beyond-mup-1", "why-short-conv")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
        pass


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """``http://127.0.0.1:port`` of the built site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    arguments = ["--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


class Tab:
    """A page, with what it asked for and what it complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type == "error" else None,
        )
        page.on("requestfailed", lambda request: self.errors.append(f"failed: {request.url}"))


def lay_out(page: Page) -> None:
    """Have reading.js lay all of the page out, which it does at once for who wants to its end."""
    page.evaluate("dispatchEvent(new KeyboardEvent('keydown', {key: 'End'}))")


@pytest.fixture
def open_tab(chromium: Browser) -> Iterator[Any]:
    """``open_tab(url, **options)``: a fresh reader's tab; options are playwright's."""
    contexts = []

    def run(url: str, **options: Any) -> Tab:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = chromium.new_context(**options)
        contexts.append(context)
        tab = Tab(context.new_page())
        tab.page.goto(url, wait_until="load")
        if options.get("java_script_enabled", True):
            lay_out(tab.page)
        return tab

    yield run
    for context in contexts:
        context.close()
