"""A draft: the bytes of a file that is not whole yet, hidden beside its place, with what is needed to go on."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Validators:
    """What a server said of the file a draft is part of, by which a later answer is known to be the same file."""

    url: str
    etag: str | None
    last_modified: str | None
    n_bytes: int | None

    @property
    def names_a_version(self) -> bool:
        """Say whether a change of the file would show."""
        return bool(self.etag or self.last_modified)


class Draft:
    """The draft of one file. Its name starts with a dot, so that a refresh passes it over."""

    def __init__(self, destination: Path) -> None:
        self.destination = destination
        self.path = destination.with_name(f".{destination.name}.part")
        self.unpacked_path = destination.with_name(f".{destination.name}.unpacked.part")
        self._memory = destination.with_name(f".{destination.name}.part.json")

    @property
    def n_bytes(self) -> int:
        """Return how much of the file has come; nothing where it is not known what it is part of."""
        return self.path.stat().st_size if self.path.exists() and self.validators() else 0

    def validators(self) -> Validators | None:
        """Return what the server said when the draft was begun, or None when that is lost or unreadable."""
        try:
            return Validators(**json.loads(self._memory.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def begin(self, validators: Validators) -> None:
        """Start over with an empty draft that remembers what it is part of."""
        self.discard()
        self._memory.write_text(json.dumps(asdict(validators)), encoding="utf-8")
        self.path.touch()

    def become(self, path: Path) -> None:
        """Take another file, such as the one an archive held, as the whole draft."""
        # Without its memory a draft is begun anew, so that a stop in between can glue nothing to the archive's file.
        self._memory.unlink(missing_ok=True)
        path.replace(self.path)

    def discard(self) -> None:
        """Remove the draft and its memory."""
        self.path.unlink(missing_ok=True)
        self.unpacked_path.unlink(missing_ok=True)
        self._memory.unlink(missing_ok=True)

    def place(self) -> None:
        """Put the whole draft under the final name in one step, safe against a power cut."""
        with self.path.open("rb") as handle:
            os.fsync(handle.fileno())
        self.path.replace(self.destination)
        self._memory.unlink(missing_ok=True)
        folder = os.open(self.destination.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
