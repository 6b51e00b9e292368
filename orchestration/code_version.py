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
LOCK = CHECKOUT / "requirements.lock"
CODE_SUFFIXES = {".py", ".sql", ".yml", ".yaml", ".csv", ".md", ".html", ".css", ".jinja"}
GENERATED_FOLDERS = {"__pycache__", "target", "logs"}


@cache
def code_version() -> str:
    """Return the release and a hash over the code and the lock that make a version, such as `0.1.0+3f2a9c1b7d20`.

    Made from the files themselves, so that a checkout and an exported archive of it agree, git or no git.
    """
    digest = hashlib.sha256()
    for folder in CODE_FOLDERS:
        for path in sorted((CHECKOUT / folder).rglob("*")):
            relative = path.relative_to(CHECKOUT)
            if path.suffix in CODE_SUFFIXES and not GENERATED_FOLDERS.intersection(relative.parts):
                digest.update(str(relative).encode() + b"\0" + path.read_bytes())
    if LOCK.exists():
        digest.update(LOCK.read_bytes())
    return f"{version('fedlocal')}+{digest.hexdigest()[:12]}"


def source_checksum(files: Iterable[tuple[object, ...]]) -> str:
    """Return one hash for a set of source files, whatever their order.

    A file is everything the models read of it: its bytes, and what its name says (source, period, capture date).
    """
    return hashlib.sha256("\n".join(sorted(map(repr, files))).encode()).hexdigest()[:16]


def data_version(source: str, code: str, settings: dict[str, Any]) -> str:
    """Return the name of a version: equal inputs, code and settings give the same name."""
    text = json.dumps({"sources": source, "code": code, "settings": settings}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
