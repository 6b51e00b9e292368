"""Log-likelihood, exact score and exact Hessian of the random-intercept logit, in bounded memory.

Method: adaptive Gauss–Hermite quadrature centred at each person's mode (Liu and Pierce 1994). Score and
Hessian are posterior moments of the complete-data derivatives (Louis 1982), so no derivative is numerical.
"""

from __future__ import annotations

import numpy as np

from analysis.estimators.random_intercept.column_products import add_cross_products, predict
from analysis.estimators.random_intercept.column_rows import ColumnRows
from analysis.estimators.random_intercept.kernels import sweep_designs
from analysis.estimators.random_intercept.patterns import Patterns
from analysis.estimators.random_intercept.person_pass import add_persons, add_persons_scores
from analysis.estimators.random_intercept.person_ranges import PersonRanges
from analysis.estimators.random_intercept.row_file import RowFile

MOST_PERSONS_WITH_SCORES = 20_000  # above, the scores of persons as clusters would fill memory
_NODES_PER_VECTOR = 16  # loops over nodes are compiled to vectors of so many; others are left to slow remainders


class RandomInterceptLikelihood:
    """The likelihood at given patterns and regressors [rows, columns], sorted by person.

    regressors: in C order in memory, in a file, or assembled as they are read.
    """

    def __init__(self, regressors: np.ndarray | RowFile | ColumnRows, patterns: Patterns, points: int):
        self.regressors = regressors
        self.patterns = patterns
        self._ranges = PersonRanges(patterns.row_start)
        self._modes = np.zeros(len(patterns.weights))
        self._row_weights = np.empty(0) if patterns.row_weights is None else patterns.row_weights
        self.set_points(points)

    def set_points(self, points: int) -> None:
        nodes, weights = np.polynomial.hermite.hermgauss(points)
        # Far nodes of a fine rule have weights below the smallest float; they contribute nothing.
        is_used = weights > 0
        n_used = int(is_used.sum())
        n_padded = -(-n_used // _NODES_PER_VECTOR) * _NODES_PER_VECTOR
        self._nodes, self._node_weights = np.zeros(n_padded), np.zeros(n_padded)
        self._nodes[:n_used] = nodes[is_used]
        self._node_weights[:n_used] = np.exp(np.log(weights[is_used]) + nodes[is_used] ** 2)
        self.points = points

    def predict(self, coefficients: np.ndarray) -> np.ndarray:
        """Linear predictor [rows], without the person intercept."""
        predictor = np.empty(len(self.regressors))

        def work(persons: tuple[int, int]) -> None:
            rows = self._rows(persons)
            predict(self.regressors[rows], coefficients, predictor[rows])

        self._ranges.run(work)
        return predictor

    def value(self, linear_predictor: np.ndarray, log_sigma: float) -> float:
        """Log-likelihood; score and Hessian are computed in the same pass, for a value is seldom asked for alone."""
        n_columns = self.regressors.shape[1]

        def add(persons: tuple[int, int]) -> tuple[np.ndarray, ...]:
            totals = np.zeros(3), np.zeros((n_columns, n_columns)), np.zeros(n_columns), np.zeros(n_columns)
            add_persons(*self._arguments(persons, linear_predictor, log_sigma), *totals)
            return totals

        sums, lower, score, cross = (sum(parts) for parts in zip(*self._ranges.run(add), strict=True))
        hessian = np.empty((n_columns + 1, n_columns + 1))
        hessian[:-1, :-1] = lower + np.tril(lower, -1).T
        hessian[-1, :-1] = hessian[:-1, -1] = cross
        hessian[-1, -1] = sums[1]
        self._score, self._hessian = np.append(score, sums[2]), hessian
        return float(sums[0])

    def score(self) -> np.ndarray:
        """Score at the last value: regressors, then log sigma."""
        return self._score.copy()

    def score_and_hessian(self) -> tuple[np.ndarray, np.ndarray]:
        """Score and Hessian at the last value."""
        return self._score.copy(), self._hessian.copy()

    def cluster_scores(
        self, linear_predictor: np.ndarray, log_sigma: float, cluster_codes: np.ndarray, n_clusters: int
    ) -> tuple[float, np.ndarray]:
        """Log-likelihood, and scores summed by cluster, [n_clusters, columns + 1], at half the price of the Hessian."""
        shape = n_clusters, self.regressors.shape[1] + 1

        def add(ranges: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
            sums, scores = np.zeros(2), np.zeros(shape)
            for persons in ranges:
                arguments = self._arguments(persons, linear_predictor, log_sigma)
                add_persons_scores(*arguments, sums, cluster_codes, scores)
            return sums, scores

        sums, scores = (sum(parts) for parts in zip(*self._ranges.run_halves(add), strict=True))
        return float(sums[0]), scores

    def score_products(
        self, linear_predictor: np.ndarray, log_sigma: float, cluster_codes: np.ndarray | None, n_clusters: int
    ) -> tuple[float, np.ndarray, np.ndarray | None, np.ndarray | None]:
        """Log-likelihood, score, the sum over clusters of outer products of their scores, and these scores.

        The latter two are None without clusters, the scores too where many persons are the clusters: the scores of a
        range of persons are then multiplied as soon as they are known.
        """
        is_small = self.patterns.n_persons <= MOST_PERSONS_WITH_SCORES
        if cluster_codes is None or n_clusters < self.patterns.n_persons or is_small:
            codes = np.zeros(self.patterns.n_persons, dtype=np.int64) if cluster_codes is None else cluster_codes
            value, scores = self.cluster_scores(linear_predictor, log_sigma, codes, n_clusters)
            if cluster_codes is None:
                return value, scores.sum(axis=0), None, None
            return value, scores.sum(axis=0), scores.T @ scores, scores
        n_parameters = self.regressors.shape[1] + 1

        def add(persons: tuple[int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
            first, last = persons
            sums, products = np.zeros(2), np.zeros((n_parameters, n_parameters))
            scores, codes = np.zeros((last - first, n_parameters)), np.arange(last) - first
            add_persons_scores(*self._arguments(persons, linear_predictor, log_sigma), sums, codes, scores)
            add_cross_products(0, len(scores), scores, products)
            return sums, scores.sum(axis=0), products

        sums, score, lower = (sum(parts) for parts in zip(*self._ranges.run(add), strict=True))
        return float(sums[0]), score, lower + np.tril(lower, -1).T, None

    def residuals(self, linear_predictor: np.ndarray, log_sigma: float) -> np.ndarray:
        """[rows] derivative of the log-likelihood by linear predictor; weights included."""
        residuals = np.empty(len(self.regressors))

        def work(persons: tuple[int, int]) -> None:
            rows, (first, last) = self._rows(persons), persons
            unused = np.empty(rows.stop - rows.start), np.empty(0), np.empty(last - first), np.zeros(2)
            *arguments, _ = self._arguments(persons, linear_predictor, log_sigma)
            sweep_designs(*arguments, False, residuals[rows], *unused)

        self._ranges.run(work)
        return residuals

    def _rows(self, persons: tuple[int, int]) -> slice:
        first, last = self.patterns.row_start[list(persons)]
        return slice(int(first), int(last))

    def _arguments(self, persons: tuple[int, int], linear_predictor: np.ndarray, log_sigma: float) -> tuple:
        """What both passes over persons begin with."""
        p = self.patterns
        return (
            *persons, p.row_start, p.pattern_start, p.outcome_start, p.outcomes, p.weights, self._row_weights,
            linear_predictor, float(np.exp(log_sigma)), self._nodes, self._node_weights, self._modes,
            self.regressors[self._rows(persons)],
        )  # fmt: skip
