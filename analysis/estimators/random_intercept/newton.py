"""Newton's method with a safe step for the random-intercept logit.

Finds the maximum and says how the search ended; it judges neither the data (`screening.py`) nor
the number of quadrature points (`fit.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.estimators.random_intercept.cholesky import solve_positive_definite
from analysis.estimators.random_intercept.likelihood import RandomInterceptLikelihood

_STEPS = 60
_HALVINGS = 30
# Squared length of a step in standard errors. Newton is quadratic: after so small a step the next one is nothing,
# so it is taken and neither value nor Hessian are computed once more.
DECREMENT_TOLERANCE = 1e-7
_LARGEST_PREDICTOR_STEP = 6.0
_LARGEST_LOG_SIGMA_STEP = 1.0
_SMALLEST_EIGENVALUE = 1e-8  # of the scaled information; below it the likelihood is flat or curves upwards
LARGEST_LOG_SIGMA = np.log(20.0)

# A regular maximum is approached ever faster. Steps that still move a predictor by this much when they no
# longer gain likelihood are the mark of a coefficient on its way to infinity.
_RUNAWAY_DECREMENT = 1e-4
_RUNAWAY_STEP = 0.3


@dataclass(frozen=True)
class Search:
    """Where and how the search ended: 'converged', 'runaway', 'sigma_runaway' or 'exhausted'.

    `hessian` belongs to the last full evaluation, one negligible step away from `coefficients`; linear_predictor,
    [rows], to the coefficients.
    """

    coefficients: np.ndarray
    log_sigma: float
    log_likelihood: float
    score: np.ndarray
    hessian: np.ndarray
    last_step: np.ndarray
    ending: str
    n_steps: int
    linear_predictor: np.ndarray


def solve_information(hessian: np.ndarray, score: np.ndarray, is_free: np.ndarray | None = None) -> np.ndarray:
    """Ascent step; for an indefinite Hessian with the eigenvalues of the scaled information made positive.

    is_free: the parameters that may move; the others' step is zero.
    """
    if is_free is not None and not is_free.all():
        step = np.zeros(len(score))
        step[is_free] = solve_information(hessian[np.ix_(is_free, is_free)], score[is_free])
        return step
    scale = 1.0 / np.sqrt(np.maximum(np.abs(np.diag(hessian)), 1e-12))
    information = -hessian * np.outer(scale, scale)
    is_positive_definite, step = solve_positive_definite(information, scale * score)
    if is_positive_definite:
        return scale * step
    values, vectors = np.linalg.eigh(information)
    values = np.maximum(np.abs(values), _SMALLEST_EIGENVALUE)
    return scale * (vectors @ ((vectors.T @ (scale * score)) / values))


def maximize(
    likelihood: RandomInterceptLikelihood,
    coefficients: np.ndarray,
    log_sigma: float,
    ridge: np.ndarray | None = None,
    decrement_tolerance: float = DECREMENT_TOLERANCE,
    max_steps: int = _STEPS,
    is_free: np.ndarray | None = None,
) -> Search:
    """Climb from the given start until a step no longer matters.

    is_free: [columns + 1] the parameters that may move, log sigma last; None for all. ridge: [columns] penalty
    0.5 * sum(ridge * coefficients^2), for starting values from few persons only.
    """
    penalty = np.zeros(len(coefficients)) if ridge is None else ridge
    predictor = likelihood.predict(coefficients)
    value = likelihood.value(predictor, log_sigma) - 0.5 * penalty @ coefficients**2
    ending = "exhausted"
    step = np.zeros(len(coefficients) + 1)
    n_steps = 0
    while n_steps <= max_steps:
        score, hessian = likelihood.score_and_hessian()
        score[:-1] -= penalty * coefficients
        hessian[np.diag_indices(len(penalty))] -= penalty
        step = solve_information(hessian, score, is_free)
        decrement = float(score @ step)
        predictor_step = likelihood.predict(step[:-1])
        largest = max(predictor_step.max(initial=0.0), -predictor_step.min(initial=0.0))
        if decrement < _RUNAWAY_DECREMENT and largest > _RUNAWAY_STEP:
            ending = "runaway"
            break
        if decrement < decrement_tolerance:
            ending = "converged"
            coefficients, log_sigma, value = coefficients + step[:-1], log_sigma + step[-1], value + 0.5 * decrement
            predictor += predictor_step
            break
        if log_sigma > LARGEST_LOG_SIGMA:
            ending = "sigma_runaway"
            break
        fraction = min(
            1.0,
            _LARGEST_PREDICTOR_STEP / max(largest, 1e-300),
            _LARGEST_LOG_SIGMA_STEP / max(abs(step[-1]), 1e-300),
        )
        for _ in range(_HALVINGS):
            trial = coefficients + fraction * step[:-1]
            trial_predictor = fraction * predictor_step
            trial_predictor += predictor
            trial_value = likelihood.value(trial_predictor, log_sigma + fraction * step[-1])
            trial_value -= 0.5 * penalty @ trial**2
            if trial_value >= value - 1e-9 * abs(value):
                break
            fraction *= 0.5
        else:
            break
        coefficients, log_sigma, value = trial, log_sigma + fraction * step[-1], trial_value
        predictor = trial_predictor
        n_steps += 1
    return Search(coefficients, float(log_sigma), value, score, hessian, step, ending, n_steps, predictor)
