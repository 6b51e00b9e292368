"""Expectations on the profile of marts.county_covariates, one row a county and year."""

from __future__ import annotations

from expectations.declaration import BY_YEAR, WARN, distinct_between, mean_between, missing_at_most, values_between

TABLE_NAME = "county_covariates"
COVARIATES = ("population_density_per_km2", "foreign_born_pct", "latino_pct", "black_pct")
PERCENTAGES = ("foreign_born_pct", "latino_pct", "black_pct")

EXPECTATIONS = [
    distinct_between(
        "county_fips", 200, 3_250, BY_YEAR, reason="At least the counties of the smallest twin, at most those of 2010."
    ),
    *(values_between(column, 0, 100, reason="A percentage.") for column in PERCENTAGES),
    *(missing_at_most(column, 0.05, BY_YEAR, reason="A county here has tracts in the ACS.") for column in COVARIATES),
    mean_between(
        "latino_pct", 3, 30, BY_YEAR, severity=WARN,
        reason="The mean over counties, most of them rural, is near 8 %; sampled counties are larger and have more.",
    ),
    mean_between(
        "is_mexico_border_county", 0.001, 0.05, severity=WARN,
        reason="23 of some 3,140 counties touch Mexico, 0.7 %; a sample of counties has none or some more.",
    ),
]  # fmt: skip
