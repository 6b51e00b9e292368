"""Regressors as their columns: a range of rows is assembled when it is read, so that the whole never stands in memory.

Indicators of one byte stay so, while the assembled matrix has eight a value: person-months, mostly indicators, are four
times as large assembled.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.estimators.person_rows import regressor_matrix


class ColumnRows:
    """[rows, columns + 1] with the intercept first, read like an array by a range of rows; read-only.

    columns: [rows] each, without the intercept's. Two threads may read at once. What a range gives is what
    `regressor_matrix` would hold in these rows.
    """

    def __init__(self, columns: Sequence[np.ndarray], n_rows: int):
        self._columns = columns
        self._n_rows = n_rows

    @property
    def shape(self) -> tuple[int, int]:
        return self._n_rows, len(self._columns) + 1

    def __len__(self) -> int:
        return self._n_rows

    def __getitem__(self, rows: slice) -> np.ndarray:
        start, stop, _ = rows.indices(self._n_rows)
        return regressor_matrix([column[start:stop] for column in self._columns], max(stop - start, 0))

    def taken(self, rows: np.ndarray) -> ColumnRows:
        """The rows of these numbers, as columns too."""
        return ColumnRows([column[rows] for column in self._columns], len(rows))
