"""Expectations on the profile of marts.county_population_years, one row a county and year."""

from __future__ import annotations

from expectations.declaration import (
    BY_YEAR,
    WARN,
    distinct_between,
    mean_between,
    values_between,
    yearly_change_at_most,
    years_present,
)

TABLE_NAME = "county_population_years"

EXPECTATIONS = [
    distinct_between(
        "county_fips", 3_100, 3_250, BY_YEAR, severity=WARN,
        reason="The counties of 2010, 3,143; fewer mean that a census file is broken.",
    ),
    years_present("population", 2005, 2014, reason="The study period."),
    values_between(
        "population", 1, 25_000_000,
        reason="The smallest county has some 60 residents and the largest 10 million; the twin's largest twice that.",
    ),
    mean_between(
        "population", 80_000, 120_000, BY_YEAR, severity=WARN,
        reason="281 million residents in 2000 and 340 million in 2024, in 3,143 counties.",
    ),
    yearly_change_at_most(
        "population", 3, in_percent=True, severity=WARN,
        reason="The nation grew by about one percent a year; more means that two of its sources do not fit.",
    ),
]  # fmt: skip
