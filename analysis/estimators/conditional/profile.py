"""Intervals and tests by the profile of a penalised likelihood: what it loses when one coefficient is held fixed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import chdtrc, ndtri

from analysis.estimators.conditional.firth import FirthLikelihood, maximize_penalized
from analysis.estimators.conditional.newton import Search

_STEPS = 60
_ROOT_TOLERANCE = 1e-7
_DECREMENT_TOLERANCE = 1e-11  # of the value, which is all that a profile needs


@dataclass(frozen=True)
class Profile:
    """Ends of the interval and p-value of each coefficient, [terms]; missing where the search found none."""

    low: np.ndarray
    high: np.ndarray
    p_values: np.ndarray


def profile_likelihood(
    objective: FirthLikelihood, search: Search, covariance: np.ndarray, confidence_level: float
) -> Profile:
    """Penalised-likelihood-ratio intervals and tests against zero around a maximum found before."""
    critical = float(ndtri(0.5 + confidence_level / 2))
    profiled = [_Profiled(objective, search, covariance[:, c] / covariance[c, c], c) for c in range(len(covariance))]
    errors = np.sqrt(np.diag(covariance))
    low = np.array([one.end(-critical, error) for one, error in zip(profiled, errors, strict=True)])
    high = np.array([one.end(critical, error) for one, error in zip(profiled, errors, strict=True)])
    return Profile(low, high, np.array([one.p_value() for one in profiled]))


class _Profiled:
    """The profile of one coefficient; path: [terms] how the others move with it near the maximum."""

    def __init__(self, objective: FirthLikelihood, search: Search, path: np.ndarray, term: int):
        self._objective, self._search, self._path, self._term = objective, search, path, term
        self._is_free = np.arange(len(path)) != term

    def end(self, target: float, std_error: float) -> float:
        """Where the signed root of the likelihood ratio is `target`: Newton, for the root is nearly linear."""
        best = self._search.coefficients[self._term]
        at, held = best + target * std_error, self._search
        for _ in range(_STEPS):
            held = self._held_at(at, held)
            if held.ending != "converged":
                return np.nan
            root = np.sign(target) * self._ratio_root(held)
            if abs(root - target) < _ROOT_TOLERANCE:
                return float(at)
            if root == 0.0:
                at = best + 2.0 * (at - best)
                continue
            proposal = at + (root - target) * root / held.score[self._term]
            # Newton may not cross the maximum, nor run away on a flat tail.
            ratio = np.clip((proposal - best) / (at - best), 0.5, 2.0)
            at = best + ratio * (at - best)
        return np.nan

    def p_value(self) -> float:
        held = self._held_at(0.0, self._search)
        return float(chdtrc(1, self._ratio_root(held) ** 2)) if held.ending == "converged" else np.nan

    def _held_at(self, value: float, near: Search) -> Search:
        start = near.coefficients + self._path * (value - near.coefficients[self._term])
        start[self._term] = value
        try:
            return maximize_penalized(self._objective, start, self._is_free, _DECREMENT_TOLERANCE)
        except np.linalg.LinAlgError:
            # So far out the information vanishes: this end is not found, the others may be.
            return replace(self._search, ending="exhausted")

    def _ratio_root(self, held: Search) -> float:
        return float(np.sqrt(max(2.0 * (self._search.value - held.value), 0.0)))
