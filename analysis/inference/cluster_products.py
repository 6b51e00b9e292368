"""Cross-products by cluster from which the wild cluster bootstrap of a linear model follows, without its samples.

Method: Roodman, MacKinnon, Nielsen and Webb (2019), Stata Journal 19(1), section 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from analysis.inference.bootstrap_weights import BootstrapWeights


@dataclass(frozen=True)
class ClusterProducts:
    """What the bootstrap needs of the data, at null value zero (0) and its change per unit of the null value (1).

    contributions*: [clusters] to the tested coefficient; steps*: [clusters, k] of all coefficients;
    leverages: [clusters, k], how a change of all coefficients moves a cluster's contribution.
    """

    estimate: float
    variance: float
    contributions0: np.ndarray
    contributions1: np.ndarray
    steps0: np.ndarray
    steps1: np.ndarray
    leverages: np.ndarray


@dataclass(frozen=True)
class DrawnMoments:
    """By draw: coefficient minus null value is n0 - b n1, its variance q00 - 2 b q01 + b² q11 for null value b."""

    n0: np.ndarray
    n1: np.ndarray
    q00: np.ndarray
    q01: np.ndarray
    q11: np.ndarray

    def t_statistics(self, null_value: float) -> np.ndarray:
        """[draws], of the hypothesis that the coefficient is null_value."""
        variance = self.q00 - 2 * null_value * self.q01 + null_value**2 * self.q11
        with np.errstate(divide="ignore", invalid="ignore"):
            # A sample of one repeated sign can fit without residual: its statistic is as extreme as can be.
            return np.nan_to_num((self.n0 - null_value * self.n1) / np.sqrt(np.maximum(variance, 0)), nan=np.inf)


def cluster_products(
    y: np.ndarray, X: np.ndarray, clusters: np.ndarray, n_clusters: int, tested: int
) -> ClusterProducts:
    """Pass once over the rows; clusters: [rows] codes below n_clusters, all of them used."""
    others = np.delete(X, tested, axis=1)
    bread = np.linalg.inv(X.T @ X)
    direction = bread[tested]
    estimate = float(direction @ (X.T @ y))
    both = np.column_stack([y, X[:, tested]])
    # Under the null value b the residuals are those of y minus b times those of the tested column.
    restricted = both - others @ np.linalg.lstsq(others, both, rcond=None)[0] if others.shape[1] else both
    unrestricted = restricted[:, 0] - estimate * restricted[:, 1]
    leverage = X @ direction
    sums = partial(_sums_by_cluster, clusters, n_clusters)
    contributions = sums(leverage[:, None] * restricted)
    observed = sums((leverage * unrestricted)[:, None])
    return ClusterProducts(
        estimate=estimate,
        variance=float((observed**2).sum()),
        contributions0=contributions[:, 0],
        contributions1=contributions[:, 1],
        steps0=sums(X * restricted[:, :1]) @ bread,
        steps1=sums(X * restricted[:, 1:]) @ bread,
        leverages=sums(X * leverage[:, None]),
    )


def _sums_by_cluster(clusters: np.ndarray, n_clusters: int, values: np.ndarray) -> np.ndarray:
    return np.column_stack([np.bincount(clusters, column, minlength=n_clusters) for column in values.T])


def drawn_moments(products: ClusterProducts, weights: BootstrapWeights) -> DrawnMoments:
    """Coefficient and variance of every draw, a batch of weights at a time."""
    parts = [_batch_moments(products, batch) for batch in weights.batches()]
    return DrawnMoments(*(np.concatenate(values) for values in zip(*parts, strict=True)))


def _batch_moments(products: ClusterProducts, drawn: np.ndarray) -> tuple[np.ndarray, ...]:
    scores0 = drawn * products.contributions0 - (drawn @ products.steps0) @ products.leverages.T
    scores1 = drawn * products.contributions1 - (drawn @ products.steps1) @ products.leverages.T
    return (
        drawn @ products.contributions0,
        drawn @ products.contributions1,
        np.einsum("dg,dg->d", scores0, scores0),
        np.einsum("dg,dg->d", scores0, scores1),
        np.einsum("dg,dg->d", scores1, scores1),
    )
