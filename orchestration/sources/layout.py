"""The layout of a source: one known header, or the places of columns where a file has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Layout:
    """One known header of a source: the file's own column names mapped to raw column names.

    `telling` columns tell a file of this layout from one of another with the same name, `absent` ones it never has;
    neither need be kept. `numbered` columns reach the raw table only where a file has them. `repeats` names the layout
    of the same source whose records a file of this one holds once more. `positions` says which characters of a line,
    counted from 1, hold a column of a fixed-width file, whose lines are `line_width` characters long; `headerless`
    names the columns of delimited text that has no header line.
    """

    name: str
    required: Mapping[str, str]
    optional: Mapping[str, str]
    numbered: Mapping[str, str] = field(default_factory=dict)
    telling: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    repeats: str | None = None
    positions: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    line_width: int | None = None
    headerless: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, str]:
        """Return header → raw column, required ones first."""
        return {**self.required, **self.optional, **self.numbered}

    def missing_from(self, header: list[str]) -> list[str]:
        """Return the required and telling columns that a header lacks."""
        return [column for column in dict.fromkeys([*self.required, *self.telling]) if column not in header]

    def unwanted_in(self, header: list[str]) -> list[str]:
        """Return the columns of a header that a file of this layout never has."""
        return [column for column in self.absent if column in header]

    def is_told_by(self, header: list[str]) -> bool:
        """Say whether a header has every telling column and none that is never there, whatever else it lacks."""
        return all(column in header for column in self.telling) and not self.unwanted_in(header)
