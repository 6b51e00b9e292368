"""Draws the members of each household aged about twelve and over, and what stays with them.

Ages are kept in months at the household's first interview, so that children reach twelve between two interviews.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from orchestration.twin.households import GROUPS

INTERCEPT_SD = 1.2
# Chance of one to six members aged twelve and over.
MEMBER_CHANCES = {
    "latino": [0.17, 0.38, 0.22, 0.14, 0.06, 0.03],
    "white": [0.31, 0.44, 0.15, 0.08, 0.015, 0.005],
    "black": [0.34, 0.36, 0.18, 0.08, 0.03, 0.01],
    "other": [0.25, 0.42, 0.19, 0.10, 0.03, 0.01],
}
MARRIED, WIDOWED, DIVORCED, SEPARATED, NEVER_MARRIED = 1, 2, 3, 4, 5
# V3020 by rising attainment: 8th and 10th grade, 12th without diploma, high school, some college, associate, bachelor,
# master, doctorate
EDUCATION_CODES = np.array([8, 10, 27, 28, 40, 41, 42, 43, 45])
EDUCATION_CHANCES = {
    "latino": [0.20, 0.12, 0.06, 0.27, 0.15, 0.06, 0.10, 0.03, 0.01],
    "white": [0.04, 0.05, 0.03, 0.29, 0.19, 0.09, 0.20, 0.08, 0.03],
    "black": [0.05, 0.09, 0.05, 0.32, 0.22, 0.08, 0.12, 0.05, 0.02],
    "other": [0.06, 0.05, 0.03, 0.21, 0.15, 0.07, 0.27, 0.11, 0.05],
}
INCOME_CHANCES = np.array([0.03, 0.03, 0.04, 0.04, 0.05, 0.04, 0.05, 0.06, 0.07, 0.07, 0.06, 0.10, 0.16, 0.20])


def complete_households(households: pd.DataFrame, tracts: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Add what a household has: n_members, income_category (1-14), months_at_address at its first interview."""
    chances = np.array([MEMBER_CHANCES[name] for name in GROUPS])
    n_members = 1 + _choose(chances[households["group"]], random)
    shift = 0.25 * households["is_owner"].to_numpy() - 0.12 * tracts["disadvantage"].to_numpy()[households["tract"]]
    rank = np.clip(random.random(len(households)) ** np.exp(-shift), 0, 0.999999)
    income = 1 + np.searchsorted(np.cumsum(INCOME_CHANCES), rank, side="right").clip(max=13)
    settled = np.where(households["is_owner"], 130.0, 40.0)
    months = random.exponential(settled).astype(int)
    # A household that replaced another moved in since the last interview.
    months = np.where(households["first_position"] > 0, random.integers(0, 6, len(households)), months)
    return households.assign(n_members=n_members, income_category=income, months_at_address=np.minimum(months, 96 * 12))


def draw_persons(households: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Return one row a person: household, line (from 1), group, is_male, age_months, marital, education, intercept.

    Also is_working_age_employed (would work while 16 to 64) and race_code (two-digit code of V3023A).
    """
    repeats = households["n_members"].to_numpy()
    household = np.repeat(np.arange(len(households)), repeats)
    line = np.arange(len(household)) - np.repeat(np.cumsum(repeats) - repeats, repeats) + 1
    group = households["group"].to_numpy()[household]
    is_male, age_years, marital = _ages_and_marriages(household, line, group, len(households), random)
    attained = _choose(np.array([EDUCATION_CHANCES[name] for name in GROUPS])[group], random)
    return pd.DataFrame(
        {
            "household": household,
            "line": line,
            "group": group,
            "is_male": is_male,
            "age_months": age_years * 12 + random.integers(0, 12, len(household)),
            "marital": marital,
            "education": EDUCATION_CODES[attained],
            "is_employed_adult": random.random(len(household)) < 0.74,
            "race_code": _race_codes(group, random),
            "intercept": random.normal(0.0, INTERCEPT_SD, len(household)),
        }
    )


def _choose(chances: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Draw a column for each row of chances (n, k)."""
    limits = np.cumsum(chances, axis=1)
    return (random.random(len(chances))[:, None] * limits[:, -1:] > limits[:, :-1]).sum(axis=1)


def _ages_and_marriages(
    household: np.ndarray, line: np.ndarray, group: np.ndarray, n_households: int, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n = len(household)
    # The first person's age sets the household's generation.
    reference_age = 19.0 + 66.0 * random.beta(1.6, 2.1, n_households) - 4.0 * (np.bincount(household) > 2)
    reference_age = np.maximum(reference_age, 18.0)
    is_couple = random.random(n_households) < 0.66
    base = reference_age[household]
    partner = (line == 2) & is_couple[household]
    young = 10.0 + 13.0 * random.random(n)
    other_adult = np.clip(base + random.normal(0, 14, n), 16, 88)
    age = np.select(
        [line == 1, partner, random.random(n) < 0.72],
        [base, base + random.normal(-1, 4, n), young],
        default=other_adult,
    )
    age = np.clip(age, 10, 97).astype(int)
    reference_male = random.random(n_households) < 0.48
    is_male = np.select(
        [line == 1, partner], [reference_male[household], ~reference_male[household]], default=random.random(n) < 0.5
    )
    never = random.random(n) < 1.0 / (1.0 + np.exp((age - 28.0) / 5.0)) + 0.07
    widowed = random.random(n) < np.clip((age - 55) / 70.0, 0, 0.5)
    alone = np.select([never, widowed, random.random(n) < 0.2], [NEVER_MARRIED, WIDOWED, SEPARATED], default=DIVORCED)
    has_partner = (line <= 2) & is_couple[household] & (np.bincount(household)[household] > 1)
    marital = np.where(has_partner & (age >= 18), MARRIED, np.where(age < 18, NEVER_MARRIED, alone))
    return is_male.astype(bool), age, marital


def _race_codes(group: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return V3023A: Latinos are mostly White, the other group Asian, Native or of several races."""
    draw = random.random(len(group))
    latino = np.select([draw < 0.90, draw < 0.94, draw < 0.97], [1, 2, 3], default=7)
    other = np.select([draw < 0.12, draw < 0.78, draw < 0.82, draw < 0.92, draw < 0.97], [3, 4, 5, 6, 8], default=11)
    return np.select([group == 0, group == 1, group == 2], [latino, 1, 2], default=other)
