"""Limits of officers and budgets per resident, which counties have by survey and by year.

No suite: the suites of both tables take their numbers from here.
"""

from __future__ import annotations

from expectations.declaration import BY_YEAR, WARN, ProfileExpectation, mean_between, values_between

# The nation has some 2.3 sworn officers per 1,000 residents. A few counties, of a few hundred residents each, lie above
# 20, and some have nobody but the sheriff.
OFFICERS_PER_1000_RESIDENTS = (0.2, 20)
# Budgets are some 200 to 400 dollars a resident; sheriffs' hold jails too. A budget stated in thousands falls below.
BUDGET_DOLLARS_PER_RESIDENT = (20, 2_000)
LARGEST_BUDGET_DOLLARS_PER_RESIDENT = 20_000


def policing_expectations(officers: str, budget: str) -> list[ProfileExpectation]:
    """Return the claims on the columns of officers per 1,000 residents and of budget dollars per resident.

    The surveys may not be handed on, so both columns may be without a value. That neither is negative, staging sees to.
    """
    return [
        mean_between(
            officers, *OFFICERS_PER_1000_RESIDENTS, BY_YEAR, may_be_absent=True,
            reason="The nation has some 2.3 per 1,000; a mean of counties outside counts other people or other places.",
        ),
        values_between(
            officers, *OFFICERS_PER_1000_RESIDENTS, may_be_absent=True, severity=WARN,
            reason="A county outside has very few residents, or an agency that was placed in the wrong county.",
        ),
        mean_between(
            budget, *BUDGET_DOLLARS_PER_RESIDENT, BY_YEAR, may_be_absent=True, severity=WARN,
            reason="Some 200 to 400 dollars a resident; a mean outside is in other units.",
        ),
        values_between(
            budget, 0, LARGEST_BUDGET_DOLLARS_PER_RESIDENT, may_be_absent=True, severity=WARN,
            reason="A county above has very few residents, or a budget with digits too many.",
        ),
    ]  # fmt: skip
