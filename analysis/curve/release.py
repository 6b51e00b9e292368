"""The curve's tables as they may leave the room: counts rounded or withheld, every other number cut to four digits."""

from __future__ import annotations

import pandas as pd

from analysis.disclosure import SMALLEST_RELEASED_COUNT, round_count, round_counts_in, round_significant
from analysis.results.table import COUNT, NUMBER, TEXT, ResultTable

WITHHELD = "withheld"
WITHHELD_MEANING = (
    f"Columns whose count is below {SMALLEST_RELEASED_COUNT} and therefore null here; null where none is withheld"
)
NOT_OF_UNITS = frozenset({"n_specifications", "n_readable", "n_thin", "n_failed", "n_draws"})
"""Counts of specifications and draws, which say nothing about people: every other count is gated."""


def released(rows: pd.DataFrame, table: ResultTable, is_gated: bool) -> pd.DataFrame:
    """The rows with a column `withheld`; under the gate rounded by the rules of `analysis.disclosure`.

    rows: of `table`, further columns in words. Whole numbers in messages are rounded with the rest.
    """
    rows = rows.copy()
    rows[WITHHELD] = pd.Series(pd.NA, index=rows.index, dtype=TEXT)
    if not is_gated:
        return rows
    for name, kind in table.types.items():
        if kind == NUMBER:
            rows[name] = rows[name].map(round_significant, na_action="ignore").astype(NUMBER)
        elif kind == COUNT and name not in NOT_OF_UNITS:
            _release_count(rows, name)
    rows["message"] = rows["message"].map(round_counts_in, na_action="ignore").astype(TEXT)
    return rows


def _release_count(rows: pd.DataFrame, name: str) -> None:
    is_withheld = (rows[name] < SMALLEST_RELEASED_COUNT).fillna(False).astype(bool)
    listed = rows.loc[is_withheld, WITHHELD]
    rows.loc[is_withheld, WITHHELD] = (listed + ", " + name).fillna(name)
    rows[name] = rows[name].mask(is_withheld).map(round_count, na_action="ignore").astype(COUNT)
