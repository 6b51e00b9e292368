"""Log-likelihood, exact score and exact Hessian of the random-intercept logit, in bounded memory.

Method: adaptive Gauss–Hermite quadrature centred at each person's mode (Liu and Pierce 1994). Score and
Hessian are posterior moments of the complete-data derivatives (Louis 1982), so no derivative is numerical.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.estimators.random_intercept.column_products import add_information, add_scores, predict
from analysis.estimators.random_intercept.kernels import sweep_designs
from analysis.estimators.random_intercept.person_ranges import PersonRanges


@dataclass(frozen=True)
class Patterns:
    """Persons, their rows and their outcome patterns.

    row_start      [n_persons + 1] first row of each person in the sorted regressors
    pattern_start  [n_persons + 1] first pattern of each person
    outcome_start  [n_patterns] first element of each pattern in `outcomes`
    outcomes       flat 0/1 values, as many per pattern as the person has rows
    weights        [n_patterns] multiplies the pattern's log-likelihood
    """

    row_start: np.ndarray
    pattern_start: np.ndarray
    outcome_start: np.ndarray
    outcomes: np.ndarray
    weights: np.ndarray

    @classmethod
    def observed(cls, row_start: np.ndarray, outcomes: np.ndarray, person_weights: np.ndarray) -> Patterns:
        """One pattern a person: what was observed."""
        n_persons = len(row_start) - 1
        return cls(row_start, np.arange(n_persons + 1), row_start[:-1].copy(), outcomes, person_weights)

    @property
    def n_persons(self) -> int:
        return len(self.row_start) - 1

    @property
    def is_observed(self) -> bool:
        """Whether each person has one pattern, so that outcomes and rows correspond."""
        return len(self.weights) == self.n_persons

    def thinned(self, every: int) -> tuple[Patterns, np.ndarray]:
        """Every n-th person, and the mask of the rows kept; only for data with one pattern a person."""
        chosen = np.arange(0, self.n_persons, every)
        sizes = np.diff(self.row_start)
        is_kept = np.repeat(np.isin(np.arange(self.n_persons), chosen, assume_unique=True), sizes)
        row_start = np.concatenate([[0], np.cumsum(sizes[chosen])])
        return Patterns.observed(row_start, self.outcomes[is_kept], self.weights[chosen]), is_kept


class RandomInterceptLikelihood:
    """The likelihood at given regressors [rows, columns] (C order, sorted by person) and patterns."""

    def __init__(self, regressors: np.ndarray, patterns: Patterns, points: int):
        self.regressors = regressors
        self.patterns = patterns
        self._ranges = PersonRanges(patterns.row_start)
        n_rows, n_persons = len(regressors), patterns.n_persons
        sizes = np.diff(patterns.row_start)
        self._block_start = np.concatenate([[0], np.cumsum(sizes * sizes)])
        self._blocks = np.empty(self._block_start[-1])
        self._modes = np.zeros(len(patterns.weights))
        self._log_likelihood = np.empty(n_persons)
        self._mean_residual = np.empty(n_rows)
        self._sigma_cross = np.empty(n_rows)
        self._sigma_score = np.empty(n_persons)
        self._sigma_curvature = np.empty(n_persons)
        self.set_points(points)

    def set_points(self, points: int) -> None:
        nodes, weights = np.polynomial.hermite.hermgauss(points)
        # Far nodes of a fine rule have weights below the smallest float; they contribute nothing.
        is_used = weights > 0
        self._nodes = nodes[is_used]
        self._log_node_weights = np.log(weights[is_used]) + self._nodes**2
        self.points = points

    def value(self, linear_predictor: np.ndarray, log_sigma: float) -> float:
        """Log-likelihood; leaves the moments from which score and Hessian are assembled."""
        p = self.patterns

        def sweep(task: tuple[int, int]) -> None:
            sweep_designs(
                *task, p.row_start, p.pattern_start, p.outcome_start, p.outcomes, p.weights,
                linear_predictor, np.exp(log_sigma), self._nodes, self._log_node_weights, self._modes,
                self._block_start, self._log_likelihood, self._mean_residual, self._sigma_cross,
                self._sigma_score, self._sigma_curvature, self._blocks,
            )  # fmt: skip

        self._ranges.run(sweep)
        return float(self._log_likelihood.sum())

    def predict(self, coefficients: np.ndarray) -> np.ndarray:
        """Linear predictor [rows], without the person intercept."""
        predictor, row_start = np.empty(len(self.regressors)), self.patterns.row_start
        self._ranges.run(lambda task: predict(*row_start[list(task)], self.regressors, coefficients, predictor))
        return predictor

    def score(self) -> np.ndarray:
        """Score at the last value: regressors, then log sigma."""
        return self.cluster_scores(np.zeros(self.patterns.n_persons, dtype=np.int64), 1)[0]

    def score_and_hessian(self) -> tuple[np.ndarray, np.ndarray]:
        """Score and Hessian at the last value; each task adds its persons, then the tasks are summed in order."""
        p, n_columns = self.patterns, self.regressors.shape[1]

        def add(task: tuple[int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
            sums = np.zeros((n_columns, n_columns)), np.zeros(n_columns), np.zeros(n_columns)
            add_information(
                *task, p.row_start, self._block_start, self._blocks, self._mean_residual, self._sigma_cross,
                self.regressors, *sums,
            )  # fmt: skip
            return sums

        lower, score, cross = (sum(parts) for parts in zip(*self._ranges.run(add), strict=True))
        hessian = np.empty((n_columns + 1, n_columns + 1))
        hessian[:-1, :-1] = lower + np.tril(lower, -1).T
        hessian[-1, :-1] = hessian[:-1, -1] = cross
        hessian[-1, -1] = self._sigma_curvature.sum()
        return np.append(score, self._sigma_score.sum()), hessian

    def residuals(self) -> np.ndarray:
        """[rows] derivative of the log-likelihood by linear predictor at the last value; weights included."""
        return self._mean_residual.copy()

    def cluster_scores(self, cluster_codes: np.ndarray, n_clusters: int) -> np.ndarray:
        """Scores at the last value summed by cluster, [n_clusters, columns + 1]."""
        row_start, shape = self.patterns.row_start, (n_clusters, self.regressors.shape[1] + 1)

        def add(task: tuple[int, int]) -> np.ndarray:
            scores = np.zeros(shape)
            add_scores(*task, row_start, cluster_codes, self.regressors, self._mean_residual, self._sigma_score, scores)
            return scores

        return np.sum(self._ranges.run(add), axis=0)
