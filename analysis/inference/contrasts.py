"""Differences between two fits to the same clusters, with the joint sandwich of both.

The classical contrast (Hausman 1978) takes one covariance from the other, which assumes that one fit is efficient and
may leave a matrix that is no covariance. Here the two fits' cluster scores are stacked, so the difference has a
covariance of its own whatever either model assumes (White 1982; Weesie 1999).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from analysis.inference.testability import FEWEST_DEGREES_PER_RESTRICTION, SMALLEST_EIGENVALUE_SHARE


@dataclass(frozen=True)
class Contrast:
    """Second minus first: differences [terms], their covariance [terms, terms], and all of them tested together.

    The chi-square has as many degrees of freedom as the covariance has directions with variance; it is missing, with 0
    freedom, where the clusters less one are fewer than twice the terms.
    """

    differences: np.ndarray
    covariance: np.ndarray
    n_clusters: int
    chi_square: float
    degrees_of_freedom: int
    p_value: float


def influence(bread: np.ndarray, cluster_scores: np.ndarray) -> np.ndarray:
    """[clusters, parameters] influence of each cluster on each estimate, from the arguments of the sandwich.

    bread: [parameters, parameters] model covariance; cluster_scores: [clusters, parameters] at the maximum.
    """
    return cluster_scores @ bread


def align_influence(
    first: np.ndarray, first_labels: np.ndarray, second: np.ndarray, second_labels: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Both influences [clusters, terms] in the order of the first's labels; clusters that the second lacks are zero.

    Raises ValueError for labels of the second that the first does not have, and for labels that repeat.
    """
    place = {label: position for position, label in enumerate(np.asarray(first_labels).tolist())}
    labels = np.asarray(second_labels).tolist()
    if len(place) < len(first) or len(set(labels)) < len(labels):
        raise ValueError("cluster labels repeat; influences must be summed by cluster")
    absent = [label for label in labels if label not in place]
    if absent:
        raise ValueError(
            f"{len(absent):,} of {len(labels):,} clusters of one fit are not among those of the other; "
            "fit both to the same rows with the same cluster"
        )
    aligned = np.zeros((len(first), second.shape[1]))
    aligned[[place[label] for label in labels]] = second
    return first, aligned


def contrast_estimates(
    first: np.ndarray, second: np.ndarray, first_influence: np.ndarray, second_influence: np.ndarray
) -> Contrast:
    """Contrast estimates [terms] of two fits whose influences [clusters, terms] are aligned by cluster.

    Scaled by G / (G - 1) as `cluster_robust_covariance`. Raises ValueError with fewer than two clusters.
    """
    n_clusters = len(first_influence)
    if n_clusters < 2:
        raise ValueError(f"cluster-robust errors need at least two clusters, found {n_clusters}")
    differences = second - first
    moved = second_influence - first_influence
    covariance = moved.T @ moved * (n_clusters / (n_clusters - 1))
    if n_clusters - 1 < FEWEST_DEGREES_PER_RESTRICTION * len(differences) and len(differences) > 1:
        return Contrast(differences, covariance, n_clusters, np.nan, 0, np.nan)
    statistic, freedom = _wald(differences, covariance)
    p_value = float(chdtrc(freedom, statistic)) if freedom else np.nan
    return Contrast(differences, covariance, n_clusters, statistic, freedom, p_value)


def _wald(differences: np.ndarray, covariance: np.ndarray) -> tuple[float, int]:
    """Statistic and degrees of freedom, over the directions that have variance."""
    errors = np.sqrt(np.diag(covariance))
    kept = errors > 0
    if not kept.any():
        return np.nan, 0
    scaled = covariance[np.ix_(kept, kept)] / np.outer(errors[kept], errors[kept])
    values, vectors = np.linalg.eigh(scaled)
    has_variance = values > SMALLEST_EIGENVALUE_SHARE * values[-1]
    along = vectors[:, has_variance].T @ (differences[kept] / errors[kept])
    return float(np.sum(along**2 / values[has_variance])), int(has_variance.sum())
