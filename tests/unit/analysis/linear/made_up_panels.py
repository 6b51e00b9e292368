"""Small made-up panels and dummies for the tests of linear models."""

from __future__ import annotations

import numpy as np
import pandas as pd


def policy_panel(n_persons: int = 400, n_counties: int = 20, n_half_years: int = 8, seed: int = 1) -> pd.DataFrame:
    """Persons seen one to five times in counties that adopt two policies; a fifth of counties never adopts the first.

    Columns person, county, state, half_year, group, noncitizen_pct, age, weight, policy, other, since (half-years since
    the first policy, missing if never), y.
    """
    rng = np.random.default_rng(seed)
    n_seen = rng.integers(1, 6, n_persons)
    person = np.repeat(np.arange(n_persons), n_seen)
    number = np.arange(len(person)) - np.repeat(np.cumsum(n_seen) - n_seen, n_seen)
    half_year = rng.integers(0, n_half_years - 4, n_persons)[person] + number
    county = rng.integers(0, n_counties, n_persons)[person]
    adoption = rng.integers(2, n_half_years - 1, n_counties).astype(float)
    adoption[: n_counties // 5] = np.nan
    since = half_year - adoption[county]
    other = rng.integers(1, n_half_years + 3, n_counties)
    frame = pd.DataFrame(
        {
            "person": [f"P{p}" for p in person],
            "county": [f"{c + 1001:05d}" for c in county],
            "state": county // 3,
            "half_year": [f"{2004 + h // 2}H{h % 2 + 1}" for h in half_year],
            "group": rng.choice(["latino", "white", "black"], n_persons, p=[0.35, 0.45, 0.2])[person],
            "noncitizen_pct": rng.gamma(2, 4, n_persons)[person],
            "age": rng.integers(12, 80, n_persons)[person] + number // 2,
            "weight": rng.uniform(0.5, 2.0, len(person)),
            "policy": (since >= 0).astype(float),
            "other": half_year >= other[county],
            "since": since,
        }
    )
    probability = 0.2 + 0.1 * frame["policy"] * (frame["group"] == "latino") + 0.05 * (county % 3)
    return frame.assign(y=(rng.random(len(frame)) < probability).astype(float))


def dummies(*columns: pd.Series) -> np.ndarray:
    """[rows, levels] indicators of every level of every column: rank-deficient together, as least squares allows."""
    return np.column_stack([pd.get_dummies(column).to_numpy(dtype=float) for column in columns])


def dummy_regression(
    y: np.ndarray, X: np.ndarray, nuisance: np.ndarray, clusters: pd.Series, weights: np.ndarray, n_counted: int
) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients of X and their CRV1 covariance by explicit dummies.

    n_counted: parameters that the small-sample factor counts.
    """
    root = np.sqrt(weights)[:, None]
    design = np.column_stack([X, nuisance])
    coefficients = np.linalg.lstsq(design * root, y * root[:, 0], rcond=None)[0]
    residuals = y - design @ coefficients
    bread = np.linalg.pinv((design * root).T @ (design * root))
    scores = pd.DataFrame(design * (weights * residuals)[:, None]).groupby(clusters.to_numpy()).sum().to_numpy()
    n, n_clusters = len(y), len(scores)
    factor = (n - 1) / (n - n_counted) * n_clusters / (n_clusters - 1)
    k = X.shape[1]
    return coefficients[:k], (factor * bread @ scores.T @ scores @ bread)[:k, :k]
