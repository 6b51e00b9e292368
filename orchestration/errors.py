"""Errors that a person can act on: each says what was wrong, where, and what to do."""

from __future__ import annotations

from pathlib import Path


class FedlocalError(Exception):
    """Base of every error that stops a command with a message instead of a traceback."""


class SourceError(FedlocalError):
    """A source file cannot be used.

    The message names the file, the row and column where they are known, and the remedy.
    """

    def __init__(
        self,
        problem: str,
        *,
        path: Path | str,
        remedy: str,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        place = [f"file {path}"]
        if row is not None:
            place.append(f"row {row}")
        if column is not None:
            place.append(f"column {column}")
        super().__init__(f"{problem}\n  where:  {', '.join(place)}\n  remedy: {remedy}")
        self.path, self.row, self.column, self.remedy = Path(path), row, column, remedy


class RefreshError(FedlocalError):
    """A refresh stopped; the last published version is untouched."""


class PublishedVersionMissingError(FedlocalError):
    """Nothing has been published in this home yet."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"No published warehouse at {path}.\n  remedy: run `fedlocal run` first, or name another home with --home."
        )
