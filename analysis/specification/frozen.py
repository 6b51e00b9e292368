"""Specifications fixed before estimation: a dated list of their hashes, and what is not in it is exploratory.

A frozen specification that is edited has another hash, so it becomes exploratory by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from analysis.specification.specification import Specification, SpecificationError

FROZEN_NAME = "frozen_specifications.yaml"
PACKAGED_PATH = Path(__file__).parent.with_name(FROZEN_NAME)
EXPLORATORY = "EXPLORATORY"
_KEYS = ("frozen_on", "code_version", "specifications")
_HEAD = (
    "# Specifications fixed on this day, by the hash of everything that can change a number.\n"
    "# What is not listed here is EXPLORATORY in results.estimates.\n"
)


@dataclass(frozen=True)
class FrozenSpecifications:
    """ids: specification_id by name; frozen_on and code_version: of the day they were fixed."""

    frozen_on: str = ""
    code_version: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)

    def registration(self, specification_id: str) -> str:
        """`frozen` with its date, or EXPLORATORY."""
        return f"frozen {self.frozen_on}" if specification_id in set(self.ids.values()) else EXPLORATORY


@dataclass(frozen=True)
class FrozenChanges:
    """Names by what became of them since: edited, removed, or new and therefore exploratory."""

    changed: tuple[str, ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]


def freeze(specifications: Iterable[Specification], frozen_on: date, code_version: str) -> FrozenSpecifications:
    """The specifications as they are on a day."""
    ids = {specification.name: specification.specification_id for specification in specifications}
    return FrozenSpecifications(frozen_on.isoformat(), code_version, ids)


def changes_since(frozen: FrozenSpecifications, specifications: Iterable[Specification]) -> FrozenChanges:
    """What differs between the frozen list and the specifications as they are."""
    now = {specification.name: specification.specification_id for specification in specifications}
    return FrozenChanges(
        changed=tuple(name for name, known in frozen.ids.items() if name in now and now[name] != known),
        removed=tuple(name for name in frozen.ids if name not in now),
        added=tuple(name for name in now if name not in frozen.ids),
    )


def write_frozen(frozen: FrozenSpecifications, path: Path, replace: bool = False) -> Path | None:
    """Write the list; with `replace`, one that is there is kept under its date and that path returned.

    Raises FileExistsError when a list is there and is not to be replaced.
    """
    kept = None
    if path.exists():
        if not replace:
            raise FileExistsError(f"{path} is there")
        kept = _free_path(path.with_stem(f"{path.stem}_{read_frozen(path).frozen_on}"))
        path.rename(kept)
    content = {"frozen_on": frozen.frozen_on, "code_version": frozen.code_version, "specifications": dict(frozen.ids)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_HEAD + yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return kept


def read_frozen(path: Path | None) -> FrozenSpecifications:
    """Read a list; without a path nothing is frozen.

    Raises SpecificationError naming file and remedy for a file that is no such list.
    """
    if path is None:
        return FrozenSpecifications()
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        frozen_on, code_version, ids = (content[key] for key in _KEYS)
        return FrozenSpecifications(str(frozen_on), str(code_version), {str(n): str(i) for n, i in ids.items()})
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        words = f"needs {', '.join(_KEYS)}; restore it, or freeze again"
        raise SpecificationError(f"{path} is no list of frozen specifications: {words}") from error


def _free_path(path: Path) -> Path:
    """The path, or the same with a number where it is taken."""
    number, free = 2, path
    while free.exists():
        free, number = path.with_stem(f"{path.stem}_{number}"), number + 1
    return free
