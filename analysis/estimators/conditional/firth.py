"""Conditional logit with Firth's penalty: half the log determinant of the conditional information.

Finite where the maximum of the likelihood itself is not (Heinze and Schemper 2002; for conditional logits Heinze and
Puhr 2010), and free of the bias of first order (Firth 1993).
"""

from __future__ import annotations

import numpy as np

from analysis.estimators.conditional.likelihood import ConditionalLikelihood
from analysis.estimators.conditional.newton import Search, maximize
from analysis.estimators.conditional.third_moments import add_penalty_score
from analysis.inference import model_covariance

_SCORING_STEPS = 20
_DIFFERENCE = 1e-4  # of a standard error


class FirthLikelihood:
    """Penalised likelihood with its exact score; its Hessian is the unpenalised one, as is usual for this penalty."""

    def __init__(self, likelihood: ConditionalLikelihood):
        self.likelihood = likelihood
        self.coefficients, self.log_likelihood = np.empty(0), np.nan
        self._score, self._hessian = np.empty(0), np.empty((0, 0))

    def value(self, coefficients: np.ndarray) -> float:
        """Penalised log-likelihood, -inf where the information is singular."""
        self.coefficients = coefficients
        self.log_likelihood = self.likelihood.value(coefficients)
        self._score, self._hessian = self.likelihood.score_and_hessian()
        sign, log_determinant = np.linalg.slogdet(-self._hessian)
        return self.log_likelihood + 0.5 * float(log_determinant) if sign > 0 else -np.inf

    def predict(self, coefficients: np.ndarray) -> np.ndarray:
        """Linear predictor [rows], up to each person's intercept."""
        return self.likelihood.predict(coefficients)

    def score_and_hessian(self) -> tuple[np.ndarray, np.ndarray]:
        """Penalised score [terms] and unpenalised Hessian [terms, terms] at the last value."""
        likelihood = self.likelihood
        root = np.linalg.cholesky(model_covariance(self._hessian))

        def add(persons: tuple[int, int]) -> np.ndarray:
            score = np.zeros(len(root))
            add_penalty_score(
                *persons, likelihood.row_start, likelihood.block_start, likelihood.outcomes, likelihood.predictor,
                likelihood.residual, likelihood.blocks, likelihood.regressors, root, score,
            )  # fmt: skip
            return score

        return self._score + sum(likelihood.ranges.run(add)), self._hessian


class _DifferencedFirth:
    """The same objective with its own Hessian, by central differences of the exact score."""

    def __init__(self, objective: FirthLikelihood):
        self.value, self.predict = objective.value, objective.predict
        self._objective = objective

    def score_and_hessian(self) -> tuple[np.ndarray, np.ndarray]:
        objective, at = self._objective, self._objective.coefficients
        score, unpenalised = objective.score_and_hessian()
        hessian = np.empty_like(unpenalised)
        for c, move in enumerate(np.diag(_DIFFERENCE * np.sqrt(np.diag(model_covariance(unpenalised))))):
            objective.value(at + move)
            above = objective.score_and_hessian()[0]
            objective.value(at - move)
            hessian[c] = (above - objective.score_and_hessian()[0]) / (2.0 * move[c])
        objective.value(at)
        return score, 0.5 * (hessian + hessian.T)


def maximize_penalized(
    objective: FirthLikelihood, start: np.ndarray, is_free: np.ndarray | None = None, decrement_tolerance: float = 1e-16
) -> Search:
    """Climb by Fisher scoring and, where few persons make the penalty's own curvature matter, by Newton from there.

    Scoring is not quadratic: its steps must be smaller than Newton's for the same nearness to the maximum.
    """
    search = maximize(objective, start, is_free, decrement_tolerance, _SCORING_STEPS)
    if search.ending == "converged":
        return search
    return maximize(_DifferencedFirth(objective), search.coefficients, is_free, decrement_tolerance)
