"""Pooled logit and estimating equations: statsmodels' figures, the equations themselves, and what cannot be fitted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.estimators import gee_logit, pooled_logit

TERMS = ["policy", "age"]


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    """120 persons in 15 counties with one to six interviews, dependent within a person."""
    draws = np.random.default_rng(31)
    persons = pd.DataFrame({"person": range(120), "county": draws.integers(0, 15, 120), "a": draws.normal(0, 1, 120)})
    frame = persons.loc[persons.index.repeat(draws.integers(1, 7, 120))].reset_index(drop=True)
    frame = frame.assign(policy=draws.integers(0, 2, len(frame)), age=draws.normal(size=len(frame)))
    p = 1 / (1 + np.exp(0.5 - 0.8 * frame["policy"] - frame["a"]))
    return frame.assign(y=(draws.uniform(size=len(frame)) < p).astype(int))


def regressors(panel: pd.DataFrame) -> np.ndarray:
    return np.column_stack([np.ones(len(panel)), panel[TERMS]])


def test_cluster_errors_are_those_of_statsmodels(panel):
    oracle = sm.Logit(panel["y"], regressors(panel)).fit(
        disp=0, tol=1e-12, cov_type="cluster", cov_kwds={"groups": panel["county"]}
    )
    result = pooled_logit(panel, "y", TERMS, cluster="county")
    np.testing.assert_allclose(result.table["estimate"], oracle.params, rtol=1e-7)
    np.testing.assert_allclose(result.table["std_error"], oracle.bse, rtol=1e-6)
    assert result.log_likelihood == pytest.approx(oracle.llf, rel=1e-10)
    assert (result.n_clusters, result.inference, result.n_rows) == (15, "cluster-robust by county", len(panel))


def test_model_based_errors_are_those_of_a_generalised_linear_model(panel):
    oracle = sm.GLM(panel["y"], regressors(panel), family=sm.families.Binomial()).fit(tol=1e-14)
    result = pooled_logit(panel, "y", TERMS)
    np.testing.assert_allclose(result.table["std_error"], oracle.bse, rtol=1e-6)
    np.testing.assert_allclose(result.table["p_value"], oracle.pvalues, rtol=1e-5)


def test_influence_sums_to_nothing_and_squares_to_the_sandwich(panel):
    result = pooled_logit(panel, "y", TERMS, cluster="county")
    n = len(panel)
    np.testing.assert_allclose(result.influence.sum(axis=0), 0, atol=1e-8)
    factor = 15 / 14 * (n - 1) / (n - 3)
    np.testing.assert_allclose(result.influence.T @ result.influence * factor, result.covariance, rtol=1e-6)
    assert sorted(result.cluster_labels) == list(range(15))


def test_independent_estimating_equations_are_the_pooled_logit(panel):
    pooled = pooled_logit(panel, "y", TERMS, cluster="person")
    result = gee_logit(panel, "y", "person", TERMS, correlation="independence")
    np.testing.assert_allclose(result.table["estimate"], pooled.table["estimate"], rtol=1e-6)
    sandwich = pooled.influence.T @ pooled.influence
    np.testing.assert_allclose(result.covariance, sandwich, rtol=1e-5)


def test_exchangeable_estimates_solve_their_equations(panel):
    """Σ D' V⁻¹ (y − p) with the working correlation given back, person by person, and the sandwich around it."""
    result = gee_logit(panel, "y", "person", TERMS)
    X, beta = regressors(panel), result.table["estimate"].to_numpy()
    p = 1 / (1 + np.exp(-X @ beta))
    score, information, meat = np.zeros(3), np.zeros((3, 3)), np.zeros((3, 3))
    for rows in panel.groupby("person").indices.values():
        spread = np.sqrt(p[rows] * (1 - p[rows]))
        correlation = np.full((len(rows),) * 2, result.within_group_correlation)
        np.fill_diagonal(correlation, 1.0)
        variance = np.outer(spread, spread) * correlation
        derivative = X[rows] * (spread**2)[:, None]
        weighted = np.linalg.solve(variance, derivative)
        part = weighted.T @ (panel["y"].to_numpy()[rows] - p[rows])
        score += part
        meat += np.outer(part, part)
        information += derivative.T @ weighted
    np.testing.assert_allclose(score, 0, atol=1e-6)
    bread = np.linalg.inv(information)
    np.testing.assert_allclose(result.covariance, bread @ meat @ bread, rtol=1e-5)
    assert result.within_group_correlation > 0.05
    assert "not comparable" in result.message


@pytest.mark.parametrize("fit", [
    lambda frame: pooled_logit(frame, "y", TERMS, cluster="person"),
    lambda frame: gee_logit(frame, "y", "person", TERMS),
])  # fmt: skip
@pytest.mark.parametrize(
    ("changes", "status", "message"),
    [
        ({"age": 3.0}, "not_estimable", "age does not vary"),
        ({"age": lambda f: 1 - f["policy"]}, "not_estimable", "age is collinear with intercept, policy"),
        ({"age": lambda f: f["y"] * f["policy"]}, "not_estimable", "separation: age predicts the outcome of"),
        ({"age": lambda f: f["y"] + f["age"] / 50}, "not_estimable", "separation: age"),
        ({"age": lambda f: f["age"].where(f.index > 0)}, "refused", "missing values in age (1 rows)"),
        ({"person": lambda f: f["person"].where(f.index > 2)}, "refused", "missing values in person (3 rows)"),
        ({"y": 1}, "not_estimable", "the outcome occurs in each of"),
        ({"person": 1}, "not_estimable", "by person"),
    ],
)
def test_what_cannot_be_fitted_is_said(panel, fit, changes, status, message):
    result = fit(panel.assign(**changes))
    assert (result.status, message in result.message) == (status, True), result.message
    assert result.table["term"].tolist() == ["intercept", *TERMS]
    assert result.table.drop(columns=["term", "component"]).isna().all(axis=None)
    assert result.covariance is None


def test_nobody_seen_twice_has_no_correlation_within(panel):
    first = panel.drop_duplicates("person")
    result = gee_logit(first, "y", "person", TERMS)
    assert (result.status, "no person has two rows" in result.message) == ("not_estimable", True)
    assert gee_logit(first, "y", "person", TERMS, correlation="independence").status == "ok"


def test_wrong_arguments_raise(panel):
    with pytest.raises(KeyError, match="income"):
        pooled_logit(panel, "y", ["income"])
    with pytest.raises(KeyError, match="state"):
        gee_logit(panel, "y", "state", TERMS)
    with pytest.raises(ValueError, match="correlation must be one of"):
        gee_logit(panel, "y", "person", TERMS, correlation="unstructured")
