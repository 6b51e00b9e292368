"""Knows which files the synthetic twin wrote, by checksum, so that a moved or renamed one stays synthetic."""

from __future__ import annotations

import json
from pathlib import Path

from orchestration.settings import Settings

MANIFEST_NAME = "manifest.json"


def synthetic_checksums(settings: Settings) -> frozenset[str]:
    """Return the checksums of every file that any twin manifest below the home or the raw folder lists."""
    folders = (settings.twin_directory, settings.raw_directory)
    manifests = {path for folder in folders if folder.is_dir() for path in folder.rglob(MANIFEST_NAME)}
    return frozenset(checksum for path in manifests for checksum in _checksums(path))


def _checksums(path: Path) -> list[str]:
    manifest = json.loads(path.read_text(encoding="utf-8"))
    return [entry["sha256"] for entry in manifest.get("files", []) if "sha256" in entry]
