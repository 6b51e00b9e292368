"""What came of a file: its checksum and, where it came in an archive, that of the archive."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Archive:
    """The zip archive a file came in, and the name it has there."""

    sha256: str
    n_bytes: int
    member: str


@dataclass(frozen=True)
class Arrival:
    """A file in its place."""

    sha256: str
    archive: Archive | None = None
