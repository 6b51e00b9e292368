"""Replaces a folder as a whole: readers see the old one or the new one, never half of one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.twin.manifest import MANIFEST_NAME
from orchestration.twin.settings import TwinError


@contextmanager
def replaced_folder(directory: Path) -> Iterator[Path]:
    """Give a temporary folder beside `directory` that takes its place when the block ends without an error.

    Raises TwinError when `directory` holds files but no manifest, for then a twin did not write them.
    """
    if directory.is_dir() and any(directory.iterdir()) and not (directory / MANIFEST_NAME).is_file():
        raise TwinError(
            f"The folder {directory} holds files that no twin wrote.\n  remedy: name an empty folder for the twin."
        )
    directory.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    try:
        written = scratch / "new"
        written.mkdir()
        yield written
        if directory.exists():
            directory.rename(scratch / "old")
        written.rename(directory)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
