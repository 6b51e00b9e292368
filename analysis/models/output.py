"""What a model of one specification and population gives: rows for the tables of results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Row = dict[str, Any]


@dataclass(frozen=True)
class PolicyInfluence:
    """How much each cluster moves each policy's estimate: what estimates of two groups share.

    estimates: by policy. labels: [clusters] names of the clusters. influence: [clusters, policies] in the order of
    estimates; their cross product, times G / (G - 1), is the estimates' covariance.
    """

    estimates: Mapping[str, float]
    labels: np.ndarray
    influence: np.ndarray


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
