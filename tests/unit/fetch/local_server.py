"""A web server on the loopback address that misbehaves as told, and remembers what it was asked."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.unit.fetch.serving import serving


@dataclass(frozen=True)
class Refusal:
    """An answer with a status and headers instead of the file."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cut:
    """An answer that breaks off after some bytes."""

    n_bytes: int


@dataclass(frozen=True)
class Stall:
    """No answer at all for some seconds, then a closed connection."""

    seconds: float


@dataclass
class ServedFile:
    """A file of the server. `mishaps` come first, one a request; from then on it is served in full."""

    content: bytes
    mishaps: list[Refusal | Cut | Stall] = field(default_factory=list)
    etag: str | None = '"v1"'
    heeds_range: bool = True
    content_type: str | None = None


class LocalServer(ThreadingHTTPServer):
    """The server, its files by path, and the Range header of every request by path."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, ServedFile] = {}
        self.ranges: dict[str, list[str | None]] = {}

    @property
    def base(self) -> str:
        """Return the address of the folder the files are in."""
        return f"http://127.0.0.1:{self.server_port}/mirror"

    def serve(self, name: str, content: bytes, **behaviour: object) -> ServedFile:
        """Put a file into the folder."""
        self.files[f"/mirror/{name}"] = ServedFile(content, **behaviour)
        return self.files[f"/mirror/{name}"]

    def asked(self, name: str) -> list[str | None]:
        """Return the Range header of each request for a file, None for a request for the whole."""
        return self.ranges.get(f"/mirror/{name}", [])


class _Handler(BaseHTTPRequestHandler):
    server: LocalServer

    def do_GET(self) -> None:
        self.server.ranges.setdefault(self.path, []).append(self.headers.get("Range"))
        file = self.server.files.get(self.path)
        mishap = file.mishaps.pop(0) if file and file.mishaps else None
        if file is None:
            self._refuse(Refusal(404))
        elif isinstance(mishap, Refusal):
            self._refuse(mishap)
        elif isinstance(mishap, Stall):
            time.sleep(mishap.seconds)
            self.close_connection = True
        else:
            self._send(file, mishap)

    def _refuse(self, refusal: Refusal) -> None:
        self.send_response(refusal.status)
        for header, value in {"Content-Length": "0", **refusal.headers}.items():
            self.send_header(header, value)
        self.end_headers()

    def _send(self, file: ServedFile, cut: Cut | None) -> None:
        asked = self.headers.get("Range")
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and file.heeds_range else 0
        if start >= len(file.content) > 0:
            self._refuse(Refusal(416, {"Content-Range": f"bytes */{len(file.content)}"}))
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(file.content) - 1}/{len(file.content)}")
        if file.content_type:
            self.send_header("Content-Type", file.content_type)
        if file.etag:
            self.send_header("ETag", file.etag)
        self.send_header("Content-Length", str(len(file.content) - start))
        self.end_headers()
        self.wfile.write(file.content[start:] if cut is None else file.content[start : start + cut.n_bytes])

    def log_message(self, *arguments: object) -> None:
        """Keep the test's output clean."""


def local_server() -> AbstractContextManager[LocalServer]:
    """Run a server until the block ends."""
    return serving(LocalServer())
