"""A small made-up panel of persons in counties that adopt a policy, with a known effect."""

from __future__ import annotations

import numpy as np
import pandas as pd

_SHARES_OF_INTERVIEWS = (0.30, 0.22, 0.165, 0.12, 0.085, 0.065, 0.045)


def adoption_panel(
    n_persons: int = 4_000,
    n_counties: int = 60,
    effect: float = 0.0,
    seed: int = 1,
    county_change_sd: float = 0.0,
    selection: float = 1.0,
) -> pd.DataFrame:
    """Columns person, county, number, half_year, group, age, poverty, on, other, y; y is numeric.

    Counties with poorer people adopt more often and poverty shifts the change of y, so the raw contrast is biased;
    county_change_sd gives counties shocks of their own in each half-year.
    """
    rng = np.random.default_rng(seed)
    county_poverty = rng.normal(size=n_counties)
    adopts = rng.random(n_counties) < 1 / (1 + np.exp(-selection * county_poverty))
    adoption = np.where(adopts, rng.integers(3, 12, n_counties), 99)
    other_start = np.where(rng.random(n_counties) < 0.15, rng.integers(2, 12, n_counties), 99)
    shocks = county_change_sd * rng.normal(size=(n_counties, 14))
    interviews = rng.choice(np.arange(1, 8), n_persons, p=_SHARES_OF_INTERVIEWS)
    person = np.repeat(np.arange(n_persons), interviews)
    number = np.arange(len(person)) - np.repeat(np.cumsum(interviews) - interviews, interviews) + 1
    county = rng.integers(0, n_counties, n_persons)[person]
    half_year = rng.integers(0, 7, n_persons)[person] + number - 1
    poverty = (county_poverty[county] + rng.normal(size=n_persons)[person]).round(1)
    on = (half_year >= adoption[county]).astype(int)
    y = 0.3 * poverty * half_year + effect * on + shocks[county, half_year] + rng.normal(size=len(person))
    return pd.DataFrame(
        {
            "person": [f"P{p:06d}" for p in person],
            "county": county,
            "number": number,
            "half_year": [f"{2005 + h // 2}H{1 + h % 2}" for h in half_year],
            "group": rng.choice(["latino", "white"], n_persons)[person],
            "age": rng.integers(12, 80, n_persons)[person],
            "poverty": poverty,
            "on": on,
            "other": (half_year >= other_start[county]).astype(int),
            "y": y,
        }
    )


ARGUMENTS = {
    "outcome": "y",
    "person": "person",
    "interview_order": "number",
    "treated": "on",
    "calendar": "half_year",
    "exact": ("number", "group"),
    "covariates": ("age", "poverty"),
    "other_exposures": ("other",),
    "cluster": "county",
}
