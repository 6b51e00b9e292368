"""Newton's method with a safe step for a concave objective, over all coefficients or some of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from analysis.estimators.random_intercept.newton import solve_information

_HALVINGS = 30
_LARGEST_PREDICTOR_STEP = 6.0
# Squared length of a step in standard errors. Newton is quadratic, and the last step is taken without another
# evaluation: the Hessian is then a hundred-thousandth of a standard error away from the maximum.
DECREMENT_TOLERANCE = 1e-10

# A regular maximum is approached ever faster. Steps that still move a predictor by this much when they no
# longer gain likelihood are the mark of a coefficient on its way to infinity.
_RUNAWAY_DECREMENT = 1e-4
_RUNAWAY_STEP = 0.3


class Objective(Protocol):
    """What is climbed: score and Hessian belong to the last value."""

    def value(self, coefficients: np.ndarray) -> float: ...
    def score_and_hessian(self) -> tuple[np.ndarray, np.ndarray]: ...
    def predict(self, coefficients: np.ndarray) -> np.ndarray: ...


@dataclass(frozen=True)
class Search:
    """Where and how the search ended: 'converged', 'runaway' or 'exhausted'.

    score and hessian [terms], [terms, terms] belong to the last evaluation, one negligible step away.
    """

    coefficients: np.ndarray
    value: float
    score: np.ndarray
    hessian: np.ndarray
    last_step: np.ndarray
    ending: str
    n_steps: int


def maximize(
    objective: Objective,
    start: np.ndarray,
    is_free: np.ndarray | None = None,
    decrement_tolerance: float = DECREMENT_TOLERANCE,
    max_steps: int = 100,
) -> Search:
    """Climb until a step no longer matters; is_free: [terms], the coefficients that may move."""
    free = np.ones(len(start), dtype=bool) if is_free is None else is_free
    coefficients, value = start, objective.value(start)
    step = np.zeros(len(start))
    ending = "exhausted"
    n_steps = 0
    while n_steps <= max_steps:
        score, hessian = objective.score_and_hessian()
        step = np.zeros(len(start))
        step[free] = solve_information(hessian[np.ix_(free, free)], score[free])
        decrement = float(score @ step)
        largest = np.abs(objective.predict(step)).max(initial=0.0)
        if decrement < _RUNAWAY_DECREMENT and largest > _RUNAWAY_STEP:
            ending = "runaway"
            break
        if decrement < decrement_tolerance:
            ending = "converged"
            coefficients, value = coefficients + step, value + 0.5 * decrement
            break
        fraction = min(1.0, _LARGEST_PREDICTOR_STEP / max(largest, 1e-300))
        for _ in range(_HALVINGS):
            trial = coefficients + fraction * step
            trial_value = objective.value(trial)
            if trial_value >= value - 1e-9 * abs(value):
                break
            fraction *= 0.5
        else:
            break
        coefficients, value = trial, trial_value
        n_steps += 1
    return Search(coefficients, value, score, hessian, step, ending, n_steps)
