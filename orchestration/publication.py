"""Publishes an audited build: one folder a version, one swap of one link.

`published/current` points at the version's folder; `published/warehouse.duckdb` and `published/reports` go through
it. Replacing that one link swaps the tables and the pages together, so that nobody sees a warehouse of one version
beside a report of another. A version's folder is never written again once it is there.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

from orchestration.errors import RefreshError
from orchestration.settings import Settings
from orchestration.version_copy import copy_published_schemas

CURRENT = "current"
STABLE_NAMES = ("warehouse.duckdb", "reports", "manifest.json")


def publish(settings: Settings, data_version: str, manifest: dict[str, Any]) -> Path:
    """Publish the build as a version and return its folder.

    A version that was published before is left as it is and only becomes the current one again.
    Raises RefreshError when the draft lacks a page; the current version is untouched until the final swap.
    """
    target = settings.published_directory / data_version
    if not target.exists():
        _write_version(settings, target, manifest)
    _point_at(settings.published_directory, data_version)
    return target


def _write_version(settings: Settings, target: Path, manifest: dict[str, Any]) -> None:
    draft = target.with_name(f".{target.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    if not (settings.draft_reports_directory / "index.html").exists():
        raise RefreshError("The report was not drawn; nothing was published.")
    copy_published_schemas(settings, draft / "warehouse.duckdb")
    shutil.copytree(settings.draft_reports_directory, draft / "reports")
    (draft / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    for path in draft.rglob("*"):
        if path.is_file():
            _flush(path)
    draft.rename(target)


def _flush(path: Path) -> None:
    with path.open("rb") as handle:
        os.fsync(handle.fileno())


def _point_at(published: Path, version: str) -> None:
    """Swap the link of the current version in one step; the stable names are made once."""
    draft = published / f".{CURRENT}.draft"
    draft.unlink(missing_ok=True)
    draft.symlink_to(version)
    draft.replace(published / CURRENT)
    for name in STABLE_NAMES:
        stable = published / name
        if not stable.is_symlink():
            stable.symlink_to(Path(CURRENT) / name)


def current_version(settings: Settings) -> str | None:
    """Return the name of the published version, or None before the first publication."""
    link = settings.published_directory / CURRENT
    return link.readlink().name if link.is_symlink() else None
