"""Expectations on the profile of marts.county_exposures, one row a policy, county and interview month."""

from __future__ import annotations

from expectations.declaration import values_between, years_present

TABLE_NAME = "county_exposures"

EXPECTATIONS = [
    values_between("exposure_share", 0, 1, may_be_absent=True, reason="Active months over six."),
    values_between(
        "neighbor_exposure_share", 0, 1, may_be_absent=True, reason="A mean of shares of adjacent counties."
    ),
    years_present("county_fips", 2005, 2014, reason="The study period."),
]
