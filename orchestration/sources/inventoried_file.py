"""A raw file with what a refresh decided about it: its periods, whether it is real, and whether it is loaded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orchestration.sources.raw_store import StoredFile
from orchestration.sources.recognition import FoundFile


@dataclass(frozen=True)
class InventoriedFile:
    """A file with everything a refresh decided about it.

    `national_only_periods` are the years of a survey file that serve national rates and not the panel.
    """

    found: FoundFile
    stored: StoredFile | None
    periods: tuple[str, ...]
    is_synthetic: bool
    status: str
    is_loaded: bool
    national_only_periods: tuple[str, ...] = ()

    @property
    def source_name(self) -> str | None:
        """Return the catalog entry's name, or None for a file that fits none."""
        return self.found.source.name if self.found.source else None

    @property
    def period(self) -> str:
        """Return the period in words: one, or first to last."""
        if len(self.periods) > 1:
            return f"{self.periods[0]} to {self.periods[-1]}"
        return self.periods[0] if self.periods else ""


def real_files(files: Iterable[InventoriedFile]) -> list[InventoriedFile]:
    """Return the files that are loaded and not the twin's."""
    return [file for file in files if file.stored is not None and file.is_loaded and not file.is_synthetic]


def real_periods(files: Iterable[InventoriedFile], source: str) -> frozenset[str]:
    """Return the periods of a source for which real files take the twin's place."""
    return frozenset(
        period
        for file in real_files(files)
        if file.source_name == source
        for period in file.periods
        if period not in file.national_only_periods
    )
