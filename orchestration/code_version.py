"""Identity of a version: what code, what sources and what settings it was made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from typing import Any

from orchestration.settings import CHECKOUT

CODE_FOLDERS = ("analysis", "dbt_project", "expectations", "orchestration")
CODE_SUFFIXES = {".py", ".sql", ".yml", ".yaml", ".csv", ".md", ".html", ".css", ".jinja"}
GENERATED_FOLDERS = {"__pycache__", "target", "logs"}


@cache
def code_version() -> str:
    """Return the release and a hash over the code that makes a version, such as `0.1.0+3f2a9c1b7d20`.

    Made from the files themselves, so that a checkout, an installed copy and an exported archive agree.
    """
    digest = hashlib.sha256()
    for folder in CODE_FOLDERS:
        for path in sorted((CHECKOUT / folder).rglob("*")):
            relative = path.relative_to(CHECKOUT)
            if path.suffix in CODE_SUFFIXES and not GENERATED_FOLDERS.intersection(relative.parts):
                digest.update(str(relative).encode() + b"\0" + path.read_bytes())
    return f"{version('fedlocal')}+{digest.hexdigest()[:12]}"


def source_checksum(checksums: Iterable[str]) -> str:
    """Return one hash for a set of source files, whatever their names and order."""
    return hashlib.sha256("\n".join(sorted(checksums)).encode()).hexdigest()[:16]


def data_version(source: str, code: str, settings: dict[str, Any]) -> str:
    """Return the name of a version: equal inputs, code and settings give the same name."""
    text = json.dumps({"sources": source, "code": code, "settings": settings}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
