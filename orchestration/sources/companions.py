"""Finds the files that have to lie beside another, which cannot be read without them.

What is a companion of what stands in the catalog; what a companion says, only the reader knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from orchestration.errors import SourceError
from orchestration.sources.source import Source

GROUPS = {"release_year": r"\d{4}", "state": "[a-z]{2}"}
"""What may stand for a group in the name of a companion."""


def is_companion(file_name: str, source: Source) -> bool:
    """Say whether a file name is one that a companion of any file of a source may have, in any letter case."""
    templates = {name for kinds in source.companions.values() for names in kinds.values() for name in names}
    return any(re.fullmatch(_pattern(template), file_name, re.IGNORECASE) for template in templates)


def companions_of(path: Path, source: Source) -> dict[str, Path]:
    """Return the companions of a file by kind, those that are there: in its folder, or else in the one above.

    Empty for a file whose format needs none.
    """
    wanted = _names(path, source)
    found = {kind: _first_there(path, names) for kind, names in wanted.items()}
    return {kind: companion for kind, companion in found.items() if companion is not None}


def companion_of(path: Path, source: Source, kind: str) -> Path:
    """Return the companion of one kind.

    Raises SourceError naming it and the file that needs it when it is not there.
    """
    names = _names(path, source)[kind]
    found = _first_there(path, names)
    if found is None:
        raise SourceError(
            f"The file cannot be read without its {kind} file, which is not there: {' or '.join(names)}.",
            path=path,
            remedy=f"put the {kind} file of the same release into {path.parent} or the folder above; one that is"
            " published only as a workbook has to be saved as csv under that name.",
        )
    return found


def _names(path: Path, source: Source) -> Mapping[str, tuple[str, ...]]:
    match = source.match(path.name) if source.companions else None
    if match is None:
        return {}
    kinds = source.companions.get(source.of_suffix(source.format, path), {})
    groups = {group: text.lower() for group, text in match.groupdict().items() if text is not None}
    return {kind: tuple(name.format(**groups) for name in names) for kind, names in kinds.items()}


def _first_there(path: Path, names: tuple[str, ...]) -> Path | None:
    # The names are tried, not looked up in a listing: a release has thousands of files in one folder.
    tried = (folder / spelling for folder in path.parents[:2] for name in names for spelling in (name, name.lower()))
    return next((candidate for candidate in tried if candidate.is_file()), None)


def _pattern(template: str) -> str:
    parts = re.split(r"\{(\w+)\}", template)
    return "".join(GROUPS[part] if position % 2 else re.escape(part) for position, part in enumerate(parts))
