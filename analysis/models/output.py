"""What a model of one specification and population gives: rows for the tables of results."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

Row = dict[str, Any]


@dataclass(frozen=True)
class PolicyInfluence:
    """How much each county moves each policy's estimate: what estimates of two groups or estimators share.

    terms: (term, component) pairs. estimates: [terms]. labels: [clusters] names of the counties. influence: [clusters,
    terms]; its cross product, times G / (G - 1), is the estimates' covariance.
    """

    terms: tuple[tuple[str, str], ...]
    estimates: np.ndarray
    labels: np.ndarray
    influence: np.ndarray
    is_synthetic: bool


@dataclass(frozen=True)
class ModelOutput:
    """Rows of results.estimates, results.inferences, results.tests and results.balance, without versions."""

    estimates: list[Row]
    inferences: list[Row] = field(default_factory=list)
    tests: list[Row] = field(default_factory=list)
    balance: list[Row] = field(default_factory=list)
    influence: PolicyInfluence | None = None

    @property
    def is_estimated(self) -> bool:
        """Whether some row has an estimate."""
        return any(row["status"] == "ok" for row in self.estimates)
