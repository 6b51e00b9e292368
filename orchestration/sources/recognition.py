"""Recognises the files of a folder by the catalog's patterns, by their columns where a name fits several entries, and
workbooks under other names by their header.

What fits no entry is listed, never ignored.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from orchestration.errors import SourceError
from orchestration.sources.capture_dates import REMEDY, check_plausible
from orchestration.sources.catalog import load_catalog
from orchestration.sources.companions import is_companion
from orchestration.sources.readers.workbook_file import UnreadableWorkbookError
from orchestration.sources.recognition_by_columns import told_by_columns
from orchestration.sources.recognition_by_header import FILE_NAME, RecognisedWorkbook, recognise_workbook
from orchestration.sources.source import Source

OWN_FILES = ("manifest.json", "README.txt")
FETCH_RECORD = "fetched.json"
WORKBOOK_SUFFIX = ".xlsx"


@dataclass(frozen=True)
class FoundFile:
    """A file of a folder and the catalog entry its name or header fits; `source` is None when no entry fits.

    `captured_on_basis` says where the day of capture stands: file_name, sheet or workbook_properties. `remark` says why
    the content was not looked at. A companion (`is_companion`) is no file of its source itself but read with those.
    """

    path: Path
    source: Source | None
    sha256: str
    n_bytes: int
    captured_on: dt.date | None = None
    release_year: int | None = None
    captured_on_basis: str | None = None
    remark: str | None = None
    is_companion: bool = False


def find_files(directory: Path, excluded: Path | None = None) -> list[FoundFile]:
    """Return every file below a folder with the entry it fits, in order of path.

    Hidden files, and everything below `excluded`, are passed over. Raises SourceError when the folder does not
    exist, a name carries an impossible capture date, a name fits several entries and the columns none of them, or a
    workbook recognised by its header has no certain capture date.
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
    matches = {source.name: match for source in load_catalog().values() if (match := source.match(path.name))}
    if not matches:
        companion_source = next((source for source in load_catalog().values() if is_companion(path.name, source)), None)
        if companion_source:
            return FoundFile(path, companion_source, checksum, n_bytes, is_companion=True)
        is_workbook = path.suffix.lower() == WORKBOOK_SUFFIX
        return _found_by_header(path, checksum, n_bytes) if is_workbook else FoundFile(path, None, checksum, n_bytes)
    candidates = [load_catalog()[name] for name in matches]
    told = candidates[0] if len(candidates) == 1 else told_by_columns(path, candidates)
    if isinstance(told, str):
        return FoundFile(path, None, checksum, n_bytes, remark=told)
    parts = matches[told.name].groupdict()
    day = _captured_on(path, parts)
    return FoundFile(path, told, checksum, n_bytes, day, _year(parts), FILE_NAME if day else None)


def _found_by_header(path: Path, checksum: str, n_bytes: int) -> FoundFile:
    try:
        found = _recognised(path, checksum)
    except UnreadableWorkbookError as error:
        # Under its own name it would stop; under any other nothing says that it is a list at all.
        return FoundFile(path, None, checksum, n_bytes, remark=str(error).splitlines()[0])
    if found is None:
        return FoundFile(path, None, checksum, n_bytes)
    return FoundFile(
        path, found.source, checksum, n_bytes, found.captured_on, captured_on_basis=found.captured_on_basis
    )


@lru_cache(maxsize=256)
def _recognised(path: Path, checksum: str) -> RecognisedWorkbook | None:
    """Recognise a workbook once a process; the checksum tells a changed file under the same name."""
    return recognise_workbook(path)


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
            remedy=REMEDY,
        ) from error
    check_plausible(day, path, "the file name")
    return day


def _year(parts: dict[str, str | None]) -> int | None:
    text = parts.get("release_year") or parts.get("year")
    return int(text) if text and re.fullmatch(r"\d{4}", text) else None
