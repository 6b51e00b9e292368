"""Sums and products of a design's columns: enough to screen it without going through its rows again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.estimators.person_rows import regressor_matrix
from analysis.estimators.random_intercept.column_products import add_cross_products
from analysis.estimators.random_intercept.patterns import Patterns
from analysis.estimators.random_intercept.person_ranges import PersonRanges

_ROWS_PER_BLOCK = 4_096


@dataclass(frozen=True)
class ColumnMoments:
    """What screening asks of the columns, the intercept first.

    cross_products  [columns, columns] X'X
    event_sums      [columns] X'y; None when persons carry several patterns, for then no row has one outcome
    """

    cross_products: np.ndarray
    event_sums: np.ndarray | None

    @property
    def sums(self) -> np.ndarray:
        """[columns] X'1."""
        return self.cross_products[0]

    def of(self, columns: Sequence[int]) -> ColumnMoments:
        """The moments of some of the columns."""
        kept = list(columns)
        event_sums = None if self.event_sums is None else self.event_sums[kept]
        return ColumnMoments(self.cross_products[np.ix_(kept, kept)], event_sums)

    def with_change(
        self, position: int, columns: Sequence[np.ndarray], rows: np.ndarray, change: np.ndarray, patterns: Patterns
    ) -> ColumnMoments:
        """The moments after a change of one column in some rows.

        position: of the column, without the intercept's; columns: before the change. Sums rather than a library's
        product, which is slow where it shares its processors.
        """
        c = position + 1
        added = np.array([change.sum(), *((column[rows] * change).sum() for column in columns)])
        cross_products = self.cross_products.copy()
        cross_products[c] += added
        cross_products[:, c] += added
        cross_products[c, c] += (change**2).sum()
        event_sums = None if self.event_sums is None else self.event_sums.copy()
        if event_sums is not None:
            event_sums[c] += change[patterns.outcomes[rows] == 1].sum()
        return ColumnMoments(cross_products, event_sums)


def column_moments(columns: Sequence[np.ndarray], patterns: Patterns) -> ColumnMoments:
    """Moments of [rows] columns sorted by person, given without the intercept.

    Assembles a block of rows at a time, which is cheaper than a matrix from which columns must be taken out.
    """

    def add(persons: tuple[int, int]) -> np.ndarray:
        first, last = patterns.row_start[list(persons)]
        total = np.zeros((len(columns) + 1, len(columns) + 1))
        for start in range(first, last, _ROWS_PER_BLOCK):
            stop = min(start + _ROWS_PER_BLOCK, last)
            block = regressor_matrix([column[start:stop] for column in columns], stop - start)
            add_cross_products(0, stop - start, block, total)
        return total

    lower = sum(PersonRanges(patterns.row_start).run(add))
    event_sums = None
    if patterns.is_observed:
        events = np.flatnonzero(patterns.outcomes)
        event_sums = np.array([len(events), *(column[events].sum() for column in columns)])
    return ColumnMoments(lower + np.tril(lower, -1).T, event_sums)
