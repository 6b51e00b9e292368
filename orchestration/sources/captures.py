"""Captures: the public files of a source that can be fetched, each with its address and checksum."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

FIELDS = frozenset({"file_name", "url", "sha256", "captured_on", "is_verified"})
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Capture:
    """One public file of a source.

    `url` is None where no public address is known; `sha256` is None where nobody has recorded one yet.
    `is_verified` says that a public record names this very address for this very checksum. Where the address is that of
    a zip archive and the file is not one, the file is the only one in the archive and the checksum is the file's.
    """

    file_name: str
    url: str | None
    sha256: str | None
    captured_on: dt.date | None = None
    is_verified: bool = False

    @property
    def is_zipped(self) -> bool:
        """Say whether the file comes in a zip archive."""
        return str(self.url).lower().endswith(".zip") and not self.file_name.lower().endswith(".zip")


def read_captures(entries: Iterable[Mapping[str, Any]], patterns: Iterable[re.Pattern[str]]) -> tuple[Capture, ...]:
    """Return the captures of a catalog entry, whose file names must fit the entry's own patterns.

    Raises ValueError that names the file and the field which is wrong.
    """
    captures = tuple(_capture(entry, tuple(patterns)) for entry in entries)
    names = [capture.file_name for capture in captures]
    if repeated := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"captures: {', '.join(sorted(repeated))} is listed twice")
    return captures


def _capture(entry: Mapping[str, Any], patterns: tuple[re.Pattern[str], ...]) -> Capture:
    name = entry.get("file_name", "")
    if unknown := set(entry) - FIELDS:
        raise ValueError(f"capture {name}: unknown field {', '.join(sorted(unknown))}")
    capture = Capture(
        file_name=name,
        url=entry.get("url"),
        sha256=entry.get("sha256"),
        captured_on=entry.get("captured_on"),
        is_verified=entry.get("is_verified", False),
    )
    for problem in _problems(capture, patterns):
        raise ValueError(f"capture {name}: {problem}")
    return capture


def _problems(capture: Capture, patterns: tuple[re.Pattern[str], ...]) -> Iterable[str]:
    """Yield what is wrong with a capture, in words."""
    # A name with a folder in it could be written outside the raw folder.
    if not capture.file_name or "/" in capture.file_name or "\\" in capture.file_name:
        yield "file_name must be a bare file name"
    if not any(pattern.search(capture.file_name) for pattern in patterns):
        yield "file_name fits none of the entry's patterns, so a refresh would not recognise the file"
    if capture.url is not None and not str(capture.url).startswith("https://"):
        yield "url must start with https://, or be null"
    if capture.sha256 is not None and not SHA256.fullmatch(str(capture.sha256)):
        yield "sha256 must be 64 lower-case hexadecimal digits, or null"
    if capture.captured_on is not None and type(capture.captured_on) is not dt.date:
        yield "captured_on must be a date, YYYY-MM-DD"
    if not isinstance(capture.is_verified, bool):
        yield "is_verified must be true or false"
    if capture.is_verified and not (capture.url and capture.sha256):
        yield "is_verified needs both url and sha256"
