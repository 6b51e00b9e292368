"""Whether several restrictions can be tested at once, and the F that few clusters leave of their Wald statistic.

A Wald statistic inverts an estimated covariance. With q restrictions its error grows with q, so that F on q and
clusters less one rejects too often unless q is far below the clusters; and a covariance near the edge of its rank turns
rounding into a statistic. Leads are compared between two sides, and the fewer of them decide.

Sources: Hotelling (1931) for the statistic's distribution with an estimated covariance; Tipton and Pustejovsky (2015),
Journal of Educational and Behavioral Statistics 40(6), for its use with cluster-robust covariances.
"""

from __future__ import annotations

import numpy as np

SMALLEST_EIGENVALUE_SHARE = 1e-8  # of correlations: scores carry rounding, so a missing rank is not exactly zero
FEWEST_DEGREES_PER_RESTRICTION = 2


def why_not_testable(covariance: np.ndarray, degrees_of_freedom: float = np.inf) -> str:
    """Why [k, k] restrictions are not tested jointly, with counts and remedy; empty where they are.

    degrees_of_freedom: clusters less one behind the covariance; infinite without clusters.
    """
    variances, k = np.diag(covariance), len(covariance)
    if not np.isfinite(covariance).all():
        return "the covariance has missing cells; leave the estimates without errors out of the joint test"
    if not (variances > 0).all():
        return f"{int((variances <= 0).sum())} of {k} estimates have no variance; leave them out"
    if degrees_of_freedom < FEWEST_DEGREES_PER_RESTRICTION * k:
        most = int(degrees_of_freedom // FEWEST_DEGREES_PER_RESTRICTION)
        return (
            f"{k} restrictions cannot be tested jointly with {degrees_of_freedom + 1:,.0f} clusters; "
            f"test or pool to at most {most} at once"
        )
    rank = correlation_rank(covariance)
    if rank == k:
        return ""
    return (
        f"the covariance of {k} estimates has rank {rank}: it is singular, for there are too few clusters or redundant "
        f"restrictions; test at most {rank} at once"
    )


def correlation_rank(covariance: np.ndarray) -> int:
    """Rank of a covariance [k, k] with positive diagonal, told in correlations: units do not matter."""
    errors = np.sqrt(np.diag(covariance))
    eigenvalues = np.linalg.eigvalsh(covariance / np.outer(errors, errors))
    return int((eigenvalues > SMALLEST_EIGENVALUE_SHARE * eigenvalues[-1]).sum())


def hotelling_degrees(n_restrictions: int, degrees_of_freedom: float) -> tuple[float, float]:
    """Factor of the Wald statistic and denominator degrees: factor * Wald is F on n_restrictions and those.

    One restriction keeps its degrees_of_freedom and a factor of 1: the square of Student's t.
    """
    denominator = degrees_of_freedom - n_restrictions + 1
    return denominator / (degrees_of_freedom * n_restrictions), denominator
