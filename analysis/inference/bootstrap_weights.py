"""Weights of wild bootstraps: Rademacher signs and Webb's six points, drawn or enumerated.

Methods: Webb (2023), Canadian Journal of Economics 56(3), for few clusters; Roodman, MacKinnon, Nielsen and Webb
(2019), Stata Journal 19(1), for enumeration where all samples are fewer than the draws asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

FEWEST_CLUSTERS_FOR_SIGNS = 12
DISTRIBUTIONS = ("rademacher", "webb")
# Draws whose statistics agree up to rounding are ties.
TIE_TOLERANCE = 1e-9
_CELLS_A_BATCH = 2_000_000
_POINTS = {
    "rademacher": np.array([-1.0, 1.0]),
    "webb": np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)]),
}


@dataclass(frozen=True)
class BootstrapWeights:
    """Which weights a bootstrap draws; n_draws counts all of them when is_enumerated."""

    n_clusters: int
    distribution: str
    n_draws: int
    is_enumerated: bool
    seed: int

    def batches(self) -> Iterator[np.ndarray]:
        """Weights [draws of the batch, clusters]; the same sequence at each call."""
        size = max(1, _CELLS_A_BATCH // self.n_clusters)
        rng = np.random.default_rng(self.seed)
        points = _POINTS[self.distribution]
        for first in range(0, self.n_draws, size):
            n = min(size, self.n_draws - first)
            if self.is_enumerated:
                places = len(points) ** np.arange(self.n_clusters)
                yield points[np.arange(first, first + n)[:, None] // places % len(points)]
            elif self.distribution == "rademacher":
                yield _random_signs(rng, n, self.n_clusters)
            else:
                yield points[rng.integers(0, len(points), size=(n, self.n_clusters), dtype=np.int8)]


def bootstrap_weights(n_clusters: int, n_draws: int, distribution: str = "auto", seed: int = 1) -> BootstrapWeights:
    """Decide on weights for G clusters.

    distribution: 'rademacher', 'webb', or 'auto': Webb's with fewer than 12 clusters, where signs make too few
    different samples. All samples are enumerated when they are no more than n_draws.
    Raises ValueError for fewer than two clusters, no draws or another distribution.
    """
    if n_clusters < 2 or n_draws < 1:
        raise ValueError(f"a wild bootstrap needs two clusters and a draw: {n_clusters=} {n_draws=}")
    if distribution == "auto":
        distribution = "webb" if n_clusters < FEWEST_CLUSTERS_FOR_SIGNS else "rademacher"
    if distribution not in DISTRIBUTIONS:
        raise ValueError(f"weights are 'auto', 'rademacher' or 'webb', got {distribution!r}")
    n_samples = len(_POINTS[distribution]) ** n_clusters
    is_enumerated = n_samples <= n_draws
    return BootstrapWeights(n_clusters, distribution, n_samples if is_enumerated else n_draws, is_enumerated, seed)


def bootstrap_p_values(observed: float, drawn: np.ndarray, is_enumerated: bool) -> tuple[float, float]:
    """Symmetric and equal-tailed p-value of a t-statistic among those of the draws.

    Ties count as at least as extreme. The observed sample itself is one of the enumerated ones and is added to random
    draws, so that no p-value is zero. Stata's boottest counts strictly: its values are lower by the ties.
    """
    own = 0 if is_enumerated else 1
    slack = TIE_TOLERANCE * max(1.0, abs(observed))
    n_all = len(drawn) + own
    symmetric = (own + np.count_nonzero(np.abs(drawn) >= abs(observed) - slack)) / n_all
    below = (own + np.count_nonzero(drawn <= observed + slack)) / n_all
    above = (own + np.count_nonzero(drawn >= observed - slack)) / n_all
    return float(symmetric), float(min(1.0, 2 * min(below, above)))


def _random_signs(rng: np.random.Generator, n: int, n_clusters: int) -> np.ndarray:
    # One random bit a sign: eight times fewer random bytes than an integer each.
    n_cells = n * n_clusters
    bits = np.unpackbits(np.frombuffer(rng.bytes(-(-n_cells // 8)), dtype=np.uint8), count=n_cells)
    return bits.reshape(n, n_clusters) * 2.0 - 1.0
