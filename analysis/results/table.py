"""A table of results: its columns in order with their types, its key, and what each column means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

TEXT, NUMBER, COUNT, FLAG = "string", "float64", "Int64", "boolean"


@dataclass(frozen=True)
class ResultTable:
    """name: of the table in schema results; columns: (type, meaning) by column, in order."""

    name: str
    comment: str
    key: tuple[str, ...]
    columns: Mapping[str, tuple[str, str]]

    @property
    def types(self) -> dict[str, str]:
        return {name: kind for name, (kind, _) in self.columns.items()}

    @property
    def descriptions(self) -> dict[str, str]:
        return {name: meaning for name, (_, meaning) in self.columns.items()}

    def frame(self, rows: Iterable[Mapping[str, Any]] = ()) -> pd.DataFrame:
        """Rows as a frame with every column in order and typed; what a row does not name is missing.

        Raises ValueError for a key that is no column, or for two rows with one key.
        """
        listed = list(rows)
        unknown = {key for row in listed for key in row} - set(self.columns)
        if unknown:
            raise ValueError(f"not columns of results.{self.name}: {', '.join(sorted(unknown))}; declare them there")
        frame = pd.DataFrame(listed, columns=list(self.columns)).astype(self.types)
        repeated = frame[frame.duplicated(list(self.key))]
        if not repeated.empty:
            raise ValueError(f"two rows of results.{self.name} for {tuple(repeated.iloc[0][list(self.key)])}")
        return frame
