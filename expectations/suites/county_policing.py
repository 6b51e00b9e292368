"""Expectations on the profile of marts.county_policing, one row a county and survey of agencies.

That officers and budgets of all agencies are in it or listed elsewhere is a dbt data test.
"""

from __future__ import annotations

from expectations.declaration import BY_YEAR, WARN, distinct_between, mean_between, missing_at_most
from expectations.suites.policing_limits import policing_expectations

TABLE_NAME = "county_policing"

EXPECTATIONS = [
    distinct_between(
        "county_fips", 3_100, 3_250, BY_YEAR, may_be_absent=True, severity=WARN,
        reason="Each survey has a row for every county of 2010, 3,143 of them; fewer mean a part of the gazetteer.",
    ),
    *policing_expectations("officers_per_1000_residents", "budget_dollars_per_resident"),
    missing_at_most(
        "officers", 0.10, BY_YEAR, may_be_absent=True, severity=WARN,
        reason="Nearly every county has an agency; more without one mean that agencies were not placed.",
    ),
    mean_between(
        "n_agencies", 0.5, 10, BY_YEAR, may_be_absent=True, severity=WARN,
        reason="Some 16,000 local agencies in 3,143 counties are five a county; the survey of 2016 is a sample.",
    ),
    mean_between(
        "n_agencies_without_officers", 0, 1, BY_YEAR, may_be_absent=True, severity=WARN,
        reason="Agencies rarely leave their officers out; more mean that the column was not read.",
    ),
]  # fmt: skip
