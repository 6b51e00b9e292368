"""A local server, a home of its own, and a catalog of one made-up source that points at the server."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from orchestration.fetch.display import Display
from orchestration.fetch.groups import wanted_files
from orchestration.fetch.patience import Patience
from orchestration.fetch.run import Outcome, fetch_files
from orchestration.fetch.wanted_file import WantedFile
from orchestration.settings import FETCH_BASE_VARIABLE, Settings
from orchestration.sources.captures import Capture
from orchestration.sources.catalog import load_catalog
from tests.unit.fetch.local_server import LocalServer, local_server

CONTENT = bytes(range(256)) * 1024
NAME = "pendingAgencies-20250401123225.xlsx"


def sha256_of(content: bytes) -> str:
    """Return the checksum a catalog would hold for some content."""
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with local_server() as running:
        yield running


@pytest.fixture
def settings(tmp_path, monkeypatch: pytest.MonkeyPatch, server: LocalServer) -> Settings:
    """Return the settings of a new home whose mirror is the local server."""
    monkeypatch.setenv(FETCH_BASE_VARIABLE, server.base)
    made = Settings(home=tmp_path / "home", raw_directory=tmp_path / "home" / "raw")
    made.create_directories()
    return made


@pytest.fixture
def waits() -> list[float]:
    """Return the list in which a run notes its waits instead of waiting."""
    return []


@pytest.fixture
def patience(waits: list[float]) -> Patience:
    return Patience(sleep=waits.append)


@pytest.fixture
def wanted(settings: Settings) -> Callable[..., list[WantedFile]]:
    """Return a maker of wanted files out of checksums by file name."""

    def make(checksums: dict[str, str | None]) -> list[WantedFile]:
        captures = tuple(Capture(name, None, checksum) for name, checksum in checksums.items())
        source = replace(load_catalog()["ice_287g_pending"], captures=captures)
        return wanted_files("policies", settings, catalog=[source])

    return make


@pytest.fixture
def fetch(wanted: Callable[..., list[WantedFile]], patience: Patience) -> Callable[..., list[Outcome]]:
    """Return a fetch of files by name and checksum that gives back how each ended."""

    def run(checksums: dict[str, str | None]) -> list[Outcome]:
        return fetch_files(wanted(checksums), patience, Display())

    return run
