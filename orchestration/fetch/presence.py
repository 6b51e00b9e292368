"""Whether a wanted file lies in the raw folder already, in whichever subfolder people keep it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.fetch.census_answers import is_answer_to
from orchestration.fetch.census_calls import CensusCall
from orchestration.fetch.wanted_file import WantedFile
from orchestration.settings import TWIN_FOLDER
from orchestration.sources.recognition import file_sha256


@dataclass(frozen=True)
class Presence:
    """Where a wanted file's name was found, with the checksum there; `path` is None where it was not."""

    path: Path | None = None
    sha256: str | None = None
    is_right: bool = False


def find_present(file: WantedFile, recorded_sha256: str | None) -> Presence:
    """Look for a file below the raw folder.

    It is right when it has the catalog's checksum; where the catalog knows none, the one recorded when it was
    fetched; where that is not known either, any content is.
    """
    expected = file.capture.sha256 or recorded_sha256
    found = [Presence(path, checksum := file_sha256(path), expected in (None, checksum)) for path in _paths(file)]
    right = [presence for presence in found if presence.is_right]
    at_place = [presence for presence in found if presence.path == file.destination]
    # A wrong file elsewhere is somebody's own; only one under the final name stands in the way.
    return next(iter([*right, *at_place]), Presence())


def answers_the_question(file: WantedFile, presence: Presence, recorded: dict[str, Any]) -> bool:
    """Say whether a file that is there answers what is asked today; only the answer to a call may not.

    Where the record does not say what was asked, as of a file copied by hand, the answer itself is checked.
    """
    if not isinstance(file, CensusCall):
        return True
    if recorded:
        return recorded.get("question", recorded["url"]) == file.question
    return is_answer_to(file, presence.path.read_bytes())


def _paths(file: WantedFile) -> list[Path]:
    found: list[Path] = []
    for folder, subfolders, names in os.walk(file.destination.parent):
        subfolders[:] = [name for name in subfolders if name != TWIN_FOLDER and not name.startswith(".")]
        found += [Path(folder, file.name)] if file.name in names else []
    return sorted(found)
