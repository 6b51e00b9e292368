"""What a fit needs: regressors with their terms, and whose outcomes they explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from analysis.estimators.person_rows import regressor_matrix
from analysis.estimators.random_intercept.column_moments import ColumnMoments, column_moments
from analysis.estimators.random_intercept.column_rows import ColumnRows
from analysis.estimators.random_intercept.patterns import Patterns
from analysis.estimators.random_intercept.row_file import RowFile

INTERCEPT = ("intercept", "control")
LARGEST_MATRIX_BYTES = 1_250_000_000
"""Regressors that would take more assembled are read from the columns a range at a time: less memory, more time."""


@dataclass(frozen=True)
class Design:
    """Columns sorted by person, their terms, and the patterns of outcomes.

    columns: [rows] each, without the intercept's; terms and reasons begin with the intercept. reasons: for each
    term, the words for the case that it does not vary. cluster_codes: [n_persons], cluster_labels: [clusters].
    known_moments: those of a design this one is part of. known_regressors: when columns are views of them.
    """

    columns: Sequence[np.ndarray]
    terms: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    patterns: Patterns
    cluster_codes: np.ndarray | None = None
    cluster_labels: np.ndarray | None = None
    cluster_name: str | None = None
    known_moments: ColumnMoments | None = None
    known_regressors: np.ndarray | RowFile | ColumnRows | None = None

    @property
    def names(self) -> list[str]:
        return [term if part in ("unsplit", "control") else f"{term} ({part})" for term, part in self.terms]

    @property
    def n_rows(self) -> int:
        return int(self.patterns.row_start[-1])

    @cached_property
    def regressors(self) -> np.ndarray | RowFile | ColumnRows:
        """[rows, terms] in C order, intercept first; assembled only when a fit gets as far as needing it."""
        if self.known_regressors is not None:
            return self.known_regressors
        if 8 * self.n_rows * len(self.terms) > LARGEST_MATRIX_BYTES:
            return ColumnRows(self.columns, self.n_rows)
        return regressor_matrix(self.columns, self.n_rows)

    @cached_property
    def moments(self) -> ColumnMoments:
        return self.known_moments or column_moments(self.columns, self.patterns)

    def without(self, faulty: tuple[tuple[str, str], ...]) -> Design:
        """The design with some terms, but never the intercept, left out; their moments are not computed again."""
        kept = [c for c, term in enumerate(self.terms) if term not in faulty]
        return replace(
            self,
            columns=tuple(self.columns[c - 1] for c in kept[1:]),
            terms=tuple(self.terms[c] for c in kept),
            reasons=tuple(self.reasons[c] for c in kept),
            known_moments=self.moments.of(kept),
            known_regressors=None,
        )

    def clustered(self, cluster_codes: np.ndarray, cluster_name: str) -> Design:
        """The design with other clusters; regressors and moments already there are taken over."""
        design = replace(self, cluster_codes=cluster_codes, cluster_name=cluster_name, cluster_labels=None)
        design.__dict__.update(
            {name: self.__dict__[name] for name in ("regressors", "moments") if name in self.__dict__}
        )
        return design

    def with_column(self, position: int, values: np.ndarray) -> Design:
        """The design with other values in one column, by position without the intercept's.

        Takes the assembled regressors over, so that they are in memory once; this design would assemble its own anew.
        """
        rows = np.flatnonzero(values != self.columns[position])
        if not len(rows):
            return self
        change = values[rows] - self.columns[position][rows]
        moments = self.moments.with_change(position, self.columns, rows, change, self.patterns)
        columns = (*self.columns[:position], values, *self.columns[position + 1 :])
        design = replace(self, columns=columns, known_moments=moments, known_regressors=None)
        regressors = None if self.known_regressors is not None else self.__dict__.pop("regressors", None)
        if isinstance(regressors, np.ndarray):
            regressors[rows, position + 1] = values[rows]
            design.__dict__["regressors"] = regressors
        return design
