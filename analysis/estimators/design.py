"""What a fit needs: regressors with their terms, and whose outcomes they explain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.estimators.likelihood import Patterns

INTERCEPT = ("intercept", "control")


@dataclass(frozen=True)
class Design:
    """Regressors sorted by person with the intercept first, their terms, and the patterns of outcomes.

    reasons: for each column, the words for the case that it does not vary. cluster_codes: [n_persons].
    """

    regressors: np.ndarray
    terms: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    patterns: Patterns
    cluster_codes: np.ndarray | None = None
    cluster_name: str | None = None

    @property
    def names(self) -> list[str]:
        return [term if part in ("unsplit", "control") else f"{term} ({part})" for term, part in self.terms]
