"""Imputations of one column, laid along the interviews that miss it.

How values are drawn is the mart's business (marts.income_imputations), how fits are pooled that of `pooled_fit.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.design.design_columns import as_numbers

HOUSEHOLD, DRAW = "idhh", "draw"


@dataclass(frozen=True)
class ColumnDraws:
    """Values of m draws for the interviews with a missing value.

    rows: [n] positions of these interviews in the panel, ascending. values: [m, n], NaN where the household has none.
    """

    rows: np.ndarray
    values: np.ndarray

    @property
    def n_draws(self) -> int:
        return len(self.values)

    @property
    def lacking_rows(self) -> np.ndarray:
        """Positions in the panel of interviews that some draw has no value for."""
        return self.rows[np.isnan(self.values).any(axis=0)]

    def of_rows(self, rows: np.ndarray) -> ColumnDraws:
        """The draws of some interviews of the panel, with positions among these; rows ascend."""
        is_kept = np.isin(self.rows, rows, assume_unique=True)
        return ColumnDraws(np.searchsorted(rows, self.rows[is_kept]), self.values[:, is_kept])


def column_draws(column: str, is_missing: np.ndarray, households: pd.Series, imputations: pd.DataFrame) -> ColumnDraws:
    """Lay the draws of households along the panel's rows.

    is_missing: [rows]; households: [rows] idhh; imputations: one row a household and draw, with idhh, draw and the
    column. Raises ValueError when the imputations lack a column or a key, or repeat a household within a draw.
    """
    absent = [name for name in (HOUSEHOLD, DRAW, column) if name not in imputations.columns]
    if absent:
        raise ValueError(f"imputations of '{column}': column(s) {', '.join(absent)} missing; select them")
    if imputations[[HOUSEHOLD, DRAW]].isna().any(axis=None):
        raise ValueError(f"imputations of '{column}': rows without {HOUSEHOLD} or {DRAW}; give both in each row")
    is_repeated = imputations.duplicated([HOUSEHOLD, DRAW])
    if is_repeated.any():
        raise ValueError(
            f"imputations of '{column}': {int(is_repeated.sum()):,} rows repeat a household and draw; give one of each"
        )
    draw_codes, draws = pd.factorize(imputations[DRAW], sort=True)
    codes, known = pd.factorize(imputations[HOUSEHOLD])
    by_household = np.full((len(draws), len(known) + 1), np.nan)  # the last is that of households without a draw
    by_household[draw_codes, codes] = as_numbers(imputations[column])
    rows = np.flatnonzero(is_missing)
    return ColumnDraws(rows, by_household[:, pd.Index(known).get_indexer(households.to_numpy()[rows])])
