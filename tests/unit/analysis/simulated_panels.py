"""Small made-up panels for the tests of the estimators; true coefficients are arguments."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import expit

POLICIES = ("secure_communities", "287g_jail", "287g_task_force", "anti_detainer")


def person_panel(
    n_persons: int = 600,
    seed: int = 1,
    within: float = 0.7,
    between: float = 1.0,
    intercept: float = -1.5,
    sigma: float = 1.0,
    most_interviews: int = 5,
) -> pd.DataFrame:
    """Columns person, county, y, x (0/1, varies), z (constant within a person), wave."""
    rng = np.random.default_rng(seed)
    interviews = rng.integers(1, most_interviews + 1, size=n_persons)
    person = np.repeat(np.arange(n_persons), interviews)
    propensity = rng.uniform(0.1, 0.9, size=n_persons)
    x = (rng.random(len(person)) < propensity[person]).astype(float)
    mean = pd.Series(x).groupby(person).transform("mean").to_numpy()
    z = rng.normal(size=n_persons)[person]
    wave = np.arange(len(person)) - np.repeat(np.cumsum(interviews) - interviews, interviews)
    predictor = intercept + within * (x - mean) + between * mean + 0.3 * z - 0.1 * wave
    predictor += sigma * rng.normal(size=n_persons)[person]
    y = (rng.random(len(person)) < expit(predictor)).astype(int)
    return pd.DataFrame({"person": person, "county": person % 40, "y": y, "x": x, "z": z, "wave": wave})


def respondent_panel(n_persons: int = 3_000, seed: int = 1, event_log_odds: float = -2.5) -> pd.DataFrame:
    """A frame with the columns of marts.respondent_periods that estimation reads."""
    rng = np.random.default_rng(seed)
    interviews = rng.integers(1, 6, size=n_persons)
    person = np.repeat(np.arange(n_persons), interviews)
    number = np.arange(len(person)) - np.repeat(np.cumsum(interviews) - interviews, interviews)
    month = rng.integers(12, 80, size=n_persons)[person] + 6 * number
    months = pd.date_range("2005-01-01", periods=120, freq="MS")
    county = rng.integers(0, 60, size=n_persons)[person]
    groups = rng.choice(["latino", "white", "black", "other"], p=[0.3, 0.5, 0.15, 0.05], size=n_persons)
    panel = pd.DataFrame(
        {
            "yearq": 2005.1,
            "idper": [f"P{p:06d}" for p in person],
            "interview_month": months[month],
            "reference_half_year": [f"{m.year}H{1 if m.month < 7 else 2}" for m in months[month - 3]],
            "interview_number": number + 1,
            "population_group": groups[person],
            "county_fips": [f"{c + 1001:05d}" for c in county],
            "state_fips": [f"{c // 10 + 1:02d}" for c in county],
            "is_synthetic": True,
        }
    )
    for policy in (*POLICIES, "287g_warrant_service"):
        activation = rng.integers(20, 100, size=60)[county]
        is_active = month[:, None] - 6 + np.arange(6) >= activation[:, None]
        panel[f"exposure_any_{policy}"] = is_active.any(axis=1)
        panel[f"exposure_share_{policy}"] = is_active.mean(axis=1)
        panel[f"exposure_full_{policy}"] = is_active.all(axis=1)
    panel["age_years"] = rng.integers(12, 90, size=n_persons)[person]
    panel["is_male"] = (rng.random(n_persons) < 0.5)[person]
    panel["interview_mode"] = rng.choice(["in_person", "telephone"], size=len(person))
    panel["tract_poverty_pct"] = rng.gamma(4, 4, size=n_persons)[person]
    predictor = event_log_odds + 0.6 * panel["exposure_any_secure_communities"] + rng.normal(size=n_persons)[person]
    panel["has_violent_victimization"] = rng.random(len(person)) < expit(predictor)
    return panel


def with_missing_income(
    panel: pd.DataFrame, n_draws: int = 3, missing_share: float = 0.3, seed: int = 1
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The panel with idhh and an income_category missing in some households, and draws of these incomes.

    The draws have the columns of marts.income_imputations that estimation reads; two persons share a household.
    """
    rng = np.random.default_rng(seed)
    households = "H" + (panel["idper"].str[1:].astype(int) // 2).astype(str)
    codes, known = pd.factorize(households)
    income = rng.integers(1, 15, size=len(known)).astype(float)
    is_missing = rng.random(len(known)) < missing_share
    draws = pd.DataFrame(
        {
            "idhh": np.tile(known[is_missing], n_draws),
            "draw": np.repeat(np.arange(1, n_draws + 1), is_missing.sum()),
            "income_category": rng.integers(1, 15, size=n_draws * is_missing.sum()),
        }
    )
    return panel.assign(idhh=households, income_category=np.where(is_missing, np.nan, income)[codes]), draws
