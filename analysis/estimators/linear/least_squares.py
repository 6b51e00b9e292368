"""Least squares on columns without their fixed effects, with cluster-robust errors (CRV1).

A fit may rest on several blocks of rows whose sums of squares add up: see `cell_contrasts.py`. The small-sample
factor is pyfixest's: (N - 1)/(N - K) G/(G - 1), effects nested in clusters not counted in K.

Source: Liang and Zeger (1986); Cameron and Miller (2015), A practitioner's guide to cluster-robust inference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.estimators.linear.rows import count_levels
from analysis.estimators.screening import Fault

SMALLEST_SHARE_LEFT = 1e-9


@dataclass(frozen=True)
class Block:
    """outcomes [rows], regressors [rows, terms], weights [rows] or None, clusters [rows] codes."""

    outcomes: np.ndarray
    regressors: np.ndarray
    weights: np.ndarray | None
    clusters: np.ndarray

    @property
    def weighted(self) -> np.ndarray:
        """[rows, terms] regressors times weights."""
        return self.regressors if self.weights is None else self.regressors * self.weights[:, None]


@dataclass(frozen=True)
class AbsorbedLevels:
    """Levels of the absorbed effects, for the small-sample factor: all, and those nested in clusters."""

    n_rows: int
    n_levels: int
    n_effects: int
    n_nested_levels: int
    n_nested_effects: int


@dataclass(frozen=True)
class LeastSquaresFit:
    """estimates [terms], covariance [terms, terms] (CRV1), G clusters and G - 1 degrees of freedom.

    null_contributions, null_slopes: [clusters, tested terms] what clusters add to an estimate at its null model, and
    what a unit of the parameter takes off that, as `_null_slopes` says.
    """

    estimates: np.ndarray
    covariance: np.ndarray
    n_clusters: int
    degrees_of_freedom: float
    null_contributions: np.ndarray
    null_slopes: np.ndarray


def absorbed_levels(effects: Sequence[np.ndarray], clusters: np.ndarray) -> AbsorbedLevels:
    """Count the levels of [rows] effects and whether each level lies in one cluster."""
    counts = [count_levels(codes) for codes in effects]
    nested = [n for n, codes in zip(counts, effects, strict=True) if _is_nested(codes, clusters)]
    return AbsorbedLevels(len(clusters), sum(counts), len(counts), sum(nested), len(nested))


def _is_nested(codes: np.ndarray, clusters: np.ndarray) -> bool:
    cluster_of = np.zeros(int(codes.max()) + 1, dtype=clusters.dtype)
    cluster_of[codes] = clusters
    return bool((cluster_of[codes] == clusters).all())


def clustered_least_squares(blocks: Sequence[Block], levels: AbsorbedLevels, n_tested: int = 0) -> LeastSquaresFit:
    """Fit all blocks together. Terms must not be collinear: see `undetermined_terms`. Needs two clusters.

    n_tested: so many of the first terms get contributions at their null models.
    """
    gram = sum(block.weighted.T @ block.regressors for block in blocks)
    estimates = np.linalg.solve(gram, sum(block.weighted.T @ block.outcomes for block in blocks))
    n_codes = max(int(block.clusters.max(initial=0)) for block in blocks) + 1
    scores = np.zeros((n_codes, len(estimates)))
    is_present = np.zeros(n_codes, dtype=bool)
    for block in blocks:
        residuals = block.outcomes - block.regressors @ estimates
        if block.weights is not None:
            residuals *= block.weights
        is_present |= np.bincount(block.clusters, minlength=n_codes) > 0
        for c in range(len(estimates)):
            scores[:, c] += np.bincount(block.clusters, block.regressors[:, c] * residuals, n_codes)
    n_clusters = int(is_present.sum())
    bread = np.linalg.inv(gram)
    covariance = _small_sample_factor(levels, len(estimates), n_clusters) * bread @ (scores.T @ scores) @ bread
    slopes = _null_slopes(blocks, bread, n_tested, n_codes)[is_present]
    at_null = (scores @ bread[:, :n_tested])[is_present] + slopes * estimates[:n_tested]
    return LeastSquaresFit(estimates, covariance, n_clusters, n_clusters - 1, at_null, slopes)


def _null_slopes(blocks: Sequence[Block], bread: np.ndarray, n_tested: int, n_codes: int) -> np.ndarray:
    """[codes, tested] clusters' shares of what the other terms leave of a column's sum of squares; they sum to 1.

    The model without a term has the full model's residuals and, times the estimate, what the other terms leave of the
    column (Frisch, Waugh and Lovell): times the estimate a share is what the null model adds to a cluster's influence,
    and nothing is fitted again.
    """
    shares = np.zeros((n_codes, n_tested))
    for block in blocks:
        left_over = block.regressors @ bread[:, :n_tested]
        squares = left_over**2 if block.weights is None else left_over**2 * block.weights[:, None]
        for c in range(n_tested):
            shares[:, c] += np.bincount(block.clusters, squares[:, c], n_codes)
    return shares / np.diag(bread)[:n_tested]


def _small_sample_factor(levels: AbsorbedLevels, n_terms: int, n_clusters: int) -> float:
    from pyfixest.utils.utils import get_ssc, ssc

    factor, _, _ = get_ssc(
        ssc_dict=ssc(),
        N=levels.n_rows,
        k=n_terms + (levels.n_effects == 0),
        k_fe=levels.n_levels,
        k_fe_nested=levels.n_nested_levels,
        n_fe=levels.n_effects,
        n_fe_fully_nested=levels.n_nested_effects,
        G=n_clusters,
        vcov_sign=1,
        vcov_type="CRV",
    )
    return float(factor[0])


def undetermined_terms(
    blocks: Sequence[Block], squares: np.ndarray, names: Sequence[str], absorbed: str
) -> Fault | None:
    """Terms that do not vary, that the absorbed effects determine, or that the terms before them determine.

    squares: [terms] sums of squares about the mean before absorption, what is left is measured against. absorbed: the
    effects in words.
    """
    gram = sum(block.weighted.T @ block.regressors for block in blocks)
    kept, found, reasons = [], [], []
    for c, name in enumerate(names):
        partners = np.linalg.solve(gram[np.ix_(kept, kept)], gram[kept, c]) if kept else np.empty(0)
        left_over = gram[c, c] - gram[kept, c] @ partners
        if squares[c] > 0 and left_over > SMALLEST_SHARE_LEFT * squares[c]:
            kept.append(c)
            continue
        found.append(c)
        if squares[c] == 0:
            reasons.append(f"{name} does not vary")
        elif gram[c, c] <= SMALLEST_SHARE_LEFT * squares[c]:
            reasons.append(f"{name} is determined by {absorbed}")
        else:
            sizes = np.abs(partners) * np.sqrt(squares[kept] / squares[c])
            others = [names[k] for k, size in zip(kept, sizes, strict=True) if size > 1e-6]
            reasons.append(f"{name} is collinear with {', '.join(others)} given {absorbed}")
    if not found:
        return None
    return Fault("not_estimable", f"{'; '.join(reasons)}; leave out what cannot be told apart", tuple(found))
