"""Adjusted p-values within named families of tests.

Sources: Holm (1979) and Benjamini and Hochberg (1995) by statsmodels; Romano, J. P. and Wolf, M. (2005), Exact and
approximate stepdown methods for multiple hypothesis testing, JASA 100(469), 94-108, with the p-values of their (2016)
Efficient computation of adjusted p-values for resampling-based stepdown multiple testing, Statistics and Probability
Letters 113, 38-40.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence

import numpy as np
import pandas as pd

METHODS = {"holm": "holm", "benjamini_hochberg": "fdr_bh"}


def adjust_p_values(
    table: pd.DataFrame, family_column: str, method: str = "holm", p_value_column: str = "p_value"
) -> pd.DataFrame:
    """The table with adjusted_p_value and n_tests_of_family, row order and index kept.

    A test without a p-value stays without, and is not counted in its family: nothing was tested.
    Raises KeyError for an unknown column; ValueError for an unknown method, a row without a family, or a p-value
    outside 0 to 1.
    """
    from statsmodels.stats.multitest import multipletests

    absent = [name for name in (family_column, p_value_column) if name not in table.columns]
    if absent:
        raise KeyError(f"columns not in the table: {', '.join(absent)}")
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, got '{method}'")
    n_without = int(table[family_column].isna().sum())
    if n_without:
        raise ValueError(f"{n_without} tests belong to no family of '{family_column}'; name one for each")
    p_values = table[p_value_column].to_numpy(dtype=float)
    is_tested = ~np.isnan(p_values)
    if ((p_values[is_tested] < 0) | (p_values[is_tested] > 1)).any():
        raise ValueError(f"column '{p_value_column}' holds values outside 0 to 1")
    adjusted, n_tests = np.full(len(table), np.nan), np.zeros(len(table), dtype=int)
    # statsmodels collects garbage at each call; what is there already need not be gone through each time.
    gc.freeze()
    try:
        for rows in table.groupby(family_column, sort=False, observed=True).indices.values():
            tested = rows[is_tested[rows]]
            n_tests[rows] = len(tested)
            if len(tested):
                adjusted[tested] = multipletests(p_values[tested], method=METHODS[method])[1]
    finally:
        gc.unfreeze()
    return table.assign(adjusted_p_value=adjusted, n_tests_of_family=n_tests)


def romano_wolf(statistics: np.ndarray, null_draws: np.ndarray, families: Sequence[object] | None = None) -> np.ndarray:
    """[tests] step-down adjusted p-values, two-sided.

    statistics: [tests] studentised estimates, NaN where nothing was tested; null_draws: [draws, tests] the same
    statistics when no effect exists, by bootstrap (centred at the estimates) or permutation, tests of one draw drawn
    together; families: [tests], one family where None. The least p-value is 1 / (draws + 1), for the data are one of
    the draws. Raises ValueError for shapes that do not match, no draws, or a draw that is missing where a test is not.
    """
    statistics, null_draws = np.abs(np.asarray(statistics, float)), np.abs(np.asarray(null_draws, float))
    if statistics.ndim != 1 or null_draws.ndim != 2 or null_draws.shape[1] != len(statistics):
        raise ValueError(f"need [tests] and [draws, tests], got {statistics.shape} and {null_draws.shape}")
    if len(null_draws) == 0:
        raise ValueError("need at least one draw")
    is_tested = ~np.isnan(statistics)
    n_missing = int(np.isnan(null_draws[:, is_tested]).any(axis=1).sum())
    if n_missing:
        raise ValueError(f"{n_missing} draws lack a statistic; leave such draws out, and count them, before")
    labels = np.zeros(len(statistics), dtype=int) if families is None else pd.factorize(np.asarray(families))[0]
    if len(labels) != len(statistics) or (labels < 0).any():
        raise ValueError("need a family for each test")
    p_values = np.full(len(statistics), np.nan)
    for family in np.unique(labels):
        tests = np.flatnonzero((labels == family) & is_tested)
        p_values[tests] = _step_down(statistics[tests], null_draws[:, tests])
    return p_values


def _step_down(statistics: np.ndarray, null_draws: np.ndarray) -> np.ndarray:
    """Each test against the largest draw of itself and all less significant ones, then never below its predecessor."""
    order = np.argsort(-statistics, kind="stable")
    largest = np.maximum.accumulate(null_draws[:, order[::-1]], axis=1)[:, ::-1]
    n_exceeding = (largest >= statistics[order]).sum(axis=0)
    p_values = np.empty(len(statistics))
    p_values[order] = np.maximum.accumulate((n_exceeding + 1) / (len(null_draws) + 1))
    return p_values
