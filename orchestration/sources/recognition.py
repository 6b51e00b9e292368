"""Recognises the files of a folder by the catalog's patterns; what fits no entry is listed, never ignored."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from orchestration.errors import SourceError
from orchestration.sources.catalog import Source, load_catalog

OWN_FILES = ("manifest.json", "README.txt")
FIRST_PLAUSIBLE_CAPTURE = dt.date(2002, 1, 1)


@dataclass(frozen=True)
class FoundFile:
    """A file of a folder and the catalog entry its name fits; `source` is None when no entry fits."""

    path: Path
    source: Source | None
    sha256: str
    n_bytes: int
    captured_on: dt.date | None = None
    release_year: int | None = None


def find_files(directory: Path, excluded: Path | None = None) -> list[FoundFile]:
    """Return every file below a folder with the entry it fits, in order of path.

    Hidden files, and everything below `excluded`, are passed over. Raises SourceError when the folder does not
    exist or a name carries an impossible capture date.
    """
    if not directory.is_dir():
        raise SourceError(
            "The raw folder does not exist.", path=directory, remedy="create it or name another with --raw."
        )
    return [_found(path) for path in _visible_files(directory, excluded)]


def _visible_files(directory: Path, excluded: Path | None) -> list[Path]:
    """Return every file below a folder, those behind links too; a folder that cannot be read is an error."""
    found: list[Path] = []
    visited: set[tuple[int, int]] = set()
    for folder, subfolders, names in os.walk(directory, followlinks=True, onerror=_refuse_unreadable):
        status = Path(folder).stat()
        is_loop = (status.st_dev, status.st_ino) in visited
        visited.add((status.st_dev, status.st_ino))
        entered = [name for name in subfolders if not name.startswith(".") and Path(folder, name) != excluded]
        subfolders[:] = [] if is_loop else entered
        found += [] if is_loop else [Path(folder, name) for name in names if not name.startswith(".")]
    return sorted(found)


def _refuse_unreadable(error: OSError) -> None:
    raise SourceError(
        f"A folder cannot be read: {error.strerror}.", path=error.filename, remedy="give yourself the right to read it."
    )


def _found(path: Path) -> FoundFile:
    checksum, n_bytes = file_sha256(path), path.stat().st_size
    for source in load_catalog().values():
        if match := source.match(path.name):
            parts = match.groupdict()
            return FoundFile(path, source, checksum, n_bytes, _captured_on(path, parts), _year(parts))
    return FoundFile(path, None, checksum, n_bytes)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 checksum of a file's bytes, in hexadecimal. Raises SourceError when it cannot be read."""
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise SourceError(
            f"The file cannot be read: {error.strerror}.", path=path, remedy="mend the link, or the right to read it."
        ) from error


def _captured_on(path: Path, parts: dict[str, str | None]) -> dt.date | None:
    """Return the capture date a file name carries, written year first or, with am or pm behind it, month first."""
    for group, order in (("captured_on", "%Y%m%d"), ("captured_mdy", "%m%d%Y")):
        if text := parts.get(group):
            return _date(path, text, order)
    return None


def _date(path: Path, text: str, order: str) -> dt.date:
    try:
        day = dt.datetime.strptime(text, order).date()
    except ValueError as error:
        raise SourceError(
            f"The capture date {text} in the file name is not a date.",
            path=path,
            remedy="rename the file with the day it was captured, as YYYYMMDD.",
        ) from error
    if not FIRST_PLAUSIBLE_CAPTURE <= day <= dt.date.today() + dt.timedelta(days=1):
        raise SourceError(
            f"The capture date {day} in the file name is before the first agreement (2002) or in the future.",
            path=path,
            remedy="rename the file with the day it was captured, as YYYYMMDD.",
        )
    return day


def _year(parts: dict[str, str | None]) -> int | None:
    text = parts.get("release_year") or parts.get("year")
    return int(text) if text and re.fullmatch(r"\d{4}", text) else None
