"""The monthly chance of violent victimization: who is at risk, when, and what the planted policies add.

logit(h) = level(year, group) + person and place + interview number + recall + person intercept + planted effects x
their doses, such as the share of the month a policy was in force. The level is solved in `calibration`. The reference
period of an interview in month m is m-6 ... m-1; month columns here run in that order.

Planted effects act on Latinos only; `scenarios` says what each scenario plants, `doses` how much of it a month holds.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from orchestration.twin.calendar_months import FIRST_POLICY_MONTH
from orchestration.twin.doses import Dose
from orchestration.twin.households import GROUPS
from orchestration.twin.interviews import Interviews
from orchestration.twin.persons import DIVORCED, NEVER_MARRIED, SEPARATED
from orchestration.twin.scenarios import PER_LATER_INTERVIEW

AFFECTED_GROUP = GROUPS.index("latino")
PER_YEAR_UNDER_25, PER_YEAR_OVER_25 = 0.01, -0.035
MALE, SINGLE, PARTED, OWNER, PER_SD_DISADVANTAGE = 0.10, 0.15, 0.70, -0.25, 0.20
# The first interview has no earlier one to bound it, so older events slip in; how telling then tires, a scenario says.
UNBOUNDED = 0.22
PER_MONTH_OF_RECALL = -0.06
REFERENCE_MONTHS = 6


def person_log_odds(
    interviews: Interviews, persons: pd.DataFrame, households: pd.DataFrame, tracts: pd.DataFrame,
    per_later_interview: float = PER_LATER_INTERVIEW,
) -> np.ndarray:  # fmt: skip
    """Return the part of the log odds that varies by interview but not by month, without level and intercept."""
    age = interviews.age_months / 12.0
    marital = persons["marital"].to_numpy()[interviews.person]
    number = interviews.household_interview
    return (
        np.where(age < 25, PER_YEAR_UNDER_25 * (age - 25), PER_YEAR_OVER_25 * (age - 25))
        + MALE * persons["is_male"].to_numpy()[interviews.person]
        + SINGLE * (marital == NEVER_MARRIED)
        + PARTED * np.isin(marital, (DIVORCED, SEPARATED))
        + OWNER * households["is_owner"].to_numpy()[interviews.household]
        + PER_SD_DISADVANTAGE * tracts["disadvantage"].to_numpy()[households["tract"].to_numpy()[interviews.household]]
        + np.where(number == 1, UNBOUNDED, per_later_interview * (number - 1))
    )


def reference_shares(share: np.ndarray, county: np.ndarray, month: np.ndarray) -> np.ndarray:
    """Return the active share of a policy in the six reference months of each interview, an array (n, 6).

    `share` is by county and month from July 2004; `county` and `month` are those of each interview.
    """
    first = month - REFERENCE_MONTHS - FIRST_POLICY_MONTH
    return share[county[:, None], first[:, None] + np.arange(REFERENCE_MONTHS)]


def monthly_log_odds(fixed: np.ndarray, group: np.ndarray, doses: Iterable[Dose]) -> np.ndarray:
    """Return log odds by reference month (n, 6), without level and person intercept; amounts of doses are (n, 6)."""
    recall = PER_MONTH_OF_RECALL * np.arange(REFERENCE_MONTHS - 1, -1, -1)
    log_odds = fixed[:, None] + recall
    for dose in doses:
        log_odds += dose.log_odds * dose.amount * (group == AFFECTED_GROUP)[:, None]
    return log_odds
