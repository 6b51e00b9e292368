"""Expectations on the profile of marts.jurisdiction_counties, the bridge from jurisdictions to counties."""

from __future__ import annotations

from expectations.declaration import WARN, distinct_between, values_between

TABLE_NAME = "jurisdiction_counties"

EXPECTATIONS = [
    distinct_between(
        "county_fips", 3_000, 3_250, severity=WARN,
        reason="Secure Communities and its national regime reach every county of 2010.",
    ),
    values_between(
        "population_share", 0, 1, may_be_absent=True,
        reason="A share of the jurisdiction's residents; unknown for states and the nation.",
    ),
]  # fmt: skip
