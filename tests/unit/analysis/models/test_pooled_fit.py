"""Fits of several imputations as one result, against Rubin's rules worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t

from analysis.estimators.random_intercept.result import RandomInterceptResult, coefficient_table
from analysis.models.pooled_fit import pool_fits


def fit(slope: float, log_sigma: float, errors=(0.3, 0.4, 0.5), message="", n_clusters=None, **fields):
    """A fit of an intercept of -2, a slope and log sigma; errors in this order."""
    errors = np.array(errors)
    fields = {"status": "ok", "covariance": np.diag(errors**2), "model_errors": errors / 2, **fields}
    return RandomInterceptResult(
        table=coefficient_table(
            [("intercept", "control"), ("x", "within")], np.array([-2.0, slope]), log_sigma, errors, 0.95
        ),
        log_likelihood=-10.0, sigma=float(np.exp(log_sigma)), n_persons=5, n_interviews=9, message=message,
        seconds=1.0, points=15, coefficients=np.array([-2.0, slope, log_sigma]), n_clusters=n_clusters,
        linear_predictor=np.zeros(9), **fields,
    )  # fmt: skip


def test_two_fits_by_hand():
    """Slopes 1 and 2: between (1 + 1/2) · 1/2 = 0.75, within 0.16; increase 4.6875, freedom (1 + 1/4.6875)²."""
    pooled = pool_fits([fit(1.0, 0.0), fit(2.0, 0.2)], 0.95)
    row = pooled.table.set_index("term").loc["x"]
    error, freedom = np.sqrt(0.91), (1 + 1 / 4.6875) ** 2
    assert row["estimate"] == pytest.approx(1.5) and row["odds_ratio"] == pytest.approx(np.exp(1.5))
    assert row["std_error"] == pytest.approx(error)
    assert row["p_value"] == pytest.approx(2 * t.sf(1.5 / error, freedom))
    assert row["conf_high"] == pytest.approx(1.5 + t.ppf(0.975, freedom) * error)
    assert row["conf_low"] == pytest.approx(1.5 - t.ppf(0.975, freedom) * error)
    assert pooled.model_errors[1] == pytest.approx(np.sqrt(0.04 + 0.75))
    expected = (4.6875 + 2 / (freedom + 3)) / 5.6875
    assert pooled.fraction_missing_information[1] == pytest.approx(expected)


def test_sigma_is_pooled_as_its_logarithm():
    pooled = pool_fits([fit(1.0, 0.0), fit(1.0, 0.2)], 0.95)
    row = pooled.table.iloc[-1]
    error = np.sqrt(0.25 + 1.5 * 0.02)
    assert row["estimate"] == pooled.sigma == pytest.approx(np.exp(0.1))
    assert row["std_error"] == pytest.approx(np.exp(0.1) * error)
    assert row["conf_low"] < np.exp(0.1 - 1.96 * error)


def test_what_has_no_pooled_meaning_is_missing():
    pooled = pool_fits([fit(1.0, 0.0), fit(2.0, 0.2)], 0.95)
    assert np.isnan(pooled.log_likelihood)
    assert pooled.covariance is None and pooled.model_covariance is None and pooled.linear_predictor is None
    assert pooled.seconds == 2.0 and (pooled.n_persons, pooled.n_interviews) == (5, 9)


def test_clusters_bound_the_degrees_of_freedom():
    """Fits that agree: (ν + 1)/(ν + 3) · ν, for ν = 10 clusters less one."""
    pooled = pool_fits([fit(1.0, 0.0, n_clusters=10)] * 3, 0.95)
    row = pooled.table.set_index("term").loc["x"]
    assert row["p_value"] == pytest.approx(2 * t.sf(1.0 / 0.4, 10 / 12 * 9))
    assert pooled.fraction_missing_information[1] == 0.0


def test_a_vanishing_sigma_has_no_pooled_error_and_it_is_said():
    vanished = fit(2.0, -8.0, (0.3, 0.4, 0.0), message="no variance")
    pooled = pool_fits([fit(1.0, 0.0), vanished, fit(1.5, 0.1)], 0.95)
    assert pooled.table.iloc[-1][["std_error", "conf_low", "conf_high"]].isna().all()
    assert np.isnan(pooled.fraction_missing_information[-1]) and np.isnan(pooled.model_errors[-1])
    assert pooled.message == "no variance (in 1 of 3 draws); no pooled error of person_intercept_sd: some draw has none"
    assert pooled.table.iloc[:-1]["std_error"].notna().all()
    assert np.isfinite(pooled.fraction_missing_information[:-1]).all()


def test_what_every_fit_says_is_said_once():
    assert pool_fits([fit(1.0, 0.0, message="words")] * 2, 0.95).message == "words"


def test_one_fit_is_itself_and_a_failed_one_speaks_for_all():
    single = fit(1.0, 0.0)
    assert pool_fits([single], 0.95) is single
    failed = fit(1.0, 0.0, status="not_converged", message="why")
    assert pool_fits([single, failed], 0.95) is failed
