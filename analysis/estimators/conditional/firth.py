"""Conditional logit with Firth's penalty: half the log determinant of the conditional information.

Finite where the maximum of the likelihood itself is not (Heinze and Schemper 2002; for conditional logits Heinze and
Puhr 2010), and free of the bias of first order (Firth 1993).
"""

from __future__ import annotations

import numpy as np

from analysis.estimators.conditional.likelihood import ConditionalLikelihood
from analysis.estimators.conditional.third_moments import add_penalty_score
from analysis.inference import model_covariance


class FirthLikelihood:
    """Penalised likelihood with its exact score; its Hessian is the unpenalised one, as is usual for this penalty."""

    def __init__(self, likelihood: ConditionalLikelihood):
        self.likelihood = likelihood
        self.log_likelihood = np.nan
        self._score, self._hessian = np.empty(0), np.empty((0, 0))

    def value(self, coefficients: np.ndarray) -> float:
        """Penalised log-likelihood, -inf where the information is singular."""
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
