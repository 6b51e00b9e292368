"""A server on the loopback address that answers calls as the Census API does, faults included."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.unit.fetch.serving import serving

KEY = "0123456789abcdef0123456789abcdef01234567"
MISSING_KEY_PAGE = b"<html>\n<head>\n  <title>Missing Key</title>\n</head><body>A key is required.</body></html>"
INVALID_KEY_PAGE = b"<html><head><title>Invalid Key</title></head><body>Check " + KEY.encode() + b"</body></html>"
TRACTS = {
    "11": [("001", "000101"), ("001", "000102"), ("001", "000201")],
    "56": [("001", "962700"), ("003", "960100")],
}

Mishap = Callable[["_Handler", bytes], None]


class CensusServer(ThreadingHTTPServer):
    """The server. `mishaps` come one a request instead of an answer; `asked` are the requests, key and all."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.mishaps: list[Mishap | None] = []
        self.asked: list[str] = []
        self.unknown_variables: set[tuple[str, str]] = set()
        self.agents: set[str | None] = set()

    @property
    def base(self) -> str:
        """Return what stands for https://api.census.gov/data."""
        return f"http://127.0.0.1:{self.server_port}/data"


class _Handler(BaseHTTPRequestHandler):
    server: CensusServer

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.agents.add(self.headers.get("User-Agent"))
        mishap = self.server.mishaps.pop(0) if self.server.mishaps else None
        status, body = self._answered()
        if mishap is not None:
            mishap(self, body)
        else:
            self.send(status, body)

    def _answered(self) -> tuple[int, bytes]:
        address = urlsplit(self.path)
        parameters = {name: values[0] for name, values in parse_qs(address.query).items()}
        dataset = address.path.removeprefix("/data/")
        variables = parameters.get("get", "").split(",")
        if parameters.get("key") != KEY:
            return 200, INVALID_KEY_PAGE if "key" in parameters else MISSING_KEY_PAGE
        if len(variables) > 50:
            return 400, b"error: 'get' is limited to 50 variables"
        for variable in variables:
            if (dataset, variable) in self.server.unknown_variables:
                return 400, f"error: error: unknown variable '{variable}'".encode()
        state = parameters["in"].removeprefix("state:")
        if parameters["for"] != "tract:*" or state not in TRACTS:
            return 204, b""
        return 200, answer(variables, state)

    def send(self, status: int, body: bytes, **headers: str) -> None:
        """Send an answer; headers are named with underscores."""
        self.send_response(status)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for header, value in {"Content-Length": str(len(body)), **named}.items():
            self.send_header(header, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Keep the test's output clean."""


def answer(variables: list[str], state: str) -> bytes:
    """Return an answer with the layout of the real ones: a line a row, every value text, the geography last."""
    rows = [[*variables, "state", "county", "tract"]]
    rows += [
        [*("Census Tract; State" if v == "NAME" else str(i) for i, v in enumerate(variables)), state, county, tract]
        for county, tract in TRACTS[state]
    ]
    return ("[" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "]").encode()


def status(code: int, body: bytes = b"", **headers: str) -> Mishap:
    """Return a mishap that answers with a status."""
    return lambda handler, right: handler.send(code, body, **headers)


def instead(body: bytes) -> Mishap:
    """Return a mishap that sends another body with status 200."""
    return lambda handler, right: handler.send(200, body)


def truncated(handler: _Handler, right: bytes) -> None:
    """Send half an answer as if it were whole."""
    handler.send(200, right[: len(right) // 2])


def dropped(handler: _Handler, right: bytes) -> None:
    """Announce a whole answer and close the connection after half of it."""
    handler.send(200, right[: len(right) // 2], Content_Length=str(len(right)))
    handler.close_connection = True


def census_server() -> AbstractContextManager[CensusServer]:
    """Run a server until the block ends."""
    return serving(CensusServer())
