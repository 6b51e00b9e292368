"""From rows to a fit: the checks every linear model with absorbed effects shares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.estimators import screening
from analysis.estimators.linear.absorption import AbsorptionError, absorb, squares_about_mean
from analysis.estimators.linear.least_squares import (
    SMALLEST_SHARE_LEFT,
    Block,
    LeastSquaresFit,
    absorbed_levels,
    clustered_least_squares,
    undetermined_terms,
)
from analysis.estimators.linear.rows import LinearRows, count_levels, outcome_fault
from analysis.estimators.screening import Fault

FEWEST_TREATED_CLUSTERS = 5


def fit_rows(
    rows: LinearRows, names: Sequence[str], absorbed: str, cluster: str | None, n_tested: int = 0
) -> LeastSquaresFit | Fault:
    """Fit the rows' columns, one a name, net of their effects; rows alone in a level should be out already.

    absorbed: the effects in words; cluster: its name, None for rows that are clusters of their own. n_tested: as
    `clustered_least_squares`.
    """
    fault = (
        rows.fault or outcome_fault(rows.outcomes, "interviews that inform the effects") or one_cluster(rows, cluster)
    )
    if fault is not None:
        return fault
    squares = np.array([squares_about_mean(column, rows.weights) for column in rows.columns])
    try:
        residuals = absorb((rows.outcomes, *rows.columns), rows.effects, rows.weights)
    except AbsorptionError as error:
        return Fault("not_converged", str(error))
    if residuals[:, 0] @ residuals[:, 0] <= SMALLEST_SHARE_LEFT * squares_about_mean(rows.outcomes, None):
        return Fault("not_estimable", f"the outcome is determined by {absorbed}: nothing is left to explain")
    block = Block(residuals[:, 0], residuals[:, 1:], rows.weights, rows.clusters)
    fault = undetermined_terms([block], squares, names, absorbed)
    return fault or clustered_least_squares([block], absorbed_levels(rows.effects, rows.clusters), n_tested)


def one_cluster(rows: LinearRows, cluster: str | None) -> Fault | None:
    """Cluster-robust errors need two clusters."""
    if count_levels(rows.clusters) >= 2:
        return None
    return screening.one_cluster(cluster or "row")


def inference_words(cluster: str | None) -> str:
    """What the errors rest on."""
    return f"cluster-robust (CRV1) by {cluster}" if cluster else "heteroskedasticity-robust (HC1)"


def few_treated_clusters(counts: pd.DataFrame) -> list[str]:
    """Notes on terms whose errors few treated clusters make too small (MacKinnon and Webb 2017)."""
    thin = counts[counts["n_treated_clusters"] < FEWEST_TREATED_CLUSTERS]
    return [
        f"{term} rests on {n} treated clusters: CRV1 errors are too small, rank it among placebo dates"
        for term, n in zip(thin["term"], thin["n_treated_clusters"], strict=True)
    ]
