"""Interviews in the columns of marts.respondent_periods, with a planted difference in who is lost."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.specification.choices import PAPER_POLICIES

N_COUNTIES, N_STATES, N_HALF_YEARS = 40, 20, 6


def interviews(n: int = 20_000, seed: int = 1, lost_more: float = 0.0, victim_lost_more: float = 0.0) -> pd.DataFrame:
    """Two interviews a person, half a year apart; the second is missing where the person was lost.

    Secure Communities comes to half of the states in the fourth half-year and has no effect on violence. Under it
    people are lost more often by `lost_more`, those who would be victims by `victim_lost_more` on top.
    """
    random = np.random.default_rng(seed)
    county, half_year = random.integers(0, N_COUNTIES, n), random.integers(0, N_HALF_YEARS, n)
    is_exposed = (county % 2 == 0) & (half_year >= 3)
    is_victim = random.random((n, 2)) < 0.1
    chance = 0.2 + 0.002 * county + is_exposed * (lost_more + victim_lost_more * is_victim[:, 1])
    is_lost = random.random(n) < chance
    year, half = 2008 + half_year // 2, half_year % 2
    first = pd.DataFrame(
        {
            "idper": [f"p{number}" for number in range(n)],
            "yearq": year + 0.1 + 0.2 * half,
            "reference_half_year": [f"{y}H{h + 1}" for y, h in zip(year, half, strict=True)],
            "county_fips": [f"{code:05d}" for code in county],
            "state_fips": [f"{code % N_STATES:02d}" for code in county],
            "population_group": random.choice(["latino", "white", "black", "other"], n, p=[0.2, 0.5, 0.2, 0.1]),
            "has_violent_victimization": is_victim[:, 0],
            "is_next_interview_missing": pd.array(is_lost, dtype="boolean"),
            "is_household_replaced": pd.array(is_lost & (random.random(n) < 0.5), dtype="boolean"),
            "is_replacement_household": random.random(n) < 0.3,
            "is_proxy": random.random(n) < 0.05,
            "interview_mode": random.choice(["telephone", "in_person"], n),
            "is_hispanic_origin_missing": random.random(n) < 0.02,
            "age_years": random.integers(12, 90, n),
            "is_male": random.random(n) < 0.5,
            "is_homeowner": pd.array(random.random(n) < 0.6, dtype="boolean"),
            "is_synthetic": False,
            **{f"exposure_any_{policy}": False for policy in PAPER_POLICIES},
            "exposure_any_secure_communities": is_exposed,
        }
    )
    later = half_year + 1
    second = first[~is_lost].assign(
        yearq=(2008 + later // 2 + 0.1 + 0.2 * (later % 2))[~is_lost],
        has_violent_victimization=is_victim[~is_lost, 1],
        is_next_interview_missing=pd.array([pd.NA] * int((~is_lost).sum()), dtype="boolean"),
        is_household_replaced=pd.array([pd.NA] * int((~is_lost).sum()), dtype="boolean"),
    )
    return pd.concat([first, second], ignore_index=True).sort_values(["idper", "yearq"], ignore_index=True)
