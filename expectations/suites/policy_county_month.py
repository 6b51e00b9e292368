"""Expectations on the profile of marts.policy_county_month, one row a policy, county and month."""

from __future__ import annotations

from expectations.declaration import BY_YEAR, distinct_between, values_between, years_present

TABLE_NAME = "policy_county_month"

EXPECTATIONS = [
    distinct_between(
        "county_fips", 3_100, 3_250, BY_YEAR, reason="The counties of 2010: 3,143 and, if kept, 78 of Puerto Rico."
    ),
    values_between("active_share", 0, 1, may_be_absent=True, reason="Days in force over days of the month."),
    years_present("county_fips", 2005, 2014, reason="The study period."),
]
