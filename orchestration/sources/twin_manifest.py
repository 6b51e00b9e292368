"""Knows which files the synthetic twin wrote, by checksum, so that a moved or renamed one stays synthetic."""

from __future__ import annotations

import json
from pathlib import Path

from orchestration.errors import SourceError
from orchestration.settings import TWIN_FOLDER, Settings

MANIFEST_NAME = "manifest.json"


def synthetic_checksums(settings: Settings) -> frozenset[str]:
    """Return the checksums of every file a twin wrote: of this home, ever, and of manifests below the raw folder.

    Raises SourceError when the twin's own manifest is damaged.
    """
    folders = (settings.twin_directory, settings.raw_directory)
    manifests = {path for folder in folders if folder.is_dir() for path in folder.rglob(MANIFEST_NAME)}
    remembered = _memory(settings)
    known = remembered.read_text(encoding="utf-8").split() if remembered.exists() else []
    return frozenset([*known, *(checksum for path in manifests for checksum in _checksums(path))])


def remember_twin(settings: Settings) -> None:
    """Keep the checksums of the twin that lies there, so that its files stay synthetic after it is replaced."""
    path = _memory(settings)
    path.write_text("\n".join(sorted(synthetic_checksums(settings))) + "\n", encoding="utf-8")


def _memory(settings: Settings) -> Path:
    return settings.ledger_directory / "synthetic_checksums.txt"


def _checksums(path: Path) -> list[str]:
    """Return the checksums a manifest lists; a file of that name that is none of ours lists nothing."""
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        return [entry["sha256"] for entry in manifest["files"]]
    except (OSError, ValueError, TypeError, KeyError):
        if TWIN_FOLDER in path.parts:
            raise SourceError(
                "The twin's manifest is damaged.", path=path, remedy="remove the folder; the twin is written again."
            ) from None
        return []
