"""Expectations on the profile of marts.county_crime, one row a county and year.

Ranges of the counts are rules of staging.
"""

from __future__ import annotations

from expectations.declaration import (
    BY_YEAR,
    WARN,
    distinct_between,
    mean_between,
    missing_at_most,
    values_between,
    yearly_change_at_most,
)

TABLE_NAME = "county_crime"

# Means over counties, most of them rural, of offences per 100,000 residents; the nation's rates are half as high again.
MEAN_RATES = {
    "violent_crimes_per_100000": (50, 1_500),
    "property_crimes_per_100000": (500, 6_000),
    "murders_per_100000": (0.5, 30),
}
LARGEST_RATES = {"violent_crimes_per_100000": 20_000, "property_crimes_per_100000": 50_000}
MOST_PERCENT_A_YEAR = 25

EXPECTATIONS = [
    distinct_between(
        "county_fips", 3_000, 3_250, BY_YEAR, may_be_absent=True, severity=WARN,
        reason="A year's file lists all counties but a few; fewer mean a broken file.",
    ),
    *(
        mean_between(
            column, low, high, BY_YEAR, may_be_absent=True, severity=WARN,
            reason="The rates of 2000 to 2019, widely drawn; outside, columns or residents are others.",
        )
        for column, (low, high) in MEAN_RATES.items()
    ),
    *(
        values_between(
            column, 0, high, may_be_absent=True, severity=WARN,
            reason="A county above has very few residents and many visitors, or its residents were misread.",
        )
        for column, high in LARGEST_RATES.items()
    ),
    *(
        yearly_change_at_most(
            column, MOST_PERCENT_A_YEAR, in_percent=True, may_be_absent=True, severity=WARN,
            reason="Crime has never moved by a quarter in a year; columns of another layout do.",
        )
        for column in LARGEST_RATES
    ),
    missing_at_most(
        "population", 0.02, BY_YEAR, may_be_absent=True, severity=WARN,
        reason="Where the file has no residents the county's of the year stand; without either there is no rate.",
    ),
    mean_between(
        "coverage_indicator", 70, 100, BY_YEAR, may_be_absent=True, severity=WARN,
        reason="Near 90 in most years; lower means that the crimes of many counties are imputed.",
    ),
    mean_between(
        "is_coverage_warned", 0, 0.20, BY_YEAR, may_be_absent=True, severity=WARN,
        reason="A tenth of the counties or fewer; more means that states did not report.",
    ),
]  # fmt: skip
