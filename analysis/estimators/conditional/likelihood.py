"""Conditional log-likelihood of a logit with person intercepts, its exact score and its exact Hessian."""

from __future__ import annotations

import numpy as np

from analysis.estimators.conditional.kernels import sweep_persons
from analysis.estimators.random_intercept.column_products import (
    ROWS_PER_PRODUCT,
    add_information,
    add_lower_triangle,
    add_scores,
    padded_width,
    predict,
)
from analysis.estimators.random_intercept.person_ranges import PersonRanges


class ConditionalLikelihood:
    """The likelihood of 0/1 outcomes [rows] at regressors [rows, terms] (C order), given each person's events.

    Rows are sorted by person and each person has both outcomes. row_start: [persons + 1] first row of each person.
    Memory grows with the square of a person's interviews.
    """

    def __init__(self, regressors: np.ndarray, outcomes: np.ndarray, row_start: np.ndarray):
        self.regressors, self.outcomes, self.row_start = regressors, outcomes, row_start
        self.ranges = PersonRanges(row_start)
        n_rows, n_persons = len(outcomes), len(row_start) - 1
        self.block_start = np.concatenate([[0], np.cumsum(np.diff(row_start) ** 2)])
        self.blocks = np.empty(self.block_start[-1])
        self.residual = np.empty(n_rows)
        self.predictor = np.empty(n_rows)
        self._longest = int(np.diff(row_start).max(initial=0))
        self._log_likelihood = np.empty(n_persons)
        self._no_sigma_by_row, self._no_sigma_by_person = np.zeros(n_rows), np.zeros(n_persons)

    def value(self, coefficients: np.ndarray) -> float:
        """Log-likelihood; leaves the moments from which score and Hessian are assembled."""
        self.predictor = self.predict(coefficients)

        def sweep(persons: tuple[int, int]) -> None:
            sweep_persons(
                *persons, self.row_start, self.block_start, self.outcomes, self.predictor, self._log_likelihood,
                self.residual, self.blocks,
            )  # fmt: skip

        self.ranges.run(sweep)
        return float(self._log_likelihood.sum())

    def predict(self, coefficients: np.ndarray) -> np.ndarray:
        """Linear predictor [rows], up to each person's intercept."""
        predictor = np.empty(len(self.outcomes))

        def work(persons: tuple[int, int]) -> None:
            rows = self._rows(persons)
            predict(self.regressors[rows], coefficients, predictor[rows])

        self.ranges.run(work)
        return predictor

    def score_and_hessian(self) -> tuple[np.ndarray, np.ndarray]:
        """Score [terms] and Hessian [terms, terms] at the last value."""
        n_terms = self.regressors.shape[1]

        def add(persons: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
            hessian, score, unused = np.zeros((n_terms, n_terms)), np.zeros(n_terms), np.zeros(n_terms)
            rows, width = self._rows(persons), padded_width(n_terms)
            blocks = self.blocks[slice(*self.block_start[list(persons)])]
            padded, product = np.zeros((width, width)), np.zeros((ROWS_PER_PRODUCT + self._longest, width))
            add_information(
                *persons, self.row_start, blocks, self.residual[rows], self._no_sigma_by_row[rows],
                self.regressors[rows], 0, padded, product, score, unused,
            )  # fmt: skip
            add_lower_triangle(padded, hessian)
            return score, hessian

        score, lower = (sum(parts) for parts in zip(*self.ranges.run(add), strict=True))
        return score, lower + np.tril(lower, -1).T

    def cluster_scores(self, cluster_codes: np.ndarray, n_clusters: int) -> np.ndarray:
        """Scores at the last value summed by cluster, [n_clusters, terms]; cluster_codes: [persons]."""
        scores = np.zeros((n_clusters, self.regressors.shape[1] + 1))
        add_scores(
            0, len(self.row_start) - 1, self.row_start, self.residual, self._no_sigma_by_person, self.regressors, 0,
            cluster_codes, scores,
        )  # fmt: skip
        return np.ascontiguousarray(scores[:, :-1])

    def _rows(self, persons: tuple[int, int]) -> slice:
        return slice(*self.row_start[list(persons)])
