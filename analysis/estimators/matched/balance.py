"""Balance of covariates between treated and controls before and after matching, as R's MatchIt and cobalt print it.

Source: Austin, P. C. (2009). Balance diagnostics for comparing the distribution of baseline covariates between
treatment groups in propensity-score matched samples. Statistics in Medicine 28(25), 3083-3107. Differences are in
standard deviations of the treated before matching, the same before and after, or matching could look better by
shrinking the ruler; of an indicator the deviation is sqrt(p(1 - p)) and there is no variance ratio.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.estimators.matched.covariates import CovariateColumn

BEFORE, AFTER = "before", "after"
BALANCE_COLUMNS = (
    "covariate", "level", "sample", "mean_treated", "mean_control", "std_mean_difference", "variance_ratio",
)  # fmt: skip


def balance_frame(columns: Sequence[CovariateColumn], is_treated: np.ndarray, weights: np.ndarray) -> pd.DataFrame:
    """One row a column and sample (BALANCE_COLUMNS).

    is_treated, weights: [rows]; weights are those of the matched sample, zero for rows without a partner.
    """
    samples = {BEFORE: np.ones(len(is_treated)), AFTER: weights}
    rows = [
        (column.covariate, column.level, sample, *_row(column.values, is_treated, sample_weights))
        for column in columns
        for sample, sample_weights in samples.items()
    ]
    return pd.DataFrame(rows, columns=list(BALANCE_COLUMNS))


def effective_size(weights: np.ndarray) -> float:
    """Kish's effective number of weighted units, (sum w)² / sum w²; 0 without any."""
    return float(weights.sum() ** 2 / (weights**2).sum()) if weights.any() else 0.0


def _row(values: np.ndarray, is_treated: np.ndarray, weights: np.ndarray) -> tuple[float, float, float, float]:
    is_indicator = bool(((values == 0) | (values == 1)).all())
    treated, control = ((values[group], weights[group]) for group in (is_treated, ~is_treated))
    means = [_mean(*group) for group in (treated, control)]
    share = treated[0].mean() if len(treated[0]) else np.nan
    ruler = share * (1 - share) if is_indicator else _variance(treated[0], np.ones(len(treated[0])))
    with np.errstate(divide="ignore", invalid="ignore"):
        difference = np.divide(means[0] - means[1], np.sqrt(ruler)) if means[0] != means[1] else 0.0
        ratio = np.nan if is_indicator else np.divide(_variance(*treated), _variance(*control))
    return means[0], means[1], float(difference), float(ratio)


# A dot product of two vectors is handed to threads, which on a busy machine costs a hundred times the sum itself.
def _mean(values: np.ndarray, weights: np.ndarray) -> float:
    return float((values * weights).sum() / weights.sum()) if weights.any() else np.nan


def _variance(values: np.ndarray, weights: np.ndarray) -> float:
    """Weighted sample variance; n - 1 below for equal weights."""
    total = weights.sum()
    below = total - (weights**2).sum() / total if total else 0.0
    return float((weights * (values - _mean(values, weights)) ** 2).sum() / below) if below > 0 else np.nan
