"""The built site over loopback, compressed with brotli, as a host of static files serves it."""

from __future__ import annotations

import mimetypes
import threading
from contextlib import contextmanager, suppress
from functools import cache, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import brotli

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADERS = 250
"""Bytes of an answer's status and headers, about."""
TEXT = ("text/html", "text/css", "text/javascript", "application/javascript", "image/svg")


LARGE = 1_000_000
"""Bytes."""


@cache
def compressed(path: Path) -> bytes:
    """A file's bytes at brotli's highest quality, which such hosts keep ready; a large one's below.

    Nobody waits for the best of many megabytes.
    """
    data = path.read_bytes()
    return bytes(brotli.compress(data, quality=11 if len(data) < LARGE else 9))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: Any, folder: Path, sent: dict[str, int]) -> None:
        self.folder = folder
        self.sent = sent
        super().__init__(*arguments)

    def do_GET(self) -> None:
        path = self.folder / unquote(urlsplit(self.path).path).lstrip("/")
        path = path / "index.html" if path.is_dir() else path
        if not path.resolve().is_relative_to(self.folder.resolve()) or not path.is_file():
            self.send_error(404)
            return
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        small = kind.startswith(TEXT) and "br" in self.headers.get("Accept-Encoding", "")
        body = compressed(path) if small else path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if small else kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "public, max-age=31536000, immutable")
        if small:
            self.send_header("Content-Encoding", "br")
        self.end_headers()
        self.sent[path.name] = self.sent.get(path.name, 0) + len(body) + HEADERS
        with suppress(BrokenPipeError, ConnectionResetError):  # the reader is gone
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
        pass


@contextmanager
def served(
    folder: Path, *, ahead: bool = True, sent: dict[str, int] | None = None
) -> Iterator[str]:
    """Serve `folder`; gives its address, ``http://127.0.0.1:port``.

    `ahead`: compress everything before anybody waits for it; else what is asked for. `sent`
    counts the bytes that go over the wire, headers included, by the file's name.
    """
    for path in sorted(folder.rglob("*")) if ahead else ():
        if path.is_file() and (mimetypes.guess_type(path.name)[0] or "").startswith(TEXT):
            compressed(path)
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(_Handler, folder=folder, sent={} if sent is None else sent)
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
