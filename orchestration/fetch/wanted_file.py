"""A file somebody wants: what the catalog says of it, where it would come from and where it goes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from orchestration.fetch.errors import FetchError
from orchestration.settings import FETCH_BASE_VARIABLE
from orchestration.sources.captures import Capture


@dataclass(frozen=True)
class WantedFile:
    """A file to fetch: what the catalog says of it, where it would come from and where it goes."""

    source_name: str
    capture: Capture
    url: str | None
    destination: Path

    @property
    def name(self) -> str:
        """Return the name the file takes in the raw folder."""
        return self.capture.file_name

    @property
    def host(self) -> str:
        """Return the host the file would come from; empty where no address is known."""
        return urlsplit(self.url).netloc if self.url else ""


def checked_base(base: str | None) -> str | None:
    """Return the mirror's address, or None where there is none. Raises FetchError when it is no web address."""
    if base and not (urlsplit(base).scheme in ("http", "https") and urlsplit(base).netloc):
        raise FetchError(
            f"{FETCH_BASE_VARIABLE} is {base!r}, which is no web address.\n"
            "  remedy: set it to the http(s) address of a folder that holds the files by name, or unset it."
        )
    return base


def address_of(capture: Capture, base: str | None) -> str | None:
    """Return where a file comes from: the mirror's folder if one is set, else the file's own address."""
    return f"{base.rstrip('/')}/{quote(capture.file_name)}" if base else capture.url
